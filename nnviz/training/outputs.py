"""What a data set and a loss ask of the last layer: its units, its targets, and what counts as right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import FAMILIES, Dataset
from nnviz.data.dataset import Kind
from nnviz.data.entered import Target
from nnviz.engine import Dense, LayerSpec, Network, Samples
from nnviz.said import translate
from nnviz.training.measures import Kinds, Metric, Metrics
from nnviz.training.metrics import r2
from nnviz.training.settings import Settings

Array = NDArray[np.floating[Any]]

LOSS_OF_PARTS = (
    Metric(
        "train_loss",
        translate("Training", "the loss over all training samples"),
        finite=True,
        unit="loss",
        part="train",
    ),
    Metric(
        "test_loss",
        translate("Training", "the loss over all test samples"),
        finite=True,
        watched=translate("Training", "best test loss"),
        title=translate("Training", "test loss"),
        unit="loss",
        part="test",
    ),
)


def _shares(part: Literal["train", "test"], words: str, exact: str = "") -> tuple[Metric, ...]:
    """The share of right answers of a part, and of sequences that are right in every place."""
    tested = part == "test"
    right = Metric(
        f"{part}_accuracy",
        words,
        reached=(0.9, translate("Training", "90 % right")) if tested else None,
        title=translate("Training", "right") if tested else "",
        unit="share",
        part=part,
    )
    if not exact:
        return (right,)
    title = translate("Training", "whole sequences right")
    whole = Metric(
        f"{part}_exact_sequences", exact, title=title, unit="share", part=part, plotted="exact_sequences"
    )
    return right, whole


#: What is measured where samples have a label each, a class or values, and where sequences have a class at
#: every step.
MEASURED: dict[str, Kinds] = {
    "classification": Kinds(
        (
            *LOSS_OF_PARTS,
            *_shares("train", translate("Training", "the share of right answers of the training samples")),
            *_shares("test", translate("Training", "the share of right answers of the test samples")),
        )
    ),
    "each_step": Kinds(
        (
            *LOSS_OF_PARTS,
            *_shares(
                "train",
                translate("Training", "the share of right answers of the training samples"),
                translate("Training", "the share of training sequences that are right at every step"),
            ),
            *_shares(
                "test",
                translate("Training", "the share of right answers of the test samples"),
                translate("Training", "the share of test sequences that are right at every step"),
            ),
        )
    ),
    "regression": Kinds(
        (
            *LOSS_OF_PARTS,
            Metric(
                "train_r2",
                translate("Training", "R² over all training samples"),
                unit="r2",
                part="train",
            ),
            Metric(
                "test_r2",
                translate("Training", "R² over all test samples"),
                reached=(0.9, translate("Training", "R² of 0.9")),
                title=translate("Training", "R²"),
                unit="r2",
                part="test",
            ),
        )
    ),
}

#: The same of values that are learned in another scale, with what the answers come to in their own unit.
MEASURED["scaled_values"] = Kinds(
    (
        *MEASURED["regression"],
        Metric(
            "train_loss_in_unit",
            translate("Training", "the loss over all training samples, in the unit of the values"),
            title=translate("Training", "loss in its unit"),
            part="train",
            plotted="loss_in_unit",
        ),
        Metric(
            "test_loss_in_unit",
            translate("Training", "the loss over all test samples, in the unit of the values"),
            title=translate("Training", "loss in its unit"),
            part="test",
            plotted="loss_in_unit",
        ),
        Metric(
            "test_mean_error",
            translate("Training", "the mean distance of the answers from the values, in their unit"),
            title=translate("Training", "mean error"),
            part="test",
        ),
    )
)


def judged(settings: Settings) -> str:
    """The name of what is measured where something is asked of each sample."""
    return "scaled_values" if settings.source.scaled else settings.source.asked


def output_layer(dataset: Dataset, loss: str, activation: str = "") -> Dense:
    """The last layer that fits the data set and the loss.

    A softmax over the classes for categorical cross-entropy, a sigmoid per class (one alone for two
    classes) for the other losses, and a linear unit for each number of a regression; or with that
    ``activation``, if one is named.
    """
    regression, units = dataset.kind == "regression", dataset.output_size
    if not regression and units == 2 and loss != "categorical_crossentropy":
        units = 1
    return last_layer(units, loss, activation, regression=regression)


def input_shape(dataset: Dataset, layers: Sequence[LayerSpec]) -> tuple[int, ...]:
    """The shape in which samples enter a network of these layers.

    A sequence as it is. Else a row of numbers unless a layer minds where they stand; then a picture
    (rows, columns) has 1 channel.
    """
    if FAMILIES[dataset.family].steps:
        return dataset.feature_shape
    return entering(dataset.feature_shape, layers)


def entering(shape: Sequence[int], layers: Sequence[LayerSpec]) -> tuple[int, ...]:
    """The same for samples that look like ``shape``."""
    if not any(layer.shaped for layer in layers):
        return (math.prod(shape),)
    return (1, *shape) if len(shape) == 2 else tuple(shape)


def last_layer(units: int, loss: str, activation: str = "", *, regression: bool) -> Dense:
    """The last layer of that size that fits the loss, or with that ``activation``, if one is named."""
    if activation:
        return Dense(units, activation)
    if regression:
        return Dense(units, "linear")
    return Dense(units, "softmax" if loss == "categorical_crossentropy" else "sigmoid")


def last_activation(settings: Settings, loss: str) -> str:
    """The activation that the output has with that loss on these data, where none is named."""
    regression = settings.source.kind == "regression"
    return last_layer(1, loss, settings.output_activation, regression=regression).activation


def encode(labels: NDArray[Any], outputs: tuple[int, ...]) -> NDArray[np.float64]:
    """(n, units) targets: of classes (n,), the class itself for one unit, else 1 at the class, 0 elsewhere.

    Values of a regression, (n,) or (n, units), are the targets. Where a sample's ``outputs`` are (units,
    steps), (n, units, steps) of classes (n, steps), and NaN where nothing is asked, the class being -1.
    """
    units, *steps = outputs
    if steps and labels.dtype.kind != "f":
        asked = np.where(labels < 0, np.nan, labels)[:, None]
        classes = np.arange(units)[:, None]
        return asked if units == 1 else np.where(np.isnan(asked), np.nan, asked == classes)
    if steps:
        return np.asarray(labels, dtype=np.float64).reshape(len(labels), *outputs)
    if units == 1 or labels.ndim == 2 or labels.dtype.kind == "f":
        return np.asarray(labels, dtype=np.float64).reshape(len(labels), -1 if len(labels) else units)
    targets = np.zeros((len(labels), units))
    targets[np.arange(len(labels)), labels] = 1
    return targets


def classes(outputs: Array) -> NDArray[np.int64]:
    """(n,) the class that each row of (n, units) outputs answers; of a single sigmoid, 1 above a half.

    (n, steps) of outputs (n, units, steps).
    """
    answers = np.greater(outputs[:, 0], 0.5) if outputs.shape[1] == 1 else outputs.argmax(axis=1)
    return answers.astype(np.int64)


def probabilities(outputs: Array, activation: str) -> Array | None:
    """(classes,) how probable each class is, of the outputs (units,) of a sample; None where none says so.

    A softmax says it, and one sigmoid, which tells two classes apart. Several sigmoids are numbers of their
    own, which sum to anything.
    """
    if activation == "softmax":
        return outputs
    if activation == "sigmoid" and outputs.size == 1:
        return np.concatenate([1 - outputs, outputs])
    return None


def accuracy(outputs: Array, kind: Kind, labels: NDArray[Any]) -> float:
    """The share of right answers, 0 to 1; of a regression R², the share of the variance explained.

    Of answers at every step, (n, units, steps), of those alone that are asked: the others have the label -1,
    or NaN.
    """
    if outputs.ndim > 2:
        asked = ~np.isnan(labels) if labels.dtype.kind == "f" else labels >= 0
        outputs, labels = np.moveaxis(outputs, 1, -1)[asked], labels[asked]
    if kind == "classification":
        return float(np.count_nonzero(classes(outputs) == labels)) / len(labels)
    return r2(labels, outputs)


def exact_sequences(outputs: Array, labels: NDArray[Any]) -> float:
    """The share of sequences whose classes (n, steps) are right wherever they are asked, 0 to 1."""
    return float(np.mean(((classes(outputs) == labels) | (labels < 0)).all(axis=1)))


def _scores(outputs: Array, dataset: Dataset, labels: NDArray[Any]) -> tuple[float, ...]:
    """What ``MEASURED`` has of a part besides its loss."""
    right = accuracy(outputs, dataset.kind, labels)
    return (right, exact_sequences(outputs, labels)) if dataset.asked == "each_step" else (right,)


def evaluate(epoch: int, network: Network, train: Samples, test: Samples, dataset: Dataset) -> Metrics:
    """The losses and how many answers are right, over all samples of the data set."""
    train_loss, train_outputs = network.evaluate_samples(train)
    test_loss, test_outputs = network.evaluate_samples(test)
    values = (
        train_loss,
        test_loss,
        *_scores(train_outputs, dataset, dataset.train_labels),
        *_scores(test_outputs, dataset, dataset.test_labels),
    )
    if dataset.entered is None or not dataset.entered.target.scaled:
        return Metrics(epoch, MEASURED[dataset.asked], values)
    train_in_unit, _ = _in_unit(network, train_outputs, dataset.train_labels, dataset.entered.target)
    in_unit = _in_unit(network, test_outputs, dataset.test_labels, dataset.entered.target)
    return Metrics(epoch, MEASURED["scaled_values"], (*values, train_in_unit, *in_unit))


def _in_unit(network: Network, outputs: Array, labels: NDArray[Any], target: Target) -> tuple[float, float]:
    """The loss and the mean distance of answers (n, 1) from values, both in the unit of the values."""
    answers, values = target.own(outputs), target.own(labels).reshape(outputs.shape)
    return float(network.loss.value(answers, values)), float(np.abs(answers - values).mean())
