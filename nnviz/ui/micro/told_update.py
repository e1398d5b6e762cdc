"""The update as its ledger has it."""

from __future__ import annotations

from nnviz.drawing import numbers
from nnviz.engine import OPTIMIZERS
from nnviz.training.ledger import ParameterUpdate
from nnviz.training.micro import Micro
from nnviz.ui.micro.lines import Line, Told
from nnviz.ui.micro.state import State
from nnviz.ui.micro.words import tr


def update_told(state: State) -> Told:
    """The ledger's line of the weight that is asked about: old, gradient, what the optimiser did, new."""
    micro = state.micro
    weight = micro.weight
    index = micro.batch.layers[weight.layer].parameter(weight.source, weight.unit)
    one, update = micro.batch.update.of(index), micro.batch.update
    lines = [Line((tr("before"),), one.name, numbers.fitted(one.old, 6))]
    lines.append(
        Line(
            (_gradient_name(one),),
            tr("from the batch"),
            numbers.fitted(one.data_gradient, 6, sign=True),
            "gradient",
        )
    )
    if one.penalty_gradient:
        lines.append(Line((tr("penalty"),), "L1, L2", numbers.fitted(one.penalty_gradient, 6, sign=True)))
    total = one.data_gradient + one.penalty_gradient
    if state.held(weight.layer, weight.source, weight.unit):
        lines.append(Line((tr("held"),), tr("cut or frozen: no gradient counts"), numbers.plain(0, 6)))
    else:
        clipped = abs(one.clipping) > 1e-6 * max(abs(total), 1e-12)
        if clipped:
            taken = numbers.fitted(one.clipping, 6, sign=True)
            lines.append(Line((tr("clipping"),), tr("to the largest norm"), taken))
        if clipped or one.penalty_gradient:
            whole = numbers.fitted(one.gradient, 6, sign=True)
            lines.append(Line(("g =",), tr("all of these together"), whole, "sum"))
    names = {
        "velocity": tr("velocity"),
        "squares": tr("squares of the gradient"),
        "first": tr("mean gradient m"),
        "second": tr("mean square v"),
    }
    for name, (old, new) in one.memory.items():
        left = (tr("memory: {name}").format(name=names.get(name, name)),)
        lines.append(Line(left, f"{numbers.fitted(old, 6)} →", numbers.fitted(new, 6)))
    for name, value in update.settings.items():
        lines.append(Line((_setting_name(name),), "", numbers.chosen(value), "quiet"))
    lines.append(Line((tr("step"),), _rule(micro), numbers.fitted(one.step, 6, sign=True)))
    lines.append(Line((tr("after"),), tr("before − step"), numbers.fitted(one.new, 6), "sum"))
    if one.limited != one.new:
        lines.append(Line((tr("limited"),), tr("by max-norm"), numbers.fitted(one.limited, 6), "now"))
    label = OPTIMIZERS[micro.snapshot.experiment.optimizer].label
    words = tr("All {n} parameters move at once, each by its own step.")
    if update.held:
        words = tr("{n} parameters move at once, each by its own step; the other {held} are cut or frozen.")
    words = words.format(n=numbers.count(len(update.old) - update.held), held=numbers.count(update.held))
    return Told(
        tr("The update"), f"{label} · {tr('number')} {numbers.count(update.number)}", tuple(lines), words
    )


def _setting_name(name: str) -> str:
    """A number of the optimiser by the letter that stands in its rule, where it has one."""
    return {
        "learning_rate": tr("learning rate η"),
        "momentum": tr("momentum"),
        "alpha": "α",
        "beta1": "β₁",
        "beta2": "β₂",
        "eps": "ε",
        "weight_decay": tr("weight decay"),
        "first_correction": tr("m̂ is m divided by"),
        "second_correction": tr("v̂ is v divided by"),
    }.get(name, name)


def _gradient_name(one: ParameterUpdate) -> str:
    """∂L/∂w is all that the optimiser goes by, and so is called g, where nothing is added to it."""
    return "∂L/∂w" if one.penalty_gradient or one.clipping else "g = ∂L/∂w"


def _rule(micro: Micro) -> str:
    """What the optimiser makes the step from."""
    return {
        "sgd": "η × g",
        "adagrad": "η × g / √Σg²",
        "rmsprop": "η × g / √mean g²",
        "adam": "η × m̂ / (√v̂ + ε)",
        "adamw": "η × m̂ / (√v̂ + ε) + decay",
    }.get(micro.snapshot.experiment.optimizer, tr("from gradient and memory"))
