"""Paints the neurons: tiles (what they look for) and beads (how strongly they fire), and the outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.drawing.layout import DiagramLayout, LayerBox
from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram.beads import BeadPainter
from nnviz.ui.diagram.describe import never_fires
from nnviz.ui.diagram.outputs import OutputPainter
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
        self._layout, self._theme = layout, theme
        last = len(layout.layers) - 1
        self._beads = [
            BeadPainter(box, (4.0 if k == last else 3.0) * theme.unit, theme, dpr)
            for k, box in enumerate(layout.layers)
        ]
        self._outputs = OutputPainter(layout, theme, dpr, class_names)
        picture, first = layout.inputs.picture, layout.layers[0]
        self._tiles = TilePainter(first, picture, theme, dpr) if first.tile and picture is not None else None

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
            level, bias, dead = bead_values(box, snapshot, scales)
            self._beads[k].paint(painter, level, bias, dead, slots)
            if box.folded and (slots is None or box.slots - 1 in slots):
                paint_stack(painter, box, side, self._theme)
        self._outputs.paint_shares(painter, snapshot, None if lit is None else lit[-1])


def bead_values(
    box: LayerBox, snapshot: Snapshot, scales: Scales
) -> tuple[Floats | None, Floats, NDArray[np.bool_]]:
    """Activations (None without a sample) and biases of the units shown, 1 being full, and who is dead."""
    k, units, probe = box.index, list(box.units), snapshot.probe
    level = None if probe is None else np.asarray(probe.a[k])[units] / scales.activation[k]
    bias = np.asarray(snapshot.layers[k].bias)[units] / scales.bias
    return level, bias, never_fires(snapshot, k)[units]


def paint_stack(painter: QPainter, box: LayerBox, side: float, theme: Theme) -> None:
    """The fold: a stack of cards, with the number of units in it."""
    slot, font = box.slots - 1, theme.font("micro", weight="medium")
    painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
    painter.setBrush(theme.surface("raised"))
    middle = (box.enter_x[slot] + box.leave_x[slot]) / 2
    words = QFontMetricsF(font).horizontalAdvance(f"+{box.folded}") + 8 * theme.unit
    width = max(side, words, box.leave_x[slot] - box.enter_x[slot] - 6 * theme.unit)
    height = min(side, 14 * theme.unit)
    for offset in (3.0, 1.5, 0.0):
        shift = offset * theme.unit
        rect = QRectF(middle - width / 2 + shift, box.y[slot] - height / 2 - shift, width, height)
        painter.drawRoundedRect(rect, 4 * theme.unit, 4 * theme.unit)
    painter.setPen(theme.text("secondary"))
    painter.setFont(font)
    room = QRectF(middle - 60 * theme.unit, box.y[slot] - height / 2, 120 * theme.unit, height)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"+{box.folded}")
