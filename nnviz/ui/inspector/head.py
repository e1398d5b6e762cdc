"""The upper part of the Inspector: weight picture, what it means, activation curve."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)

from nnviz.drawing.inspector.content import Content, Curve, Picture
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, pixel_image

_PICTURE = 60
_CURVE = (98, 60)
_CURVE_POINTS = 99
_SPAN = 4.0  # the curve shows at least -4..4
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def paint_picture(painter: QPainter, box: QRectF, picture: Picture, theme: Theme) -> None:
    """``picture`` in ``box``, cells as large as fit, without smoothing; empty cells stay as they are."""
    values = picture.values / picture.scale
    rgb = theme.signed_rgb(values) if picture.signed else theme.pixel_rgb(values)
    rows, columns = rgb.shape
    image = pixel_image(np.where(np.isfinite(values), rgb, np.uint32(theme.surface("panel").rgb())))
    side = min(box.width() / columns, box.height() / rows)
    place = QRectF(0, 0, side * columns, side * rows)
    place.moveCenter(box.center())
    clip = QPainterPath()
    clip.addRoundedRect(place, theme.px(5), theme.px(5))
    painter.save()
    painter.setClipPath(clip)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, image)
    painter.restore()
    if picture.marked is not None:
        row, column = picture.marked
        cell = QRectF(place.left() + column * side, place.top() + row * side, side, side)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent(), theme.line("focus")))
        painter.drawRoundedRect(cell.adjusted(-1, -1, 1, 1), 2, 2)


def paint_curve(painter: QPainter, box: QRectF, curve: Curve, theme: Theme) -> None:
    """The activation function over a range that holds z, with the present point on it."""
    reach = _SPAN if abs(curve.z) <= _SPAN * 0.95 else 1.15 * abs(curve.z)
    x = np.linspace(-reach, reach, _CURVE_POINTS)
    y = np.asarray(curve.function(x), dtype=np.float64)
    low, high = min(0.0, float(y.min())), max(float(y.max()), 1e-9)
    inner = box.adjusted(0, theme.px(6), 0, -theme.px(6))

    def place(z: float, a: float) -> QPointF:
        share = (a - low) / (high - low)
        return QPointF(
            inner.left() + inner.width() * (z + reach) / (2 * reach), inner.bottom() - inner.height() * share
        )

    painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
    painter.drawLine(QLineF(place(-reach, 0), place(reach, 0)))
    pen = QPen(theme.text("secondary"), 1.75 * theme.line("hairline"))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([place(float(u), float(v)) for u, v in zip(x, y, strict=True)]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent())
    radius = theme.px(5)
    painter.drawEllipse(place(curve.z, min(max(curve.a, low), high)), radius, radius)


class Head(PaintedWidget):
    """Picture at the left, words in the middle, activation curve at the right; each may be absent."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._content, self._words, self._pictured = Content(""), "", False

    def show_content(self, content: Content) -> None:
        words, pictured = told(content.hint), content.picture is not None or content.curve is not None
        same = words == self._words and not pictured and not self._pictured
        self._content, self._words, self._pictured = content, words, pictured
        if same:
            return
        self.setToolTip(told(content.curve.tip) if content.curve is not None else "")
        self._fit()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as the words need at this width. (With Qt's heightForWidth a scroll area would give
        its content all the room it wants, and the waterfall would never make do with less.)"""
        theme = self._theme
        words = QFontMetricsF(theme.font("label"))
        box = words.boundingRect(QRectF(0, 0, self._words_width(self.width()), 1e4), int(_WRAP), self._words)
        least = theme.px(_PICTURE) if self._pictured else 0
        self.setFixedHeight(max(least, round(box.height()) + theme.px(2)))

    def _words_left(self) -> int:
        return self._theme.px(_PICTURE + 14) if self._content.picture is not None else 0

    def _words_width(self, width: int) -> float:
        curve = self._theme.px(_CURVE[0] + 12) if self._content.curve is not None else 0
        return max(40.0, width - self._words_left() - curve)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, content = self._theme, self._content
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(_PICTURE)
        if content.picture is not None:
            paint_picture(painter, QRectF(0, 0, side, side), content.picture, theme)
        if content.curve is not None:
            size = (theme.px(_CURVE[0]), theme.px(_CURVE[1]))
            paint_curve(painter, QRectF(self.width() - size[0], 0, *size), content.curve, theme)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("secondary"))
        words = QRectF(self._words_left(), 0, self._words_width(self.width()), self.height())
        painter.drawText(words, int(_WRAP), self._words)
        painter.end()
