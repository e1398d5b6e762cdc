"""The images of a data set as a table of Qt: which stands where, and what it is in words."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from nnviz.data.shown_images import COLUMNS, ShownImages

IMAGE = Qt.ItemDataRole.UserRole  # which image of its part it is; -1 in a cell without one
_TELLS = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
Index = QModelIndex | QPersistentModelIndex


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
        names, label = dataset.class_names, shown.label(image)
        if shown.which == "training":
            copy, original = divmod(image, shown.originals)
            words = self.tr("Training image {n}: a {digit}, copy {copy}")
            words = words if copy else self.tr("Training image {n}: a {digit}")
            return words.format(n=original + 1, digit=names[label], copy=copy)
        answer = shown.answer(image)
        words = self.tr("Test image {n}: a {digit}, it said {said}")
        if answer is None:
            words = self.tr("Test image {n}: a {digit}")
        elif answer == label:
            words = self.tr("Test image {n}: a {digit}, right")
        return words.format(n=image + 1, digit=names[label], said=names[answer or 0])
