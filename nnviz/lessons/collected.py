"""What a class has handed in: the files of answers in a folder as a table, and how they are spread."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nnviz.data.cells import safe_cell
from nnviz.data.ordinary import open_ordinary
from nnviz.data.saving import why_not
from nnviz.lessons.answers import ENDING, MOST_BYTES, Answer, Answers, Value, check_lesson, read_answers
from nnviz.lessons.lesson import Lesson, Predict, Step
from nnviz.lessons.prose import in_words
from nnviz.said import Sentence, translate

MOST_FILES: Final = 2_000
#: The lesson of an id, None where it is not at hand.
Known = Callable[[str], Lesson | None]

_COLUMNS: Final = (
    "lesson", "version", "name", "step", "question", "prediction", "tried_before", "confidence", "shown",
    "right", "said", "chosen", "done",
)  # fmt: skip


@dataclass(frozen=True)
class HandedIn:
    """The answers of one pupil; ``name`` is what they called themselves, or a number."""

    name: str
    answers: Answers


@dataclass(frozen=True)
class Collected:
    """All that could be read, by name, and a sentence for each file that could not."""

    handed: tuple[HandedIn, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spread:
    """How the predictions of one step are spread: how many there are, how many of those that were revealed
    were right, and each answer with how often it was given, the most frequent first."""

    lesson: str
    step: str
    question: str
    count: int
    right: int
    revealed: int
    answers: tuple[tuple[str, int], ...]


def collect(folder: Path, known: Known, *, hidden: bool = False) -> Collected:
    """The ``*.nnanswers`` of a folder. With ``hidden``, names are numbers.

    What answers another version of its lesson is told and taken all the same. Raises ``ValueError`` with one
    sentence if there are none, or too many.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ENDING)
    except OSError as error:
        raise ValueError(
            translate("Lessons", "“{path}” cannot be read: {why}.").format(path=folder, why=why_not(error))
        ) from None
    if not paths:
        raise ValueError(
            translate("Lessons", "“{path}” has no files of answers ({ending}).").format(
                path=folder, ending=ENDING
            )
        )
    if len(paths) > MOST_FILES:
        raise ValueError(
            translate("Lessons", "“{path}” has more than {most:,} files of answers.").format(
                path=folder, most=MOST_FILES
            )
        )
    handed, notes = [], []
    for number, path in enumerate(paths, start=1):
        called = translate("Lessons", "file {number}").format(number=number) if hidden else path.name
        try:
            answers = _read(path, called)
            handed.append(HandedIn(str(number) if hidden else answers.nickname or path.stem, answers))
            lesson = known(answers.lesson)
            if lesson is not None:
                check_lesson(answers, lesson, called)
        except ValueError as sentence:
            notes.append(str(sentence))
    return Collected(tuple(handed), tuple(notes))


def _read(path: Path, called: str) -> Answers:
    try:
        with open_ordinary(path, MOST_BYTES) as file:
            content = file.read(MOST_BYTES)
    except ValueError:
        raise ValueError(translate("Lessons", "“{name}” cannot be read.").format(name=called)) from None
    return read_answers(content, called)


def spreads(collected: Collected, known: Known) -> tuple[Spread, ...]:
    """Of every step that was predicted in, in the order of the lesson."""
    versions: dict[tuple[str, str], list[Answers]] = {}
    for one in collected.handed:
        versions.setdefault((one.answers.lesson, one.answers.digest), []).append(one.answers)
    return tuple(
        spread
        for (name, digest), answers in versions.items()
        for spread in _of_lesson(answers, _steps(known(name), digest))
    )


def _of_lesson(answers: list[Answers], steps: dict[str, Step]) -> Iterator[Spread]:
    keys = dict.fromkeys([*steps, *(key for one in answers for key in one.steps)])
    for key in keys:
        given = [one.at(key) for one in answers]
        values = [one.given.value for one in given if one.given is not None and one.given.value is not None]
        if values:
            step = steps.get(key)
            counted = Counter(_in_words(step, value) for value in values)
            revealed = [one.right for one in given if one.right is not None]
            yield Spread(
                answers[0].title or answers[0].lesson,
                key,
                step.predict.ask if step is not None and step.predict is not None else key,
                len(values),
                sum(revealed),
                len(revealed),
                tuple(counted.most_common()),
            )


def as_csv(collected: Collected, known: Known) -> str:
    """A line for each step that somebody answered in, with a line of headings."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in collected.handed:
        steps = _steps(known(one.answers.lesson), one.answers.digest)
        for key, answer in one.answers.steps.items():
            cells = (one.answers.lesson, one.answers.digest, one.name, key, *_cells(steps.get(key), answer))
            writer.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()


def read_csv(table: str) -> list[list[str]]:
    """The cells of such a table, its headings first."""
    return list(csv.reader(io.StringIO(table)))


def _cells(step: Step | None, answer: Answer) -> tuple[str, ...]:
    given = answer.given
    options = step.check.options if step is not None and step.check is not None else ()
    chosen = "" if answer.chosen is None else str(answer.chosen + 1)
    if answer.chosen is not None and answer.chosen < len(options):
        chosen = options[answer.chosen].text
    return (
        step.predict.ask if step is not None and step.predict is not None else "",
        "" if given is None or given.value is None else _in_words(step, given.value),
        "" if given is None else " | ".join(_in_words(step, value) for value in given.tries),
        "" if given is None else given.confidence or "",
        "" if given is None else _yes(given.shown),
        "" if answer.right is None else _yes(answer.right),
        " ".join(answer.said.split()),
        chosen,
        _yes(answer.done),
    )


def _yes(flag: bool) -> Sentence:
    return translate("Lessons", "yes") if flag else translate("Lessons", "no")


def _steps(lesson: Lesson | None, digest: str) -> dict[str, Step]:
    """The steps of the lesson by their keys, if it is of that version."""
    if lesson is None or lesson.digest != digest:
        return {}
    return {step.key: step for step in lesson.steps}


def _in_words(step: Step | None, value: Value) -> str:
    if step is not None and step.predict is not None and _fits(step.predict, value):
        return str(in_words(step.predict, value))
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fits(asked: Predict, value: Value) -> bool:
    """Whether it is an answer of that kind at all: a file says what it likes."""
    return _FITTING[asked.kind](value)


_FITTING: Final[dict[str, Callable[[Value], bool]]] = {
    "number": lambda value: type(value) in (int, float),
    "choice": lambda value: type(value) is int and 0 <= value < 26,
    "direction": lambda value: isinstance(value, str),
    "order": lambda value: isinstance(value, tuple),
    "point": lambda value: isinstance(value, tuple),
    "curve": lambda value: isinstance(value, tuple) and not any(isinstance(one, str) for one in value),
}
