"""Where a formula has no value or no slope: found by what may vanish in it, divisors, roots and corners.

A pole lies between any two points that are looked at, and may be missed by all of them; what is divided by is
therefore followed to where it vanishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnviz.engine.formulas.computing import operations, worked_out
from nnviz.engine.formulas.tree import Binary, Call, Node, Number, Pieces
from nnviz.engine.formulas.writing import plain
from nnviz.said import translate

__all__ = ["NEAR", "Judged", "corner_distances", "judged", "written"]

Line = npt.NDArray[np.float64]

NEAR = 10.0
"""Sums up to this size are met by every network: there a formula must have a value and a slope."""
FAR = 1000.0
STEPS = 4000
HALVINGS = 70
INFINITE = 1e8
"""What is larger where a divisor vanishes stands for infinity: the point itself is none of the numbers."""
APART = 1e-6
MOST_CORNERS, MOST_DOUBTFUL = 64, 64


@dataclass(frozen=True)
class Judged:
    """`corners` are where there is no slope on paper, or a jump; `warnings` are sentences.

    `error` is how far the slope is off central differences at most, as a share of its size.
    """

    corners: tuple[float, ...]
    warnings: tuple[str, ...]
    error: float


def judged(tree: Node, slope: Node, by: str) -> Judged:
    """What there is to know of a formula in `by`. ValueError with one sentence if it cannot be used."""
    points = np.linspace(-NEAR, NEAR, STEPS + 1)
    doubtful = [part for whole in (tree, slope) for part in _vanishing(whole)]
    small = sorted(dict.fromkeys(doubtful), key=lambda part: len(plain(part)))[:MOST_DOUBTFUL]
    special = np.concatenate([np.empty(0), *(_least(part, by, points) for part in small)])
    every = np.unique(np.concatenate([points, special]))
    values, slopes = worked_out(tree, {by: every}), worked_out(slope, {by: every})
    wrong = ~np.isfinite(values)
    at_special = np.isin(every, special)
    wrong |= at_special & (np.abs(values) > INFINITE)
    if wrong.any():
        raise ValueError(_no_value(by, every, wrong, values))
    steep = ~np.isfinite(slopes) | (at_special & (np.abs(slopes) > INFINITE))
    if steep.any():
        raise ValueError(
            translate(
                "Engine", "At {name} = {at} the slope of the formula is no number; it cannot be learned with."
            ).format(name=by, at=written(_nearest(every[steep])))
        )
    corners, jumps = _corners(tree, slope, by)
    warnings = tuple(_warnings(tree, slope, by, corners, jumps))
    every_corner = tuple(sorted((*corners, *jumps)))
    return Judged(every_corner, warnings, _error(tree, slope, by, every_corner))


# --- where something vanishes -----------------------------------------------------------------------------
def _vanishing(node: Node) -> Iterator[Node]:
    """What must not be 0 for the tree to have a value: divisors, and what roots and logarithms are of."""
    for part in node.parts:
        yield from _vanishing(part)
    if not node.names:
        return
    match node:
        case Binary("/", _, below):
            yield from _within(below)
        case Binary("**", base, Number(exponent)) if exponent < 0 or exponent.denominator != 1:
            yield from _within(base)
        case Binary("**", base, exponent) if not isinstance(exponent, Number):
            yield from _within(base)
        case Call("log" | "sqrt", (of,)):
            yield from _within(of)
        case Call("tan", (of,)):
            yield Call("cos", (of,))


def _within(node: Node) -> Iterator[Node]:
    """A divisor and the factors that it is made of."""
    if not node.names:
        return
    yield node
    match node:
        case Binary("*" | "/" | "**"):
            for part in node.parts:
                yield from _within(part)


def _least(node: Node, by: str, points: Line) -> Line:
    """Where the size of the tree is least between points that are further from 0 on both sides."""
    values = worked_out(node, {by: points})
    sizes = np.where(np.isfinite(values), np.abs(values), np.inf)
    inner = (sizes[1:-1] <= sizes[:-2]) & (sizes[1:-1] <= sizes[2:]) & (sizes[1:-1] < np.inf)
    lows = np.flatnonzero(inner) + 1
    if not len(lows) or len(lows) > STEPS // 4:  # flat, or too wild to be followed
        return np.empty(0)
    signs = np.sign(values)
    before, after = signs[lows - 1] * signs[lows] < 0, signs[lows] * signs[lows + 1] < 0
    read = _Reader(node, by)
    crossings = np.concatenate([lows[before] - 1, lows[after]])
    found = [points[lows], *read.halved(points[crossings], points[crossings + 1])]
    touching = lows[~before & ~after]
    found.append(read.lowest(points[touching - 1], points[touching + 1]))
    return np.concatenate(found)


def _side(values: Line) -> Line:
    """On which side of 0: -1, 0, 1, and -2 where there is no value, as in a condition that is not met."""
    return np.nan_to_num(np.sign(values), nan=-2.0)


class _Reader:
    """Follows a tree to where it changes its sign, or is least, at many places at once."""

    def __init__(self, node: Node, by: str) -> None:
        self._node, self._by = node, by

    def halved(self, low: Line, high: Line) -> tuple[Line, Line]:
        """Two numbers next to each other, or nearly, of which only the first has the sign at `low`."""
        low, high, middle, out = low.copy(), high.copy(), np.empty_like(low), np.empty_like(low)
        run = self._bound(middle, out)
        np.copyto(middle, low)
        run()
        side = _side(out)
        for _ in range(HALVINGS):
            np.copyto(middle, (low + high) / 2)
            run()
            same = _side(out) == side
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        return low, high

    def lowest(self, low: Line, high: Line) -> Line:
        """Where the size is least between."""
        left, right = np.empty_like(low), np.empty_like(low)
        sizes = np.empty_like(low), np.empty_like(low)
        run = self._bound(left, sizes[0]), self._bound(right, sizes[1])
        for _ in range(HALVINGS):
            np.copyto(left, low + (high - low) / 3)
            np.copyto(right, high - (high - low) / 3)
            run[0]()
            run[1]()
            down = np.abs(sizes[0]) <= np.abs(sizes[1])
            low, high = np.where(down, low, left), np.where(down, right, high)
        return (low + high) / 2

    def _bound(self, points: Line, out: Line) -> Callable[[], None]:
        (filled,) = operations((self._node,), {self._by: points}, (out,))

        def run() -> None:
            with np.errstate(all="ignore"):
                for operation in filled:
                    operation()

        return run


# --- corners and jumps --------------------------------------------------------------------------------------
def _turning(node: Node) -> Iterator[Node]:
    """What has another sign on both sides of each corner."""
    for part in node.parts:
        yield from _turning(part)
    if not node.names:
        return
    match node:
        case Call("abs" | "sign" | "relu", (of,)):
            yield of
        case Call("max" | "min", (left, right)):
            yield Binary("-", left, right)
        case Pieces(condition):
            yield Binary("-", condition.left, condition.right)


def corner_distances(tree: Node) -> tuple[Node, ...]:
    """Formulas that are 0 where the tree may have a corner."""
    return tuple(dict.fromkeys(_turning(tree)))


def _corners(tree: Node, slope: Node, by: str) -> tuple[list[float], list[float]]:
    """(where the slope jumps, where the value does), those nearest to 0 first."""
    reach = 5 * NEAR
    points = np.linspace(-reach, reach, 5 * STEPS + 1)
    found: set[float] = set()
    for part in corner_distances(tree):
        signs = _side(worked_out(part, {by: points}))
        changes = np.flatnonzero(signs[1:] != signs[:-1])[: 2 * MOST_CORNERS]
        before, after = _Reader(part, by).halved(points[changes], points[changes + 1])
        at_zero = worked_out(part, {by: before}) == 0
        found |= set(np.where(at_zero, before, after).tolist())
    corners: list[float] = []
    jumps: list[float] = []
    for at in sorted(found, key=abs)[:MOST_CORNERS]:
        sides = np.array([at - APART * max(1.0, abs(at)), at + APART * max(1.0, abs(at))])
        if _apart(worked_out(tree, {by: sides}), 1e-3):
            jumps.append(at)
        elif _apart(worked_out(slope, {by: sides}), 1e-4):
            corners.append(at)
    return corners, jumps


def _apart(sides: Line, share: float) -> bool:
    return bool(abs(sides[1] - sides[0]) > share * (1.0 + np.abs(sides).max()))


# --- what is said of it -------------------------------------------------------------------------------------
def _warnings(
    tree: Node, slope: Node, by: str, corners: Sequence[float], jumps: Sequence[float]
) -> Iterator[str]:
    points = np.linspace(-NEAR, NEAR, STEPS + 1)
    if not worked_out(slope, {by: points}).any():
        yield translate("Engine", "Its slope is 0 wherever it has one: nothing before it can learn.")
    if jumps:
        yield translate("Engine", "It jumps at {name} = {places}, which its slope does not tell.").format(
            name=by, places=_several(jumps)
        )
    if corners:
        yield translate(
            "Engine", "It has a corner at {name} = {places}: there is no slope, and {slope} is taken for it."
        ).format(
            name=by, places=_several(corners), slope=_several(worked_out(slope, {by: np.array(corners)}))
        )
    far = np.linspace(-FAR, FAR, 2 * int(FAR) + 1).astype(np.float32)
    sound = np.isfinite(worked_out(tree, {by: far})) & np.isfinite(worked_out(slope, {by: far}))
    if not sound.all():
        yield translate(
            "Engine", "From {name} = {at} on its value or its slope is too large for a number (float32)."
        ).format(name=by, at=written(_nearest(far[~sound])))


def _error(tree: Node, slope: Node, by: str, corners: Sequence[float]) -> float:
    points = np.linspace(-NEAR / 2, NEAR / 2, 1001)
    near = [np.abs(points - corner) < 2 * APART for corner in corners]
    points = points[~np.any(near, axis=0)] if near else points
    high, low = (worked_out(tree, {by: points + way * APART}) for way in (1, -1))
    slopes = worked_out(slope, {by: points})
    size = np.maximum(1.0, np.maximum(np.abs(slopes), 1e-3 * np.abs(high)))
    return float(np.max(np.abs((high - low) / (2 * APART) - slopes) / size))


def _no_value(by: str, points: Line, wrong: npt.NDArray[np.bool_], values: Line) -> str:
    """The sentence about the part without a value that is nearest to 0."""
    first = last = int(np.argmin(np.where(wrong, np.abs(points), np.inf)))
    while first > 0 and wrong[first - 1]:
        first -= 1
    while last + 1 < len(points) and wrong[last + 1]:
        last += 1
    if points[last] - points[first] < 1e-9:
        return translate(
            "Engine", "At {name} = {at} the formula has no value; where(...) can give it one there."
        ).format(name=by, at=written(points[last]))
    low, high = (
        min((written(points[i]) for i in pair), key=len) for pair in _borders(first, last, len(points))
    )
    sentence = translate("Engine", "Between {name} = {low} and {name} = {high} the formula has no value.")
    if np.isinf(values[first : last + 1]).all():
        sentence = translate(
            "Engine", "Between {name} = {low} and {name} = {high} the value is too large for a number."
        )
    return sentence.format(name=by, low=low, high=high)


def _borders(first: int, last: int, count: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The points on both sides of each border of a part."""
    return (max(0, first - 1), first), (last, min(count - 1, last + 1))


def _nearest(points: npt.NDArray[np.floating]) -> float:
    return float(points[np.argmin(np.abs(points))])


def _several(values: Sequence[float] | Line) -> str:
    """Up to four of them."""
    texts = list(dict.fromkeys(written(value) for value in values))
    return ", ".join([*texts[:4], *(["…"] if len(texts) > 4 else [])])


def written(value: float) -> str:
    """A number within a sentence."""
    return f"{value:.4g}".replace("-", "−") if value else "0"
