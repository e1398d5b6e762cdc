"""The room of the Session where the current run is trained: its thread, and what that delivers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from nnviz.data import Dataset
from nnviz.session import messages
from nnviz.session.changes import same_data
from nnviz.session.display_rate import DisplayRate
from nnviz.session.mailbox import Delivery
from nnviz.session.run import Run
from nnviz.session.runner import Runner, build
from nnviz.session.training_thread import TrainingThread
from nnviz.session.values import Message
from nnviz.training.edits import Change, Edit
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

if TYPE_CHECKING:
    from nnviz.session.session import Session

_log = logging.getLogger(__name__)

_LONGEST_LESSON = 5.0  # seconds


class Running(QObject):
    """Begins the current run, steers its thread, and takes in what it brings forth."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._delivered = 0  # so many of the run's edits have taken hold, but are not shown yet
        self._read: tuple[Experiment | None, Dataset | None] = None, None  # last
        self._anew = False  # whether a new part of the run's history begins
        self._rate = DisplayRate(self)
        self._rate.interval_changed.connect(self._on_interval_changed)
        self.runner = Runner(self)
        self.runner.delivered.connect(self._on_delivered)
        session.reader.teaching_changed.connect(self.give_way_to_lesson)

    @property
    def thread_now(self) -> TrainingThread | None:
        """The thread of the current run."""
        return self.runner.current

    @property
    def run(self) -> Run:
        """The current run."""
        return self._session.run

    def begin(
        self, *, start: Snapshot | None = None, keep: Snapshot | None = None, anew: bool = False
    ) -> None:
        """Train the current run from ``start`` on, or from epoch 0 with what fits of ``keep``.

        ``anew``: ``start`` is the beginning of a part with other settings.
        """
        session, run = self._session, self.run
        session.looking.back_to_newest()
        run.over, run.kept, self._anew = False, keep, anew
        self._delivered = 0
        dataset = self._dataset()
        if dataset is not None:
            self._take_dataset(dataset)
        if start is None:
            run.edits = ()
        else:
            run.snapshot = session.sampling.probed(start)
        self.runner.start(
            partial(build, run.experiment, dataset, start, keep),
            playing=session.playing,
            speed=session.speed,
            interval=self._rate.interval,
        )
        if run.edits and (thread := self.thread_now) is not None:
            thread.edit(*run.edits)
        session.steps.tell_unit()
        session.run_started.emit(run.timeline)

    def _dataset(self) -> Dataset | None:
        """The data set of the run, if it was the last one read, or one of the runs has it."""
        read = [self._read, *((run.read_for, run.dataset) for run in self._session.runs)]
        for experiment, dataset in read:
            if experiment is not None and same_data(experiment, self.run.experiment):
                return dataset
        return None

    def _take_dataset(self, dataset: Dataset) -> None:
        run = self.run
        run.dataset, run.read_for = dataset, run.experiment
        self._read = run.experiment, dataset
        self._session.sampling.take_dataset(dataset)

    def restart(self, *, keep: Snapshot | None = None) -> None:
        """Begin at epoch 0."""
        self.run.timeline, self.run.diverged = Timeline(), None
        self.begin(keep=keep)

    def go_on(self) -> None:
        """Begin from where the run was left."""
        run = self.run
        if run.begun and run.snapshot is not None:
            run.timeline.forget_after(run.snapshot)
            self.begin(start=run.snapshot)
        else:
            self.restart(keep=self.run.kept)

    def resume_if_over(self) -> None:
        """Where the run has ended by itself, begin another from where it was."""
        if self.run.over:
            self.run.diverged = None
            self.go_on()

    def leave(self) -> None:
        """Take in what the current run has, and end its thread; the run stays at what it shows."""
        self.collect()
        self.runner.leave()
        if self.run.begun and self.run.snapshot is not None:
            self.run.timeline.forget_after(self.run.snapshot)

    def collect(self) -> None:
        """Take in what the current run has."""
        if (delivery := self.runner.collect()) is not None:
            self._take_in(delivery)

    def edit(self, *edits: Edit) -> None:
        """Set weights by hand, at the next batch. Raises ``ValueError`` with one sentence."""
        if (thread := self.thread_now) is not None:
            thread.edit(*edits)
            self.run.edits += edits

    @Slot()
    def give_way(self) -> None:
        """A pen is at work in the window: training rests until its answer has been painted."""
        if (thread := self.thread_now) is not None:
            thread.give_way()

    @Slot(bool)
    def give_way_to_lesson(self, teaching: bool) -> None:
        """The Reader is being taught, which somebody waits for; or no longer."""
        if (thread := self.thread_now) is not None:
            thread.give_way(_LONGEST_LESSON if teaching else 0.0)

    # What the run delivers

    @Slot(object)
    def _on_delivered(self, delivery: Delivery) -> None:
        run = self.run
        self._take_in(delivery)
        if delivery.finished is not None:
            self._on_finished(delivery.finished, delivery.patience)
        elif delivery.diverged is not None:
            run.diverged = delivery.diverged
            self._end(messages.diverged(delivery.diverged, run.experiment.learning_rate))
            self._session.tell_runs()
        elif delivery.refused:
            self._end(messages.not_trainable(delivery.refused))
        elif delivery.fault:
            if (newest := run.timeline.newest) is not None:
                self._session.looking.take_newest(newest)
            self._end(None)

    def _take_in(self, delivery: Delivery) -> None:
        """Show and remember what the run has brought forth, whatever became of it."""
        if delivery.dataset is not None and delivery.dataset is not self.run.dataset:
            self._take_dataset(delivery.dataset)
        if delivery.snapshot is not None:
            self._rate.measure(partial(self._extend, delivery))
        else:
            self._extend(delivery)
        if delivery.fault:
            _log.error("The training thread failed:\n%s", delivery.fault)
            self._session.fault_raised.emit(delivery.fault)

    def _extend(self, delivery: Delivery) -> None:
        session, timeline = self._session, self.run.timeline
        if delivery.diverged is not None:
            timeline.forget_after(delivery.diverged.last_good)
            self.run.edits, self._delivered = (), 0
        known = timeline.epochs[-1] if timeline.epochs.size else -1.0
        rows = delivery.metrics.chosen(delivery.metrics.epochs > known)
        timeline.append_metrics(rows)
        if delivery.diverged is None:
            timeline.add_changes(delivery.changes)
            self._delivered += _edits(delivery.changes)
        newest = () if delivery.snapshot is None else (delivery.snapshot,)
        for snapshot in sorted((*delivery.kept, *newest), key=lambda kept: kept.epoch):
            if self._anew:
                timeline.begin(snapshot)
                self._anew = False
            timeline.keep(snapshot)
        if (thread := self.thread_now) is not None:
            thread.mailbox.stride = max(thread.mailbox.stride, timeline.stride)
        if (len(rows) or delivery.changes) and not session.reading:
            session.timeline_changed.emit(timeline)
        if delivery.snapshot is not None:
            self._forget_edits(delivery.snapshot)
            session.looking.take_newest(delivery.snapshot)

    def _forget_edits(self, snapshot: Snapshot) -> None:
        """Those that the snapshot shows are waited for no more."""
        unshown = _edits(self.run.timeline.changes_after(snapshot))
        self.run.edits = self.run.edits[self._delivered - unshown :]
        self._delivered = unshown

    def _on_finished(self, epoch: int, patience: int) -> None:
        session = self._session
        if not patience and epoch < self.run.experiment.epochs:  # raised in the meantime
            if session.playing and (thread := self.thread_now) is not None:
                thread.play()
            return
        session.set_playing(False)
        best = self.run.snapshot.best if self.run.snapshot is not None else None
        if patience and best is not None:
            session.message_raised.emit(messages.patience_over(epoch, patience, best.epoch))
        else:
            session.message_raised.emit(messages.finished(epoch))

    def _end(self, message: Message | None) -> None:
        """The run is over; ``play`` begins another."""
        self.run.over = True
        self._session.set_playing(False)
        self._session.message_raised.emit(message)

    @Slot(float)
    def _on_interval_changed(self, interval: float) -> None:
        if (thread := self.thread_now) is not None:
            thread.interval = interval


def _edits(changes: Sequence[Change]) -> int:
    return sum(change.name == "edit" for change in changes)
