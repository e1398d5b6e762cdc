"""One update typed by hand on a lesson's stage, number by number, each checked against the run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from nnviz.drawing.numbers import chosen
from nnviz.lessons.by_hand import HandSheet, hand_sheet
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.training.snapshot import Snapshot
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

_ACROSS = 4  # numbers in a row
_WIDE = 16  # digits that have room in a field


class ByHandView(QObject):
    """A field for each number of the update that comes next, in the order of its micro-steps.

    What enters stands there. A number that is right keeps its field; the one that is wrong says so, and no
    more: what it is can be asked of the micro-steps. See ``LessonView``.
    """

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet = _Sheet(self.tr("One update by hand"), by_hand=parts.by_hand)
        self._snapshot: Snapshot | None = None

    @property
    def widget(self) -> QWidget:
        return self._sheet

    def show_step(self, told: StepShown) -> None:
        """What is to be worked out is that of the moment."""

    def show(self, shown: Shown, before: Shown | None) -> None:
        known = self._snapshot
        same = known is not None and np.array_equal(known.parameters, shown.snapshot.parameters)
        if same and known is not None and known.step == shown.snapshot.step:
            return
        self._snapshot = shown.snapshot
        try:
            self._sheet.have(hand_sheet(shown.snapshot, shown.dataset), "")
        except ValueError as sentence:
            self._sheet.have(None, translated(sentence))

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""


class _Sheet(Ground):
    """The fields, and below how many are right."""

    def __init__(self, name: str, *, by_hand: bool) -> None:
        super().__init__("stage")
        self._by_hand = by_hand
        self._cells: HandSheet | None = None
        self._grid = QGridLayout()
        self._fields: dict[QLineEdit, tuple[int, tuple[int, ...], TextLabel]] = {}
        self._right: set[QLineEdit] = set()
        self._scroll = Scroll(QWidget(), keyboard=True)
        self._scroll.setAccessibleName(name)
        self._told = TextLabel("", "body", "secondary", room=True)
        self._told.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._scroll, 1)
        self._column.addWidget(self._told)

    def have(self, sheet: HandSheet | None, fault: str) -> None:
        """Another update, or why there is none to be worked out."""
        self._cells, self._fields, self._right = sheet, {}, set()
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setRowStretch(0, 1)
        row = 1
        for number in range(0 if sheet is None else len(sheet.cells)):
            row = self._add(grid, row, number)
        grid.setRowStretch(row, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1 + 2 * _ACROSS, 1)
        self._grid = grid
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)  # which a scroll area switches on
        self._scroll.setVisible(sheet is not None)
        apply_theme(inner, self._theme)
        self.set_theme(self._theme)
        self._told.setText(fault)
        if not fault:
            self._count()

    def _add(self, grid: QGridLayout, row: int, number: int) -> int:
        """A step of the update, from that row of the grid on; the row behind it."""
        assert self._cells is not None
        cell = self._cells.cells[number]
        across = 1 if cell.letters else _ACROSS
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, letter in enumerate(cell.letters or (cell.label,)):
            grid.addWidget(TextLabel(letter, "body", room=True), row + at, 0, right)
        words = TextLabel(translated(cell.words), "caption", "secondary", room=True)
        grid.addWidget(words, row, 1 + 2 * (1 if cell.values.size == 1 or cell.letters else _ACROSS), 1, -1)
        for at, (name, place) in enumerate(_places(cell.label, cell.values.shape, cell.names)):
            here, column = row + at // across, 1 + 2 * (at % across)
            if cell.given:
                given = chosen(float(cell.values[place]))
                grid.addWidget(TextLabel(given, "number", "secondary", room=True), here, column)
                continue
            field, mark = QLineEdit(), TextLabel("", "body", room=True)
            field.setAccessibleName(name)
            field.setPlaceholderText(name if cell.values.size > 1 and not cell.letters else "")
            field.setReadOnly(not self._by_hand)
            field.editingFinished.connect(self._on_finished)
            self._fields[field] = number, place, mark
            grid.addWidget(field, here, column)
            grid.addWidget(mark, here, column + 1)
        return row + 1 + (max(1, cell.values.size) - 1) // across

    @Slot()
    def _on_finished(self) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit) and field in self._fields and self._cells is not None:
            number, place, mark = self._fields[field]
            if not field.text().strip():
                mark.setText("")
                return
            try:
                right, fault = self._cells.right(number, place, field.text()), ""
            except ValueError as sentence:
                right, fault = False, translated(sentence)
            mark.setText("✓" if right else "✗")
            field.setAccessibleDescription(self.tr("Right") if right else self.tr("Not right yet"))
            field.setReadOnly(right or not self._by_hand)
            if right:
                self._right.add(field)
            if fault:
                self._told.setText(fault)
            else:
                self._count()

    def _count(self) -> None:
        text = self.tr("{right} of {all} numbers are right.")
        if len(self._right) == len(self._fields):
            text = self.tr("All {all} numbers are right: this is the whole update.")
        self._told.setText(text.format(right=len(self._right), all=len(self._fields)))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(20)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(10))
        self._grid.setSpacing(theme.px(10))
        for field, (_, _, mark) in self._fields.items():
            field.setFont(theme.font(theme.room("number")))
            digit = field.fontMetrics().horizontalAdvance("0")
            field.setFixedWidth(_WIDE * digit)
            mark.setFixedWidth(2 * digit)


def _places(
    label: str, shape: tuple[int, ...], names: tuple[str, ...]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What each number of a step is called, and its place."""
    for at, place in enumerate(np.ndindex(shape)):
        inner = ", ".join(map(str, place))
        yield names[at] if names else f"{label}[{inner}]" if shape else label, place
