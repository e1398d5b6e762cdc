"""What is under the mouse on the stage of the micro-steps, what it says, and where the keys lead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, Qt

from nnviz.drawing import numbers
from nnviz.training.chain import Symbol
from nnviz.training.micro import Micro
from nnviz.ui.micro import words
from nnviz.ui.micro.badges import Pinned
from nnviz.ui.micro.plan import Plan
from nnviz.ui.micro.state import State
from nnviz.ui.micro.words import tr

_REACH = 7.0  # px from an edge that still hit it
_STEPS = 24


@dataclass(frozen=True)
class Target:
    """A neuron (layer -1: an input), an edge, a fold, the loss, or with ``unit`` the number of a factor."""

    kind: Literal["neuron", "edge", "fold", "loss", "factor"]
    layer: int = -1
    unit: int = 0
    source: int | None = None


def target_at(state: State, plan: Plan, pinned: Sequence[Pinned], at: QPointF) -> Target | None:
    """What is at that point of the plan."""
    for pin in pinned:
        if pin.box.contains(at):
            return Target("factor", unit=pin.index)
    if plan.loss_box().contains(at):
        return Target("loss")
    for column in plan.columns:
        for unit in column.units:
            if plan.box(column.layer, unit).contains(at):
                return Target("neuron", column.layer, unit)
        if column.folded and plan.fold_box(column).contains(at):
            return Target("fold", column.layer, column.folded)
    return _edge_at(plan, at)


def _edge_at(plan: Plan, at: QPointF) -> Target | None:
    best, found = _REACH * plan.unit, None
    for layer in range(len(plan.columns) - 1):
        left, right = plan.column(layer - 1), plan.column(layer)
        if not left.x < at.x() < right.x:
            continue
        for source in left.units:
            for unit in right.units:
                curve = plan.curve(layer, source, unit)
                for i in range(_STEPS + 1):
                    point = curve.at(i / _STEPS)[0]
                    # Between the samples: they are nearly straight from one to the next.
                    gap = abs(curve.x1 - curve.x0) / _STEPS
                    if abs(point.x() - at.x()) > gap:
                        continue
                    angle = curve.at(i / _STEPS)[1]
                    off = abs((at.y() - point.y()) * math.cos(angle) - (at.x() - point.x()) * math.sin(angle))
                    if off < best:
                        best, found = off, Target("edge", layer, unit, source)
    return found


def tooltip(state: State, target: Target) -> str:
    """At most two lines about what is pointed at."""
    micro, symbols = state.micro, state.symbols
    if target.kind == "fold":
        return tr("{n} more neurons, which the chain passes by").format(n=target.unit)
    if target.kind == "loss":
        return tr("The loss of this example") + "\n" + tr("Click: the step that computes it")
    if target.kind == "factor":
        factor = state.factors[target.unit]
        return words.short(factor, micro, symbols) + f": {words.number(factor.value)}"
    if target.kind == "edge":
        layer = micro.batch.layers[target.layer]
        weight = state.weight_now(target.layer, target.source, target.unit)
        gradient = float(layer.dW[target.source or 0, target.unit])
        first = tr("weight {w}").format(w=numbers.fitted(weight, 4))
        if state.knows("dW", target.layer):
            first += ", ∂L/∂w " + numbers.fitted(gradient, 4, sign=True)
        return first + "\n" + tr("Click: ask who is to blame through this weight")
    return _neuron_tip(state, target)


def _neuron_tip(state: State, target: Target) -> str:
    micro, symbols = state.micro, state.symbols
    if target.layer < 0:
        name = micro.dataset.feature_names[target.unit]
        value = float(micro.batch.layers[0].entering[micro.example, target.unit])
        return f"{symbols.plain(Symbol('x', -1, target.unit))} ({name}) = {numbers.fitted(value, 4)}"
    layer, row = micro.batch.layers[target.layer], micro.example
    letter = Symbol("a", target.layer, target.unit)
    parts = []
    if state.knows("z", target.layer):
        parts.append(f"z = {numbers.fitted(float(layer.z[row, target.unit]), 4)}")
    if state.knows("a", target.layer):
        parts.append(f"{symbols.plain(letter)} = {numbers.fitted(float(layer.a[row, target.unit]), 4)}")
    if state.knows("dz", target.layer):
        parts.append(f"∂L/∂z = {numbers.fitted(float(layer.dz[row, target.unit]), 4, sign=True)}")
    first = ", ".join(parts) or tr("not worked out yet")
    return first + "\n" + tr("Click: ask about the weight into it that is blamed most")


def moved_weight(state: State, key: Qt.Key, control: bool) -> Micro | None:
    """The Micro with a neighbouring weight that an arrow key asks for."""
    micro, weight = state.micro, state.micro.weight
    inputs, units = micro.batch.layers[weight.layer].weights.shape
    step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
    if step is not None and control:
        return micro.with_weight(weight.layer, weight.source, (weight.unit + step) % units)
    if step is not None:
        # The bias comes after the last source.
        source = inputs if weight.source is None else weight.source
        source = (source + step) % (inputs + 1)
        return micro.with_weight(weight.layer, source if source < inputs else None, weight.unit)
    side = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
    if side is None or not control or not 0 <= weight.layer + side < len(micro.batch.layers):
        return None
    layer = weight.layer + side
    return micro.with_unit(layer, state.unit(layer))
