"""The composition root: what the process needs, the Session, the window. The command line calls these two."""

from nnviz.app.environment import prepare_numpy

prepare_numpy()

from nnviz.app.screenshot import ScreenshotOptions, screenshot  # noqa: E402
from nnviz.app.window import run  # noqa: E402

__all__ = ["ScreenshotOptions", "run", "screenshot"]
