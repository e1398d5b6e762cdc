"""Where everything stands on the stage of the micro-steps: columns, capsules, curves, the loss."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnviz.drawing.layout import Rect
from nnviz.drawing.micro.micro_state import blame_of
from nnviz.training.micro import Cell, Micro

Point = tuple[float, float]

# Sizes of M4 and two smaller ones: capsule width, height and least gap to the next, in px at unit 1.
_LEVELS = ((116, 64, 20), (96, 44, 12), (84, 34, 6))
_ENOUGH = 6  # neurons of a layer that is folded
_WANTED_ROWS = 10  # of a large layer, where there is room
_PITCH = 220  # largest distance of two neurons
_TOP, _BOTTOM = 76, 36
_LEAST_GAP = 34  # between two columns
_TALL_BELOW = 80  # width of a capsule from which on z stands beside a
_NARROWEST = 54
_INPUT_RADIUS = (28, 20, 15)
_LOSS_HALF = (36, 30, 26)


@dataclass(frozen=True)
class Column:
    """One layer (-1: what enters the first): the units shown, their heights, how many are folded.

    ``fold_y`` is the height of the fold. ``joined``: edges lead to it from the column before.
    """

    layer: int
    x: float
    units: tuple[int, ...]
    ys: tuple[float, ...]
    folded: int = 0
    fold_y: float = 0.0
    joined: bool = True

    def y(self, unit: int) -> float:
        """The height of a unit; of a folded one that of the fold."""
        return self.ys[self.units.index(unit)] if unit in self.units else self.fold_y


@dataclass(frozen=True)
class Curve:
    """A cubic between two points; its handles are level, but few neurons are joined nearly straight."""

    x0: float
    y0: float
    x1: float
    y1: float
    handle: float
    drop: float

    @property
    def points(self) -> tuple[Point, Point, Point, Point]:
        """Beginning, the two handles, end."""
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        return (
            (self.x0, self.y0),
            (self.x0 + dx * self.handle, self.y0 + dy * self.drop),
            (self.x1 - dx * self.handle, self.y1 - dy * self.drop),
            (self.x1, self.y1),
        )

    def at(self, t: float) -> Point:
        """The point at ``t`` 0..1."""
        a, b, c, d = self.points
        u = 1 - t
        x, y = (u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i] for i in range(2))
        return x, y

    def angle(self, t: float) -> float:
        """Of the curve at ``t``, in radians."""
        a, b, c, d = self.points
        u = 1 - t
        dx, dy = (
            3 * u * u * (b[i] - a[i]) + 6 * u * t * (c[i] - b[i]) + 3 * t * t * (d[i] - c[i])
            for i in range(2)
        )
        return math.atan2(dy, dx)


@dataclass(frozen=True)
class StagePlan:
    """The whole stage, in px. ``tall``: the capsules have z above a. ``level`` 0 is the size of M4."""

    width: float
    height: float
    unit: float
    level: int
    capsule: tuple[float, float]
    tall: bool
    columns: tuple[Column, ...]
    loss: Point
    loss_half: float
    radius: float

    def replaces(self, other: StagePlan) -> bool:
        """Whether it tells as much: all outputs, of larger layers enough, in capsules of the same kind."""
        if self.tall != other.tall or self.columns[-1].folded > other.columns[-1].folded:
            return False
        pairs = zip(self.columns, other.columns, strict=True)
        return all(one.folded <= two.folded or len(one.units) >= _ENOUGH for one, two in pairs)

    def column(self, layer: int) -> Column:
        return self.columns[layer + 1]

    def point(self, layer: int, unit: int) -> Point:
        """The middle of a neuron or input."""
        column = self.column(layer)
        return column.x, column.y(unit)

    def box(self, layer: int, unit: int) -> Rect:
        """The ground of a neuron or input."""
        wide, high = (2 * self.radius, 2 * self.radius) if layer < 0 else self.capsule
        return around(self.point(layer, unit), wide, high)

    def loss_box(self) -> Rect:
        return around(self.loss, 2 * self.loss_half, 2 * self.loss_half)

    def fold_box(self, column: Column) -> Rect:
        """Where "+28" stands."""
        wide, high = 58 * self.unit, 24 * self.unit
        return max(2.0, column.x - wide / 2), column.fold_y - high / 2, wide, high

    def shift(self, cell: Cell, room: float) -> float:
        """How far a stage of ``room`` px is scrolled to have the place in view that is lit."""
        layer = cell.layer if cell.layer is not None else -1 if cell.phase == "forward" else None
        x = self.loss[0] if layer is None else self.column(layer).x
        return self.within(x - room / 2, room)

    def within(self, shift: float, room: float) -> float:
        """``shift``, as far as the plan is wider than ``room``."""
        return min(max(0.0, self.width - room), max(0.0, shift))

    def curve(self, layer: int, source: int, unit: int) -> Curve:
        """The edge into ``unit`` of ``layer`` from ``source``."""
        gap = 6 * self.unit if self.level == 0 else 3 * self.unit
        start, end = self.point(layer - 1, source), self.point(layer, unit)
        half = self.radius + 2 * self.unit if layer == 0 else self.capsule[0] / 2 + gap
        few = max(len(self.column(layer - 1).units), len(self.column(layer).units)) <= 4
        handle, drop = (0.26, 0.08) if few else (0.45, 0.0)
        return Curve(start[0] + half, start[1], end[0] - self.capsule[0] / 2 - gap, end[1], handle, drop)

    def last_curve(self, unit: int) -> Curve:
        """From an output to the loss."""
        layer = len(self.columns) - 2
        start = self.point(layer, unit)
        return Curve(
            start[0] + self.capsule[0] / 2 + 6 * self.unit,
            start[1],
            self.loss[0] - self.loss_half - 4 * self.unit,
            self.loss[1],
            0.45,
            0.0,
        )


def around(middle: Point, wide: float, high: float) -> Rect:
    """The box with that middle."""
    return middle[0] - wide / 2, middle[1] - high / 2, wide, high


def best_plan(micro: Micro, width: float, height: float, largest: float) -> StagePlan:
    """At unit ``largest``, if the stage then tells as much; else smaller, down to M4's size."""
    plain = make_plan(micro, width, height, min(1.0, largest))
    for share in (1.0, 0.75, 0.5, 0.25):
        plan = make_plan(micro, width, height, 1.0 + (largest - 1.0) * share)
        if largest > 1 and plan.replaces(plain) and plan.width <= max(width, plain.width):
            return plan
    return plain


def make_plan(micro: Micro, width: float, height: float, unit: float) -> StagePlan:
    """Lay out the network of ``micro``; wider than ``width`` where its layers need it."""
    counts = [micro.batch.layers[0].entering.shape[1], *(layer.units for layer in micro.batch.layers)]
    room = max(1.0, height - (_TOP + _BOTTOM) * unit)
    wanted = max(min(count, _WANTED_ROWS) for count in counts)
    level = next(
        (i for i, (_, high, gap) in enumerate(_LEVELS) if room / ((high + gap) * unit) >= wanted),
        len(_LEVELS) - 1,
    )
    level = _narrowed(level, width, len(counts) - 1, unit)
    wide, high, gap = (value * unit for value in _LEVELS[level])
    rows = max(3, int(room / (high + gap)))
    radius, half = _INPUT_RADIUS[level] * unit, _LOSS_HALF[level] * unit
    xs, capsule, loss_x, whole = _across(width, len(counts) - 1, wide, radius, half, unit)
    middle = _TOP * unit + room / 2
    columns = tuple(
        _column(micro, layer, x, rows, room, middle, unit)
        for layer, x in zip(range(-1, len(counts) - 1), xs, strict=True)
    )
    return StagePlan(
        whole, height, unit, level, (capsule, high), capsule < _TALL_BELOW * unit, columns,
        (loss_x, middle), half, radius,
    )  # fmt: skip


def _narrowed(level: int, width: float, layers: int, unit: float) -> int:
    """A smaller level where capsules of this one would have to be narrow."""
    for smaller in range(level, len(_LEVELS)):
        wide = _LEVELS[smaller][0] * unit
        if (width - 150 * unit - wide) / layers >= wide + 40 * unit:
            return smaller
    return max(level, 1)


def _across(
    width: float, layers: int, wide: float, radius: float, half: float, unit: float
) -> tuple[list[float], float, float, float]:
    """(x of each column, width of a capsule, x of the loss, width of all)."""
    roomy = width / (layers + 2) > 110 * unit
    left = radius + (44 if roomy else 10) * unit
    right = half + (20 if roomy else 8) * unit
    before_loss = half + (54 if roomy else 26) * unit

    def pitch(capsule: float) -> float:
        return (width - left - right - before_loss - capsule / 2) / layers

    capsule = wide
    while capsule > _NARROWEST * unit and pitch(capsule) < capsule + 2 * _LEAST_GAP * unit:
        capsule -= unit
    capsule = max(capsule, _NARROWEST * unit)
    step = max(pitch(capsule), capsule + _LEAST_GAP * unit)
    grown = (step - pitch(capsule)) * layers
    whole = width + max(0.0, grown)
    return [left + step * i for i in range(layers + 1)], capsule, whole - right, whole


def _column(micro: Micro, layer: int, x: float, rows: int, room: float, middle: float, unit: float) -> Column:
    first = micro.batch.layers[0]
    count = first.entering.shape[1] if layer < 0 else micro.batch.layers[layer].units
    units = tuple(range(count)) if count <= rows else _picked(micro, layer, count, rows - 1)
    slots, joined = len(units) + (count > len(units)), layer < 0 or micro.batch.joined(layer)
    pitch = min(_PITCH * unit, room / max(1, slots))
    if slots == 3:
        pitch = min(pitch, 200 * unit)
    ys = [middle + pitch * (i - (slots - 1) / 2) for i in range(slots)]
    return Column(layer, x, units, tuple(ys[: len(units)]), count - len(units), ys[-1], joined)


def _picked(micro: Micro, layer: int, count: int, rows: int) -> tuple[int, ...]:
    """The units that the chain passes and those with the largest gradients, in their order."""
    kept = [path.units[layer] for path in micro.chain.paths if layer in path.units]
    joined = micro.batch.joined(micro.weight.layer)
    if layer == micro.weight.layer - 1 and micro.weight.source is not None and joined:
        kept.insert(0, micro.weight.source)
    if layer == len(micro.batch.layers) - 1:
        kept.append(int(micro.batch.targets[micro.example].argmax()))
    blame = blame_of(micro, layer)
    order = [*dict.fromkeys(kept), *(int(i) for i in np.argsort(-np.abs(blame), kind="stable"))]
    return tuple(sorted([*dict.fromkeys(order)][:rows]))
