"""How far somebody is in the lessons: kept by itself in a file of the data folder."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.data.folder import data_folder
from nnviz.data.npz import DamagedError
from nnviz.data.ordinary import open_ordinary
from nnviz.data.saving import put_aside, save_bytes
from nnviz.files.project_text import Entries, line_of, read_text, write_text
from nnviz.lessons.answers import MOST_STEPS, Answer, Answers, answers_of, values_of
from nnviz.lessons.lesson import Confidence, Lesson, Step
from nnviz.said import translate
from nnviz.session.sentences import told

_log = logging.getLogger(__name__)

FILE: Final = "lessons.json"
FORMAT: Final = 1
MOST_BYTES: Final = 2_000_000
SAVE_MS: Final = 400  # what is typed is not written letter by letter
MOST_LESSONS: Final = 500
_MOST_TEXT: Final = 200
_MOST_PATH: Final = 4096


def progress_file() -> Path:
    """Where it is kept."""
    return data_folder() / FILE


@dataclass(frozen=True)
class Way:
    """How far somebody is in one lesson: the key of the step where they are, those opened, and the answers.

    ``finished``: the last step was reached and, where it asks for something, done.
    """

    answers: Answers
    step: str = ""
    opened: tuple[str, ...] = ()
    finished: bool = False


@dataclass(frozen=True)
class Tally:
    """How many predictions were made with one confidence, and how many of these were right."""

    made: int = 0
    right: int = 0


def all_answered(step: Step, answer: Answer) -> bool:
    """Whether all that a step asks for has been answered, or seen, and done."""
    goal = step.puzzle or step.check
    return (step.predict is None or answer.revealed) and (goal is None or answer.done)


class Progress(QObject):
    """The Ways of all lessons by their ids, kept in ``file`` (None: only while this lives).

    ``present`` is the id of the lesson that is open, "" for none, and ``present_file`` where it is from
    unless it is one of the course: after a crash it is what to come back to. What another window has answered
    meanwhile, in other steps of the same lesson or in other lessons, is kept beside what was answered here.
    A file that is damaged is left alone under another name, and a sentence says so.
    """

    changed = Signal()
    message_raised = Signal(str)

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._ways: dict[str, Way] = {}
        self._touched: set[str] = set()  # lessons of which this one knows better than the file
        self._anew: set[str] = set()  # lessons begun again since the file was written
        self.present = self.present_file = ""
        self.nickname = ""
        self.fault = ""  # a sentence on the file, where it could not be read
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self.save)
        self._load()

    # ---- asking
    def way(self, lesson: Lesson) -> Way:
        """How far somebody is in that lesson; one of another version begins anew."""
        way = self._ways.get(lesson.id)
        return (
            way if way is not None and way.answers.digest == lesson.digest else Way(Answers.none_yet(lesson))
        )

    def kept(self, lesson_id: str) -> Way | None:
        """What is kept of a lesson by its id, whatever its version."""
        return self._ways.get(lesson_id)

    def answers(self, lesson: Lesson) -> Answers:
        """What was answered in that lesson."""
        return self.way(lesson).answers

    def settled(self, lesson: Lesson) -> frozenset[str]:
        """The keys of the steps that have been opened and in which nothing is left to be answered."""
        way = self.way(lesson)
        opened = [step for step in lesson.steps if step.key in way.opened]
        return frozenset(step.key for step in opened if all_answered(step, way.answers.at(step.key)))

    def tallies(self) -> Mapping[Confidence, Tally]:
        """How often a prediction was right, by how sure it was; of all lessons."""
        return tallies_of(*(way.answers for way in self._ways.values()))

    # ---- noting
    def come_to(self, lesson: Lesson, key: str) -> None:
        """Somebody opens that step."""
        way = self.way(lesson)
        opened = way.opened if key in way.opened else (*way.opened, key)
        self.present = lesson.id
        self._note(replace(way, step=key, opened=opened))

    def answer(self, lesson: Lesson, key: str, answer: Answer) -> None:
        """Keep what was answered in that step."""
        way = self.way(lesson)
        self._note(replace(way, answers=way.answers.with_(key, answer)))

    def finish(self, lesson: Lesson) -> None:
        """Somebody has come to its end."""
        way = self.way(lesson)
        if not way.finished:
            self._note(replace(way, finished=True))

    def again(self, lesson: Lesson) -> None:
        """Begin that lesson again from the start; that it was finished once stays so."""
        self._anew.add(lesson.id)
        self._note(Way(Answers.none_yet(lesson), finished=self.way(lesson).finished))

    def come_from(self, file: str) -> None:
        """The lesson that is open is in that file or folder; "": it is one of the course."""
        self.present_file = file
        self._timer.start()

    def leave(self) -> None:
        """No lesson is open any more."""
        self.present = self.present_file = ""
        self._timer.start()

    def call(self, nickname: str) -> None:
        """The name that answers are handed in under."""
        self.nickname = nickname
        self._timer.start()

    def _note(self, way: Way) -> None:
        self._ways[way.answers.lesson] = way
        self._touched.add(way.answers.lesson)
        self._timer.start()
        self.changed.emit()

    # ---- the file
    def shut_down(self) -> None:
        """Write what has yet to be written."""
        if self._timer.isActive():
            self.save()

    @Slot()
    def save(self) -> None:
        """Write it now, whole or not at all; a place that cannot be written to is told once."""
        self._timer.stop()
        if self._file is None:
            return
        with suppress(ValueError):  # another nnviz may have written meanwhile
            for lesson_id, way in _read(self._file).ways.items():
                if lesson_id not in self._touched:
                    self._ways[lesson_id] = way
                elif lesson_id not in self._anew:
                    self._ways[lesson_id] = joined_way(self._ways[lesson_id], way)
        self._anew.clear()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            save_bytes(self._file, write_text(self._values()))
        except (OSError, ValueError) as error:
            if not self.fault:
                self.fault = told(error) if isinstance(error, ValueError) else str(error)
                self.message_raised.emit(self.fault)

    def _load(self) -> None:
        if self._file is None:
            return
        try:
            kept = _read(self._file)
        except ValueError as error:
            put_aside(self._file)
            self.fault = told(error)
            _log.warning("%s", error)
            return
        self._ways, self.present, self.nickname = dict(kept.ways), kept.present, kept.nickname
        self.present_file = kept.file

    def _values(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "present": self.present,
            "file": self.present_file,
            "nickname": self.nickname,
            "lessons": [
                {
                    "step": way.step,
                    "opened": list(way.opened),
                    "finished": way.finished,
                    "answers": values_of(way.answers),
                }
                for way in self._ways.values()
            ],
        }


def tallies_of(*lessons: Answers) -> Mapping[Confidence, Tally]:
    """How often a prediction was right at once, by how sure it was; those only shown do not count."""
    counted: dict[Confidence, Tally] = {}
    for answer in (answer for answers in lessons for answer in answers.steps.values()):
        given = answer.given
        if given is not None and given.confidence is not None and answer.right is not None:
            before = counted.get(given.confidence, Tally())
            right = answer.right and not given.tries
            counted[given.confidence] = Tally(before.made + 1, before.right + right)
    return counted


def joined_way(here: Way, there: Way) -> Way:
    """How far somebody is who took one lesson in two windows: what was answered in either; of a step that was
    answered in both, what was answered ``here``."""
    if here.answers.digest != there.answers.digest:
        return here
    steps = {**there.answers.steps, **{k: one for k, one in here.answers.steps.items() if not one.empty}}
    opened = tuple(dict.fromkeys((*here.opened, *there.opened)))
    answers = replace(here.answers, steps=steps)
    return replace(here, answers=answers, opened=opened, finished=here.finished or there.finished)


@dataclass(frozen=True)
class _Kept:
    """What is in the file."""

    ways: Mapping[str, Way] = field(default_factory=dict)
    present: str = ""
    file: str = ""
    nickname: str = ""


def _read(file: Path) -> _Kept:
    """What is in the file, nothing where there is none. Raises ``ValueError`` in one sentence."""
    if not file.exists():
        return _Kept()
    try:
        with open_ordinary(file, MOST_BYTES) as opened:
            content = opened.read(MOST_BYTES)
        with Entries(read_text(content), translate("Lessons", "the file")) as entries:
            entries.whole("format", FORMAT, FORMAT)
            ways = [_way(values) for values in entries.objects("lessons", MOST_LESSONS)]
            return _Kept(
                ways={way.answers.lesson: way for way in ways},
                present=_line(entries, "present"),
                file=_line(entries, "file", _MOST_PATH) if "file" in entries else "",
                nickname=_line(entries, "nickname"),
            )
    except DamagedError as error:
        raise ValueError(
            translate(
                "Lessons", "How far you were in the lessons cannot be read from “{name}”: {why}."
            ).format(name=file.name, why=error)
        ) from None


def _way(values: Any) -> Way:
    with Entries(values, translate("Lessons", "a lesson")) as entries:
        opened = [str(key)[:_MOST_TEXT] for key in entries.items("opened", MOST_STEPS)]
        return Way(
            answers=answers_of(entries.take("answers")),
            step=_line(entries, "step"),
            opened=tuple(opened),
            finished=entries.flag("finished"),
        )


def _line(entries: Entries, key: str, most: int = _MOST_TEXT) -> str:
    value = entries.take(key)
    if not isinstance(value, str) or len(value) > most:
        raise entries.wrong(key)
    return line_of(value)
