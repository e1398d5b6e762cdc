"""What a person does in a window with what it shows: steps, trains, changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QObject, Slot

from nnviz.data import Dataset
from nnviz.said import translate
from nnviz.session import messages
from nnviz.session.history import BY_HAND
from nnviz.session.sentences import told
from nnviz.session.settings import Settings
from nnviz.session.sight import Parts, Sight, StepUnit
from nnviz.training.changes import changed_fields, effect, own_names
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.lone_sample import lone_sample
from nnviz.training.run_source import Ability
from nnviz.training.samples import Sample, point_sample
from nnviz.training.snapshot import Snapshot


class Desk(Sight):
    """A window's own state: a Sight at which a person works.

    What is done to the network is done to what is shown: where that is past, in a branch from there.
    """

    def __init__(
        self, parts: Parts, settings: Settings, *, reading: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parts, reading=reading, parent=parent)
        self._settings = settings
        self._before_point: tuple[Dataset | None, Sample | None] = None, None  # of which data it is
        parts.signals.speed_changed.connect(self._on_speed)
        self.micro_steps.due.connect(self._on_micro_due)

    # ---- which sample
    def set_label(self, label: int | None) -> None:
        """Say what the sample should be read as: the label that its loss and gradient need."""
        if self.sample is not None and label != self.sample.label:
            self.set_sample(replace(self.sample, label=label))
            if label is not None and self.sample.from_person:
                self.parts.reader.expect_lesson()

    def set_point(self, point: tuple[float, float] | None) -> None:
        """Send the point (x1, x2) of the plane through the network; None for what was sent before."""
        sample, dataset = self.sample, self.run.dataset
        at_point = sample is not None and sample.source == "point"
        if point is None:
            if at_point:
                data, before = self._before_point
                self.set_sample(before if data is dataset else None)
            return
        if dataset is None or not dataset.planar:
            return
        if not at_point:
            self._before_point = dataset, sample
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
        if unit == self.step_unit or (unit == "micro" and not self._has_batch()):
            return
        if "micro" in (unit, self.step_unit):
            self.pause()
            if self.run.source.data is not None:
                self.parts.signals.message_raised.emit(None)  # that there was no batch
        self.parts.training.set_by_batch(unit != "epoch")
        self.step_by(unit)

    def _refused(self, ability: Ability) -> bool:
        """Whether the run cannot do that, which is said then."""
        why = self.run.source.why_not(ability)
        if why:
            self.parts.signals.message_raised.emit(messages.not_able(told(why)))
        return bool(why)

    def _has_batch(self) -> bool:
        """Whether there is a batch to look into; if not, what is missing is said."""
        data, sample = self.run.source.data, self.sample
        if self._refused("micro-step"):
            return False
        if data is None or lone_sample(data, sample) is not None:
            return True
        self.parts.signals.message_raised.emit(messages.no_batch(self.run.source.name))
        return False

    def step(self) -> None:
        """One step on, then rest: an epoch, a batch or a micro-step; of what is past, an epoch."""
        self.own()
        if self.step_unit == "micro":
            self.pause()
            self.move_micro(1)
        elif self.cursor is not None:
            self.look_at(self._looking.beside(self.cursor, 1))
        else:
            self.advance(1)

    def step_back(self) -> None:
        """One step back: to the end of the epoch before, or a micro-step."""
        self.own()
        if self.step_unit == "micro":
            self.pause()
            micro = self.micro
            if micro is not None and micro.place == 0 and micro.batch.turn(-1) is None:
                self.parts.signals.message_raised.emit(messages.first_micro_step())
            else:
                self.move_micro(-1)
            return
        moment, cursor = self.moment, self.cursor
        if moment is None or self.reading:
            return
        epoch = moment.epoch if cursor is None else cursor
        self.look_at(self._looking.beside(epoch, -1) if cursor is not None or moment.whole else epoch)

    def move_micro(self, by: int) -> None:
        """So many micro-steps on, or back; past the last one the batch is trained on.

        Where an update has several turns, past the last one of a turn the next begins.
        """
        micro = self.micro_steps.micro
        if micro is None or self.micro_steps.awaited:
            return
        moved = micro.moved(by)
        begun = by < 0 and micro.place == 0
        if moved is not None and not begun:
            self.set_micro(moved)
        elif (turned := micro.of_turn(-1 if begun else 1)) is not None:
            self.turn_micro(turned)
        elif (turn := micro.batch.turn(-1 if begun else 1)) is not None:
            self.look_at_network(turn[0])
        elif self.cursor is not None or self.pinned:
            self.pause()  # what came after that moment has been trained already
        elif not begun and not self._refused("train"):
            self.micro_steps.awaited = True
            if (first := micro.batch.turns[0][0]) != micro.batch.player:
                self._picked.look_at_network(first)
            self.parts.training.advance(1, by_batch=True)

    @Slot()
    def _on_micro_due(self) -> None:
        self.move_micro(1)
        micro = self.micro_steps.micro
        last = micro is not None and micro.place == len(micro.cells) - 1
        if last and not self.run.source.can("train"):
            self.pause()

    @Slot(float)
    def _on_speed(self, speed: float) -> None:
        if self.micro_steps.playing:
            self.micro_steps.play(True, speed)

    # ---- training
    def play(self) -> None:
        """Train until the stop rule takes hold, in a run that is over from where it was; or micro-step on."""
        self.show_reader(False)
        if self.step_unit == "micro":
            self.parts.signals.message_raised.emit(None)
            self.micro_steps.play(True, self.parts.training.speed)
        else:
            self.look_at_newest()
            self.parts.training.play()

    def pause(self) -> None:
        """Let the epoch in progress end, then rest."""
        self.micro_steps.play(False, 1.0)
        self.parts.training.pause()

    def toggle_playing(self) -> None:
        """Play or pause."""
        (self.pause if self.playing else self.play)()

    def advance(self, count: int) -> None:
        """Train ``count`` epochs, or batches where they are the step, then rest."""
        self.show_reader(False)
        self.look_at_newest()
        self.parts.training.advance(count)

    def move_alone(self, player: str) -> None:
        """One update in which the network called so moves alone; it is recorded, and goes the same again."""
        self.show_reader(False)
        self.look_at_newest()
        self.parts.training.move_alone(player)

    def act(self, action_id: str) -> None:
        """Do what a message's button offers."""
        if self._settings.act(action_id):
            self.play()

    # ---- changes, made where one looks
    def change(self, experiment: Experiment, text: str) -> None:
        """Change settings (see ``Settings.change``); where this looks back, what is not live in a branch."""
        experiment = experiment.of(0)
        names = changed_fields(self.experiment.of(0), experiment)
        if not names:
            return
        if self.cursor is None or (effect(names) == "live" and not own_names(names) & BY_HAND):
            now = self.run.experiment
            wanted = {name: experiment.setting(name) for name in names}
            self.show_reader(False)
            self._settings.change(now.with_(**wanted), text)
        else:
            self._in_branch(lambda: self.change(experiment, text))

    def begin(self, experiment: Experiment, text: str) -> None:
        """Begin the run again as another experiment (see ``Settings.begin``), and look at that."""
        self.show_reader(False)
        self.look_at_newest()
        self._settings.begin(experiment.of(0), text)

    def edit(self, *edits: Edit) -> None:
        """Set weights and biases by hand; where this looks back, in a branch from there."""
        self._here(lambda: self._settings.edit(*edits))

    def cut(self, layer: int, source: int, unit: int, on: bool = True, player: int = 0) -> None:
        """Cut an edge or restore it; where this looks back, in a branch from there."""
        self._here(lambda: self._settings.cut(layer, source, unit, on, player))

    def freeze(self, layer: int, on: bool = True, unit: int | None = None, player: int = 0) -> None:
        """Freeze a layer or a unit, or have it learn again; where this looks back, in a branch from there."""
        self._here(lambda: self._settings.freeze(layer, on, unit, player))

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
        run, newest = self.run, self.cursor is None
        if self.reading or not run.begun:
            return

        def branched(moment: Snapshot) -> None:
            self.parts.runs.branch(run, moment, newest=newest)
            act()

        self.when_exact(branched)
