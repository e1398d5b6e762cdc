"""A game in which each side is one number: where both stand in the plane of the two, and how they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.generate.codes import bounds
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class TwoNumbers:
    """``path`` (n, 2) are the generator's weight and the discriminator's at the ``epochs`` (n,) that are held
    up to now, ascending, the last being the moment shown; both axes go from ``low`` to ``high``, 0 in the
    middle."""

    path: Floats
    epochs: tuple[int, ...]
    low: float
    high: float

    @property
    def now(self) -> Floats:
        """(2,) where both stand."""
        return np.asarray(self.path[-1])

    @property
    def away(self) -> float:
        """How far that is from (0, 0), where neither can gain."""
        return float(np.hypot(*self.now))

    def shares(self, points: Floats) -> Floats:
        """(n, 2) where these lie: shares of the plane's side, to the right and downwards."""
        across = (np.asarray(points) - self.low) / (self.high - self.low)
        return np.stack([across[:, 0], 1 - across[:, 1]], axis=1)


def two_numbers(timeline: Timeline, now: Snapshot) -> TwoNumbers | None:
    """The path to that moment; None for a game whose sides are more than a number each."""
    if _numbers(now) is None:
        return None
    held = [one for epoch, one in sorted(timeline.snapshots.items()) if epoch < now.epoch]
    sizes = [len(player.parameters) for player in now.players]
    alike = [one for one in held if [len(player.parameters) for player in one.players] == sizes]
    moments = [*alike, now]
    path = np.array([[player.parameters[0] for player in one.players] for one in moments], dtype=np.float64)
    reach = max(map(abs, bounds(np.abs(path[np.isfinite(path)]))))
    return TwoNumbers(path, tuple(one.epoch for one in moments), -reach, reach)


def _numbers(snapshot: Snapshot) -> tuple[float, ...] | None:
    """The one weight of each of two networks: the first of its parameters."""
    sides = [snapshot.of(place).layers for place in range(len(snapshot.players))]
    if len(sides) != 2 or any(len(side) != 1 or side[0].weights.size != 1 for side in sides):
        return None
    return tuple(float(side[0].weights.item()) for side in sides)
