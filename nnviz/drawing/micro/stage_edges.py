"""The edges on the stage of the micro-steps: which are shown, how wide, what runs along them, what is hit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from nnviz.drawing.layout import Rect
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.stage_plan import Curve, StagePlan

FEW = 40  # edges of a gap that are drawn in full; of more only the strongest, the weaker the fainter
_MOST_ROUTES = 12  # edges that a pulse runs along
_LEAST_PART = 0.02  # of the largest gradient in a gap, below which there is no arrow
_REACH = 7.0  # px from an edge that still hit it
_STEPS = 24

Edge = tuple[int, int, int]  # layer, source, unit


@dataclass(frozen=True)
class Route:
    """An edge, and whether the pulse runs along it from its beginning."""

    curve: Curve
    onward: bool


@dataclass(frozen=True, eq=False)
class StageEdges:
    """The edges of a plan at one micro-step."""

    state: MicroState
    plan: StagePlan

    @cached_property
    def top_weight(self) -> float:
        """The largest weight on the stage: it has the widest edge."""
        sizes = [0.0]
        for layer, numbers in enumerate(self.state.micro.batch.layers):
            sizes += [abs(float(numbers.weights[edge])) for edge in self.into(layer)]
        return max(sizes) or 1.0

    @cached_property
    def on_path(self) -> set[Edge]:
        """The edges that the shown path and the weight itself are on."""
        places = [factor.place for factor in self.state.factors]
        edges = [place for place in places if place.kind == "edge" and place.source is not None]
        return {(place.layer, place.source or 0, place.unit) for place in edges}

    def share(self, weight: float) -> float:
        """The size of a weight beside the largest on the stage, 0 to 1."""
        return min(1.0, abs(weight) / self.top_weight)

    def width(self, weight: float, edges: int) -> float:
        """How wide an edge is: up to 7 px where there are few."""
        widest = 6.0 if edges <= 16 else 3.5 if edges <= FEW else 2.2
        return (1 + widest * self.share(weight)) * min(1.4, self.plan.unit)

    def into(self, layer: int) -> list[tuple[int, int]]:
        """(source, unit) of the edges into a layer that are shown."""
        before, column = self.plan.column(layer - 1), self.plan.column(layer)
        return [(source, unit) for source in before.units for unit in column.units if column.joined]

    def strongest(self, layer: int, most: int) -> list[tuple[int, int]]:
        """Of those off the path the ``most`` with the largest weights, the largest last."""
        weights = self.state.micro.batch.layers[layer].weights
        hidden = self.on_path | self.state.cut
        off = [edge for edge in self.into(layer) if (layer, *edge) not in hidden]
        return sorted(off, key=lambda edge: abs(float(weights[edge])))[-most:]

    def gradients(self, layer: int) -> Iterator[tuple[Curve, float]]:
        """The edges into ``layer`` along which a gradient runs now, each with its share of the largest."""
        micro, numbers = self.state.micro, self.state.micro.batch.layers[layer]
        if not self.state.lights_gap(layer) or micro.phase != "backward":
            return
        lands = micro.cell.kind == "dW"
        dz = np.nan_to_num(np.asarray(numbers.dz[micro.example], dtype=np.float64))
        with np.errstate(all="ignore"):
            parts = np.abs(np.outer(numbers.entering[micro.example], dz) if lands else numbers.weights * dz)
        top = float(parts.max(initial=0.0))
        for source, unit in self.into(layer) if top > 0 else ():
            share = float(parts[source, unit]) / top
            if share >= _LEAST_PART and (lands or (layer, source, unit) not in self.on_path):
                yield self.plan.curve(layer, source, unit), share

    def routes(self) -> list[Route]:
        """The edges that the present step came along."""
        state, plan, cell = self.state, self.plan, self.state.micro.cell
        last = state.symbols.layers - 1
        if cell.kind == "z" and cell.layer is not None:
            unit = state.unit(cell.layer)
            sources = plan.column(cell.layer - 1).units[:_MOST_ROUTES]
            return [Route(plan.curve(cell.layer, source, unit), True) for source in sources]
        if cell.kind == "loss" or (cell.kind == "da" and cell.layer == last):
            units = plan.column(last).units[:_MOST_ROUTES]
            return [Route(plan.last_curve(unit), cell.kind == "loss") for unit in units]
        place = state.factors[state.now].place if state.now is not None else None
        if place is not None and place.kind == "edge" and place.source is not None:
            return [Route(plan.curve(place.layer, place.source, place.unit), False)]
        return []


# ---- what is under the pointer


@dataclass(frozen=True)
class Target:
    """A neuron (layer -1: an input), an edge, a fold, the loss, or with ``unit`` the number of a factor."""

    kind: Literal["neuron", "edge", "fold", "loss", "factor"]
    layer: int = -1
    unit: int = 0
    source: int | None = None


def target_at(plan: StagePlan, x: float, y: float) -> Target | None:
    """What is at that point of the plan."""
    if _holds(plan.loss_box(), x, y):
        return Target("loss")
    for column in plan.columns:
        for unit in column.units:
            if _holds(plan.box(column.layer, unit), x, y):
                return Target("neuron", column.layer, unit)
        if column.folded and _holds(plan.fold_box(column), x, y):
            return Target("fold", column.layer, column.folded)
    return _edge_at(plan, x, y)


def _holds(box: Rect, x: float, y: float) -> bool:
    left, top, width, height = box
    return left <= x <= left + width and top <= y <= top + height


def _edge_at(plan: StagePlan, x: float, y: float) -> Target | None:
    best, found = _REACH * plan.unit, None
    for layer in range(len(plan.columns) - 1):
        left, right = plan.column(layer - 1), plan.column(layer)
        if not (right.joined and left.x < x < right.x):
            continue
        for source in left.units:
            for unit in right.units:
                off = _distance(plan.curve(layer, source, unit), x, y)
                if off < best:
                    best, found = off, Target("edge", layer, unit, source)
    return found


def _distance(curve: Curve, x: float, y: float) -> float:
    """How far (x, y) is off the curve, in px; infinite beyond its ends.

    Between its samples the curve is nearly straight from one to the next.
    """
    gap, nearest = abs(curve.x1 - curve.x0) / _STEPS, math.inf
    for t in (i / _STEPS for i in range(_STEPS + 1)):
        at_x, at_y = curve.at(t)
        if abs(at_x - x) <= gap:
            angle = curve.angle(t)
            nearest = min(nearest, abs((y - at_y) * math.cos(angle) - (x - at_x) * math.sin(angle)))
    return nearest
