"""What ails a network, told from a Snapshot: each finding with its definition.

The definitions look at a fixed batch of samples, by default the first 256 of the test part, so that a
finding says something about the network, not about one picture. Sentences say how many they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnviz.data import Dataset
from nnviz.said import Sentence, translate
from nnviz.training import finding_words
from nnviz.training.diagnosis_attention import looks_alike, unseen
from nnviz.training.diagnosis_game import collapsed, rotating, too_strong, too_weak
from nnviz.training.diagnosis_time import dead_in_time, equal_states, exploding, saturated_gates, vanishing
from nnviz.training.patient import Finding, Patient
from nnviz.training.snapshot import STATISTICS_SAMPLES, LayerState, Snapshot
from nnviz.training.written import chosen, plain, scientific

__all__ = ["FINDINGS", "Finding", "FindingKind", "Patient", "diagnose"]

#: A sigmoid or tanh unit is saturated if its activation is within this share of the range's width of an end
#: of it, for at least this share of samples.
SATURATION_MARGIN = 0.02
SATURATION_SHARE = 0.95
#: Two units are identical if weights and biases differ by no more than this share of the layer's largest.
IDENTICAL = 1e-6
#: A layer's gradient vanishes, or explodes, if the root of the mean square of dL/dz over its units, their
#: places and the samples is this many times smaller, or larger, than the last layer's.
GRADIENT_RATIO = 1e3
#: The usual range of |update| / |weights| of a layer, both as Euclidean norms: below it nothing moves,
#: above it everything jumps. (About 1e-3 is often recommended.)
UPDATE_RATIO = (1e-6, 1e-1)
RUN_DOWN = 0.1  # of the learning rate that is set, below which the schedule is why a layer hardly moves
#: L1 and L2 outweigh the data if their gradient is at least this share of the data's, both of the weights,
#: while the loss is at least this share of what it would be if every answer were the mean of all targets.
PENALTY_RATIO = 0.5
GUESSED = 0.5

_SATURATING: Final = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}


def diagnose(
    snapshot: Snapshot,
    dataset: Dataset,
    before: Snapshot | None = None,
    samples: int = STATISTICS_SAMPLES,
    earlier: Snapshot | None = None,
) -> tuple[Finding, ...]:
    """Everything found, input side first.

    With ``before``, an earlier Snapshot of the same run, also the update-to-weight ratio: the mean update
    between the two. With one still ``earlier``, also what does not show at the beginning of a game.
    """
    if not np.isfinite(snapshot.parameters).all():
        return (_diverged(),)
    network = snapshot.network()
    features, labels = dataset.test_features[:samples], dataset.test_labels[:samples]
    ends = snapshot.ends
    targets = None if ends.noise else ends.wanted(features, labels, network.output_shape)
    patient = Patient(snapshot, network, ends.entering(features), targets, dataset, before, earlier)
    with np.errstate(all="ignore"):
        findings = [finding for kind in FINDINGS.values() for finding in kind.find(patient)]
    return tuple(sorted(findings, key=lambda finding: (finding.layer or 0, finding.units)))


def _diverged() -> Finding:
    text = translate("Diagnosis", "Some weights are infinite or no numbers at all.")
    advice = translate("Diagnosis", "Go back to the last good epoch and lower the learning rate.")
    return Finding("diverged", None, (), float("nan"), text, advice)


def _dead(patient: Patient) -> Iterator[Finding]:
    share, samples = patient.dead_share, len(patient.features)
    for index, layer, z, _ in patient.hidden:
        text, advice = finding_words.DEAD.of(layer, noise=patient.targets is None)
        units = np.flatnonzero((z <= 0).all(axis=0)).tolist() if layer.activation.dies else []
        for unit in units if len(units) >= share * z.shape[1] else ():
            said = text.format(unit=unit + 1, layer=index + 1, samples=samples)
            yield Finding("dead", index, (unit,), float(len(units)), said, advice)
    yield from dead_in_time(patient)


def _saturated(patient: Patient) -> Iterator[Finding]:
    for index, layer, _, a in patient.hidden:
        if layer.activation.name not in _SATURATING:
            continue
        text, advice = finding_words.SATURATED.of(layer, noise=patient.targets is None)
        counts = {"layer": index + 1, "samples": len(patient.features), "places": len(a)}
        low, high = _SATURATING[layer.activation.name]
        margin = SATURATION_MARGIN * (high - low)
        flat = ((a < low + margin) | (a > high - margin)).sum(axis=0)
        for unit in np.flatnonzero(flat >= SATURATION_SHARE * len(a)).tolist():
            said = text.format(unit=unit + 1, flat=int(flat[unit]), **counts)
            yield Finding("saturated", index, (unit,), float(flat[unit]) / len(a), said, advice)
    yield from saturated_gates(patient)


def _identical(patient: Patient) -> Iterator[Finding]:
    network = patient.network
    for index, layer in enumerate(patient.snapshot.layers[:-1]):
        text, advice = finding_words.IDENTICAL.of(network.layers[network.weighted[index]])
        for group in _alike(layer):
            said = text.format(count=len(group), layer=index + 1)
            yield Finding("identical", index, tuple(sorted(group)), float(len(group)), said, advice)


def _alike(layer: LayerState) -> list[list[int]]:
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
    return [group for group in groups if len(group) > 1]


def _vanishing(patient: Patient) -> Iterator[Finding]:
    text = translate(
        "Diagnosis", "The gradient vanishes: in layer {layer} it is {ratio} times that of the last layer."
    )
    advice = translate("Diagnosis", "Use ReLU and He weights, fewer layers, or batch normalisation.")
    for index, ratio in enumerate(patient.slopes):
        if ratio < 1 / GRADIENT_RATIO:
            said = text.format(layer=index + 1, ratio=scientific(ratio))
            yield Finding("vanishing", index, (), ratio, said, advice)


def _exploding(patient: Patient) -> Iterator[Finding]:
    text = translate(
        "Diagnosis", "The gradient explodes: in layer {layer} it is {ratio} times that of the last layer."
    )
    advice = translate("Diagnosis", "Begin from smaller weights, or clip the gradient.")
    for index, ratio in enumerate(patient.slopes):
        if ratio > GRADIENT_RATIO:
            said = text.format(layer=index + 1, ratio=scientific(ratio))
            yield Finding("exploding", index, (), ratio, said, advice)


def _penalty(patient: Patient) -> list[Finding]:
    """Whether L1 and L2 hold the weights down where the data still pull at them."""
    network, features, targets = patient.snapshot.network(), patient.features, patient.targets
    weights = network.l1, network.l2
    if not any(weights) or not patient.snapshot.step or targets is None:
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


def _slow(patient: Patient) -> Iterator[Finding]:
    text = translate(
        "Diagnosis", "Layer {layer} hardly moves: an update changes its weights by {ratio} times their size."
    )
    advice = translate("Diagnosis", "Raise the learning rate.")
    experiment, made = patient.snapshot.experiment, patient.before or patient.snapshot
    factor = experiment.rate_factor(made.epoch)
    if factor < RUN_DOWN:
        advice = translate(
            "Diagnosis",
            "The schedule of the learning rate has brought it down to {rate}: let the schedule take more "
            "epochs, or keep the rate constant.",
        ).format(rate=chosen(experiment.learning_rate * factor, 3))
    for index, ratio in patient.moves.items():
        if ratio < UPDATE_RATIO[0]:
            said = text.format(layer=index + 1, ratio=scientific(ratio))
            yield Finding("slow", index, (), ratio, said, advice)


def _hasty(patient: Patient) -> Iterator[Finding]:
    text = translate(
        "Diagnosis", "Layer {layer} jumps: an update changes its weights by {ratio} times their size."
    )
    advice = translate("Diagnosis", "Lower the learning rate.")
    for index, ratio in patient.moves.items():
        if ratio > UPDATE_RATIO[1]:
            said = text.format(layer=index + 1, ratio=plain(ratio))
            yield Finding("hasty", index, (), ratio, said, advice)


@dataclass(frozen=True)
class FindingKind:
    """One line of the table: the ``word`` that marks it in the diagram, what the timeline's mark says (which
    may name the ``{layer}``, counted from 1), and the rule that looks for it."""

    word: Sentence
    noted: Sentence
    find: Callable[[Patient], Iterable[Finding]]


FINDINGS: dict[str, FindingKind] = {
    "dead": FindingKind(translate("Diagram", "dead"), translate("Diagnosis", "dead in layer {layer}"), _dead),
    "saturated": FindingKind(
        translate("Diagram", "saturated"), translate("Diagnosis", "saturated in layer {layer}"), _saturated
    ),
    "identical": FindingKind(
        translate("Diagram", "identical"), translate("Diagnosis", "identical in layer {layer}"), _identical
    ),
    "vanishing": FindingKind(
        translate("Diagram", "vanishing"),
        translate("Diagnosis", "the gradient vanishes in layer {layer}"),
        _vanishing,
    ),
    "exploding": FindingKind(
        translate("Diagram", "exploding"),
        translate("Diagnosis", "the gradient explodes in layer {layer}"),
        _exploding,
    ),
    "equal_states": FindingKind(
        translate("Diagram", "same state for all"),
        translate("Diagnosis", "layer {layer} has the same state for all"),
        equal_states,
    ),
    "vanishing_time": FindingKind(
        translate("Diagram", "vanishing in time"),
        translate("Diagnosis", "the gradient vanishes through time in layer {layer}"),
        vanishing,
    ),
    "exploding_time": FindingKind(
        translate("Diagram", "exploding in time"),
        translate("Diagnosis", "the gradient explodes through time in layer {layer}"),
        exploding,
    ),
    "looks_alike": FindingKind(
        translate("Diagram", "looks everywhere alike"),
        translate("Diagnosis", "attention of layer {layer} looks everywhere alike"),
        looks_alike,
    ),
    "unseen": FindingKind(
        translate("Diagram", "symbols never read"),
        translate("Diagnosis", "layer {layer} has symbols that are never read"),
        unseen,
    ),
    "collapse": FindingKind(
        translate("Diagram", "modes collapsed"), translate("Diagnosis", "modes have collapsed"), collapsed
    ),
    "too_strong": FindingKind(
        translate("Diagram", "D too strong"),
        translate("Diagnosis", "the discriminator is too strong"),
        too_strong,
    ),
    "too_weak": FindingKind(
        translate("Diagram", "D too weak"), translate("Diagnosis", "the discriminator is too weak"), too_weak
    ),
    "rotating": FindingKind(
        translate("Diagram", "rotating"), translate("Diagnosis", "the two networks rotate"), rotating
    ),
    "penalty": FindingKind(
        translate("Diagram", "penalty outweighs data"),
        translate("Diagnosis", "the penalty outweighs the data"),
        _penalty,
    ),
    "slow": FindingKind(
        translate("Diagram", "hardly moves"), translate("Diagnosis", "layer {layer} hardly moves"), _slow
    ),
    "hasty": FindingKind(
        translate("Diagram", "jumps"), translate("Diagnosis", "layer {layer} jumps"), _hasty
    ),
}
