"""The Session: the one mutable state of the program. Views show what it says; what they wish ends here."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from nnviz.data import Dataset
from nnviz.session import messages
from nnviz.session.changes import changed_fields, effect, same_data
from nnviz.session.display_rate import DisplayRate
from nnviz.session.hands import MyDigits
from nnviz.session.mailbox import Delivery
from nnviz.session.reader_run import ReaderRun
from nnviz.session.runner import Runner, build
from nnviz.session.samples import refitted
from nnviz.session.undo import Entry, Past, UndoStack, until
from nnviz.session.values import Message, Sample
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

_log = logging.getLogger(__name__)

GHOSTS = 20


class Session(QObject):
    """An Experiment, its run and what is shown of it. Every method may be called at any time.

    ``snapshot`` is that of the run, already probed with the present sample. ``timeline`` grows in place.
    While ``reading``, the ``reader`` is shown instead: ``shown`` is the snapshot to show,
    ``snapshot_changed`` tells of it, ``other_changed`` of what the other one makes of the same sample.
    ``ghosts`` are the curves of earlier runs, the newest ``GHOSTS`` of them, without snapshots.
    ``my_digits`` are the person's own drawings, kept in ``my_digits_file`` (None: only while this lives).
    """

    experiment_changed = Signal(object)
    dataset_changed = Signal(object)
    snapshot_changed = Signal(object)
    other_changed = Signal(object)
    reading_changed = Signal(bool)
    timeline_changed = Signal(object)
    run_started = Signal(object)
    ghosts_changed = Signal(object)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    sample_changed = Signal(object)
    undo_changed = Signal(str, str)
    message_raised = Signal(object)
    fault_raised = Signal(str)

    def __init__(
        self,
        experiment: Experiment | None = None,
        *,
        speed: float = math.inf,
        my_digits_file: Path | None = None,
        reading: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.my_digits = MyDigits(my_digits_file, self)
        self.my_digits.message_raised.connect(self.message_raised)
        self.reader = ReaderRun(self.my_digits, parent=self)
        self.reader.changed.connect(self._on_reader_changed)
        self.reader.fault_raised.connect(self.fault_raised)
        self._wants_reader = reading
        self._taught: int | None = None  # the id of the drawing taught last
        self.experiment = experiment or Experiment()
        self.dataset: Dataset | None = None
        self.timeline = Timeline()
        self.snapshot: Snapshot | None = None
        self.playing = False
        self.speed = speed
        self.sample: Sample | None = None
        self.ghosts: tuple[Timeline, ...] = ()
        self._undo = UndoStack()
        self._read_for: Experiment | None = None
        self._kept: Snapshot | None = None  # what the present run began with every fitting weight of
        self._over = False
        self._rate = DisplayRate(self)
        self._rate.interval_changed.connect(self._on_interval_changed)
        self._runner = Runner(self)
        self._runner.delivered.connect(self._on_delivered)

    def start(self) -> None:
        """Read the data and begin the first run, at rest; both happen in the background."""
        self._begin()

    def shut_down(self) -> None:
        """End every run and wait for it; nothing is emitted any more."""
        self._runner.shut_down()
        self.reader.shut_down()

    # Which run is shown

    @property
    def reading(self) -> bool:
        """Whether the Reader is shown, rather than the run."""
        return self._wants_reader and self.reader.snapshot is not None

    @property
    def shown(self) -> Snapshot | None:
        """The snapshot to show."""
        return self.reader.snapshot if self.reading else self.snapshot

    @property
    def shown_timeline(self) -> Timeline:
        """The history of what is shown."""
        return self.reader.timeline if self.reading else self.timeline

    def show_reader(self, on: bool) -> None:
        """Show the Reader, or the run; whatever trains goes on."""
        if on != self._wants_reader:
            self._wants_reader = on
            self.message_raised.emit(None)  # what it said was of the other one
            self._tell_reading()

    def _tell_reading(self) -> None:
        self.reading_changed.emit(self.reading)
        self.timeline_changed.emit(self.shown_timeline)
        for snapshot, signal in self._both():
            if snapshot is not None:
                signal.emit(snapshot)

    def _both(self) -> tuple[tuple[Snapshot | None, SignalInstance], ...]:
        """Both snapshots, each with the signal that tells of it."""
        run, reader = self.other_changed, self.snapshot_changed
        if not self.reading:
            run, reader = reader, run
        return (self.snapshot, run), (self.reader.snapshot, reader)

    @Slot()
    def _on_reader_changed(self) -> None:
        if self.reading:
            self.timeline_changed.emit(self.shown_timeline)
        snapshot, signal = self._both()[1]
        signal.emit(snapshot)

    # Playing

    def play(self) -> None:
        """Train until the stop rule takes hold, in a run that is over from the network that is shown."""
        self.show_reader(False)
        self._resume_if_over()
        self._set_playing(True)
        self.message_raised.emit(None)
        if (thread := self._runner.current) is not None:
            thread.play()

    def pause(self) -> None:
        """Let the epoch in progress end, then rest."""
        self._set_playing(False)
        if (thread := self._runner.current) is not None:
            thread.pause()

    def toggle_playing(self) -> None:
        """Play or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self) -> None:
        """Train one epoch, then rest."""
        self.advance(1)

    def advance(self, count: int) -> None:
        """Train ``count`` epochs, then rest."""
        self.show_reader(False)
        self._resume_if_over()
        if self.playing:
            self.pause()
        self.message_raised.emit(None)
        if (thread := self._runner.current) is not None:
            thread.step(count)

    def set_speed(self, speed: float) -> None:
        """Train at most ``speed`` epochs per second; ``math.inf`` for as fast as it goes."""
        if math.isnan(speed) or speed <= 0 or speed == self.speed:
            return
        self.speed = speed
        if (thread := self._runner.current) is not None:
            thread.set_speed(speed)
        self.speed_changed.emit(speed)

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    # Runs

    def reset(self) -> None:
        """Begin again from the very same start weights, those of the seed."""
        self.show_reader(False)
        self.message_raised.emit(None)
        self._remember(self.tr("reset"), frozenset(), restarts=True)
        self._restart()

    def new_weights(self) -> None:
        """Begin again from other start weights: those of the next seed."""
        seed = (self.experiment.seed + 1) % 2**32
        self.change_experiment(replace(self.experiment, seed=seed), self.tr("new start weights"))

    def clear_ghosts(self) -> None:
        """Forget the curves of earlier runs."""
        self._set_ghosts(())

    def _restart(self, *, keep: Snapshot | None = None) -> None:
        """Begin a run at epoch 0."""
        self.timeline = Timeline()
        self._begin(keep=keep)

    def _resume_if_over(self) -> None:
        """Where the run has ended by itself, begin another from where it was."""
        if not self._over:
            return
        newest = self.timeline.newest
        if newest is None:
            self._restart(keep=self._kept)
        else:
            self.timeline = Past(newest, self.timeline).timeline()
            self._begin(start=newest)

    def _begin(self, *, start: Snapshot | None = None, keep: Snapshot | None = None) -> None:
        self._over, self._kept = False, keep
        read = self._read_for is not None and same_data(self._read_for, self.experiment)
        dataset = self.dataset if read else None
        self._runner.start(
            partial(build, self.experiment, dataset, start, keep),
            playing=self.playing,
            speed=self.speed,
            interval=self._rate.interval,
        )
        self.run_started.emit(self.timeline)

    def _set_ghosts(self, ghosts: tuple[Timeline, ...]) -> None:
        if ghosts != self.ghosts:
            self.ghosts = ghosts
            self.ghosts_changed.emit(ghosts)

    # Settings

    def change_experiment(self, experiment: Experiment, text: str) -> None:
        """Change settings; ``text`` is what undo will call it.

        Live ones reach the run at its next batch. Any other begins a new run: a structural one from every
        weight that still fits, else from fresh start weights (see ``restarts``). Settings that cannot be
        raise a message and change nothing.
        """
        names = changed_fields(self.experiment, experiment)
        if not names:
            return
        what = effect(names)
        try:
            experiment.validated()
            if what == "live":
                self._change_live(experiment, names)
        except ValueError as sentence:
            self.message_raised.emit(messages.not_settable(str(sentence)))
            return
        self.show_reader(False)
        left = self._remember(text, names, restarts=what != "live")
        self.message_raised.emit(None)
        self._set_experiment(experiment)
        if what == "live":
            self._resume_if_over()
        elif what == "restarts" or left.past is None:
            self._restart()
        else:
            self._restart(keep=left.past.snapshot)
            self.message_raised.emit(messages.kept_weights())

    def restarts(self, field: str) -> str:
        """What changing this setting does to the run, in a sentence; "" if it goes on."""
        return messages.of_effect(effect(frozenset({field})))

    def _set_experiment(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.experiment_changed.emit(experiment)

    def _change_live(self, experiment: Experiment, names: frozenset[str]) -> None:
        if (thread := self._runner.current) is not None and not self._over:
            thread.change({name: getattr(experiment, name) for name in names})

    # Undo

    def undo(self) -> None:
        """Take back the last change of settings or structure, weights included where it began a new run."""
        self._go_to(self._undo.undo(self._leave))

    def redo(self) -> None:
        """Do again what was undone last."""
        self._go_to(self._undo.redo(self._leave))

    def _remember(self, text: str, names: frozenset[str], *, restarts: bool) -> Entry:
        left = self._leave(text, names, restarts)
        self._undo.push(left)
        self.undo_changed.emit(*self._undo.texts)
        return left

    def _leave(self, text: str, names: frozenset[str], restarts: bool) -> Entry:
        """What a change replaces; a run that it ends brings in what it has and stays as a ghost."""
        if not restarts:
            return Entry(text, names, self.experiment, restarts)
        if (delivery := self._runner.collect()) is not None:
            self._take_in(delivery)
        newest = self.timeline.newest
        if newest is None:
            past = Past(self._kept, None) if self._kept is not None else None
            return Entry(text, names, self.experiment, restarts, past)
        curves = until(self.timeline)
        if curves.epochs.size > 1:
            self._set_ghosts((*self.ghosts, curves)[-GHOSTS:])
        return Entry(text, names, self.experiment, restarts, Past(newest, curves))

    def _go_to(self, entry: Entry | None) -> None:
        if entry is None:
            return
        self.show_reader(False)
        self.undo_changed.emit(*self._undo.texts)
        self.message_raised.emit(None)
        self._set_experiment(entry.experiment)
        if not entry.restarts:
            self._change_live(entry.experiment, entry.names)
            self._resume_if_over()
        elif entry.past is None or entry.past.curves is None:
            self._restart(keep=entry.past.snapshot if entry.past else None)
        else:
            self._set_ghosts(tuple(ghost for ghost in self.ghosts if ghost is not entry.past.curves))
            self.timeline = entry.past.timeline()
            self._begin(start=entry.past.snapshot)

    # Sample

    def set_sample(self, sample: Sample | None) -> None:
        """Send another sample through the network that is shown; None for none."""
        self.sample = sample
        self.reader.set_sample(sample)
        self.sample_changed.emit(sample)
        if self.snapshot is not None:
            self._show(self.snapshot)
        snapshot, signal = self._both()[1]
        if snapshot is not None:
            signal.emit(snapshot)

    def set_label(self, label: int | None) -> None:
        """Say what the sample should be read as: the label that its loss and gradient need."""
        if self.sample is not None and label != self.sample.label:
            self.set_sample(replace(self.sample, label=label))

    def _show(self, snapshot: Snapshot) -> None:
        sample = self.sample
        if sample is None:
            snapshot = replace(snapshot, probe=None)
        else:
            snapshot = snapshot.probed(sample.features, sample.label)
        self.snapshot = snapshot
        self._both()[0][1].emit(snapshot)

    def teach(self, sample: Sample) -> None:
        """A drawing joins My digits as what it is meant to be, and the Reader learns it in the background.

        Raises ``ValueError`` with one sentence if it is no drawing of a digit.
        """
        if sample.label is None:
            raise ValueError("First say what the drawing is meant to be.")
        self._taught = self.my_digits.add(sample.strokes or (), sample.label)
        self.message_raised.emit(messages.taught(sample.label))

    # Messages

    def act(self, action_id: str) -> None:
        """Do what a message's button offers."""
        if action_id == "play":
            self.play()
        elif action_id == "unteach" and self._taught is not None:
            self.my_digits.remove(self._taught)
            self._taught = None
            self.message_raised.emit(None)
        elif action_id == "train_more":
            epochs = max(self.experiment.epochs, self.snapshot.epoch if self.snapshot else 0)
            epochs += messages.MORE_EPOCHS
            self.change_experiment(replace(self.experiment, epochs=epochs), self.tr("more epochs"))
            self.play()
        elif action_id == "smaller_rate":
            rate = self.experiment.learning_rate / messages.SMALLER
            self.change_experiment(replace(self.experiment, learning_rate=rate), self.tr("smaller rate"))
            self.play()

    # What the run delivers

    @Slot(object)
    def _on_delivered(self, delivery: Delivery) -> None:
        self._take_in(delivery)
        if delivery.finished is not None:
            self._on_finished(delivery.finished)
        elif delivery.diverged is not None:
            self._end(messages.diverged(delivery.diverged, self.experiment.learning_rate))
        elif delivery.refused:
            self._end(messages.not_trainable(delivery.refused))
        elif delivery.fault:
            if (newest := self.timeline.newest) is not None:
                self._show(newest)
            self._end(None)

    def _take_in(self, delivery: Delivery) -> None:
        """Show and remember what the run has brought forth, whatever became of it."""
        if delivery.dataset is not None and delivery.dataset is not self.dataset:
            self._take_dataset(delivery.dataset)
        if delivery.snapshot is not None:
            self._rate.measure(partial(self._extend, delivery))
        else:
            self._extend(delivery)
        if delivery.fault:
            _log.error("The training thread failed:\n%s", delivery.fault)
            self.fault_raised.emit(delivery.fault)

    def _take_dataset(self, dataset: Dataset) -> None:
        if self.sample is not None and self.dataset is not None:
            self.sample = refitted(self.sample, self.dataset, dataset)
        self.dataset, self._read_for = dataset, self.experiment
        self.snapshot = None  # of a network for the old data; the new one's comes with these
        self.reader.open(dataset)
        self.dataset_changed.emit(dataset)
        self.sample_changed.emit(self.sample)
        if self.reading:
            self._tell_reading()
            self.message_raised.emit(messages.reader(self.shown.epoch if self.shown else 0))

    def _extend(self, delivery: Delivery) -> None:
        known = self.timeline.epochs[-1] if self.timeline.epochs.size else -1.0
        rows = delivery.metrics[delivery.metrics[:, 0] > known]
        self.timeline.append_metrics(rows)
        newest = () if delivery.snapshot is None else (delivery.snapshot,)
        for snapshot in sorted((*delivery.kept, *newest), key=lambda kept: kept.epoch):
            self.timeline.keep(snapshot)
        if (thread := self._runner.current) is not None:
            thread.mailbox.stride = max(thread.mailbox.stride, self.timeline.stride)
        if len(rows) and not self.reading:
            self.timeline_changed.emit(self.timeline)
        if delivery.snapshot is not None:
            self._show(delivery.snapshot)

    def _on_finished(self, epoch: int) -> None:
        if epoch < self.experiment.epochs:  # raised in the meantime
            if self.playing and (thread := self._runner.current) is not None:
                thread.play()
            return
        self._set_playing(False)
        self.message_raised.emit(messages.finished(epoch))

    def _end(self, message: Message | None) -> None:
        """The run is over; ``play`` begins another."""
        self._over = True
        self._set_playing(False)
        self.message_raised.emit(message)

    @Slot(float)
    def _on_interval_changed(self, interval: float) -> None:
        if (thread := self._runner.current) is not None:
            thread.interval = interval
