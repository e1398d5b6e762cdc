"""What the curves of several runs are laid along: epochs, updates of the weights, or seconds of computing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.drawing.plots.scene import Array, Curve, Points

#: What an axis counts.
By = Literal["epochs", "updates", "seconds"]


@dataclass(frozen=True, eq=False)
class Along:
    """Where the epochs of a run stand on an axis: at ``epochs`` (n,), ascending, it has come to ``places``.

    Between them it goes evenly, and after the last as before it. Two of each at least.
    """

    epochs: Array
    places: Array

    @classmethod
    def evenly(cls, each: float) -> Along:
        """Every epoch takes ``each``."""
        return cls(np.array([0.0, 1.0]), np.array([0.0, each]))

    def place(self, epoch: float | Array) -> Array:
        """Where that epoch stands; NaN for NaN."""
        return _even(np.asarray(epoch, np.float64), self.epochs, self.places)

    def epoch(self, place: float) -> float:
        """Which epoch stands there."""
        return float(_even(np.asarray(place, np.float64), self.places, self.epochs))

    def curve(self, curve: Curve) -> Curve:
        """A curve over epochs, over this axis."""
        return Curve(self._points(curve.line), None if curve.peaks is None else self._points(curve.peaks))

    def _points(self, points: Points) -> Points:
        return self.place(points[0]), points[1]


def _even(x: Array, known: Array, values: Array) -> Array:
    found = np.interp(x, known, values)
    slope = (values[-1] - values[-2]) / (known[-1] - known[-2])
    beyond = values[-1] + (x - known[-1]) * slope
    return np.asarray(np.where(np.isnan(x), np.nan, np.where(x > known[-1], beyond, found)), np.float64)
