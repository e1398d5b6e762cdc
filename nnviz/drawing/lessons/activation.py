"""Activations as curves, each with its slope, and the point of a neuron on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.layout import Rect
from nnviz.drawing.lessons.figures import written
from nnviz.drawing.lessons.marks import Pen
from nnviz.drawing.lessons.paper import Paper
from nnviz.engine.activations import Activation
from nnviz.said import joined, translate

Line = NDArray[np.float64]

SPAN: Final = (-5.0, 5.0)
_POINTS: Final = 401
_TALLEST: Final = 5.0  # what goes beyond is cut off at the border


@dataclass(frozen=True, eq=False)
class Curve:
    """One activation from ``z[0]`` to ``z[-1]``, as the engine computes it; ``at`` is the sum of a neuron.

    Of softmax it is the first of three outputs, the other two sums being 0. While somebody is asked for them,
    the output of the neuron, or the slope, is ``hidden``.
    """

    activation: Activation
    z: Line
    a: Line
    slope: Line
    at: float | None = None
    hidden: frozenset[str] = frozenset()

    @property
    def point(self) -> tuple[float, float, float] | None:
        """z, a and the slope of the neuron."""
        if self.at is None:
            return None
        a, slope = _computed(self.activation, np.array([self.at]))
        return self.at, float(a[0]), float(slope[0])


def curve_of(
    activation: Activation,
    span: tuple[float, float] | None = None,
    at: float | None = None,
    hidden: frozenset[str] = frozenset(),
) -> Curve:
    """Its curve over ``span``, which is as wide as the point ``at`` needs it where none is given."""
    low, high = span or SPAN
    if at is not None and not span and math.isfinite(at):
        reach = max(high, 1.1 * abs(at))
        low, high = -reach, reach
    z = np.linspace(low, high, _POINTS)
    inside = [kink for kink in activation.kinks if low < kink < high]
    if inside:  # a corner, with a point right before and right after it
        z = np.sort(
            np.concatenate([z[~np.isin(z, inside)], *([np.nextafter(k, low), k + 1e-9] for k in inside)])
        )
    point = at if at is None or math.isfinite(at) else None
    return Curve(activation, z, *_computed(activation, z), point, hidden)


def _computed(activation: Activation, z: Line) -> tuple[Line, Line]:
    if activation.elementwise:
        a = activation.function(z)
        return a, activation.derivative(z, a)
    sums = np.stack([z, np.zeros_like(z), np.zeros_like(z)], axis=-1)
    a = activation.function(sums)
    return a[:, 0], activation.derivative(sums, a)[:, 0]


def told_curve(curve: Curve) -> str:
    """What is told of one to whom it cannot be shown."""
    entry = curve.activation
    if curve.point is None or curve.hidden:
        return translate("Lessons", "{name}, outputs {range}.").format(name=entry.label, range=entry.range)
    z, a, slope = curve.point
    return translate("Lessons", "{name}: z = {z} gives a = {a}, and the slope there is {slope}.").format(
        name=entry.label, z=written(z), a=written(a), slope=written(slope)
    )


def draw_activations(paper: Paper, curves: Sequence[Curve], chosen: str = "") -> str:
    """All of them, side by side in rows; each is a spot. What is told of it as a whole."""
    if not curves:
        return ""
    columns = _columns(len(curves), paper.width, paper.height)
    rows = -(-len(curves) // columns)
    gap = 14 * paper.unit
    wide, high = (paper.width - gap) / columns, (paper.height - gap) / rows
    for place, curve in enumerate(curves):
        row, column = divmod(place, columns)
        rect = (gap + column * wide, gap + row * high, wide - gap, high - gap)
        alone = len(curves) == 1
        _Plot(paper, rect, curve, lit=curve.activation.name == chosen and not alone, alone=alone).draw()
    return joined(told_curve(curve) for curve in curves)


def _columns(count: int, width: float, height: float) -> int:
    """As many that a plot comes out nearest to 4 : 3."""
    return min(
        range(1, count + 1),
        key=lambda n: abs(math.log((width / n) / (height / -(-count // n)) / 1.33)),
    )


class _Plot:
    """One curve with its slope in ``rect``."""

    def __init__(self, paper: Paper, rect: Rect, curve: Curve, *, lit: bool, alone: bool) -> None:
        self._paper, self._rect, self._curve = paper, rect, curve
        self._lit, self._alone = lit, alone
        self._size = paper.size("body" if alone else "caption")
        left, top, wide, high = rect
        head, foot = 2.2 * self._size, 1.8 * self._size
        side = 2.6 * self._size
        self._box: Rect = (left + side, top + head, wide - side - 0.8 * self._size, high - head - foot)
        values = np.concatenate([curve.a, curve.slope, [0.0]])
        low, high_value = max(-_TALLEST, values.min()), min(_TALLEST, values.max())
        if curve.point is not None:  # the point of a neuron is never cut off
            low, high_value = min(low, *curve.point[1:]), max(high_value, *curve.point[1:])
        room = 0.08 * (high_value - low or 1.0)
        self._low, self._high = low - room, high_value + room

    def _x(self, z: float) -> float:
        left, _, wide, _ = self._box
        first, last = self._curve.z[0], self._curve.z[-1]
        return float(left + wide * (z - first) / (last - first))

    def _y(self, value: float) -> float:
        _, top, _, high = self._box
        return float(top + high * (self._high - value) / (self._high - self._low))

    def draw(self) -> None:
        paper, look, curve = self._paper, self._paper.look, self._curve
        if self._lit:
            paper.box(self._rect, None, Pen(look.accent, look.line("focus")), 6 * paper.unit)
        self._axes()
        thick = (3.0 if self._alone else 2.0) * paper.unit
        if "slope" not in curve.hidden:
            self._line(curve.slope, look.gradient, thick * 0.8, dash=(4 * paper.unit, 3 * paper.unit))
        self._line(curve.a, look.text(), thick)
        self._head()
        self._point()
        paper.spot(curve.activation.name, self._rect, told_curve(curve))

    def _head(self) -> None:
        """Its name, and which line is which."""
        paper, look, size = self._paper, self._paper.look, self._size
        left, top, wide, _ = self._rect
        y = top + 1.1 * size
        entry = self._curve.activation
        name = paper.words(entry.label, self._box[0], y, size, weight="semibold", anchor="start")
        x, end = self._box[0] + paper.measure(name) + 1.2 * size, left + wide - 0.6 * size
        both = (("f", look.text()), ("f ′", look.gradient))
        for text, colour in both[: 1 if "slope" in self._curve.hidden else 2]:
            if x + 3.2 * size > end:
                break
            paper.line((x, y), (x + 1.4 * size, y), colour=colour, width=2 * paper.unit)
            paper.words(text, x + 1.8 * size, y, size, colour, family="math", italic=True, anchor="start")
            x += 3.4 * size
        if not entry.elementwise and x + 6 * size < end:
            paper.words("z₂ = z₃ = 0", x, y, size, look.text("secondary"), anchor="start")

    def _axes(self) -> None:
        paper, look, curve = self._paper, self._paper.look, self._curve
        left, top, wide, high = self._box
        faint, size = look.surface("outline"), 0.86 * self._size
        quiet = look.text("tertiary")
        for value in _ticks(self._low, self._high):
            y = self._y(value)
            paper.line((left, y), (left + wide, y), colour=faint, width=1.6 if value == 0 else 0.6)
            paper.words(written(value), left - 0.5 * size, y, size, quiet, family="mono", anchor="end")
        if curve.z[0] < 0 < curve.z[-1]:
            paper.line((self._x(0), top), (self._x(0), top + high), colour=faint, width=1.6)
        for value in _ticks(float(curve.z[0]), float(curve.z[-1])):
            paper.words(written(value), self._x(value), top + high + size, size, quiet, family="mono")

    def _line(self, values: Line, colour: int, width: float, dash: tuple[float, ...] = ()) -> None:
        """A line, in pieces where it leaves the box or jumps."""
        points: list[tuple[float, float]] = []
        jumps = np.append(np.abs(np.diff(values)) > 0.2 * (self._high - self._low), True)
        for z, value, last in zip(self._curve.z, values, jumps, strict=True):
            inside = self._low <= value <= self._high
            if inside:
                points.append((self._x(z), self._y(value)))
            if (last or not inside) and points:
                if len(points) > 1:
                    self._paper.line(*points, colour=colour, width=width, dash=dash)
                points = []

    def _point(self) -> None:
        """The neuron: on the curve, with the tangent there, and its numbers."""
        if self._curve.point is None:
            return
        paper, look, size = self._paper, self._paper.look, self._size
        z, a, slope = self._curve.point
        if not self._curve.z[0] <= z <= self._curve.z[-1]:
            return
        x, y = self._x(z), self._y(a)
        left, top, wide, high = self._box
        dots = (0.1 * size, 0.35 * size)
        hidden = self._curve.hidden
        if hidden:  # where its sum is can be seen, and no more
            paper.line((x, top), (x, top + high), colour=look.accent, width=1.5 * paper.unit, dash=dots)
            return
        paper.line((x, y), (x, top + high), colour=look.accent, width=1.5 * paper.unit, dash=dots)
        paper.line((x, y), (left, y), colour=look.accent, width=1.5 * paper.unit, dash=dots)
        across = wide / (self._curve.z[-1] - self._curve.z[0])
        up = high / (self._high - self._low)
        reach = 2.6 * size / math.hypot(across, slope * up)
        ends = [(self._x(z + way * reach), self._y(a + way * reach * slope)) for way in (-1, 1)]
        paper.line(*ends, colour=look.gradient, width=3 * paper.unit)
        paper.disc(x, self._y(slope), 0.3 * size, look.surface("stage"), Pen(look.gradient, 2 * paper.unit))
        paper.disc(x, y, 0.42 * size, look.accent, Pen(look.surface("stage"), 1.5 * paper.unit))
        if self._alone:
            self._numbers(z, a, slope)

    def _numbers(self, z: float, a: float, slope: float) -> None:
        """In the corner where the curve is not."""
        paper, look, size = self._paper, self._paper.look, self._size
        left, top, wide, _ = self._box
        lines = (("z", z, look.accent), ("a", a, look.accent), ("f′(z)", slope, look.gradient))
        texts = [(f"{name} = {written(value)}", colour) for name, value, colour in lines]
        room = max(len(text) for text, _ in texts) * 0.62 * size
        rising = self._curve.a[-1] >= self._curve.a[0]
        x = left + 0.8 * size if rising else left + wide - room - 0.8 * size
        ground = (x - 0.4 * size, top + 0.1 * size, room + 0.6 * size, 4.8 * size)
        paper.box(ground, look.surface("stage"), radius=0.3 * size)
        for place, (text, colour) in enumerate(texts):
            y = top + (1.0 + 1.5 * place) * size
            paper.words(text, x, y, size, colour, family="mono", weight="semibold", anchor="start")


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers between, 0 among them if it is."""
    reach = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(reach))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= reach)
    return [round(step * k, 12) for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
