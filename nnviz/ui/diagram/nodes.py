"""Paints the neurons: tiles (what they look for) and beads (how strongly they fire), and the outputs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPixmap, QRadialGradient

from nnviz.training.snapshot import Snapshot
from nnviz.ui.diagram.layout import DiagramLayout, LayerBox
from nnviz.ui.numbers import percent
from nnviz.ui.theme import Theme, with_alpha

GLOW_FROM = 0.15  # activation above which a bead glows in the dark theme
GLOW_SIZE = 2.6  # radius of the glow, in radii of the bead
REFERENCE_SHARE = 0.75  # of a layer's largest activation over the fixed batch: full colour
TILE_CLIP = 0.8  # of the layer's largest weight: full colour in the tiles
RING_GAP = 1.5
TILE_MARGIN = 1.5


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
        frame = tile_frame(side, self._theme.name, self._theme.unit, self._dpr)
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
        last = k == len(self._layout.layers) - 1
        widest = (4.0 if last else 3.0) * self._theme.unit
        for slot, (a, b, never) in enumerate(zip(level.tolist(), bias.tolist(), dead.tolist(), strict=True)):
            centre = QPointF(box.bead_x[slot], box.y[slot])
            self.bead(painter, centre, box.radius, a, b, widest, dead=never, empty=probe is None)
        if box.folded and not box.tile:
            self._paint_stack(painter, box, 2 * box.radius)

    def bead(
        self, painter: QPainter, centre: QPointF, radius: float, level: float, bias: float, widest: float,
        *, dead: bool = False, empty: bool = False,
    ) -> None:  # fmt: skip
        """One number: the fill is the activation ``level`` -1..1, the ring the ``bias`` -1..1."""
        theme, dark = self._theme, self._theme.name == "dark"
        if dark and abs(level) > GLOW_FROM:
            glow = glow_sprite(theme.signed(level).rgb(), round(radius * GLOW_SIZE), self._dpr)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
            painter.setOpacity(0.5 * abs(level))
            reach = round(radius * GLOW_SIZE)
            painter.drawPixmap(QPointF(centre.x() - reach, centre.y() - reach), glow)
            painter.setOpacity(1.0)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(theme.surface("stage"), 0.55 if dark else 0.9))
        halo = radius + (RING_GAP + 2.2) * theme.unit
        painter.drawEllipse(centre, halo, halo)
        painter.setBrush(theme.surface("stage") if empty else theme.signed(level))
        painter.drawEllipse(centre, radius, radius)
        thinnest = theme.line("ring_min")
        width = thinnest + max(0.0, widest - thinnest) * abs(bias)
        pen = QPen(ring_color(theme, bias), width)
        if dead:
            pen.setDashPattern([2.5 / width, 3.0 / width])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outer = radius + width / 2 + RING_GAP * theme.unit
        painter.drawEllipse(centre, outer, outer)

    def _paint_stack(self, painter: QPainter, box: LayerBox, side: float) -> None:
        """The fold: a stack of cards, with the number of units in it."""
        theme, slot = self._theme, box.slots - 1
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.setBrush(theme.surface("raised"))
        middle = (box.enter_x[slot] + box.leave_x[slot]) / 2
        width = max(side, box.leave_x[slot] - box.enter_x[slot] - 6 * theme.unit)
        height = min(side, 20 * theme.unit)
        for offset in (4.0, 2.0, 0.0):
            shift = offset * theme.unit
            rect = QRectF(middle - width / 2 + shift, box.y[slot] - height / 2 - shift, width, height)
            painter.drawRoundedRect(rect, 4 * theme.unit, 4 * theme.unit)
        painter.setPen(theme.text("secondary"))
        painter.setFont(theme.font("micro", weight="medium"))
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
            painter.setFont(theme.font("caption", weight="semibold" if winner else "regular", family="mono"))
            painter.setPen(theme.text("primary" if winner else "tertiary"))
            text = QRectF(labels.bar_x, y + 6 * theme.unit, labels.bar_width + 14, 18 * theme.unit)
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, percent(share))


_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


def _sized(theme: Theme, weight: str, size: float) -> QFont:
    font = theme.font("body", weight=weight)
    font.setPixelSize(max(9, round(size * theme.unit)))
    return font


def ring_color(theme: Theme, bias: float) -> QColor:
    """The hue of a bias -1..1: stop 4 to 5 of its sign; neutral where it is next to nothing."""
    if abs(bias) < 0.03:
        return theme.surface("outline")
    return theme.signed((1 if bias > 0 else -1) * (0.42 + 0.16 * abs(bias)))


def snap(value: float, dpr: float) -> float:
    """The nearest whole pixel of the device."""
    return round(value * dpr) / dpr


def tile_side(size: float, cells: int, dpr: float) -> float:
    """The side nearest to ``size`` with whole device pixels a cell."""
    return max(1, round(size * dpr / cells)) * cells / dpr


@lru_cache(maxsize=256)
def glow_sprite(rgb: int, reach: int, dpr: float) -> QPixmap:
    """A radial glow of ``reach`` px, full in the middle, nothing at the rim."""
    pixmap = QPixmap(round(2 * reach * dpr), round(2 * reach * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    gradient = QRadialGradient(QPointF(reach, reach), reach)
    color = QColor.fromRgb(rgb)
    gradient.setColorAt(0.6 / GLOW_SIZE, color)
    gradient.setColorAt(1.0, with_alpha(color, 0.0))
    painter = QPainter(pixmap)
    painter.fillRect(0, 0, 2 * reach, 2 * reach, gradient)
    painter.end()
    return pixmap


@lru_cache(maxsize=32)
def tile_frame(side: float, theme_name: str, unit: float, dpr: float) -> QPixmap:
    """What rounds off a tile's corners and parts it from the edges behind it: a frame of the stage."""
    margin = TILE_MARGIN * unit
    full = side + 2 * margin
    pixmap = QPixmap(int(np.ceil(full * dpr)), int(np.ceil(full * dpr)))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRoundedRect(QRectF(0, 0, full, full), 5 * unit, 5 * unit)
    path.addRoundedRect(QRectF(margin, margin, side, side), 4 * unit, 4 * unit)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, Theme(theme_name).surface("stage"))
    painter.end()
    return pixmap
