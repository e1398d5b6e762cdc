"""The course as tests ask it: lessons by their folders, their runs trained once, and all that a step says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from nnviz.assets import asset_path
from nnviz.lessons.lesson import Lesson, Step
from nnviz.lessons.reading import read_lesson
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import Setup, set_up

FOLDERS = sorted(path for path in asset_path("lessons").iterdir() if path.is_dir())
NAMES = [folder.name for folder in FOLDERS]


def folder_of(number: int) -> Path:
    """The folder of the lesson of that number."""
    (found,) = (folder for folder in FOLDERS if folder.name.startswith(f"{number:02d}-"))
    return found


@cache
def lesson_in(folder: Path) -> Lesson:
    """The lesson there, which is without a mistake."""
    read = read_lesson(folder)
    assert [str(mistake) for mistake in read.mistakes] == []
    assert read.lesson is not None
    return read.lesson


def step_of(number: int, key: str) -> tuple[Lesson, Step]:
    """A lesson and the step of it with that key."""
    lesson = lesson_in(folder_of(number))
    (found,) = (step for step in lesson.steps if step.key == key)
    return lesson, found


@lru_cache(maxsize=64)
def _trained(key: str) -> list[Recorded]:
    """What has been trained of these settings; filled by who asks first."""
    return []


def runs_of(lesson: Lesson, step: Step) -> dict[str, Recorded]:
    """The runs of a step, each trained once however many steps ask for it."""
    runs = {}
    for asked in step.runs:
        kept = _trained(repr(replace(asked, line=0, at="", allow=(), name="A")) + str(lesson.seed))
        if not kept:
            kept.append(Recorded(set_up(asked, lesson.seed)))
        runs[asked.name] = kept[0]
    return runs


def opened(lesson: Lesson, step: Step, changed: Mapping[str, Any] | None = None) -> dict[str, Recorded]:
    """The runs of a step as they stand when it opens or, if something is ``changed``, as far as they are
    run on: settings by their names, start values by those of the parameters."""
    if not changed and all(asked.until == asked.at for asked in step.runs):
        return runs_of(lesson, step)
    return {
        setup.name: Recorded(setup if changed else replace(setup, until=setup.at))
        for setup in _setups(lesson, step, changed or {})
    }


def _setups(lesson: Lesson, step: Step, changed: Mapping[str, Any]) -> Iterator[Setup]:
    for asked in step.runs:
        weights = {name: value for name, value in changed.items() if "." in name}
        settings = {name: value for name, value in changed.items() if "." not in name}
        made = replace(asked, settings={**asked.settings, **settings}, weights={**asked.weights, **weights})
        yield set_up(replace(made, until=asked.until or asked.at), lesson.seed)


def said_in(step: Step) -> str:
    """All that a step says to the pupil or the teacher."""
    told = [step.title, step.body, step.notes]
    if step.predict is not None:
        told += [step.predict.ask, *(one.say for one in step.predict.feedback)]
        told += [f"{option.text} {option.say}" for option in step.predict.options]
    for check in filter(None, (step.check, step.puzzle)):
        told += [check.ask, check.done, *check.hints]
        told += [f"{option.text} {option.say}" for option in check.options]
    return "\n".join(told)
