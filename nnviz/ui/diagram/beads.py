"""Paints beads: how strongly each neuron fires (fill), and its bias (ring)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

from nnviz.drawing.lit import Slots
from nnviz.drawing.shapes import Beads
from nnviz.ui.diagram.sprites import (
    BIASES,
    GLOW_FROM,
    GLOW_SIZE,
    LEVELS,
    RING_GAP,
    bead_reach,
    device_corners,
    fill_sprite,
    glow_sprite,
    ring_sprite,
)
from nnviz.ui.theme import Theme, mix

Floats = NDArray[np.floating[Any]]


class BeadPainter:
    """Paints the beads of one column."""

    def __init__(self, shape: Beads, theme: Theme, dpr: float) -> None:
        box = shape.box
        self._radius, self._widest, self._theme, self._dpr = box.radius, box.ring, theme, dpr
        self._beads = self._corners(shape, bead_reach(box.radius, box.ring, theme.unit))
        self._glows = self._corners(shape, box.radius * GLOW_SIZE)
        self._fills: dict[tuple[int, bool], QPixmap] = {}
        self._rings: dict[tuple[int, bool], QPixmap] = {}
        self._lights: dict[int, QPixmap] = {}

    def _corners(self, shape: Beads, reach: float) -> list[QPointF]:
        """Where sprites that reach so far begin."""
        corners = device_corners(shape.box.bead_x, shape.box.y, reach, self._dpr) / self._dpr
        return [QPointF(*corner) for corner in corners.tolist()]

    def paint(self, painter: QPainter, shape: Beads, lit: Slots | None) -> None:
        """Paint the beads; only the slots of ``lit``, if given."""
        level = None if shape.colours else shape.level
        empty = level is None
        fills = [0] * len(shape.bias) if level is None else _steps(level, LEVELS)
        rings = _steps(shape.bias, BIASES)
        if self._theme.name == "dark":
            self._paint_glows(painter, fills, lit)
        looks = zip(self._beads, fills, rings, shape.dead.tolist(), strict=False)
        for slot, (corner, fill, ring, never) in enumerate(looks):
            if lit is not None and slot not in lit:
                continue
            painter.drawPixmap(corner, self._fill(fill, empty))
            painter.drawPixmap(corner, self._ring(ring, never))
        if shape.colours:
            self._paint_classes(painter, shape, lit)

    def _fill(self, level: int, empty: bool) -> QPixmap:
        """Looked up here first: a Theme takes long to hash."""
        found = self._fills.get((level, empty))
        if found is None:
            found = fill_sprite(self._theme, level, self._radius, self._widest, self._dpr, empty)
            self._fills[level, empty] = found
        return found

    def _ring(self, bias: int, dead: bool) -> QPixmap:
        found = self._rings.get((bias, dead))
        if found is None:
            found = ring_sprite(self._theme, bias, self._radius, self._widest, self._dpr, dead)
            self._rings[bias, dead] = found
        return found

    def _paint_glows(self, painter: QPainter, fills: list[int], lit: Slots | None) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        for slot, (corner, fill) in enumerate(zip(self._glows, fills, strict=False)):
            if abs(fill) > GLOW_FROM * LEVELS and (lit is None or slot in lit):
                light = self._lights.get(fill)
                if light is None:
                    light = glow_sprite(self._theme, fill, self._radius, self._dpr)
                    self._lights[fill] = light
                painter.drawPixmap(corner, light)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_classes(self, painter: QPainter, shape: Beads, lit: Slots | None) -> None:
        """The fills in the colours of their classes."""
        box, theme = shape.box, self._theme
        stage, reach = theme.surface("stage"), box.radius + RING_GAP * theme.unit * 0.3
        level = np.zeros(len(box.units)) if shape.level is None else shape.level
        shares = np.clip(np.nan_to_num(level), 0.0, 1.0).tolist()
        painter.setPen(Qt.PenStyle.NoPen)
        for slot, (unit, share) in enumerate(zip(box.units, shares, strict=True)):
            if lit is None or slot in lit:
                painter.setBrush(mix(stage, theme.class_colour(unit, box.size), share))
                painter.drawEllipse(QPointF(float(box.bead_x[slot]), float(box.y[slot])), reach, reach)


def _steps(values: Floats, steps: int) -> list[int]:
    """``values`` clipped to -1..1 in whole ``steps``; NaN counts as 0."""
    if not np.isfinite(values).all():
        values = np.nan_to_num(values)
    whole: list[int] = np.rint(np.clip(values, -1, 1) * steps).astype(int).tolist()
    return whole
