"""What of a lesson the back row cannot read: each step is measured in the room's own view."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.app.environment import prepare_qt
from nnviz.drawing.lessons.figures import written
from nnviz.lessons.back_row import BackRow, Mark, too_small
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.mistakes import Mistake
from nnviz.said import Sentence, translate
from nnviz.session.lesson_setups import Setups
from nnviz.session.preferences import Preferences
from nnviz.ui.appearance import dress
from nnviz.ui.present.back_row_check import marks_in, texts_in
from nnviz.ui.present.presentation import Presentation

_PATIENCE = 30_000  # ms for a step to be there; a run that takes longer is told elsewhere


def check_room(lesson: Lesson, file: str, row: BackRow) -> tuple[Mistake, ...]:
    """Warnings of text and lines that are too small for that row though the room's sizes follow it, and of
    words that the room's window has no place for, and of answers that stand on a stage; by the lines of the
    steps in ``file``."""
    application = QApplication.instance()
    if application is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        prepare_qt()
        application = QApplication(["nnviz"])
        dress(application)
    presentation = Presentation(Preferences(reduce_motion=True), None)
    presentation.session.start()
    presenting, view, found = presentation.presenting, presentation.view, []
    seen: list[tuple[str, Sequence[str]]] = []  # the title of each step, and what is written on its stage
    view.set_larger(row.larger)
    try:
        for place, step in enumerate(lesson.steps):
            presenting.begin(lesson, place, card=False)
            _wait(lambda: (told := presenting.runner.told) is not None and (told.ready or bool(told.fault)))
            view.settle()
            said = [_small(mark, row) for mark in too_small(marks_in(view), row)]
            seen.append((step.title, texts_in(view.stage)))
            said += _told_before(lesson, place, seen)
            if view.words.overflow:
                said.append(translate("App", "There are more words than the room's window has place for."))
            found += [Mistake(file, step.line, sentence, True) for sentence in said]
    finally:
        presentation.end()
    return tuple(found)


def _told_before(lesson: Lesson, place: int, seen: list[tuple[str, Sequence[str]]]) -> list[Sentence]:
    """Warnings of a number that the step asks for, and that stands on its stage or on one before it."""
    asked = lesson.steps[place].predict
    if asked is None or asked.kind != "number":
        return []
    try:
        value = Setups(lesson).truth(place, None, lambda: False)
    except ValueError:
        return []  # which is told elsewhere
    number = written(float(value)) if isinstance(value, int | float) else ""
    if len(re.sub(r"\D", "", number).strip("0")) < 2:
        return []  # numbers of one figure are everywhere
    form = re.compile(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)")
    text = translate("App", "The answer, {number}, stands on the stage of “{step}”.")
    return [text.format(number=number, step=title) for title, texts in seen if any(map(form.search, texts))]


def _wait(done: Callable[[], bool]) -> None:
    """Run the event loop until that is so, or patience has an end."""
    loop, patience = QEventLoop(), QElapsedTimer()
    patience.start()
    look = QTimer(interval=5)
    look.timeout.connect(lambda: loop.quit() if done() or patience.hasExpired(_PATIENCE) else None)
    look.start()
    loop.exec()
    look.stop()


def _small(mark: Mark, row: BackRow) -> Sentence:
    text = translate(
        "App", "In the room's window {what} is {px} px of 1080; the back row needs {floor} px to read it."
    )
    floor = row.line if mark.line else row.text
    return text.format(what=mark.what, px=f"{mark.size:.3g}", floor=f"{floor:.3g}")
