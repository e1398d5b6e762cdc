"""The small plots of the micro-steps in px: axes, room for words beside curves, and what “Check it” says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers
from nnviz.drawing.layout import Rect
from nnviz.drawing.micro.stage_plan import Point
from nnviz.drawing.ranges import loose_range
from nnviz.said import translate
from nnviz.training.micro import Micro
from nnviz.training.nudge import Nudge

_TANGENT = 0.5  # of the shown width
Line = list[Point]


@dataclass(frozen=True)
class Axes:
    """A plot in ``box`` (px) over ``across`` and ``up``, the ranges of its two values."""

    box: Rect
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        low, high = self.across
        return self.box[0] + self.box[2] * (value - low) / (high - low)

    def y(self, value: float) -> float:
        low, high = self.up
        return self.box[1] + self.box[3] * (1 - (value - low) / (high - low))

    def point(self, x: float, y: float) -> Point:
        return self.x(x), self.y(y)

    def line(self, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> Line:
        """The points that are finite."""
        return [self.point(x, y) for x, y in zip(xs, ys, strict=True) if np.isfinite(y)]


def clear_box(
    centres: Sequence[Point], size: tuple[float, float], within: Rect, lines: Sequence[Line]
) -> Rect:
    """Room for a word of ``size`` (px) in ``within``: the first centre where it meets least of ``lines``."""
    found: list[tuple[int, Rect]] = []
    for x, y in centres:
        left = min(max(x - size[0] / 2, within[0]), within[0] + within[2] - size[0])
        top = min(max(y - size[1] / 2, within[1]), within[1] + within[3] - size[1])
        box = (left, top, *size)
        found.append((sum(_met(box, line) for line in lines), box))
    return min(found, key=lambda pair: pair[0])[1]


def _met(box: Rect, line: Line) -> int:
    """How many points of a line, taken every two px or so, lie in the box."""
    met = 0
    for (x0, y0), (x1, y1) in pairwise(line):
        parts = max(1, min(400, round(float(np.hypot(x1 - x0, y1 - y0)) / 2)))
        share = np.arange(parts + 1) / parts
        x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
        inside = (x >= box[0]) & (x <= box[0] + box[2]) & (y >= box[1]) & (y <= box[1] + box[3])
        met += int(inside.sum())
    return met


# ---- the loss over one weight


@dataclass(frozen=True)
class CheckPlot:
    """The curve, its tangent, the point where the weight is, and where the step leads (x)."""

    axes: Axes
    curve: Line
    tangent: Line
    here: Point
    after: float

    @classmethod
    def of(cls, nudge: Nudge, box: Rect) -> CheckPlot:
        """In ``box``, from 0 on where that is not far."""
        losses = np.where(np.isfinite(nudge.losses), nudge.losses, np.nan)
        low, high = loose_range(float(np.nanmin(losses)), float(np.nanmax(losses)))
        low = 0.0 if 0 < low < 0.4 * high else low
        axes = Axes(box, (float(nudge.weights[0]), float(nudge.weights[-1])), (low, high))
        half = _TANGENT * (axes.across[1] - axes.across[0]) / 2
        ends = [axes.point(nudge.weight + h, nudge.loss + h * nudge.slope) for h in (-half, half)]
        here, after = axes.point(nudge.weight, nudge.loss), axes.x(nudge.weight - nudge.step)
        curve = axes.line(nudge.weights, losses)
        return cls(axes, curve, ends, here, min(max(after, box[0]), box[0] + box[2]))

    def name_box(self, nudge: Nudge, size: tuple[float, float], unit: float) -> Rect:
        """Room for the name of the point, first on the side where the curve goes down, above it."""
        x, y = 8 * unit + size[0] / 2, 8 * unit + size[1] / 2
        side = -1 if nudge.slope >= 0 else 1
        ways = [(side, -1), (-side, -1), (-side, 1), (side, 1), (side, -2.5), (-side, -2.5), (side, 2.5)]
        centres = [(self.here[0] + right * x, self.here[1] + down * y) for right, down in ways]
        return clear_box(centres, size, self.axes.box, [self.curve, self.tangent])

    def step_box(self, name: Rect, size: tuple[float, float], unit: float) -> Rect:
        """Room for what is said of the step, beside its arrow, which is as high as its middle.

        The arrow keeps off the point and its name.
        """
        (x, y), box = self.here, self.axes.box
        gap = 12 * unit + size[0] / 2
        aside = max(x, self.after) + gap, min(x, self.after) - gap
        least, most = box[1] + name[3] / 2, box[1] + box[3] - name[3] / 2
        heights = [min(max(y + unit * by, least), most) for by in (30, 16, -34, 48, -52, 66, -70)]
        left, moved = min(x, self.after), abs(self.after - x)
        blocked = (name, (x - 8, y - 8, 16.0, 16.0))
        kept = [h for h in heights if not any(_meet((left, h - 6, moved + 1, 12), b) for b in blocked)]
        centres = [(to, h) for h in kept or heights for to in aside]
        corners = [(name[0], name[1]), (name[0] + name[2], name[1])]
        corners += [(end, name[1] + name[3]) for end, _ in corners[::-1]]
        around_name = [*corners, corners[0]]
        lines = [self.curve, self.tangent, *[around_name] * 9]  # rather over a line
        return clear_box(centres, size, box, lines)


def _meet(one: Rect, two: Rect) -> bool:
    return all(one[i] < two[i] + two[i + 2] and two[i] < one[i] + one[i + 2] for i in range(2))


def verdicts(nudge: Nudge) -> tuple[str, ...]:
    """What came out, the longest way of saying it first."""
    if nudge.check.kink:
        return (
            translate("Micro", "A corner of the curve is right here: there is no slope to compare with."),
        )
    texts = [
        translate("Micro", "by nudging {numeric} · by the chain rule {ours} {mark} · accurate to ±{told}"),
        translate("Micro", "by nudging {numeric} · by the chain rule {ours} {mark}"),
    ]
    if nudge.parts and not nudge.penalty_slope:
        texts = [translate("Micro", "by nudging {numeric} · all parts of the gradient {ours} {mark}")]
    if nudge.penalty_slope:
        texts = [
            translate(
                "Micro",
                "by nudging {numeric} · by chain rule {data}, penalty {penalty} {mark} · accurate to ±{told}",
            ),
            translate("Micro", "by nudging {numeric} · by chain rule {data}, penalty {penalty} {mark}"),
        ]
    texts.append(translate("Micro", "by nudging {numeric} {mark}"))
    values = {
        "data": numbers.fitted(nudge.data_slope, 6, sign=True),
        "penalty": numbers.fitted(nudge.penalty_slope, 6, sign=True),
        "numeric": numbers.fitted(nudge.check.numeric, 6, sign=True),
        "ours": numbers.fitted(nudge.slope, 6, sign=True),
        "mark": "✓" if nudge.agrees else "≠",
        "told": numbers.fitted(nudge.told, 6),
    }
    return tuple(text.format(**values) for text in texts)


def step_words(nudge: Nudge, micro: Micro) -> str:
    """The step that the optimiser takes: of plain SGD how it comes about."""
    rate, value = micro.batch.update.settings["learning_rate"], numbers.fitted(-nudge.step, 4, sign=True)
    plain = abs(nudge.step - rate * nudge.slope) <= 1e-5 * abs(nudge.step)
    if micro.snapshot.experiment.optimizer == "sgd" and nudge.slope and plain:
        sign = numbers.MINUS if nudge.slope > 0 else "+"
        value = f"{sign}{numbers.chosen(rate)} × {numbers.fitted(abs(nudge.slope), 3)}"
    return translate("Micro", "the step: {value}").format(value=value)
