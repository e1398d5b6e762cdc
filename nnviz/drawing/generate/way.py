"""The plane on which points of noise go their way step by step, and the step that is made anywhere on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.numbers import fitted
from nnviz.engine import Network
from nnviz.said import Sentence, translate
from nnviz.training.diffusion import KEPT, STEPS, Way, cleaned, mean_step, spread, timed
from nnviz.training.generated import placed

Floats = NDArray[np.floating[Any]]

#: Points that are shown on their way, and arrows across.
SHOWN: Final = 400
ARROWS: Final = 15
_ROOM, _NOISE = 1.1, 1.7  # times the farthest of the data; deviations of the noise that are seen
_LONGEST = 0.8  # of the room between two arrows


@dataclass(frozen=True, eq=False)
class WayPlane:
    """Where points are in the units of the plane: (STEPS + 1, n, 2) by their step, all seen within
    -``extent`` to ``extent``."""

    way: Way
    points: Floats
    extent: float

    def shares(self, points: Floats) -> Floats:
        """(n, 2) where points of the plane are: shares of its side, to the right and downwards."""
        across, up = points[:, 0] / (2 * self.extent), points[:, 1] / (2 * self.extent)
        return np.stack([0.5 + across, 0.5 - up], axis=1)

    def beyond(self, step: int) -> int:
        """How many points lie outside at that step."""
        inside = (np.abs(self.points[step]) <= self.extent).all(axis=1)
        return int(np.count_nonzero(~inside))

    def nearest(self, x: float, y: float, step: int, reach: float) -> int | None:
        """The point nearest to the share (x, y) at that step, no farther than ``reach``."""
        away = np.hypot(*(self.shares(self.points[step]) - (x, y)).T)
        index = int(np.nan_to_num(away, nan=np.inf).argmin())
        return index if away[index] <= reach else None


def way_plane(way: Way, dataset: Dataset) -> WayPlane:
    """The plane of that way, which reaches as far for all networks that learn these data."""
    points = np.stack([placed(dataset, at) for at in way.points])
    real = dataset.train_points
    farthest = 1.0 if real is None else float(np.abs(real).max(initial=0.0))
    noise = _NOISE * float(np.abs(1 / dataset.factor).max())
    return WayPlane(way, points, max(_ROOM * farthest, noise))


@dataclass(frozen=True, eq=False)
class Arrows:
    """The step that the network makes at (n, 2) ``places``, in shares of the side: ``steps`` (n, 2) drawn
    ``times`` as long as they are."""

    places: Floats
    steps: Floats
    times: float


def arrows_of(network: Network, plane: WayPlane, step: int, dataset: Dataset) -> Arrows:
    """The mean step back from ``step``, on a grid; one factor for all arrows, the largest round one with
    which the longest keeps within its room. There is none at step 0."""
    if step == 0 or network.output_size != 2:
        return Arrows(np.zeros((0, 2)), np.zeros((0, 2)), 1.0)
    middles = (np.arange(ARROWS) + 0.5) / ARROWS
    across, down = np.meshgrid(middles, middles)
    places = np.stack([across.ravel(), down.ravel()], axis=1)
    points = np.stack([places[:, 0] - 0.5, 0.5 - places[:, 1]], axis=1) * (2 * plane.extent)
    inputs = dataset.at(points).astype(np.float64)
    moved = mean_step(inputs, step, network.predict(timed(inputs, step)))
    ends = plane.shares(placed(dataset, moved))
    steps = np.nan_to_num(ends - places)
    longest = float(np.hypot(*steps.T).max(initial=0.0)) or 1.0
    times = _round(_LONGEST / ARROWS / longest)
    return Arrows(places, steps * times, times)


def _round(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, ... (and .5, .2, ...) that is no more."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(one * power for one in (5.0, 2.0, 1.0) if one * power <= value * (1 + 1e-9)))


@dataclass(frozen=True)
class Line:
    """A line of the account of one point: its name, and its numbers."""

    name: Sentence
    formula: str
    numbers: str


def account(plane: WayPlane, point: int, step: int) -> tuple[Line, ...]:
    """What becomes of one point in the step back from ``step``, in the units that enter the network."""
    way = plane.way
    at = way.points[step, point]
    here = Line(translate("Generate", "here"), f"x{_below(step)}", pair(at))
    if step == 0:
        return (here,)
    said, fresh = way.said[step, point], spread(step) * way.fresh[step, point]
    origin = cleaned(at[np.newaxis], step, said[np.newaxis])[0]
    mean = mean_step(at[np.newaxis], step, said[np.newaxis])[0]
    return (
        here,
        Line(translate("Generate", "noise seen in it"), "ε̂", pair(said)),
        Line(translate("Generate", "its origin then"), "x̂₀", pair(origin)),
        Line(translate("Generate", "step, on average"), "μ", pair(mean)),
        Line(translate("Generate", "fresh noise"), "σ z", pair(fresh)),
        Line(translate("Generate", "next"), f"x{_below(step - 1)}", pair(way.points[step - 1, point])),
    )


def kept_words(step: int) -> Sentence:
    """How much of a point is still its own."""
    return translate("Generate", "step {step} of {all}; {kept} of the variance is the point’s own").format(
        step=step, all=STEPS, kept=fitted(float(KEPT[step]), 2)
    )


def pair(values: Sequence[float] | Floats) -> str:
    """(x1, x2) as text."""
    return f"({', '.join(fitted(float(value), 3) for value in values)})"


def _below(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
