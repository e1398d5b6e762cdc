"""A door of the page Start: a drawing, what is behind it, and an arrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, paint_focus, round_pen

Drawing = Literal["digit", "neuron", "table"]
_BOX = 100.0  # that drawings are made in
_WRAP = int(Qt.TextFlag.TextWordWrap)


def _pad(painter: QPainter, theme: Theme) -> None:
    """A pad with a drawn two, the pen still on it."""
    box = QRectF(0.5, 0.5, 99, 99)
    painter.setPen(QPen(theme.surface("outline"), 1))
    painter.setBrush(theme.surface("inset"))
    painter.drawRoundedRect(box, 9, 9)
    painter.setPen(QPen(theme.surface("hairline"), 1))
    for line in range(1, 8):
        painter.drawLine(QPointF(line * 12.5, 1), QPointF(line * 12.5, 99))
        painter.drawLine(QPointF(1, line * 12.5), QPointF(99, line * 12.5))
    path = QPainterPath(QPointF(31, 36))
    path.cubicTo(QPointF(34, 14), QPointF(70, 14), QPointF(66, 37))
    path.cubicTo(QPointF(63, 54), QPointF(42, 62), QPointF(31, 79))
    path.lineTo(70, 79)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(round_pen(theme.text(), 8))
    painter.drawPath(path)
    painter.setPen(QPen(theme.accent(), 1.75))
    painter.drawEllipse(QPointF(70, 79), 7, 7)


def _neuron(painter: QPainter, theme: Theme) -> None:
    """Two inputs, a sum, an output."""
    for (x0, y0, x1, y1), width, color in (
        ((14, 26, 44, 48), 6.0, theme.ramp(1, 7)),
        ((14, 74, 44, 52), 3.5, theme.ramp(-1, 7)),
        ((70, 50, 90, 50), 5.0, theme.ramp(1, 6)),
    ):
        path = QPainterPath(QPointF(x0, y0))
        path.cubicTo(QPointF((x0 + x1) / 2, y0), QPointF((x0 + x1) / 2, y1), QPointF(x1, y1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(color, width))
        painter.drawPath(path)
    painter.setPen(QPen(theme.text(), 2))
    painter.setBrush(theme.surface("stage"))
    for y in (26, 74):
        painter.drawEllipse(QPointF(12, y), 8, 8)
    painter.setBrush(theme.surface("raised"))
    painter.drawRoundedRect(QRectF(38, 34, 36, 32), 16, 16)
    font = theme.font("body", family="math")
    font.setPixelSize(19)
    painter.setFont(font)
    painter.drawText(QRectF(38, 34, 36, 32), Qt.AlignmentFlag.AlignCenter, "Σ")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.ramp(1, 7))
    painter.drawEllipse(QPointF(90, 50), 8, 8)


def _table(painter: QPainter, theme: Theme) -> None:
    """A table whose last column is asked."""
    painter.setPen(QPen(theme.surface("outline"), 1.5))
    painter.setBrush(theme.surface("inset"))
    painter.drawRoundedRect(QRectF(6, 12, 88, 76), 7, 7)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text("tertiary"))
    for x in (14, 42):
        painter.drawRoundedRect(QRectF(x, 20, 20, 6), 3, 3)
    painter.setBrush(theme.accent())
    painter.drawRoundedRect(QRectF(70, 20, 16, 6), 3, 3)
    for row in range(4):
        y = 35 + 13 * row
        painter.setBrush(theme.surface("pressed"))
        for x in (14, 42):
            painter.drawRoundedRect(QRectF(x, y, 20, 5), 2, 2)
        painter.setBrush(theme.ramp(1 if row % 2 else -1, 6))
        painter.drawEllipse(QPointF(78, y + 2.5), 4.5, 4.5)


_DRAWINGS: dict[Drawing, Callable[[QPainter, Theme], None]] = {
    "digit": _pad,
    "neuron": _neuron,
    "table": _table,
}


class Door(PaintedButton):
    """Leads somewhere else. ``steps``: so many dots, and how many of them are behind one."""

    def __init__(self, drawing: Drawing, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Drawing = drawing
        self._words, self._steps = "", (0, 0)
        self.setText(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_words(self, words: str, steps: tuple[int, int] = (0, 0)) -> None:
        """What is behind it; with steps, how many are done of how many."""
        self._words, self._steps = words, steps
        self.setAccessibleName(self.text())
        done, count = steps
        told = self.tr("{done} of {count} done").format(done=done, count=count) if count else ""
        self.setAccessibleDescription(" ".join(part for part in (words, told) if part))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("title", weight="semibold"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(440), self._theme.px(140))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.px(112))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.surface("outline" if self.lit else "hairline"), 1))
        painter.setBrush(theme.surface("stage"))
        painter.drawRoundedRect(box, theme.px(14), theme.px(14))
        side = min(theme.px(100), self.height() - theme.px(24), round(self.width() * 0.26))
        edge = theme.px(22)
        painter.save()
        painter.translate(edge, (self.height() - side) / 2)
        painter.scale(side / _BOX, side / _BOX)
        _DRAWINGS[self._drawing](painter, theme)
        painter.restore()
        arrow = self._paint_arrow(painter)
        left = edge + side + edge
        self._paint_words(painter, QRectF(left, 0, arrow - left - theme.px(10), self.height()))
        paint_focus(painter, self, theme, box.adjusted(3, 3, -3, -3), theme.px(11))
        painter.end()

    def _paint_arrow(self, painter: QPainter) -> float:
        """At the right; returns where it begins."""
        theme, side = self._theme, self._theme.px(32)
        disc = QRectF(self.width() - theme.px(18) - side, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("pressed" if self.lit else "raised"))
        painter.drawEllipse(disc)
        size = theme.px(18)
        ink = theme.text("primary" if self.lit else "secondary")
        icon = icon_pixmap("right", ink.rgba(), size, device_ratio(self))
        painter.drawPixmap(disc.center() - QPointF(size / 2, size / 2), icon)
        return disc.left()

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        """Title, words and dots, together in the middle of the height."""
        theme, body = self._theme, self._theme.font("body")
        title, metrics = QFontMetrics(self.font()), QFontMetrics(body)
        wide = round(room.width())
        heights = [
            title.boundingRect(0, 0, wide, 1000, _WRAP, self.text()).height(),
            metrics.boundingRect(0, 0, wide, 1000, _WRAP, self._words).height(),
            theme.px(22) if self._steps[1] else 0,
        ]
        y = max(theme.px(6), (self.height() - sum(heights) - theme.px(4)) / 2)
        painter.setFont(self.font())
        painter.setPen(theme.text())
        painter.drawText(QRectF(room.left(), y, wide, heights[0]), _WRAP, self.text())
        y += heights[0] + theme.px(4)
        painter.setFont(body)
        painter.setPen(theme.text("secondary"))
        painter.drawText(QRectF(room.left(), y, wide, heights[1]), _WRAP, self._words)
        if self._steps[1]:
            self._paint_steps(painter, QPointF(room.left(), y + heights[1] + theme.px(13)), wide)

    def _paint_steps(self, painter: QPainter, at: QPointF, wide: float) -> None:
        theme, (done, count) = self._theme, self._steps
        painter.setFont(theme.font("caption"))
        told = self.tr("{done} of {count}").format(done=done, count=count)
        room = wide - painter.fontMetrics().horizontalAdvance(told) - theme.px(10)
        pitch = min(theme.px(13), room / count)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(count):
            painter.setBrush(theme.accent() if step < done else theme.surface("pressed"))
            painter.drawEllipse(at + QPointF((step + 0.5) * pitch, 0), pitch * 0.3, pitch * 0.3)
        painter.setPen(theme.text("tertiary"))
        box = QRectF(at.x() + count * pitch + theme.px(8), at.y() - 20, 200, 40)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, told)
