"""What somebody answered in a lesson, and the file that it is handed in as (``*.nnanswers``).

Nothing is timed and nothing goes over a network. The file is plain JSON and not proof against tampering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from nnviz.data.npz import DamagedError
from nnviz.data.ordinary import open_ordinary
from nnviz.files.project_text import Entries, line_of, read_text, write_text
from nnviz.lessons.lesson import CONFIDENCES, Confidence, Lesson
from nnviz.said import translate

#: What is predicted, and what is so. A number; the place of an option, from 0; “up”, “down” or “same”; names
#: in their order; the place of a number in its array; the heights of a curve.
Value: TypeAlias = float | int | bool | str | tuple[str, ...] | tuple[int, ...] | tuple[float, ...]

ENDING: Final = ".nnanswers"
FORMAT: Final = 1
MOST_BYTES: Final = 2_000_000
MOST_STEPS: Final = 200
MOST_TRIES: Final = 20
MOST_SAID: Final = 2000  # characters
MOST_NICKNAME: Final = 40
MOST_NUMBERS: Final = 2000  # of a curve
_MOST_TEXT: Final = 200


@dataclass(frozen=True)
class Given:
    """A prediction: its ``value`` as it was said last, None where it was only asked to be shown.

    ``tries`` are the values said before that one. ``shown``: “Show me” was asked for.
    """

    value: Value | None = None
    confidence: Confidence | None = None
    tries: tuple[Value, ...] = ()
    shown: bool = False


@dataclass(frozen=True)
class Answer:
    """What was answered in one step. ``right`` is None until it is revealed; ``said`` what was seen, in the
    pupil's own words; ``chosen`` the option taken of a question about a principle; ``done`` what a check or
    puzzle asked for was reached."""

    given: Given | None = None
    right: bool | None = None
    said: str = ""
    chosen: int | None = None
    done: bool = False

    @property
    def revealed(self) -> bool:
        """Whether how it is has been seen."""
        return self.right is not None or (self.given is not None and self.given.shown)

    @property
    def empty(self) -> bool:
        """Whether there is nothing of it to be kept."""
        return self == Answer()


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What somebody answered in a lesson, by the keys of its steps."""

    lesson: str
    digest: str
    title: str = ""
    nickname: str = ""
    steps: Mapping[str, Answer] = field(default_factory=dict)

    @classmethod
    def none_yet(cls, lesson: Lesson) -> Answers:
        """Those of a lesson that has just been opened."""
        return cls(lesson=lesson.id, digest=lesson.digest, title=lesson.title)

    def at(self, key: str) -> Answer:
        """What was answered in that step."""
        return self.steps.get(key, Answer())

    def with_(self, key: str, answer: Answer) -> Answers:
        """These with another answer in that step."""
        return replace(self, steps={**self.steps, key: answer})


# ---- the file
def file_name(answers: Answers) -> str:
    """What the file is called: “answers-one-step-ada.nnanswers”; letters, figures and hyphens only."""
    parts = ("answers", answers.lesson, answers.nickname or translate("Lessons", "somebody"))
    name = "-".join("".join(sign if sign.isalnum() else "-" for sign in part).strip("-") for part in parts)
    return f"{name}{ENDING}"


def write_answers(answers: Answers) -> bytes:
    """The file."""
    return write_text({"format": FORMAT, "answers": values_of(answers)})


def read_answers(content: bytes, name: str) -> Answers:
    """What is in the file called ``name``. Raises ``ValueError`` in one sentence where it is none."""
    try:
        with Entries(read_text(content), translate("Lessons", "the file")) as entries:
            if (found := entries.take("format")) != FORMAT:
                wanted = translate("Lessons", "its format is {found}, and nnviz reads {known}")
                raise DamagedError(wanted.format(found=str(found)[:20], known=FORMAT))
            return answers_of(entries.take("answers"))
    except DamagedError as error:
        raise ValueError(_damaged(name, error)) from None


def open_answers(path: Path) -> Answers:
    """What is in that file. Raises ``ValueError`` in one sentence where it cannot be read."""
    with open_ordinary(path, MOST_BYTES) as file:
        content = file.read(MOST_BYTES)
    return read_answers(content, path.name)


def _damaged(name: str, why: object) -> str:
    return translate("Lessons", "“{name}” is no file of answers: {why}.").format(name=name, why=why)


def check_lesson(answers: Answers, lesson: Lesson, name: str) -> None:
    """Raises ``ValueError`` in one sentence where these are of another lesson, or another version of it."""
    if answers.lesson != lesson.id:
        raise ValueError(
            translate("Lessons", "“{name}” answers another lesson, “{other}”, and not “{title}”.").format(
                name=name, other=answers.title or answers.lesson, title=lesson.title
            )
        )
    if answers.digest != lesson.digest:
        raise ValueError(
            translate("Lessons", "“{name}” answers another version of “{title}”.").format(
                name=name, title=lesson.title
            )
        )


# ---- as JSON
def values_of(answers: Answers) -> dict[str, Any]:
    """The answers as JSON values."""
    return {
        "lesson": answers.lesson,
        "digest": answers.digest,
        "title": answers.title,
        "nickname": answers.nickname,
        "steps": [
            {"key": key, **_answer_values(answer)}
            for key, answer in answers.steps.items()
            if not answer.empty
        ],
    }


def _answer_values(answer: Answer) -> dict[str, Any]:
    given = answer.given
    return {
        "given": None
        if given is None
        else {
            "value": given.value,
            "confidence": given.confidence,
            "tries": list(given.tries),
            "shown": given.shown,
        },
        "right": answer.right,
        "said": answer.said,
        "chosen": answer.chosen,
        "done": answer.done,
    }


def answers_of(values: Any) -> Answers:
    """The answers that these JSON values are. Raises ``DamagedError``."""
    with Entries(values, translate("Lessons", "the answers")) as entries:
        found = Answers(
            lesson=entries.text("lesson", _MOST_TEXT),
            digest=_text(entries, "digest", _MOST_TEXT),
            title=line_of(_text(entries, "title", _MOST_TEXT)),
            nickname=line_of(_text(entries, "nickname", MOST_NICKNAME)),
            steps=dict(_step(step) for step in entries.objects("steps", MOST_STEPS)),
        )
    return found


def _step(values: Any) -> tuple[str, Answer]:
    with Entries(values, translate("Lessons", "a step")) as entries:
        key = entries.text("key", _MOST_TEXT)
        given = entries.take("given")
        answer = Answer(
            given=None if given is None else _given(given),
            right=entries.optional("right", entries.flag),
            said=_text(entries, "said", MOST_SAID),
            chosen=entries.optional("chosen", lambda name: entries.whole(name, 0, 100)),
            done=entries.flag("done"),
        )
    return key, answer


def _given(values: Any) -> Given:
    with Entries(values, translate("Lessons", "a prediction")) as entries:
        value, confidence = entries.take("value"), _confidence(entries, "confidence")
        tries = tuple(_value(entries, "tries", tried) for tried in entries.items("tries", MOST_TRIES))
        return Given(
            value=None if value is None else _value(entries, "value", value),
            confidence=confidence,
            tries=tries,
            shown=entries.flag("shown"),
        )


def _confidence(entries: Entries, key: str) -> Confidence | None:
    value = entries.take(key)
    known = next((known for known in CONFIDENCES if known == value), None)
    if known is None and value is not None:
        raise entries.wrong(key)
    return known


def _value(entries: Entries, key: str, value: Any) -> Value:
    if isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= _MOST_TEXT):
        return value
    if isinstance(value, list) and len(value) <= MOST_NUMBERS:
        if all(isinstance(one, str) and len(one) <= _MOST_TEXT for one in value):
            return tuple(value)
        if all(isinstance(one, int | float) and not isinstance(one, bool) for one in value):
            return tuple(value)
    raise entries.wrong(key)


def _text(entries: Entries, key: str, most: int) -> str:
    """A text that may be empty or have several lines."""
    value = entries.take(key)
    if not isinstance(value, str) or len(value) > most:
        raise entries.wrong(key)
    return value
