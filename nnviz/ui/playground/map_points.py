"""How the samples of a data set are painted on the map of the plane."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnviz.data import Dataset
from nnviz.drawing.heat import MAP_STRENGTH, signed_pixels, signed_table
from nnviz.drawing.look import MAX_CLASSES
from nnviz.drawing.plane.field import value_scale
from nnviz.drawing.plane.points import PARTS, PlacedPoints, PointAt
from nnviz.training.derived import Part
from nnviz.ui.diagram.sprites import blank
from nnviz.ui.theme import Theme

TRAIN_RADIUS, TRAIN_RIM = 4.0, 1.25  # px at unit 1, on a map of usual size
TEST_RADIUS, TEST_RING = 3.6, 2.0
NEAR = 8.0  # px from a point's middle that still count as on it


class MapPoints:
    """The points of ``dataset``, ``placed`` on the map and painted once for a size and a theme."""

    def __init__(self, dataset: Dataset) -> None:
        self.placed = PlacedPoints(dataset)
        self._dataset = dataset
        self._layer, self._key = QPixmap(), (0.0, 0.0, Theme())
        self._ring, self._ring_key = QPixmap(), (0.0, 0.0, Theme())

    def layer(self, side: float, dpr: float, theme: Theme) -> QPixmap:
        """All points on transparent ground, for a map of ``side`` px."""
        key = (side, dpr, theme)
        if key != self._key:
            self._key, self._layer = key, blank(side, side, dpr)
            painter = QPainter(self._layer)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for part in PARTS:
                self._paint(painter, part, side, theme)
            painter.end()
        return self._layer

    def paint_wrong(self, painter: QPainter, wrong: Iterable[PointAt], side: float, theme: Theme) -> None:
        """A ring around each of these, with a gap in the colour of the stage."""
        scale = self.placed.dot_scale(side, theme.unit)
        key = (scale, painter.device().devicePixelRatioF(), theme)
        if key != self._ring_key:
            self._ring_key, self._ring = key, self._painted_ring(*key)
        half = self._ring.deviceIndependentSize().width() / 2
        for at in wrong:
            x, y = self.placed.place(at)
            painter.drawPixmap(QPointF(x * side - half, y * side - half), self._ring)

    @staticmethod
    def _painted_ring(scale: float, dpr: float, theme: Theme) -> QPixmap:
        """Painted once: there may be thousands of them."""
        half = math.ceil(9 * scale)
        ring = blank(2 * half, 2 * half, dpr)
        painter = QPainter(ring)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen, radius in ((theme.surface("stage"), 5.5), (theme.text(), 7.5)):
            painter.setPen(QPen(pen, 2 * scale))
            painter.drawEllipse(QPointF(half, half), radius * scale, radius * scale)
        painter.end()
        return ring

    def paint_some(self, painter: QPainter, some: Iterable[PointAt], side: float, theme: Theme) -> None:
        """These points alone."""
        points = list(some)
        for part in PARTS:
            self._paint(painter, part, side, theme, {at.index for at in points if at.part == part})

    def _paint(
        self, painter: QPainter, part: Part, side: float, theme: Theme, only: Container[int] | None = None
    ) -> None:
        scale = self.placed.dot_scale(side, theme.unit)
        stage, rim = theme.surface("stage"), TRAIN_RIM * scale
        edge = theme.text("secondary") if self._dataset.kind == "regression" else stage
        places, colors = (self.placed.places[part] * side).tolist(), self._colors(part, theme)
        for index, ((x, y), color) in enumerate(zip(places, colors, strict=True)):
            if only is not None and index not in only:
                continue
            if part == "train":
                painter.setPen(QPen(edge, rim))
                painter.setBrush(color)
                painter.drawEllipse(QPointF(x, y), TRAIN_RADIUS * scale, TRAIN_RADIUS * scale)
            else:
                if edge != stage:
                    outer = (TEST_RADIUS + 1) * scale
                    painter.setPen(QPen(edge, rim))
                    painter.drawEllipse(QPointF(x, y), outer, outer)
                painter.setPen(QPen(color, TEST_RING * scale))
                painter.setBrush(stage)
                painter.drawEllipse(QPointF(x, y), TEST_RADIUS * scale, TEST_RADIUS * scale)

    def _colors(self, part: Part, theme: Theme) -> list[QColor]:
        """The classes' colours; of a regression the ground's where the network says just this value."""
        labels = self.placed.labels(part)
        if self._dataset.kind == "regression":
            values = np.asarray(labels, dtype=np.float32).reshape(len(labels), -1)[:, 0]
            table = signed_table(theme.look, min(1.0, MAP_STRENGTH * 1.5))
            pixels = signed_pixels(values, value_scale(self._dataset), table)
            return [QColor.fromRgb(p) for p in pixels.tolist()]
        count = max(2, len(self._dataset.class_names))
        hues = [theme.class_colour(k, count) for k in range(min(count, MAX_CLASSES))]
        unknown = theme.text("tertiary")
        return [hues[label % len(hues)] if label >= 0 else unknown for label in labels.tolist()]


def paint_key(painter: QPainter, part: Part, x: float, y: float, colors: list[QColor], theme: Theme) -> float:
    """The points of a legend from ``x`` on; where they end."""
    unit, stage = theme.unit, theme.surface("stage")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for color in colors:
        middle = QPointF(x + 6 * unit, y)
        if part == "train":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(middle, TRAIN_RADIUS * unit, TRAIN_RADIUS * unit)
        else:
            painter.setPen(QPen(color, TEST_RING * unit))
            painter.setBrush(stage)
            painter.drawEllipse(middle, TEST_RADIUS * unit, TEST_RADIUS * unit)
        x += 11 * unit
    return x
