"""What was said against what was: a square of counts, or of values how far each row is off."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.training.metrics import confusion_matrix
from nnviz.training.row_answers import RowAnswers
from nnviz.ui.inspector.confusion import ConfusionView
from nnviz.ui.table.residual_plot import ResidualPlot
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import SectionTitle


class AgainstPart(QWidget):
    """``cell_chosen(was, said)``: list the rows of this cell. ``row_requested(index)``: run this test row."""

    cell_chosen = Signal(int, int)
    row_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = SectionTitle()
        self.matrix, self.residuals = ConfusionView(), ResidualPlot()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title)
        self._column.addWidget(self.matrix)
        self._column.addWidget(self.residuals, 1)
        self._column.addStretch(0)
        self.matrix.cell_chosen.connect(self.cell_chosen)
        self.residuals.row_requested.connect(self.row_requested)

    def show_answers(self, answers: RowAnswers, dataset: Dataset) -> None:
        """What is said of the test rows at the moment shown."""
        self.matrix.setVisible(answers.of_classes)
        self.residuals.setVisible(not answers.of_classes)
        if answers.of_classes:
            self.title.setText(self.tr("Said against was"))
            counts = confusion_matrix(answers.labels, answers.said, len(dataset.class_names))
            self.matrix.show_counts(counts, dataset.class_names)
            return
        self.title.setText(self.tr("Off by, against was"))
        unit = "" if dataset.entered is None else dataset.entered.target.unit
        was, said = np.asarray(answers.labels)[:, 0], np.asarray(answers.said)[:, 0]
        self.residuals.show_values(was, said, unit)

    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(4))
