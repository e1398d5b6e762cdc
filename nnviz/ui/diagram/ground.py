"""Paints what changes with the sample only: the input's picture, its dots and row ribbons."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QLinearGradient, QPainter, QPainterPath, QPen

from nnviz.drawing.lit import Slots
from nnviz.drawing.shapes import DOT_EMPTY, Dots, Pixels, Ribbons, pixel_radius, ribbon_ends
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
        for i, value in enumerate(shape.values.ravel().tolist()):
            painter.setBrush(theme.pixel(value))
            row, column = divmod(i, picture.columns)
            painter.drawRoundedRect(QRectF(*picture.cell_rect(row, column, theme.unit)), radius, radius)

    def _paint_image(self, painter: QPainter, shape: Pixels) -> None:
        theme, picture = self._theme, shape.picture
        rgb = np.ascontiguousarray(theme.pixel_rgb(shape.values))
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
        for y, value in zip(inputs.leave_y.tolist(), shape.values.tolist(), strict=True):
            painter.setPen(outline if abs(value) < DOT_EMPTY else Qt.PenStyle.NoPen)
            painter.setBrush(theme.signed(value) if shape.signed else theme.pixel(value * 0.97 + 0.03))
            painter.drawEllipse(QPointF(x, y), radius, radius)
        if shape.names:
            self._paint_names(painter, shape)

    def _paint_names(self, painter: QPainter, shape: Dots) -> None:
        theme, inputs, font = self._theme, shape.inputs, self._theme.font("caption")
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        right, width = inputs.dot_x - inputs.dot_radius - 6 * theme.unit, inputs.name_width
        half = 10 * theme.unit
        for name, y in zip(shape.names, inputs.leave_y.tolist(), strict=True):
            text = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(right - width, y - half, width, 2 * half), _RIGHT, text)
