"""Paints the neurons: tiles (what they look for) and beads (how strongly they fire), and the outputs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram.layout import DiagramLayout, LayerBox
from nnviz.ui.diagram.sprites import (
    BIASES,
    GLOW_FROM,
    GLOW_SIZE,
    LEVELS,
    TILE_MARGIN,
    bead_reach,
    bead_sprite,
    glow_sprite,
    snap,
    tile_frame,
    tile_side,
)
from nnviz.ui.numbers import percent
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
        first = np.abs(np.nan_to_num(snapshot.layers[0].weights, posinf=0.0, neginf=0.0))
        self.tile = float(first.max(initial=0.0)) * TILE_CLIP or 1.0


def _reference(maximum: NDArray[np.floating]) -> float:
    top = float(np.max(np.nan_to_num(maximum, posinf=0.0), initial=0.0))
    return top * REFERENCE_SHARE if top > 0 else 1.0


class NodePainter:
    """Paints the layers of one snapshot on a painter whose coordinates are the layout's."""

    def __init__(self, layout: DiagramLayout, theme: Theme, dpr: float, class_names: tuple[str, ...]) -> None:
        self._layout, self._theme, self._dpr, self._names = layout, theme, dpr, class_names
        last = len(layout.layers) - 1
        self._widest = [(4.0 if k == last else 3.0) * theme.unit for k in range(last + 1)]
        self._beads = [
            self._corners(box.bead_x, box.y, bead_reach(box.radius, widest, theme.unit))
            for box, widest in zip(layout.layers, self._widest, strict=True)
        ]
        self._glows = [self._corners(box.bead_x, box.y, box.radius * GLOW_SIZE) for box in layout.layers]
        self._micro = theme.font("micro", weight="medium")
        self._percents = {
            winner: theme.font("caption", weight="semibold" if winner else "regular", family="mono")
            for winner in (False, True)
        }

    def _corners(self, x: Floats, y: Floats, reach: float) -> list[QPointF]:
        """Where sprites that reach so far begin, on whole pixels of the device."""
        corners = np.rint((np.stack([x, y], axis=1) - reach) * self._dpr) / self._dpr
        return [QPointF(*corner) for corner in corners.tolist()]

    def paint(self, painter: QPainter, snapshot: Snapshot) -> None:
        """Paint every neuron of ``snapshot``."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        scales = Scales(snapshot)
        for k, box in enumerate(self._layout.layers):
            if box.tile:
                self._paint_tiles(painter, box, snapshot, scales)
            self._paint_beads(painter, box, k, snapshot, scales)
        self._paint_outputs(painter, snapshot)

    # ---- tiles
    def _paint_tiles(self, painter: QPainter, box: LayerBox, snapshot: Snapshot, scales: Scales) -> None:
        picture = self._layout.inputs.picture
        if picture is None:
            return
        rows, columns = picture.rows, picture.columns
        weights = np.asarray(snapshot.layers[box.index].weights)
        values = weights[:, list(box.units)].T.reshape(len(box.units) * rows, columns) / scales.tile
        rgb = np.ascontiguousarray(self._theme.signed_rgb(values))
        atlas = QImage(rgb.data, columns, rgb.shape[0], columns * 4, QImage.Format.Format_RGB32)
        side = tile_side(box.tile, max(rows, columns), self._dpr)
        frame = tile_frame(side, self._theme, self._dpr)
        margin = TILE_MARGIN * self._theme.unit
        for slot in range(len(box.units)):
            x, y = snap(box.x[slot] - side / 2, self._dpr), snap(box.y[slot] - side / 2, self._dpr)
            painter.drawImage(QRectF(x, y, side, side), atlas, QRectF(0, slot * rows, columns, rows))
            painter.drawPixmap(QPointF(x - margin, y - margin), frame)
        if box.folded:
            self._paint_stack(painter, box, side)

    # ---- beads
    def _paint_beads(
        self, painter: QPainter, box: LayerBox, k: int, snapshot: Snapshot, scales: Scales
    ) -> None:
        units = list(box.units)
        probe = snapshot.probe
        level = (
            np.zeros(len(units)) if probe is None else np.asarray(probe.a[k])[units] / scales.activation[k]
        )
        level = np.clip(np.nan_to_num(level), -1, 1)
        bias = np.clip(np.nan_to_num(np.asarray(snapshot.layers[k].bias)[units] / scales.bias), -1, 1)
        dead = (np.asarray(snapshot.statistics[k].firing)[units] == 0) & (  # not tanh at rest below zero
            np.asarray(snapshot.statistics[k].mean)[units] == 0
        )
        fills = np.rint(level * LEVELS).astype(int).tolist()
        rings = np.rint(bias * BIASES).astype(int).tolist()
        theme, dpr, widest = self._theme, self._dpr, self._widest[k]
        if theme.name == "dark":
            self._paint_glows(painter, box, fills)
        looks = zip(self._beads[k], fills, rings, dead.tolist(), strict=False)
        for corner, fill, ring, never in looks:
            sprite = bead_sprite(theme, fill, ring, box.radius, widest, dpr, never, probe is None)
            painter.drawPixmap(corner, sprite)
        if box.folded and not box.tile:
            self._paint_stack(painter, box, 2 * box.radius)

    def _paint_glows(self, painter: QPainter, box: LayerBox, fills: list[int]) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        for corner, fill in zip(self._glows[box.index], fills, strict=False):
            if abs(fill) > GLOW_FROM * LEVELS:
                painter.drawPixmap(corner, glow_sprite(self._theme, fill, box.radius, self._dpr))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_stack(self, painter: QPainter, box: LayerBox, side: float) -> None:
        """The fold: a stack of cards, with the number of units in it."""
        theme, slot = self._theme, box.slots - 1
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.setBrush(theme.surface("raised"))
        middle = (box.enter_x[slot] + box.leave_x[slot]) / 2
        words = QFontMetricsF(self._micro).horizontalAdvance(f"+{box.folded}") + 8 * theme.unit
        width = max(side, words, box.leave_x[slot] - box.enter_x[slot] - 6 * theme.unit)
        height = min(side, 20 * theme.unit)
        for offset in (4.0, 2.0, 0.0):
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

    # ---- outputs
    def _paint_outputs(self, painter: QPainter, snapshot: Snapshot) -> None:
        theme, labels, box = self._theme, self._layout.labels, self._layout.layers[-1]
        shares = None if snapshot.probe is None else np.nan_to_num(np.asarray(snapshot.probe.output))
        answer = -1 if snapshot.probe is None else snapshot.probe.answer
        probability = snapshot.layers[-1].activation in ("softmax", "sigmoid")
        fits = labels.pitch
        for slot, unit in enumerate(box.units):
            winner, y = unit == answer, float(box.y[slot])
            name = self._names[unit] if unit < len(self._names) else str(unit)
            painter.setFont(
                _sized(theme, "bold" if winner else "medium", min(24.0 if winner else 18.0, fits * 0.7))
            )
            painter.setPen(theme.text("primary" if winner else "secondary"))
            half = 18 * theme.unit
            painter.drawText(QRectF(labels.text_x - half, y - half, 2 * half, 2 * half), _CENTRE, name)
            if shares is not None and probability:
                self._paint_share(painter, float(shares[unit]), winner, y)

    def _paint_share(self, painter: QPainter, share: float, winner: bool, y: float) -> None:
        theme, labels = self._theme, self._layout.labels
        thick = min(8 * theme.unit, labels.pitch * 0.35)
        radius = thick / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("hover"))
        bar = QRectF(labels.bar_x, y - thick / 2, labels.bar_width, thick)
        painter.drawRoundedRect(bar, radius, radius)
        if share > 0.004:
            painter.setBrush(theme.ramp(1, 7) if winner else theme.text("tertiary"))
            bar.setWidth(max(radius, labels.bar_width * min(1.0, share)))
            painter.drawRoundedRect(bar, radius, radius)
        if share >= 0.0095 and labels.pitch >= 30 * theme.unit:
            painter.setFont(self._percents[winner])
            painter.setPen(theme.text("primary" if winner else "tertiary"))
            text = QRectF(labels.bar_x, y + 6 * theme.unit, labels.bar_width + 14, 18 * theme.unit)
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, percent(share))


_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


def _sized(theme: Theme, weight: str, size: float) -> QFont:
    font = theme.font("body", weight=weight)
    font.setPixelSize(max(9, round(size * theme.unit)))
    return font
