"""Looking back in time: the pill over the stage that says so."""

from nnviz.ui.time.looking_back import LookingBack

__all__ = ["LookingBack"]
