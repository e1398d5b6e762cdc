"""Paints the beads of one layer: how strongly each neuron fires (fill), and its bias (ring)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPixmap

from nnviz.drawing.layout import LayerBox
from nnviz.ui.diagram.sprites import (
    BIASES,
    GLOW_FROM,
    GLOW_SIZE,
    LEVELS,
    bead_reach,
    device_corners,
    fill_sprite,
    glow_sprite,
    ring_sprite,
)
from nnviz.ui.diagram.tiles import Slots
from nnviz.ui.theme import Theme

Floats = NDArray[np.floating[Any]]
Marks = NDArray[np.bool_]


class BeadPainter:
    """Paints the beads of ``box``, whose rings are at most ``widest`` px wide."""

    def __init__(self, box: LayerBox, widest: float, theme: Theme, dpr: float) -> None:
        self._radius, self._widest, self._theme, self._dpr = box.radius, widest, theme, dpr
        self._beads = self._corners(box, bead_reach(box.radius, widest, theme.unit))
        self._glows = self._corners(box, box.radius * GLOW_SIZE)
        self._fills: dict[tuple[int, bool], QPixmap] = {}
        self._rings: dict[tuple[int, bool], QPixmap] = {}
        self._lights: dict[int, QPixmap] = {}

    def _corners(self, box: LayerBox, reach: float) -> list[QPointF]:
        """Where sprites that reach so far begin."""
        corners = device_corners(box.bead_x, box.y, reach, self._dpr) / self._dpr
        return [QPointF(*corner) for corner in corners.tolist()]

    def paint(
        self,
        painter: QPainter,
        level: Floats | None,
        bias: Floats,
        dead: NDArray[np.bool_],
        lit: Slots | None,
    ) -> None:
        """Paint ``level`` (slots,) and ``bias`` (slots,), -1..1 each, with ``dead`` (slots,) dashed.

        Without a ``level`` the beads are empty; with ``lit`` only these slots are painted.
        """
        empty = level is None
        fills = [0] * len(bias) if level is None else _steps(level, LEVELS)
        rings = _steps(bias, BIASES)
        if self._theme.name == "dark":
            self._paint_glows(painter, fills, lit)
        looks = zip(self._beads, fills, rings, dead.tolist(), strict=False)
        for slot, (corner, fill, ring, never) in enumerate(looks):
            if lit is not None and slot not in lit:
                continue
            painter.drawPixmap(corner, self._fill(fill, empty))
            painter.drawPixmap(corner, self._ring(ring, never))

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


def _steps(values: Floats, steps: int) -> list[int]:
    """``values`` clipped to -1..1 in whole ``steps``; NaN counts as 0."""
    if not np.isfinite(values).all():
        values = np.nan_to_num(values)
    whole: list[int] = np.rint(np.clip(values, -1, 1) * steps).astype(int).tolist()
    return whole
