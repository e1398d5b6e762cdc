"""Small pictures that nodes are put together from; each is painted once and then only copied."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QRadialGradient

from nnviz.ui.theme import Theme, with_alpha

Floats = NDArray[np.floating[Any]]

GLOW_FROM = 0.15  # activation above which a bead glows in the dark theme
GLOW_SIZE = 2.6  # radius of the glow, in radii of the bead
RING_GAP = 1.5
TILE_MARGIN = 1.5
LEVELS, BIASES = 128, 32  # steps of activation and bias that sprites are kept for


def device_corners(x: Floats, y: Floats, reach: float, dpr: float) -> Floats:
    """(n, 2) whole pixels of the device: the top left corners of sprites round (x, y) that reach so far."""
    corners: Floats = np.rint((np.stack([x, y], axis=1) - reach) * dpr)
    return corners


def blank(width: float, height: float, dpr: float) -> QPixmap:
    """A transparent pixmap of at least width x height device-independent px."""
    pixmap = QPixmap(math.ceil(width * dpr), math.ceil(height * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def ring_color(theme: Theme, bias: float) -> QColor:
    """The hue of a bias -1..1: stop 4 to 5 of its sign; neutral where it is next to nothing."""
    if abs(bias) < 0.03:
        return theme.surface("outline")
    return theme.signed((1 if bias > 0 else -1) * (0.42 + 0.16 * abs(bias)))


def bead_reach(radius: float, widest: float, unit: float) -> float:
    """Half the side of a bead's sprite: radius, gap and ring."""
    return math.ceil(radius + max(RING_GAP * unit + widest, (RING_GAP + 2.2) * unit) + 1)


@lru_cache(maxsize=2048)
def fill_sprite(theme: Theme, level: int, radius: float, widest: float, dpr: float, empty: bool) -> QPixmap:
    """A bead without its ring: ``level`` / LEVELS is -1..1. Fills and rings are apart, since they are
    some hundreds of sprites each, but tens of thousands together."""
    reach = bead_reach(radius, widest, theme.unit)
    pixmap = blank(2 * reach, 2 * reach, dpr)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = QPointF(reach, reach)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(theme.surface("stage"), 0.55 if theme.name == "dark" else 0.9))
    halo = radius + (RING_GAP + 2.2) * theme.unit
    painter.drawEllipse(centre, halo, halo)
    painter.setBrush(theme.surface("stage") if empty else theme.signed(level / LEVELS))
    painter.drawEllipse(centre, radius, radius)
    painter.end()
    return pixmap


@lru_cache(maxsize=1024)
def ring_sprite(theme: Theme, bias: int, radius: float, widest: float, dpr: float, dead: bool) -> QPixmap:
    """The ring of a bead: ``bias`` / BIASES is -1..1; dashed where the neuron never fires."""
    reach = bead_reach(radius, widest, theme.unit)
    pixmap = blank(2 * reach, 2 * reach, dpr)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thinnest = theme.line("ring_min")
    width = thinnest + max(0.0, widest - thinnest) * abs(bias) / BIASES
    pen = QPen(ring_color(theme, bias / BIASES), width)
    if dead:
        pen.setDashPattern([2.5 / width, 3.0 / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    outer = radius + width / 2 + RING_GAP * theme.unit
    painter.drawEllipse(QPointF(reach, reach), outer, outer)
    painter.end()
    return pixmap


@lru_cache(maxsize=1024)
def glow_sprite(theme: Theme, level: int, radius: float, dpr: float) -> QPixmap:
    """The glow of a bead of ``radius`` at ``level`` / LEVELS: light that is added to what lies below."""
    reach = radius * GLOW_SIZE
    pixmap = blank(2 * reach, 2 * reach, dpr)
    color, strength = theme.signed(level / LEVELS), 0.5 * abs(level) / LEVELS
    gradient = QRadialGradient(QPointF(reach, reach), reach)
    gradient.setColorAt(0.6 / GLOW_SIZE, with_alpha(color, strength))
    gradient.setColorAt(1.0, with_alpha(color, 0.0))
    painter = QPainter(pixmap)
    painter.fillRect(QRectF(0, 0, 2 * reach, 2 * reach), gradient)
    painter.end()
    return pixmap


@lru_cache(maxsize=32)
def tile_frame(side: float, theme: Theme, dpr: float, high: float = 0.0) -> QPixmap:
    """What rounds off a tile's corners and parts it from the edges behind it: a frame of the stage. A tile
    that is ``high`` is no square."""
    unit = theme.unit
    margin = TILE_MARGIN * unit
    high = high or side
    pixmap = blank(side + 2 * margin, high + 2 * margin, dpr)
    radius = min(4 * unit, high / 4)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRoundedRect(QRectF(0, 0, side + 2 * margin, high + 2 * margin), radius + unit, radius + unit)
    path.addRoundedRect(QRectF(margin, margin, side, high), radius, radius)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, theme.surface("stage"))
    painter.end()
    return pixmap


def tile_side(size: float, cells: int, dpr: float) -> float:
    """The side nearest to ``size`` with whole device pixels a cell."""
    return max(1, round(size * dpr / cells)) * cells / dpr
