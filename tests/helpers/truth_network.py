"""The network again, in float64 and apart from the engine: from parameters by their names, and raw data.

Nothing here asks the code that is judged to compute anything: it only says what the layers are, what their
numbers are called, and what the source of the data published.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.catalogue import DATASETS
from nnviz.data.dataset import Dataset
from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot

Floats = NDArray[np.float64]


# ---- activations, each (n, units) -> (n, units)
def activate(name: str, z: Floats, parameter: float | None = None) -> Floats:
    """a = f(z)."""
    if name == "softmax":
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))
    slope = 0.01 if parameter is None else parameter
    alpha = 1.0 if parameter is None else parameter
    return np.asarray(
        {
            "linear": lambda: z,
            "relu": lambda: np.where(z > 0, z, 0.0),
            "leaky_relu": lambda: np.where(z > 0, z, slope * z),
            "elu": lambda: np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0))),
            "sigmoid": lambda: np.where(
                z > 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z)))
            ),
            "tanh": lambda: np.tanh(z),
        }[name]()
    )


def slope(name: str, z: Floats, parameter: float | None = None) -> Floats:
    """da/dz of what works on each number alone, by a central difference where there is no short formula."""
    a = activate(name, z, parameter)
    if name == "linear":
        return np.ones_like(z)
    if name in ("relu", "leaky_relu"):
        return np.where(z > 0, 1.0, 0.0 if name == "relu" else (0.01 if parameter is None else parameter))
    if name == "elu":
        return np.where(z > 0, 1.0, a + (1.0 if parameter is None else parameter))
    return a * (1 - a) if name == "sigmoid" else 1 - a**2


@dataclass
class OwnLayer:
    """A layer as its kind, its activation and its numbers by name."""

    kind: str
    name: str
    numbers: dict[str, Floats]
    activation: str = "linear"
    parameter: float | None = None
    z: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    a: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    dz: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    entering: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def weights(self) -> Floats:
        """(inputs, units)."""
        return self.numbers["weights"]

    @property
    def bias(self) -> Floats:
        """(units,)."""
        return self.numbers["bias"]


class OwnNetwork:
    """A snapshot's network, as when predicting: without dropout, normalising by the running statistics."""

    def __init__(self, snapshot: Snapshot) -> None:
        described = snapshot.network()
        self.loss_name = snapshot.experiment.loss
        self.layers: list[OwnLayer] = []
        for place, (spec, name) in enumerate(zip(described.specs, described.names, strict=True)):
            numbers = {
                block.name.rpartition(".")[2]: np.array(block.of(vector), dtype=np.float64)
                for blocks, vector in (
                    (described.blocks, snapshot.parameters),
                    (described.statistic_blocks, snapshot.running),
                )
                for block in blocks
                if block.layer == place
            }
            kind = {Dense: "dense", Dropout: "dropout", BatchNorm: "batchnorm"}[type(spec)]
            layer = OwnLayer(kind, name, numbers)
            if isinstance(spec, Dense):
                layer.activation = spec.activation
                layer.parameter = getattr(spec, "parameter", None)
            self.layers.append(layer)
            if isinstance(spec, BatchNorm):
                layer.parameter = spec.eps

    @property
    def dense(self) -> list[OwnLayer]:
        """The layers with weights."""
        return [layer for layer in self.layers if layer.kind == "dense"]

    @property
    def count(self) -> int:
        """How many weights and biases there are."""
        return sum(layer.weights.size + layer.bias.size for layer in self.dense)

    @property
    def others(self) -> int:
        """How many scales and shifts."""
        norms = [layer for layer in self.layers if layer.kind == "batchnorm"]
        return sum(layer.numbers["scale"].size + layer.numbers["shift"].size for layer in norms)

    def forward(self, x: ArrayLike) -> Floats:
        """(n, outputs) for (n, inputs); the numbers on the way stay at the layers."""
        a = np.asarray(x, dtype=np.float64)
        for layer in self.layers:
            layer.entering = a
            if layer.kind == "dense":
                layer.z = a @ layer.weights + layer.bias
                a = activate(layer.activation, layer.z, layer.parameter)
            elif layer.kind == "batchnorm":
                numbers, eps = layer.numbers, layer.parameter or 0.0
                a = (a - numbers["mean"]) / np.sqrt(numbers["variance"] + eps)
                a = layer.z = a * numbers["scale"] + numbers["shift"]
            layer.a = a
        return a

    def backward(self, targets: ArrayLike) -> None:
        """dL/dz of every layer of what was sent forward last, by these (n, outputs)."""
        t, last = np.asarray(targets, dtype=np.float64), self.layers[-1]
        da = loss_slope(self.loss_name, last.a, t)
        for layer in reversed(self.layers):
            if layer.kind == "dense":
                layer.dz = back_through(layer, da)
                da = layer.dz @ layer.weights.T
            elif layer.kind == "batchnorm":
                layer.dz = da
                da = da * layer.numbers["scale"] / np.sqrt(layer.numbers["variance"] + (layer.parameter or 0))

    def loss(self, targets: ArrayLike) -> float:
        """The loss of what was sent forward last, without any penalty."""
        last = self.layers[-1]
        return loss_of(self.loss_name, last.z, last.a, np.asarray(targets, dtype=np.float64))

    def penalty(self, l1: float, l2: float) -> float:
        """What the sizes of the weights add to what is minimised."""
        return math.fsum(
            l1 * float(np.abs(layer.weights).sum()) + l2 * float((layer.weights**2).sum()) / 2
            for layer in self.dense
        )


def back_through(layer: OwnLayer, da: Floats) -> Floats:
    """dL/dz from dL/da; of a softmax, whose outputs all hang on each sum, with its full matrix."""
    if layer.activation != "softmax":
        return np.asarray(da * slope(layer.activation, layer.z, layer.parameter))
    a = layer.a
    matrix = a[:, :, None] * (np.eye(a.shape[1])[None] - a[:, None, :])  # (n, outputs, sums)
    return np.einsum("ni,nij->nj", da, matrix)


def loss_of(name: str, z: Floats, a: Floats, t: Floats) -> float:
    """The loss of (n, outputs) against (n, outputs); cross-entropies from the sums z."""
    n, error = len(a), a - t
    if name == "categorical_crossentropy":
        top = z.max(axis=1, keepdims=True)
        logs = z - top - np.log(np.exp(z - top).sum(axis=1, keepdims=True))
        return -float((t * logs).sum()) / n
    if name == "binary_crossentropy":
        each = np.logaddexp(0, z) - t * z
        return float(each.mean())
    if name == "mse":
        return float((error**2).mean())
    if name == "half_squared_error":
        return float((error**2).sum()) / 2
    if name == "mae":
        return float(np.abs(error).mean())
    small = np.abs(error) <= 1
    return float(np.where(small, error**2 / 2, np.abs(error) - 0.5).mean())


def loss_slope(name: str, a: Floats, t: Floats) -> Floats:
    """dL/da."""
    n, size, error = len(a), a.size, a - t
    if name == "categorical_crossentropy":
        return -t / a / n
    if name == "binary_crossentropy":
        return ((1 - t) / (1 - a) - t / a) / size
    if name == "mse":
        return 2 * error / size
    if name == "half_squared_error":
        return error
    return (np.sign(error) if name == "mae" else np.clip(error, -1, 1)) / size


# ---- data
class OwnData:
    """The samples of an experiment from what the source published: split and scaled here."""

    def __init__(self, experiment: Experiment, dataset: Dataset) -> None:
        source = DATASETS[experiment.data]
        self.name, self.dataset = experiment.data, dataset
        if source.planar:
            assert dataset.train_points is not None
            assert dataset.test_points is not None
            self.points = {"train": dataset.train_points, "test": dataset.test_points}
            raw = {part: plane_inputs(points, dataset.made_of) for part, points in self.points.items()}
            labels = {"train": dataset.train_labels, "test": dataset.test_labels}
        elif source.unchosen:  # digits that came along: counts of 0 to 16, which enter as 0 to 1
            every = 16 * np.asarray(dataset.test_features, dtype=np.float64)
            self.places = dict.fromkeys(("train", "test"), np.arange(len(every)))
            raw = dict.fromkeys(("train", "test"), every)
            labels = dict.fromkeys(("train", "test"), dataset.test_labels)
        else:
            assert source.load is not None
            published = source.load()
            every = np.asarray(published.features, dtype=np.float64)
            train, test = own_split(len(every), experiment.test_share, experiment.split_seed, source.whole)
            self.places = {"train": train, "test": test}
            raw = {"train": every[train], "test": every[test]}
            said = np.asarray(published.labels)
            labels = {"train": said[train], "test": said[test]}
        self.raw = {part: np.asarray(values, dtype=np.float64) for part, values in raw.items()}
        self.labels = {part: np.asarray(values) for part, values in labels.items()}
        self.classes = dataset.class_names
        scale = "sixteenth" if source.unchosen else experiment.scale
        self.offset, self.factor = own_scale(scale, self.raw["train"])
        self.inputs = {part: self.scaled(values) for part, values in self.raw.items()}

    def scaled(self, raw: ArrayLike) -> Floats:
        """As the network takes them."""
        return np.asarray((np.asarray(raw, dtype=np.float64) - self.offset) * self.factor)

    def targets(self, part: str, outputs: int) -> Floats:
        """(n, outputs) what the network is to say."""
        labels = self.labels[part]
        return targets_of(labels, outputs, values=not self.classes)


def targets_of(labels: ArrayLike, outputs: int, *, values: bool = False) -> Floats:
    """(n, outputs): 1 at the class, 0 elsewhere; the class itself, or the values, for one output."""
    given = np.asarray(labels)
    if values or outputs == 1:
        return np.asarray(given, dtype=np.float64).reshape(len(given), -1)
    return np.asarray(np.arange(outputs)[None, :] == given.astype(int)[:, None], dtype=np.float64)


def own_split(count: int, share: float, seed: int, whole: bool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of training and test samples, as scikit-learn's train_test_split draws them."""
    if whole:
        return np.arange(count), np.arange(count)
    tested = math.ceil(count * share)
    order = np.random.RandomState(seed).permutation(count)
    return order[tested:], order[:tested]


def own_scale(kind: str, train: Floats) -> tuple[Floats, Floats]:
    """(offset, factor) by the training samples."""
    low, span, deviation = train.min(axis=0), np.ptp(train, axis=0), train.std(axis=0)
    zeros, ones = np.zeros(train.shape[1]), np.ones(train.shape[1])
    return {
        "none": (zeros, ones),
        "sixteenth": (zeros, ones / 16),
        "half": (zeros, ones / 2),
        "quarter": (zeros, ones / 4),
        "around_eight": (8 * ones, ones / 8),
        "minmax": (low, 1 / np.where(span > 0, span, 1)),
        "standard": (train.mean(axis=0), 1 / np.where(deviation > 0, deviation, 1)),
    }[kind]


def plane_inputs(points: ArrayLike, made_of: tuple[str, ...]) -> Floats:
    """(n, d) what the inputs are at (n, 2) points."""
    x1, x2 = np.asarray(points, dtype=np.float64).T
    known = {
        "x1": x1,
        "x2": x2,
        "x1_squared": x1**2,
        "x2_squared": x2**2,
        "x1x2": x1 * x2,
        "sin_x1": np.sin(x1),
        "sin_x2": np.sin(x2),
    }
    return np.column_stack([known[name] for name in made_of])


# ---- what is measured
def answered(outputs: Floats) -> NDArray[np.intp]:
    """(n,) the classes that are answered."""
    return (outputs[:, 0] > 0.5).astype(np.intp) if outputs.shape[1] == 1 else outputs.argmax(axis=1)


@dataclass
class Measured:
    """Losses, right answers (or R²) and counts of a network over its data."""

    loss: dict[str, float]
    right: dict[str, float]
    counts: NDArray[np.int64]
    answers: NDArray[np.intp]
    outputs: Floats


def measured(network: OwnNetwork, data: OwnData) -> Measured:
    """All that is counted and averaged over the samples."""
    loss, right = {}, {}
    for part in ("train", "test"):
        outputs = network.forward(data.inputs[part])
        targets = data.targets(part, outputs.shape[1])
        loss[part] = network.loss(targets)
        if data.classes:
            right[part] = float(np.mean(answered(outputs) == data.labels[part]))
        else:
            spread = float(((targets - targets.mean(axis=0)) ** 2).sum())
            right[part] = 1 - float(((targets - outputs) ** 2).sum()) / spread
    size = len(data.classes)
    counts = np.zeros((size, size), np.int64)
    if size:
        np.add.at(counts, (data.labels["test"].astype(int), answered(outputs)), 1)
    return Measured(loss, right, counts, answered(outputs) if size else np.zeros(0, np.intp), outputs)


def temperature(network: OwnNetwork, inputs: Floats, labels: ArrayLike) -> float:
    """The temperature of the least cross-entropy, by bisection of its slope in 1 / T, which only rises."""
    network.forward(inputs)
    z, rows = network.layers[-1].z, np.arange(len(inputs))
    own = z[rows, np.asarray(labels)]

    def rises(inverse: float) -> bool:
        shares = activate("softmax", z * inverse)
        return float(((shares * z).sum(axis=1) - own).mean()) > 0

    low, high = 0.1, 5.0
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if rises(middle) else (middle, high)
    return 1 / math.sqrt(low * high)
