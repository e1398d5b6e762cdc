"""The program that presents a lesson, and does nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from nnviz.app.window import start_application
from nnviz.lessons.lesson import Lesson
from nnviz.session.presenting_kept import PresentingFolder


def run(argv: Sequence[str], lesson: Lesson, at: int = 0) -> int:
    """Present ``lesson`` until that is ended; returns the exit status. ``argv[0]`` is the program.

    ``at``: the step to begin with, counted from 0. Raises ``ValueError`` with one sentence if there is no
    display.
    """
    application, faults = start_application(argv)

    from nnviz.data.folder import data_folder
    from nnviz.session.preferences import Preferences
    from nnviz.ui.appearance import dress
    from nnviz.ui.looks import Looks
    from nnviz.ui.present.presents import Presents

    dress(application)
    application.setQuitOnLastWindowClosed(False)  # the room's window may be closed alone
    looks = Looks(Preferences.load(), application)
    folder = data_folder() / "presenting"
    language = QLocale.system().name().partition("_")[0]
    presents = Presents(looks, folder, language, None, application)
    presents.ended.connect(application.quit)
    faults.raised.connect(presents.show_fault)
    at = at or where_it_was(lesson, PresentingFolder(folder))
    presents.begin(lesson, at, card=at == 0)
    return application.exec()


def where_it_was(lesson: Lesson, folder: PresentingFolder) -> int:
    """The step at which that lesson was left by a nnviz that ended without being asked to; else the first."""
    kept, keys = folder.place(), [step.key for step in lesson.steps]
    there = kept is not None and kept.lesson == lesson.id and kept.step in keys
    return keys.index(kept.step) if kept is not None and there else 0
