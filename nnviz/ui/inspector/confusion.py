"""What was answered for what: a square of counts whose cells can be opened."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.training.metrics import ClassMetrics, class_metrics
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme

_HEAD, _SHARE, _CELL = 34, 46, 24
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionView(QWidget):
    """Rows are what it is, with recall; columns what was answered, with precision.

    ``cell_chosen(row, column)`` by a click, or with arrows and Enter.
    """

    cell_chosen = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        self._metrics: ClassMetrics | None = None
        self._cell: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Confusion matrix"))

    @property
    def counts(self) -> NDArray[np.int64]:
        """(classes, classes) the counts shown."""
        return self._counts

    @property
    def cell(self) -> tuple[int, int] | None:
        """The cell that is open."""
        return self._cell

    def show_counts(self, counts: NDArray[np.int64], names: tuple[str, ...]) -> None:
        """Show another matrix, of classes with these ``names``."""
        if counts.shape != self._counts.shape:
            self._cell = None
            self.updateGeometry()
        self._counts, self._names = counts, names
        self._metrics = class_metrics(counts) if counts.size else None
        self._tell()
        self.update()

    def choose(self, cell: tuple[int, int] | None) -> None:
        """Mark a cell as open."""
        self._cell = cell
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription("" if self._cell is None else self.words(*self._cell))

    def words(self, row: int, column: int) -> str:
        """``9 answered 4: 3 samples``."""
        text = self.tr("{is_} read as {said}: {n}")
        recall = precision = ""
        if row == column and self._metrics is not None:
            recall = self._recall(self._metrics, row)
            precision = self._precision(self._metrics, row)
            text = self.tr("{is_} read as {said}: {n}; recall {recall}, precision {precision}")
        n = numbers.count(int(self._counts[row, column]))
        is_, said = self._names[row], self._names[column]
        return text.format(is_=is_, said=said, n=n, recall=recall, precision=precision)

    def _recall(self, metrics: ClassMetrics, index: int) -> str:
        """Of the samples of a class the share answered right; without samples there is none."""
        return numbers.percent(float(metrics.recall[index])) if self._counts[index].any() else "–"

    def _precision(self, metrics: ClassMetrics, index: int) -> str:
        """Of the answers of a class the share that is right; where it was never answered there is none."""
        return numbers.percent(float(metrics.precision[index])) if self._counts[:, index].any() else "–"

    # ---- layout
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def _side(self) -> float:
        """px of a cell."""
        count = max(1, len(self._names))
        room = (self.width() - self._theme.px(_HEAD + _SHARE)) / count
        return max(4.0, min(float(self._theme.px(_CELL * 2)), room, self._theme.px(_CELL * 10) / count))

    def _origin(self) -> QPointF:
        return QPointF(self._theme.px(_HEAD), round(self._theme.type_px("caption") * 1.6))

    def sizeHint(self) -> QSize:
        theme, line = self._theme, round(self._theme.type_px("caption") * 1.6)
        count = max(1, len(self._names))
        side = min(theme.px(_CELL * 2), theme.px(_CELL * 10) // count)
        return QSize(theme.px(280), round(count * side) + 2 * line)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """The cell under a point of the widget."""
        at, side = place - self._origin(), self._side()
        row, column = int(at.y() // side), int(at.x() // side)
        inside = 0 <= row < len(self._names) and 0 <= column < len(self._names)
        return (row, column) if inside else None

    def box(self, row: int, column: int) -> QRectF:
        """Where a cell stands."""
        origin, side = self._origin(), self._side()
        return QRectF(origin.x() + column * side, origin.y() + row * side, side - 1, side - 1)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._metrics is None:
            return
        painter = QPainter(self)
        painter.setFont(self._theme.font("caption"))
        self._paint_cells(painter)
        self._paint_shares(painter, self._metrics)
        if self._cell is not None:
            color = self._theme.accent()
            painter.setPen(QPen(color, self._theme.line("focus")))
            painter.drawRect(self.box(*self._cell))
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        """Right answers in grey, wrong ones warm; the deeper the larger their share of the row."""
        theme, counts = self._theme, self._counts
        rows = np.maximum(1, counts.sum(axis=1))
        for row, column in np.ndindex(*counts.shape):
            count, box = int(counts[row, column]), self.box(row, column)
            share = count / rows[row]
            if row == column:
                color = theme.text("secondary")
                color.setAlphaF(0.12 + 0.75 * share)
            else:
                color = theme.ramp(1.0, min(9, 3 + round(12 * share))) if count else theme.surface("inset")
            painter.fillRect(box, color)
            if count and box.width() >= theme.px(14):
                dark = share > 0.5 if row == column else share > 0.2
                painter.setPen(theme.surface("stage") if dark else theme.text("primary"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))

    def _paint_shares(self, painter: QPainter, metrics: ClassMetrics) -> None:
        theme, side = self._theme, self._side()
        origin, count = self._origin(), len(self._names)
        centre, right = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.text("secondary"))
        for index, name in enumerate(self._names):
            painter.drawText(QRectF(0, origin.y() + index * side, origin.x() - 4, side), centre, name)
            painter.drawText(QRectF(origin.x() + index * side, 0, side, origin.y()), centre, name)
        painter.setPen(theme.text("tertiary"))
        x, y = origin.x() + count * side + theme.px(6), origin.y() + count * side
        for index in range(count):
            recall = self._recall(metrics, index)
            painter.drawText(QRectF(x, origin.y() + index * side, theme.px(_SHARE), side), right, recall)
            share = f"{metrics.precision[index]:.0%}".rstrip("%") if self._counts[:, index].any() else "–"
            if painter.fontMetrics().horizontalAdvance("100") <= side - 2 or (
                side >= theme.px(20) and painter.fontMetrics().horizontalAdvance(share) <= side - 2
            ):
                box = QRectF(origin.x() + index * side, y, side, origin.y())
                painter.drawText(box, centre, share)
        painter.drawText(QRectF(x, 0, theme.px(_SHARE), origin.y()), right, self.tr("recall"))
        painter.drawText(QRectF(x, y, theme.px(_SHARE), origin.y()), right, self.tr("% prec."))

    # ---- pointer and keys
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None:
            self.cell_chosen.emit(*cell)

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and self._metrics is not None:
            cell = self.cell_at(QPointF(event.pos()))
            if cell is not None:
                show_tip(event.globalPos(), self.words(*cell), self)
                return True
        return super().event(event)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move, count = _MOVES.get(Qt.Key(event.key())), len(self._names)
        if move is None or not count:
            super().keyPressEvent(event)
            return
        row, column = self._cell or (0, 0)
        if self._cell is not None:
            row, column = (row + move[0]) % count, (column + move[1]) % count
        self.cell_chosen.emit(row, column)
