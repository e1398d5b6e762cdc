"""The formulas of a lesson set before they are seen, in the background: each takes a part of a second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from PySide6.QtCore import QObject, QThread, Slot

from nnviz.engine.activations import ACTIVATIONS
from nnviz.lessons.lesson import Lesson, Step
from nnviz.session.work import Work
from nnviz.ui.learn.formula import set_formula
from nnviz.ui.learn.function_words import formulas_of

_IN_TEXT: Final = re.compile(r"\$\$?([^$]+)\$\$?")
_SETTINGS: Final = ("activation", "output_activation")


class FormulasAhead(QObject):
    """Sets those of a lesson, one after the other; what is set is kept by ``formula``."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Work | None = None

    def begin(self, lesson: Lesson, at: int) -> None:
        """Set the formulas of this lesson, of another no more: those of the step at that place and of all
        after it first."""
        self.end()
        steps = (*lesson.steps[at:], *lesson.steps[:at])
        wanted = list(dict.fromkeys(formula for step in steps for formula in _of_step(step)))
        if wanted:
            self._work = Work(lambda work: _set_all(wanted, work), self._on_done)
            self._work.start(QThread.Priority.LowPriority)

    @Slot()
    def _on_done(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.wait()

    def end(self) -> None:
        """Set no more, and wait for the one that is being set."""
        work, self._work = self._work, None
        if work is not None:
            work.requestInterruption()
            work.end()


def _set_all(wanted: list[str], work: Work) -> None:
    for latex in wanted:
        if work.isInterruptionRequested():
            return
        with suppress(ValueError):  # it is told where the formula stands
            set_formula(latex)


def _of_step(step: Step) -> Iterator[str]:
    """In the text, on the stage, and of the activations that the step is about."""
    if step.show.formula:
        yield step.show.formula
    yield from (found[1] for found in _IN_TEXT.finditer(step.body))
    if "activation" in step.show.views:
        names = [name.strip() for name in step.show.of.split(",")]
        names += [str(run.settings.get(setting, "")) for run in step.runs for setting in _SETTINGS]
        for name in dict.fromkeys(names):
            if name in ACTIVATIONS:
                yield from formulas_of(ACTIVATIONS[name])
