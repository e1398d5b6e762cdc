"""Recurrent layers on the stage: one of them unrolled in time, and the card of a unit at a step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from nnviz.drawing.selection import Selection
from nnviz.drawing.sequences.card import card_of
from nnviz.drawing.sequences.content import Content, blame_row, usual_unit
from nnviz.session.shown import Shown
from nnviz.training.through_time import Blames, Unrolled, recurrent_places
from nnviz.ui.sequences.cell_card import CellCard
from nnviz.ui.sequences.moment import content_at
from nnviz.ui.sequences.second import Second
from nnviz.ui.sequences.time_stage import TimeStage


class RecurrentView(QObject):
    """See ``StageView``."""

    selection_requested = Signal(object)
    notes = None

    def __init__(self, second: Second, blames: Blames, parent: QObject) -> None:
        super().__init__(parent)
        self._second, self._blames = second, blames
        self.stage, self.card = TimeStage(), CellCard()
        self._shown: Shown | None = None
        self._content: Content | None = None
        self._held: Unrolled | None = None
        self.stage.chosen.connect(self._on_chosen)
        self.stage.layer_requested.connect(self._on_layer)

    # ---- what there is to show
    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        another, place = shown.another_moment(before), chosen_layer(shown)
        if before is not None and not another and shown.selection == before.selection:
            return
        if another or (self._content is not None and self._content.layer.place != place):
            was = self._content
            self._content = content = None if place is None else content_at(shown, place)
            if content is not None and was is not None and was.blame is not None:
                earlier = was.blame.of_before() if was.layer.place == place else None
                if earlier is not None and earlier.steps == content.steps:
                    self._content = replace(content, blame=earlier)
            self._second.show(shown, content)
        content, (unit, step) = self._content, self.chosen
        self.stage.show_content(content, unit, step)
        self.card.show_card(None if content is None else card_of(content, unit, step))

    def show_late(self, shown: Shown) -> None:
        content = self._content
        if content is None or shown is not self._shown:
            return
        own = self._blames.of(shown.derived, content.layer.place)
        row = blame_row(own, content.layer.scheme.label, shown.epoch, self._second.blame(shown, content))
        self._content = replace(content, blame=row)
        self._second.show(shown, content)
        self.stage.show_blame(row)

    @property
    def content(self) -> Content | None:
        """What is shown."""
        return self._content

    @property
    def chosen(self) -> tuple[int, int]:
        """The unit and the step that are looked at: those selected, else the usual ones."""
        content, shown = self._content, self._shown
        return (0, 0) if content is None or shown is None else chosen_at(content, shown)

    @property
    def step(self) -> int:
        return self.chosen[1]

    # ---- a sequence of one's own
    def hold(self) -> None:
        self._held = None if self._content is None else self._content.layer

    def differs(self) -> NDArray[Any] | None:
        content, held = self._content, self._held
        if content is None or held is None:
            return None
        own, other = content.layer.values["h"], held.values["h"]
        if own.shape != other.shape or content.layer.name != held.name:
            return None
        return np.asarray(np.linalg.norm(np.asarray(own, np.float64) - other, axis=0))

    # ---- what the person does
    def choose_step(self, step: int) -> None:
        self._on_chosen(self.chosen[0], step)

    @Slot(int, int)
    def _on_chosen(self, unit: int, step: int) -> None:
        if self._content is not None:
            self._select(self._content.layer.place, unit, step)

    @Slot(int)
    def _on_layer(self, by: int) -> None:
        """The recurrent layer after the one that is looked at, or before it."""
        if self._shown is None or self._content is None:
            return
        places = recurrent_places(self._shown.network)
        at = min(max(0, places.index(self._content.layer.place) + by), len(places) - 1)
        unit, step = self.chosen
        self._select(places[at], unit, step)

    def _select(self, place: int, unit: int, step: int) -> None:
        assert self._shown is not None
        layer = self._shown.network.weighted.index(place)
        self.selection_requested.emit(Selection("neuron", layer, unit, row=0, column=step))


def chosen_layer(shown: Shown) -> int | None:
    """The recurrent layer that is selected, else the last one; None where there is none."""
    chosen, places = selected_layer(shown), recurrent_places(shown.network)
    return chosen if chosen is not None or not places else places[-1]


def selected_layer(shown: Shown) -> int | None:
    """The recurrent layer that something is selected in."""
    selection, weighted = shown.selection, shown.network.weighted
    if selection is None or selection.kind != "neuron" or selection.layer >= len(weighted):
        return None
    chosen = weighted[selection.layer]
    return chosen if chosen in recurrent_places(shown.network) else None


def chosen_at(content: Content, shown: Shown) -> tuple[int, int]:
    """The unit and the step of ``content`` that are selected, else the usual ones."""
    selection = shown.selection
    if selection is None or selection.kind != "neuron":
        selection = Selection("neuron", 0, usual_unit(content.conveyor))
    unit, step = min(selection.unit, content.units - 1), selection.column
    if not 0 <= step < content.steps:
        keys = [at for at in range(content.steps) if content.reads.is_key(at)]
        step = keys[-1] if keys else max(0, content.reads.length - 1)
    return unit, step
