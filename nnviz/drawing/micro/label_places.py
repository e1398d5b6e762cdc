"""Where the words on the stage of the micro-steps find room: badges, weights, the product so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.drawing.layout import Rect
from nnviz.drawing.micro.stage_plan import Point, StagePlan, around
from nnviz.training.chain import Factor, Weight

# Px at unit 1: sixteen places in each ring, the nearest ring first.
_RINGS = [
    (radius * math.cos(turn * math.pi / 8), radius * math.sin(turn * math.pi / 8))
    for radius in range(40, 200, 20)
    for turn in range(16)
]


@dataclass(frozen=True)
class Spot:
    """What a label belongs to, and where from there its middle may be, in px at unit 1, the best first."""

    anchor: Point
    offsets: Sequence[Point]


class Taken:
    """Ground that is taken: what is placed later keeps off it. ``more`` stands there besides the plan."""

    def __init__(self, plan: StagePlan, more: Sequence[Rect]) -> None:
        self._unit = plan.unit
        self._stage = (4.0, 40 * plan.unit, plan.width - 8, plan.height - 44 * plan.unit)
        self._boxes = [_grown(plan.loss_box(), 4), *more]
        for column in plan.columns:
            self._boxes += [_grown(plan.box(column.layer, unit), 3) for unit in column.units]

    def add(self, box: Rect) -> None:
        self._boxes.append(_grown(box, 3))

    def free(self, box: Rect) -> bool:
        """Whether nothing stands there."""
        return not any(_common(box, other) for other in self._boxes)

    def place(self, spot: Spot, width: float, height: float, above: float = 0.0) -> Rect:
        """Takes and returns the first box of that size that is free, else the one least in the way.

        Its middle is ``above`` px higher than the offsets have it. Where none of these is free, it is looked
        for in rings around the anchor.
        """
        found: list[tuple[float, Rect]] = []
        for dx, dy in (*spot.offsets, *_RINGS):
            middle = (spot.anchor[0] + dx * self._unit, spot.anchor[1] + dy * self._unit - above)
            box = around(middle, width, height)
            lost = sum(_common(box, other) for other in self._boxes)
            lost += 3 * (width * height - _common(box, self._stage))
            found.append((max(0.0, lost), box))
            if lost <= 0:
                break
        best = min(found, key=lambda pair: pair[0])[1]
        self.add(best)
        return best


def _grown(box: Rect, by: float) -> Rect:
    return box[0] - by, box[1] - by, box[2] + 2 * by, box[3] + 2 * by


def _common(one: Rect, two: Rect) -> float:
    """The area that both boxes cover."""
    wide = min(one[0] + one[2], two[0] + two[2]) - max(one[0], two[0])
    high = min(one[1] + one[3], two[1] + two[3]) - max(one[1], two[1])
    return max(0.0, wide) * max(0.0, high)


def badge_spot(plan: StagePlan, factor: Factor) -> Spot:
    """Where a factor is pinned, and the offsets to try for its badge, M4's first."""
    place, last = factor.place, len(plan.columns) - 2
    if place.kind == "loss":
        point = plan.last_curve(factor.bottom.unit).at(0.55)
        anchor = (max(point[0], plan.loss_box()[0] - 16 * plan.unit), plan.loss[1] - 10 * plan.unit)
        ways = [(-6, -66), (-6, 66), (20, -90), (20, 90), (0, -120), (0, 120), (-10, -40), (-10, 40)]
        return Spot(point if len(plan.column(last).units) > 1 else anchor, ways)
    if place.kind == "edge" and place.source is not None:
        curve = plan.curve(place.layer, place.source, place.unit)
        if factor.kind == "input":
            ways = [(-46, 62), (-46, -58), (44, 62), (44, -58), (0, 84), (0, -84), (0, 34), (0, -34)]
            return Spot(curve.at(0.74), ways)
        ways = [(70, 72), (70, -72), (-70, 72), (-70, -72), (0, 90), (0, -90), (0, 36), (0, -36)]
        return Spot(curve.at(0.5), ways)
    return _neuron_spot(plan, place.layer, place.unit)


def _neuron_spot(plan: StagePlan, layer: int, unit: int) -> Spot:
    last = len(plan.columns) - 2
    x, y, width, height = plan.box(layer, unit)
    below = y + height / 2 > plan.loss[1] + 4 * plan.unit and layer != last
    far, near = (70.0, 36.0) if layer == last else (36.0, 70.0)
    sign = 1 if below else -1
    offsets = [(-4.0 if layer == last else 0.0, sign * far), (0.0, sign * near)]
    if plan.level or plan.tall:  # rows are close: beside the neuron, in the gap
        aside, half = width / 2 / plan.unit + 16, -sign * height / 2 / plan.unit
        offsets = [(aside, half), (-aside, half), (aside + 20, half), (-aside - 20, half)]
    offsets += [(40.0, sign * 30.0), (-40.0, sign * 30.0), (0.0, sign * 22.0)]
    offsets += [(0.0, -sign * (height + 30.0)), (30.0, -sign * (height + 24.0))]
    return Spot((x + width / 2, y + height if below else y), offsets)


def badge_end(plan: StagePlan, factor: Factor, anchor: Point, badge: Rect) -> Point:
    """Where the line of a badge ends: at a neuron on the side where there was room for the badge."""
    if factor.place.kind != "neuron":
        return anchor
    x, y, width, height = plan.box(factor.place.layer, factor.place.unit)
    left, top = badge[0], badge[1] + badge[3] / 2
    if left >= x + width or left + badge[2] <= x:
        return (x + width if left + badge[2] / 2 > x + width / 2 else x), y + height / 2
    return anchor[0], y + height if top > y + height / 2 else y


def product_spot(plan: StagePlan, factor: Factor) -> Spot:
    """Where the product up to ``factor`` rides: where the gradient has come to."""
    place = factor.place
    if place.kind == "edge" and place.source is not None:
        ways = [(-58, -44), (58, 44), (58, -44), (-58, 44), (0, -60), (0, 60)]
        ways += [(0, 96), (-50, 110), (50, 110), (0, -110), (-70, -90)]
        curve = plan.curve(place.layer, place.source, place.unit)
        return Spot(curve.at(0.16 if factor.kind == "weight" else 0.9), ways)
    if place.kind == "loss":
        return Spot(plan.loss, [(-20, 96), (-20, 112), (-20, -96), (-60, 112), (-60, -90)])
    half, high = (size / 2 / plan.unit for size in plan.box(place.layer, place.unit)[2:])
    sides = [(-half, high + 36), (half, high + 36), (-half, -high - 30), (half, -high - 30), (0, high + 60)]
    return Spot(plan.point(place.layer, place.unit), sides)


def weight_spot(plan: StagePlan, weight: Weight) -> Spot:
    """On the edge of the weight that is asked about; a bias below its neuron, or above it."""
    if weight.source is None:
        away = plan.box(weight.layer, weight.unit)[3] / 2 / plan.unit + 26
        return Spot(plan.point(weight.layer, weight.unit), [(0, away), (0, -away)])
    curve = plan.curve(weight.layer, weight.source, weight.unit)
    places = [curve.at(t) for t in (0.36, 0.5, 0.25, 0.65)]
    x, y = places[0]
    return Spot((x, y), [((at[0] - x) / plan.unit, (at[1] - y) / plan.unit) for at in places])


def apart(
    middles: tuple[float, float], sizes: tuple[float, float], room: float, gap: float
) -> tuple[float, float]:
    """The left ends of two words in a line of ``room`` px that do not meet, as near their middles as may be.

    The first gives way to the second; a first of size 0 is none.
    """
    one, two = (
        min(max(0.0, middle - size / 2), room - size) for middle, size in zip(middles, sizes, strict=True)
    )
    if sizes[0] and one < two + sizes[1] + gap and two < one + sizes[0] + gap:
        one = two - sizes[0] - gap if middles[0] <= middles[1] else two + sizes[1] + gap
        if one < 0:
            one, two = 0.0, sizes[0] + gap
        if one + sizes[0] > room:
            one = room - sizes[0]
            two = one - gap - sizes[1]
    return one, two
