"""The Session: the one mutable state of the program. Views show what it says; what they wish ends here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from nnviz.data import Dataset
from nnviz.session import messages
from nnviz.session.changes import effect
from nnviz.session.changing import Changing
from nnviz.session.diagnosing import Diagnosing
from nnviz.session.ghosts import Ghosts
from nnviz.session.hands import MyDigits
from nnviz.session.kept_runs import KeptRuns
from nnviz.session.looking import Looking
from nnviz.session.playing import Playing
from nnviz.session.reader_run import ReaderRun
from nnviz.session.run import Run
from nnviz.session.running import Running
from nnviz.session.sampling import Sampling
from nnviz.session.steps import Steps, StepUnit
from nnviz.session.values import Sample
from nnviz.training.diagnosis import Finding
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

if TYPE_CHECKING:
    from nnviz.training.micro import Micro


class Session(QObject):
    """Runs of experiments, and what is shown of them. Every method may be called at any time.

    Of several ``runs`` one is current, ``run``; it alone trains, and ``experiment``, ``dataset``,
    ``timeline`` (which grows in place) and ``snapshot``, its newest, are its own. Where the view looks back,
    ``cursor`` is the epoch shown. While ``reading``, the ``reader`` is shown instead. ``shown`` is the
    snapshot to show, probed with the present sample; ``snapshot_changed`` tells of it, ``other_changed`` of
    what the other one, Reader or run, makes of the same sample. ``my_digits`` are the person's own drawings,
    kept in ``my_digits_file`` (None: only while this lives).
    """

    experiment_changed = Signal(object)
    dataset_changed = Signal(object)
    snapshot_changed = Signal(object)
    other_changed = Signal(object)
    reading_changed = Signal(bool)
    timeline_changed = Signal(object)
    run_started = Signal(object)
    runs_changed = Signal(object)
    cursor_changed = Signal(object)
    recomputing_changed = Signal(object)
    step_unit_changed = Signal(str)
    micro_changed = Signal(object)
    findings_changed = Signal(object)
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
        self.reader.message_raised.connect(self.message_raised)
        self.reader.fault_raised.connect(self.fault_raised)
        self._wants_reader = reading
        self.play_room = Playing(self, speed)
        self.ghost_room = Ghosts(self)
        self.kept_runs = KeptRuns(self, experiment or Experiment())
        self.changing = Changing(self)
        self.sampling = Sampling(self)
        self.looking = Looking(self)
        self.steps = Steps(self)
        self.diagnosing = Diagnosing(self)
        self.running = Running(self)

    def start(self) -> None:
        """Read the data and begin the first run, at rest; both happen in the background."""
        self.running.begin()

    def shut_down(self) -> None:
        """End everything in the background and wait for it; nothing is emitted any more."""
        self.steps.play(False)
        self.running.runner.shut_down()
        self.looking.shut_down()
        self.diagnosing.shut_down()
        self.reader.shut_down()

    # What there is

    @property
    def run(self) -> Run:
        """The current run: it trains."""
        return self.kept_runs.current

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs, in the order in which they came."""
        return self.kept_runs.runs

    @property
    def experiment(self) -> Experiment:
        """The settings of the current run."""
        return self.run.experiment

    @property
    def dataset(self) -> Dataset | None:
        """The data of the current run, None until they have been read; those of its ``snapshot``."""
        return self.run.dataset

    @property
    def timeline(self) -> Timeline:
        """The history of the current run."""
        return self.run.timeline

    @property
    def snapshot(self) -> Snapshot | None:
        """The newest moment of the current run."""
        return self.run.snapshot

    @property
    def playing(self) -> bool:
        """Whether it trains, or goes on micro-step by micro-step."""
        return self.play_room.playing

    @property
    def speed(self) -> float:
        """The most steps a second."""
        return self.play_room.speed

    @property
    def ghosts(self) -> tuple[Timeline, ...]:
        """The curves of what resets left behind."""
        return self.ghost_room.curves

    @property
    def sample(self) -> Sample | None:
        """What is sent through the network."""
        return self.sampling.sample

    @property
    def cursor(self) -> int | None:
        """The epoch that is looked at; None for the newest."""
        return self.looking.cursor

    @property
    def step_unit(self) -> StepUnit:
        """What one step is."""
        return self.steps.unit

    @property
    def micro(self) -> Micro | None:
        """The batch after what is shown, in micro-steps; None in the other units."""
        return self.steps.micro

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What ails the shown network."""
        return self.diagnosing.findings

    @property
    def reading(self) -> bool:
        """Whether the Reader is shown, rather than the run."""
        return self._wants_reader and self.reader.snapshot is not None

    @property
    def shown(self) -> Snapshot | None:
        """The snapshot to show."""
        return self.reader.snapshot if self.reading else self.looking.shown

    @property
    def shown_timeline(self) -> Timeline:
        """The history of what is shown."""
        return self.reader.timeline if self.reading else self.timeline

    # The Reader

    def show_reader(self, on: bool) -> None:
        """Show the Reader, at its newest, or the run; whatever trains goes on."""
        if on != self._wants_reader:
            self._wants_reader = on
            if on:
                self.looking.look_at_newest()
            self.message_raised.emit(None)  # what it said was of the other one
            self.tell_reading()

    def tell_reading(self) -> None:
        """Say which is shown, and all there is to show of it."""
        self.reading_changed.emit(self.reading)
        self.timeline_changed.emit(self.shown_timeline)
        self.tell_snapshot()
        self.tell_reader()

    def tell_snapshot(self) -> None:
        """Say what the current run shows."""
        if (snapshot := self.looking.shown) is not None:
            self._signal(not self.reading).emit(snapshot)
            self.steps.look_again()
            self.diagnosing.look_again()

    def tell_reader(self) -> None:
        """Say what the Reader shows."""
        if (snapshot := self.reader.snapshot) is not None:
            self._signal(self.reading).emit(snapshot)

    def _signal(self, shown: bool) -> SignalInstance:
        return self.snapshot_changed if shown else self.other_changed

    @Slot()
    def _on_reader_changed(self) -> None:
        if self.reading:
            self.timeline_changed.emit(self.shown_timeline)
        self.tell_reader()

    # Playing

    def play(self) -> None:
        """Train until the stop rule takes hold, in a run that is over from where it was; or micro-step on."""
        self.play_room.play()

    def pause(self) -> None:
        """Let the epoch in progress end, then rest."""
        self.play_room.pause()

    def toggle_playing(self) -> None:
        """Play or pause."""
        (self.pause if self.playing else self.play)()

    def set_playing(self, playing: bool) -> None:
        """Note whether it plays, and say so."""
        self.play_room.note(playing)

    def step(self) -> None:
        """One step on, then rest: an epoch, a batch or a micro-step; of what is past, an epoch."""
        self.steps.step()

    def step_back(self) -> None:
        """One step back: to the end of the epoch before, or a micro-step."""
        self.steps.back()

    def advance(self, count: int) -> None:
        """Train ``count`` epochs, or batches where they are the step, then rest."""
        self.play_room.advance(count)

    def set_step_unit(self, unit: StepUnit) -> None:
        """Step by the "epoch", the "batch" or the "micro"-step. Raises ``ValueError`` for anything else."""
        self.show_reader(False)
        self.steps.set_unit(unit)

    def set_speed(self, speed: float) -> None:
        """At most ``speed`` steps of the present unit a second; ``math.inf`` for as fast as it goes."""
        self.play_room.set_speed(speed)

    # Time travel

    def look_at(self, epoch: int) -> None:
        """Show the end of that epoch; training goes on. From the newest on, the newest is shown."""
        self.show_reader(False)
        self.looking.look_at(epoch)

    def look_at_newest(self) -> None:
        """Show the newest, and what follows."""
        self.looking.look_at_newest()

    # Runs

    def choose_run(self, letter: str) -> None:
        """Make another run the current one. Raises ``ValueError`` if there is none of that letter."""
        self.kept_runs.choose(letter)

    def new_run(self, experiment: Experiment | None = None) -> None:
        """A run more, of ``experiment`` or with the same settings, from its start weights."""
        self.kept_runs.new(experiment)

    def rename_run(self, letter: str, name: str) -> None:
        """Give a run another name. Raises ``ValueError`` if there is none of that letter."""
        self.kept_runs.rename(letter, name)

    def remove_run(self, letter: str) -> None:
        """Let go of a run, but not of the only one. Raises ``ValueError`` if there is none of that letter."""
        self.kept_runs.remove(letter)

    def branch(self) -> None:
        """A run more, which goes on from the moment that is shown, once that has been recomputed."""
        self.kept_runs.branch()

    def share_start(self, letter: str) -> None:
        """Begin the current run again from the start weights of that one, and its order of samples.

        Raises ``ValueError`` if there is none of that letter.
        """
        self.kept_runs.share_start(letter)

    def open_runs(self, runs: Sequence[Run], letter: str) -> None:
        """Have these runs instead of those there are, that of the letter current; nothing can be undone.

        Raises ``ValueError`` if there is none of that letter.
        """
        self.kept_runs.open(runs, letter)

    def tell_runs(self) -> None:
        """Say which runs there are."""
        self.runs_changed.emit(self.runs)

    def reset(self) -> None:
        """Begin again from the very same start weights, those of the seed."""
        self.show_reader(False)
        self.message_raised.emit(None)
        self.changing.remember(self.tr("reset"), frozenset(), restarts=True)
        self.running.restart()

    def new_weights(self) -> None:
        """Begin again from other start weights: those of the next seed."""
        seed = (self.experiment.seed + 1) % 2**32
        self.change_experiment(self.experiment.with_(seed=seed), self.tr("new start weights"))

    def clear_ghosts(self) -> None:
        """Forget the curves of earlier runs."""
        self.ghost_room.set(())

    # Changes

    def change_experiment(self, experiment: Experiment, text: str) -> None:
        """Change settings; ``text`` is what undo will call it.

        Live ones reach the run at its next batch. Any other begins a new run: a structural one from every
        weight that still fits, else from fresh start weights (see ``restarts``). Where the view looks back,
        such a change is made in a branch from there. Settings that cannot be raise a message.
        """
        self.changing.change_experiment(experiment, text)

    def restarts(self, field: str) -> str:
        """What changing this setting does to the run, in a sentence; "" if it goes on."""
        return messages.of_effect(effect(frozenset({field})))

    def set_experiment(self, experiment: Experiment) -> None:
        """Note the settings of the current run, and say so."""
        self.run.experiment = experiment
        self.experiment_changed.emit(experiment)

    def edit(self, *edits: Edit) -> None:
        """Set weights and biases by hand, while it trains or at rest; as ``cut``."""
        self.changing.edit(*edits)

    def cut(self, layer: int, source: int, unit: int, on: bool = True) -> None:
        """Cut the edge from ``source`` to ``unit`` of a dense layer, or restore it with the weight it had.

        Where the view looks back, this is done in a branch from there. What cannot be raises a message.
        """
        self.changing.cut(layer, source, unit, on)

    def freeze(self, layer: int, on: bool = True) -> None:
        """Have training leave a dense layer alone, or have it learn again; as ``cut``."""
        self.changing.freeze(layer, on)

    def undo(self) -> None:
        """Take back the last change, weights included unless the run goes on with it."""
        self.changing.undo()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.changing.redo()

    # Sample

    def set_sample(self, sample: Sample | None) -> None:
        """Send another sample through the network that is shown; None for none."""
        self.sampling.set_sample(sample)

    def set_label(self, label: int | None) -> None:
        """Say what the sample should be read as: the label that its loss and gradient need."""
        self.sampling.set_label(label)

    def set_point(self, point: tuple[float, float] | None) -> None:
        """Send the point (x1, x2) of the plane through the network; None for what was sent before."""
        self.sampling.set_point(point)

    def teach(self, sample: Sample) -> None:
        """A drawing joins My digits as what it is meant to be, and the Reader learns it in the background.

        Raises ``ValueError`` with one sentence if it is no drawing of a digit.
        """
        self.sampling.teach(sample)

    # Micro-steps

    def move_micro(self, by: int) -> None:
        """So many micro-steps on, or back; past the last one the batch is trained on."""
        self.steps.move(by)

    def set_micro(self, micro: Micro) -> None:
        """Look at the same batch in another way: at another place, example, weight or path."""
        self.steps.set_micro(micro)

    def act(self, action_id: str) -> None:
        """Do what a message's button offers."""
        if action_id == "unteach":
            self.changing.undo_lesson()
        else:
            self.play_room.act(action_id)
