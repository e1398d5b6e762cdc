"""What ails a recurrent layer: its gates, its states, and the gradient on its way back through time.

The definitions look at every step of the same fixed samples as those of other layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from nnviz.engine import ACTIVATIONS
from nnviz.engine.layers import Layer, Stage
from nnviz.said import translate
from nnviz.training.gates import SCHEMES
from nnviz.training.patient import Finding, Patient
from nnviz.training.time_weights import units_of
from nnviz.training.written import scientific

#: A gate is saturated if its value is within this of 0 or 1 at this share of all steps and samples or more.
#: One that keeps (f of an LSTM, u of a GRU) may be open: that is how a layer remembers.
GATE_MARGIN = 0.02
GATE_SHARE = 0.95
#: The state is the same for all if no unit differs by more than this between any two of the samples, at any
#: step at which something is read.
STATE_SPREAD = 1e-3
#: Through time the gradient vanishes, or explodes, if |dL/dh| of the first step, the mean over the samples,
#: is so many times smaller, or larger, than that of the last step.
TIME_RATIO = 1e3

_KEEPING: Final = frozenset({"f", "u"})
_SHARES: Final = frozenset({"i", "f", "o", "r", "u"})


def saturated_gates(patient: Patient) -> Iterator[Finding]:
    """A finding for each unit, which names its gates."""
    text = translate(
        "Diagnosis",
        "Unit {unit} of layer {layer} has saturated gates ({gates}): at {share} % of all steps or more of "
        "the {samples} test sequences looked at they are shut, or open all the way, where their slope is "
        "almost 0.",
    )
    advice = translate(
        "Diagnosis", "Begin from smaller weights, lower the learning rate, or clip the gradient."
    )
    for index, layer, stage in patient.recurrent:
        for unit in range(units_of(layer)):
            stuck, least = [], 1.0
            for gate in SCHEMES[layer.spec.kind].gates:
                if gate.name not in _SHARES:
                    continue
                values = stage.named[gate.name][unit]
                shut, wide = (values < GATE_MARGIN).mean(), (values > 1 - GATE_MARGIN).mean()
                share = float(shut if gate.name in _KEEPING else max(shut, wide))
                if share >= GATE_SHARE:
                    stuck.append(gate.name)
                    least = min(least, share)
            if stuck:
                said = text.format(
                    unit=unit + 1,
                    layer=index + 1,
                    gates=", ".join(stuck),
                    share=int(100 * least),
                    samples=len(patient.features),
                )
                yield Finding("saturated", index, (unit,), least, said, advice)


def dead_in_time(patient: Patient) -> Iterator[Finding]:
    """Units of a simple recurrent layer with ReLU whose state is 0 at every step of every sample."""
    text = translate(
        "Diagnosis",
        "Unit {unit} of layer {layer} is dead: its state is 0 at every step of each of the {samples} test "
        "sequences looked at, and no gradient gets through it.",
    )
    advice = translate("Diagnosis", "Lower the learning rate, begin from other weights, or use tanh.")
    for index, layer, stage in patient.recurrent:
        if getattr(layer, "function", ACTIVATIONS["tanh"]).dies:
            units = np.flatnonzero((stage.named["z"] <= 0).all(axis=(1, 2))).tolist()
            for unit in units if len(units) >= patient.dead_share * units_of(layer) else ():
                said = text.format(unit=unit + 1, layer=index + 1, samples=len(patient.features))
                yield Finding("dead", index, (unit,), float(len(units)), said, advice)


def equal_states(patient: Patient) -> Iterator[Finding]:
    """Whatever is read, the state is the same: the network cannot tell one sequence from another."""
    text = translate(
        "Diagnosis",
        "Layer {layer} has the same state for all sequences: whatever is read, no unit differs by more than "
        "{spread} at any step.",
    )
    advice = translate("Diagnosis", "Begin from larger weights, or raise the learning rate.")
    for index, _, stage in patient.recurrent:
        if len(patient.features) < 2:
            continue
        spread = float(np.ptp(stage.named["h"], axis=2).max())
        if spread <= STATE_SPREAD:
            said = text.format(layer=index + 1, spread=scientific(spread))
            yield Finding("equal_states", index, (), spread, said, advice)


def through_time(layer: Layer, stage: Stage) -> float:
    """|dL/dh| of the first step by that of the last, means over the samples; NaN where the last is 0."""
    lengths = np.linalg.norm(stage.named["dh"].astype(np.float64), axis=0).mean(axis=1)
    return float(lengths[0] / lengths[-1]) if layer.input_shape[1] > 1 and lengths[-1] > 0 else float("nan")


def vanishing(patient: Patient) -> Iterator[Finding]:
    """Blame of the end hardly reaches the beginning."""
    text = translate(
        "Diagnosis",
        "The gradient vanishes through time in layer {layer}: at the first of {steps} steps |∂L/∂h| is "
        "{ratio} times that of the last. What came early cannot be learned.",
    )
    advice = translate("Diagnosis", "Use an LSTM or a GRU, a larger forget bias, or shorter sequences.")
    for index, layer, stage in patient.recurrent:
        ratio = through_time(layer, stage)
        if ratio < 1 / TIME_RATIO:
            said = text.format(layer=index + 1, steps=layer.input_shape[1], ratio=scientific(ratio))
            yield Finding("vanishing_time", index, (), ratio, said, advice)


def exploding(patient: Patient) -> Iterator[Finding]:
    """Blame grows on its way back."""
    text = translate(
        "Diagnosis",
        "The gradient explodes through time in layer {layer}: at the first of {steps} steps |∂L/∂h| is "
        "{ratio} times that of the last.",
    )
    advice = translate("Diagnosis", "Clip the gradient, or begin from smaller weights.")
    for index, layer, stage in patient.recurrent:
        ratio = through_time(layer, stage)
        if ratio > TIME_RATIO:
            said = text.format(layer=index + 1, steps=layer.input_shape[1], ratio=scientific(ratio))
            yield Finding("exploding_time", index, (), ratio, said, advice)
