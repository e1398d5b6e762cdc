"""The left panel: the canvas to draw on, what the network sees of it, and the test images."""

from nnviz.ui.canvas.canvas import DrawingCanvas
from nnviz.ui.canvas.panel import InputPanel

__all__ = ["DrawingCanvas", "InputPanel"]
