"""Experiments and how they run: what to train, the run itself, its moments and its history. No Qt."""
