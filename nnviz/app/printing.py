"""A lesson on paper, without a window: for ``nnviz lesson print``."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.lessons.lesson import Lesson
from nnviz.said import Sentence
from nnviz.session.sentences import told
from nnviz.ui.appearance import dress
from nnviz.ui.learn.printed import PrintedLesson


def pdf_of(lesson: Lesson, key: dict[str, Sentence] | None = None) -> bytes:
    """The lesson as a PDF; with a ``key`` that of the teacher, with what is right and the notes."""
    application = QApplication.instance()
    if application is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        prepare_qt()
        application = QApplication(["nnviz"])
        dress(application)
    answers = None if key is None else {step: told(answer) for step, answer in key.items()}
    return PrintedLesson(lesson, answers).pdf()
