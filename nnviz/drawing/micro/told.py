"""A step forward, the loss or the update: its numbers line by line, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.micro.factor_words import number
from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.drawing.micro.micro_state import MicroState, entering_symbol
from nnviz.drawing.micro.told_lines import MOST, Line, Told, largest, worked
from nnviz.drawing.micro.told_maps import told_of_maps
from nnviz.engine import OPTIMIZERS
from nnviz.said import translate
from nnviz.training.chain import Symbol
from nnviz.training.ledger import ParameterUpdate, Update

_RULES: Final = {  # what an optimiser makes the step from, which is what is added to the weight
    "sgd": "−η × g",
    "adagrad": "−η × g / √Σg²",
    "rmsprop": "−η × g / √mean g²",
    "adam": "−η × m̂ / (√v̂ + ε)",
    "adamw": "−η × m̂ / (√v̂ + ε) − decay",
}
_SETTINGS: Final = {  # of an optimiser, by the letter that stands in its rule where there is one
    "learning_rate": translate("Micro", "learning rate η"),
    "momentum": translate("Micro", "momentum"),
    "alpha": "α",
    "beta1": "β₁",
    "beta2": "β₂",
    "eps": "ε",
    "weight_decay": translate("Micro", "weight decay"),
    "first_correction": translate("Micro", "m̂ is m divided by"),
    "second_correction": translate("Micro", "v̂ is v divided by"),
}
_MEMORIES: Final = {
    "velocity": translate("Micro", "memory: velocity"),
    "squares": translate("Micro", "memory: squares of the gradient"),
    "first": translate("Micro", "memory: mean gradient m"),
    "second": translate("Micro", "memory: mean square v"),
}


def arithmetic_of(state: MicroState) -> Told:
    """What the present step of the forward pass, the loss or the update computes."""
    micro, cell = state.micro, state.micro.cell
    places = micro.places(micro.phase)
    place, count = str(micro.place - places[0] + 1), str(len(places))
    note = translate("Micro", "step {n} of {all}").format(n=place, all=count)
    if cell.kind == "loss":
        return _loss(state)
    if cell.kind == "update":
        return _update(state)
    if cell.kind == "input":
        return _inputs(state, note)
    if cell.kind == "passed":
        maps = micro.looked is not None
        return told_of_maps(KernelState(micro), note) if maps else _passed(state, note)
    assert cell.layer is not None
    return _sum(state, cell.layer, note) if cell.kind == "z" else _activation(state, cell.layer, note)


def fitting_lines(lines: Sequence[Line], room: int) -> list[Line]:
    """In a low panel lines without a role give way, from the last on, after those of the settings."""
    kept = list(lines)
    for role in ("quiet", ""):
        for line in [line for line in lines if line.role == role][::-1]:
            if len(kept) > max(2, room):
                kept.remove(line)
    return kept


# ---- forward


def _inputs(state: MicroState, note: str) -> Told:
    micro = state.micro
    values = np.asarray(micro.batch.inputs[micro.example], dtype=np.float64)
    names, shown = micro.inputs, largest(values)
    lines = [Line((Symbol("x", -1, i), " ="), names[i], number(float(values[i]))) for i in shown]
    if len(values) > len(shown):
        rest = translate("Micro", "{n} more, smaller").format(n=str(len(values) - len(shown)))
        lines.append(Line((rest,), "", "", "quiet"))
    text = translate("Micro", "The numbers of this example come in. Everything else is worked out from them.")
    return Told(translate("Micro", "The example comes in"), note, tuple(lines), text)


def _sum(state: MicroState, layer: int, note: str) -> Told:
    micro, unit = state.micro, state.unit(layer)
    own = micro.batch.layers[layer]
    x = np.asarray(own.entering[micro.example], dtype=np.float64)
    w = np.asarray(own.weights[:, unit], dtype=np.float64)
    parts = w * x
    shown = largest(parts)
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
        more = translate("Micro", "{n} more together").format(n=str(len(parts) - len(shown)))
        lines.append(Line((more,), "", numbers.fitted(rest, 3, sign=True), "quiet"))
    bias, z = float(own.bias[unit]), float(own.z[micro.example, unit])
    lines.append(Line((translate("Micro", "bias b"),), "", numbers.fitted(bias, 3, sign=True)))
    lines.append(Line((Symbol("z", layer, unit), " ="), "", numbers.fitted(z, 4), "sum"))
    text = translate(
        "Micro",
        "Each input times its weight, all added up, plus the bias. All neurons of the layer at once.",
    )
    return Told(translate("Micro", "Forward: the sum"), note, tuple(lines), text)


def _activation(state: MicroState, layer: int, note: str) -> Told:
    micro, unit = state.micro, state.unit(layer)
    own = micro.batch.layers[layer]
    z, a = (np.asarray(values[micro.example], dtype=np.float64) for values in (own.z, own.a))
    title = translate("Micro", "Forward: the activation")
    if own.activation.elementwise:
        written = worked(own.activation.name, z[unit])
        lines = [
            Line((Symbol("z", layer, unit), " ="), "", numbers.fitted(z[unit], 4)),
            Line((state.activation_symbol(layer, unit), " ="), written, numbers.fitted(a[unit], 4), "sum"),
        ]
        return Told(title, note, tuple(lines), own.activation.purpose)
    e = np.exp(z - z.max())
    lines = [
        Line(
            (state.activation_symbol(layer, i), " ="),
            f"{numbers.fitted(float(e[i]), 3)} / {numbers.fitted(float(e.sum()), 3)}",
            numbers.fitted(a[i], 4),
            "now" if i == unit else "",
        )
        for i in range(min(len(z), MOST + 2))
    ]
    text = translate(
        "Micro", "e to the power of each sum (the largest taken out), shared out so that they add up to 1."
    )
    return Told(title, note, tuple(lines), text)


def _passed(state: MicroState, note: str) -> Told:
    cell = state.micro.cell
    before = cell.layer if cell.layer is not None else -1
    found = next(passed for passed in state.passed(before) if passed.index == cell.steps[0].layer)
    values = np.asarray(cell.steps[0].values[state.micro.example], dtype=np.float64)
    if found.draws:
        kept = str(int(np.count_nonzero(values)))
        count = translate("Micro", "{n} of {all}").format(n=kept, all=str(values.size))
        line = Line((translate("Micro", "not 0 after it"),), "", count)
    elif values.shape == (state.units(before),):
        unit = state.unit(before)
        line = Line((Symbol("a", before, unit), " →"), "", numbers.fitted(values[unit], 4))
    else:
        reach = translate("Micro", "{low} to {high}").format(
            low=numbers.fitted(float(values.min()), 4), high=numbers.fitted(float(values.max()), 4)
        )
        line = Line((f"{cell.steps[0].kind}, ", translate("Micro", "all of them")), "", reach)
    title = translate("Micro", "Forward: {layer}").format(layer=found.label)
    return Told(title, note, (line,), found.purpose)


# ---- the loss


def _loss(state: MicroState) -> Told:
    batch, row = state.micro.batch, state.micro.example
    said = np.asarray(batch.outputs[row], dtype=np.float64)
    wanted = np.asarray(batch.targets[row], dtype=np.float64)
    lines = []
    for i in range(min(len(said), MOST + 2)):
        middle = translate("Micro", "said {said}, wanted {wanted}")
        if batch.judged:
            middle = translate("Micro", "the discriminator says {said}, wanted {wanted}")
        if batch.rule.opposed:
            middle = translate("Micro", "the discriminator says {said}, and wants {wanted}")
        middle = middle.format(
            said=numbers.fitted(said[i], 3),
            wanted=numbers.fitted(wanted[i], 2).rstrip("0").rstrip("."),
        )
        symbol = Symbol("y", state.symbols.layers - 1, i)
        lines.append(Line((symbol,), middle, numbers.fitted(said[i] - wanted[i], 3, sign=True)))
    own = numbers.fitted(batch.example_loss(row), 4)
    lines.append(Line((translate("Micro", "L of this example"),), "", own, "sum"))
    if batch.n > 1:
        mean, summed = translate("Micro", "mean of all {n}"), translate("Micro", "sum of all {n}")
        middle = (summed if batch.rule.is_sum else mean).format(n=str(batch.n))
        whole = numbers.fitted(batch.loss, 4)
        lines.append(Line((translate("Micro", "L of the batch"),), middle, whole, "now"))
    if batch.penalty:
        middle, penalty = translate("Micro", "L1, L2 of all weights"), numbers.fitted(batch.penalty, 4)
        lines.append(Line((translate("Micro", "penalty"),), middle, penalty))
        total = numbers.fitted(batch.loss + batch.penalty, 4)
        lines.append(Line((translate("Micro", "what training makes small"),), "", total, "sum"))
    title = translate("Micro", "How wrong is it? The loss")
    return Told(title, batch.rule.label, tuple(lines), batch.rule.purpose)


# ---- the update

#: What the parts of a discriminator's gradient come from.
PARTS = {
    "real": translate("Micro", "of the real samples"),
    "made": translate("Micro", "of the made samples"),
    "r1": translate("Micro", "of R1"),
    "penalty": translate("Micro", "of the gradient penalty"),
}


def _update(state: MicroState) -> Told:
    """The ledger's line of the weight that is asked about: old, gradient, what the optimiser did, new."""
    micro, update = state.micro, state.micro.batch.update
    one = update.of(micro.parameter)
    optimizer = micro.snapshot.experiment.optimizer
    held = state.asked_held
    letter = "w"
    if micro.asked_time is not None:
        letter = "b" if micro.asked_time.parameter.endswith("bias") else "w"
    elif micro.asked is None and micro.weight.source is None:
        letter = "b"
    lines = [Line((translate("Micro", "before"),), letter, numbers.fitted(one.old, 6))]
    lines += _gradient_lines(one, held)
    for name, (old, new) in one.memory.items():
        left = _MEMORIES.get(name, name)
        lines.append(Line((left,), f"{numbers.fitted(old, 6)} →", numbers.fitted(new, 6)))
    lines += [
        Line((_SETTINGS.get(name, name),), "", numbers.chosen(value), "quiet")
        for name, value in update.settings.items()
    ]
    rule = _RULES.get(optimizer) or translate("Micro", "from gradient and memory")
    lines.append(Line((translate("Micro", "step"),), rule, numbers.fitted(-one.step, 6, sign=True)))
    moved = translate("Micro", "before + step")
    lines.append(Line((translate("Micro", "after"),), moved, numbers.fitted(one.new, 6), "sum"))
    if one.limited != one.new:
        by_norm = micro.snapshot.experiment.max_norm > 0
        norm = translate("Micro", "by max-norm") if by_norm else translate("Micro", "to the largest weight")
        limited = numbers.fitted(one.limited, 6)
        lines.append(Line((translate("Micro", "limited"),), norm, limited, "now"))
    label, number_ = OPTIMIZERS[optimizer].label, numbers.count(update.number)
    note = translate("Micro", "{optimizer} · number {n}").format(optimizer=label, n=number_)
    return Told(translate("Micro", "The update"), note, tuple(lines), _moving(update))


def _moving(update: Update) -> str:
    """How many parameters the update moves."""
    text = translate("Micro", "All {n} parameters move at once, each by its own step.")
    if update.held:
        text = translate(
            "Micro", "{n} parameters move at once, each by its own step; the other {held} are cut or frozen."
        )
    moving, held = numbers.count(len(update.old) - update.held), numbers.count(update.held)
    return text.format(n=moving, held=held)


def _gradient_lines(one: ParameterUpdate, held: bool) -> Iterator[Line]:
    """∂L/∂w is all that the optimiser goes by, and so is called g, where nothing is added to it."""
    alone = not (one.penalty_gradient or one.clipping)
    data, batch = numbers.fitted(one.data_gradient, 6, sign=True), translate("Micro", "from the batch")
    for name, value in one.parts.items():
        yield Line((PARTS[name],), "∂L/∂w", numbers.fitted(value, 6, sign=True))
    if one.parts:
        batch = translate("Micro", "the sum of these")
    yield Line(("g = ∂L/∂w" if alone else "∂L/∂w",), batch, data, "gradient")
    if one.penalty_gradient:
        penalty = numbers.fitted(one.penalty_gradient, 6, sign=True)
        yield Line((translate("Micro", "penalty"),), "L1, L2", penalty)
    if held:
        why = translate("Micro", "cut or frozen: no gradient counts")
        yield Line((translate("Micro", "held"),), why, numbers.plain(0, 6))
        return
    total = one.data_gradient + one.penalty_gradient
    clipped = abs(one.clipping) > 1e-6 * max(abs(total), 1e-12)
    if clipped:
        taken = numbers.fitted(one.clipping, 6, sign=True)
        yield Line((translate("Micro", "clipping"),), translate("Micro", "to the largest norm"), taken)
    if clipped or one.penalty_gradient:
        whole = translate("Micro", "all of these together")
        yield Line(("g =",), whole, numbers.fitted(one.gradient, 6, sign=True), "sum")
