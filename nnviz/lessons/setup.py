"""From what a step asks to an Experiment with its start weights, the moment it opens at, and its sample."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import DATASETS, Dataset
from nnviz.engine import LayerSpec
from nnviz.lessons.lesson import Asked
from nnviz.lessons.mistakes import unknown
from nnviz.lessons.moment import START, Moment, SampleAt, read_moment, read_sample
from nnviz.said import translate
from nnviz.training.changes import CONTINUED_FIELDS
from nnviz.training.experiment import DATA_FIELDS, LIVE_FIELDS, SETTINGS, Experiment
from nnviz.training.presets import NAMED, PRESETS
from nnviz.training.settings import own_name, read_layers
from nnviz.training.structure import activated_as
from nnviz.training.trainer import Trainer

Array = NDArray[np.floating[Any]]

#: The presets by name: those of the workspaces, and what a workspace begins with.
NAMED_PRESETS: Final[Mapping[str, Experiment]] = {
    **{name: one.experiment for named in NAMED.values() for name, one in named.items()},
    **PRESETS,
}
#: What holds of rows where nothing is said of it: each number can be worked out by hand.
ROWS_USUAL: Final[Mapping[str, Any]] = {"layers": (), "optimizer": "sgd", "dtype": "float64"}
#: Names that a step may give besides those of the settings.
_FURTHER: Final = ("preset", "activation")
#: What names all samples as the size of a batch, which TOML has no other word for.
_WHOLE: Final = ("all", "full")


@dataclass(frozen=True)
class Fork:
    """Where a run goes on with other ``settings``: after so many epochs."""

    epoch: int
    settings: Mapping[str, Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Setup:
    """A run of a lesson: what it begins with, where it opens (``at``), and ``until`` where it is run on.

    ``weights`` are start values by the names of the parameters; what they leave out is as the seed draws it.
    From its ``fork`` on, if it has one, it has other settings.
    """

    name: str
    experiment: Experiment
    weights: Mapping[str, Array] = field(default_factory=dict)
    at: Moment = START
    until: Moment | None = None
    sample: SampleAt | None = None
    fork: Fork | None = None

    @property
    def dataset(self) -> Dataset:
        """Its data; all setups on the same data have the same ones."""
        return dataset_of(self.experiment)

    def with_seed(self, seed: int) -> Setup:
        """The same with another seed."""
        return replace(self, experiment=self.experiment.with_(seed=seed))

    def trainer(self) -> Trainer:
        """A Trainer at its beginning. Raises ``ValueError`` with one sentence for weights that do not fit."""
        trainer = Trainer(self.experiment, self.dataset)
        if self.weights:
            trainer.load_weights(_completed(self.weights, trainer))
        return trainer


def set_up(asked: Asked, seed: int = 0) -> Setup:
    """What a step asks for, as a Setup; ``seed`` is the lesson's, where the step has none of its own.

    Raises ``ValueError`` with one sentence for the first thing wrong in it.
    """
    at = read_moment(asked.at or "epoch 0")
    until = read_moment(asked.until) if asked.until else None
    sample = read_sample(asked.sample) if asked.sample else None
    experiment = _experiment(asked, seed)
    furthest = [moment.number for moment in (at, until) if moment is not None and moment.unit == "epoch"]
    experiment = experiment.validated()
    experiment = experiment.with_(epochs=max(experiment.epochs, *furthest, 0))
    setup = Setup(
        name=asked.name,
        experiment=experiment,
        weights={name: _numbers(name, values) for name, values in asked.weights.items()},
        at=at,
        until=until,
        sample=sample,
        fork=_fork(asked.then, experiment) if asked.then else None,
    )
    trainer = setup.trainer()
    needed = max(_epochs_until(moment, trainer) for moment in (at, until or at))
    if needed > experiment.epochs:
        experiment = experiment.with_(epochs=needed)
        setup = replace(setup, experiment=experiment)
    if not asked.bias:
        cut = {_of(trainer, place, "cut"): _biases(trainer, place) for place in range(len(trainer.players))}
        setup = replace(setup, experiment=experiment.with_(**cut).validated())
        setup.trainer()
    if sample is not None:
        sample.place(trainer.dataset)
    return setup


def _epochs_until(moment: Moment, trainer: Trainer) -> int:
    """How many epochs have to be planned for to get to so many updates; 0 where epochs are counted."""
    if moment.unit != "update":
        return 0
    experiment, samples = trainer.experiment, trainer.game.samples
    return math.ceil(
        moment.number / (experiment.updates or math.ceil(samples / (experiment.batch_size or samples)))
    )


def dataset_of(experiment: Experiment) -> Dataset:
    """The data of an Experiment, read once for all on the same. Raises ``ValueError`` as ``load_dataset``."""
    return _read(tuple((name, getattr(experiment, name)) for name in DATA_FIELDS))


@lru_cache(maxsize=8)
def _read(settings: tuple[tuple[str, Any], ...]) -> Dataset:
    return Experiment(**dict(settings)).dataset()


def _experiment(asked: Asked, seed: int) -> Experiment:
    """The Experiment of the settings, before anything is cut. Raises ``ValueError`` with one sentence."""
    settings = {"seed": seed, **asked.settings}
    for name in settings:
        if own_name(name) not in SETTINGS and name not in _FURTHER:
            raise ValueError(unknown(translate("Lessons", "setting"), name, [*SETTINGS, *_FURTHER]))
    preset, activation = settings.pop("preset", None), settings.pop("activation", "relu")
    if settings.get("batch_size") in _WHOLE:
        settings["batch_size"] = None
    if "layers" in settings:
        settings["layers"] = _layers(settings["layers"], activation)
    if asked.rows:
        if "data" in settings:
            raise ValueError(translate("Lessons", "Rows are the data: there is no other beside them."))
        data = "rows_of_classes" if asked.classes or "classes" in settings else "rows"
        rows = tuple(tuple(row) for row in asked.rows)
        settings = {**ROWS_USUAL, **settings, "data": data, "rows": rows, "targets": asked.targets}
    try:
        if preset is not None:
            return _preset(preset).with_(**settings)
        data = settings.pop("data", "digits")
        if not isinstance(data, str):
            raise ValueError(unknown(translate("Lessons", "data set"), str(data), DATASETS))
        return Experiment.on(data, **settings)
    except TypeError as error:  # a value of another type than its setting has
        raise ValueError(str(error)) from None


def _fork(then: Mapping[str, Any], experiment: Experiment) -> Fork:
    """Raises ``ValueError`` with one sentence for a moment that is no epoch, and for settings that cannot
    change on the way."""
    moment = read_moment(str(then.get("at", "")))
    if moment.unit != "epoch":
        raise ValueError(translate("Lessons", '“then” begins at an epoch: “at = "epoch 40"”.'))
    settings = {name: value for name, value in then.items() if name != "at"}
    known = LIVE_FIELDS | CONTINUED_FIELDS
    for name in settings:
        if own_name(name) not in known:
            raise ValueError(
                unknown(translate("Lessons", "setting that can change on the way"), name, sorted(known))
            )
    if settings.get("batch_size") in _WHOLE:
        settings["batch_size"] = None
    try:
        experiment.with_(**settings).validated()
    except TypeError as error:
        raise ValueError(str(error)) from None
    return Fork(moment.number, settings)


def _preset(name: Any) -> Experiment:
    if not isinstance(name, str) or name not in NAMED_PRESETS:
        raise ValueError(unknown(translate("Lessons", "preset"), str(name), NAMED_PRESETS))
    return NAMED_PRESETS[name]


def _layers(given: Any, activation: Any) -> tuple[LayerSpec, ...]:
    """Hidden layers written as “16, 8” or as a list, with one activation for all, or one for each."""
    parts = [given] if isinstance(given, str | int) else given
    names = [activation] if isinstance(activation, str) else activation
    if not isinstance(parts, Sequence) or not all(type(part) in (str, int) for part in parts):
        raise ValueError(
            translate("Lessons", "The layers are written as “16, 8” or as a list of sizes and words.")
        )
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise ValueError(
            translate("Lessons", "The activation is a name, or a list of names, one for each layer.")
        )
    layers = tuple(layer for part in parts if part != "" for layer in read_layers(str(part)))
    return activated_as(layers, names) if layers else ()


def _numbers(name: str, values: Any) -> Array:
    """Start values as an array. Raises ``ValueError`` with one sentence for what is no array of numbers."""
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        numbers = np.array(np.nan)
    if not np.isfinite(numbers).all():
        raise ValueError(
            translate("Lessons", "{name} must be a list of numbers, or of rows that are all as long.").format(
                name=name
            )
        )
    return numbers


def _completed(weights: Mapping[str, Array], trainer: Trainer) -> dict[str, Array]:
    """All parameters of the networks by their names: those given, and what is drawn for the others."""
    several = len(trainer.players) > 1
    there: dict[str, Array] = {}
    for player, spec in zip(trainer.players, trainer.experiment.networks, strict=True):
        for block in player.network.blocks:
            name = f"{spec.name}.{block.name}" if several else block.name
            there[name] = block.of(player.network.parameters).copy()
    for name, values in weights.items():
        if name not in there:
            raise ValueError(unknown(translate("Lessons", "parameter"), name, there))
        if values.shape != there[name].shape:
            raise ValueError(
                translate(
                    "Lessons",
                    "The start values of {name} have the shape {given}, but the network takes {needed}.",
                ).format(name=name, given=_shape(values.shape), needed=_shape(there[name].shape))
            )
        there[name] = values
    return there


def _shape(sizes: tuple[int, ...]) -> str:
    return " × ".join(map(str, sizes)) if sizes else translate("Lessons", "a single number")


def _of(trainer: Trainer, place: int, name: str) -> str:
    """The setting of the network at that place."""
    players = trainer.experiment.players
    return name if len(players) == 1 else f"{players[place]}.{name}"


def _biases(trainer: Trainer, place: int) -> tuple[tuple[int, int, int], ...]:
    """The edges of all biases of the network at that place, to be cut.

    Raises ``ValueError`` with one sentence where a layer has biases of several gates.
    """
    network = trainer.players[place].network
    found: list[tuple[int, int, int]] = []
    for number, layer in enumerate(network.layers[weighted] for weighted in network.weighted):
        held = [one for one in layer.parameters if one.role == "bias"]
        if any(one.gates > 1 for one in held) or len(held) > 1:
            raise ValueError(
                translate(
                    "Lessons", "{name} has several biases for each unit, which cannot be left out."
                ).format(name=network.names[network.weighted[number]])
            )
        found += [(number, -1, unit) for unit in range(held[0].size)] if held else []
    return tuple(found)
