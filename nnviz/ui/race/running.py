"""A race worked out off the window's thread: the paths of all, the goal, and the loss they run over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.training.experiment import Experiment
from nnviz.training.race import Count, Lane, LossSurface, Number, Race, goal_for_all
from nnviz.training.snapshot import Snapshot
from nnviz.ui.race.plot import Surface

UPDATES: Final = 320
_SECONDS: Final = 20.0  # after which a race ends where it stands
_CELLS: Final = 61
_ROUNDS: Final = 20  # after each of which it is told how far they are


@dataclass(frozen=True, eq=False, kw_only=True)
class Course:
    """What is raced: the experiments by letter, the data, from where, and the ``two`` numbers drawn over.

    ``moved`` are values that these have at the start instead of those of ``start``. All go on until so much
    has been counted ``by`` that. Without a ``goal`` it is the loss at the end that counts.
    """

    experiments: Mapping[str, Experiment]
    dataset: Dataset
    start: Snapshot
    two: tuple[Number, Number]
    moved: tuple[float, float] | None = None
    by: Count = "updates"
    until: float = UPDATES
    goal: bool = True


@dataclass(frozen=True, eq=False)
class Raced:
    """What came of it."""

    lanes: tuple[Lane, ...]
    goal: float
    surface: Surface


def run_race(course: Course, stopped: Callable[[], bool], tell: Callable[[float], None]) -> Raced:
    """Race them; ``tell`` is told how much is done. Raises ``ValueError`` where they cannot be raced."""
    race = Race(course.experiments, course.dataset, course.two, course.start, course.moved)
    until = monotonic() + _SECONDS

    def enough() -> bool:
        return stopped() or monotonic() > until

    for round_ in range(1, _ROUNDS + 1):
        race.go_on(course.by, course.until * round_ / _ROUNDS, enough)
        tell(0.8 * round_ / _ROUNDS)
    lanes = race.lanes
    low, high, bottom, top = _span(lanes)
    across, up = np.linspace(low, high, _CELLS), np.linspace(bottom, top, _CELLS)
    surface = LossSurface(course.start, course.dataset, course.two)
    goal = goal_for_all(lanes) if course.goal else 0.0
    return Raced(lanes, goal, Surface(across, up, surface.grid(across, up, stopped)))


def _span(lanes: tuple[Lane, ...]) -> tuple[float, float, float, float]:
    """All paths with some room around, but for those that broke, which go anywhere."""
    sound = [lane.path for lane in lanes if not lane.broke] or [lanes[0].path[:1]]
    points = np.concatenate(sound)
    points = points[np.isfinite(points).all(axis=1)]
    return (*_reach(points[:, 0]), *_reach(points[:, 1]))


def _reach(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.15 * (high - low) + 0.1
    return low - room, high + room
