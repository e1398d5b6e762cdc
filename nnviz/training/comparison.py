"""Several runs side by side: which settings differ, what is the same, who came first. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from nnviz.data import DATASETS, FEATURES, SCALES
from nnviz.engine import INITIALIZERS, OPTIMIZERS, SCHEDULES
from nnviz.engine.activations import activation
from nnviz.said import Sentence, joined, translate
from nnviz.training.described import EACH
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.settings import SETTINGS as ALL_SETTINGS
from nnviz.training.structure import plain_row, told_layers
from nnviz.training.timeline import Timeline
from nnviz.training.written import chosen

NONE = "—"  # a setting that this run does not have
ACCURATE = 0.9


@dataclass(frozen=True)
class Difference:
    """A setting that is not the same in all runs: its word, and its value in each of them.

    ``field`` is the Experiment's; of "layers" there may be several differences. ``network`` is the place of
    the one that it is of, where several play.
    """

    field: str
    word: str
    values: tuple[str, ...]
    network: int | None = None


@dataclass(frozen=True)
class _Setting:
    """How a setting is read: its word, its value as text, and whether an Experiment has it at all."""

    field: str
    word: str
    text: Callable[[Experiment], str]
    applies: Callable[[Experiment], bool] = lambda experiment: True


def what_differs(experiments: Sequence[Experiment]) -> tuple[Difference, ...]:
    """The settings that are not the same in all ``experiments``, in the order of the recipe.

    What only follows from another difference (the momentum that SGD has not) is left out: a setting counts
    where two runs that have it differ in it.
    """
    names = {experiment.players for experiment in experiments}
    players = names.pop() if len(names) == 1 else ()
    found = []
    for setting in SETTINGS:
        several = len(players) > 1 and ALL_SETTINGS[setting.field].part in EACH
        for place in range(len(players)) if several else (None,):
            word, seen = setting.word, [_seen(experiment, place) for experiment in experiments]
            values = _values(setting, seen)
            if place is not None:
                text = translate("Training", "{network}: {setting}")
                word = text.format(network=players[place], setting=word)
            if len(set(values)) > 1:
                found.append(Difference(setting.field, word, values, place))
    return tuple(found)


def _seen(experiment: Experiment, network: int | None) -> Experiment:
    """Seen from that one of its networks."""
    return experiment if network is None else experiment.of(network)


def _values(setting: _Setting, experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """The value of each run; nothing where those that have it do not differ in it."""
    having = [experiment for experiment in experiments if setting.applies(experiment)]
    if len({getattr(experiment, setting.field) for experiment in having}) < 2:
        return ()
    return _told_apart(setting, experiments)


def _told_apart(setting: _Setting, experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """The value of each run; what reads alike but is not is numbered. Parts of "layers" may be alike."""
    texts = [setting.text(e) if setting.applies(e) else NONE for e in experiments]
    if setting.field == "layers" or len(set(texts)) > 1:
        return tuple(texts)
    known: list[Any] = []
    for experiment in experiments:
        value = getattr(experiment, setting.field)
        if value not in known:
            known.append(value)
    return tuple(
        f"{text} ({known.index(getattr(experiment, setting.field)) + 1})"
        for text, experiment in zip(texts, experiments, strict=True)
    )


def what_is_the_same(
    experiments: Sequence[Experiment], sizes: Sequence[int] = (), *, same_start: bool = False
) -> str:
    """What the runs share: “same 64-32-10 network, same first weights, ...”.

    ``sizes`` are those of the network, inputs first, if they are the same in all runs. Empty for fewer than
    two runs.
    """
    if len(experiments) < 2:
        return ""
    first = experiments[0]
    differing = {difference.field for difference in what_differs(experiments)}
    parts: list[str] = []
    if "layers" not in differing and not _only_sizes(first):
        parts.append(translate("Training", "same network"))
    elif "layers" not in differing and sizes:
        shape = "-".join(str(size) for size in sizes)
        parts.append(translate("Training", "same {sizes} network").format(sizes=shape))
    if same_start:
        parts.append(translate("Training", "same first weights"))
    if not differing & {"data", "batch_size"}:
        parts.append(_batches(first, alike=not differing & {"seed", "split_seed", "test_share", "augment"}))
    if "loss" not in differing:
        parts.append(_loss(first))
    return translate("Training", "{things}.").format(things=joined(parts, ", ")) if parts else ""


def _batches(experiment: Experiment, *, alike: bool) -> Sentence:
    """What is learned from at a time; ``alike``: in the same order by all."""
    if experiment.batch_size is None:
        whole = translate("Training", "all samples at once")
        return translate("Training", "all the same samples at once") if alike else whole
    text = translate("Training", "batches of {size}")
    if alike:
        text = translate("Training", "same batches of {size}")
    return text.format(size=experiment.batch_size)


def title(experiment: Experiment, differences: Sequence[Difference] = ()) -> str:
    """A run in a few words: its optimiser and rate, and the first other thing in which it differs."""
    rate = translate("Training", "rate {rate}").format(rate=chosen(experiment.learning_rate))
    words: list[str] = [OPTIMIZERS[experiment.optimizer].label, rate]
    usual = {"optimizer", "learning_rate"}
    other = next((difference for difference in differences if difference.field not in usual), None)
    if other is not None:
        setting = next(setting for setting in SETTINGS if setting.field == other.field)
        seen = _seen(experiment, other.network)
        text = setting.text(seen) if setting.applies(seen) else ""
        if text:
            short = _named(setting.field, other.word if other.network is not None else setting.word, text)
            if usual.isdisjoint(difference.field for difference in differences):
                return short
            words.append(short)
    return joined(words, ", ")


def means_alone(field: str, word: str) -> bool:
    """Whether a setting's value says what it is of: “Adam”, “1 line cut”, but not “8”."""
    return field in ("optimizer", "loss", "data", "cut", "frozen") or word == "activation"


def _named(field: str, word: str, value: str) -> str:
    return value if means_alone(field, word) else with_word(word, value)


def with_word(word: str, value: str) -> Sentence:
    """A setting and its value, as in “hidden layers 8”."""
    return translate("Training", "{setting} {value}").format(setting=word, value=value)


def titles(names: Sequence[str], experiments: Sequence[Experiment]) -> list[str]:
    """What runs are called: by their names, or where these are "" by what they do; no two are alike."""
    differences = what_differs(experiments)
    called = [name or title(run, differences) for name, run in zip(names, experiments, strict=True)]
    for text in dict.fromkeys(called):  # what one of several like-named ones has of its own is added
        alike = [place for place, other in enumerate(called) if other == text]
        if len(alike) > 1:
            _tell_apart(called, alike, differences)
    return called


def _tell_apart(called: list[str], alike: Sequence[int], differences: Sequence[Difference]) -> None:
    """Add to the titles at these places, which are all the same, what is not first, else a number."""
    for difference in differences:
        values = [difference.values[place] for place in alike]
        if len(set(values)) > 1 and not any(value in called[alike[0]] for value in values):
            for place, value in zip(alike, values, strict=True):
                own = _named(difference.field, difference.word, value)
                called[place] = joined((called[place], own), ", ")
            break
    seen: Counter[str] = Counter()
    for place in alike:
        text = called[place]
        seen[text] += 1
        if seen[text] > 1:
            called[place] = joined((text, f"({seen[text]})"))


def same_start(timelines: Sequence[Timeline]) -> bool:
    """Whether all runs began at epoch 0 with the very same weights."""
    starts = [timeline.snapshots.get(0) for timeline in timelines]
    if not starts or any(start is None for start in starts):
        return False
    return all(
        one is not None and other is not None and np.array_equal(one.parameters, other.parameters)
        for one, other in pairwise(starts)
    )


def first_to(timelines: Sequence[Timeline], share: float = ACCURATE) -> tuple[int | None, ...]:
    """The first evaluated epoch of each run whose goal, as the test accuracy, is ``share`` or more.

    None: not yet, or none of its metrics has a goal.
    """
    found: list[int | None] = []
    for timeline in timelines:
        kinds = timeline.metrics.kinds
        goal = next((kind.name for kind in kinds if kind.reached), "")
        reached = timeline.values(goal) >= share
        row = int(reached.argmax()) if len(reached) else 0
        found.append(int(timeline.epochs[row]) if len(reached) and reached[row] else None)
    return tuple(found)


# ---- the words of the settings


def _sizes(experiment: Experiment) -> str:
    return told_layers(experiment.layers) or translate("Training", "none")


def _activations(experiment: Experiment) -> str:
    names = [getattr(layer, "activation", None) for layer in experiment.layers]
    labels = [activation(name).label for name in names if name is not None]
    return joined(dict.fromkeys(labels), ", ") or NONE


def _other_layers(experiment: Experiment) -> str:
    others = [layer for layer in experiment.layers if not layer.weighted]
    names = [layer.kind.replace("_", " ") + _amount(layer) for layer in others]
    return ", ".join(names) or translate("Training", "none")


def _only_sizes(experiment: Experiment) -> bool:
    """Whether its hidden layers are told by their sizes, which leave out what stands between them."""
    return plain_row(experiment.layers)


def _amount(layer: Any) -> str:
    rate = getattr(layer, "rate", None)
    return "" if rate is None else f" {chosen(rate)}"


def _plain(field: str) -> Callable[[Experiment], str]:
    def text(experiment: Experiment) -> str:
        value = getattr(experiment, field)
        if value is None:
            return translate("Training", "full") if field == "batch_size" else NONE
        if isinstance(value, tuple):
            return f"{len(value)}" if value else translate("Training", "none")
        return chosen(value) if isinstance(value, float) else str(value)

    return text


def _loss(experiment: Experiment) -> str:
    return OBJECTIVES[experiment.objective].noun(experiment.loss)


def _output_activation(experiment: Experiment) -> str:
    named = experiment.output_activation
    return activation(named).label if named else translate("Training", "what suits the loss")


def _label(field: str, table: Any) -> Callable[[Experiment], str]:
    return lambda experiment: table[getattr(experiment, field)].label


def _is_own(experiment: Experiment) -> bool:
    return DATASETS[experiment.data].own is not None


def _own(experiment: Experiment) -> str:
    return NONE if experiment.own is None else experiment.own.title


def _on_plane(experiment: Experiment) -> bool:
    return DATASETS[experiment.data].planar


def _hyper(field: str) -> Callable[[Experiment], bool]:
    return lambda experiment: field in experiment.hyperparameters


def _scheduled(experiment: Experiment) -> bool:
    return experiment.schedule != "constant"


def _inputs(experiment: Experiment) -> str:
    return " ".join(FEATURES[name].label for name in experiment.features)


def _share(experiment: Experiment) -> str:
    return f"{experiment.test_share * 100:g} %"


def _cut(experiment: Experiment) -> Sentence:
    cut = len(experiment.cut)
    if cut < 2:
        return translate("Training", "1 line cut") if cut else translate("Training", "no line cut")
    return translate("Training", "{n} lines cut").format(n=cut)


def _frozen(experiment: Experiment) -> Sentence:
    """How many whole layers, and how many filters and neurons by themselves."""
    weighted = [spec for spec in experiment.layers if spec.weighted]
    alone = [one[0] for one in experiment.frozen if isinstance(one, tuple)]
    filters = sum(weighted[layer].sized == "filters" for layer in alone if layer < len(weighted))
    layers, neurons = len(experiment.frozen) - len(alone), len(alone) - filters
    kinds = (
        (layers, translate("Training", "1 layer"), translate("Training", "{n} layers")),
        (filters, translate("Training", "1 filter"), translate("Training", "{n} filters")),
        (neurons, translate("Training", "1 neuron"), translate("Training", "{n} neurons")),
    )
    counts = [one if n == 1 else many.format(n=n) for n, one, many in kinds if n]
    if not counts:
        return translate("Training", "nothing frozen")
    return translate("Training", "{what} frozen").format(what=joined(counts, ", "))


_KNOWN = (
    _Setting("optimizer", translate("Training", "optimiser"), _label("optimizer", OPTIMIZERS)),
    _Setting("learning_rate", translate("Training", "rate"), _plain("learning_rate")),
    _Setting("batch_size", translate("Training", "batch"), _plain("batch_size")),
    _Setting("loss", translate("Training", "loss"), _loss),
    _Setting("output_activation", translate("Training", "activation of the output"), _output_activation),
    _Setting("layers", translate("Training", "hidden layers"), _sizes),
    _Setting("layers", translate("Training", "activation"), _activations),
    _Setting("layers", translate("Training", "between layers"), _other_layers, _only_sizes),
    _Setting("cut", translate("Training", "lines"), _cut),
    _Setting("frozen", translate("Training", "frozen"), _frozen),
    _Setting("l1", "L1", _plain("l1")),
    _Setting("l2", "L2", _plain("l2")),
    _Setting("data", translate("Training", "data"), _label("data", DATASETS)),
    _Setting("own", translate("Training", "table and its columns"), _own, _is_own),
    _Setting("features", translate("Training", "inputs"), _inputs, _on_plane),
    _Setting("points", translate("Training", "points"), _plain("points"), _on_plane),
    _Setting("noise", translate("Training", "noise"), _plain("noise"), _on_plane),
    _Setting("test_share", translate("Training", "test share"), _share),
    _Setting("split_seed", translate("Training", "split seed"), _plain("split_seed")),
    _Setting("scale", translate("Training", "inputs enter"), _label("scale", SCALES)),
    _Setting("augment", translate("Training", "changed copies"), _plain("augment")),
    _Setting("initializer", translate("Training", "start weights"), _label("initializer", INITIALIZERS)),
    _Setting("seed", translate("Training", "seed"), _plain("seed")),
    *(
        _Setting(field, word, _plain(field), _hyper(field))
        for field, word in (
            ("momentum", translate("Training", "momentum")),
            ("alpha", translate("Training", "alpha")),
            ("beta1", translate("Training", "beta 1")),
            ("beta2", translate("Training", "beta 2")),
            ("weight_decay", translate("Training", "weight decay")),
        )
    ),
    _Setting("schedule", translate("Training", "schedule"), _label("schedule", SCHEDULES)),
    _Setting(
        "schedule_epochs", translate("Training", "schedule epochs"), _plain("schedule_epochs"), _scheduled
    ),
    _Setting(
        "schedule_gamma", translate("Training", "schedule factor"), _plain("schedule_gamma"), _scheduled
    ),
    _Setting("clip_norm", translate("Training", "largest gradient"), _plain("clip_norm")),
    _Setting("max_norm", translate("Training", "largest weights"), _plain("max_norm")),
    _Setting("patience", translate("Training", "patience"), _plain("patience")),
    _Setting("epochs", translate("Training", "stops after"), _plain("epochs")),
    _Setting("evaluate_every", translate("Training", "evaluated every"), _plain("evaluate_every")),
    _Setting("dtype", translate("Training", "numbers"), _plain("dtype")),
)


def _all_settings() -> tuple[_Setting, ...]:
    """Every field of an Experiment, those without a word of their own by their name."""
    known = {setting.field for setting in _KNOWN}
    rest = [name for name in ALL_SETTINGS if name not in known]
    return *_KNOWN, *(_Setting(name, name.replace("_", " "), _plain(name)) for name in rest)


SETTINGS: tuple[_Setting, ...] = _all_settings()
