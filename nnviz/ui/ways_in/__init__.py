"""Ways in for pictures from outside: opened, pasted, dropped."""

from nnviz.ui.ways_in.ways_in import WaysIn

__all__ = ["WaysIn"]
