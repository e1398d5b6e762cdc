"""The Experiment: data, networks, objective, training settings and seed in one frozen value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nnviz.data import DATASETS, FEATURES, Dataset, load_dataset
from nnviz.data.catalogue import check_classes, check_own
from nnviz.data.dataset import Asked, Kind
from nnviz.data.drawn import check_points, drawn_points, kept_for_testing
from nnviz.data.given import check_rows, given_rows
from nnviz.data.own.own import Own
from nnviz.engine import SCHEDULES, schedule
from nnviz.said import translate
from nnviz.training.described import EACH, in_parts, keywords_of, named_values
from nnviz.training.edits import check_held
from nnviz.training.formula_data import typed_function
from nnviz.training.measures import Kinds
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.settings import (
    DATA_FIELDS,
    LIMITS,
    LIVE_FIELDS,
    SETTINGS,
    DataSpec,
    NetworkSpec,
    ObjectiveSpec,
    OptimizerSpec,
    ScheduleSpec,
    Setting,
    Settings,
    StopSpec,
    check_limit,
    check_setting,
    choices,
    is_layer,
    own_name,
    taken_plainly,
)
from nnviz.training.workspaces import check_taken, home_of, left_by

__all__ = ["DATA_FIELDS", "LIMITS", "LIVE_FIELDS", "SETTINGS", "Experiment", "check_limit", "with_changes"]


#: Bytes of data of one's own up to which they may hold fewer samples than a batch.
_FEW = 1_000_000
_USUAL: dict[str, Any] = {
    "workspace": "",
    "data_spec": DataSpec(),
    "objective_spec": ObjectiveSpec(),
    "schedule_spec": ScheduleSpec(),
    "stop_spec": StopSpec(),
    "batch_size": 32,
    "augment": 0,
    "evaluate_every": 1,
    "seed": 0,
    "dtype": "float32",
}


@dataclass(frozen=True, init=False)
class Experiment(Settings):
    """Everything that decides how a training run goes; the same Experiment gives the same run, bit for bit.

    It is made of parts, of which ``networks`` and ``optimizers`` are one for each network that plays. Every
    setting can be given, read and changed by its own name as well (``SETTINGS``), as in
    ``Experiment(learning_rate=0.1)``, ``experiment.learning_rate`` and ``experiment.with_(learning_rate=1)``.
    Where several networks play, that is the first one's, or that of the one it is seen from (``of``);
    “second.learning_rate” is that of the network called “second”.

    ``points``, ``noise``, ``features`` and ``classes`` concern the data sets on the plane, which are drawn by
    ``split_seed``; ``drawn`` are the points of a set drawn by hand: x1, x2, and a class or value. ``length``
    and ``delay``, in steps, concern the sequences that take them (``Source.takes``). ``rows`` are those of a
    set that is given, of which the last ``targets`` numbers are to come out. ``formula`` is what the points
    of a set with a formula are drawn by, empty for its usual one. ``own`` are a person's own data, and the
    recipe by which a data set is made of them; of a file the content may only be known of. ``layers`` are the
    hidden layers: sizes of dense ones, words such as “conv(8, 3), maxpool(2)”, or layers; the output layer
    follows from the data set and the loss, unless its ``output_activation`` is named. ``batch_size`` is a
    number of samples, None for all of them at once. ``evaluate_every`` is the number of epochs between two
    evaluations of loss and accuracy over all samples.

    ``momentum``, ``alpha``, ``beta1``, ``beta2`` and ``weight_decay`` concern the optimisers that have them.
    ``schedule`` multiplies the learning rate by a factor that depends on the epoch; ``schedule_epochs`` and
    ``schedule_gamma`` are its settings, None for its own defaults (of cosine and linear: ``epochs``). The
    gradient is scaled down to the norm ``clip_norm``, the weights into a unit to the norm ``max_norm``;
    training ends when the test loss has not fallen for ``patience`` epochs; 0 switches each of these off.
    Digits may be learned with ``augment`` copies of each training sample, changed as other hands might write
    it. With ``updates`` above 0 an epoch is so many, each of rows drawn anew.

    Of a game of two networks ``noise_numbers`` enter the generator (0: a 1 alone), and the discriminator has
    ``discriminator_steps`` for each of its own, or both move at once (``simultaneous``). ``r1`` is gamma of
    the penalty gamma / 2 E |grad D(x)|² on real samples, ``gradient_penalty`` and ``weight_clip`` concern the
    losses that have them. ``averaging`` is the share of the generator's average that stays in an update.
    The network that is called ``only`` moves alone in the next update, after which it is none again.

    The edges ``cut`` are held at the weight 0; each is (layer, from, to), counted from 0 among the layers
    with weights, the output layer being the last; from -1 is the bias. Training leaves weights and biases of
    the layers ``frozen`` as they are, or of a pair (layer, unit) all that leads into that neuron or filter.

    The ``workspace`` is where the window shows it: if none is named, the one that the data belong to.
    """

    workspace: str
    data_spec: DataSpec
    networks: tuple[NetworkSpec, ...]
    objective_spec: ObjectiveSpec
    optimizers: tuple[OptimizerSpec, ...]
    schedule_spec: ScheduleSpec
    stop_spec: StopSpec
    batch_size: int | None
    augment: int
    evaluate_every: int
    seed: int
    dtype: str
    seen_from: int = field(default=0, compare=False)

    def __init__(self, **settings: Any) -> None:
        """Parts or single settings, by name. Raises ``TypeError`` for a name that is none."""
        seen_from = settings.pop("seen_from", 0)
        if "objective_spec" not in settings:
            settings = {**_usual_of(settings.get("objective", ObjectiveSpec.name)), **settings}
        parts = {**_USUAL, **_players_of(settings)}
        parts |= {name: settings.pop(name) for name in (*_USUAL, *EACH) if name in settings}
        missing = len(parts["networks"]) - len(parts["optimizers"])
        parts["optimizers"] += (OptimizerSpec(),) * missing
        changed: dict[tuple[str, int], dict[str, Any]] = {}
        for name, value in settings.items():
            setting, place = _place(name, parts["networks"], seen_from)
            changed.setdefault((setting.part, place), {})[setting.field] = value
        for (part, place), values in changed.items():
            if part in EACH:
                several = [*parts[part]]
                several[place] = replace(several[place], **values)
                parts[part] = tuple(several)
            else:
                parts[part] = replace(parts[part], **values)
        for name, part in parts.items():
            object.__setattr__(self, name, taken_plainly(part))
        object.__setattr__(self, "seen_from", seen_from)
        for name, setting in SETTINGS.items():  # read in every epoch, which may take microseconds
            object.__setattr__(self, name, self._value(setting, seen_from))

    def _value(self, setting: Setting, place: int = 0) -> Any:
        if not setting.part:
            return getattr(self, setting.field)
        part = getattr(self, setting.part)
        return getattr(part[place] if setting.part in EACH else part, setting.field)

    def setting(self, name: str) -> Any:
        """The value of a setting, also of “second.learning_rate”. ``TypeError`` for a name that is none."""
        return self._value(*_place(name, self.networks, self.seen_from))

    def of(self, place: int) -> Experiment:
        """The same seen from the network at that place: settings without a network's name are that one's.

        It equals this one. From what has no such network it is seen from the first.
        """
        place = place if place < len(self.networks) else 0
        return self if place == self.seen_from else self.with_(seen_from=place)

    def with_(self, **settings: Any) -> Experiment:
        """The same but for these settings, or parts."""
        parts = {name: getattr(self, name) for name in (*_USUAL, *EACH, "seen_from")}
        if settings.get("objective", self.objective) != self.objective:
            for part in (*EACH, "seen_from", "objective_spec"):  # other networks play
                del parts[part]
            own = {name for name, setting in SETTINGS.items() if setting.part == "objective_spec"}
            usual = _usual_of(settings["objective"]).keys()
            parts |= {name: getattr(self, name) for name in own - usual}
        return Experiment(**parts | settings)

    def differing(self, other: Experiment) -> frozenset[str]:
        """The names of the settings that differ; those of further networks with their network's name."""
        mine, others = dict(self.named()), dict(other.of(self.seen_from).named())
        return frozenset(
            name for name in mine.keys() | others.keys() if mine.get(name, self) != others.get(name, other)
        )

    @property
    def players(self) -> tuple[str, ...]:
        """The names of the networks."""
        return tuple(network.name for network in self.networks)

    def named(self) -> Iterator[tuple[str, Any]]:
        """Every setting with its value; those of networks it is not seen from with their network's name."""
        for name, setting in SETTINGS.items():
            yield name, self._value(setting, self.seen_from)
            if setting.part in EACH:
                for place, network in enumerate(self.networks):
                    if place != self.seen_from:
                        yield f"{network.name}.{name}", self._value(setting, place)

    def validated(self) -> Experiment:
        """This Experiment. Raises ``ValueError`` with one sentence about the first thing wrong in it."""
        for name, value in self.named():
            check_setting(own_name(name), value)
        self._check_objective()
        if self.workspace:
            check_taken(self.workspace, self.data, DATASETS[self.data].family, self.objective)
        if not _are_features(self.features):
            raise ValueError(
                translate("Training", "The inputs must be one or more, each once, of {features}.").format(
                    features=", ".join(FEATURES)
                )
            )
        check_classes(self.data, self.classes)
        if DATASETS[self.data].by_hand:
            drawn_points(self.drawn, self.kind, self.classes)
        else:
            check_points(self.drawn)
        if DATASETS[self.data].given:
            given_rows(self.rows, self.targets, self.kind)
        else:
            check_rows(self.rows)
        _check_own(self)
        if not isinstance(self.formula, str):
            raise ValueError(translate("Training", "The formula of the points must be a text."))
        typed_function(self.source, self.formula)
        for network in self.networks:
            _check_layers(network.layers)
            check_held(network.cut, network.frozen, network.layers)
        OBJECTIVES[self.objective].check(self)
        return self

    @property
    def home(self) -> str:
        """The workspace where it opens: the one that is named, or else the one that the data belong to."""
        return self.workspace or home_of(DATASETS[self.data].family, self.objective)

    def _check_objective(self) -> None:
        if not isinstance(self.objective, str) or self.objective not in OBJECTIVES:
            raise ValueError(
                translate("Training", "There is no objective “{objective}”; there are {objectives}.").format(
                    objective=self.objective, objectives=", ".join(OBJECTIVES)
                )
            )
        objective = OBJECTIVES[self.objective]
        objective.noun(self.loss)  # says so, if there is none
        names = self.players
        if names != objective.players or len(self.optimizers) != len(names):
            raise ValueError(
                translate(
                    "Training",
                    "The objective “{label}” needs the networks {players}, each with an optimiser, not "
                    "{names}.",
                ).format(label=objective.label, players=", ".join(objective.players), names=", ".join(names))
            )
        if self.only not in ("", *names):
            raise ValueError(
                translate("Training", "No network “{name}” can move alone; there are {players}.").format(
                    name=self.only, players=", ".join(names)
                )
            )
        if objective.kinds(self) is None:
            family = DATASETS[self.data].family
            able = [name for name, other in OBJECTIVES.items() if other.kinds(self) and home_of(family, name)]
            text = translate("Training", "The objective “{label}” cannot learn from “{data}”.")
            if able:
                text = translate(
                    "Training", "The objective “{label}” cannot learn from “{data}”, but {objectives} can."
                )
            raise ValueError(text.format(label=objective.label, data=self.data, objectives=", ".join(able)))

    @classmethod
    def on(cls, data: str, **settings: Any) -> Experiment:
        """An Experiment on that data set, with the scale, share, loss and batch that suit it unless given.

        Raises ``ValueError`` with one sentence for an unknown data set.
        """
        if data not in DATASETS:
            raise ValueError(
                translate("Training", "There is no data set “{data}”; there are {datasets}.").format(
                    data=data, datasets=", ".join(choices(DATASETS))
                )
            )
        source = DATASETS[data].of(settings.get("own"))
        usual: dict[str, Any] = {"scale": source.scale, "test_share": source.test_share}
        if source.kind == "regression" and settings.get("objective", "supervised") == "supervised":
            usual["loss"] = "mse"
        experiment = cls(data=data, **(usual | settings))
        return experiment if "batch_size" in settings else experiment.fitted_to(experiment.batch_size)

    def fitted_to(self, batch_size: int | None) -> Experiment:
        """The same with batches of that size or, where there are too few samples for one, of all of them.

        Raises ``ValueError`` with one sentence for a number of points, or a share, that cannot be, and for
        data of one's own that cannot.
        """
        source = self.source
        if source.whole:
            return self.with_(batch_size=None)
        own = self.own if source.own is not None else None
        if batch_size is not None and own is not None and own.content.there and own.content.nbytes <= _FEW:
            learned = len(self.dataset().train_labels)
            return self.with_(batch_size=batch_size if batch_size <= learned else None)
        if not source.planar or batch_size is None:
            return self.with_(batch_size=batch_size)
        for name in ("points", "test_share", "split_seed"):
            check_limit(name, getattr(self, name))
        if source.by_hand:
            learned = len(self.drawn) and int(
                (~kept_for_testing(len(self.drawn), self.test_share, self.split_seed)).sum()
            )
        else:
            learned = self.points - math.ceil(self.points * self.test_share)
        return self.with_(batch_size=batch_size if batch_size <= learned else None)

    def dataset(self) -> Dataset:
        """The data, read or drawn, split and scaled. Raises ``ValueError`` as ``load_dataset`` does."""
        settings = {name: getattr(self, name) for name in DATA_FIELDS if name != "data"}
        return load_dataset(self.data, **settings | {"formula": typed_function(self.source, self.formula)})

    @property
    def kind(self) -> Kind:
        """Whether classes or values are learned."""
        return self.source.kind

    @property
    def asked(self) -> Asked:
        """What is asked of a sample."""
        return self.source.asked

    @property
    def kinds(self) -> Kinds:
        """What is measured: nothing where the objective cannot learn from the data."""
        return OBJECTIVES[self.objective].kinds(self) or Kinds()

    @property
    def live(self) -> dict[str, Any]:
        """The settings that a Trainer takes while it runs, of all networks."""
        return {name: value for name, value in self.named() if own_name(name) in LIVE_FIELDS}

    @property
    def hyperparameters(self) -> dict[str, float]:
        """The optimiser's own settings, by name."""
        return self.optimizers[0].hyperparameters

    def rate_factor(self, epoch: int) -> float:
        """What the schedule multiplies the learning rate by in the epoch after ``epoch`` epochs."""
        if self.schedule == "constant":
            return 1.0  # asked for in every epoch, which may take microseconds
        given = {"epochs": self.schedule_epochs, "gamma": self.schedule_gamma}
        entry = SCHEDULES[self.schedule]
        if entry.whole and self.schedule_epochs is None:
            given["epochs"] = max(1, self.epochs)
        known = entry.settings
        chosen = {name: value for name, value in given.items() if name in known and value is not None}
        return schedule(self.schedule, **chosen)(epoch)

    def to_dict(self) -> dict[str, Any]:
        """The same as values that JSON knows, in its parts; ``from_dict`` reads it back."""
        return in_parts(named_values(self))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Experiment:
        """The Experiment that ``to_dict`` described; settings left out have their default.

        What ``to_dict`` of nnviz 0.1.0 wrote, every setting by its name, is read as well. Raises
        ``ValueError`` with one sentence for anything unknown, of the wrong type or out of range.
        """
        try:
            made = cls(**keywords_of(values))
            source = DATASETS.get(made.data) if isinstance(made.data, str) else None
            if source is not None and left_by(made.workspace, source.family):  # as an older nnviz wrote it
                made = made.with_(workspace="")
            return made.validated()
        except TypeError as error:
            raise ValueError(str(error)) from None


def _usual_of(objective: Any) -> Mapping[str, Any]:
    """The settings of the objective of that name where nothing is said of them."""
    known = OBJECTIVES.get(str(objective))
    return {} if known is None else known.usual


def _players_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The networks that the objective asks for, as they are where nothing is said of them."""
    spec = settings.get("objective_spec", ObjectiveSpec())
    objective = OBJECTIVES.get(str(settings.get("objective", spec.name)))
    names = (NetworkSpec.name,) if objective is None else objective.players
    return {
        "networks": tuple(NetworkSpec(name=name) for name in names),
        "optimizers": tuple(OptimizerSpec() for _ in names),
    }


def _place(name: str, networks: Sequence[NetworkSpec], seen_from: int) -> tuple[Setting, int]:
    """Which setting of which network that name means."""
    player, _, own = name.rpartition(".")
    named = next((i for i, network in enumerate(networks) if player == network.name), None)
    place = named if player else seen_from
    if own not in SETTINGS or place is None:
        raise TypeError(
            translate("Training", "An experiment has no setting “{name}”.").format(name=name[:40])
        )
    return SETTINGS[own], place


def _check_layers(layers: Any) -> None:
    if not isinstance(layers, tuple) or not all(map(is_layer, layers)):
        raise ValueError(
            translate(
                "Training", "The hidden layers must be layers, their words or their sizes, not {layers}."
            ).format(layers=str(layers)[:40])
        )
    check_limit("layers", len(layers))
    for layer in layers:
        check_limit("units", getattr(layer, layer.sized, 1))


def _check_own(experiment: Experiment) -> None:
    own = experiment.own
    if own is not None and not isinstance(own, Own):
        raise ValueError(
            translate("Training", "The {word} cannot be {value!r}.").format(
                word=SETTINGS["own"].word, value=str(own)[:40]
            )
        )
    if DATASETS[experiment.data].own is not None:
        check_own(experiment.data, own)


def _are_features(value: Any) -> bool:
    """Whether these are inputs that a network on the plane may have, each once."""
    known = isinstance(value, tuple) and all(isinstance(name, str) and name in FEATURES for name in value)
    return known and 0 < len(value) == len(set(value))


def with_changes(experiment: Experiment, changes: Mapping[str, Any]) -> Experiment:
    """The experiment after live changes. Raises ``ValueError`` for a setting that is not live."""
    for name in changes:
        if own_name(name) not in LIVE_FIELDS:
            raise ValueError(
                translate("Training", "The setting “{name}” cannot change while training runs.").format(
                    name=name
                )
            )
    return experiment.with_(**changes).validated()
