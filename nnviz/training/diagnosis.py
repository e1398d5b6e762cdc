"""What ails a network, told from a Snapshot: each finding with its definition.

The definitions look at a fixed batch of samples, by default the first 256 of the test part, so that a
finding says something about the network, not about one picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.training.outputs import encode
from nnviz.training.snapshot import STATISTICS_SAMPLES, LayerState, Snapshot

Array = NDArray[np.floating[Any]]
Kind = Literal["dead", "saturated", "identical", "vanishing", "exploding", "slow", "hasty", "diverged"]

#: A ReLU unit is dead if its sum is 0 or below for every sample; a sigmoid or tanh unit is saturated if its
#: activation is within this share of the range's width of an end of it, for at least this share of samples.
SATURATION_MARGIN = 0.02
SATURATION_SHARE = 0.95
#: Two units are identical if weights and biases differ by no more than this share of the layer's largest.
IDENTICAL = 1e-6
#: A layer's gradient vanishes, or explodes, if the root of the mean square of dL/dz over its units and the
#: samples is this many times smaller, or larger, than the last layer's.
GRADIENT_RATIO = 1e3
#: The usual range of |update| / |weights| of a layer, both as Euclidean norms: below it nothing moves,
#: above it everything jumps. (About 1e-3 is often recommended.)
UPDATE_RATIO = (1e-6, 1e-1)

_SATURATING = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
_DYING = ("relu",)


@dataclass(frozen=True)
class Finding:
    """What was found, where, and what may help.

    ``layer`` counts the dense layers from 0; None concerns the whole network. ``units`` are those concerned;
    for "identical" each group of equal units is a finding of its own. ``value`` is the number that
    decided.
    """

    kind: Kind
    layer: int | None
    units: tuple[int, ...]
    value: float
    text: str
    advice: str


def diagnose(
    snapshot: Snapshot, dataset: Dataset, before: Snapshot | None = None, samples: int = STATISTICS_SAMPLES
) -> tuple[Finding, ...]:
    """Everything found, input side first.

    With ``before``, an earlier Snapshot of the same run, also the update-to-weight ratio: the mean update
    between the two.
    """
    if not np.isfinite(snapshot.parameters).all():
        return (
            Finding(
                "diverged",
                None,
                (),
                float("nan"),
                "Some weights are infinite or no numbers at all.",
                "Go back to the last good epoch and lower the learning rate.",
            ),
        )
    network = snapshot.network()
    features, labels = dataset.test_features[:samples], dataset.test_labels[:samples]
    findings: list[Finding] = []
    with np.errstate(all="ignore"):
        for index, (layer, z, a) in enumerate(_activations(network, features)):
            hidden = index < len(snapshot.layers) - 1
            findings += _dead(index, layer, z, a) + _saturated(index, layer, a) if hidden else []
            findings += _identical(index, snapshot.layers[index]) if hidden else []
        findings += _gradients(network, features, encode(labels, network.output_size))
    if before is not None:
        findings += _updates(before, snapshot)
    return tuple(sorted(findings, key=lambda finding: (finding.layer or 0, finding.units)))


def _activations(network: Network, features: Array) -> list[tuple[Layer, Array, Array]]:
    """Each layer with weights, with its sums and activations (n, units), as when predicting."""
    stages = network.followed(features).stages
    return [(network.layers[k], stages[k].z.T, stages[k].a.T) for k in network.weighted]


def _dead(index: int, layer: Layer, z: Array, a: Array) -> list[Finding]:
    if layer.activation.name not in _DYING:
        return []
    units = np.flatnonzero((z <= 0).all(axis=0))
    if not units.size:
        return []
    text = f"{_count(units.size)} of layer {index + 1} never fires: its sum is 0 or below for every sample."
    advice = "Lower the learning rate, begin from other weights, or use leaky ReLU."
    return [Finding("dead", index, tuple(units.tolist()), float(units.size), text, advice)]


def _saturated(index: int, layer: Layer, a: Array) -> list[Finding]:
    if layer.activation.name not in _SATURATING:
        return []
    low, high = _SATURATING[layer.activation.name]
    margin = SATURATION_MARGIN * (high - low)
    share = ((a < low + margin) | (a > high - margin)).mean(axis=0)
    units = np.flatnonzero(share >= SATURATION_SHARE)
    if not units.size:
        return []
    text = (
        f"{_count(units.size)} of layer {index + 1} is saturated: its activation is at an end of its "
        f"range for {SATURATION_SHARE:.0%} of the samples or more, where its slope is almost 0."
    )
    advice = "Begin from smaller weights (Glorot), scale the inputs, or use ReLU."
    return [Finding("saturated", index, tuple(units.tolist()), float(share[units].min()), text, advice)]


def _identical(index: int, layer: LayerState) -> list[Finding]:
    """Groups of units with the same weights and bias, which hence do the same for any sample."""
    columns = np.vstack([layer.weights, layer.bias]).astype(np.float64)
    tolerance = IDENTICAL * max(float(np.abs(columns).max()), float(np.finfo(np.float32).tiny))
    # Equal columns have equal sums of any kind: sorted by one, they stand side by side.
    order = np.argsort(np.sin(np.arange(1, len(columns) + 1)) @ columns, kind="stable")
    groups: list[list[int]] = []
    for unit in order.tolist():
        if groups and float(np.abs(columns[:, unit] - columns[:, groups[-1][0]]).max()) <= tolerance:
            groups[-1].append(unit)
        else:
            groups.append([unit])
    return [
        Finding(
            "identical",
            index,
            tuple(sorted(group)),
            float(len(group)),
            f"{len(group)} units of layer {index + 1} are identical: the same weights and bias.",
            "Begin from random weights: units that begin alike are trained alike.",
        )
        for group in groups
        if len(group) > 1
    ]


def _gradients(network: Network, features: Array, targets: Array) -> list[Finding]:
    sizes = [
        float(np.sqrt(np.square(dz, dtype=np.float64).mean())) for dz in _slopes(network, features, targets)
    ]
    findings = []
    for index, size in enumerate(sizes[:-1]):
        ratio = size / sizes[-1] if sizes[-1] > 0 else 1.0
        if ratio < 1 / GRADIENT_RATIO:
            text = f"The gradient of layer {index + 1} is {ratio:.1e} of the last layer's: it vanishes."
            advice = "Use ReLU and He weights, fewer layers, or batch normalisation."
            findings.append(Finding("vanishing", index, (), ratio, text, advice))
        elif ratio > GRADIENT_RATIO:
            text = f"The gradient of layer {index + 1} is {ratio:.1e} times the last layer's: it explodes."
            advice = "Begin from smaller weights, or clip the gradient."
            findings.append(Finding("exploding", index, (), ratio, text, advice))
    return findings


def _slopes(network: Network, features: Array, targets: Array) -> list[Array]:
    """dL/dz of each layer with weights (n, units), as when predicting; all are scaled by the same number."""
    stages = network.followed(features, targets).stages
    return [stages[place].dz.T for place in network.weighted]


def _updates(before: Snapshot, after: Snapshot) -> list[Finding]:
    steps = after.step - before.step
    shapes = [[layer.weights.shape for layer in moment.layers] for moment in (before, after)]
    if steps <= 0 or shapes[0] != shapes[1]:  # layers may have been changed since
        return []
    findings = []
    low, high = UPDATE_RATIO
    for index, (old, new) in enumerate(zip(before.layers, after.layers, strict=True)):
        size = float(np.linalg.norm(old.weights))
        ratio = float(np.linalg.norm(new.weights - old.weights)) / steps / size if size else 0.0
        if size and not low <= ratio <= high:
            kind: Kind = "slow" if ratio < low else "hasty"
            word, advice = ("hardly moves", "Raise") if ratio < low else ("jumps", "Lower")
            text = f"Layer {index + 1} {word}: an update changes its weights by {ratio:.1e} of their size."
            findings.append(Finding(kind, index, (), ratio, text, f"{advice} the learning rate."))
    return findings


def _count(number: int) -> str:
    return "1 unit" if number == 1 else f"Each of {number} units"
