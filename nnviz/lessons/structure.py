"""How a lesson is built: what its steps need, and in which order; all of it advice."""

from __future__ import annotations

from typing import Final

from nnviz.lessons.lesson import Lesson, Step
from nnviz.lessons.mistakes import Mistakes
from nnviz.said import translate

FEWEST_STEPS: Final = 5
MOST_STEPS: Final = 9
#: Nobody can look to more.
MOST_CONTROLS: Final = 3


def check_structure(lesson: Lesson, mistakes: Mistakes) -> None:
    """Warns of what makes a lesson hard to learn from."""

    def warn(line: int, sentence: str) -> None:
        mistakes.add(line, sentence, warning=True)

    if not FEWEST_STEPS <= len(lesson.steps) <= MOST_STEPS:
        text = translate("Lessons", "A lesson has {fewest} to {most} steps; this one has {count}.")
        warn(1, text.format(fewest=FEWEST_STEPS, most=MOST_STEPS, count=len(lesson.steps)))
    kinds = [step.kind for step in lesson.steps]
    for place, step in enumerate(lesson.steps):
        before, after = kinds[:place], kinds[place + 1 :]
        if step.kind == "run" and "predict" not in before:
            warn(step.line, translate("Lessons", "Nothing has been predicted before this run."))
        if step.kind == "predict" and not {"run", "predict"} & set(after) and "run" not in before:
            warn(step.line, translate("Lessons", "No “run” follows this prediction."))
        if step.kind == "run" and "state" not in after:
            warn(step.line, translate("Lessons", "No “state” follows this run: let them say what they saw."))
        if step.kind == "make" and after:
            warn(step.line, translate("Lessons", "“make” is the last step of a lesson."))
        _check_controls(step, mistakes)
        if step.show.lines and step.show.lines[1] > lesson.python.count("\n") + 1:
            text = translate("Lessons", "The Python of the lesson has no line {line}.")
            warn(step.show.line, text.format(line=step.show.lines[1]))
    if lesson.steps and "make" not in kinds:
        warn(
            lesson.steps[-1].line, translate("Lessons", "The last step is no “make”: a puzzle ends a lesson.")
        )
    if not lesson.summary:
        warn(1, translate("Lessons", "There is no section “{{summary}}”.").format())
    if not lesson.words:
        warn(
            1,
            translate("Lessons", "There is no glossary: a list below “### Words” in “{{summary}}”.").format(),
        )


def _check_controls(step: Step, mistakes: Mistakes) -> None:
    allowed = {control for run in step.runs for control in run.allow}
    if len(allowed) > MOST_CONTROLS:
        text = translate("Lessons", "The step offers {count} controls; more than {most} are looked past.")
        mistakes.add(step.line, text.format(count=len(allowed), most=MOST_CONTROLS), warning=True)
