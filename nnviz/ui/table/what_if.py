"""A row that is changed by hand and answered live: a slider and a field for each column."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.drawing.table.columns import name_and_unit
from nnviz.session.sentences import told
from nnviz.training.samples import Sample
from nnviz.training.typed_rows import Asked, Cell, asked_of, cells_of
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import ChoiceChip, NumberChip, PushButton, Slider, TextLabel

_STEPS = 200  # places of a slider
_GAP = "\u2014"  # how a chip writes a gap
MOST = 40  # columns that can be changed here
_FAR = 1e30


class WhatIf(QWidget):
    """``cells_changed(cells)``: send this row through the network; ``row_wished()``: the one before it."""

    cells_changed = Signal(object)
    row_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._asked: tuple[Asked, ...] = ()
        self._cells: list[Cell] = []
        self._lines: list[_Line] = []
        self.back = PushButton(self.tr("As in the row"), small=True)
        self.back.setToolTip(self.tr("Let all be again as in the row that was changed"))
        self.back.clicked.connect(self.row_wished)
        self._head = QHBoxLayout()
        self._head.addStretch(1)
        self._head.addWidget(self.back)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._grid)
        self._column.addLayout(self._head)

    @property
    def lines(self) -> tuple[_Line, ...]:
        """One for each column that can be changed."""
        return tuple(self._lines)

    def set_dataset(self, dataset: Dataset) -> None:
        """Fields for its columns."""
        asked = asked_of(dataset)[:MOST]
        if asked == self._asked:
            return
        self._asked = asked
        for line in self._lines:
            line.discard()
        self._lines = [_Line(place, one, self) for place, one in enumerate(asked)]
        for line in self._lines:
            line.lay_into(self._grid)
            line.changed.connect(self._on_changed)
        apply_theme(self, self._theme)

    def show_sample(self, sample: Sample | None, dataset: Dataset) -> None:
        """What stands in the row that is shown."""
        if sample is None or len(sample.features) != dataset.input_size:
            return
        self._cells = list(cells_of(sample, dataset))
        for line in self._lines:
            line.show_cell(self._cells[line.place])
        self.back.setEnabled(sample.source == "typed")

    @Slot(int, object)
    def _on_changed(self, place: int, cell: Cell) -> None:
        if place < len(self._cells):
            self._cells[place] = cell
            self.cells_changed.emit(tuple(self._cells))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setSpacing(theme.px(6))
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(3))


class _Line(QWidget):
    """One column: its name, a slider and a number; or a word to choose."""

    changed = Signal(int, object)

    def __init__(self, place: int, asked: Asked, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.place, self.asked = place, asked
        title, unit = name_and_unit(told(asked.title))
        self.name = TextLabel(title, "label", weight="medium")
        self.unit = asked.unit or unit
        self.choice: ChoiceChip | None = None
        self.slider: Slider | None = None
        self.number: NumberChip | None = None
        what = f"{title} ({self.unit})" if self.unit else title
        if asked.words:
            words = [(word, told(word), "") for word in asked.words]
            self.choice = ChoiceChip(
                [*words, ("", _GAP, self.tr("A gap"))], what, self.tr("What if it were …")
            )
            self.choice.chosen.connect(self._on_word)
        else:
            self.slider = Slider(what, 0, _STEPS)
            self.slider.valueChanged.connect(self._on_moved)
            tip = self.tr("In the training rows from {low} to {high}").format(
                low=numbers.chosen(asked.low, 4), high=numbers.chosen(asked.high, 4)
            )
            self.number = NumberChip(what, tip, (-_FAR, _FAR), asked.low)
            self.number.value_requested.connect(self._on_number)

    @property
    def parts(self) -> list[QWidget]:
        return [part for part in (self.name, self.choice, self.slider, self.number) if part is not None]

    def lay_into(self, grid: QGridLayout) -> None:
        """Stand in the row of its place."""
        grid.addWidget(self.name, self.place, 0)
        if self.choice is not None:
            grid.addWidget(self.choice, self.place, 1, 1, 2, Qt.AlignmentFlag.AlignRight)
        if self.slider is not None and self.number is not None:
            grid.addWidget(self.slider, self.place, 1)
            grid.addWidget(self.number, self.place, 2, Qt.AlignmentFlag.AlignRight)

    def discard(self) -> None:
        """Another table comes."""
        for part in (*self.parts, self):
            part.hide()
            part.deleteLater()

    def show_cell(self, cell: Cell) -> None:
        """What stands there."""
        if self.choice is not None:
            self.choice.set_current("" if cell is None else str(cell))
        if self.slider is not None and self.number is not None and not isinstance(cell, str):
            asked = self.asked
            value = asked.low if cell is None else float(cell)
            with QSignalBlocker(self.slider):
                self.slider.setValue(round((value - asked.low) / (asked.high - asked.low) * _STEPS))
            self.number.set_value(value)
            self.number.say(_GAP if cell is None else numbers.chosen(value, 5))

    @Slot(str)
    def _on_word(self, word: str) -> None:
        self.changed.emit(self.place, word or None)

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        asked = self.asked
        value = asked.low + step / _STEPS * (asked.high - asked.low)
        self.changed.emit(self.place, float(round(value)) if asked.whole else float(f"{value:.4g}"))

    @Slot(float)
    def _on_number(self, value: float) -> None:
        self.changed.emit(self.place, float(value))
