"""Presenting a lesson to a class: which phase it is in, what the room sees, whose hands were counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.lessons.answers import Answer
from nnviz.lessons.lesson import Lesson
from nnviz.lessons.tallies import Hands
from nnviz.session.desk import Desk
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.session.presenting_kept import Kept, PresentingFolder
from nnviz.session.presenting_phases import COUNTING, Phase, answers_of, phases_of
from nnviz.session.stopwatch import Stopwatch

Room = Literal["live", "frozen", "black", "white"]


@dataclass(frozen=True, eq=False)
class RoomTold:
    """What the room is told: the step as it stands, the phase, and the hands once they may be seen there.

    On a card, “title” and “end”, the lesson's title stands alone.
    """

    lesson: Lesson
    told: StepShown
    phase: Phase
    hands: Hands | None = None


class Presenting(QObject):
    """Leads a class through what ``runner`` has open; ``room`` is the Desk of the room's window.

    The runner's progress is the class's and not a person's: what a step has revealed is forgotten when it is
    opened again.

    ``changed``: the step, its phase, the room or the hands are others. ``room_changed``: what the room is
    told is another, which it is not while it is frozen. ``end_asked``: Escape was pressed twice where
    there was nothing to lift. ``lesson_over``: next was pressed on the card after the last step.
    ``folder`` keeps the hands of all classes, and where a crash left the lesson.
    """

    changed = Signal()
    room_changed = Signal()
    end_asked = Signal()
    lesson_over = Signal()
    fault_raised = Signal(str)

    def __init__(
        self,
        runner: LessonRunner,
        room: Desk,
        folder: PresentingFolder,
        *,
        group: str = "",
        now: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.runner, self.room_desk, self.folder = runner, room, folder
        self.now = now
        self._group = group
        self._counting = True
        self._phase: Phase = "title"
        self._room: Room = "live"
        self._before_blank: Room = "live"
        self._pinned: RoomTold | None = None
        self._warned = False
        self._opening = False  # a step, whose phase is told with it
        self.clock, self.discussion = Stopwatch(), Stopwatch()
        self.tallies = folder.tallies()
        room.follow(runner.desk)
        runner.step_changed.connect(self._on_step)
        runner.answer_changed.connect(self._tell)

    # ---- what there is
    @property
    def lesson(self) -> Lesson | None:
        """The lesson that is presented."""
        return self.runner.lesson

    @property
    def phase(self) -> Phase:
        return self._phase

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Those of the step that is open."""
        told = self.runner.told
        return () if told is None else phases_of(told.step, self._counting)

    @property
    def counting(self) -> bool:
        """Whether hands are counted."""
        return self._counting

    @property
    def room(self) -> Room:
        """What the room sees: what is shown here, where it was frozen, or nothing."""
        return self._room

    @property
    def frozen(self) -> bool:
        """Whether the room stays at a moment, seen or not."""
        return self._pinned is not None

    @property
    def group(self) -> str:
        """The class that is taught."""
        return self._group

    @property
    def warned(self) -> bool:
        """Whether Escape has been pressed once, and would end presenting if it were again."""
        return self._warned

    @property
    def hands(self) -> Hands | None:
        """The hands for the question of this step, None where there is nothing to choose from."""
        told = self.runner.told
        if told is None:
            return None
        answers = answers_of(told.step)
        if not answers:
            return None
        question = told.step.predict or told.step.check
        words = question.ask if question is not None else ""
        return self.tallies.of(self._group, told.lesson.id, told.step.key, words, answers)

    @property
    def now_told(self) -> RoomTold | None:
        """What the room would be told if it were live."""
        told = self.runner.told
        if told is None:
            return None
        seen = self.hands if self._phase == "reveal" else None
        return RoomTold(told.lesson, told, self._phase, seen)

    @property
    def room_told(self) -> RoomTold | None:
        """What the room is told."""
        return self._pinned or self.now_told

    @property
    def coming(self) -> Phase | None:
        """The phase of this step that Next comes to; None where another step or the end comes."""
        phases = self.phases
        if self._phase == "title":
            return phases[0] if phases else None
        if self._phase not in phases:
            return None
        rest = phases[phases.index(self._phase) + 1 :]
        return rest[0] if rest else None

    # ---- walking
    def begin(self, lesson: Lesson, at: int = 0, *, card: bool = True) -> None:
        """Present a lesson, from the card with its title or from a step."""
        self._phase = "title"
        self.clock, self.discussion = Stopwatch(), Stopwatch()
        self.runner.progress.again(lesson)
        self._opening = True
        self.runner.open(lesson, at)
        self._opening = False
        self._enter("title" if card else (self.phases or ("show",))[0])

    @Slot()
    def next(self) -> None:
        """On by one phase; past the last of a step, to the next step. A reveal is never passed over."""
        self._acted()
        if self.lesson is None:
            return
        self.clock = self.clock.started(self.now())
        coming = self.coming
        if coming is not None:
            self._enter(coming)
        elif self._phase == "end":
            self.lesson_over.emit()
        elif self.runner.place + 1 < len(self.lesson.steps):
            self._go(self.runner.place + 1)
        else:
            self._enter("end")

    @Slot()
    def back(self) -> None:
        """Back by one phase, or to the step before. What was revealed stays revealed until its step is opened
        again, so from there the step begins anew."""
        self._acted()
        phases = self.phases
        if self._phase in ("title", *phases[:1]):
            if self.runner.place > 0 and self._phase != "title":
                self._go(self.runner.place - 1)
            elif self.lesson is not None:
                self._enter("title")
        elif self._phase in ("reveal", "run", "end"):
            self._go(self.runner.place)
        else:
            self._enter(phases[phases.index(self._phase) - 1])

    def jump(self, number: int) -> None:
        """To the step of that number, counted from 1; of one that is not there nothing comes."""
        self._acted()
        if self.lesson is not None and 1 <= number <= len(self.lesson.steps):
            self._go(number - 1)

    def again(self, group: str | None = None) -> None:
        """From the start, for the next class: the clock at 0, its own hands."""
        self._acted()
        if group is not None:
            self._group = group
        if self.lesson is not None:
            self.live()
            self.begin(self.lesson)

    def _go(self, place: int) -> None:
        """Open that step, with nothing in it revealed."""
        lesson = self.lesson
        if lesson is not None:
            self.runner.progress.answer(lesson, lesson.steps[place].key, Answer())
        self._opening = True
        self.runner.go(place)
        self._opening = False
        self._enter((self.phases or ("show",))[0])

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        self.discussion = (
            Stopwatch(0.0, self.now()) if phase == "talk" else self.discussion.paused(self.now())
        )
        if phase == "reveal":
            self._reveal()
        elif phase == "run":
            self.runner.run()
        self._tell()

    def _reveal(self) -> None:
        told = self.runner.told
        if told is None:
            return
        if told.step.predict is not None:
            self.runner.show_me()
        elif told.step.check is not None:
            self.runner.show_right()

    # ---- the room
    def live(self) -> None:
        """The room sees what is shown here."""
        self._pinned, self._room = None, "live"
        self.room_desk.pin(False)
        self.room_desk.follow(self.runner.desk)
        self._tell()

    def freeze(self, on: bool) -> None:
        """The room stays at this step and moment, whatever is done here; or is live again."""
        self._acted()
        if not on:
            self.live()
        else:
            if self._pinned is None:
                self._pinned = self.now_told
                self.room_desk.pin(True)
            self._room = "frozen"
            self._tell()

    def blank(self, room: Room) -> None:
        """Make the room black or white, or lift that; here nothing changes, and training goes on."""
        self._acted()
        self._room = ("frozen" if self.frozen else "live") if self._room == room else room
        self._tell()

    def show_room(self, room: Room) -> None:
        """Let the room be that."""
        if room == "live":
            self._acted()
            self.live()
        elif room == "frozen":
            self.freeze(True)
        elif room != self._room:
            self.blank(room)

    @Slot()
    def escape(self) -> None:
        """Lift what the room is kept from seeing; where there is nothing, warn; then ask whether to end."""
        if self._room in ("black", "white"):
            self.blank(self._room)
        elif self._room == "frozen":
            self.freeze(False)
        elif self._warned:
            self._warned = False
            self.changed.emit()
            self.end_asked.emit()
        else:
            self._warned = True
            self.changed.emit()

    def _acted(self) -> None:
        """Something else than Escape was pressed."""
        self._warned = False

    # ---- hands and clock
    def count(self, answer: int, count: int | None, turn: str = "") -> None:
        """So many hands for that answer, in the turn of this phase or the one named; None for not counted.
        Raises ``ValueError`` in a sentence for a count that cannot be."""
        self._acted()
        told, hands = self.runner.told, self.hands
        turn = turn or COUNTING.get(self._phase, "")
        if told is None or hands is None or turn not in ("before", "after"):
            return
        counted = hands.counted("before" if turn == "before" else "after", answer, count)
        self.tallies = self.tallies.keeping(self._group, told.lesson.id, told.step.key, counted)
        self.folder.keep_tallies(self.tallies)
        self._tell()

    def set_counting(self, on: bool) -> None:
        """Count hands, or ask and reveal at once."""
        self._acted()
        self._counting = on
        if self._phase not in ("title", "end") and self._phase not in self.phases:
            self._enter((self.phases or ("show",))[0])
        self._tell()

    def pause_clock(self) -> None:
        """Stop the clock, or let it go on."""
        now = self.now()
        self.clock = self.clock.paused(now) if self.clock.running else self.clock.started(now)
        self.changed.emit()

    def reset_clock(self) -> None:
        """The clock at 0."""
        self.clock = self.clock.reset(self.now())
        self.changed.emit()

    # ---- the end
    def end(self) -> None:
        """Presenting is over: there is nothing to come back to."""
        self.folder.forget_place()
        self.runner.step_changed.disconnect(self._on_step)
        self.runner.answer_changed.disconnect(self._tell)

    @Slot()
    def _on_step(self) -> None:
        """Another step is open, whoever opened it."""
        if self._phase not in ("title", "end"):
            self._phase = (self.phases or ("show",))[0]
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._opening:
            return
        told = self.runner.told
        if told is not None:
            self.folder.keep_place(Kept(told.lesson.id, told.step.key, self._phase, self._group))
        self.changed.emit()
        if self._pinned is None:
            self.room_changed.emit()
