"""Paints what changes with the sample only: the stage, the input's picture, its dots and row ribbons."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QLinearGradient, QPainter, QPainterPath, QPen

from nnviz.drawing.layout import PICTURE_GAP, DiagramLayout, Picture
from nnviz.ui.theme import Theme, with_alpha

Floats = NDArray[np.floating]
EMPTY = 0.04  # below this a dot gets an outline, or it would be lost on the stage


def paint_ground(painter: QPainter, layout: DiagramLayout, theme: Theme, features: Floats) -> None:
    """Paint the inputs with ``features`` (n,) 0..1 (what lies beyond is clipped)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    values = np.clip(np.nan_to_num(np.asarray(features, dtype=np.float64)), 0.0, 1.0)
    inputs = layout.inputs
    if inputs.picture is not None:
        if inputs.dots:
            _paint_ribbons(painter, layout, inputs.picture, theme, values)
            _paint_cells(painter, inputs.picture, theme, values)
        else:
            _paint_image(painter, inputs.picture, theme, values)
    if inputs.dots:
        _paint_dots(painter, layout, theme, values)


def cell_rect(picture: Picture, row: int, column: int, unit: float) -> QRectF:
    """The ground of one pixel of the picture."""
    side = picture.cell - min(PICTURE_GAP * unit, picture.cell * 0.15)
    return QRectF(picture.x + column * picture.cell, picture.y + row * picture.cell, side, side)


def _paint_ribbons(
    painter: QPainter, layout: DiagramLayout, picture: Picture, theme: Theme, values: Floats
) -> None:
    """From each row of the picture to its dots: flattening only lays the rows one after another."""
    inputs, unit = layout.inputs, layout.unit
    start, end = picture.right + unit, inputs.dot_x - 7 * unit
    bend = (end - start) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    for row in range(picture.rows):
        first, last = row * picture.columns, (row + 1) * picture.columns - 1
        rect = cell_rect(picture, row, 0, unit)
        a, b = rect.top() + 2 * unit, rect.bottom()
        reach = inputs.dot_radius + 0.8
        c, d = float(inputs.leave_y[first]) - reach, float(inputs.leave_y[last]) + reach
        path = QPainterPath(QPointF(start, a))
        path.cubicTo(start + bend, a, end - bend, c, end, c)
        path.lineTo(end, d)
        path.cubicTo(end - bend, d, start + bend, b, start, b)
        strongest = float(values[first : last + 1].max())
        gradient = QLinearGradient(start, 0, end, 0)
        gradient.setColorAt(0, with_alpha(theme.text(), 0.05 + 0.11 * strongest))
        gradient.setColorAt(1, with_alpha(theme.text(), 0.02 + 0.05 * strongest))
        painter.fillPath(path, gradient)


def _paint_cells(painter: QPainter, picture: Picture, theme: Theme, values: Floats) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    radius = min(3.5 * theme.unit, picture.cell * 0.13)
    for i, value in enumerate(values.tolist()):
        painter.setBrush(theme.pixel(value))
        row, column = divmod(i, picture.columns)
        painter.drawRoundedRect(cell_rect(picture, row, column, theme.unit), radius, radius)


def _paint_image(painter: QPainter, picture: Picture, theme: Theme, values: Floats) -> None:
    rgb = np.ascontiguousarray(theme.pixel_rgb(values.reshape(picture.rows, picture.columns)))
    image = QImage(rgb.data, picture.columns, picture.rows, picture.columns * 4, QImage.Format.Format_RGB32)
    target = QRectF(picture.x, picture.y, picture.columns * picture.cell, picture.rows * picture.cell)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(target, image, QRectF(image.rect()))
    painter.setPen(QPen(theme.surface("hairline"), theme.line("hairline")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(target)


def _paint_dots(painter: QPainter, layout: DiagramLayout, theme: Theme, values: Floats) -> None:
    inputs = layout.inputs
    x = inputs.dot_x
    outline = QPen(theme.surface("outline"), theme.line("hairline"))
    radius = inputs.dot_radius
    for y, value in zip(inputs.leave_y.tolist(), values.tolist(), strict=True):
        painter.setPen(outline if value < EMPTY else Qt.PenStyle.NoPen)
        painter.setBrush(theme.pixel(value * 0.97 + 0.03))
        painter.drawEllipse(QPointF(x, y), radius, radius)
