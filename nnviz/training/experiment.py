"""The Experiment: data, network, training settings and seed in one frozen value."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from nnviz.data import DATASETS, FEATURES, SCALES, Dataset, load_dataset
from nnviz.data.catalogue import CLASSES, POINTS, check_classes
from nnviz.data.dataset import Kind
from nnviz.data.drawn import Point, check_points, drawn_points
from nnviz.engine import (
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    Dense,
    LayerSpec,
    layer_from_dict,
    layer_to_dict,
    schedule,
)
from nnviz.engine.arrays import plain
from nnviz.engine.layers import LAYERS
from nnviz.training.edits import Edge, check_held

#: Smallest and largest value of every number in an Experiment; the window's controls use them too.
LIMITS: dict[str, tuple[float, float]] = {
    "test_share": (0.01, 0.95),
    "split_seed": (0, 2**32 - 1),
    "points": POINTS,
    "noise": (0.0, 1.0),
    "classes": CLASSES,
    "layers": (0, 32),
    "units": (1, 4096),
    "learning_rate": (1e-6, 100.0),
    "batch_size": (1, 1_000_000),
    "l1": (0.0, 10.0),
    "l2": (0.0, 10.0),
    "epochs": (0, 10_000_000),
    "seed": (0, 2**32 - 1),
    "evaluate_every": (1, 1_000_000),
    "momentum": (0.0, 0.9999),
    "alpha": (0.0, 0.9999),
    "beta1": (0.0, 0.9999),
    "beta2": (0.0, 0.999999),
    "weight_decay": (0.0, 10.0),
    "schedule_epochs": (1, 1_000_000),
    "schedule_gamma": (1e-6, 1.0),
    "clip_norm": (0.0, 1e6),
    "max_norm": (0.0, 1e6),
    "patience": (0, 1_000_000),
    "augment": (0, 100),
}

#: The settings that decide what the data set holds.
DATA_FIELDS = (
    "data",
    "test_share",
    "split_seed",
    "scale",
    "points",
    "noise",
    "features",
    "classes",
    "drawn",
)

#: The settings that a Trainer takes while it runs, at its next batch. Any other needs a new Trainer.
LIVE_FIELDS: frozenset[str] = frozenset(
    {"learning_rate", "batch_size", "l1", "l2", "epochs", "patience", "cut", "frozen"}
)

_WORDS = {
    "test_share": "the test share",
    "split_seed": "the split seed",
    "points": "the number of points",
    "noise": "the noise",
    "classes": "the number of classes",
    "learning_rate": "the learning rate",
    "batch_size": "the batch size",
    "l1": "the L1 regularisation",
    "l2": "the L2 regularisation",
    "epochs": "the number of epochs",
    "seed": "the seed",
    "evaluate_every": "the number of epochs between evaluations",
    "layers": "the number of hidden layers",
    "units": "the size of a hidden layer",
    "momentum": "the momentum",
    "alpha": "alpha",
    "beta1": "beta 1",
    "beta2": "beta 2",
    "weight_decay": "the weight decay",
    "schedule_epochs": "the number of epochs of the schedule",
    "schedule_gamma": "the factor of the schedule",
    "clip_norm": "the largest norm of the gradient",
    "max_norm": "the largest norm of a unit's weights",
    "patience": "the patience",
    "augment": "the number of changed copies of each sample",
}
_CHOICES: dict[str, tuple[str, Mapping[str, Any]]] = {
    "data": ("data set", DATASETS),
    "scale": ("scale", SCALES),
    "loss": ("loss", LOSSES),
    "optimizer": ("optimiser", OPTIMIZERS),
    "initializer": ("initialiser", INITIALIZERS),
    "schedule": ("schedule", SCHEDULES),
    "dtype": ("data type", {"float32": None, "float64": None}),
}
_INTEGERS = frozenset(
    {"split_seed", "points", "classes", "layers", "units", "batch_size", "epochs", "seed", "evaluate_every"}
    | {"schedule_epochs", "patience", "augment"}
)
#: Longer tuples are drawn points, which come as numbers of Python's own.
_MOST_LOOKED_THROUGH = 200
#: Settings that may be None, and then have no number.
_OPTIONAL = frozenset({"batch_size", "schedule_epochs", "schedule_gamma"})


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Everything that decides how a training run goes; the same Experiment gives the same run, bit for bit.

    ``points``, ``noise``, ``features`` and ``classes`` concern the data sets on the plane, which are drawn by
    ``split_seed``; ``drawn`` are the points of a set drawn by hand: x1, x2, and a class or value. ``layers``
    are the hidden layers; the output layer follows from the data set and the loss.
    ``batch_size`` is a number of samples, None for all of them at once. ``evaluate_every`` is the number
    of epochs between two evaluations of loss and accuracy over all samples.

    ``momentum``, ``alpha``, ``beta1``, ``beta2`` and ``weight_decay`` concern the optimisers that have them.
    ``schedule`` multiplies the learning rate by a factor that depends on the epoch; ``schedule_epochs`` and
    ``schedule_gamma`` are its settings, None for its own defaults (for the cosine: ``epochs``). The gradient
    is scaled down to the norm ``clip_norm``, the weights into a unit to the norm ``max_norm``; training ends
    when the test loss has not fallen for ``patience`` epochs; 0 switches each of these off. Digits may be
    learned with ``augment`` copies of each training sample, changed as other hands might write it.

    The edges ``cut`` are held at the weight 0; each is (dense layer, from, to), counted from 0, the output
    layer being the last. Training leaves weights and biases of the dense layers ``frozen`` as they are.
    """

    data: str = "digits"
    test_share: float = 0.2
    split_seed: int = 42
    scale: str = "sixteenth"
    points: int = 200
    noise: float = 0.1
    features: tuple[str, ...] = ("x1", "x2")
    classes: int = 2
    drawn: tuple[Point, ...] = ()
    layers: tuple[LayerSpec, ...] = (Dense(32, "relu"),)
    loss: str = "categorical_crossentropy"
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch_size: int | None = 32
    initializer: str = "he"
    l1: float = 0.0
    l2: float = 0.0
    epochs: int = 60
    seed: int = 0
    dtype: str = "float32"
    evaluate_every: int = 1
    momentum: float = 0.9
    alpha: float = 0.99
    beta1: float = 0.9
    beta2: float = 0.999
    weight_decay: float = 0.01
    schedule: str = "constant"
    schedule_epochs: int | None = None
    schedule_gamma: float | None = None
    clip_norm: float = 0.0
    max_norm: float = 0.0
    patience: int = 0
    augment: int = 0
    cut: tuple[Edge, ...] = ()
    frozen: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Take numbers of NumPy's as plain ones, lists as tuples, and sizes as dense layers of ReLU."""
        for field in fields(self):
            value = getattr(self, field.name)
            taken = _taken_layers(value) if field.name == "layers" else taken_plainly(value)
            if taken is not value:
                object.__setattr__(self, field.name, taken)

    def validated(self) -> Experiment:
        """This Experiment. Raises ``ValueError`` with one sentence about the first thing wrong in it."""
        for name, (kind, table) in _CHOICES.items():
            choice = getattr(self, name)
            if not isinstance(choice, str) or choice not in table:
                raise ValueError(f"There is no {kind} “{choice}”; there are {', '.join(table)}.")
        for field in fields(self):
            value = getattr(self, field.name)
            if (
                field.name in LIMITS
                and field.name != "layers"
                and not (value is None and field.name in _OPTIONAL)
            ):
                check_limit(field.name, value)
        if not _are_features(self.features):
            raise ValueError(f"The inputs must be one or more, each once, of {', '.join(FEATURES)}.")
        check_classes(self.data, self.classes)
        if DATASETS[self.data].by_hand:
            drawn_points(self.drawn, self.kind, self.classes)
        else:
            check_points(self.drawn)
        if not isinstance(self.layers, tuple) or not all(map(_is_layer, self.layers)):
            raise ValueError(f"The hidden layers must be layers or their sizes, not {str(self.layers)[:40]}.")
        check_limit("layers", len(self.layers))
        for layer in self.layers:
            if isinstance(layer, Dense):
                check_limit("units", layer.units)
        check_held(self.cut, self.frozen, self.layers)
        return self

    @classmethod
    def on(cls, data: str, **settings: Any) -> Experiment:
        """An Experiment on that data set, with the scale, loss and batch that suit it unless given.

        Raises ``ValueError`` with one sentence for an unknown data set.
        """
        if data not in DATASETS:
            raise ValueError(f"There is no data set “{data}”; there are {', '.join(DATASETS)}.")
        source = DATASETS[data]
        usual: dict[str, Any] = {"scale": source.scale}
        if source.kind == "regression":
            usual["loss"] = "mse"
        if source.whole:
            usual["batch_size"] = None
        return cls(data=data, **(usual | settings))

    def dataset(self) -> Dataset:
        """The data, read or drawn, split and scaled. Raises ``ValueError`` as ``load_dataset`` does."""
        return load_dataset(
            self.data, **{name: getattr(self, name) for name in DATA_FIELDS if name != "data"}
        )

    @property
    def kind(self) -> Kind:
        """Whether classes or values are learned."""
        return DATASETS[self.data].kind

    @property
    def hyperparameters(self) -> dict[str, float]:
        """The optimiser's own settings, by name."""
        known = {field.name for field in fields(self)}
        return {name: getattr(self, name) for name in OPTIMIZERS[self.optimizer].hyper if name in known}

    def rate_factor(self, epoch: int) -> float:
        """What the schedule multiplies the learning rate by in the epoch after ``epoch`` epochs."""
        if self.schedule == "constant":
            return 1.0  # asked for in every epoch, which may take microseconds
        given = {"epochs": self.schedule_epochs, "gamma": self.schedule_gamma}
        if self.schedule == "cosine" and self.schedule_epochs is None:
            given["epochs"] = max(1, self.epochs)
        known = SCHEDULES[self.schedule].settings
        chosen = {name: value for name, value in given.items() if name in known and value is not None}
        return schedule(self.schedule, **chosen)(epoch)

    def to_dict(self) -> dict[str, Any]:
        """The same as values that JSON knows; ``from_dict`` reads it back."""
        values = asdict(self)
        values["features"] = [*self.features]
        values["drawn"] = [[*point] for point in self.drawn]
        values["layers"] = [layer_to_dict(layer) for layer in self.layers]
        values["cut"], values["frozen"] = [[*edge] for edge in self.cut], [*self.frozen]
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Experiment:
        """The Experiment that ``to_dict`` described; settings left out have their default.

        Raises ``ValueError`` with one sentence for anything unknown, of the wrong type or out of range.
        """
        known = {field.name for field in fields(cls)}
        unknown = sorted(str(name) for name in set(values) - known)
        if unknown:
            raise ValueError(f"An experiment has no setting “{unknown[0][:40]}”.")
        given = dict(values)
        if "features" in given:
            given["features"] = _read_names(given["features"])
        if "drawn" in given:
            given["drawn"] = _read_points(given["drawn"])
        if "layers" in given:
            given["layers"] = _read_layers(given["layers"])
        for name in ("cut", "frozen"):
            if name in given:
                given[name] = _as_tuples(given[name])
        return cls(**given).validated()


def check_limit(name: str, value: Any) -> None:
    """Raise ``ValueError`` with one sentence unless ``value`` is a number within ``LIMITS[name]``."""
    low, high = LIMITS[name]
    whole = name in _INTEGERS
    word = _WORDS[name][0].upper() + _WORDS[name][1:]
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise ValueError(f"{word} must be a {'whole ' if whole else ''}number, not {str(value)[:40]!r}.")
    if not low <= value <= high:  # NaN is neither
        raise ValueError(f"{word} must be from {low:g} to {high:g}, not {str(value)[:40]}.")


def taken_plainly(value: Any) -> Any:
    """A setting as an Experiment holds it: Python's own numbers and texts, and tuples of them."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list):
        return tuple(map(taken_plainly, value))
    if isinstance(value, tuple):
        taken = tuple(map(taken_plainly, value)) if len(value) <= _MOST_LOOKED_THROUGH else value
        return value if all(map(operator.is_, taken, value)) else taken
    return plain(value)


def _taken_layers(value: Any) -> Any:
    """Layers, or the sizes of dense ones, one alone or several, as a tuple of layers."""
    value = taken_plainly(value)
    several = value if isinstance(value, tuple) else (value,)
    if not all(_is_layer(layer) or type(layer) is int for layer in several):
        return value  # no layers at all, as ``validated`` says
    layers = tuple(Dense(layer, "relu") if isinstance(layer, int) else layer for layer in several)
    return value if layers == value else layers


def _is_layer(value: Any) -> bool:
    return isinstance(value, tuple(LAYERS.values()))


def _are_features(value: Any) -> bool:
    """Whether these are inputs that a network on the plane may have, each once."""
    known = isinstance(value, tuple) and all(isinstance(name, str) and name in FEATURES for name in value)
    return known and 0 < len(value) == len(set(value))


def _read_names(described: Any) -> tuple[str, ...]:
    if not isinstance(described, list | tuple) or not all(isinstance(entry, str) for entry in described):
        raise ValueError("The inputs of an experiment must be a list of names.")
    return tuple(described)


def _as_tuples(described: Any) -> Any:
    """A list, and the lists in it, as tuples; ``check_held`` says what else is wrong with them."""
    if not isinstance(described, list | tuple):
        return described
    return tuple(tuple(entry) if isinstance(entry, list) else entry for entry in described)


def _read_points(described: Any) -> tuple[Point, ...]:
    """Drawn points from a list of lists of three numbers."""
    if not isinstance(described, list | tuple) or not all(
        isinstance(point, list | tuple) and len(point) == 3 and all(type(x) in (int, float) for x in point)
        for point in described
    ):
        raise ValueError("The drawn points of an experiment must be a list of three numbers each.")
    try:
        return tuple((float(x1), float(x2), float(label)) for x1, x2, label in described)
    except OverflowError as error:
        raise ValueError("A drawn point has a number that is too large.") from error


def _read_layers(described: Any) -> tuple[LayerSpec, ...]:
    """Layers from a list of what ``layer_to_dict`` wrote."""
    if not isinstance(described, list | tuple) or not all(isinstance(entry, Mapping) for entry in described):
        raise ValueError("The layers of an experiment must be a list of layers.")
    try:
        return tuple(layer_from_dict(entry) for entry in described)
    except TypeError as error:
        raise ValueError("A layer of the experiment has a setting of the wrong type.") from error


def with_changes(experiment: Experiment, changes: Mapping[str, Any]) -> Experiment:
    """The experiment after live changes. Raises ``ValueError`` for a setting that is not live."""
    for name in changes:
        if name not in LIVE_FIELDS:
            raise ValueError(f"The setting “{name}” cannot change while training runs.")
    return replace(experiment, **changes).validated()
