"""The settings of an Experiment: frozen values for its parts, and one table of what each setting is.

The table serves keywords, limits, live changes, files and the command line: a new setting is a field of one
of the parts here, a line of the table, and its type in ``Settings``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from nnviz.data import DATASETS, SCALES
from nnviz.data.catalogue import CLASSES, DELAYS, LENGTHS, POINTS
from nnviz.data.drawn import Point
from nnviz.data.given import TARGETS, Row
from nnviz.data.own.own import Own
from nnviz.data.source import Source
from nnviz.engine import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES, Dense, LayerSpec
from nnviz.engine.activations import activation
from nnviz.engine.arrays import plain
from nnviz.engine.formulas.own import is_formula
from nnviz.engine.layers import FOREIGN, LAYERS, layers_in
from nnviz.said import translate
from nnviz.training.edits import Edge, Frozen

#: Longer tuples are drawn points, which come as numbers of Python's own.
_MOST_LOOKED_THROUGH = 200


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


def taken_layers(value: Any) -> Any:
    """Layers, their words or the sizes of dense ones, one alone or several, as a tuple of layers.

    What takes an activation has ReLU. Raises ``ValueError`` with one sentence for words that are none.
    """
    value = taken_plainly(value)
    several = value if isinstance(value, tuple) else (value,)
    if not all(is_layer(layer) or type(layer) in (int, str) for layer in several):
        return value  # no layers at all, as ``Experiment.validated`` says
    layers: list[LayerSpec] = []
    for layer in several:
        layers += (layer,) if is_layer(layer) else read_layers(str(layer))
    return value if tuple(layers) == value else tuple(layers)


def read_layers(text: str, activation: str = "relu") -> tuple[LayerSpec, ...]:
    """The hidden layers written as “conv(8, 3), maxpool(2), 32”, with that activation where one is taken.

    The last layer of a residual is linear: what is added to what entered may be below 0 too. Raises
    ``ValueError`` with one sentence for what is no layer.
    """
    layers = layers_in(text, LAYERS)
    taking = takes_activation(layers)
    chosen = [activation if taken else "linear" for taken in taking]
    return tuple(activated(layer, name) for layer, name in zip(layers, chosen, strict=True))


def takes_activation(layers: Sequence[LayerSpec]) -> tuple[bool, ...]:
    """Which layers take the activation that is chosen for all: those that have one and end no residual."""
    ending = {place - 1 for place, layer in enumerate(layers) if layer.over}
    return tuple(hasattr(layer, "activation") and place not in ending for place, layer in enumerate(layers))


def activated(layer: LayerSpec, activation: str) -> LayerSpec:
    """The layer with that activation, where its kind has one to choose."""
    if getattr(layer, "activation", activation) == activation:
        return layer
    chosen: dict[str, str | None] = {"activation": activation, "parameter": None}
    return replace(layer, **chosen)


def is_layer(value: Any) -> bool:
    """Whether it describes a layer."""
    return isinstance(value, tuple((LAYERS | FOREIGN).values()))


class _Spec:
    """A part of an Experiment. It takes numbers of NumPy's as plain ones, and lists as tuples."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            taken = taken_layers(value) if name == "layers" else taken_plainly(value)
            if taken is not value:
                object.__setattr__(self, name, taken)


@dataclass(frozen=True, kw_only=True)
class DataSpec(_Spec):
    """Which data set, how it is split and scaled, and what of it is drawn."""

    name: str = "digits"
    test_share: float = 0.2
    split_seed: int = 42
    scale: str = "sixteenth"
    points: int = 200
    noise: float = 0.1
    features: tuple[str, ...] = ("x1", "x2")
    classes: int = 2
    drawn: tuple[Point, ...] = ()
    length: int = 50
    delay: int = 5
    rows: tuple[Row, ...] = ()
    targets: int = 1
    formula: str = ""
    own: Own | None = None


@dataclass(frozen=True, kw_only=True)
class NetworkSpec(_Spec):
    """One network: its hidden layers, how its weights begin, and what of it is held."""

    name: str = "network"
    layers: tuple[LayerSpec, ...] = (Dense(32, "relu"),)
    initializer: str = "he"
    cut: tuple[Edge, ...] = ()
    frozen: tuple[Frozen, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObjectiveSpec(_Spec):
    """What the networks are to become good at, and how they play."""

    name: str = "supervised"
    loss: str = "categorical_crossentropy"
    output_activation: str = ""
    l1: float = 0.0
    l2: float = 0.0
    updates: int = 0
    noise_numbers: int = 2
    discriminator_steps: int = 1
    r1: float = 0.0
    gradient_penalty: float = 0.1
    weight_clip: float = 0.05
    averaging: float = 0.0
    simultaneous: bool = False
    only: str = ""


@dataclass(frozen=True, kw_only=True)
class OptimizerSpec(_Spec):
    """How one network is moved by its gradient."""

    name: str = "adam"
    learning_rate: float = 0.001
    momentum: float = 0.9
    alpha: float = 0.99
    beta1: float = 0.9
    beta2: float = 0.999
    weight_decay: float = 0.01
    clip_norm: float = 0.0
    max_norm: float = 0.0

    @property
    def hyperparameters(self) -> dict[str, float]:
        """The optimiser's own settings, by name."""
        names = OPTIMIZERS[self.name].hyper
        return {name: getattr(self, name) for name in names if name in SETTINGS}


@dataclass(frozen=True, kw_only=True)
class ScheduleSpec(_Spec):
    """What the learning rates are multiplied by, epoch after epoch; None is the schedule's own default."""

    name: str = "constant"
    epochs: int | None = None
    gamma: float | None = None


@dataclass(frozen=True, kw_only=True)
class StopSpec(_Spec):
    """When training ends."""

    epochs: int = 60
    patience: int = 0


@dataclass(frozen=True)
class Setting:
    """One line of the table.

    ``part`` is the field of the Experiment that it stands in, "" for the Experiment itself, ``field`` its
    name there. ``word`` is what it is within a sentence. A number has ``limits``, and may be ``whole``;
    ``optional``: it may be None. One of several choices has their ``table``, and may be ``typed`` as a
    formula instead, which is read by that; a ``flag`` is True or False.
    ``live``: it may change while training runs, from the next batch on.
    """

    part: str
    field: str
    word: str
    limits: tuple[float, float] | None = None
    whole: bool = False
    optional: bool = False
    table: Mapping[str, Any] | None = None
    typed: Callable[[str], object] | None = None
    flag: bool = False
    live: bool = False


def _number(
    part: str, field: str, word: str, low: float, high: float, *, optional: bool = False, live: bool = False
) -> Setting:
    return Setting(part, field, word, (low, high), optional=optional, live=live)


def _whole(
    part: str, field: str, word: str, low: int, high: int, *, optional: bool = False, live: bool = False
) -> Setting:
    return Setting(part, field, word, (low, high), whole=True, optional=optional, live=live)


_SEEDS = 2**32 - 1
_DATA, _NETWORK, _OBJECTIVE = "data_spec", "networks", "objective_spec"
_OPTIMIZER, _SCHEDULE, _STOP = "optimizers", "schedule_spec", "stop_spec"

#: Every setting by the name that it has as a keyword, in files of version 1, and in a change.
SETTINGS: dict[str, Setting] = {
    "workspace": Setting("", "workspace", translate("Training", "workspace")),
    "data": Setting(_DATA, "name", translate("Training", "data set"), table=DATASETS),
    "test_share": _number(_DATA, "test_share", translate("Training", "test share"), 0.01, 0.95),
    "split_seed": _whole(_DATA, "split_seed", translate("Training", "split seed"), 0, _SEEDS),
    "scale": Setting(_DATA, "scale", translate("Training", "scale"), table=SCALES),
    "points": _whole(_DATA, "points", translate("Training", "number of points"), *POINTS),
    "noise": _number(_DATA, "noise", translate("Training", "noise"), 0, 1),
    "features": Setting(_DATA, "features", translate("Training", "inputs")),
    "classes": _whole(_DATA, "classes", translate("Training", "number of classes"), *CLASSES),
    "drawn": Setting(_DATA, "drawn", translate("Training", "drawn points")),
    "length": _whole(_DATA, "length", translate("Training", "length of the sequences"), *LENGTHS),
    "delay": _whole(_DATA, "delay", translate("Training", "delay of the echo"), *DELAYS),
    "formula": Setting(_DATA, "formula", translate("Training", "formula of the points")),
    "rows": Setting(_DATA, "rows", translate("Training", "rows")),
    "targets": _whole(_DATA, "targets", translate("Training", "number of targets of a row"), *TARGETS),
    "own": Setting(_DATA, "own", translate("Training", "data of one's own")),
    "layers": Setting(_NETWORK, "layers", translate("Training", "hidden layers")),
    "initializer": Setting(_NETWORK, "initializer", translate("Training", "initialiser"), table=INITIALIZERS),
    "cut": Setting(_NETWORK, "cut", translate("Training", "cut edges"), live=True),
    "frozen": Setting(_NETWORK, "frozen", translate("Training", "frozen layers"), live=True),
    "objective": Setting(_OBJECTIVE, "name", translate("Training", "objective")),
    "loss": Setting(_OBJECTIVE, "loss", translate("Training", "loss")),
    "output_activation": Setting(
        _OBJECTIVE,
        "output_activation",
        translate("Training", "activation of the output"),
        table={"": None, **ACTIVATIONS},
        typed=activation,
    ),
    "l1": _number(_OBJECTIVE, "l1", translate("Training", "L1 regularisation"), 0, 10, live=True),
    "l2": _number(_OBJECTIVE, "l2", translate("Training", "L2 regularisation"), 0, 10, live=True),
    "updates": _whole(
        _OBJECTIVE, "updates", translate("Training", "number of updates in an epoch"), 0, 100_000
    ),
    "noise_numbers": _whole(
        _OBJECTIVE, "noise_numbers", translate("Training", "number of noise numbers"), 0, 256
    ),
    "discriminator_steps": _whole(
        _OBJECTIVE, "discriminator_steps", translate("Training", "number of discriminator steps"), 1, 100
    ),
    "r1": _number(_OBJECTIVE, "r1", translate("Training", "strength of R1"), 0, 1000, live=True),
    "gradient_penalty": _number(
        _OBJECTIVE, "gradient_penalty", translate("Training", "gradient penalty"), 0, 1000, live=True
    ),
    "weight_clip": _number(
        _OBJECTIVE,
        "weight_clip",
        translate("Training", "largest weight of the critic"),
        1e-6,
        1000,
        live=True,
    ),
    "averaging": _number(_OBJECTIVE, "averaging", translate("Training", "averaging"), 0, 0.9999),
    "simultaneous": Setting(
        _OBJECTIVE, "simultaneous", translate("Training", "choice of simultaneous updates"), flag=True
    ),
    "only": Setting(_OBJECTIVE, "only", translate("Training", "network that moves alone"), live=True),
    "optimizer": Setting(_OPTIMIZER, "name", translate("Training", "optimiser"), table=OPTIMIZERS),
    "learning_rate": _number(
        _OPTIMIZER, "learning_rate", translate("Training", "learning rate"), 1e-6, 100, live=True
    ),
    "momentum": _number(_OPTIMIZER, "momentum", translate("Training", "momentum"), 0, 0.9999),
    "alpha": _number(_OPTIMIZER, "alpha", translate("Training", "alpha"), 0, 0.9999),
    "beta1": _number(_OPTIMIZER, "beta1", translate("Training", "beta 1"), 0, 0.9999),
    "beta2": _number(_OPTIMIZER, "beta2", translate("Training", "beta 2"), 0, 0.999999),
    "weight_decay": _number(_OPTIMIZER, "weight_decay", translate("Training", "weight decay"), 0, 10),
    "clip_norm": _number(
        _OPTIMIZER, "clip_norm", translate("Training", "largest norm of the gradient"), 0, 1e6
    ),
    "max_norm": _number(
        _OPTIMIZER, "max_norm", translate("Training", "largest norm of a unit's weights"), 0, 1e6
    ),
    "schedule": Setting(_SCHEDULE, "name", translate("Training", "schedule"), table=SCHEDULES),
    "schedule_epochs": _whole(
        _SCHEDULE,
        "epochs",
        translate("Training", "number of epochs of the schedule"),
        1,
        1_000_000,
        optional=True,
    ),
    "schedule_gamma": _number(
        _SCHEDULE, "gamma", translate("Training", "factor of the schedule"), 1e-6, 1, optional=True
    ),
    "epochs": _whole(_STOP, "epochs", translate("Training", "number of epochs"), 0, 10_000_000, live=True),
    "patience": _whole(_STOP, "patience", translate("Training", "patience"), 0, 1_000_000, live=True),
    "batch_size": _whole(
        "", "batch_size", translate("Training", "batch size"), 1, 1_000_000, optional=True, live=True
    ),
    "augment": _whole(
        "", "augment", translate("Training", "number of changed copies of each sample"), 0, 100
    ),
    "evaluate_every": _whole(
        "", "evaluate_every", translate("Training", "number of epochs between evaluations"), 1, 1_000_000
    ),
    "seed": _whole("", "seed", translate("Training", "seed"), 0, _SEEDS),
    "dtype": Setting(
        "", "dtype", translate("Training", "data type"), table={"float32": None, "float64": None}
    ),
}

#: The settings that decide what the data set holds.
DATA_FIELDS = tuple(name for name, setting in SETTINGS.items() if setting.part == _DATA)

#: The settings that a Trainer takes while it runs, at its next batch. Any other needs a new Trainer.
LIVE_FIELDS: frozenset[str] = frozenset(name for name, setting in SETTINGS.items() if setting.live)

_LAYERS = {
    "layers": _whole(_NETWORK, "layers", translate("Training", "number of hidden layers"), 0, 32),
    "units": _whole(_NETWORK, "layers", translate("Training", "size of a hidden layer"), 1, 4096),
}
_NUMBERS = {name: setting for name, setting in SETTINGS.items() if setting.limits is not None} | _LAYERS

#: Smallest and largest value of every number in an Experiment; the window's controls use them too.
LIMITS: dict[str, tuple[float, float]] = {
    name: setting.limits for name, setting in _NUMBERS.items() if setting.limits is not None
}


def own_name(name: str) -> str:
    """The name of a setting without that of its network: of “critic.layers” “layers”."""
    return name.rpartition(".")[2]


def check_limit(name: str, value: Any) -> None:
    """Raise ``ValueError`` with one sentence unless ``value`` is a number within ``LIMITS[name]``."""
    setting, (low, high) = _NUMBERS[name], LIMITS[name]
    word, written = setting.word, str(value)[:40]
    if isinstance(value, bool) or not isinstance(value, int if setting.whole else int | float):
        text = translate("Training", "The {word} must be a number, not {value!r}.")
        if setting.whole:
            text = translate("Training", "The {word} must be a whole number, not {value!r}.")
        raise ValueError(text.format(word=word, value=written))
    if not low <= value <= high:  # NaN is neither
        raise ValueError(
            translate("Training", "The {word} must be from {low} to {high}, not {value}.").format(
                word=word, low=_in_full(low), high=_in_full(high), value=written
            )
        )


def _in_full(limit: float) -> str:
    """A limit with all its digits: 4294967295 and 0.000001."""
    return np.format_float_positional(limit, trim="-")


def check_setting(name: str, value: Any) -> None:
    """Raise ``ValueError`` with one sentence unless the setting can have this value, by itself."""
    setting = SETTINGS[name]
    if setting.typed is not None and is_formula(value) and value not in (setting.table or ()):
        setting.typed(value)
    elif setting.table is not None and (not isinstance(value, str) or value not in setting.table):
        raise ValueError(
            translate("Training", "There is no {word} “{value}”; there are {table}.").format(
                word=setting.word, value=value, table=", ".join(choices(setting.table))
            )
        )
    if setting.flag and not isinstance(value, bool):
        raise ValueError(
            translate("Training", "The {word} must be yes or no, not {value!r}.").format(
                word=setting.word, value=str(value)[:40]
            )
        )
    if setting.limits is not None and not (value is None and setting.optional):
        check_limit(name, value)


def choices(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The names in a table that somebody can choose."""
    return tuple(name for name, entry in table.items() if name and not getattr(entry, "unchosen", False))


class Settings:
    """The settings of an Experiment by their names: those of its first network, where there are several."""

    data: str
    test_share: float
    split_seed: int
    scale: str
    points: int
    noise: float
    features: tuple[str, ...]
    classes: int
    drawn: tuple[Point, ...]
    length: int
    delay: int
    rows: tuple[Row, ...]
    targets: int
    formula: str
    own: Own | None
    layers: tuple[LayerSpec, ...]
    initializer: str
    cut: tuple[Edge, ...]
    frozen: tuple[Frozen, ...]
    objective: str
    loss: str
    output_activation: str
    l1: float
    l2: float
    updates: int
    noise_numbers: int
    discriminator_steps: int
    r1: float
    gradient_penalty: float
    weight_clip: float
    averaging: float
    simultaneous: bool
    only: str
    optimizer: str
    learning_rate: float
    momentum: float
    alpha: float
    beta1: float
    beta2: float
    weight_decay: float
    clip_norm: float
    max_norm: float
    schedule: str
    schedule_epochs: int | None
    schedule_gamma: float | None
    epochs: int
    patience: int
    data_spec: DataSpec
    networks: tuple[NetworkSpec, ...]
    objective_spec: ObjectiveSpec
    optimizers: tuple[OptimizerSpec, ...]
    schedule_spec: ScheduleSpec
    stop_spec: StopSpec
    workspace: str
    batch_size: int | None
    augment: int
    evaluate_every: int
    seed: int
    dtype: str

    @property
    def source(self) -> Source:
        """Where the data come from."""
        return DATASETS[self.data].of(self.own)
