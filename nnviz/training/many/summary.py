"""What many runs come to: how often the claim held, quartiles of the curves and of the ends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nnviz.training.many.claim import Claim
from nnviz.training.many.outcome import Outcome, each_seed
from nnviz.training.many.sweep import Ran

Array = NDArray[np.float64]
#: The shares of the runs below each line of a plot of many.
QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, eq=False)
class Bands:
    """At each of ``epochs`` (n,) the ``values`` (5, n) below which the ``QUANTILES`` of the runs lie."""

    epochs: Array
    values: Array


@dataclass(frozen=True)
class CellFigures:
    """What the runs of one cell come to so far: ``done`` of them, of which the claim ``held`` of so many,
    some ``broke`` and some could not run (``faults``). The quartiles are of the ends of those that came to
    theirs; NaN where none did."""

    done: int = 0
    held: int = 0
    broke: int = 0
    faults: int = 0
    lower: float = math.nan
    median: float = math.nan
    upper: float = math.nan

    @property
    def spread(self) -> float:
        """How wide the middle half is."""
        return self.upper - self.lower

    @property
    def judged(self) -> int:
        """Of how many it is known whether the claim held."""
        return self.done - self.faults


def figures(rans: Sequence[Ran], claim: Claim) -> CellFigures:
    """What these runs of one cell come to."""
    ends = np.array([ran.last(claim.metric) for ran in rans])
    ends = ends[np.isfinite(ends)]
    low, middle, high = np.quantile(ends, (0.25, 0.5, 0.75)).tolist() if len(ends) else (math.nan,) * 3
    return CellFigures(
        done=len(rans),
        held=sum(ran.holds(claim) for ran in rans),
        broke=sum(bool(ran.broke) for ran in rans),
        faults=sum(bool(ran.fault) for ran in rans),
        lower=low,
        median=middle,
        upper=high,
    )


def judged(rans: Iterable[Ran], claim: Claim) -> tuple[Outcome, ...]:
    """What became of the claim with each seed, by the seeds; a run that could not be trained says nothing."""
    known = {ran.seed: ran.holds(claim) for ran in rans if not ran.fault}
    return tuple(each_seed(sorted(known), known.__getitem__))


def by_cells(rans: Iterable[Ran], count: int) -> tuple[tuple[Ran, ...], ...]:
    """The runs of each of so many cells, by their seeds."""
    found: list[list[Ran]] = [[] for _ in range(count)]
    for ran in rans:
        found[ran.cell].append(ran)
    return tuple(tuple(sorted(these, key=lambda ran: ran.seed)) for these in found)


def bands(rans: Sequence[Ran], metric: str, most: int = 400) -> Bands:
    """The quantiles of the curves of runs of one cell, at the epochs that one of them was evaluated at; of
    more than so many at ``most`` of them, the first and the last among these.

    A run that has ended by itself keeps what it had; one that broke is there for as long as it was.
    """
    sound = [ran for ran in rans if len(ran.table)]
    if not sound:
        return Bands(np.empty(0), np.empty((len(QUANTILES), 0)))
    epochs = np.unique(np.concatenate([ran.table.epochs for ran in sound]))
    if len(epochs) > most:
        epochs = epochs[np.unique(np.linspace(0, len(epochs) - 1, most).round().astype(int))]
    values = np.full((len(sound), len(epochs)), np.nan)
    for row, ran in enumerate(sound):
        own = ran.table.epochs
        places = np.searchsorted(own, epochs, side="right") - 1
        there = (places >= 0) & ((epochs <= own[-1]) | (not ran.broke))
        values[row, there] = ran.table.values(metric)[places[there]]
    kept = ~np.isnan(values).all(axis=0)
    return Bands(epochs[kept], np.nanquantile(values[:, kept], QUANTILES, axis=0))


def median_run(rans: Sequence[Ran], claim: Claim) -> Ran | None:
    """The run in the middle: of those that came to their end, by when the claim was reached, then by the end;
    of an even number the earlier one of the two in the middle."""
    ended = [ran for ran in rans if math.isfinite(ran.last(claim.metric))]

    def key(ran: Ran) -> tuple[float, float, int]:
        first, end = ran.reached(claim), ran.last(claim.metric)
        return math.inf if first is None else first, -end if claim.sign in (">", ">=") else end, ran.seed

    ordered = sorted(ended, key=key)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
