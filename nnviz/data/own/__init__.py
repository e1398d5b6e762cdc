"""Data that a person brings: what was read, how a data set is made of it, and the readers."""
