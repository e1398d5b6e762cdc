"""The one mutable state of the program, the thread that trains, and what is remembered. QtCore only."""
