"""Lessons: what a lesson file says, what its questions ask of a run, and what is wrong with it; no Qt."""
