"""The program with its window."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.app.environment import NO_DISPLAY, choose_platform, prepare_qt
from nnviz.app.faults import Faults
from nnviz.app.logs import start_logging


class FirstFrame(QObject):
    """Calls ``then`` once the widget has been painted for the first time."""

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._then = then
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the first paint event pass; what it painted reaches the screen before a timer fires."""
        if event.type() == QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def run(argv: Sequence[str]) -> int:
    """Open the window and stay until it is closed; returns the exit status. ``argv[0]`` is the program."""
    falls_back = choose_platform()
    prepare_qt()
    start_logging()
    application = QApplication(list(argv))
    if falls_back and application.platformName() == "offscreen":
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    # Ctrl+C in the terminal ends the program; Qt's event loop would never let Python see it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    faults = Faults(application)
    faults.install()

    from nnviz.session.hands import my_digits_file
    from nnviz.session.preferences import Preferences
    from nnviz.session.session import Session
    from nnviz.ui.appearance import dress
    from nnviz.ui.main_window import MainWindow

    dress(application)
    preferences = Preferences.load()
    session = Session(preferences.experiment, speed=preferences.speed, my_digits_file=my_digits_file())
    window = MainWindow(session, preferences)
    faults.raised.connect(window.show_fault)
    application.aboutToQuit.connect(session.shut_down)
    FirstFrame(window, window.start)
    window.show()
    return application.exec()
