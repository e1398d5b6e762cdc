"""The composition root: what the process needs, the Session, the window. The command line calls these two."""

from nnviz.app.screenshot import ScreenshotOptions, screenshot
from nnviz.app.window import run

__all__ = ["ScreenshotOptions", "run", "screenshot"]
