"""What the person asks of the views, put into the words of the Desk and of the Session's parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.data.ink import InkPicture
from nnviz.engine.layers import LayerSpec, layer_names
from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.runs import Runs
from nnviz.session.sentences import told
from nnviz.session.settings import Settings
from nnviz.training.diagnosis import Finding
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PRESETS
from nnviz.training.samples import Strokes, ink_sample, sample_of, takes_drawings
from nnviz.training.structure import (
    check_structure,
    hidden_layers,
    with_activation,
    with_layer,
    with_setting,
    with_units,
    without_layer,
    without_place,
)
from nnviz.ui.widgets.labels import run_name


class Wishes(QObject):
    """Slots for the views' ``..._requested`` signals that are more than one call."""

    message_raised = Signal(object)

    def __init__(self, desk: Desk, runs: Runs, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runs, self._settings = desk, runs, settings
        self._left: dict[str, str] = {}  # the letter of the run that was left in each workspace

    @Slot()
    def on_reader(self) -> None:
        """The Reader was picked."""
        self._desk.show_reader(True)

    @Slot(str)
    def on_run(self, letter: str) -> None:
        """A run was picked."""
        self._desk.show_reader(False)
        self._runs.choose(letter)

    @Slot()
    def on_new_run(self) -> None:
        """Another run with the same settings, the others being kept."""
        self._desk.show_reader(False)
        self._runs.new()

    @Slot(str)
    def on_workspace(self, name: str) -> None:
        """Come back to the run that was left there; the first time one begins, which nobody undoes."""
        current = self._runs.current
        here = current.experiment.home
        if name == here:
            return
        self._desk.show_reader(False)
        self._left[here] = current.letter
        there = [run.letter for run in self._runs.all if run.experiment.home == name]
        if there:
            left = self._left.get(name)
            self._runs.choose(left if left in there else there[-1])
        else:
            self._runs.new(PRESETS[name], unasked=True)

    @Slot()
    def on_next_workspace(self) -> None:
        """The workspace after this one, in the order of their tabs."""
        names = list(PRESETS)
        here = names.index(self._runs.current.experiment.home)
        self.on_workspace(names[(here + 1) % len(names)])

    @Slot()
    def on_reset(self) -> None:
        """Begin the run again, which is shown then."""
        self._desk.show_reader(False)
        self._settings.reset()

    @Slot()
    def on_new_weights(self) -> None:
        """Begin the run again from other start weights."""
        self._desk.show_reader(False)
        self._settings.new_weights()

    @Slot()
    def on_undo(self) -> None:
        """Take back the last change; the run is shown unless it was a lesson of the Reader's."""
        if not self._settings.next_is_lesson("undo"):
            self._desk.show_reader(False)
        self._settings.undo()

    @Slot()
    def on_redo(self) -> None:
        """Do again what was undone last."""
        if not self._settings.next_is_lesson("redo"):
            self._desk.show_reader(False)
        self._settings.redo()

    @Slot(int)
    def on_epochs(self, epochs: int) -> None:
        self._desk.change(self._desk.experiment.with_(epochs=epochs), self.tr("stop rule"))

    def _reader_stays(self) -> bool:
        """Whether the Reader is shown, whose structure nobody changes: then the run is shown instead."""
        desk = self._desk
        if desk.reading:
            desk.show_reader(False)
            text = self.tr("Its layers can be changed; the Reader stays as it was trained.")
            title = self.tr("This is {run}").format(run=run_name(desk.run.letter, desk.run.name))
            self.message_raised.emit(Message("info", title, text))
            return True
        return False

    def _restructure(self, changed: Callable[[Experiment], Experiment], text: str) -> None:
        if self._reader_stays():
            return
        try:
            experiment = changed(self._desk.experiment)
            if self._desk.dataset is not None:
                check_structure(experiment, self._desk.dataset)
        except ValueError as sentence:
            self.message_raised.emit(Message("warning", "", told(sentence)))
        else:
            self._desk.change(experiment, text)

    @Slot(int, int)
    def on_units(self, layer: int, units: int) -> None:
        self._restructure(lambda now: with_units(now, layer, units), self.tr("number of neurons"))

    @Slot(int)
    def on_layer_added(self, position: int) -> None:
        self._restructure(lambda now: with_layer(now, position), self.tr("added layer"))

    @Slot(int, object)
    def on_kind_added(self, position: int, spec: LayerSpec) -> None:
        """A layer of that kind before hidden layer ``position``."""
        self._restructure(lambda now: with_layer(now, position, spec), self.tr("added layer"))

    @Slot(int, str, object)
    def on_layer_setting(self, place: int, name: str, value: object) -> None:
        """Another setting of the layer at that place among all."""
        layer = layer_names(self._desk.experiment.layers)[place]  # each is a step of its own in undo
        text = self.tr("{setting} of {layer}").format(setting=name, layer=layer)
        self._restructure(lambda now: with_setting(now, place, name, value), text)

    @Slot(int)
    def on_place_removed(self, place: int) -> None:
        self._restructure(lambda now: without_place(now, place), self.tr("removed layer"))

    @Slot()
    def on_layer_added_last(self) -> None:
        """One more hidden layer, before the output."""
        self.on_layer_added(len(hidden_layers(self._desk.experiment)))

    @Slot()
    def on_last_layer_removed(self) -> None:
        """One hidden layer less, before the output."""
        if count := len(hidden_layers(self._desk.experiment)):
            self.on_layer_removed(count - 1)

    @Slot(int)
    def on_layer_removed(self, layer: int) -> None:
        self._restructure(lambda now: without_layer(now, layer), self.tr("removed layer"))

    @Slot(int, str)
    def on_layer_activation(self, layer: int, activation: str) -> None:
        self._restructure(lambda now: with_activation(now, layer, activation), self.tr("activation"))

    @Slot(object)
    def on_edit(self, edit: Edit) -> None:
        """A weight or a bias was changed by hand."""
        if not self._reader_stays():
            self._desk.edit(edit)

    @Slot(int, int, int, bool)
    def on_cut(self, layer: int, source: int, unit: int, on: bool) -> None:
        if not self._reader_stays():
            self._desk.cut(layer, source, unit, on)

    @Slot(int, object, bool)
    def on_freeze(self, layer: int, unit: int | None, on: bool) -> None:
        """A layer is to be left as it is, or what leads into one of its units."""
        if not self._reader_stays():
            self._desk.freeze(layer, on, unit)

    @Slot(object)
    def on_finding(self, finding: Finding) -> None:
        """Look at the epoch from which on it has been seen."""
        if finding.since is not None:
            self._desk.look_at(finding.since)

    @Slot(int)
    def on_place(self, place: int) -> None:
        """A cell of the strip of micro-steps was asked for."""
        if (micro := self._desk.micro) is not None:
            self._desk.set_micro(micro.at(place))

    @Slot(object, object, object)
    def on_drawing(self, strokes: Strokes, ink: InkPicture, label: int | None) -> None:
        """The drawing as the network sees it, and what it is meant to be; a blank canvas is no sample.

        Where the data are no pictures it stays on the canvas until they are.
        """
        dataset = self._desk.dataset
        if dataset is not None and takes_drawings(dataset):
            self._desk.set_sample(ink_sample(ink, dataset, label, strokes=tuple(strokes)))

    @Slot(str, int)
    def on_sample_of(self, part: Literal["test", "train"], index: int) -> None:
        """A sample of that part was picked."""
        if (shown := self._desk.shown) is not None:
            self._desk.set_sample(sample_of(shown.dataset, part, index))

    @Slot(int)
    def on_sample(self, index: int) -> None:
        """A test image was picked."""
        self.on_sample_of("test", index)
