"""Paints what changes with the sample only: the input's picture, its dots and row ribbons."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QLinearGradient, QPainter, QPainterPath, QPen

from nnviz.drawing.lit import Slots
from nnviz.drawing.shapes import DOT_EMPTY, Dots, Pixels, Ribbons, pixel_radius, ribbon_ends
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme, with_alpha

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RibbonPainter:
    """Paints a ribbon from each row of the picture to its dots."""

    def __init__(self, shape: Ribbons, theme: Theme, dpr: float) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, shape: Ribbons, lit: Slots | None) -> None:
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        for row, strongest in enumerate(shape.values.tolist()):
            start, end, a, b, c, d = ribbon_ends(shape, row, theme.unit)
            bend = (end - start) / 2
            path = QPainterPath(QPointF(start, a))
            path.cubicTo(start + bend, a, end - bend, c, end, c)
            path.lineTo(end, d)
            path.cubicTo(end - bend, d, start + bend, b, start, b)
            gradient = QLinearGradient(start, 0, end, 0)
            gradient.setColorAt(0, with_alpha(theme.text(), 0.05 + 0.11 * strongest))
            gradient.setColorAt(1, with_alpha(theme.text(), 0.02 + 0.05 * strongest))
            painter.fillPath(path, gradient)


class PixelPainter:
    """Paints the input as a picture: a small one pixel by pixel, a large one as an image."""

    def __init__(self, shape: Pixels, theme: Theme, dpr: float) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, shape: Pixels, lit: Slots | None) -> None:
        if shape.apart:
            self._paint_cells(painter, shape)
        else:
            self._paint_image(painter, shape)

    def _paint_cells(self, painter: QPainter, shape: Pixels) -> None:
        theme, picture = self._theme, shape.picture
        painter.setPen(Qt.PenStyle.NoPen)
        radius = pixel_radius(picture, theme.unit)
        rgb = theme.pixel_rgb(shape.values) if shape.colours is None else shape.colours
        for i, ink in enumerate(rgb.ravel().tolist()):
            painter.setBrush(QColor.fromRgb(ink))
            row, column = divmod(i, picture.columns)
            painter.drawRoundedRect(QRectF(*picture.cell_rect(row, column, theme.unit)), radius, radius)

    def _paint_image(self, painter: QPainter, shape: Pixels) -> None:
        theme, picture = self._theme, shape.picture
        rgb = np.ascontiguousarray(theme.pixel_rgb(shape.values) if shape.colours is None else shape.colours)
        rows, columns = rgb.shape
        image = QImage(rgb.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
        target = QRectF(picture.x, picture.y, columns * picture.cell, rows * picture.cell)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(target, image, QRectF(image.rect()))
        painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(target)


class DotPainter:
    """Paints each input as a dot; what is empty has an outline, or it would be lost on the stage."""

    def __init__(self, shape: Dots, theme: Theme, dpr: float) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, shape: Dots, lit: Slots | None) -> None:
        theme, inputs = self._theme, shape.inputs
        outline = QPen(theme.surface("outline"), theme.line("hairline"))
        x, radius = inputs.dot_x, inputs.dot_radius
        opened = set(inputs.open) or set(range(len(shape.values)))
        for place, (y, value) in enumerate(zip(inputs.leave_y.tolist(), shape.values.tolist(), strict=True)):
            if place not in opened:
                continue
            painter.setPen(outline if abs(value) < DOT_EMPTY else Qt.PenStyle.NoPen)
            painter.setBrush(theme.signed(value) if shape.signed else theme.pixel(value * 0.97 + 0.03))
            painter.drawEllipse(QPointF(x, y), radius, radius)
        if inputs.open:
            self._paint_fold(painter, shape, len(shape.values) - len(opened))
        if shape.row:
            self._paint_row(painter, shape)
        elif shape.names:
            self._paint_names(painter, shape)

    def _paint_row(self, painter: QPainter, shape: Dots) -> None:
        """Name, the number as entered and as scaled; inputs of one column in a bracket with its name."""
        theme, inputs = self._theme, shape.inputs
        font, bold, figures = self._row_fonts(shape)
        line = QFontMetricsF(font).height()
        end = inputs.dot_x - inputs.dot_radius - 6 * theme.unit
        right = end - inputs.number_width
        words = {place for first, count, _ in shape.groups for place in range(first, first + count)}
        for place, (name, y) in enumerate(zip(shape.names, inputs.leave_y.tolist(), strict=True)):
            if inputs.open and place not in inputs.open:
                continue
            entry, of_word = shape.row[place], place in words
            below = inputs.lines == 2 and not of_word
            top = y - line if below else y - line / 2
            shown = bold if (not of_word or entry.on) else font
            painter.setFont(shown)
            painter.setPen(theme.text("primary" if not of_word or entry.on else "secondary"))
            room = QRectF(right - inputs.name_width, top, inputs.name_width, line)
            metrics = QFontMetricsF(shown)
            painter.drawText(
                room, _RIGHT, metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
            )
            painter.setFont(figures)
            gap = theme.note("warning")
            scaled = QRectF(right, y - line / 2, inputs.number_width, line)
            if inputs.lines == 2 or of_word:
                painter.setPen(
                    gap
                    if entry.gap and of_word
                    else theme.text("primary" if not of_word or entry.on else "tertiary")
                )
                painter.drawText(scaled, _RIGHT, entry.scaled)
            else:
                painter.setPen(gap if entry.gap else theme.text())
                painter.drawText(scaled, _RIGHT, f"{told(entry.words)} → {entry.scaled}")
            if below:
                painter.setPen(gap if entry.gap else theme.text("secondary"))
                under = QRectF(
                    right - inputs.name_width - 40 * theme.unit, y, inputs.name_width + 40 * theme.unit, line
                )
                painter.drawText(under, _RIGHT, told(entry.words))
        self._paint_groups(painter, shape, right - inputs.name_width)

    def _paint_fold(self, painter: QPainter, shape: Dots, folded: int) -> None:
        """The inputs without a bead of their own: a stack, and how many."""
        theme, inputs = self._theme, shape.inputs
        x, y, radius = inputs.dot_x, float(inputs.leave_y.max()), inputs.dot_radius
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.setBrush(theme.surface("raised"))
        for shift in (3.0, 1.5, 0.0):
            painter.drawEllipse(QPointF(x - shift * theme.unit, y - shift * theme.unit), radius, radius)
        font = self._row_fonts(shape)[0]
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        words = QCoreApplication.translate("Diagram", "{n} more").format(n=folded)
        end, high = x - radius - 8 * theme.unit, QFontMetricsF(font).height()
        painter.drawText(QRectF(end - 200 * theme.unit, y - high / 2, 200 * theme.unit, high), _RIGHT, words)

    def _row_fonts(self, shape: Dots) -> tuple[QFont, QFont, QFont]:
        """For names, those that count, and numbers: in front of a class as large as the numbers have room."""
        theme, role = self._theme, self._theme.room("caption")
        fonts = theme.font(role), theme.font(role, weight="semibold"), theme.font(role, family="mono")
        longest = "0.0000 → −0.00" if shape.inputs.lines == 1 else "−0.000"
        wide = QFontMetricsF(fonts[2]).horizontalAdvance(longest)
        fits = min(1.0, shape.inputs.number_width / max(1.0, wide))
        for font in fonts:
            font.setPixelSize(max(theme.px(10), int(font.pixelSize() * fits)))
        return fonts

    def _paint_groups(self, painter: QPainter, shape: Dots, right: float) -> None:
        """The bracket of each column of words, with its title running upwards."""
        theme, y = self._theme, shape.inputs.leave_y
        opened, steps = shape.inputs.open, np.unique(y)
        half = min(14 * theme.unit, float(steps[1] - steps[0]) / 2 - 1) if len(steps) > 1 else 14 * theme.unit
        x = right - 6 * theme.unit
        font = self._row_fonts(shape)[0]
        for first, count, title in shape.groups:
            members = [at for at in range(first, first + count) if not opened or at in opened]
            if not members:
                continue
            top, bottom = float(y[members[0]]) - half, float(y[members[-1]]) + half
            painter.setPen(QPen(theme.surface("outline"), 1.5 * theme.line("hairline")))
            for start, end in (
                (QPointF(x, top), QPointF(x, bottom)),
                (QPointF(x, top), QPointF(x + 5 * theme.unit, top)),
                (QPointF(x, bottom), QPointF(x + 5 * theme.unit, bottom)),
            ):
                painter.drawLine(start, end)
            painter.save()
            painter.setFont(font)
            painter.setPen(theme.text("secondary"))
            painter.translate(x - 9 * theme.unit, (top + bottom) / 2)
            painter.rotate(-90)
            long = bottom - top
            words = QFontMetricsF(font).elidedText(title, Qt.TextElideMode.ElideRight, long)
            box = QRectF(-long / 2, -9 * theme.unit, long, 18 * theme.unit)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            painter.restore()

    def _paint_names(self, painter: QPainter, shape: Dots) -> None:
        theme, inputs, font = self._theme, shape.inputs, self._theme.font("caption")
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        right, width = inputs.dot_x - inputs.dot_radius - 6 * theme.unit, inputs.name_width
        half = 10 * theme.unit
        # the names of other data come a moment before the network that takes them
        for name, y in zip(shape.names, inputs.leave_y.tolist(), strict=False):
            text = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(right - width, y - half, width, 2 * half), _RIGHT, text)
