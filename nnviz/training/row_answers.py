"""What a network says of each row of a table: the answer, how sure it is, and what that row's loss is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.losses import HUBER_DELTA, Loss
from nnviz.training.derived import Derived
from nnviz.training.outputs import classes, encode
from nnviz.training.snapshot import probe

Floats = NDArray[np.float64]
_Each = Callable[[Floats, Floats], Floats]
_MOST_REFINED = 200  # rows so far off that their loss is worked out one by one


def _halves(a: Floats, t: Floats) -> Floats:
    return np.asarray(0.5 * np.square(a - t).sum(axis=1))


def _huber(a: Floats, t: Floats) -> Floats:
    held = np.clip(a - t, -HUBER_DELTA, HUBER_DELTA)
    return np.asarray((held * (a - t) - 0.5 * held * held).mean(axis=1))


def _binary(a: Floats, t: Floats) -> Floats:
    parts = np.where(t > 0, t * np.log(a), 0.0) + np.where(t < 1, (1 - t) * np.log(1 - a), 0.0)
    return np.asarray(-parts.mean(axis=1))


#: The loss of each row alone, (n,), of outputs and targets (n, k), by the name of the loss; of others it is
#: asked for each row.
_OF_EACH: dict[str, _Each] = {
    "mse": lambda a, t: np.asarray(np.square(a - t).mean(axis=1)),
    "mae": lambda a, t: np.asarray(np.abs(a - t).mean(axis=1)),
    "half_squared_error": _halves,
    "huber": _huber,
    "binary_crossentropy": _binary,
    "categorical_crossentropy": lambda a, t: np.asarray(-np.where(t > 0, t * np.log(a), 0.0).sum(axis=1)),
}


def losses_of_each(loss: Loss, outputs: NDArray[Any], targets: NDArray[Any]) -> Floats:
    """(n,) the loss of each row alone; infinite where an answer was sure and wrong."""
    a, t = np.asarray(outputs, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    rule = _OF_EACH.get(loss.name)
    with np.errstate(all="ignore"):
        if rule is not None:
            return rule(a, t)
        return np.array([loss.value(a[i : i + 1], t[i : i + 1]) for i in range(len(a))])


@dataclass(frozen=True, eq=False)
class RowAnswers:
    """What is said of every row of a ``part``; all (n,) but for values, which are (n, k).

    ``labels`` and ``said`` are class numbers, or values in the unit of the table. ``sure`` is the probability
    that it gives to what it said, NaN where none of its outputs says so.
    """

    part: Literal["test", "train"]
    labels: NDArray[Any]
    said: NDArray[Any]
    sure: Floats
    losses: Floats

    @property
    def of_classes(self) -> bool:
        """Whether classes are said, not values."""
        return bool(self.labels.dtype.kind != "f")

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """(n,) whether the class that was said is the right one; of values never."""
        if not self.of_classes:
            return np.zeros(len(self.labels), bool)
        return np.asarray(self.said == self.labels)

    @cached_property
    def hardest(self) -> NDArray[np.int64]:
        """(n,) the rows, that of the highest loss first."""
        worst = np.where(np.isnan(self.losses), np.inf, self.losses)
        return np.argsort(-worst, kind="stable")

    @property
    def wrong(self) -> NDArray[np.int64]:
        """The rows that are answered wrong, that of the highest loss first."""
        return self.hardest[~self.right[self.hardest]]


def row_answers(derived: Derived, part: Literal["test", "train"] = "test") -> RowAnswers:
    """What the network of that moment says of every row of that part of its data."""
    data, network = derived.dataset, derived.network
    labels = data.test_labels if part == "test" else data.train_labels
    features = data.test_features if part == "test" else data.train_features
    outputs = np.asarray(derived.outputs(part), dtype=np.float64)
    targets = encode(labels, network.output_shape)
    losses = losses_of_each(network.loss, outputs, targets)
    for row in np.flatnonzero(~np.isfinite(losses))[:_MOST_REFINED]:  # from the sums they are finite
        found = probe(network, features[row], wanted=targets[row]).loss
        losses[row] = losses[row] if found is None else found
    if data.kind == "classification":
        said, sure = classes(outputs), np.full(len(outputs), np.nan)
        last = derived.snapshot.layers[-1].activation
        if outputs.shape[1] == 1 and last == "sigmoid":
            sure = np.where(said == 1, outputs[:, 0], 1 - outputs[:, 0])
        elif last == "softmax":
            sure = outputs[np.arange(len(said)), said]
        return RowAnswers(part, labels, said, sure, losses)
    values = data.in_own_unit(labels).reshape(targets.shape)
    answered = data.in_own_unit(outputs).reshape(values.shape)
    return RowAnswers(part, values, answered, np.full(len(values), np.nan), losses)
