"""A step forward, the loss or the update as a formula, its numbers line by line, and what they come to."""

from __future__ import annotations

import math

import numpy as np

from nnviz.drawing import numbers
from nnviz.training.chain import Symbol
from nnviz.ui.micro.boxes import Box
from nnviz.ui.micro.lines import Line, Told
from nnviz.ui.micro.state import State
from nnviz.ui.micro.symbols import Pen
from nnviz.ui.micro.told_update import update_told
from nnviz.ui.micro.words import number, tr

MOST = 10  # terms of a sum that are written out


def told(state: State) -> Told:
    """What the present step of the forward pass, the loss or the update computes."""
    micro, cell = state.micro, state.micro.cell
    places = micro.places(micro.phase)
    note = tr("step {n} of {all}").format(n=micro.place - places[0] + 1, all=len(places))
    if cell.kind == "loss":
        return _loss(state)
    if cell.kind == "update":
        return update_told(state)
    if cell.kind == "input":
        return _inputs(state, note)
    if cell.kind == "passed":
        return _passed(state, note)
    assert cell.layer is not None
    return _sum(state, cell.layer, note) if cell.kind == "z" else _activation(state, cell.layer, note)


def entering_symbol(layer: int, source: int) -> Symbol:
    """What enters a layer from ``source``."""
    return Symbol("x" if layer == 0 else "a", layer - 1, source)


def _inputs(state: State, note: str) -> Told:
    micro = state.micro
    values = np.asarray(micro.batch.inputs[micro.example], dtype=np.float64)
    names = micro.dataset.feature_names
    order = [int(i) for i in np.argsort(-np.abs(values), kind="stable")[:MOST]]
    shown = sorted(order) if len(values) > MOST else list(range(len(values)))
    lines = [Line((Symbol("x", -1, i), " ="), names[i], number(float(values[i]))) for i in shown]
    if len(values) > len(shown):
        rest = tr("{n} more, smaller").format(n=len(values) - len(shown))
        lines.append(Line((rest,), "", "", "quiet"))
    words = tr("The numbers of this example come in. Everything else is worked out from them.")
    return Told(tr("The example comes in"), note, tuple(lines), words)


def _sum(state: State, layer: int, note: str) -> Told:
    micro, unit = state.micro, state.unit(layer)
    numbers_ = micro.batch.layers[layer]
    x = np.asarray(numbers_.entering[micro.example], dtype=np.float64)
    w = np.asarray(numbers_.weights[:, unit], dtype=np.float64)
    parts = w * x
    order = [int(i) for i in np.argsort(-np.abs(parts), kind="stable")[:MOST]]
    shown = sorted(order) if len(parts) > MOST else list(range(len(parts)))
    lines = [
        Line(
            ("w · ", entering_symbol(layer, i)),
            f"{numbers.fitted(w[i], 3)} × {numbers.fitted(x[i], 3)}",
            numbers.fitted(parts[i], 3, sign=True),
        )
        for i in shown
    ]
    if len(parts) > len(shown):
        rest = float(parts.sum() - parts[shown].sum())
        text = tr("{n} more together").format(n=len(parts) - len(shown))
        lines.append(Line((text,), "", numbers.fitted(rest, 3, sign=True), "quiet"))
    bias, z = float(numbers_.bias[unit]), float(numbers_.z[micro.example, unit])
    lines.append(Line((tr("bias b"),), "", numbers.fitted(bias, 3, sign=True)))
    lines.append(Line((Symbol("z", layer, unit), " ="), "", numbers.fitted(z, 4), "sum"))
    words = tr("Each input times its weight, all added up, plus the bias. All neurons of the layer at once.")
    return Told(tr("Forward: the sum"), note, tuple(lines), words)


def _activation(state: State, layer: int, note: str) -> Told:
    micro, unit = state.micro, state.unit(layer)
    numbers_ = micro.batch.layers[layer]
    z, a = (np.asarray(values[micro.example], dtype=np.float64) for values in (numbers_.z, numbers_.a))
    last = layer == len(micro.batch.layers) - 1
    lines = [Line((Symbol("z", layer, unit), " ="), "", numbers.fitted(z[unit], 4))]
    if not numbers_.activation.elementwise:
        lines = []
        e = np.exp(z - z.max())
        for i in range(min(len(z), MOST + 2)):
            middle = f"{numbers.fitted(float(e[i]), 3)} / {numbers.fitted(float(e.sum()), 3)}"
            role = "now" if i == unit else ""
            lines.append(
                Line((Symbol("y" if last else "a", layer, i), " ="), middle, numbers.fitted(a[i], 4), role)
            )
        words = tr("e to the power of each sum (the largest taken out), shared out so that they add up to 1.")
    else:
        answer = (Symbol("y" if last else "a", layer, unit), " =")
        lines.append(
            Line(answer, _worked(numbers_.activation.name, z[unit]), numbers.fitted(a[unit], 4), "sum")
        )
        words = numbers_.activation.purpose
    return Told(tr("Forward: the activation"), note, tuple(lines), words)


def _worked(name: str, z: float) -> str:
    """The activation with its number put in."""
    value = numbers.fitted(z, 3)
    if name == "sigmoid":
        return f"1 / (1 + {numbers.fitted(math.exp(min(700.0, -z)), 3)})"
    if name == "relu":
        return f"max(0, {value})"
    return value if name == "linear" else f"{name}({value})"


def _passed(state: State, note: str) -> Told:
    cell = state.micro.cell
    before = cell.layer if cell.layer is not None else -1
    group = state.micro.batch.before if before < 0 else state.micro.batch.layers[before].passed
    found = next(passed for passed in group if passed.index == cell.steps[0].layer)
    values = np.asarray(cell.steps[0].values[state.micro.example], dtype=np.float64)
    if found.kind == "dropout":
        kept = int(np.count_nonzero(values))
        title, words = (
            tr("Forward: dropout"),
            tr("Some neurons are left out of this batch, the others made larger."),
        )
        line = Line((tr("not 0 after it"),), "", tr("{n} of {all}").format(n=kept, all=len(values)))
        return Told(title, note, (line,), words)
    words = tr("Over the batch each neuron is brought to mean 0 and deviation 1, then scaled and shifted.")
    unit = 0 if before < 0 else state.unit(before)
    line = Line((Symbol("a", before, unit), " →"), "", numbers.fitted(values[min(unit, len(values) - 1)], 4))
    return Told(tr("Forward: batch normalisation"), note, (line,), words)


def _loss(state: State) -> Told:
    micro = state.micro
    batch, row = micro.batch, micro.example
    said = np.asarray(batch.outputs[row], dtype=np.float64)
    wanted = np.asarray(batch.targets[row], dtype=np.float64)
    last = len(batch.layers) - 1
    lines = [
        Line(
            (Symbol("y", last, i),),
            tr("said {said}, wanted {wanted}").format(
                said=numbers.fitted(said[i], 3), wanted=numbers.fitted(wanted[i], 2).rstrip("0").rstrip(".")
            ),
            numbers.fitted(said[i] - wanted[i], 3, sign=True),
        )
        for i in range(min(len(said), MOST + 2))
    ]
    own = batch.example_loss(row)
    lines.append(Line((tr("L of this example"),), "", numbers.fitted(own, 4), "sum"))
    if batch.n > 1:
        kind = tr("sum of all {n}") if batch.rule.is_sum else tr("mean of all {n}")
        lines.append(
            Line((tr("L of the batch"),), kind.format(n=batch.n), numbers.fitted(batch.loss, 4), "now")
        )
    if batch.penalty:
        lines.append(Line((tr("penalty"),), tr("L1, L2 of all weights"), numbers.fitted(batch.penalty, 4)))
        total = numbers.fitted(batch.loss + batch.penalty, 4)
        lines.append(Line((tr("made small together"),), "", total, "sum"))
    return Told(tr("How wrong is it? The loss"), batch.rule.label, tuple(lines), batch.rule.purpose)


def formula(state: State, pen: Pen) -> Box:
    """The formula of the present step, large."""
    micro, cell = state.micro, state.micro.cell
    if cell.kind == "loss":
        return loss_formula(micro.batch.rule.name, pen, micro.batch.layers[-1].units)
    if cell.kind == "update":
        return pen.row(pen.text("w"), pen.text("←"), pen.text("w"), pen.text("−"), pen.text("step"), gap=0.35)
    if cell.kind == "input":
        return pen.row(pen.symbol(Symbol("x", -1, 0)), pen.text(", …"), gap=0.0)
    layer = cell.layer or 0
    unit = state.unit(max(0, layer))
    z, last = Symbol("z", layer, unit), layer == len(micro.batch.layers) - 1
    a = Symbol("y" if last else "a", layer, unit)
    if cell.kind == "z":
        x = "x" if layer == 0 else "h"
        return pen.row(
            pen.symbol(z), pen.text("="), pen.text(f"Σ w·{x}"), pen.text("+"), pen.text("b"), gap=0.35
        )
    if cell.kind == "passed":
        return pen.row(pen.symbol(a), pen.text("→"), pen.symbol(a), gap=0.35)
    return pen.row(
        pen.symbol(a), pen.text("="), _function(micro.batch.layers[layer].activation.name, pen, z), gap=0.35
    )


def _function(name: str, pen: Pen, z: Symbol) -> Box:
    if name == "sigmoid":
        return pen.fraction(pen.text("1"), pen.row(pen.text("1 + "), pen.power("e", "−", z), gap=0.0))
    if name == "softmax":
        return pen.fraction(
            pen.power("e", "", z), pen.row(pen.text("Σ "), pen.power("e", "", Symbol("z")), gap=0.0)
        )
    if name == "linear":
        return pen.symbol(z)
    if name == "relu":
        return pen.row(pen.text("max(0, "), pen.symbol(z), pen.text(")"), gap=0.0)
    return pen.row(pen.text(f"{name}("), pen.symbol(z), pen.text(")"), gap=0.0)


LOSS_TEXTS = {
    "mse": ("L = (ŷ − y)²", "L = 1/k Σ (ŷ − y)²"),
    "half_squared_error": ("L = ½ (ŷ − y)²", "L = ½ Σ (ŷ − y)²"),
    "binary_crossentropy": ("L = −y log ŷ − (1−y) log(1−ŷ)", "L = −1/k Σ y log ŷ + (1−y) log(1−ŷ)"),
    "categorical_crossentropy": ("L = −log ŷ", "L = −log ŷ of the right class"),
    "huber": ("L = ½ e², or |e| − ½ beyond 1", "L = 1/k Σ ½ e², or |e| − ½ beyond 1"),
    "mae": ("L = |ŷ − y|", "L = 1/k Σ |ŷ − y|"),
}


def loss_formula(name: str, pen: Pen, outputs: int) -> Box:
    """The loss of one example."""
    return pen.text(LOSS_TEXTS[name][outputs > 1])
