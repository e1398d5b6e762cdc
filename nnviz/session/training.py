"""The part of the Session that trains the current run: its thread, when that works, and how fast."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QObject, Slot

from nnviz.data import Dataset
from nnviz.session import messages
from nnviz.session.deliveries import Deliveries
from nnviz.session.display_rate import DisplayRate
from nnviz.session.run import Run
from nnviz.session.runner import Runner, build
from nnviz.session.sentences import told
from nnviz.session.signals import Signals
from nnviz.session.state import State
from nnviz.session.training_thread import TrainingThread
from nnviz.training.changes import same_data
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.mailbox import Delivery
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

_LONGEST_LESSON = 5.0  # seconds


class Training(QObject):
    """Begins the current run and steers its thread.

    ``playing`` says whether it trains, ``speed`` is in steps a second: epochs, or batches if ``by_batch``.
    """

    def __init__(self, state: State, signals: Signals, speed: float, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._signals = state, signals
        self.playing = False
        self.speed = speed
        self.by_batch = False
        self._read: tuple[Experiment | None, Dataset | None] = None, None  # last
        self._told: Dataset | None = None  # that of the current run, as it was told last
        self._rate = DisplayRate(self)
        self._rate.interval_changed.connect(self._on_interval_changed)
        self._rate.showing_changed.connect(self._on_showing_changed)
        self._runner = Runner(self)
        self._runner.delivered.connect(self._on_delivered)
        self._deliveries = Deliveries(state, signals)

    @property
    def thread_now(self) -> TrainingThread | None:
        """The thread of the current run."""
        return self._runner.current

    @property
    def ending(self) -> bool:
        """Whether threads of earlier runs have yet to end."""
        return self._runner.ending

    def shut_down(self) -> None:
        """End every run's thread and wait for it."""
        self._runner.shut_down()

    # ---- the current run
    def begin(
        self, *, start: Snapshot | None = None, keep: Snapshot | None = None, anew: bool = False
    ) -> None:
        """Train the current run from ``start`` on, or from epoch 0 with what fits of ``keep``.

        ``anew``: ``start`` is the beginning of a part with other settings.
        """
        run = self._state.current
        if not run.source.can("train"):
            self._stand(run)
            return
        run.over, run.kept = False, keep
        self._deliveries.begin(anew=anew)
        dataset = self._dataset()
        if dataset is not None:
            self._take_dataset(dataset)
        if start is None:
            run.edits = ()
        else:
            run.snapshot = start
        self._runner.start(
            partial(build, run.experiment, dataset, start, keep),
            playing=self.playing,
            speed=self.speed,
            interval=self._rate.interval,
        )
        thread = self.thread_now
        if thread is not None:
            if run.edits:
                thread.edit(*run.edits)
            thread.play_by_batch(self.by_batch)
        self._signals.run_started.emit(run)

    def _stand(self, run: Run) -> None:
        """A run that nobody trains here: it is shown as it is, with the samples that came with it."""
        self._runner.leave()
        run.over = False
        if run.source.data is not None:
            self._take_dataset(run.source.data)
        self._signals.run_started.emit(run)

    def refused(self) -> bool:
        """Whether the current run cannot be trained, which is said then."""
        why = self._state.current.source.why_not("train")
        if why:
            self._signals.message_raised.emit(messages.not_able(told(why)))
        return bool(why)

    def _dataset(self) -> Dataset | None:
        """The data set of the run, if it was the last one read, or one of the runs has it."""
        read = [self._read, *((run.read_for, run.dataset) for run in self._state.runs)]
        for experiment, dataset in read:
            if experiment is not None and same_data(experiment, self._state.current.experiment):
                return dataset
        return None

    def _take_dataset(self, dataset: Dataset) -> None:
        run = self._state.current
        run.dataset, run.read_for = dataset, run.experiment
        self._read = run.experiment, dataset
        if dataset is self._told:
            return
        self._told = dataset
        if run.snapshot is not None and not run.begun:
            run.snapshot = None  # of a network for the old data; the new one's comes with these
        self._signals.dataset_changed.emit(dataset)

    def restart(self, *, keep: Snapshot | None = None) -> None:
        """Begin at epoch 0; what is not trained here stays as it is."""
        run = self._state.current
        if not run.source.can("train"):
            self.begin()
            return
        run.timeline, run.diverged = Timeline(), None
        self.begin(keep=keep)

    def go_on(self) -> None:
        """Begin from where the run was left."""
        run = self._state.current
        if run.begun and run.snapshot is not None:
            if run.source.can("train"):
                run.timeline.forget_after(run.snapshot)
            self.begin(start=run.snapshot)
        else:
            self.restart(keep=run.kept)

    def resume_if_over(self) -> None:
        """Where the run has ended by itself, begin another from where it was."""
        run = self._state.current
        if run.over:
            run.diverged = None
            self.go_on()

    def leave(self) -> None:
        """Take in what the current run has, and end its thread; the run stays at its newest moment."""
        self.collect()
        self._runner.leave()
        run = self._state.current
        if run.begun and run.snapshot is not None and run.source.can("train"):
            run.timeline.forget_after(run.snapshot)

    def collect(self) -> None:
        """Take in what the current run has."""
        if (delivery := self._runner.collect()) is not None:
            self._take_in(delivery)

    def edit(self, *edits: Edit) -> None:
        """Set weights by hand, at the next batch. Raises ``ValueError`` with one sentence."""
        if (thread := self.thread_now) is not None:
            thread.edit(*edits)
            self._state.current.edits += edits

    # ---- playing
    def play(self) -> None:
        """Train until the stop rule takes hold, in a run that is over from where it was."""
        if self.refused():
            return
        self.resume_if_over()
        self.note_playing(True)
        self._signals.message_raised.emit(None)
        if (thread := self.thread_now) is not None:
            thread.play()

    def pause(self) -> None:
        """Let the epoch in progress end, then rest."""
        self.note_playing(False)
        if (thread := self.thread_now) is not None:
            thread.pause()

    def advance(self, count: int, *, by_batch: bool | None = None) -> None:
        """Train ``count`` epochs, or batches where they are the step, then rest."""
        if self.refused():
            return
        self.resume_if_over()
        self._signals.message_raised.emit(None)
        if self.playing:
            self.pause()
        if (thread := self.thread_now) is not None:
            by_batch = self.by_batch if by_batch is None else by_batch
            (thread.step_batches if by_batch else thread.step)(count)

    def move_alone(self, player: str) -> None:
        """One update in which the network called so moves alone, then rest.

        Raises ``ValueError`` with one sentence where no such network plays.
        """
        if self.refused():
            return
        self.resume_if_over()
        if (thread := self.thread_now) is not None:
            thread.change({"only": player})
            self.advance(1, by_batch=True)

    def set_by_batch(self, by_batch: bool) -> None:
        """What a step is: an epoch, or a batch."""
        self.by_batch = by_batch
        if (thread := self.thread_now) is not None:
            thread.play_by_batch(by_batch)

    def set_speed(self, speed: float) -> None:
        """At most so many steps a second; ``math.inf`` for as fast as it goes."""
        if math.isnan(speed) or speed <= 0 or speed == self.speed:
            return
        self.speed = speed
        if (thread := self.thread_now) is not None:
            thread.set_speed(speed)
        self._signals.speed_changed.emit(speed)

    def note_playing(self, playing: bool) -> None:
        """Note whether it plays, and say so."""
        if playing != self.playing:
            self.playing = playing
            self._signals.playing_changed.emit(playing)

    @Slot()
    def give_way(self) -> None:
        """A pen is at work in the window: training rests until its answer has been painted."""
        if (thread := self.thread_now) is not None:
            thread.give_way_to_pen()

    @Slot()
    def give_way_to_showing(self) -> None:
        """A window is about to show something else: training rests until that has been painted.

        Both need Python, which would go to and fro between them, a millisecond for each: neither gets on.
        """
        self._rate.begin()

    @Slot(bool)
    def _on_showing_changed(self, showing: bool) -> None:
        if (thread := self.thread_now) is not None:
            thread.note_showing(showing)

    @Slot(bool)
    def give_way_to_lesson(self, teaching: bool) -> None:
        """The Reader is being taught, which somebody waits for; or no longer."""
        if (thread := self.thread_now) is not None:
            thread.give_way(_LONGEST_LESSON if teaching else 0.0)

    # ---- what the run delivers
    @Slot(object)
    def _on_delivered(self, delivery: Delivery) -> None:
        self._take_in(delivery)
        if self._deliveries.goes_on(delivery):
            if self.playing and (thread := self.thread_now) is not None:
                thread.play()
            return
        ended = self._deliveries.ending(delivery)
        if ended is not None:
            self.note_playing(False)
            self._signals.message_raised.emit(ended.message)

    def _take_in(self, delivery: Delivery) -> None:
        """Remember what the run has brought forth, whatever became of it, and say so once."""
        run = self._state.current
        if delivery.dataset is not None and delivery.dataset is not run.dataset:
            self._take_dataset(delivery.dataset)
        if (thread := self.thread_now) is not None:
            stride = self._deliveries.extend(run, delivery)
            thread.mailbox.stride = max(thread.mailbox.stride, stride)
        tell = partial(self._signals.run_changed.emit, run)
        if delivery.snapshot is not None:
            self._rate.measure(tell)
        elif delivery.metrics.epochs.size or delivery.changes or delivery.diverged or delivery.fault:
            tell()
        if delivery.fault:
            self._signals.fault_raised.emit(delivery.fault)

    @Slot(float)
    def _on_interval_changed(self, interval: float) -> None:
        if (thread := self.thread_now) is not None:
            thread.interval = interval
