"""What the network has learned, as one field over the plane: its colours, and where it is undecided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.heat import (
    MAP_STRENGTH,
    class_table,
    resampled,
    signed_pixels,
    signed_table,
)
from nnviz.drawing.look import Look, Rgb
from nnviz.drawing.plane.contours import zero_lines
from nnviz.training.plane import PlaneMaps

Floats = NDArray[np.floating[Any]]
Shades = Literal["smooth", "decision"]
_LEAST = np.float32(1e-7)  # of a share, so that its logarithm is a number


@dataclass(frozen=True, eq=False)
class Field:
    """``values`` (1, r, r): for the second class against the first, or the value of a regression; (k, r, r):
    the share of each of more classes. ``full``: the magnitude at which the colour of a value is full.

    For and against are half the log of the odds: it is even where the shares rise steeply, hence can be
    read between the cells. Its tanh is by how much the one share exceeds the other.
    """

    values: Floats
    full: float
    regression: bool

    @property
    def classes(self) -> int:
        """How many classes there are; 0 for a regression."""
        return 0 if self.regression else max(2, len(self.values))

    def pixels(self, size: int, shades: Shades, look: Look) -> Rgb:
        """(size, size) 0xffRRGGBB; the stage's colour is where the network is undecided (or says 0)."""
        values = resampled(self.values, size)
        if len(values) == 1:
            if not self.regression:
                values = np.tanh(values) if shades == "smooth" else np.sign(values)
            return signed_pixels(values[0], self.full, signed_table(look, MAP_STRENGTH))
        return self._class_pixels(np.nan_to_num(values), shades, look)

    def _class_pixels(self, values: Floats, shades: Shades, look: Look) -> Rgb:
        """The winner's colour, the stronger the farther it is ahead of the second."""
        first = values.argmax(axis=0)
        if shades == "smooth":
            two = np.partition(values, len(values) - 2, axis=0)[-2:]
            place = np.clip((two[1] - two[0]) * 255, 0, 255).astype(np.intp)
        else:
            place = np.full(first.shape, 255)
        colors = [look.class_colour(k, len(values)) & 0xFFFFFF for k in range(len(values))]
        tables = np.concatenate([class_table(look, color, MAP_STRENGTH) for color in colors])
        pixels: Rgb = tables.take(first * 256 + place)
        return pixels

    def undecided(self) -> Floats:
        """(n, 4) pieces of the lines between the classes, in shares of the map; none for a regression."""
        if self.regression:
            return np.empty((0, 4))
        if len(self.values) == 1:
            return zero_lines(self.values[0])
        pieces, logs = [], np.log(np.maximum(self.values, _LEAST))
        for k, own in enumerate(logs):
            others = np.delete(logs, k, axis=0).max(axis=0)
            pieces.append(zero_lines(own - others))
        return np.concatenate(pieces)


def field_of(maps: PlaneMaps, dataset: Dataset) -> Field:
    """The field of the outputs in ``maps``."""
    values = maps.layers[-1]
    if dataset.kind == "regression":
        return Field(values[:1], value_scale(dataset), regression=True)
    if len(values) == 1:
        values = _half_log_odds(values, 1 - values)
    elif len(values) == 2:
        values = _half_log_odds(values[1:], values[:1])
    return Field(values, 1.0, regression=False)


def _half_log_odds(share: Floats, other: Floats) -> Floats:
    share, other = np.maximum(share, _LEAST), np.maximum(other, _LEAST)
    odds: Floats = (np.log(share) - np.log(other)) * np.float32(0.5)
    return odds


def value_scale(dataset: Dataset) -> float:
    """The magnitude at which the colour of a regression's values is full: the largest to be learned."""
    if dataset.kind != "regression":
        return 1.0
    return float(np.abs(dataset.train_labels).max(initial=0.0)) or 1.0
