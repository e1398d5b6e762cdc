"""The samples of a data set on the plane: where they are on the map, how they are painted, which is where."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnviz.data import Dataset
from nnviz.data.planar import EXTENT
from nnviz.drawing.heat import MAP_STRENGTH, signed_pixels, signed_table
from nnviz.drawing.look import MAX_CLASSES
from nnviz.ui.diagram.sprites import blank
from nnviz.ui.playground.field import value_scale
from nnviz.ui.theme import Theme

Floats = NDArray[np.floating[Any]]
Part = Literal["train", "test"]
PARTS: tuple[Part, Part] = ("train", "test")
TRAIN_RADIUS, TRAIN_RIM = 4.0, 1.25  # px at unit 1, on a map of usual size
TEST_RADIUS, TEST_RING = 3.6, 2.0
NEAR = 8.0  # px from a point's middle that still count as on it
MANY = 700  # points from which on they are drawn smaller


@dataclass(frozen=True)
class PointAt:
    """A sample: the part it is in and its place there."""

    part: Part
    index: int


def shares(points: Floats) -> Floats:
    """(n, 2) where points of the plane are on the map: 0 to 1 to the right and downwards."""
    placed: Floats = np.stack([0.5 + points[:, 0] / (2 * EXTENT), 0.5 - points[:, 1] / (2 * EXTENT)], axis=1)
    return placed


def as_point(x: float, y: float) -> tuple[float, float]:
    """The point of the plane at the share (x, y) of the map, moved to its border if it is beyond."""
    x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    return (x - 0.5) * 2 * EXTENT, (0.5 - y) * 2 * EXTENT


class MapPoints:
    """The points of ``dataset``, painted once for a size and a theme."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._places = {part: self._placed(part) for part in PARTS}
        self._layer, self._key = QPixmap(), (0.0, 0.0, Theme())
        self._ring, self._ring_key = QPixmap(), (0.0, 0.0, Theme())

    def _placed(self, part: Part) -> Floats:
        points = self._dataset.points(part)
        return np.empty((0, 2)) if points is None else shares(points)

    def labels(self, part: Part) -> NDArray[Any]:
        return self._dataset.train_labels if part == "train" else self._dataset.test_labels

    def place(self, point: PointAt) -> tuple[float, float]:
        """Where a sample is, in shares of the map. Raises ``IndexError`` if there is none."""
        x, y = self._places[point.part][point.index]
        return float(x), float(y)

    def nearest(self, x: float, y: float, reach: float = np.inf) -> PointAt | None:
        """The sample nearest to the share (x, y), no farther than ``reach``; test before train."""
        best: tuple[float, PointAt] | None = None
        for part in reversed(PARTS):
            places = self._places[part]
            if not len(places):
                continue
            away = np.hypot(places[:, 0] - x, places[:, 1] - y)
            index = int(away.argmin())
            if away[index] <= reach and (best is None or away[index] < best[0]):
                best = float(away[index]), PointAt(part, index)
        return None if best is None else best[1]

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

    def _scale(self, side: float, theme: Theme) -> float:
        """How large points are painted on a map of ``side`` px."""
        return theme.unit * (1.0 if self._count <= MANY else 0.7) * min(1.0, 0.55 + side / (800 * theme.unit))

    def paint_wrong(self, painter: QPainter, wrong: Iterable[PointAt], side: float, theme: Theme) -> None:
        """A ring around each of these, with a gap in the colour of the stage."""
        scale = self._scale(side, theme)
        key = (scale, painter.device().devicePixelRatioF(), theme)
        if key != self._ring_key:
            self._ring_key, self._ring = key, self._painted_ring(*key)
        half = self._ring.deviceIndependentSize().width() / 2
        for at in wrong:
            x, y = self.place(at)
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
        scale = self._scale(side, theme)
        stage, rim = theme.surface("stage"), TRAIN_RIM * scale
        edge = theme.text("secondary") if self._dataset.kind == "regression" else stage
        places, colors = (self._places[part] * side).tolist(), self._colors(part, theme)
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

    @property
    def _count(self) -> int:
        return sum(len(places) for places in self._places.values())

    def _colors(self, part: Part, theme: Theme) -> list[QColor]:
        """The classes' colours; of a regression the ground's where the network says just this value."""
        labels = self.labels(part)
        if self._dataset.kind == "regression":
            values = np.asarray(labels, dtype=np.float32).reshape(len(labels), -1)[:, 0]
            table = signed_table(theme.look, min(1.0, MAP_STRENGTH * 1.5))
            pixels = signed_pixels(values, value_scale(self._dataset), table)
            return [QColor.fromRgb(p) for p in pixels.tolist()]
        count = max(2, len(self._dataset.class_names))
        hues = [theme.class_colour(k, count) for k in range(min(count, MAX_CLASSES))]
        return [hues[label % len(hues)] for label in labels.tolist()]


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
