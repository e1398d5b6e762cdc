"""What is said of a question to a room: its answers by letter, which is right, and what is said to it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnviz.lessons.judging import way_of
from nnviz.lessons.prose import in_words
from nnviz.session.presenting import RoomTold
from nnviz.session.presenting_phases import Phase, answers_of, runs_on
from nnviz.session.sentences import told
from nnviz.session.stopwatch import Stopwatch

translate = QCoreApplication.translate

_WAYS = ("up", "down", "same")


@dataclass(frozen=True)
class Answered:
    """The answers to choose from, and once revealed the ``right`` one of them, by its place, the truth in
    words and what is said to it."""

    answers: tuple[str, ...]
    right: int | None = None
    truth: str = ""
    said: str = ""


def answered(room: RoomTold) -> Answered:
    """What the room may know of the answer in this phase."""
    step, now = room.told.step, room.told
    answers = answers_of(step)
    if room.phase != "reveal":
        return Answered(answers)
    if step.predict is None:
        right = now.answer.chosen if now.answer.done else None
        waiting = "" if right is not None or now.fault else translate("Room", "It is being worked out …")
        return Answered(answers, right, waiting, now.told_of_goal)
    if now.truth is None:
        return Answered(answers, None, translate("Room", "It is being worked out …"))
    asked, truth = step.predict, now.truth
    right, said = None, now.feedback
    if asked.kind == "choice" and isinstance(truth, int) and 0 <= truth < len(asked.options):
        right, said = truth, asked.options[truth].say or now.feedback
    elif asked.kind == "direction":
        way = truth if isinstance(truth, str) else way_of(float(str(truth)), asked.tolerance)
        right = _WAYS.index(way) if way in _WAYS else None
    return Answered(answers, right, told(in_words(asked, truth)), said)


def question_of(room: RoomTold) -> str:
    """What the room is asked, in Markdown; the title of a step that asks nothing."""
    step = room.told.step
    if step.predict is not None:
        return step.predict.ask
    if step.check is not None and step.check.ask:
        return step.check.ask
    return step.title


def note_of(room: RoomTold, said: str) -> str:
    """What the room is to do now, below everything else."""
    if room.told.fault:
        return room.told.fault
    counting = bool(answers_of(room.told.step))
    if room.phase == "announce":
        until = runs_on(room.told.step)
        return translate("Room", "Next: it trains until {moment}. That takes a while.").format(moment=until)
    notes: dict[Phase, str] = {
        "ask": translate("Room", "Choose first. Then talk to your neighbour, and choose again.")
        if counting
        else translate("Room", "Write down what you expect."),
        "count_before": translate("Room", "Hands up, one letter after the other."),
        "talk": translate("Room", "Talk to your neighbour: which one, and why?"),
        "count_after": translate("Room", "Hands up once more."),
        "reveal": said,
    }
    return notes.get(room.phase, "")


def clock_text(watch: Stopwatch, now: float) -> str:
    """Minutes and seconds, as “06:40”; from an hour on “1:06:40”."""
    seconds = int(watch.seconds(now))
    hours, rest = divmod(seconds, 3600)
    text = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{text}" if hours else text
