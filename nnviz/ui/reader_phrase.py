"""The words of the settings sentence that say what reads a sequence: “with an LSTM of 4 cells”."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.engine.layers import LAYERS, LayerSpec
from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.gates import SCHEMES
from nnviz.training.structure import MAX_UNITS
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import ChoiceChip, NumberChip, TextLabel


class ReaderPhrase(QWidget):
    """The kind of the recurrent layers, and how many units they have, where there is one of them.

    ``experiment_requested(Experiment, str)``: the wished settings, and the name of the change.
    """

    experiment_requested = Signal(object, str)

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment: Experiment | None = None
        choices = [(kind, scheme.label, told(LAYERS[kind].purpose)) for kind, scheme in SCHEMES.items()]
        self.kind = ChoiceChip(
            choices, self.tr("Kind of recurrent layer"), self.tr("What reads step by step"), heading=heading
        )
        self.units = NumberChip(
            self.tr("Units"), self.tr("How many units or cells it has") + "\n" + heading, (1, MAX_UNITS), 8,
            integer=True,
        )  # fmt: skip
        self._with = TextLabel(self.tr("with"), "body", "tertiary")
        self._of = TextLabel(self.tr("of"), "body", "tertiary")
        self._words = TextLabel("", "body", "tertiary")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for part in (self._with, self.kind, self._of, self.units, self._words):
            self._row.addWidget(part)
        self.kind.chosen.connect(self._on_kind)
        self.units.value_requested.connect(self._on_units)

    def show_experiment(self, experiment: Experiment, *, begins: bool) -> None:
        """Show what reads here, if a recurrent layer does; ``begins``: no words stand before these."""
        self._with.setText(self.tr("Read with") if begins else self.tr("with"))
        self._experiment = experiment
        layers = [layer for layer in experiment.layers if layer.kind in SCHEMES]
        self.setVisible(bool(layers))
        if not layers:
            return
        self.kind.set_current(layers[-1].kind)
        single: Any = layers[0] if len(layers) == 1 else None
        for part in (self._of, self.units, self._words):
            part.setVisible(single is not None)
        if single is not None:
            self.units.set_value(single.units)
            cells = layers[0].kind == "lstm"
            self._words.setText(self.tr("cells,") if cells else self.tr("units,"))

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        make: Any = LAYERS[kind]

        def changed(layer: Any) -> LayerSpec:
            made: LayerSpec = make(units=layer.units, every_step=layer.every_step)
            return made

        self._ask(changed, self.tr("kind of layer"))

    @Slot(float)
    def _on_units(self, value: float) -> None:
        def changed(layer: Any) -> LayerSpec:
            made: LayerSpec = replace(layer, units=int(value))
            return made

        self._ask(changed, self.tr("number of units"))

    def _ask(self, changed: Callable[[LayerSpec], LayerSpec], text: str) -> None:
        if self._experiment is not None:
            layers = self._experiment.layers
            new = tuple(changed(layer) if layer.kind in SCHEMES else layer for layer in layers)
            self.experiment_requested.emit(self._experiment.with_(layers=new), text)

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(5))
