"""The right side of My data: the rows with what is said of each, curves, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.table.plane import fits_the_plane
from nnviz.session.shown import Shown
from nnviz.training.row_answers import RowAnswers
from nnviz.training.samples import Sample
from nnviz.ui.results_column import ResultsColumn
from nnviz.ui.table.against_part import AgainstPart
from nnviz.ui.table.plane_part import PlanePart
from nnviz.ui.table.rows_part import RowsPart
from nnviz.ui.table.shuffled_view import ShuffledView
from nnviz.ui.theme import Theme

_HEAD, _HEAD_FOLDED = 0.7, 0.6  # of the height


class TableResults(ResultsColumn):
    """A results column, 404 px wide at unit 1; what is selected is explained in the place of the curves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.rows, self.against, self.shuffled = RowsPart(), AgainstPart(), ShuffledView()
        self.plane = PlanePart()
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.rows, 1)
        self._pair = QWidget()
        self._row = QHBoxLayout(self._pair)
        self._row.addWidget(self.against, 1)
        self._row.addWidget(self.shuffled, 1)
        self._row.addWidget(self.plane, 1)
        self.plane.hide()
        column.addWidget(self._pair)
        super().__init__(head, "right_wide", parent)
        self.rows.cell_left.connect(self._on_cell_left)
        self.against.cell_chosen.connect(self._on_cell)
        self.plane.map.row_requested.connect(self.rows.row_requested)
        self.against.row_requested.connect(self.rows.row_requested)
        self.setAccessibleName(self.tr("What the network says of the rows"))

    def show_answers(self, answers: RowAnswers | None, shown: Shown) -> None:
        """What it says of every row of the test part."""
        self.rows.show_answers(answers, shown.dataset)
        self.against.setVisible(answers is not None)
        placed = answers is not None and fits_the_plane(shown.dataset)
        self.plane.setVisible(placed)
        self.shuffled.setVisible(answers is not None and not placed)
        if placed:
            self.plane.map.show_network(shown.network, shown.dataset)
        if answers is not None:
            self.against.show_answers(answers, shown.dataset)

    @Slot(int, int)
    def _on_cell(self, was: int, said: int) -> None:
        """The rows of a cell; once more, or none: those of before."""
        cell = None if self.against.matrix.cell == (was, said) else (was, said)
        self.against.matrix.choose(cell)
        self.rows.show_cell(cell)

    @Slot()
    def _on_cell_left(self) -> None:
        self.against.matrix.choose(None)

    def settle(self) -> None:
        super().settle()
        self.shuffled.settle()

    def shut_down(self) -> None:
        """Wait for what is worked out in the background."""
        self.shuffled.shut_down()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        px = theme.px
        self._row.setContentsMargins(px(16), px(10), px(16), px(10))
        self._row.setSpacing(px(12))
        self._pair.setVisible(not theme.projector)

    def show_sample(self, sample: Sample | None) -> None:
        super().show_sample(sample)
        test = sample is not None and sample.source == "test" and sample.index is not None
        index = sample.index or 0 if test and sample is not None else -1
        self.rows.list.show_sample(index)
        self.against.residuals.show_sample(index)
        self.plane.map.show_sample(index)

    @property
    def folded(self) -> bool:
        """In one column what is selected always stands in the place of the curves."""
        return not self.two_columns or super().folded

    def shares(self, height: int) -> list[int]:
        head = round(height * (_HEAD_FOLDED if self._theme.projector else _HEAD))
        return [head, height - head, height - head]
