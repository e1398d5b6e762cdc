"""Paints tables of numbers: a cell each in its colour, or many as one picture; hatched beyond the edge."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from nnviz.drawing.images.grid import Cell, Grid, cell_text
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import pixel_image

NUMBERED = 22  # px at unit 1: a cell so wide has a number ...
TWO_DIGITS = 25  # ... and one so wide has two
_MICRO_CELL = 34  # ... beyond that the letters grow with it


def paint_cells(painter: QPainter, theme: Theme, grid: Grid, rect: Callable[[Cell], QRectF]) -> None:
    """Each cell in its ``rect``, with its number where it has room for one."""
    rgb = (theme.signed_rgb(grid.shares()) if grid.signed else theme.pixel_rgb(grid.shares())).tolist()
    side = rect((0, 0)).width()
    font = theme.font("micro", family="mono")
    usual = font.pixelSize() if side < theme.px(_MICRO_CELL) else round(side * 0.4)
    font.setPixelSize(max(1, min(usual, round(side * 0.42))))
    painter.setFont(font)
    digits = 0 if side < theme.px(NUMBERED) else 1 if side < theme.px(TWO_DIGITS) else 2
    for row, column in np.ndindex(grid.shape):
        box = rect((row, column))
        if grid.is_padded((row, column)):
            paint_edge(painter, theme, box)
            continue
        ground = QColor.fromRgb(rgb[row][column])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        if digits:
            value = float(grid.values[row, column])
            painter.setPen(theme.text("tertiary") if value == 0 else ink_on(ground))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cell_text(value, digits))


def paint_edge(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Beyond the edge: hatched, never in the colour of zero."""
    painter.setPen(QPen(theme.surface("outline"), 1))
    painter.setBrush(QBrush(theme.surface("outline"), Qt.BrushStyle.BDiagPattern))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


def paint_picture(
    painter: QPainter, theme: Theme, grid: Grid, extent: QRectF, rect: Callable[[Cell], QRectF]
) -> None:
    """Many cells as one picture without gaps."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    rgb = theme.signed_rgb(grid.shares()) if grid.signed else theme.pixel_rgb(grid.shares())
    painter.drawImage(extent, pixel_image(rgb))
    if grid.padded is not None:
        for row, column in np.argwhere(grid.padded).tolist():
            paint_edge(painter, theme, rect((row, column)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.surface("hairline"), 1))
    painter.drawRect(extent.adjusted(0.5, 0.5, -0.5, -0.5))


def paint_unknown(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """What has not been worked out yet: dots in an outline, never the colour of zero."""
    painter.setPen(QPen(theme.surface("outline"), 1, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
    painter.setFont(theme.font("label"))
    painter.setPen(theme.text("tertiary"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "· · ·")


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever is seen better on that ground (WCAG's contrast)."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    light = (
        0.2126 * linear(ground.redF()) + 0.7152 * linear(ground.greenF()) + 0.0722 * linear(ground.blueF())
    )
    return QColor(Qt.GlobalColor.black) if light > 0.179 else QColor(Qt.GlobalColor.white)
