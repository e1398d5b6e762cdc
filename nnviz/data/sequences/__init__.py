"""Sequences to learn from: made by code, of symbols or of values, one after the other."""
