"""Paints the neurons: tiles (what they look for) and beads (how strongly they fire), and the outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram.layout import DiagramLayout, LayerBox
from nnviz.ui.diagram.outputs import OutputPainter
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
from nnviz.ui.diagram.tiles import Slots, TilePainter
from nnviz.ui.theme import Theme

REFERENCE_SHARE = 0.75  # of a layer's largest activation over the fixed batch: full colour
Floats = NDArray[np.floating[Any]]
TILE_CLIP = 0.8  # of the layer's largest weight: full colour in the tiles


class Scales:
    """At which numbers the colours of the nodes are full: told in the legend, not guessed."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.activation = [
            1.0 if layer.activation in ("softmax", "sigmoid", "tanh") else _reference(s.maximum)
            for layer, s in zip(snapshot.layers, snapshot.statistics, strict=True)
        ]
        biases = [float(np.abs(layer.bias).max(initial=0.0)) for layer in snapshot.layers]
        self.bias = max([b for b in biases if np.isfinite(b)], default=0.0) or 1.0
        first = snapshot.layers[0].weights
        largest = float(max(first.max(initial=0.0), -first.min(initial=0.0)))
        if not np.isfinite(largest):
            largest = float(np.abs(np.nan_to_num(first, posinf=0.0, neginf=0.0)).max(initial=0.0))
        self.tile = largest * TILE_CLIP or 1.0


def _reference(maximum: NDArray[np.floating]) -> float:
    top = float(np.max(maximum, initial=0.0))
    if not np.isfinite(top):
        top = float(np.max(np.nan_to_num(maximum, posinf=0.0), initial=0.0))
    return top * REFERENCE_SHARE if top > 0 else 1.0


class NodePainter:
    """Paints the layers of one snapshot on a painter whose coordinates are the layout's."""

    def __init__(self, layout: DiagramLayout, theme: Theme, dpr: float, class_names: tuple[str, ...]) -> None:
        self._layout, self._theme, self._dpr = layout, theme, dpr
        last = len(layout.layers) - 1
        self._widest = [(4.0 if k == last else 3.0) * theme.unit for k in range(last + 1)]
        self._beads = [
            self._corners(box.bead_x, box.y, bead_reach(box.radius, widest, theme.unit))
            for box, widest in zip(layout.layers, self._widest, strict=True)
        ]
        self._glows = [self._corners(box.bead_x, box.y, box.radius * GLOW_SIZE) for box in layout.layers]
        self._micro = theme.font("micro", weight="medium")
        self._outputs = OutputPainter(layout, theme, dpr, class_names)
        self._fills: dict[tuple[int, int, bool], QPixmap] = {}
        self._rings: dict[tuple[int, int, bool], QPixmap] = {}
        self._lights: dict[tuple[int, int], QPixmap] = {}
        picture, first = layout.inputs.picture, layout.layers[0]
        self._tiles = TilePainter(first, picture, theme, dpr) if first.tile and picture is not None else None

    def _corners(self, x: Floats, y: Floats, reach: float) -> list[QPointF]:
        """Where sprites that reach so far begin."""
        corners = device_corners(x, y, reach, self._dpr) / self._dpr
        return [QPointF(*corner) for corner in corners.tolist()]

    def paint(self, painter: QPainter, snapshot: Snapshot, lit: Sequence[Slots] | None = None) -> None:
        """Paint every neuron of ``snapshot``, or with ``lit`` these slots of each layer alone."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        scales = Scales(snapshot)
        self._outputs.paint_names(painter, snapshot, None if lit is None else lit[-1])
        for k, box in enumerate(self._layout.layers):
            slots = None if lit is None else lit[k]
            side = 2 * box.radius
            if self._tiles is not None and box.tile:
                self._tiles.paint(painter, snapshot.layers[k].weights, scales.tile, slots)
                side = self._tiles.side
            self._paint_beads(painter, box, k, snapshot, scales, slots)
            if box.folded and (slots is None or box.slots - 1 in slots):
                self._paint_stack(painter, box, side)
        self._outputs.paint_shares(painter, snapshot, None if lit is None else lit[-1])

    # ---- beads
    def _paint_beads(
        self, painter: QPainter, box: LayerBox, k: int, snapshot: Snapshot, scales: Scales, lit: Slots | None
    ) -> None:
        units = list(box.units)
        probe = snapshot.probe
        level = (
            np.zeros(len(units)) if probe is None else np.asarray(probe.a[k])[units] / scales.activation[k]
        )
        bias = np.asarray(snapshot.layers[k].bias)[units] / scales.bias
        dead = (np.asarray(snapshot.statistics[k].firing)[units] == 0) & (  # not tanh at rest below zero
            np.asarray(snapshot.statistics[k].mean)[units] == 0
        )
        fills, rings = _steps(level, LEVELS), _steps(bias, BIASES)
        if self._theme.name == "dark":
            self._paint_glows(painter, box, fills, lit)
        empty = probe is None
        looks = zip(self._beads[k], fills, rings, dead.tolist(), strict=False)
        for slot, (corner, fill, ring, never) in enumerate(looks):
            if lit is not None and slot not in lit:
                continue
            painter.drawPixmap(corner, self._fill(k, fill, empty))
            painter.drawPixmap(corner, self._ring(k, ring, never))

    def _fill(self, k: int, level: int, empty: bool) -> QPixmap:
        """Looked up here first: a Theme takes long to hash."""
        found = self._fills.get((k, level, empty))
        if found is None:
            radius, widest = self._layout.layers[k].radius, self._widest[k]
            found = fill_sprite(self._theme, level, radius, widest, self._dpr, empty)
            self._fills[k, level, empty] = found
        return found

    def _ring(self, k: int, bias: int, dead: bool) -> QPixmap:
        found = self._rings.get((k, bias, dead))
        if found is None:
            radius, widest = self._layout.layers[k].radius, self._widest[k]
            found = ring_sprite(self._theme, bias, radius, widest, self._dpr, dead)
            self._rings[k, bias, dead] = found
        return found

    def _paint_glows(self, painter: QPainter, box: LayerBox, fills: list[int], lit: Slots | None) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        for slot, (corner, fill) in enumerate(zip(self._glows[box.index], fills, strict=False)):
            if abs(fill) > GLOW_FROM * LEVELS and (lit is None or slot in lit):
                light = self._lights.get((box.index, fill))
                if light is None:
                    light = glow_sprite(self._theme, fill, box.radius, self._dpr)
                    self._lights[box.index, fill] = light
                painter.drawPixmap(corner, light)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_stack(self, painter: QPainter, box: LayerBox, side: float) -> None:
        """The fold: a stack of cards, with the number of units in it."""
        theme, slot = self._theme, box.slots - 1
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.setBrush(theme.surface("raised"))
        middle = (box.enter_x[slot] + box.leave_x[slot]) / 2
        words = QFontMetricsF(self._micro).horizontalAdvance(f"+{box.folded}") + 8 * theme.unit
        width = max(side, words, box.leave_x[slot] - box.enter_x[slot] - 6 * theme.unit)
        height = min(side, 14 * theme.unit)
        for offset in (3.0, 1.5, 0.0):
            shift = offset * theme.unit
            rect = QRectF(middle - width / 2 + shift, box.y[slot] - height / 2 - shift, width, height)
            painter.drawRoundedRect(rect, 4 * theme.unit, 4 * theme.unit)
        painter.setPen(theme.text("secondary"))
        painter.setFont(self._micro)
        painter.drawText(
            QRectF(middle - 60 * theme.unit, box.y[slot] - height / 2, 120 * theme.unit, height),
            Qt.AlignmentFlag.AlignCenter,
            f"+{box.folded}",
        )


def _steps(values: Floats, steps: int) -> list[int]:
    """``values`` clipped to -1..1 in whole ``steps``; NaN counts as 0."""
    if not np.isfinite(values).all():
        values = np.nan_to_num(values)
    whole: list[int] = np.rint(np.clip(values, -1, 1) * steps).astype(int).tolist()
    return whole
