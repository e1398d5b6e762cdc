"""What is said of whatever is pointed at on the stage of the micro-steps."""

from __future__ import annotations

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.micro.factor_words import number, short
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.stage_edges import Target
from nnviz.said import translate
from nnviz.training.chain import Symbol
from nnviz.training.micro import Micro


def tip_lines(state: MicroState, target: Target) -> tuple[str, ...]:
    """At most two lines."""
    if target.kind == "fold":
        more = translate("Micro", "{n} more neurons that the chain does not go through")
        return (more.format(n=str(target.unit)),)
    if target.kind == "loss":
        click = translate("Micro", "Click: the step that computes it")
        return translate("Micro", "The loss of this example"), click
    if target.kind == "factor":
        factor = state.factors[target.unit]
        return (
            translate("Micro", "{what}: {value}").format(
                what=short(factor, state), value=number(factor.value)
            ),
        )
    if target.kind == "edge":
        click = translate("Micro", "Click: ask who is to blame through this weight")
        return _edge(state, target), click
    if target.layer < 0:
        return (_input(state, target.unit),)
    click = translate("Micro", "Click: ask about the weight into it that is blamed most")
    return _neuron(state, target.layer, target.unit), click


def _edge(state: MicroState, target: Target) -> str:
    weight = numbers.fitted(state.weight_now(target.layer, target.source, target.unit), 4)
    if not state.knows("dW", target.layer):
        return translate("Micro", "weight {w}").format(w=weight)
    gradient = float(state.micro.batch.layers[target.layer].dW[target.source or 0, target.unit])
    own = numbers.fitted(gradient, 4, sign=True)
    return translate("Micro", "weight {w}, ∂L/∂w {gradient}").format(w=weight, gradient=own)


def _input(state: MicroState, unit: int) -> str:
    micro = state.micro
    value = float(micro.batch.layers[0].entering[micro.example, unit])
    symbol, name = state.symbols.plain(Symbol("x", -1, unit)), _entering_name(micro, unit)
    return translate("Micro", "{symbol} ({name}) = {value}").format(
        symbol=symbol, name=name, value=numbers.fitted(value, 4)
    )


def _entering_name(micro: Micro, unit: int) -> str:
    """What enters the first dense layer there: a feature of the data, or a place of a map before it."""
    batch = micro.batch
    before = [place for place in batch.maps if place < batch.layers[0].index]
    if not before:
        return micro.inputs[unit]
    units, *places = batch.learner.layers[max(before)].output_shape
    own, at = divmod(unit, int(np.prod(places)))
    if not places or own >= units:
        return translate("Micro", "map {n}").format(n=unit + 1)
    row, column = divmod(at, places[-1])
    return translate("Micro", "map {n}, row {row}, column {column}").format(
        n=own + 1, row=row + 1, column=column + 1
    )


def _neuron(state: MicroState, layer: int, unit: int) -> str:
    """Those of its numbers that have been worked out."""
    own, row = state.micro.batch.layers[layer], state.micro.example
    parts = []
    if state.knows("z", layer):
        parts.append(f"z = {numbers.fitted(float(own.z[row, unit]), 4)}")
    if state.knows("a", layer):
        letter = state.symbols.plain(Symbol("a", layer, unit))
        parts.append(f"{letter} = {numbers.fitted(float(own.a[row, unit]), 4)}")
    if state.knows("dz", layer):
        parts.append(f"∂L/∂z = {numbers.fitted(float(own.dz[row, unit]), 4, sign=True)}")
    if not parts:
        return translate("Micro", "not worked out yet")
    return ", ".join(parts)
