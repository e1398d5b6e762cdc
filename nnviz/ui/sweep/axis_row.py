"""One setting that a sweep goes through: which, and its values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.session.sentences import capital, told
from nnviz.training.experiment import Experiment
from nnviz.training.many.axes import (
    Axis,
    between_values,
    checked,
    offered,
    read_value,
    usual_values,
    value_text,
    word_of,
)
from nnviz.ui.plain import show_tip
from nnviz.ui.sweep.values import ValueChips
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.chips import ChoiceChip


class AxisRow(QWidget):
    """``axis_requested(place, Axis)``: the sweep is to go through that; None: through no setting here."""

    axis_requested = Signal(int, object)

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._experiment = Experiment()
        self._axis: Axis | None = None
        none = ("", self.tr("no setting"), "")
        name = self.tr("First setting") if place == 0 else self.tr("Second setting")
        tip = self.tr("The map goes through its values from left to right")
        if place:
            tip = self.tr("The map goes through its values downwards")
        self.setting = ChoiceChip([none], name, tip)
        self.values = ValueChips()
        self.setting.chosen.connect(self._on_chosen)
        self.values.texts_requested.connect(self._on_texts)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.setting)
        self._column.addWidget(self.values)

    def show_axis(self, axis: Axis | None, experiment: Experiment, taken: Sequence[str]) -> None:
        """Show it; the settings that are ``taken`` elsewhere are not offered."""
        self._axis, self._experiment = axis, experiment
        names = [name for name in offered(experiment) if name not in taken]
        self.setting.set_choices(
            [("", self.tr("no setting"), ""), *((name, told(word_of(name)), "") for name in names)]
        )
        self.setting.set_current("" if axis is None else axis.name)
        self.values.setVisible(axis is not None)
        if axis is not None:
            texts = [value_text(value) for value in axis.values]
            self.values.show_texts(texts, capital(word_of(axis.name)), between_values(axis.name))

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        axis = Axis(name, usual_values(self._experiment, name)) if name else None
        self.axis_requested.emit(self._place, axis)

    @Slot(object)
    def _on_texts(self, texts: Sequence[str]) -> None:
        if self._axis is None:
            return
        name = self._axis.name
        try:
            values = tuple(dict.fromkeys(read_value(name, text, self._experiment) for text in texts))
            if values and all(type(value) in (int, float) for value in values):
                values = tuple(sorted(values))
            axis = checked(Axis(name, values), self._experiment) if values else None
        except ValueError as sentence:
            place = self.values.mapToGlobal(QPoint(0, self.values.height()))
            show_tip(place, told(sentence), self, wrapped=True)
            return
        self.axis_requested.emit(self._place, axis)

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(6))
