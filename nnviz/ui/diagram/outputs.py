"""Paints what stands beside the outputs: the class, the bar of its probability, and the number."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from nnviz.drawing.layout import OutputLabels, Rect
from nnviz.drawing.lit import Slots
from nnviz.drawing.shapes import BAR_FROM, TEXT_FROM, TEXT_PITCH, Answers, Shares, Truth, bar_radius, bar_rect
from nnviz.ui.theme import Theme

BEDS = 4  # of the latest answers: while it learns they take turns
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class AnswerPainter:
    """Paints names and the ground of the bars; the winner is larger and bold."""

    def __init__(self, shape: Answers, theme: Theme, dpr: float) -> None:
        fits = shape.labels.pitch * 0.7
        # Each pair: for the others, for the winner.
        self._fonts = _font(theme, "medium", fits, 18), _font(theme, "bold", fits, 24)
        self._width = shape.labels.text_width
        if self._width:  # names longer than a digit
            self._fonts = theme.font("label", weight="medium"), theme.font("label", weight="bold")
        self._colors = theme.text("secondary"), theme.text()
        font = theme.font(theme.room("caption"), weight="semibold", family="mono")
        self._column = _number_width(theme, font)
        self._track, self._stage = theme.surface("hover"), theme.surface("stage")
        self._dpr, self._half = dpr, 18 * theme.unit
        self._radius = bar_radius(shape.labels, theme.unit)
        self._ground = self._place(shape)
        self._beds: dict[tuple[int, bool, tuple[str, ...]], QImage] = {}

    def _place(self, shape: Answers) -> QRectF:
        """What names and bars cover, in whole pixels of the device."""
        labels, y, dpr = shape.labels, shape.box.y, self._dpr
        left = round((labels.text_x - max(self._half, self._width / 2)) * dpr) / dpr
        top = round((float(y.min()) - self._half) * dpr) / dpr
        right, bottom = labels.bar_x + labels.bar_width + 1, float(y.max()) + self._half
        if labels.apart:  # a name may be longer than its bar
            right = max(right, labels.text_x + self._width / 2)
        return QRectF(left, top, right - left, bottom - top)

    def paint(self, painter: QPainter, shape: Answers, lit: Slots | None) -> None:
        """Paint them; only the slots of ``lit``, if given."""
        key = (shape.answer, shape.bars, shape.texts)
        bed = self._beds.get(key)
        if bed is None:
            if len(self._beds) == BEDS:
                self._beds.clear()
            bed = self._beds[key] = self._make_bed(shape)
        if lit is None:
            painter.drawImage(self._ground.topLeft(), bed)
            return
        half = shape.labels.pitch / 2
        for slot in lit:
            row = QRectF(self._ground.left(), shape.box.y[slot] - half, self._ground.width(), 2 * half)
            row = row.intersected(self._ground)
            source = row.translated(-self._ground.topLeft())
            pixels = QRectF(source.topLeft() * self._dpr, source.size() * self._dpr)
            painter.drawImage(row, bed, pixels)

    def _make_bed(self, shape: Answers) -> QImage:
        """What stays as long as the answer does, on the stage: texts cost more than all else."""
        labels, ground, half = shape.labels, self._ground, self._half
        image = QImage((ground.size() * self._dpr).toSize(), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._dpr)
        image.fill(self._stage)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-ground.topLeft())
        for name, unit, y in zip(shape.texts, shape.box.units, shape.box.y.tolist(), strict=False):
            painter.setFont(self._fonts[unit == shape.answer])
            painter.setPen(self._colors[unit == shape.answer])
            box = QRectF(labels.text_x - half, y - half, 2 * half, 2 * half)
            if self._width:
                metrics = QFontMetricsF(painter.font())
                name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self._width)
                top = y - labels.apart - half
                box = QRectF(labels.text_x - self._width / 2, top, self._width, 2 * half)
            painter.drawText(box, _LEFT if self._width else _CENTRE, name)
            if shape.bars:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._track)
                bar = _shortened(bar_rect(labels, y, 1.0, self._radius), labels, self._column)
                painter.drawRoundedRect(bar, self._radius, self._radius)
        painter.end()
        return image


class TruthPainter:
    """Paints a dashed frame about the output that is right, with its name and bar."""

    def __init__(self, shape: Truth, theme: Theme, dpr: float) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, shape: Truth, lit: Slots | None) -> None:
        theme, box, labels, y = self._theme, shape.box, shape.labels, float(shape.box.y[shape.slot])
        if lit is not None and shape.slot not in lit:
            return
        below = labels.apart + (24 if labels.pitch >= TEXT_PITCH * theme.unit else 8) * theme.unit
        half = min(labels.pitch / 2 - 1, max(below, box.radius + 6 * theme.unit))
        left = float(box.bead_x[shape.slot]) - box.radius - 7 * theme.unit
        right = max(labels.bar_x + labels.bar_width, labels.text_x + labels.text_width / 2) + 5 * theme.unit
        pen = QPen(theme.text(), 1.5 * theme.line("hairline"))
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            QRectF(left, y - half, right - left, 2 * half), 7 * theme.unit, 7 * theme.unit
        )
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        lowest = float(box.y.max()) + max(half, labels.pitch / 2) + 4 * theme.unit
        words = QCoreApplication.translate("Diagram", "dashed: the truth")
        room = QRectF(left - 20 * theme.unit, lowest, right - left + 40 * theme.unit, 20 * theme.unit)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextDontClip, words)


class SharePainter:
    """Paints bars and percentages; the winner's in the colour of "for"."""

    def __init__(self, shape: Shares, theme: Theme, dpr: float) -> None:
        role = theme.room("caption")
        self._fonts = [theme.font(role, weight=w, family="mono") for w in ("regular", "semibold")]
        # In front of a class the number stands in a column at the right of the bar, which is shorter for it.
        self._column = _number_width(theme, self._fonts[1])
        self._colors = theme.text("tertiary"), theme.text()
        self._bars = theme.text("tertiary"), theme.ramp(1, 7)
        self._unit, self._radius = theme.unit, bar_radius(shape.labels, theme.unit)

    def paint(self, painter: QPainter, shape: Shares, lit: Slots | None) -> None:
        """Paint them; only the slots of ``lit``, if given."""
        shares = shape.values.tolist()
        for slot, (unit, y) in enumerate(zip(shape.box.units, shape.box.y.tolist(), strict=False)):
            if lit is None or slot in lit:
                self._paint_share(painter, shape, shares[unit], unit == shape.answer, y)

    def _paint_share(self, painter: QPainter, shape: Shares, share: float, winner: bool, y: float) -> None:
        labels, unit = shape.labels, self._unit
        if share > BAR_FROM:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._bars[winner])
            bar = _shortened(bar_rect(labels, y, share, self._radius), labels, self._column)
            painter.drawRoundedRect(bar, self._radius, self._radius)
        if share >= TEXT_FROM and (self._column or labels.pitch >= TEXT_PITCH * unit):
            painter.setFont(self._fonts[winner])
            painter.setPen(self._colors[winner])
            if self._column:
                wide = max(labels.bar_width, self._column)  # of a narrow bar the number stands over its end
                text = QRectF(labels.bar_x, y + labels.apart - 20 * unit, wide, 40 * unit)
                painter.drawText(text, _RIGHT, shape.text(share))
                return
            text = QRectF(labels.bar_x, y + labels.apart + 6 * unit, labels.bar_width + 14 * unit, 18 * unit)
            painter.drawText(text, _LEFT, shape.text(share))


def _number_width(theme: Theme, font: QFont) -> float:
    """px that the widest number takes of its bar with what is left free between them; 0: it stands below."""
    return QFontMetricsF(font).horizontalAdvance(">99 %") + theme.px(6) if theme.projector else 0.0


def _shortened(bar: Rect, labels: OutputLabels, column: float) -> QRectF:
    """A bar with a ``column`` left free at the right of the longest; none where that leaves but a dot."""
    room = labels.bar_width - column
    left, top, width, height = bar
    return QRectF(left, top, width * room / labels.bar_width if room >= 2 * height else 0.0, height)


def _font(theme: Theme, weight: str, fits: float, size: float) -> QFont:
    """A font of ``size`` px at unit 1, but no larger than ``fits`` px."""
    font = theme.font("body", weight=weight)
    font.setPixelSize(max(9, round(min(size * theme.unit, fits))))
    return font
