"""The real window without a display: for pictures of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.app.faults import Faults
from nnviz.app.garbage import Garbage
from nnviz.session.preferences import LinesMode, Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow
from nnviz.ui.window_place import SMALLEST

THEMES = ("dark", "light", "projector")
_PIXELS = 100_000_000


def check_picture(theme: str, size: tuple[int, int], scale: float) -> None:
    """Raise ``ValueError`` with one sentence unless a picture of the window can be like that."""
    width, height = size
    if theme not in THEMES:
        raise ValueError(f"There is no theme “{theme}”; there are {', '.join(THEMES)}.")
    if not 0.5 <= scale <= 4:
        raise ValueError(f"The scale must be from 0.5 to 4, not {scale:g}.")
    if not 0 < width * height * scale**2 <= _PIXELS:
        raise ValueError(f"A picture of {width}x{height} at scale {scale:g} is too large.")


@contextmanager
def off_screen(
    experiment: Experiment, theme: str, size: tuple[int, int], scale: float, lines: LinesMode = "signal"
) -> Iterator[tuple[MainWindow, Session, list[str]]]:
    """The window with a Session of that experiment, shown but not started, and faults as they are raised.

    Settings of the person who runs it are neither read nor written. Raises ``ValueError`` with one sentence
    for a size that the window cannot have, ``RuntimeError`` with the first fault if there was one.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    prepare_qt()
    application = QApplication.instance() or QApplication(["nnviz"])
    assert isinstance(application, QApplication)
    dress(application)
    faults = Faults(application)
    faults.install()
    garbage = Garbage(application)
    session = Session(experiment)
    window = MainWindow(session, Preferences(theme=theme, reduce_motion=True, lines=lines))  # type: ignore[arg-type]
    raised: list[str] = []
    for signal in (faults.raised, session.fault_raised):
        signal.connect(raised.append)
    try:
        _show(window, QSize(*size))
        yield window, session, raised
    finally:
        session.shut_down()
        garbage.stop()
        faults.uninstall()
        window.hide()
        window.deleteLater()
    if raised:
        raise RuntimeError(raised[0])


def _show(window: MainWindow, size: QSize) -> None:
    window.setMinimumSize(*SMALLEST)  # whatever screen there is: a picture needs none
    window.resize(size)
    window.show()
    if window.size() != size:
        smallest = window.minimumSize()
        raise ValueError(
            f"The window cannot be {size.width()}x{size.height()}: "
            f"its smallest size is {smallest.width()}x{smallest.height()}."
        )


def wait(done: Callable[[], bool]) -> None:
    """Run the event loop until ``done``."""
    loop = QEventLoop()
    look = QTimer(interval=10)
    look.timeout.connect(lambda: loop.quit() if done() else None)
    look.start()
    loop.exec()


def save_picture(picture: QPixmap, path: Path, size: tuple[int, int], scale: float) -> None:
    """Write a PNG of ``size * scale`` pixels. Raises ``ValueError`` with one sentence if that cannot be."""
    wanted = QSize(*(round(side * scale) for side in size))
    if picture.size() != wanted:  # a platform that rounds the scale
        picture = picture.scaled(wanted)
    picture.setDevicePixelRatio(1)
    if not picture.save(str(path), "PNG"):
        raise ValueError(f"“{path}” cannot be written.")
