"""What the person asks of a network: other layers, weights set by hand, lines cut, layers frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from nnviz.drawing.selection import Selection
from nnviz.engine.layers import LayerSpec, layer_names
from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.sentences import told
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
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


class NetworkWishes(QObject):
    """Slots for the ``..._requested`` signals of the diagram of one network.

    ``player`` is its place among those that play, None for the one that is looked at.
    """

    message_raised = Signal(object)

    def __init__(self, desk: Desk, player: int | None, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._own = desk, player

    @property
    def _player(self) -> int:
        return self._desk.experiment.seen_from if self._own is None else self._own

    @property
    def _seen(self) -> Experiment:
        """The settings, seen from it."""
        return self._desk.experiment.of(self._player)

    @Slot(object)
    def on_selected(self, selection: Selection | None) -> None:
        """Something was picked in its diagram; or nothing, which says nothing of what is picked elsewhere."""
        picked = self._desk.selection
        if selection is not None or picked is None or picked.player == self._player:
            self._desk.select(None if selection is None else replace(selection, player=self._player))

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
            experiment = changed(self._seen)
            if (shown := self._desk.shown) is not None:
                check_structure(experiment, shown.dataset, shown.networks[self._player].ends)
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
        layer = layer_names(self._seen.layers)[place]  # each is a step of its own in undo
        text = self.tr("{setting} of {layer}").format(setting=name, layer=layer)
        self._restructure(lambda now: with_setting(now, place, name, value), text)

    @Slot(int)
    def on_place_removed(self, place: int) -> None:
        self._restructure(lambda now: without_place(now, place), self.tr("removed layer"))

    @Slot()
    def on_layer_added_last(self) -> None:
        """One more hidden layer, before the output."""
        self.on_layer_added(len(hidden_layers(self._seen)))

    @Slot()
    def on_last_layer_removed(self) -> None:
        """One hidden layer less, before the output."""
        if count := len(hidden_layers(self._seen)):
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
            self._desk.edit(replace(edit, player=self._player))

    @Slot(int, int, int, bool)
    def on_cut(self, layer: int, source: int, unit: int, on: bool) -> None:
        if not self._reader_stays():
            self._desk.cut(layer, source, unit, on, self._player)

    @Slot(int, object, bool)
    def on_freeze(self, layer: int, unit: int | None, on: bool) -> None:
        """A layer is to be left as it is, or what leads into one of its units."""
        if not self._reader_stays():
            self._desk.freeze(layer, on, unit, self._player)
