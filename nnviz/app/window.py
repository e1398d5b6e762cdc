"""The program with its window."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import choose_platform, prepare_qt
from nnviz.app.faults import Faults
from nnviz.app.garbage import Garbage
from nnviz.app.logs import start_logging
from nnviz.files.another import another_nnviz

if TYPE_CHECKING:
    from nnviz.session.preferences import Preferences
    from nnviz.session.session import Session
    from nnviz.ui.main_window import MainWindow


def run(argv: Sequence[str], files: Sequence[Path] = (), watched: Path | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    ``argv[0]`` is the program. The first of the ``files``, projects or pictures, is opened in this window,
    each other one in a window of its own. The run folder ``watched`` is shown as it grows. Raises
    ``ValueError`` with one sentence if there is no display.
    """
    application, faults = start_application(argv)

    from nnviz.session.preferences import Preferences
    from nnviz.ui.appearance import dress
    from nnviz.ui.main_window import MainWindow

    dress(application)
    preferences = Preferences.load()
    make = partial(_make_session, preferences, application)
    at_start = preferences.show_start and not files and watched is None
    window = MainWindow(make, preferences, reading=True, at_start=at_start)
    faults.raised.connect(window.show_fault)
    window.painted.connect(window.start)
    window.painted.connect(partial(take_care, window, files))
    if watched is not None:
        window.painted.connect(lambda: window.session.watching.watch(watched))
    window.show()
    return application.exec()


def start_application(argv: Sequence[str]) -> tuple[QApplication, Faults]:
    """What comes before the first window. Raises ``ValueError`` with one sentence if there is no display."""
    without_display = choose_platform()
    prepare_qt()
    start_logging()
    application = QApplication(list(argv[:1]))
    if without_display and application.platformName() == "offscreen":
        raise ValueError(without_display)
    # Ctrl+C in the terminal ends the program; Qt's event loop would never let Python see it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    faults = Faults(application)
    faults.install()
    Garbage(application)
    return application, faults


def take_care(window: MainWindow, files: Sequence[Path]) -> None:
    """What comes after the start: nothing of the person's work is lost, and the files named are opened."""
    from nnviz.data.folder import data_folder

    window.project_files.protect(data_folder() / "recovery")
    if not files and not window.presents.come_back():
        window.learn.come_back()
    for path in files[:1]:
        window.ways_in.open_file(str(path))
    for path in files[1:]:
        program, *words = another_nnviz([str(path.absolute())])
        QProcess.startDetached(program, words)


def _make_session(preferences: Preferences, application: QApplication) -> Session:
    """The Session with what is remembered; its modules are imported when the first frame stands."""
    from nnviz.data.hands.store import my_digits_file, my_doodles_file
    from nnviz.session.lesson_progress import progress_file
    from nnviz.session.session import Session
    from nnviz.training.hands import best_reader

    session = Session(
        preferences.experiment,
        speed=preferences.speed,
        my_digits_file=my_digits_file(),
        my_doodles_file=my_doodles_file(),
        lessons_file=progress_file(),
    )
    session.reader.use(best_reader)
    application.aboutToQuit.connect(session.shut_down)
    return session
