"""Why the shown network answers what it answers to the present sample."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.ink import prepare
from nnviz.training.likeness import Known
from nnviz.training.reader import Reader
from nnviz.training.samples import Sample, Strokes
from nnviz.training.snapshot import Snapshot
from nnviz.training.why import contributions

ALIKE = 3
MOST_STROKES = 6  # so many are left out in turn

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Alike:
    """A digit learned from: counts (64,), 0 to 16, what it is, and whether it was taught."""

    counts: Array
    label: int
    taught: bool = False


@dataclass(frozen=True, eq=False)
class Without:
    """What the network would answer without the stroke of that number, and the output that says so.

    ``output`` is a probability where the network gives such, as for the whole drawing.
    """

    stroke: int
    answer: int
    output: float


@dataclass(frozen=True, eq=False)
class Why:
    """Why ``answer`` rather than ``against``.

    values (64,): what each pixel adds to the difference of the two sums. field (32, 32): the ink those pixels
    count, None where there is no drawing prepared in the usual way. alike: the digits learned from that are
    most like it, the most like first. without: what each stroke is worth, if there are several. shares: the
    outputs are probabilities.
    """

    answer: int
    against: int
    values: Array
    field: Array | None
    alike: tuple[Alike, ...]
    strokes: Strokes
    without: tuple[Without, ...]
    shares: bool = True


def why(snapshot: Snapshot, sample: Sample, reader: Reader, answer: int | None = None) -> Why | None:
    """Why the network of the snapshot answers ``answer``, by default what it does; None for no 8 x 8 picture.

    ``reader`` is that network as a Reader, which knows the digits learned from.
    """
    probe, seen = snapshot.probe, sample.seen
    if probe is None or seen is None or np.size(seen) != 64 or probe.output.size < 2:
        return None
    order = np.argsort(-np.asarray(probe.z[-1], dtype=np.float64), kind="stable")
    answer = int(order[0]) if answer is None else answer
    against = int(order[1] if answer == order[0] else order[0])
    parts = contributions(reader.network, probe.inputs, answer, against)
    field, rests = _drawn(sample)
    without = tuple(_without(stroke, rest, reader) for stroke, rest in rests)
    alike, shares = _alike(sample, reader.known), snapshot.probabilities is not None
    return Why(answer, against, parts.values, field, alike, sample.strokes or (), without, shares)


@lru_cache(maxsize=4)
def _drawn(sample: Sample) -> tuple[Array | None, tuple[tuple[int, Array], ...]]:
    """The ink (32, 32) of a drawing prepared in the usual way; and of each stroke, if there are several, its
    number and the counts (64,) without it."""
    strokes = sample.strokes or ()
    if not strokes or not np.array_equal((made := prepare(strokes)).seen, np.asarray(sample.seen)):
        return None, ()
    left_out = range(len(strokes)) if 1 < len(strokes) <= MOST_STROKES else ()
    rests = [(number, prepare([*strokes[:number], *strokes[number + 1 :]])) for number in left_out]
    return made.field, tuple((number, rest.seen) for number, rest in rests if not rest.empty)


@lru_cache(maxsize=4)
def _alike(sample: Sample, known: Known) -> tuple[Alike, ...]:
    """The digits most like the sample, whatever network reads it: found once for all epochs of a run."""
    index, _ = known.nearest(np.asarray(sample.seen, dtype=np.float64)[np.newaxis] / 16, ALIKE)
    return tuple(
        Alike(known.pictures[k] * 16, int(known.labels[k]), known.is_taught(int(k))) for k in index[0]
    )


def _without(stroke: int, rest: Array, reader: Reader) -> Without:
    """What the network itself says, calibrated or not: the diagram shows the same of the whole drawing."""
    outputs = reader.network.predict(reader.dataset.scaled(rest[np.newaxis]))[0]
    return Without(stroke, int(outputs.argmax()), float(outputs.max()))
