"""The points that are answered wrong: what each is, where it lies, and what was said of it."""

from __future__ import annotations

import math
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnviz.data import Dataset
from nnviz.data.planar import CLASS_NAMES
from nnviz.drawing import numbers
from nnviz.drawing.plane.points import PARTS, PointAt, WrongAnswers
from nnviz.drawing.plane.words import class_name
from nnviz.session.sentences import told
from nnviz.training.samples import Sample
from nnviz.ui.plain import plain_tip
from nnviz.ui.playground.map_points import paint_key
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle
from nnviz.ui.widgets.rows_view import Rows

_LEAST: Final = 4  # rows that are always seen
_IS, _X1, _X2, _SAID = range(4)
_Index = QModelIndex | QPersistentModelIndex
_SIDES = {
    _IS: Qt.AlignmentFlag.AlignLeft,
    _X1: Qt.AlignmentFlag.AlignRight,
    _X2: Qt.AlignmentFlag.AlignRight,
    _SAID: Qt.AlignmentFlag.AlignRight,
}


class WrongModel(QAbstractTableModel):
    """A row for each wrong point, with its class, its place and the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.dataset: Dataset | None = None
        self.wrong: WrongAnswers | None = None

    def show_wrong(self, dataset: Dataset | None, wrong: WrongAnswers | None) -> None:
        """Other points; where there are as many as before, the rows stay where they are."""
        many = 0 if wrong is None else len(wrong.points)
        if many == self.rowCount():
            self.dataset, self.wrong = dataset, wrong
            self.dataChanged.emit(self.index(0, 0), self.index(many - 1, _SAID))
            return
        self.beginResetModel()
        self.dataset, self.wrong = dataset, wrong
        self.endResetModel()

    def row_of(self, at: PointAt | None) -> int:
        """The row of a sample; -1 where it is none of them."""
        points = [] if self.wrong is None else self.wrong.points
        return points.index(at) if at is not None and at in points else -1

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if self.wrong is None else len(self.wrong.points)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(_SIDES)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_SIDES[section] | Qt.AlignmentFlag.AlignVCenter)
        names = (self.tr("is"), "x₁", "x₂", self.tr("was called"))
        return names[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_SIDES[column] | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DisplayRole:
            if column in (_X1, _X2):
                return numbers.plain(self.place(row)[column - _X1])
            return self.label(row) if column == _IS else self.answer(row)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = self.words(row)
            return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def place(self, row: int) -> tuple[float, float]:
        """Where it lies on the plane."""
        assert self.dataset is not None
        assert self.wrong is not None
        at = self.wrong.points[row]
        points = self.dataset.points(at.part)
        assert points is not None
        return float(points[at.index, 0]), float(points[at.index, 1])

    def label(self, row: int) -> str:
        """The class that it is of."""
        assert self.wrong is not None
        return told(class_name(int(self.wrong.labels[row])))

    def answer(self, row: int) -> str:
        """``blue 98 %``: the class said, and what the network gives it."""
        assert self.wrong is not None
        given = float(self.wrong.given[row])
        said = numbers.percent(given) if self.wrong.shares else numbers.plain(given)
        return f"{told(class_name(int(self.wrong.said[row])))} {said}"

    def words(self, row: int) -> str:
        """All of it in a sentence."""
        assert self.wrong is not None
        at, (x1, x2) = self.wrong.points[row], self.place(row)
        text = self.tr("Test point {n} at x₁ {x1}, x₂ {x2} is {label}, and was called {answer}.")
        if at.part == "train":
            text = self.tr("Training point {n} at x₁ {x1}, x₂ {x2} is {label}, and was called {answer}.")
        return text.format(
            n=at.index + 1,
            x1=numbers.plain(x1),
            x2=numbers.plain(x2),
            label=self.label(row),
            answer=self.answer(row),
        )


class WrongList(QWidget):
    """The title with how many of either part, and the points below it, the most wrong first.

    ``sample_requested(part, index)``: one was clicked, or reached by the arrow keys.
    """

    sample_requested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._sample: PointAt | None = None
        self._title, self._counts = SectionTitle(self.tr("Wrong points")), Caption()
        self._model = WrongModel()
        self._model.setParent(self)
        self.table = Rows(self.tr("Points that are answered wrong"), self._keys)
        self.table.setModel(self._model)
        self.table.setItemDelegate(_Cell(self))
        self.table.setProperty("plain", True)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.chosen.connect(self._on_chosen)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._counts)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(row)
        self._column.addWidget(self.table, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # ---- content
    def show_wrong(self, dataset: Dataset | None, wrong: WrongAnswers | None) -> None:
        """The points of ``dataset`` that the shown network gets wrong."""
        self._model.show_wrong(dataset, wrong)
        points = () if wrong is None else wrong.points
        train, test = (sum(at.part == part for at in points) for part in PARTS)
        text = self.tr("{train} train, {test} test")
        self._counts.setText(text.format(train=numbers.count(train), test=numbers.count(test)))
        self.table.setAccessibleDescription(self._counts.text())
        self.table.viewport().update()

    def show_sample(self, sample: Sample | None) -> None:
        """The sample that is shown is marked, if it is one of them."""
        self._sample = None
        if sample is not None and sample.index is not None and sample.source in PARTS:
            self._sample = PointAt("test" if sample.source == "test" else "train", sample.index)
        row = self._model.row_of(self._sample)
        if row >= 0:
            self.table.scrollTo(self._model.index(row, 0))
        self.table.viewport().update()

    def _keys(self) -> dict[int, QModelIndex]:
        last, at, key = self._model.rowCount() - 1, self._model.row_of(self._sample), Qt.Key
        page = max(1, self.table.viewport().height() // self.table.verticalHeader().defaultSectionSize() - 1)
        rows = {
            key.Key_Up: max(0, at - 1),
            key.Key_Down: min(last, at + 1),
            key.Key_PageUp: max(0, at - page),
            key.Key_PageDown: min(last, at + page),
            key.Key_Home: 0,
            key.Key_End: last,
        }
        return {pressed: self._model.index(row, 0) for pressed, row in rows.items()}

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        wrong = self._model.wrong
        if wrong is not None and index.isValid():
            at = wrong.points[index.row()]
            self.sample_requested.emit(at.part, at.index)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._title, self._counts, self.table):
            part.set_theme(theme)
        self._column.setSpacing(theme.px(6))
        line, header = round(theme.type_px("label") * 1.75), self.table.horizontalHeader()
        self.table.verticalHeader().setDefaultSectionSize(line)
        header.setFixedHeight(line)
        header.setFont(theme.font("caption"))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        wide = QFontMetricsF(self._font(_SAID, "semibold")).horizontalAdvance
        widest = max(wide(told(name)) for name in CLASS_NAMES)
        for column, room in ((_IS, self.mark_width + widest), (_SAID, widest + wide(" >99 %"))):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, math.ceil(room) + theme.px(8))
        self.table.setMinimumHeight((_LEAST + 1) * line)

    def dress(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Numbers in their font; the shown sample on a ground of its own."""
        theme, here = self._theme, index.row() == self._model.row_of(self._sample)
        option.font = self._font(index.column(), "semibold" if here else "regular")
        if here:
            option.backgroundBrush = QBrush(theme.surface("hover"))
        option.state &= ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        strong = here or index.column() == _SAID
        option.palette.setColor(QPalette.ColorRole.Text, theme.text("primary" if strong else "secondary"))

    def _font(self, column: int, weight: str) -> QFont:
        number = column in (_X1, _X2)
        return self._theme.font("caption", family="mono" if number else "ui", weight=weight)

    def paint_mark(self, painter: QPainter, box: QRectF, row: int) -> None:
        """The point as it is on the map: filled where it is learned from, hollow where it is tested on."""
        wrong, dataset = self._model.wrong, self._model.dataset
        if wrong is not None and dataset is not None:
            color = self._theme.class_colour(int(wrong.labels[row]), len(dataset.class_names))
            painter.save()
            paint_key(painter, wrong.points[row].part, box.left(), box.center().y(), [color], self._theme)
            painter.restore()

    @property
    def mark_width(self) -> int:
        """The room of a mark."""
        return self._theme.px(18)


class _Cell(QStyledItemDelegate):
    """Qt's cell in the looks of the list, with the mark of the point before its class."""

    def __init__(self, view: WrongList) -> None:
        super().__init__(view)
        self._view = view

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        self._view.dress(option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        mark = self._view.mark_width if index.column() == _IS else 0
        return super().sizeHint(option, index) + QSize(mark, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        box = QRectF(option.rect)
        if index.column() == _IS:
            self.initStyleOption(option, index)
            painter.fillRect(box, option.backgroundBrush)
            option.rect.setLeft(option.rect.left() + self._view.mark_width)
        super().paint(painter, option, index)
        if index.column() == _IS:
            self._view.paint_mark(painter, box, index.row())
