"""What is told of a micro-step through a sequence: its title, the arithmetic of its unit, and its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.micro.lane_lines import lane_lines, quantity_words, telling
from nnviz.drawing.micro.lane_words import title_of
from nnviz.drawing.micro.time_state import TimeState
from nnviz.drawing.naming import function_letters
from nnviz.drawing.numbers import fitted
from nnviz.drawing.sequences.card import Card, card_of
from nnviz.drawing.sequences.reads import shown_symbol
from nnviz.said import Sentence, translate
from nnviz.training.time_blame import Product, cell_blame, state_blame, sum_blames

Text = Sentence | str
_MOST = 6  # products of a sum that are listed


@dataclass(frozen=True, eq=False)
class TimeTold:
    """``card`` has the sums of the gates, as far as they are known; ``lines`` what is added up."""

    title: Text
    lines: tuple[SumLine, ...]
    words: Text
    card: Card | None = None


def told_of(state: TimeState) -> TimeTold:
    """The arithmetic of the present step for the unit that is looked at."""
    kind = state.kinds[0]
    if kind == "input":
        text = translate("Micro", "The sequence comes in. Everything else is worked out from it.")
        return TimeTold(translate("Micro", "The example comes in"), (), text)
    if kind == "loss":
        return _loss(state)
    if state.micro.cell.steps[0].layer != state.place:
        return _another(state)
    if state.scheme is None:
        return _dense(state, kind)
    if state.micro.phase == "forward":
        return _leaves(state) if kind == "a" else _forward(state)
    return _backward(state, kind)


def unit_words(state: TimeState) -> Sentence:
    """``lstm1, cell 3 at step 12``; of a layer that has no strips there ``attention1 at step 12``."""
    place = state.micro.cell.steps[0].layer
    if place is not None and place != state.place:
        text = translate("Micro", "{layer} at step {step}")
        return text.format(layer=state.network.names[place], step=state.step + 1)
    unit = state.scheme.unit if state.scheme is not None else translate("Micro", "unit")
    text = translate("Micro", "{layer}, {unit} {n} at step {step}")
    return text.format(layer=state.name, unit=unit, n=state.unit + 1, step=state.step + 1)


# ---- forward
def _forward(state: TimeState) -> TimeTold:
    assert state.content is not None
    whole = card_of(state.content, state.unit, state.step)
    rows = tuple(
        row if state.knows(row.name) else replace(row, parts=replace(row.parts, value=float("nan")))
        for row in whole.rows
    )
    lines = tuple(line for at, line in enumerate(whole.lines) if state.knows(_quantity(state, at)))
    last = state.kinds[-1]
    titles = {
        "z": translate("Micro", "Forward: the sums"),
        "o": translate("Micro", "Forward: the gates open"),
        "n": translate("Micro", "Forward: sums and gates"),
        "c": translate("Micro", "Forward: what is kept and written"),
        "h": translate("Micro", "Forward: what is said"),
    }
    words = {
        "z": translate(
            "Micro", "What is read times its weights, the last h times its own, and the bias, added up."
        ),
        "o": translate("Micro", "Each sum is squashed: a share from 0 to 1, of g a number from −1 to 1."),
        "n": translate("Micro", "Each sum is squashed. r says how much of the last h counts for n."),
        "c": translate("Micro", "A share of what was held is kept, and something new is written to it."),
        "h": translate("Micro", "What the next step gets, and the layers behind."),
    }
    return TimeTold(titles[last], lines, words[last], replace(whole, rows=rows, lines=lines))


def _quantity(state: TimeState, line: int) -> str:
    """What has to be known for that line of the card."""
    assert state.scheme is not None
    return "c" if state.scheme.held == "c" and line < 3 else "h"


def _leaves(state: TimeState) -> TimeTold:
    step = state.step if len(state.layer.output_shape) > 1 else state.steps - 1
    text = translate("Micro", "The state after the last step goes on to the next layer.")
    if len(state.layer.output_shape) > 1:
        text = translate("Micro", "The state after every step goes on to the next layer.")
    name = translate("Micro", "h after step {step}").format(step=step + 1)
    line = SumLine(name, fitted(float(state.value("h")[state.unit, step]), 4, sign=True), kind="result")
    return TimeTold(translate("Micro", "Forward: what leaves the layer"), (line,), text)


def _another(state: TimeState) -> TimeTold:
    """A step of a layer that stands on no strips of its own: its numbers at the step looked at."""
    step = state.micro.cell.steps[0]
    place = step.layer or 0
    layer = state.network.layers[place]
    values = np.asarray(step.values, dtype=np.float64)
    if not next((one.parameter for one in layer.quantities if one.name == step.kind), ""):
        values = values[state.micro.example]
    lines = lane_lines(state.network, state.probe, place, step.kind, values, state.step)
    title = title_of(layer.spec.kind, step.kind, state.network.names[place])
    return TimeTold(title, lines, quantity_words(layer, step.kind))


# ---- a dense layer at every step
def _dense(state: TimeState, kind: str) -> TimeTold:
    step, unit = state.step, state.unit
    z, a, da, dz = (float(state.value(name)[unit, step]) for name in ("z", "a", "da", "dz"))
    each = translate("Micro", "The same weights work at every step.")
    if kind == "z":
        lines = (*_products(state), SumLine("z", fitted(z, 4, sign=True), ruled=True, maths=True))
        return TimeTold(translate("Micro", "Forward: the sum"), lines, each)
    name = state.layer.activation.name
    if kind == "a":
        written = "a = z" if name == "linear" else f"a = {function_letters(name, name)}(z)"
        lines = (
            SumLine("z", fitted(z, 4, sign=True), maths=True),
            SumLine(written, fitted(a, 4), kind="result"),
        )
        return TimeTold(translate("Micro", "Forward: the activation"), lines, state.layer.activation.purpose)
    if kind == "dW":
        return _gradient(state)
    lines = tuple(
        SumLine(f"∂L/∂{letter}", telling(value, sign=True), maths=True, kind="gradient")
        for letter, value, known in (("a", da, "da"), ("z", dz, "dz"))
        if state.knows(known)
    )
    text = translate("Micro", "How much this unit is to blame at each step; where nothing is asked it is 0.")
    return TimeTold(translate("Micro", "Backward: the blame"), lines, text)


def _products(state: TimeState) -> Iterator[SumLine]:
    """The largest products of a sum, what the others come to, and the bias."""
    place = state.place
    entering = state.probe.layers[place - 1].a if place else state.probe.inputs
    x = np.asarray(entering, np.float64).reshape(state.layer.input_shape)[:, state.step]
    weights = np.asarray(state.layer.values["weights"][:, state.unit], np.float64)
    parts = x * weights
    order = np.argsort(-np.abs(parts), kind="stable")
    shown = sorted(order[: _MOST if len(parts) > _MOST + 1 else None].tolist())
    for at in shown:
        name = translate("Micro", "from {n}").format(n=at + 1)
        yield _product(name, Product(float(weights[at]), float(x[at])))
    if len(shown) < len(parts):
        rest = float(parts.sum() - parts[shown].sum())
        more = translate("Micro", "{n} more together").format(n=str(len(parts) - len(shown)))
        yield SumLine(more, fitted(rest, 3, sign=True))
    yield SumLine(
        translate("Micro", "bias"), fitted(float(state.layer.values["bias"][state.unit]), 3, sign=True)
    )


def _product(name: Text, product: Product, kind: str = "", value: float | None = None) -> SumLine:
    value = product.value if value is None else value
    factors = f"{telling(product.one)} × {telling(product.other)}"
    return SumLine(name, telling(value, sign=True), maths=isinstance(name, str), kind=kind, factors=factors)


# ---- the loss
def _loss(state: TimeState) -> TimeTold:
    batch, row = state.micro.batch, state.micro.example
    wanted = state.wanted
    asks = ~np.isnan(wanted) if wanted.dtype.kind == "f" else wanted >= 0
    lines = [
        SumLine(translate("Micro", "asked at"), translate("Micro", "{n} of {all} steps").format(
            n=int(asks.sum()), all=len(asks)
        ))
    ]  # fmt: skip
    if asks[state.step] and state.asked is not None:
        lines += _said(state)
    lines.append(
        SumLine(translate("Micro", "L of this example"), fitted(batch.example_loss(row), 4), ruled=True)
    )
    if batch.n > 1:
        lines.append(SumLine(translate("Micro", "L of the batch"), fitted(batch.loss, 4), kind="result"))
    text = translate("Micro", "The loss is that of the steps at which something is asked, their mean.")
    return TimeTold(translate("Micro", "How wrong is it? The loss"), tuple(lines), text)


def _said(state: TimeState) -> Iterator[SumLine]:
    """What was wanted at the step, and how sure the network was of it."""
    asked, wanted = state.asked, state.wanted[state.step]
    assert asked is not None
    if not asked.names:
        yield SumLine(translate("Micro", "wanted"), fitted(float(wanted), 3))
        yield SumLine(translate("Micro", "said"), fitted(float(asked.outputs[state.step, 0]), 3))
        return
    share = float(asked.shares()[state.step, int(wanted)])
    name = translate("Micro", "share of {name}, which is right").format(
        name=shown_symbol(asked.name(int(wanted)))
    )
    yield SumLine(name, fitted(share, 4))


# ---- backward
def _backward(state: TimeState, kind: str) -> TimeTold:
    if kind == "da":
        text = translate("Micro", "What comes back from the layers behind. From here it goes back in time.")
        return TimeTold(translate("Micro", "Backward: what comes from the output"), (), text)
    if kind == "dx":
        text = translate(
            "Micro", "What is read at each step has its blame, too: below each symbol is how much."
        )
        return TimeTold(translate("Micro", "Backward: what was read"), _read(state), text)
    if kind == "dW":
        return _gradient(state)
    lines = list(_state_lines(state)) if state.knows("dh") else []
    title, text = (
        translate("Micro", "Backward: blame for h"),
        translate("Micro", "The blame of h is what the output says, and what comes back from the next step."),
    )
    if state.knows("dc"):
        lines += _cell_lines(state)
        title = translate("Micro", "Backward: blame for c")
        text = translate(
            "Micro", "It goes on along the cell, times the share that is kept: that is why it lasts."
        )
    if state.knows("dz"):
        blames = sum_blames(state.network, state.probe, state.place, state.unit, state.step)
        lines += [
            _product(
                f"∂L/∂z {one.gate.name}" if len(blames) > 1 else "∂L/∂z", one.product, "gradient", one.total
            )
            for one in blames
        ]  # fmt: skip
        title = translate("Micro", "Backward: blame for the sums")
        text = translate("Micro", "Times the slope of each: a gate that is wide open or shut has hardly any.")
    return TimeTold(title, tuple(lines), text)


def _state_lines(state: TimeState) -> Iterator[SumLine]:
    found = state_blame(state.network, state.probe, state.place, state.unit, state.step)
    yield SumLine(translate("Micro", "from the output"), telling(found.output, sign=True))
    for gate, value in found.gates:
        name = translate("Micro", "through {gate} of step {step}")
        letter = gate.name if len(found.gates) > 1 else "z"
        yield SumLine(name.format(gate=letter, step=state.step + 2), telling(value, sign=True))
    if found.kept is not None:
        yield _product(translate("Micro", "kept u·h"), found.kept)
    yield SumLine("∂L/∂h", telling(found.total, sign=True), ruled=True, maths=True, kind="gradient")


def _cell_lines(state: TimeState) -> Iterator[SumLine]:
    found = cell_blame(state.probe, state.place, state.unit, state.step)
    yield _product(translate("Micro", "through h"), found.state)
    if found.kept is not None:
        yield _product(translate("Micro", "kept by f of step {step}").format(step=state.step + 2), found.kept)
    yield SumLine("∂L/∂c", telling(found.total, sign=True), ruled=True, maths=True, kind="gradient")


def _read(state: TimeState) -> tuple[SumLine, ...]:
    if state.slopes is None:
        return ()
    name = translate("Micro", "|∂L/∂x| at step {step}").format(step=state.step + 1)
    return (SumLine(name, telling(float(state.slopes[state.step])), kind="gradient"),)


# ---- the gradient of one weight
def _gradient(state: TimeState) -> TimeTold:
    chain, step = state.chain, state.step
    at = translate("Micro", "step {step}: met × blame").format(step=step + 1)
    lines = [
        _product(at, Product(float(chain.met[step]), float(chain.delta[step]))),
        SumLine(
            translate("Micro", "all {n} steps").format(n=state.steps),
            telling(chain.share, sign=True),
            ruled=True,
            kind="gradient",
        ),
    ]
    if chain.samples > 1:
        name = translate("Micro", "all {n} examples: ∂L/∂w").format(n=chain.samples)
        lines.append(SumLine(name, telling(chain.gradient, sign=True), kind="gradient"))
    return TimeTold(
        translate("Micro", "Who is to blame? Step by step"), tuple(lines), path_words(state), None
    )


def path_words(state: TimeState) -> Sentence:
    """How many paths the share of the example is a sum of."""
    paths = state.chain.paths
    if state.scheme is None:
        return translate("Micro", "The weight works at every step; what it adds at each adds up.")
    if not paths:
        return translate("Micro", "The weight met nothing at any step: no path leads to it.")
    count = numbers.count(paths) if paths < 10**6 else numbers.scientific(float(paths))
    text = translate(
        "Micro",
        "From the weight to what leaves the layer lead {paths} paths, through all later steps. "
        "The way back adds them all, one step of time after the other.",
    )
    return text.format(paths=count)


def weight_words(state: TimeState) -> Sentence:
    """``weight from h 2 to f of cell 3``."""
    weight = state.weight
    sources = {
        "input_weights": translate("Micro", "from input {n}"),
        "weights": translate("Micro", "from input {n}"),
        "state_weights": translate("Micro", "from h {n}"),
        "bias": translate("Micro", "bias"),
        "state_bias": translate("Micro", "bias of the state"),
    }
    source: Text = sources[weight.parameter].format(n=weight.source + 1)
    symbols = state.micro.dataset.symbols
    if state.place == 0 and weight.parameter == "input_weights" and symbols:
        source = translate("Micro", "from “{symbol}”").format(symbol=shown_symbol(symbols[weight.source]))
    if state.scheme is None:
        return translate("Micro", "{source} to unit {n}").format(source=source, n=state.unit + 1)
    gate = next(g for g in state.scheme.gates if g.block == weight.column // state.units)
    text = translate("Micro", "{source} to {gate} of {unit} {n}")
    name = gate.name if len(state.scheme.gates) > 1 else "z"
    return text.format(source=source, gate=name, unit=state.scheme.unit, n=state.unit + 1)
