"""What ails a network, told from a Snapshot: each finding with its definition.

The definitions look at a fixed batch of samples, by default the first 256 of the test part, so that a
finding says something about the network, not about one picture. Sentences say how many they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.said import Sentence, translate
from nnviz.training.outputs import encode
from nnviz.training.snapshot import STATISTICS_SAMPLES, LayerState, Snapshot
from nnviz.training.written import plain, scientific

Array = NDArray[np.floating[Any]]
Kind = Literal[
    "dead", "saturated", "identical", "vanishing", "exploding", "slow", "hasty", "penalty", "diverged"
]

#: A unit whose activation is 0 for every sum of 0 or below, as ReLU is, is dead if its sum is so for every
#: sample. That is worth a warning if at least this share of its layer is dead, and before the first update
#: only if all of it is: a few are dead in many a network that learns well, and have a dashed ring.
DEAD_SHARE = 0.25
#: A sigmoid or tanh unit is saturated if its activation is within this share of the range's width of an end
#: of it, for at least this share of samples.
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
#: L1 and L2 outweigh the data if their gradient is at least this share of the data's, both of the weights,
#: while the loss is at least this share of what it would be if every answer were the mean of all targets.
PENALTY_RATIO = 0.5
GUESSED = 0.5

_SATURATING: Final = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}


@dataclass(frozen=True)
class Finding:
    """What was found, where, and what may help.

    ``layer`` counts the layers with weights from 0; None concerns the whole network. ``units`` are those
    concerned: a dead or saturated unit is a finding of its own, as is each group of identical ones. ``value``
    is the number that decided, ``since`` the epoch from which on it has been seen, None where nobody looked.
    """

    kind: Kind
    layer: int | None
    units: tuple[int, ...]
    value: float
    text: Sentence
    advice: Sentence
    since: int | None = None

    @property
    def key(self) -> tuple[Kind, int | None, tuple[int, ...]]:
        """What tells it from other findings, whatever the moment."""
        return self.kind, self.layer, self.units


def diagnose(
    snapshot: Snapshot, dataset: Dataset, before: Snapshot | None = None, samples: int = STATISTICS_SAMPLES
) -> tuple[Finding, ...]:
    """Everything found, input side first.

    With ``before``, an earlier Snapshot of the same run, also the update-to-weight ratio: the mean update
    between the two.
    """
    if not np.isfinite(snapshot.parameters).all():
        return (_diverged(),)
    network = snapshot.network()
    features, labels = dataset.test_features[:samples], dataset.test_labels[:samples]
    targets = encode(labels, network.output_size)
    findings: list[Finding] = []
    with np.errstate(all="ignore"):
        for index, (layer, z, a) in enumerate(_activations(network, features)):
            hidden = index < len(snapshot.layers) - 1
            if hidden:
                findings += _dead(index, layer, z, learned=snapshot.step > 0) + _saturated(index, layer, a)
                findings += _identical(index, snapshot.layers[index])
        findings += _gradients(network, features, targets)
        if snapshot.step:
            findings += _penalty(network, features, targets)
    if before is not None:
        findings += _updates(before, snapshot)
    return tuple(sorted(findings, key=lambda finding: (finding.layer or 0, finding.units)))


def _diverged() -> Finding:
    text = translate("Diagnosis", "Some weights are infinite or no numbers at all.")
    advice = translate("Diagnosis", "Go back to the last good epoch and lower the learning rate.")
    return Finding("diverged", None, (), float("nan"), text, advice)


def _activations(network: Network, features: Array) -> list[tuple[Layer, Array, Array]]:
    """Each layer with weights, with its sums and activations (n, units), as when predicting."""
    stages = network.followed(features).stages
    return [(network.layers[k], stages[k].z.T, stages[k].a.T) for k in network.weighted]


def _dead(index: int, layer: Layer, z: Array, *, learned: bool) -> list[Finding]:
    if not layer.activation.dies:
        return []
    units = np.flatnonzero((z <= 0).all(axis=0))
    if not units.size or units.size < (DEAD_SHARE if learned else 1) * z.shape[1]:
        return []
    text = translate(
        "Diagnosis",
        "Neuron {unit} of layer {layer} is dead: its activation is 0 for each of the {samples} test samples "
        "looked at.",
    )
    advice = translate("Diagnosis", "Lower the learning rate, begin from other weights, or use leaky ReLU.")
    return [
        Finding(
            "dead",
            index,
            (unit,),
            float(units.size),
            text.format(unit=unit + 1, layer=index + 1, samples=len(z)),
            advice,
        )
        for unit in units.tolist()
    ]


def _saturated(index: int, layer: Layer, a: Array) -> list[Finding]:
    if layer.activation.name not in _SATURATING:
        return []
    low, high = _SATURATING[layer.activation.name]
    margin = SATURATION_MARGIN * (high - low)
    flat = ((a < low + margin) | (a > high - margin)).sum(axis=0)
    text = translate(
        "Diagnosis",
        "Neuron {unit} of layer {layer} is saturated: for {flat} of the {samples} test samples looked at, "
        "its activation is at an end of its range, where the slope is almost 0.",
    )
    advice = translate("Diagnosis", "Begin from smaller weights (Glorot), scale the inputs, or use ReLU.")
    return [
        Finding(
            "saturated",
            index,
            (unit,),
            float(flat[unit]) / len(a),
            text.format(unit=unit + 1, layer=index + 1, flat=int(flat[unit]), samples=len(a)),
            advice,
        )
        for unit in np.flatnonzero(flat >= SATURATION_SHARE * len(a)).tolist()
    ]


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
    text = translate(
        "Diagnosis",
        "{count} neurons of layer {layer} are identical: they have the same weights and the same bias.",
    )
    advice = translate(
        "Diagnosis", "Begin from random weights: neurons that begin alike learn the same things."
    )
    return [
        Finding(
            "identical",
            index,
            tuple(sorted(group)),
            float(len(group)),
            text.format(count=len(group), layer=index + 1),
            advice,
        )
        for group in groups
        if len(group) > 1
    ]


def _gradients(network: Network, features: Array, targets: Array) -> list[Finding]:
    sizes = [
        float(np.sqrt(np.square(dz, dtype=np.float64).mean())) for dz in _slopes(network, features, targets)
    ]
    vanishes = translate(
        "Diagnosis", "The gradient vanishes: in layer {layer} it is {ratio} times that of the last layer."
    )
    explodes = translate(
        "Diagnosis", "The gradient explodes: in layer {layer} it is {ratio} times that of the last layer."
    )
    gentler = translate("Diagnosis", "Use ReLU and He weights, fewer layers, or batch normalisation.")
    smaller = translate("Diagnosis", "Begin from smaller weights, or clip the gradient.")
    findings = []
    for index, size in enumerate(sizes[:-1]):
        ratio = size / sizes[-1] if sizes[-1] > 0 else 1.0
        said = {"layer": index + 1, "ratio": scientific(ratio)}
        if ratio < 1 / GRADIENT_RATIO:
            findings.append(Finding("vanishing", index, (), ratio, vanishes.format(**said), gentler))
        elif ratio > GRADIENT_RATIO:
            findings.append(Finding("exploding", index, (), ratio, explodes.format(**said), smaller))
    return findings


def _slopes(network: Network, features: Array, targets: Array) -> list[Array]:
    """dL/dz of each layer with weights (n, units), as when predicting; all are scaled by the same number."""
    stages = network.followed(features, targets).stages
    return [stages[place].dz.T for place in network.weighted]


def _penalty(network: Network, features: Array, targets: Array) -> list[Finding]:
    """Whether L1 and L2 hold the weights down where the data still pull at them; the network is used up."""
    weights = network.l1, network.l2
    if not any(weights):
        return []
    loss, _ = network.evaluate(features, targets)
    guess = network.loss.value(np.broadcast_to(targets.mean(axis=0), targets.shape), targets)
    if not loss >= GUESSED * guess:
        return []
    gradients = []
    for network.l1, network.l2 in (weights, (0.0, 0.0)):
        network.rng = np.random.default_rng(0)  # dropout leaves out the same ones both times
        network.gradient_step_rows(network.prepare(features, targets))
        gradients.append(network.gradients.astype(np.float64) * network.weight_mask())
    together, data = gradients
    ratio = float(np.linalg.norm(together - data)) / max(float(np.linalg.norm(data)), 1e-30)
    if ratio < PENALTY_RATIO:
        return []
    text = translate(
        "Diagnosis",
        "The penalty for large weights (L1, L2) outweighs the data: it holds the weights so small that the "
        "loss is still {share} % of what guessing would cost.",
    )
    advice = translate("Diagnosis", "Lower L1 or L2.")
    return [Finding("penalty", None, (), ratio, text.format(share=round(100 * loss / guess)), advice)]


def _updates(before: Snapshot, after: Snapshot) -> list[Finding]:
    steps = after.step - before.step
    shapes = [[layer.weights.shape for layer in moment.layers] for moment in (before, after)]
    if steps <= 0 or shapes[0] != shapes[1]:  # layers may have been changed since
        return []
    slow = translate(
        "Diagnosis", "Layer {layer} hardly moves: an update changes its weights by {ratio} times their size."
    )
    hasty = translate(
        "Diagnosis", "Layer {layer} jumps: an update changes its weights by {ratio} times their size."
    )
    raised = translate("Diagnosis", "Raise the learning rate.")
    lowered = translate("Diagnosis", "Lower the learning rate.")
    findings = []
    low, high = UPDATE_RATIO
    for index, (old, new) in enumerate(zip(before.layers, after.layers, strict=True)):
        if index in (*before.experiment.frozen, *after.experiment.frozen):
            continue  # it is not to move
        size = float(np.linalg.norm(old.weights))
        ratio = float(np.linalg.norm(new.weights - old.weights)) / steps / size if size else 0.0
        if size and ratio < low:
            text = slow.format(layer=index + 1, ratio=scientific(ratio))
            findings.append(Finding("slow", index, (), ratio, text, raised))
        elif ratio > high:
            text = hasty.format(layer=index + 1, ratio=plain(ratio))
            findings.append(Finding("hasty", index, (), ratio, text, lowered))
    return findings
