"""A window's own state: which moment it shows, with which sample, and how one goes on from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from nnviz.data import Dataset
from nnviz.drawing.selection import Selection
from nnviz.said import translate
from nnviz.session import messages
from nnviz.session.diagnosing import Diagnosing
from nnviz.session.history import BY_HAND
from nnviz.session.looking import Looking
from nnviz.session.micro_steps import MicroSteps
from nnviz.session.reader_run import ReaderRun
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.settings import Settings
from nnviz.session.shown import Shown, Who
from nnviz.session.signals import Signals
from nnviz.session.training import Training
from nnviz.training.changes import changed_fields, effect, settings_at
from nnviz.training.derived import Moments
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.samples import Sample, fitted, point_sample, refitted, sample_of, takes_ink
from nnviz.training.snapshot import Snapshot

StepUnit = Literal["epoch", "batch", "micro"]


class Desk(QObject):
    """What one window looks at: ``shown``, which ``shown_changed`` tells, once for each thing that happens.

    It follows the newest moment of the current run, looks back in it (``cursor``), shows the Reader
    (``reading``), follows another Desk, or is pinned to a moment. ``other`` is what the other one of Reader
    and run makes of the same ``sample``. ``step_unit`` is what a step is here. What a person does to the
    network is done to what is shown: where that is past, in a branch from there.
    """

    shown_changed = Signal(object)  # Shown, None while there is nothing to show yet
    other_changed = Signal()
    recomputing_changed = Signal(object)
    step_unit_changed = Signal(str)
    playing_changed = Signal(bool)

    def __init__(
        self,
        signals: Signals,
        runs: Runs,
        training: Training,
        settings: Settings,
        reader: ReaderRun,
        moments: Moments,
        *,
        reading: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._signals, self._runs, self._training = signals, runs, training
        self._settings, self._reader, self._moments = settings, reader, moments
        self._wants_reader = reading
        self.shown: Shown | None = None
        self.sample: Sample | None = None
        self.selection: Selection | None = None
        self._step_unit: StepUnit = "epoch"
        self._before_point: Sample | None = None
        self._dataset: Dataset | None = None  # that of the run which is looked at, as it was taken last
        self._fitted: dict[Dataset, tuple[Sample, Sample | None]] = {}
        self._told_playing = False
        self._pin: Shown | None = None
        self._leader: Desk | None = None
        self._looking = Looking(runs.current, self)
        self._micro = MicroSteps(self)
        self._diagnosing = Diagnosing(self)
        self._connect()
        self._take_dataset()

    def _connect(self) -> None:
        signals, looking = self._signals, self._looking
        signals.run_started.connect(self._on_run_started)
        signals.run_changed.connect(self._on_run_changed)
        signals.dataset_changed.connect(self._on_dataset_changed)
        signals.experiment_changed.connect(self._on_changed)
        signals.runs_changed.connect(self._on_runs_changed)
        signals.playing_changed.connect(self._on_playing)
        signals.speed_changed.connect(self._on_speed)
        self._reader.changed.connect(self._on_reader_changed)
        looking.moved.connect(self._on_changed)
        looking.recomputing_changed.connect(self.recomputing_changed)
        looking.fault_raised.connect(signals.fault_raised)
        self._micro.due.connect(self._on_micro_due)
        self._micro.message_raised.connect(signals.message_raised)
        self._diagnosing.changed.connect(self._on_examined)
        self._diagnosing.began.connect(self._on_examined)

    def shut_down(self) -> None:
        """End what is being worked out, and wait for it."""
        self._micro.play(False, 1.0)
        self._looking.shut_down()
        self._diagnosing.shut_down()

    # ---- what there is
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
        return self._looking.cursor if self._pin is None else self._pin.cursor

    @property
    def micro(self) -> Micro | None:
        """The batch after what is shown, in micro-steps; None in the other units."""
        return None if self.shown is None else self.shown.micro

    @property
    def playing(self) -> bool:
        """Whether the run trains, or this Desk goes on micro-step by micro-step."""
        if self._leader is not None:
            return self._leader.playing
        return self._training.playing or self._micro.playing

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
        return dataset is not None and takes_ink(dataset) and self._reader.reader is not None

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

    # ---- making it
    def _of_reader(self) -> Shown | None:
        reader, snapshot = self._reader.reader, self._reader.snapshot
        if reader is None or snapshot is None:
            return None
        derived = self._moments.of(snapshot, reader.dataset)
        sample = self._fit(reader.dataset)
        return Shown(
            who=Who("", self.tr("Reader"), -1, frozenset()),
            reading=True,
            timeline=self._reader.timeline,
            dataset=reader.dataset,
            experiment=reader.experiment,
            derived=derived,
            snapshot=derived.probed(sample),
            sample=sample,
            cursor=None,
            newest=snapshot.epoch,
            exact=True,
            reader=reader,
            selection=self.selection,
            grown=self._reader.timeline.grown,
        )

    def _of_run(self) -> Shown | None:
        looking, run = self._looking, self._looking.run
        moment, dataset = looking.snapshot, run.dataset
        if moment is None or dataset is None or moment.input_size != dataset.input_size:
            return None
        derived = self._moments.of(moment, dataset)
        sample = self._fit(dataset)
        past = looking.cursor is not None
        changes = run.timeline.changes_after(moment) if past else ()
        newest = run.snapshot.epoch if run.snapshot is not None else moment.epoch
        if self.step_unit == "micro" and looking.exact:
            self._micro.look(moment, run.timeline, dataset)
        return Shown(
            who=Who.of(run),
            reading=False,
            timeline=run.timeline,
            dataset=dataset,
            experiment=settings_at(moment, changes) if past else run.experiment,
            derived=derived,
            snapshot=derived.probed(sample),
            sample=sample,
            cursor=looking.cursor,
            newest=newest,
            exact=looking.exact,
            reader=self._reader.reader if takes_ink(dataset) else None,
            micro=self._micro.micro,
            selection=self.selection,
            findings=self._diagnosing.findings,
            grown=run.timeline.grown,
        )

    def _of_pin(self, pin: Shown) -> Shown:
        """The moment that is stayed at, with what the person does with it here; the run may have gone on."""
        sample = self._fit(pin.dataset)
        newest = max(pin.newest, *map(int, pin.timeline.epochs[-1:]))
        if self.step_unit == "micro" and not pin.reading:
            self._micro.look(pin.snapshot, pin.timeline, pin.dataset)
        return replace(
            pin,
            cursor=pin.epoch if newest > pin.newest else pin.cursor,
            newest=newest,
            grown=pin.timeline.grown,
            snapshot=pin.derived.probed(sample),
            sample=sample,
            micro=self._micro.micro,
            selection=self.selection,
            findings=self._diagnosing.findings,
        )

    def _fit(self, dataset: Dataset) -> Sample | None:
        """The sample as the network that learned this data set takes it."""
        sample = self.sample
        if sample is None:
            return None
        known = self._fitted.get(dataset)
        if known is None or known[0] is not sample:
            if len(self._fitted) > 3:
                self._fitted.clear()
            known = self._fitted[dataset] = sample, fitted(sample, dataset)
        return known[1]

    def tell(self) -> None:
        """Say what is shown now."""
        if self._leader is not None:
            self._on_leader()
            return
        if self.step_unit != "micro" or self.reading:
            self._micro.forget()
        if self._pin is not None:
            self._take(self._of_pin(self._pin))
            return
        self._examine()
        self._take(self._of_reader() if self.reading else self._of_run())

    def _take(self, shown: Shown | None) -> None:
        if shown is not None or self.shown is not None:
            self.shown = shown
            self.shown_changed.emit(shown)

    def _examine(self) -> None:
        looking = self._looking
        if self.reading or not looking.exact:
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
        self._micro.forget()
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
        if not self._own_way:
            return
        if self._runs.current is not self._looking.run:
            self._looking.come_to(self._runs.current)
            self._micro.forget()
            self._take_dataset()
        self.tell()

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
        sample = self.sample
        if sample is not None and sample.dataset is not dataset and old is not None:
            self.sample = refitted(sample, sample.dataset or old, dataset)
        if self.sample is None:
            self.sample = sample_of(dataset, "test", 0)
        self._before_point = None
        if takes_ink(dataset):
            self._reader.open()
        if self.reading:
            epochs = self._reader.snapshot.epoch if self._reader.snapshot is not None else 0
            self._signals.message_raised.emit(messages.reader(epochs))
        self.tell()

    @Slot()
    def _on_reader_changed(self) -> None:
        if not self.reading:
            self.other_changed.emit()
        elif self._own_way:
            self.tell()

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        self._tell_playing()

    @Slot(float)
    def _on_speed(self, speed: float) -> None:
        if self._micro.playing:
            self._micro.play(True, speed)

    def _tell_playing(self) -> None:
        if self.playing != self._told_playing:
            self._told_playing = self.playing
            self.playing_changed.emit(self.playing)

    # ---- whose moment
    def show_reader(self, on: bool) -> None:
        """Show the Reader, at its newest, or the run; whatever trains goes on."""
        self._own()
        if on == self._wants_reader:
            return
        self._wants_reader, self._pin = on, None
        if on:
            self._looking.look_at_newest()
        self._signals.message_raised.emit(None)  # what it said was of the other one
        self.tell()
        self.other_changed.emit()

    @property
    def _own_way(self) -> bool:
        """Whether this Desk goes where the runs go: it neither follows another nor stays."""
        return self._leader is None and self._pin is None

    def pin(self, on: bool) -> None:
        """Stay at the moment that is shown, whatever else trains or is looked at; or follow the current run.

        A moment that is still being recomputed is stayed at once it is there.
        """
        if not on:
            self._own()
            self._pin = None
            self._on_run_started(self._runs.current)
        elif self.shown is not None and self.shown.exact:
            self._pin = self.shown
            self._own()
            self._diagnosing.look(self.run, self._pin.snapshot, newest=False)
        else:
            self._own()
            self._looking.when_exact(self._on_exact)

    def _on_exact(self, moment: Snapshot) -> None:
        self.pin(True)

    def follow(self, leader: Desk | None) -> None:
        """Show what another Desk shows, until somebody goes elsewhere here; None: look for oneself."""
        self._own()
        if leader is not None:
            self._pin = None
            self._leader = leader
            for theirs, mine in self._passed_on(leader):
                theirs.connect(mine)
            self.step_unit_changed.emit(self.step_unit)
            self._on_leader()

    def _passed_on(self, leader: Desk) -> tuple[tuple[SignalInstance, object], ...]:
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
            self.sample, self.selection = leader.sample, leader.selection
            self._take(leader.shown)

    def _own(self) -> None:
        """Somebody acts here: from now on this Desk looks for itself, from where its leader is."""
        leader = self._leader
        if leader is None:
            return
        for theirs, mine in self._passed_on(leader):
            theirs.disconnect(mine)
        self._wants_reader, self._step_unit = leader.reading, leader.step_unit
        self._pin, shown = self._pin or leader._pin, leader.shown
        if shown is not None and not shown.reading:
            self._micro.take(shown.snapshot, shown.micro)
        self._looking.come_to(leader.run)
        self._dataset, cursor, self._leader = leader.run.dataset, leader.cursor, None
        if cursor is not None:
            self._looking.look_at(cursor)

    # ---- which moment
    def look_at(self, epoch: int) -> None:
        """Show the end of that epoch; training goes on. From the newest on, the newest is shown."""
        self.show_reader(False)
        self._let_go()
        self._looking.look_at(epoch)

    def look_at_newest(self) -> None:
        """Show the newest, and what follows."""
        self._own()
        self._let_go()
        self._looking.look_at_newest()

    def _let_go(self) -> None:
        """Stay no longer where one was pinned: what the current run shows is where one looks from."""
        if self._pin is not None:
            self._pin = None
            self._on_run_started(self._runs.current)

    def select(self, selection: Selection | None) -> None:
        """Something is picked in the network."""
        if selection != self.selection:
            self._own()
            self.selection = selection
            self.tell()

    # ---- which sample
    def set_sample(self, sample: Sample | None) -> None:
        """Send another sample through the network that is shown; None for none."""
        self._own()
        self.sample = sample
        self._signals.message_raised.emit(messages.act("sample"))
        self.tell()
        self.other_changed.emit()

    def set_label(self, label: int | None) -> None:
        """Say what the sample should be read as: the label that its loss and gradient need."""
        if self.sample is not None and label != self.sample.label:
            self.set_sample(replace(self.sample, label=label))
            if label is not None and self.sample.from_person:
                self._reader.expect_lesson()

    def set_point(self, point: tuple[float, float] | None) -> None:
        """Send the point (x1, x2) of the plane through the network; None for what was sent before."""
        sample, dataset = self.sample, self.run.dataset
        at_point = sample is not None and sample.source == "point"
        if point is None:
            if at_point:
                self.set_sample(self._before_point)
            return
        if dataset is None or not dataset.planar:
            return
        if not at_point:
            self._before_point = sample
        self.set_sample(point_sample(point, dataset))

    # ---- steps
    def set_step_unit(self, unit: StepUnit) -> None:
        """Step by the "epoch", the "batch" or the "micro"-step. Raises ``ValueError`` for anything else."""
        if unit not in get_args(StepUnit):
            raise ValueError(
                translate("Session", "A step is an epoch, a batch or a micro-step, not “{unit}”.").format(
                    unit=unit
                )
            )
        self.show_reader(False)
        if unit == self.step_unit:
            return
        if "micro" in (unit, self.step_unit):
            self.pause()
        self._step_unit = unit
        self._training.set_by_batch(unit != "epoch")
        self._micro.forget()
        self._signals.message_raised.emit(messages.act("step"))
        self.step_unit_changed.emit(unit)
        self.tell()

    def step(self) -> None:
        """One step on, then rest: an epoch, a batch or a micro-step; of what is past, an epoch."""
        self._own()
        if self.step_unit == "micro":
            self.pause()
            self.move_micro(1)
        elif self.cursor is not None:
            self.look_at(self.cursor + 1)
        else:
            self.advance(1)

    def step_back(self) -> None:
        """One step back: to the end of the epoch before, or a micro-step."""
        self._own()
        if self.step_unit == "micro":
            self.pause()
            if self.micro is not None and self.micro.place == 0:
                self._signals.message_raised.emit(messages.first_micro_step())
            else:
                self.move_micro(-1)
            return
        moment = self._looking.snapshot
        if moment is None or self.reading:
            return
        cursor = self.cursor
        epoch = moment.epoch if cursor is None else cursor
        self.look_at(epoch - 1 if cursor is not None or moment.whole else epoch)

    def move_micro(self, by: int) -> None:
        """So many micro-steps on, or back; past the last one the batch is trained on."""
        micro = self._micro
        if micro.micro is None or micro.awaited:
            return
        moved = micro.micro.moved(by)
        if moved is not None:
            self.set_micro(moved)
        elif self.cursor is not None or self._pin is not None:
            self.pause()  # what came after that moment has been trained already
        else:
            micro.awaited = True
            self._training.advance(1, by_batch=True)

    def set_micro(self, micro: Micro) -> None:
        """Look at the same batch in another way: at another place, example, weight or path."""
        self._own()
        self._signals.message_raised.emit(messages.act("step"))
        if self._micro.set(micro) and self.shown is not None:
            self._take(replace(self.shown, micro=micro))

    @Slot()
    def _on_micro_due(self) -> None:
        self.move_micro(1)

    # ---- training
    def play(self) -> None:
        """Train until the stop rule takes hold, in a run that is over from where it was; or micro-step on."""
        self.show_reader(False)
        if self.step_unit == "micro":
            self._signals.message_raised.emit(None)
            self._micro.play(True, self._training.speed)
            self._tell_playing()
        else:
            self.look_at_newest()
            self._training.play()

    def pause(self) -> None:
        """Let the epoch in progress end, then rest."""
        self._micro.play(False, 1.0)
        self._training.pause()
        self._tell_playing()

    def toggle_playing(self) -> None:
        """Play or pause."""
        (self.pause if self.playing else self.play)()

    def advance(self, count: int) -> None:
        """Train ``count`` epochs, or batches where they are the step, then rest."""
        self.show_reader(False)
        self.look_at_newest()
        self._training.advance(count)

    def act(self, action_id: str) -> None:
        """Do what a message's button offers."""
        if self._settings.act(action_id):
            self.play()

    # ---- changes, made where one looks
    def change(self, experiment: Experiment, text: str) -> None:
        """Change settings (see ``Settings.change``); where this looks back, what is not live in a branch."""
        names = changed_fields(self.experiment, experiment)
        if not names:
            return
        if self.cursor is None or (effect(names) == "live" and not names & BY_HAND):
            now = self.run.experiment
            wanted = {name: experiment.setting(name) for name in names}
            self.show_reader(False)
            self._settings.change(now.with_(**wanted), text)
        else:
            self._in_branch(lambda: self.change(experiment, text))

    def edit(self, *edits: Edit) -> None:
        """Set weights and biases by hand; where this looks back, in a branch from there."""
        self._here(lambda: self._settings.edit(*edits))

    def cut(self, layer: int, source: int, unit: int, on: bool = True) -> None:
        """Cut an edge or restore it; where this looks back, in a branch from there."""
        self._here(lambda: self._settings.cut(layer, source, unit, on))

    def freeze(self, layer: int, on: bool = True) -> None:
        """Freeze a layer or have it learn again; where this looks back, in a branch from there."""
        self._here(lambda: self._settings.freeze(layer, on))

    def _here(self, act: Callable[[], None]) -> None:
        if not self.run.begun:
            return
        if self.cursor is None:
            self.show_reader(False)
            act()
        else:
            self._in_branch(act)

    def branch(self) -> None:
        """A run more, which goes on from the moment that is shown, once that has been recomputed."""
        self._in_branch(lambda: None)

    def _in_branch(self, act: Callable[[], None]) -> None:
        run = self._looking.run
        if self.reading or not run.begun:
            return
        newest = self.cursor is None

        def branched(moment: object) -> None:
            snapshot = self._looking.snapshot
            if snapshot is not None:
                self._runs.branch(run, snapshot, newest=newest)
                act()

        self._looking.when_exact(branched)
