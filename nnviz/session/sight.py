"""What one window looks at: which moment, of which run, with which sample sent through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from nnviz.data import Dataset
from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.drawing.selection import Selection
from nnviz.session import messages
from nnviz.session.diagnosing import Diagnosing
from nnviz.session.looking import Looking
from nnviz.session.measuring import Measuring
from nnviz.session.micro_steps import MicroSteps
from nnviz.session.picked import Picked, looking_at
from nnviz.session.reader_run import ReaderRun
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.shown import Shown
from nnviz.session.signals import Signals
from nnviz.session.training import Training
from nnviz.training.derived import Moments
from nnviz.training.experiment import Experiment
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.lone_sample import lone_sample
from nnviz.training.micro import Micro
from nnviz.training.samples import Sample, takes_ink
from nnviz.training.snapshot import Snapshot

StepUnit = Literal["epoch", "batch", "micro"]


@dataclass(frozen=True)
class Parts:
    """The parts of the Session that decide what is looked at."""

    signals: Signals
    runs: Runs
    training: Training
    reader: ReaderRun
    moments: Moments


class Sight(QObject):
    """``shown``, which ``shown_changed`` tells, once for each thing that happens, and what decides it.

    It follows the newest moment of the current run, looks back in it (``cursor``), shows the Reader
    (``reading``), follows another Sight, or is pinned to a moment. ``other`` is what the other one of Reader
    and run makes of the same ``sample``. ``step_unit`` is what a step is here; ``micro_steps`` is the batch
    that is looked at in the smallest of them. Who derives from it has the ``parts``, and what is public here.
    """

    shown_changed = Signal(object)  # Shown, None while there is nothing to show yet
    other_changed = Signal()
    recomputing_changed = Signal(object)
    step_unit_changed = Signal(str)
    playing_changed = Signal(bool)

    def __init__(self, parts: Parts, *, reading: bool, parent: QObject | None) -> None:
        super().__init__(parent)
        self.parts, self._moments = parts, parts.moments
        self._wants_reader = reading
        self.shown: Shown | None = None
        self._last: Shown | None = None  # the same, but for the time in which there is nothing to show
        self._picked = Picked()
        self.micro_steps = MicroSteps(self)
        self._step_unit: StepUnit = "epoch"
        self._lone: tuple[Sample | None, Dataset | None] | None = None  # the sample as a batch of its own
        self._dataset: Dataset | None = None  # that of the run which is looked at, as it was taken last
        self._told_playing = False
        self._pin: Shown | None = None
        self._leader: Sight | None = None
        self._looking = Looking(parts.runs.current, self)
        self._diagnosing, self._measuring = Diagnosing(self), Measuring(self)
        self._listen()
        self._take_dataset()

    def _listen(self) -> None:
        signals, looking = self.parts.signals, self._looking
        signals.run_started.connect(self._on_run_started)
        signals.run_changed.connect(self._on_run_changed)
        signals.dataset_changed.connect(self._on_dataset_changed)
        signals.experiment_changed.connect(self._on_changed)
        signals.runs_changed.connect(self._on_runs_changed)
        signals.playing_changed.connect(self._on_playing)
        self.parts.reader.changed.connect(self._on_reader_changed)
        looking.moved.connect(self._on_changed)
        looking.recomputing_changed.connect(self.recomputing_changed)
        looking.fault_raised.connect(signals.fault_raised)
        self.micro_steps.playing_changed.connect(self._on_playing)
        self.micro_steps.message_raised.connect(signals.message_raised)
        self._diagnosing.changed.connect(self._on_examined)
        self._diagnosing.began.connect(self._on_examined)
        self._measuring.done.connect(self._on_examined)

    def shut_down(self) -> None:
        """End what is being worked out, and wait for it."""
        self.micro_steps.shut_down()
        self._looking.shut_down()
        self._diagnosing.shut_down()
        self._measuring.shut_down()

    # ---- what there is
    @property
    def sample(self) -> Sample | None:
        """What is sent through the networks; None for nothing."""
        return self._picked.sample

    @property
    def selection(self) -> Selection | None:
        """What is picked in the networks."""
        return self._picked.selection

    @property
    def asked(self) -> KernelWeight | None:
        """The weight of a kernel of which it is asked who is to blame."""
        return self._picked.asked

    @property
    def looking(self) -> LookingAt | None:
        """Which head of attention is looked at, and the steps that are looked from and at."""
        return self._picked.looking

    @property
    def as_diagram(self) -> bool:
        """Whether the diagram is wished where a network is usually shown otherwise."""
        return self._picked.as_diagram

    @property
    def learner(self) -> bool:
        """Whether a generator is to be seen as it learns, and not its average."""
        return self._picked.learner

    @property
    def run(self) -> Run:
        """The run whose moments are looked at, also while the Reader is shown."""
        return self._looking.run if self._leader is None else self._leader.run

    @property
    def step_unit(self) -> StepUnit:
        """What a step is."""
        return self._step_unit if self._leader is None else self._leader.step_unit

    @property
    def experiment(self) -> Experiment:
        """The settings of what is shown, or of the run while there is nothing to show yet."""
        return self.run.experiment if self.shown is None else self.shown.experiment

    @property
    def dataset(self) -> Dataset | None:
        """The data of the run, None until they have been read."""
        return self.run.dataset

    @property
    def cursor(self) -> int | None:
        """The epoch that is looked for; None for the newest."""
        if self._leader is not None:
            return self._leader.cursor
        pinned = None if self._pin is None else self.shown
        return self._looking.cursor if pinned is None else pinned.cursor

    @property
    def micro(self) -> Micro | None:
        """The batch after what is shown, in micro-steps; None in the other units."""
        return None if self.shown is None else self.shown.micro

    @property
    def playing(self) -> bool:
        """Whether the run trains, or this goes on micro-step by micro-step."""
        if self._leader is not None:
            return self._leader.playing
        return self.parts.training.playing or self.micro_steps.playing

    @property
    def pinned(self) -> bool:
        """Whether it stays at a moment, whatever else trains."""
        return self._pin is not None

    @property
    def reading(self) -> bool:
        """Whether the Reader is shown, rather than the run."""
        if self._leader is not None:
            return self._leader.reading
        return self._wants_reader and self.reader_there

    @property
    def reader_there(self) -> bool:
        """Whether the Reader can be shown: where the data are digits of 8 x 8."""
        dataset = self.run.dataset
        return dataset is not None and takes_ink(dataset) and self.parts.reader.reader is not None

    @property
    def examining(self) -> bool:
        """Whether what is shown has yet to be examined."""
        return self._diagnosing.busy if self._leader is None else self._leader.examining

    @property
    def other(self) -> Shown | None:
        """The Reader while the run is shown, the newest of the run while the Reader is."""
        if not self.reader_there:
            return None
        return self._of_run() if self.reading else self._of_reader()

    @property
    def moment(self) -> Snapshot | None:
        """The snapshot of the run that is looked at, also while the Reader is shown."""
        return self._looking.snapshot if self._pin is None else self._pin.snapshot

    # ---- making it
    def _of_reader(self) -> Shown | None:
        shown = self.parts.reader.shown(self._moments)
        return None if shown is None else self._picked.put_into(shown, self._moments)

    def _of_run(self) -> Shown | None:
        shown = self._looking.shown(self._moments, self.parts.reader.reader, self._picked.player)
        return None if shown is None else self._with_micro(shown)

    def _of_pin(self, pin: Shown) -> Shown:
        """The moment that is stayed at, with what the person does with it here; the run may have gone on."""
        newest = max(pin.newest, *map(int, pin.timeline.epochs[-1:]))
        cursor = pin.epoch if newest > pin.newest else pin.cursor
        measured = not pin.derived.slow_to_measure
        shown = replace(pin, cursor=cursor, newest=newest, grown=pin.timeline.grown, measured=measured)
        if pin.reading:
            return self._picked.put_into(shown, self._moments)
        return self._with_micro(self._picked.seen(shown, self._moments))

    def _with_micro(self, shown: Shown) -> Shown:
        """A run's moment: the batch after it in micro-steps, where those are the unit, and what ails it."""
        if self.step_unit == "micro" and shown.exact and shown.who.source.can("micro-step"):
            self._look_into_batch(shown)
        micro = self.micro_steps.micro
        if micro is not None and micro.batch.player != shown.player:  # it has no loss of its own
            self._picked.player = micro.batch.player
            shown = self._picked.seen(shown, self._moments)
            self.micro_steps.take(shown.snapshot, micro)
        return self._picked.put_into(shown, self._moments, micro, self._diagnosing.findings)

    def _look_into_batch(self, shown: Shown) -> None:
        """The batch after it; where there are no data that is the sample, if it is known what it is."""
        dataset: Dataset | None = shown.dataset
        if shown.who.source.data is not None:
            sample = self.sample
            if self._lone is None or self._lone[0] is not sample:
                self._lone = sample, lone_sample(shown.dataset, sample)
                self.micro_steps.forget()
            dataset = self._lone[1]
        if dataset is not None:
            self.micro_steps.look(shown.snapshot, shown.timeline, dataset, self.asked)

    def tell(self) -> None:
        """Say what is shown now."""
        if self._leader is not None:
            self._on_leader()
            return
        if self.step_unit != "micro" or self.reading:
            self.micro_steps.forget()
        if self._pin is not None:
            self._take(self._of_pin(self._pin))
            return
        self._examine()
        shown = self._of_reader() if self.reading else self._of_run()
        self._take(None if shown is None else self._picked.forgotten(shown, self._last))

    def _take(self, shown: Shown | None) -> None:
        if shown is not None or self.shown is not None:
            self.shown, self._last = shown, shown or self._last
            self.shown_changed.emit(shown)
        if self._leader is None:
            self._measuring.look(None if shown is None else shown.derived)

    def _examine(self) -> None:
        looking = self._looking
        moment = looking.snapshot
        learns = moment is not None and moment.ends.learns_samples  # of others the rules say nothing
        learns = learns and looking.run.source.data is None  # nor where there are no data
        if self.reading or not looking.exact or not learns:
            self._diagnosing.look(None, None, newest=False)
        else:
            self._diagnosing.look(looking.run, looking.snapshot, newest=looking.cursor is None)

    # ---- what happens to the runs
    @Slot(object)
    def _on_run_started(self, run: Run) -> None:
        """The current run begins, or goes on: from now on it is followed."""
        if not self._own_way:
            return
        self._looking.come_to(run)
        self.micro_steps.forget()
        self._take_dataset()
        self.tell()

    @Slot(object)
    def _on_run_changed(self, run: Run) -> None:
        if (self._own_way or self._pin is not None) and run is self._looking.run:
            self.tell()
            if self.reading:
                self.other_changed.emit()

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        if self._own_way:
            self._take_dataset()

    @Slot(object)
    def _on_runs_changed(self, runs: object) -> None:
        if self.parts.runs.current is not self._looking.run:
            self._on_run_started(self.parts.runs.current)
        else:
            self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        if self._own_way:
            self.tell()

    @Slot()
    def _on_examined(self) -> None:
        if self._leader is None:
            self.tell()

    def _take_dataset(self) -> None:
        """The run learns from other data than the one before: the sample is looked for in them."""
        dataset, old = self._looking.run.dataset, self._dataset
        if dataset is None or dataset is old:
            return
        self._dataset = dataset
        self._picked.come_to(dataset, old)
        if takes_ink(dataset):
            self.parts.reader.open()
        if self.reading:
            epochs = self.parts.reader.snapshot.epoch if self.parts.reader.snapshot is not None else 0
            self.parts.signals.message_raised.emit(messages.reader(epochs))
        self.tell()

    @Slot()
    def _on_reader_changed(self) -> None:
        if not self.reading:
            self.other_changed.emit()
        elif self._own_way:
            self.tell()

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        if self.playing != self._told_playing:
            self._told_playing = self.playing
            self.playing_changed.emit(self.playing)

    # ---- whose moment
    def show_reader(self, on: bool) -> None:
        """Show the Reader, at its newest, or the run; whatever trains goes on."""
        self.own()
        if on == self._wants_reader:
            return
        self._wants_reader, self._pin = on, None
        if on:
            self._looking.look_at_newest()
        self.parts.signals.message_raised.emit(None)  # what it said was of the other one
        self.tell()
        self.other_changed.emit()

    @property
    def _own_way(self) -> bool:
        """Whether this Sight goes where the runs go: it neither follows another nor stays."""
        return self._leader is None and self._pin is None

    def pin(self, on: bool) -> None:
        """Stay at the moment that is shown, whatever else trains or is looked at; or follow the current run.

        A moment that is still being recomputed is stayed at once it is there.
        """
        if not on:
            self.own()
            self._pin = None
            self._on_run_started(self.parts.runs.current)
        elif self.shown is not None and self.shown.exact:
            self._pin = looking_at(self.shown, 0, self._moments)
            self.own()
            self._diagnosing.look(self.run, self._pin.snapshot, newest=False)
        else:
            self.own()
            self._looking.when_exact(self._on_exact)

    def _on_exact(self, moment: Snapshot) -> None:
        self.pin(True)

    def follow(self, leader: Sight | None) -> None:
        """Show what another Sight shows, until somebody goes elsewhere here; None: look for oneself."""
        self.own()
        if leader is not None:
            self._pin, self._leader = None, leader
            for theirs, mine in self._passed_on(leader):
                theirs.connect(mine)
            self.step_unit_changed.emit(self.step_unit)
            self._on_leader()

    def _passed_on(self, leader: Sight) -> tuple[tuple[SignalInstance, object], ...]:
        """What is heard from a leader: each signal with where it goes."""
        return (
            (leader.shown_changed, self._on_leader),
            (leader.other_changed, self.other_changed),
            (leader.recomputing_changed, self.recomputing_changed),
            (leader.step_unit_changed, self.step_unit_changed),
            (leader.playing_changed, self.playing_changed),
        )

    @Slot()
    def _on_leader(self) -> None:
        leader = self._leader
        if leader is not None:  # what it shows now: being told may have brought it to another moment
            self._picked.take(leader._picked)
            self._take(leader.shown)

    def own(self) -> None:
        """Somebody acts here: from now on this Sight looks for itself, from where its leader is."""
        leader = self._leader
        if leader is None:
            return
        for theirs, mine in self._passed_on(leader):
            theirs.disconnect(mine)
        self._wants_reader, self._step_unit = leader.reading, leader.step_unit
        self._picked.take(leader._picked)
        self._pin, shown = self._pin or leader._pin, leader.shown
        if shown is not None and not shown.reading:
            self.micro_steps.take(shown.snapshot, shown.micro)
        self._looking.come_to(leader.run)
        self._dataset, cursor, self._leader = leader.run.dataset, leader.cursor, None
        if cursor is not None and self._pin is None:
            self._looking.look_at(cursor)

    # ---- which moment
    def look_at(self, epoch: int) -> None:
        """Show the end of that epoch; training goes on. From the newest on, the newest is shown."""
        self.show_reader(False)
        self._let_go()
        self._looking.look_at(epoch)

    def look_at_newest(self) -> None:
        """Show the newest, and what follows."""
        self.own()
        self._let_go()
        self._looking.look_at_newest()

    def when_exact(self, then: Callable[[Snapshot], None]) -> None:
        """Call ``then`` with the moment of the run that is looked at, once it has been recomputed."""
        self.own()
        if self._pin is not None:
            then(self._pin.snapshot)
        else:
            self._looking.when_exact(then)

    def _let_go(self) -> None:
        """Stay no longer where one was pinned: what the current run shows is where one looks from."""
        if self._pin is not None:
            self._pin = None
            self._on_run_started(self.parts.runs.current)

    # ---- what is done with it
    def set_sample(self, sample: Sample | None) -> None:
        """Send another sample through the network that is shown; None for none."""
        self.own()
        self._picked.sample = sample
        self.parts.signals.message_raised.emit(messages.act("sample"))
        self.tell()
        self.other_changed.emit()

    def select(self, selection: Selection | None) -> None:
        """Something is picked, in the network that is looked at from now on."""
        if selection != self.selection:
            self.own()
            self._picked.select(selection)
            self.tell()

    def look_at_network(self, player: int) -> None:
        """Look at that one of the networks that play, counted from 0; of the other nothing is selected."""
        if self.shown is not None and player != self.shown.player:
            self.own()
            self._picked.look_at_network(player)
            self.tell()

    def ask(self, weight: KernelWeight | None) -> None:
        """Of that weight of a kernel it is asked who is to blame."""
        if weight != self.asked:
            self.own()
            self._picked.asked = weight
            self.tell()

    def look_from(self, at: LookingAt) -> None:
        """That head of attention is looked at, from that step."""
        if at != self.looking:
            self.own()
            self._picked.looking = at
            self.tell()

    def show_diagram(self, on: bool) -> None:
        """The diagram is wished where a network is usually shown otherwise, or no longer."""
        if on != self.as_diagram:
            self.own()
            self._picked.as_diagram = on
            self.tell()

    def show_learner(self, on: bool) -> None:
        """Of a game the generator is wished as it learns, or its average over some updates."""
        if on != self.learner:
            self.own()
            self._picked.learner = on
            self.tell()

    def toggle_diagram(self) -> None:
        """The other of the two."""
        self.show_diagram(not self.as_diagram)

    def step_by(self, unit: StepUnit) -> None:
        """From now on a step is another."""
        self._step_unit = unit
        self.micro_steps.forget()
        self.parts.signals.message_raised.emit(messages.act("step"))
        self.step_unit_changed.emit(unit)
        self.tell()

    def turn_micro(self, micro: Micro) -> None:
        """Look at another part of what the same network learns in this update."""
        self.own()
        if self.shown is not None:
            self.micro_steps.take(self.shown.snapshot, micro)
            self._take(replace(self.shown, micro=micro))

    def set_micro(self, micro: Micro) -> None:
        """Look at the same batch in another way: at another place, example, weight or path."""
        self.own()
        self.parts.signals.message_raised.emit(messages.act("step"))
        if self.micro_steps.set(micro) and self.shown is not None:
            self._take(replace(self.shown, micro=micro))
