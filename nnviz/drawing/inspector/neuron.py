"""A neuron's arithmetic: z = Σ w·x + b, a = f(z), ∂L/∂z."""

from __future__ import annotations

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.answer import called
from nnviz.drawing.inspector.content import Content, Curve, Floats, Formula, Picture, as_picture
from nnviz.drawing.inspector.contributions import Contributions
from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.quantities import describe_unit
from nnviz.engine.activations import Activation, activation
from nnviz.said import translate
from nnviz.training.snapshot import Probe, Snapshot

# name: (left side, what is done to z); others read "a = name(z)".
_WRITTEN = {
    "linear": ("a = z", ""),
    "relu": ("a = ReLU(z)", "max(0, z)"),
    "leaky_relu": ("a = LReLU(z)", "max({parameter}·z, z)"),
    "elu": ("a = ELU(z)", "z or {parameter}·(exp(z) − 1)"),
    "sigmoid": ("a = σ(z)", "1 / (1 + exp(−z))"),
    "tanh": ("a = tanh(z)", ""),
}


def describe_neuron(snapshot: Snapshot, names: Names, layer: int, unit: int) -> Content:
    """The Inspector's words and numbers for neuron ``unit`` of ``layer``."""
    state = snapshot.layers[layer]
    if not state.chained:
        return describe_unit(snapshot, names, layer, unit)
    weights = np.asarray(state.weights[:, unit], dtype=np.float64)
    shape = names.shape if layer == 0 else ()
    picture = Picture(as_picture(weights, shape), float(np.abs(weights).max(initial=0.0)) or 1.0, signed=True)
    hint = _hint(names, layer)
    title = names.title(layer, unit)
    probe = snapshot.probe
    if probe is None:
        bias = Formula("b", translate("Inspector", "its bias"), numbers.signed(float(state.bias[unit]), 3))
        missing = Formula("z = Σ w·x + b", "", names.no_sample, "hint")
        return Content(title, hint, picture, formulas=(bias, missing))
    x = np.asarray(probe.entering[layer], dtype=np.float64)
    sums = Contributions(x, weights, float(state.bias[unit]), lambda i: names.unit(layer - 1, i))
    caption = translate("Inspector", "Largest contributions: activation × weight")
    if layer == 0:
        caption = translate("Inspector", "Largest contributions: input × weight")
        if names.pixels:
            caption = translate("Inspector", "Largest contributions: pixel × weight")
    return Content(
        title,
        hint,
        picture,
        _curve(snapshot, probe, layer, unit),
        caption,
        sums,
        (
            _sum_formula(sums),
            *_activation_formulas(snapshot, probe, layer, unit),
            _gradient(snapshot, names, layer, unit),
        ),
    )


def _hint(names: Names, layer: int) -> str:
    if layer == 0 and names.pixels:
        return translate("Inspector", "Ink on amber adds, on blue subtracts.")
    return translate("Inspector", "Amber inputs add, blue ones subtract.")


def _sum_formula(sums: Contributions) -> Formula:
    bias = sums.bias or 0.0
    sign = numbers.MINUS if bias < 0 else "+"
    middle = f"{numbers.fitted(sums.weighted)} {sign} {numbers.fitted(abs(bias))}"
    return Formula("z = Σ w·x + b", middle, numbers.fitted(sums.total, sign=True))


def _activation_formulas(snapshot: Snapshot, probe: Probe, layer: int, unit: int) -> tuple[Formula, ...]:
    a, kind = float(probe.a[layer][unit]), _activation_of(snapshot, layer)
    if kind.name == "softmax":
        return _softmax_formulas(np.asarray(probe.z[layer], dtype=np.float64), unit, a)
    usual = (f"a = {kind.label}(z)", "") if kind.own is None else ("a = f(z)", kind.label)
    left, middle = _WRITTEN.get(kind.name, usual)
    if kind.parameter == ("alpha", 1.0):
        middle = "z or exp(z) − 1"
    elif kind.parameter is not None:
        middle = middle.format(parameter=numbers.chosen(kind.parameter[1]))
    return (Formula(left, middle, numbers.fitted(a)),)


def _activation_of(snapshot: Snapshot, layer: int) -> Activation:
    """The activation of a layer with weights, with the slope or alpha that was set."""
    specs = [spec for spec in snapshot.specs if spec.weighted]
    return activation(snapshot.layers[layer].activation, getattr(specs[layer], "parameter", None))


def _softmax_formulas(z: Floats, unit: int, a: float) -> tuple[Formula, ...]:
    """exp(z), the sum of all exponentials, and their ratio; shifted by max z where they would overflow."""
    shift = 0.0 if z.max() < 300 and z.min() > -300 else float(z.max())
    written = "exp(z)" if shift == 0 else "exp(z − max)"
    powers = np.exp(z - shift)
    own, total = numbers.fitted(float(powers[unit])), numbers.fitted(float(powers.sum()))
    return (
        Formula(f"Σ {written}", translate("Inspector", "over {n} outputs").format(n=len(z)), total),
        Formula("a = softmax(z)", f"{own} / {total}", numbers.fitted(a)),
    )


def _gradient(snapshot: Snapshot, names: Names, layer: int, unit: int) -> Formula:
    probe = snapshot.probe
    if probe is None or probe.dz is None:
        return Formula("∂L/∂z", "", names.no_label, "hint")
    value = numbers.fitted(float(probe.dz[layer][unit]), 4, sign=True)
    if probe.label is None and snapshot.ends.itself:
        return Formula("∂L/∂z", translate("Inspector", "to give back the sample"), value, "gradient")
    if probe.label is None:
        return Formula("∂L/∂z", translate("Inspector", "for the values wanted"), value, "gradient")
    label = names.classes[probe.label] if probe.label < len(names.classes) else str(probe.label)
    middle = translate("Inspector", "for {name}").format(name=called(label))
    state = snapshot.layers[layer]
    if state.activation == "softmax" and snapshot.experiment.loss == "categorical_crossentropy":
        target = "1" if unit == probe.label else "0"
        middle = translate("Inspector", "a − {target}, for {name}").format(target=target, name=called(label))
    return Formula("∂L/∂z", middle, value, "gradient")


def _curve(snapshot: Snapshot, probe: Probe, layer: int, unit: int) -> Curve:
    z, a = float(probe.z[layer][unit]), float(probe.a[layer][unit])
    if (kind := _activation_of(snapshot, layer)).name != "softmax":
        return Curve(
            lambda x: np.asarray(kind.function(x)),
            z,
            a,
            translate("Inspector", "{name}: a from z").format(name=kind.label),
        )
    others = np.delete(np.asarray(probe.z[layer], dtype=np.float64), unit)
    top = float(others.max(initial=0.0))
    log_sum = top + float(np.log(np.exp(others - top).sum())) if others.size else -np.inf

    def share(x: Floats) -> Floats:
        return np.asarray(0.5 * (1 + np.tanh((x - log_sum) / 2)))

    return Curve(
        share, z, a, translate("Inspector", "softmax: a from z, the other outputs staying as they are")
    )
