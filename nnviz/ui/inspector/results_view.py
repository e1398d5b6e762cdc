"""How good the answers are on the test part: which classes are mistaken for which, and the samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.session.sentences import told
from nnviz.training.metrics import confusion_matrix, mean_absolute_error, r2
from nnviz.training.outputs import classes
from nnviz.training.snapshot import Snapshot
from nnviz.ui.canvas.pixels import picture_image, raster_of
from nnviz.ui.inspector.confusion import ConfusionView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, TextLabel

_MOST = 120  # samples of a cell that are listed
_IMAGE = 32


class ResultsView(QWidget):
    """Confusion matrix with precision and recall; the samples of the open cell below, each a click away.

    Of a regression: R squared and the mean distance, and the samples that are furthest off.
    """

    sample_requested = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._dataset: Dataset | None = None
        self._answers: NDArray[np.floating] = np.zeros((0, 0))
        self.matrix, self.said = ConfusionView(), TextLabel("", "label", "secondary")
        self.said.setWordWrap(True)
        self.samples = QListWidget()
        self.samples.setViewMode(QListView.ViewMode.IconMode)
        self.samples.setResizeMode(QListView.ResizeMode.Adjust)
        self.samples.setMovement(QListView.Movement.Static)
        self.samples.setAccessibleName(self.tr("Samples of the cell"))
        self._foot = Caption(
            self.tr("Rows: what it is; columns: what was answered. Click a cell for its samples.")
        )
        self._foot.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.matrix, self.said, self.samples, self._foot):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.matrix.cell_chosen.connect(self.open_cell)
        self.samples.itemActivated.connect(self._on_item)
        self.samples.itemClicked.connect(self._on_item)
        self.samples.hide()

    @Slot(int)
    def set_room(self, room: int) -> None:
        """So many px high is what is seen of it at once."""
        margins = self.contentsMargins()
        self.matrix.set_room(room - margins.top() - margins.bottom())

    def show_moment(self, snapshot: Snapshot, dataset: Dataset) -> None:
        """What this network answers to all test samples."""
        self._dataset = dataset
        judged = len(dataset.test_labels) > 0
        self.matrix.setVisible(judged)
        self._foot.setVisible(judged)
        if not judged:
            self.samples.hide()
            self.said.setText(self.tr("There are no data to measure it on: choose some that fit it."))
            return
        with np.errstate(all="ignore"):
            self._answers = snapshot.network().predict(dataset.test_features)
        classification = dataset.kind == "classification"
        self.matrix.setVisible(classification)
        self._foot.setVisible(classification)
        if not classification:
            self._show_errors(dataset)
            return
        said, labels = classes(self._answers), np.asarray(dataset.test_labels)
        asked = labels >= 0  # at every step of a sequence there may be nothing to say
        counts = confusion_matrix(labels[asked], said[asked], len(dataset.class_names))
        self.matrix.show_counts(counts, dataset.class_names)
        right, all_ = int(counts.trace()), int(counts.sum())
        text = self.tr("{right} of {all} test samples are right.")
        if dataset.every_step:
            text = self.tr("{right} of {all} answers to test samples are right.")
        self.said.setText(text.format(right=numbers.count(right), all=numbers.count(all_)))
        if self.matrix.cell is not None:
            self._list(*self.matrix.cell)

    def _show_errors(self, dataset: Dataset) -> None:
        truth, said = dataset.test_labels, self._answers.reshape(dataset.test_labels.shape)
        if not np.isfinite(truth).all():
            self.said.setText(self.tr("What is wanted of the samples is not known."))
            self._fill(np.arange(min(12, len(truth))))
            return
        text = self.tr("R² {r2}, mean distance {distance}; furthest off:").format(
            r2=numbers.plain(r2(truth, said), 3), distance=numbers.fitted(mean_absolute_error(truth, said), 3)
        )
        self.said.setText(text)
        distances = np.abs(truth - said).reshape(len(truth), -1).max(axis=1)
        self._fill(np.argsort(-distances, kind="stable")[:12])

    @Slot(int, int)
    def open_cell(self, row: int, column: int) -> None:
        """List the samples of a cell; choosing it again closes it."""
        if self.matrix.cell == (row, column):
            self.matrix.choose(None)
            self.samples.hide()
            return
        self.matrix.choose((row, column))
        self._list(row, column)

    def _list(self, row: int, column: int) -> None:
        dataset = self._dataset
        if dataset is None:
            return
        self.said.setText(told(self.matrix.confusion.words(row, column)))
        there = (dataset.test_labels == row) & (classes(self._answers) == column)
        self._fill(np.flatnonzero(there.reshape(len(there), -1).any(axis=1)))

    @property
    def _listed(self) -> list[int]:
        """The samples in the list."""
        return [self.samples.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.samples.count())]

    def _fill(self, indices: NDArray[np.integer]) -> None:
        shown = self._listed
        wanted = [int(index) for index in indices[:_MOST]]
        self.samples.setVisible(bool(wanted))
        if wanted == shown:
            return
        self.samples.clear()
        for index in wanted:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, index)
            item.setToolTip(self.tr("Test sample {n}: show it").format(n=index + 1))
            self._dress(item, index)
            self.samples.addItem(item)

    def _dress(self, item: QListWidgetItem, index: int) -> None:
        """The picture of a sample, or its first numbers."""
        dataset = self._dataset
        assert dataset is not None
        raster = raster_of(dataset)
        if raster is not None:
            raw = dataset.raw(dataset.test_features[index])
            image = picture_image(raster.shares(raw), self._theme)
            side = self._theme.px(_IMAGE)
            item.setIcon(QIcon(QPixmap.fromImage(image.scaled(side, side))))
        else:
            raw = dataset.raw(dataset.test_features[index])
            item.setText(f"({', '.join(map(numbers.plain, raw[:2].tolist()))})")  # others stand beside it

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.sample_requested.emit("test", int(item.data(Qt.ItemDataRole.UserRole)))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setSpacing(theme.px(6))
        for widget in (self.matrix, self.said, self._foot):
            widget.set_theme(theme)
        side = theme.px(_IMAGE)
        self.samples.setIconSize(QSize(side, side))
        self.samples.setFixedHeight(theme.px(120))
        shown = self._listed
        self.samples.clear()
        if shown:
            self._fill(np.array(shown))
