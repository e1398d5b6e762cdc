"""The right side of My data: the rows with what is said of each, curves, and the inspector."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.session.shown import Shown
from nnviz.training.row_answers import RowAnswers
from nnviz.training.samples import Sample
from nnviz.ui.results_column import ResultsColumn
from nnviz.ui.table.rows_part import RowsPart

_HEAD, _HEAD_FOLDED = 0.7, 0.6  # of the height


class TableResults(ResultsColumn):
    """A results column, 404 px wide at unit 1; what is selected is explained in the place of the curves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.rows = RowsPart()
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.rows, 1)
        super().__init__(head, "right_wide", parent)
        self.setAccessibleName(self.tr("What the network says of the rows"))

    def show_answers(self, answers: RowAnswers | None, shown: Shown) -> None:
        """What it says of every row of the test part."""
        self.rows.show_answers(answers, shown.dataset)

    def show_sample(self, sample: Sample | None) -> None:
        super().show_sample(sample)
        test = sample is not None and sample.source == "test" and sample.index is not None
        self.rows.list.show_sample(sample.index or 0 if test and sample is not None else -1)

    @property
    def folded(self) -> bool:
        """In one column what is selected always stands in the place of the curves."""
        return not self.two_columns or super().folded

    def shares(self, height: int) -> list[int]:
        head = round(height * (_HEAD_FOLDED if self._theme.projector else _HEAD))
        return [head, height - head, height - head]
