"""The plane of the code: where every picture lies by two numbers of its code, and what is made of a place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.plane.points import PointAt
from nnviz.engine import Network
from nnviz.training.reconstruct import code_place, codes, decoded

Floats = NDArray[np.floating[Any]]

#: Pictures across, where the plane shows what is made of its places.
SHEET: Final = 12
_STEPS: Final = (1.0, 2.0, 5.0)
_MOST, _ROOM = 8.0, 0.03  # steps along an axis; room at an end, as a share of what is shown


@dataclass(frozen=True, eq=False)
class CodePlane:
    """``train`` and ``test`` (n, units) are the codes of the pictures of either part, finite or not.

    The plane shows the first two numbers of a code, each from ``low`` to ``high`` (2,); of a code of one
    number all lies at 0 of the second. ``place`` is the code's layer among all of ``network``.
    """

    network: Network
    place: int
    train: Floats
    test: Floats
    low: Floats
    high: Floats

    @property
    def drawn(self) -> bool:
        """Whether it is a variational code, so that codes from N(0, 1) are like those that it has learned."""
        return self.network.specs[self.place].kind == "variational"

    @property
    def units(self) -> int:
        """How many numbers a code has."""
        return int(self.test.shape[1])

    def shares(self, values: Floats) -> Floats:
        """(n, 2) where codes (n, units) lie: shares of the plane's side, to the right and downwards."""
        second = values[:, 1] if self.units > 1 else np.zeros(len(values))
        across = (np.stack([values[:, 0], second], axis=1) - self.low) / (self.high - self.low)
        return np.stack([across[:, 0], 1 - across[:, 1]], axis=1)

    def reach(self, spread: Floats) -> tuple[float, float]:
        """How far a deviation (units,) of the code reaches, in shares of the plane's side."""
        across = np.array([*spread[:2], 0.0])[:2] / (self.high - self.low)
        return float(across[0]), float(across[1])

    def point_at(self, x: float, y: float, others: Floats) -> Floats:
        """(units,) the code at a share of the plane; what the plane does not show is as in ``others``."""
        point = np.array(others, dtype=np.float64)
        point[:2] = (self.low + np.array([x, 1 - y]) * (self.high - self.low))[: self.units]
        return point

    def code_of(self, features: Floats) -> Floats:
        """(units,) the code of one picture (d,)."""
        return np.asarray(codes(self.network, self.place, features[np.newaxis])[0], dtype=np.float64)

    def made_of(self, points: Floats) -> Floats:
        """(n, d) the pictures that are made of codes (n, units), in the network's units."""
        return decoded(self.network, self.place, points)

    def nearest(self, x: float, y: float, reach: float) -> PointAt | None:
        """The picture whose code lies nearest to the share (x, y), no farther than ``reach``; test first."""
        best: tuple[float, PointAt] | None = None
        for part, values in (("test", self.test), ("train", self.train)):
            away = np.hypot(*(self.shares(values) - (x, y)).T)
            index = int(np.nan_to_num(away, nan=np.inf).argmin())
            if away[index] <= reach and (best is None or away[index] < best[0]):
                best = float(away[index]), PointAt("test" if part == "test" else "train", index)
        return None if best is None else best[1]

    def sheet(self, others: Floats, across: int = SHEET) -> Floats:
        """(across, across, d) what is made of the middles of so many cells, from the upper left."""
        middles = (np.arange(across) + 0.5) / across
        points = [self.point_at(x, y, others) for y in middles for x in middles]
        made = self.made_of(np.array(points))
        return made.reshape(across, across, -1)


def code_plane(network: Network, dataset: Dataset) -> CodePlane | None:
    """The plane of a network that gives back pictures; None where it has no layer that could be a code."""
    place = code_place(network.specs)
    if place is None:
        return None
    with np.errstate(all="ignore"):
        train = codes(network, place, dataset.train_features)
        test = codes(network, place, dataset.test_features)
    both = np.concatenate([train, test])[:, :2]
    ends = [bounds(values[np.isfinite(values)]) for values in both.T]
    low, high = np.array([*ends, (-1.0, 1.0)][:2]).T
    return CodePlane(network, place, train, test, low, high)


def bounds(values: Floats) -> tuple[float, float]:
    """From where to where an axis goes that shows all of the values: whole steps of 1, 2, 5, 10 ..., some
    eight of them at most, with room at either end."""
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    span = (high - low) or 1.0
    step = next(
        one * 10.0**power
        for power in range(math.floor(math.log10(span)) - 1, 40)
        for one in _STEPS
        if span / (one * 10.0**power) <= _MOST
    )
    return step * math.floor((low - span * _ROOM) / step), step * math.ceil((high + span * _ROOM) / step)
