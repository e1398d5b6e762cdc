"""The images of a data set as a table of Qt: which stands where, and what it is in words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.data.shown_images import COLUMNS, ShownImages
from nnviz.session.sentences import told

IMAGE = Qt.ItemDataRole.UserRole  # which image of its part it is; -1 in a cell without one
_TELLS = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
Index = QModelIndex | QPersistentModelIndex


translate = QCoreApplication.translate


def image_words(training: bool, index: int, digit: str | None, copy: int = 0) -> str:
    """Which image it is of its part, and of which digit, if that is known: "Test image 5: a 3"."""
    if digit is None:
        words = (
            translate("Images", "Training image {n}") if training else translate("Images", "Test image {n}")
        )
    elif copy:
        words = translate("Images", "Training image {n}: a {digit}, copy {copy}")
    elif training:
        words = translate("Images", "Training image {n}: a {digit}")
    else:
        words = translate("Images", "Test image {n}: a {digit}")
    return words.format(n=index + 1, digit=digit, copy=copy)


def _named(dataset: Dataset, index: int, digit: str | None) -> str:
    """A test image by the name that it came with, where it has one."""
    named = dataset.sample_names[index : index + 1]
    return named[0] if named else image_words(False, index, digit)


class Images(QAbstractTableModel):
    """``shown`` as Qt's tables have it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown = ShownImages()

    def renew(self) -> None:
        """Filter the images anew."""
        self.beginResetModel()
        self.shown.filter()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.shown.cells)

    def columnCount(self, parent: Index | None = None) -> int:
        return COLUMNS

    def flags(self, index: Index) -> Qt.ItemFlag:
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return usable if index.isValid() and self.data(index, IMAGE) >= 0 else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        image = int(self.shown.cells[index.row(), index.column()])
        if role == IMAGE:
            return image
        return self._words(image) if role in _TELLS and image >= 0 else None

    def _words(self, image: int) -> str:
        """What an image is, for tooltip and screen reader."""
        shown, dataset = self.shown, self.shown.dataset
        if dataset is None:
            return ""
        names, label = tuple(map(told, dataset.class_names)), shown.label(image)
        answer, digit = shown.answer(image), names[label] if label >= 0 else None
        if shown.which == "training":
            copy, original = divmod(image, shown.originals)
            return image_words(True, original, digit, copy)
        if answer is None or digit is None:
            return _named(dataset, image, digit)
        words = self.tr("Test image {n}: a {digit}, it said {said}")
        words = self.tr("Test image {n}: a {digit}, right") if answer == label else words
        return words.format(n=image + 1, digit=names[label], said=names[answer])
