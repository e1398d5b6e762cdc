"""The real window without a display: for pictures of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import get_args

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QSize, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.app.faults import Faults
from nnviz.app.garbage import Garbage
from nnviz.data.saving import save_bytes
from nnviz.said import translate
from nnviz.session.messages import Message
from nnviz.session.preferences import LinesMode, Preferences
from nnviz.session.session import Session
from nnviz.training.experiment import Experiment
from nnviz.ui.appearance import dress
from nnviz.ui.main_window import MainWindow
from nnviz.ui.window_place import SMALLEST

LINES: tuple[LinesMode, ...] = get_args(LinesMode)
THEMES = ("dark", "light", "projector")
_PIXELS = 100_000_000


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a picture of the window is to look: its ``size`` in device-independent pixels, of which each has
    ``scale`` of the picture's along a side; ``lines`` is what the lines show.
    """

    theme: str = "dark"
    size: tuple[int, int] = (1440, 900)
    scale: float = 1.0
    lines: LinesMode = "signal"

    def check(self) -> None:
        """Raise ``ValueError`` with one sentence unless a picture of the window can be like that."""
        width, height = self.size
        if self.theme not in THEMES:
            raise ValueError(
                translate("App", "There is no theme “{theme}”; there are {themes}.").format(
                    theme=self.theme, themes=", ".join(THEMES)
                )
            )
        if not 0.5 <= self.scale <= 4:
            raise ValueError(
                translate("App", "The scale must be from 0.5 to 4, not {scale}.").format(scale=self.scale)
            )
        if not 0 < width * height * self.scale**2 <= _PIXELS:
            raise ValueError(
                translate("App", "A picture of {width}x{height} at scale {scale:g} is too large.").format(
                    width=width, height=height, scale=self.scale
                )
            )
        if self.lines not in LINES:
            raise ValueError(
                translate("App", "Lines cannot show “{lines}”; they show {lines2}.").format(
                    lines=self.lines, lines2=", ".join(LINES)
                )
            )

    def save(self, picture: QPixmap, path: Path) -> None:
        """Write it as a PNG. Raises ``ValueError`` with one sentence if that cannot be."""
        wanted = QSize(*(round(side * self.scale) for side in self.size))
        if picture.size() != wanted:  # a platform that rounds the scale
            picture = picture.scaled(wanted)
        picture.setDevicePixelRatio(1)
        content = QBuffer()
        content.open(QIODevice.OpenModeFlag.WriteOnly)
        if not picture.save(content, "PNG"):
            raise ValueError(translate("App", "This computer has too little memory for the picture."))
        save_bytes(path, bytes(content.data().data()))


class OffScreen:
    """A window that nobody sees, and its Session.

    ``message`` is what the window says at present, None for nothing.
    """

    def __init__(self, window: MainWindow, session: Session, faults: Faults) -> None:
        self.window, self.session = window, session
        self.message: Message | None = None
        self._interrupted = False
        self._fault = ""
        session.signals.message_raised.connect(self._on_message)
        for raised in (faults.raised, session.signals.fault_raised):
            raised.connect(self._on_fault)

    def start(self) -> None:
        """Let the window begin, and wait for the first moment of its run.

        Raises ``ValueError`` with what the window says if there is none, and as ``wait`` does.
        """
        self.window.start()
        self.wait(lambda: self.session.runs.current.snapshot is not None or self.message is not None)
        if self.session.runs.current.snapshot is None and self.message is not None:
            raise ValueError(self.message.text)

    def wait(self, done: Callable[[], bool]) -> None:
        """Run the event loop until ``done``; until something fails, or somebody presses Ctrl+C.

        Raises ``RuntimeError`` with the first fault, and ``KeyboardInterrupt``.
        """
        loop = QEventLoop()
        look = QTimer(interval=10)
        look.timeout.connect(lambda: loop.quit() if self._over or done() else None)
        look.start()
        loop.exec()
        look.stop()
        self.go_on()

    def picture(self, settled: Callable[[], bool]) -> QPixmap:
        """The window as it is when it has ``settled``: nothing in it moves any more."""
        self.wait(settled)
        self.window.place.settle()
        self.window.views.stage.rest_now()
        return self.window.grab()

    def go_on(self) -> None:
        """Raise as ``wait`` does if anything has happened that ends the work."""
        if self._interrupted:
            raise KeyboardInterrupt
        if self._fault:
            raise RuntimeError(self._fault)

    @property
    def _over(self) -> bool:
        return self._interrupted or bool(self._fault)

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Note a Ctrl+C: raised at once, as Python does, it would end in the middle of what Qt paints."""
        self._interrupted = True

    def _on_message(self, message: Message | None) -> None:
        if message is None or not message.over:
            self.message = message
        elif self.message is not None and self.message.ended_by(message.about):
            self.message = None

    def _on_fault(self, trace: str) -> None:
        self._fault = self._fault or trace


@contextmanager
def off_screen(experiment: Experiment, look: Look) -> Iterator[OffScreen]:
    """The window with a Session of that experiment, shown but not started.

    Settings of the person who runs it are neither read nor written. Raises ``ValueError`` with one sentence
    for a size that the window cannot have, and as ``OffScreen.wait`` does.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = f"{look.scale:g}"
    prepare_qt()
    application = QApplication.instance() or QApplication(["nnviz"])
    assert isinstance(application, QApplication)
    dress(application)
    faults = Faults(application)
    faults.install()
    garbage = Garbage(application)
    session = Session(experiment)
    window = MainWindow(session, Preferences(theme=look.theme, reduce_motion=True, lines=look.lines))  # type: ignore[arg-type]
    stage = OffScreen(window, session, faults)
    before = signal.signal(signal.SIGINT, stage.interrupt)
    try:
        _show(window, QSize(*look.size))
        yield stage
    finally:
        window.end_work()
        session.shut_down()  # also of a window that never began
        garbage.stop()
        faults.uninstall()
        window.hide()
        window.deleteLater()
        signal.signal(signal.SIGINT, before)
    stage.go_on()


def _show(window: MainWindow, size: QSize) -> None:
    window.setMinimumSize(*SMALLEST)  # whatever screen there is: a picture needs none
    window.resize(size)
    window.show()
    if window.size() != size:
        smallest = window.minimumSize()
        raise ValueError(
            translate(
                "App", "The window cannot be {width}x{height}: its smallest size is {width2}x{height2}."
            ).format(
                width=size.width(), height=size.height(), width2=smallest.width(), height2=smallest.height()
            )
        )
