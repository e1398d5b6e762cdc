"""Paints the neurons of a network on the plane: each a tile of what it makes of every point, and its bead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnviz.drawing.heat import (
    TILE_STRENGTH,
    class_table,
    share_pixels,
    signed_pixels,
    signed_table,
)
from nnviz.drawing.layout import DiagramLayout, LayerBox
from nnviz.drawing.look import MAX_CLASSES, Rgb
from nnviz.training.plane import PlaneMaps
from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram.beads import BeadPainter, Floats
from nnviz.ui.diagram.map_tiles import MapTiles
from nnviz.ui.diagram.nodes import Scales, bead_values, paint_stack
from nnviz.ui.diagram.scene import Scene
from nnviz.ui.diagram.sprites import RING_GAP
from nnviz.ui.diagram.tiles import Slots
from nnviz.ui.playground.class_colours import class_colour
from nnviz.ui.theme import Theme, mix

RING = 4.0  # px at unit 1, the widest


class PlaneNodePainter:
    """Paints one layout of ``scene`` with its maps, on a painter whose coordinates are the layout's."""

    def __init__(self, layout: DiagramLayout, theme: Theme, dpr: float, scene: Scene) -> None:
        assert layout.inputs.tiles is not None
        self._layout, self._theme, self._scene = layout, theme, scene
        self._boxes: list[LayerBox] = [layout.inputs.tiles, *layout.layers]
        self._tiles = [MapTiles(box, theme, dpr) for box in self._boxes]
        widest = [min(RING * theme.unit, box.radius * 0.45) for box in self._boxes]
        self._beads = [BeadPainter(box, w, theme, dpr) for box, w in zip(self._boxes, widest, strict=True)]
        self._shown: PlaneMaps | None = None

    def paint(self, painter: QPainter, snapshot: Snapshot, lit: Sequence[Slots] | None = None) -> None:
        """Paint every neuron of ``snapshot``, or with ``lit`` these slots of each layer, and the inputs."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        maps, scales = self._scene.maps, Scales(snapshot)
        if maps is not None and maps is not self._shown and _fits(maps, snapshot):
            self._shown = maps
            self._color(maps, snapshot, scales)
        for k, box in enumerate(self._boxes):
            slots = None if lit is None or k == 0 else lit[k - 1]
            self._tiles[k].paint(painter, slots)
            if maps is not None and self._scene.point is not None:
                x, y = (float(c) / (2 * maps.extent) for c in self._scene.point)
                self._tiles[k].mark(painter, 0.5 + x, 0.5 - y, slots)
            if k == 0:
                self._paint_inputs(painter, snapshot)
            else:
                self._paint_layer(painter, box, snapshot, scales, slots)

    # ---- tiles
    def _color(self, maps: PlaneMaps, snapshot: Snapshot, scales: Scales) -> None:
        table = signed_table(self._theme.look, TILE_STRENGTH)
        inputs = self._tiles[0].resampled(maps.inputs / _reach(maps)[:, None, None])
        self._tiles[0].set_pixels(signed_pixels(inputs, 1.0, table))
        last = len(maps.layers) - 1
        for k, values in enumerate(maps.layers):
            tiles = self._tiles[k + 1]
            if k == last:
                tiles.set_pixels(self._outputs(tiles.resampled(values), snapshot))
            else:
                tiles.set_pixels(signed_pixels(tiles.resampled(values), scales.activation[k], table))

    def _outputs(self, values: Floats, snapshot: Snapshot) -> Rgb:
        """The outputs in the colours of the map of what the network has learned."""
        kind = output_kind(snapshot)
        if kind == "classes":
            count = snapshot.layers[-1].units
            colors = (class_colour(self._theme, u, count).rgb() for u in self._layout.layers[-1].units)
            tables = [class_table(self._theme.look, c & 0xFFFFFF, TILE_STRENGTH) for c in colors]
            return np.stack([share_pixels(v, t) for v, t in zip(values, tables, strict=True)])
        if kind == "side":
            values = values * np.float32(2) - np.float32(1)
        return signed_pixels(values, 1.0, signed_table(self._theme.look, TILE_STRENGTH))

    # ---- beads
    def _paint_inputs(self, painter: QPainter, snapshot: Snapshot) -> None:
        box, theme, probe, maps = self._boxes[0], self._theme, snapshot.probe, self._shown
        nothing = np.zeros(box.slots)
        level = None
        if probe is not None and maps is not None and len(probe.inputs) == len(maps.inputs):
            level = np.asarray(probe.inputs) / _reach(maps)
        self._beads[0].paint(painter, level, nothing, nothing > 0, None)
        painter.setPen(theme.text())
        font = theme.font("formula", family="math", italic=True)
        font.setPixelSize(max(9, round(min(19 * theme.unit, box.tile * 0.5))))
        painter.setFont(font)
        right = box.left - 1.0 * theme.unit
        for slot, y in enumerate(box.y.tolist()):
            room = QRectF(right - 80 * theme.unit, y - 15 * theme.unit, 80 * theme.unit, 30 * theme.unit)
            painter.drawText(room, _RIGHT, self._scene.feature_name(slot))

    def _paint_layer(
        self, painter: QPainter, box: LayerBox, snapshot: Snapshot, scales: Scales, lit: Slots | None
    ) -> None:
        k = box.index
        level, bias, dead = bead_values(box, snapshot, scales)
        last = k == len(snapshot.layers) - 1
        kind = output_kind(snapshot) if last else ""
        if kind == "side" and level is not None:
            level = 2 * level - 1
        self._beads[k + 1].paint(painter, None if kind == "classes" else level, bias, dead, lit)
        if kind == "classes":
            self._paint_classes(painter, box, level, lit)
        if box.folded and (lit is None or box.slots - 1 in lit):
            paint_stack(painter, box, self._tiles[k + 1].side, self._theme)

    def _paint_classes(
        self, painter: QPainter, box: LayerBox, level: Floats | None, lit: Slots | None
    ) -> None:
        """The outputs' beads in the colours of their classes, and the classes' names."""
        theme, stage = self._theme, self._theme.surface("stage")
        shares = np.zeros(len(box.units)) if level is None else np.clip(np.nan_to_num(level), 0.0, 1.0)
        painter.setFont(theme.font("label", weight="medium"))
        for slot, (unit, share) in enumerate(zip(box.units, shares.tolist(), strict=True)):
            if lit is not None and slot not in lit:
                continue
            color, y = class_colour(theme, unit, box.size), float(box.y[slot])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(stage, color, share))
            reach = box.radius + RING_GAP * theme.unit * 0.3
            painter.drawEllipse(QPointF(float(box.bead_x[slot]), y), reach, reach)
            painter.setPen(QPen(color))
            room = QRectF(self._layout.labels.text_x, y - 14 * theme.unit, 90 * theme.unit, 28 * theme.unit)
            painter.drawText(room, _LEFT, self._scene.class_name(unit))


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip


def output_kind(snapshot: Snapshot) -> str:
    """What the outputs say: ``side`` (one sigmoid: which of two), ``classes`` (a share each), ``value``."""
    last = snapshot.layers[-1]
    if last.activation not in ("sigmoid", "softmax"):
        return "value"
    if last.units == 1:
        return "side"
    return "classes" if last.units <= MAX_CLASSES else "value"


def _fits(maps: PlaneMaps, snapshot: Snapshot) -> bool:
    """Whether the maps are of a network of this shape."""
    wanted = [snapshot.layers[0].weights.shape[0], *(layer.units for layer in snapshot.layers)]
    return [len(maps.inputs), *(len(values) for values in maps.layers)] == wanted


def _reach(maps: PlaneMaps) -> Floats:
    """(d,) the largest magnitude of each input over the plane, where its colour is full."""
    reach: Floats = np.maximum(np.abs(maps.inputs).max(axis=(1, 2)), np.float32(1e-12))
    return reach
