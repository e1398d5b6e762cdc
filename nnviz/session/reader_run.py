"""The run that was trained earlier: the Reader, with My digits taught to it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.data.hands.drawings import MyDigit, counted
from nnviz.session.hands import MyDigits
from nnviz.session.messages import Message, learned
from nnviz.session.sentences import told
from nnviz.session.shown import Shown, Who
from nnviz.session.work import Work
from nnviz.training.derived import Moments
from nnviz.training.judge import reading_of_mine
from nnviz.training.measures import MetricsTable
from nnviz.training.reader import Reader, load_reader
from nnviz.training.run_source import READER
from nnviz.training.snapshot import Snapshot
from nnviz.training.teaching import rehearsal, taught
from nnviz.training.timeline import Timeline

_log = logging.getLogger(__name__)


class ReaderRun(QObject):
    """The Reader as a run of its own: a Snapshot and a Timeline, like those of a run in training.

    It is always taught from the weights that nnviz comes with, with all of My digits; to take a drawing back
    is to teach the others alone. ``snapshot`` and ``reader`` are None before it is opened.
    """

    changed = Signal()  # its network
    teaching_changed = Signal(bool)
    fault_raised = Signal(str)
    message_raised = Signal(object)

    def __init__(
        self,
        my_digits: MyDigits,
        load: Callable[[], Reader] = load_reader,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.snapshot: Snapshot | None = None
        self.timeline = Timeline()
        self.reader: Reader | None = None
        self.untaught: Reader | None = None
        self._my_digits, self._load = my_digits, load
        self._teacher: Work | None = None
        self._taught: tuple[MyDigit, ...] = ()  # by the teacher
        self._rehearsal: Work | None = None
        self._stale = False
        self._learned: frozenset[int] | None = None  # the drawings of the last lesson
        my_digits.changed.connect(self._on_my_digits_changed)

    @property
    def teaching(self) -> bool:
        """Whether My digits are being taught in the background."""
        return self._teacher is not None

    def shown(self, moments: Moments) -> Shown | None:
        """The moment to show, with no sample yet; None before it is opened."""
        reader, snapshot = self.reader, self.snapshot
        if reader is None or snapshot is None:
            return None
        return Shown(
            who=Who("", self.tr("Reader"), -1, READER),
            reading=True,
            timeline=self.timeline,
            dataset=reader.dataset,
            experiment=reader.experiment,
            derived=moments.of(snapshot, reader.dataset),
            snapshot=snapshot,
            sample=None,
            cursor=None,
            newest=snapshot.epoch,
            exact=True,
            reader=reader,
            grown=self.timeline.grown,
        )

    def open(self) -> None:
        """Be there: it is loaded, once, and what was kept is taught again."""
        if self.reader is not None:
            return
        self.untaught = reader = self._loaded(self._load)
        if reader is not None:
            self._adopt(reader)
            self._teach()

    def use(self, load: Callable[[], Reader]) -> None:
        """Read with what ``load`` gives from now on, My digits taught to it; it may be called at any time."""
        self._load = load
        if self.reader is None:
            return  # it is not open yet
        if (loaded := self._loaded(load)) is not None:
            self.untaught = loaded
            self._teach()

    def _loaded(self, load: Callable[[], Reader]) -> Reader | None:
        """What ``load`` gives; where that is damaged, what reads at present or else the Reader of nnviz."""
        try:
            return load()
        except FileNotFoundError as error:
            _log.warning("The Reader cannot be used: %s", error)
            return None
        except ValueError as sentence:
            _log.warning("The Reader cannot be used: %s", sentence)
            self.message_raised.emit(Message("warning", self.tr("The Reader"), told(sentence)))
        return self.untaught or (None if load is load_reader else self._loaded(load_reader))

    def expect_lesson(self) -> None:
        """Somebody is about to teach: get ready, once, in the background."""
        if self._rehearsal is None and (reader := self.reader) is not None:
            self._rehearsal = Work(lambda _: rehearsal(reader))
            self._rehearsal.start()

    def shut_down(self) -> None:
        """End teaching and wait for it."""
        self._stale = False
        teacher, self._teacher = self._teacher, None
        if teacher is not None:
            teacher.end()
        if self._rehearsal is not None:
            self._rehearsal.wait()

    def _take(self, reader: Reader) -> None:
        self._adopt(reader)
        self.changed.emit()

    def _adopt(self, reader: Reader) -> None:
        self.reader = reader
        snapshot = reader.snapshot()
        self.timeline = Timeline()
        self.timeline.append_metrics(MetricsTable.of((*reader.history[:-1], reader.metrics)))
        self.timeline.keep(snapshot)
        self.snapshot = snapshot

    # Teaching

    @Slot()
    def _on_my_digits_changed(self) -> None:
        if self.untaught is not None:
            self._teach()

    def _teach(self) -> None:
        """Teach all of My digits; a lesson in progress is begun anew when it has ended."""
        drawings = self._my_digits.drawings
        if self._teacher is not None:
            self._stale = True
            self._teacher.requestInterruption()
            return
        untaught = self.untaught
        assert untaught is not None
        if not drawings:
            self._learned = frozenset()
            if self.reader is not untaught:
                self._take(untaught)
            return
        self._taught = drawings
        self._teacher = Work(
            lambda work: taught(untaught, *counted(drawings), stopped=work.isInterruptionRequested),
            self._on_lesson_over,
        )
        self.teaching_changed.emit(True)
        self._teacher.start()

    @Slot()
    def _on_lesson_over(self) -> None:
        teacher, self._teacher = self._teacher, None
        if teacher is None:
            return
        teacher.wait()
        drawings, reader = self._taught, teacher.result
        if self._stale:
            self._stale = False
            self._teach()
        elif reader is not None and self.reader is not None:
            self._take(reader)
        if reader is not None:
            self._tell_learned(drawings, reader)
        if teacher.fault:
            self.fault_raised.emit(teacher.fault)
        if self._teacher is None:
            self.teaching_changed.emit(False)

    def _tell_learned(self, drawings: tuple[MyDigit, ...], reader: Reader) -> None:
        """Say how the last of the new drawings is read now; at the start there are none."""
        before, self._learned = self._learned, frozenset(digit.id for digit in drawings)
        new = [digit for digit in drawings if before is not None and digit.id not in before]
        if new:
            reading = reading_of_mine(new[-1], reader)
            self.message_raised.emit(learned(new[-1], reading, len(new)))
