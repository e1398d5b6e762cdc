"""How far each value is off, against what it was: a point for every test row."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF

from nnviz.drawing import numbers
from nnviz.ui.theme import with_alpha
from nnviz.ui.widgets.painted import PaintedWidget, paint_focus

_MOST: Final = 4_000  # points that are painted
_NEAR: Final = 10  # px at unit 1 from a point that is meant


class ResidualPlot(PaintedWidget):
    """``row_requested(index)``: the test row at that place was clicked."""

    row_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._was: NDArray[np.float64] = np.zeros(0)
        self._off: NDArray[np.float64] = np.zeros(0)
        self._shown, self._unit = -1, ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("How far each row is off, against what it was"))

    def show_values(self, was: NDArray[np.float64], said: NDArray[np.float64], unit: str) -> None:
        """What each row was, and what was said of it, in the table's own unit."""
        self._was, self._off, self._unit = was, said - was, unit
        if len(was):
            worst = int(np.abs(self._off).argmax())
            text = self.tr("{n} rows. The furthest is off by {off}, where it was {was}.")
            self.setAccessibleDescription(
                text.format(
                    n=len(was),
                    off=numbers.chosen(float(self._off[worst]), 3),
                    was=numbers.chosen(float(was[worst]), 3),
                )
            )
        self.update()

    def show_sample(self, index: int) -> None:
        """The row that is shown has a ring; -1 for none."""
        self._shown = index
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(170), self._theme.px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(90))

    # ---- places
    @property
    def _field(self) -> QRectF:
        theme = self._theme
        line = round(theme.type_px("caption") * 1.4)
        return QRectF(
            theme.px(40), theme.px(6), self.width() - theme.px(46), self.height() - line - theme.px(10)
        )

    def _ranges(self) -> tuple[float, float, float]:
        """From where to where it was, and how far it is off at most."""
        low, high = float(self._was.min()), float(self._was.max())
        reach = float(np.abs(self._off).max()) or 1.0
        return low, high if high > low else low + 1.0, reach

    def _points(self) -> NDArray[np.float64]:
        """(n, 2) px."""
        field, (low, high, reach) = self._field, self._ranges()
        x = field.left() + (self._was - low) / (high - low) * field.width()
        y = field.center().y() - self._off / reach * field.height() / 2
        return np.stack([x, y], axis=1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not len(self._was):
            return
        at = event.position()
        away = np.hypot(*(self._points() - (at.x(), at.y())).T)
        nearest = int(away.argmin())
        if away[nearest] <= self._theme.px(_NEAR):
            self.row_requested.emit(nearest)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._was) and np.isfinite(self._off).all():
            self._paint(painter)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(5))
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        theme, field, (low, high, reach) = self._theme, self._field, self._ranges()
        painter.setFont(theme.font("caption"))
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.drawRect(field)
        painter.setPen(QPen(theme.text("tertiary"), 1))
        painter.drawLine(
            QPointF(field.left(), field.center().y()), QPointF(field.right(), field.center().y())
        )
        half = theme.type_px("caption") * 0.7
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share, value in ((0.0, reach), (0.5, 0.0), (1.0, -reach)):
            y = min(max(field.top() + share * field.height(), field.top() + half), field.bottom() - half)
            text = ("+" if value > 0 else "") + numbers.chosen(value, 2)
            painter.drawText(QRectF(0, y - half, field.left() - theme.px(4), 2 * half), side, text)
        below = QRectF(field.left(), field.bottom() + theme.px(2), field.width(), 2 * half)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, numbers.chosen(low, 3))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, numbers.chosen(high, 3))
        unit = self.tr("it was, in {unit}").format(unit=self._unit) if self._unit else self.tr("it was")
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, unit)
        points = self._points()
        some = points[:: max(1, len(points) // _MOST)]
        pen = QPen(with_alpha(theme.text("secondary"), 0.6), theme.px(4))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in some.tolist()]))
        if 0 <= self._shown < len(points):
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*points[self._shown].tolist()), theme.px(5), theme.px(5))
