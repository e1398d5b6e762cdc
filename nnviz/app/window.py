"""The program with its window."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from nnviz.app.environment import NO_DISPLAY, choose_platform, prepare_qt
from nnviz.app.faults import Faults
from nnviz.app.garbage import Garbage
from nnviz.app.logs import start_logging

if TYPE_CHECKING:
    from nnviz.session.preferences import Preferences
    from nnviz.session.session import Session
    from nnviz.ui.main_window import MainWindow


def run(argv: Sequence[str]) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    ``argv[0]`` is the program; ``argv[1]``, if there, the project to open.
    """
    falls_back = choose_platform()
    prepare_qt()
    start_logging()
    application = QApplication(list(argv[:1]))
    if falls_back and application.platformName() == "offscreen":
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    # Ctrl+C in the terminal ends the program; Qt's event loop would never let Python see it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    faults = Faults(application)
    faults.install()
    Garbage(application)

    from nnviz.session.preferences import Preferences
    from nnviz.ui.appearance import dress
    from nnviz.ui.main_window import MainWindow

    dress(application)
    preferences = Preferences.load()
    window = MainWindow(partial(_make_session, preferences, application), preferences)
    faults.raised.connect(window.show_fault)
    window.painted.connect(window.start)
    window.painted.connect(partial(_take_care, window, argv[1:]))
    window.show()
    return application.exec()


def _take_care(window: MainWindow, files: Sequence[str]) -> None:
    """What comes after the start: nothing of the person's work is lost, and the file named is opened."""
    from nnviz.data.folder import data_folder

    window.project_files.protect(data_folder() / "recovery")
    if files:
        window.project_files.open(Path(files[0]))


def _make_session(preferences: Preferences, application: QApplication) -> Session:
    """The Session with what is remembered; its modules are imported when the first frame stands."""
    from nnviz.data.hands.store import my_digits_file
    from nnviz.session.session import Session
    from nnviz.training.hands import best_reader

    session = Session(
        preferences.experiment, speed=preferences.speed, my_digits_file=my_digits_file(), reading=True
    )
    session.reader.use(best_reader)
    application.aboutToQuit.connect(session.shut_down)
    return session
