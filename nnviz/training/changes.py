"""What changing a setting does to the run: it goes on, or a new one begins, with or without its weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from nnviz.data import DATASETS
from nnviz.engine import LayerSpec
from nnviz.training.edits import Change, Frozen, by_place
from nnviz.training.experiment import DATA_FIELDS, LIVE_FIELDS, Experiment, with_changes
from nnviz.training.settings import own_name
from nnviz.training.snapshot import Snapshot

#: Settings whose change begins a new run from every weight that still fits; other settings that do
#: not change live begin one from fresh start weights.
STRUCTURAL_FIELDS = frozenset({"layers"})
#: Points that are drawn by hand: the network goes on learning, while they are painted, from where it is.
DRAWING_FIELDS = frozenset({"drawn"})

#: Settings that a branch can take up before it has trained, its weights staying as they are.
CONTINUED_FIELDS = frozenset(
    {"optimizer", "momentum", "alpha", "beta1", "beta2", "weight_decay", "clip_norm", "max_norm"}
    | {"schedule", "schedule_epochs", "schedule_gamma", "evaluate_every"}
)
#: Settings that decide which inputs, and which outputs, there are.
_INPUTS, _OUTPUTS = frozenset({"data", "features", "rows"}), frozenset({"data", "classes", "targets"})

Effect = Literal["live", "keeps", "restarts"]


def changed_fields(before: Experiment, after: Experiment) -> frozenset[str]:
    """The names of the settings that differ."""
    return before.differing(after)


def own_names(names: frozenset[str]) -> frozenset[str]:
    """The names of settings without those of their networks."""
    return frozenset(map(own_name, names))


def effect(names: frozenset[str]) -> Effect:
    """What changing these settings together does."""
    names = own_names(names)
    if names <= LIVE_FIELDS:
        return "live"
    return "keeps" if names <= LIVE_FIELDS | STRUCTURAL_FIELDS | DRAWING_FIELDS else "restarts"


def same_data(one: Experiment, other: Experiment) -> bool:
    """Whether both train and test on the same samples, scaled the same way; what came with networks that have
    no data set is not known to be the same."""
    same = all(getattr(one, name) == getattr(other, name) for name in DATA_FIELDS)
    return same and not DATASETS[one.data].unchosen


def carried(before: Experiment, after: Experiment, outputs: Sequence[int]) -> Experiment:
    """``after`` with those cut edges and frozen layers that are still there.

    As with the weights, hidden layers are matched from the front and the last layer with the last. Nothing is
    done to what ``after`` itself has changed. ``outputs``: how many units the last layer of each network of
    ``before`` has.
    """
    if len(before.networks) == len(after.networks):
        for place, count in enumerate(outputs):
            after = _carried(before.of(place), after.of(place), count)
    return after.of(0)


def _carried(before: Experiment, after: Experiment, outputs: int) -> Experiment:
    """``carried`` for the network that both are seen from."""
    names = changed_fields(before, after)
    if names & {"cut", "frozen"} or not (before.cut or before.frozen):
        return after
    old, new = _units(before), _units(after)

    def place(layer: int) -> int | None:
        if layer == len(old):
            return len(new)
        return layer if layer < len(new) else None

    shaped = any(layer.shaped for layer in (*before.layers, *after.layers))
    other_inputs = bool(names & _INPUTS)
    other_outputs = bool(names & _OUTPUTS) or (outputs <= 2 and _over_classes(before) != _over_classes(after))
    cut = []
    for layer, source, unit in before.cut:
        now = place(layer)
        if now is None or (other_inputs and now == 0) or (other_outputs and now == len(new)):
            continue
        if shaped and _way_to(before, layer) != _way_to(after, now):
            continue
        inside = now == len(new) or unit < new[now]
        # Those before a moved last layer are others, but as many fit as there are weights that do.
        if inside and (now == 0) == (layer == 0) and (shaped or now == 0 or source < new[now - 1]):
            cut.append((now, source, unit))
    frozen: list[Frozen] = []
    for one in before.frozen:
        layer, unit = one if isinstance(one, tuple) else (one, -1)
        now = place(layer)
        if now is None:
            continue
        inside = not other_outputs if now == len(new) else unit < new[now]
        if unit < 0 or (inside and _own(before, layer)[1] is _own(after, now)[1]):
            frozen.append(now if unit < 0 else (now, unit))
    return after.with_(cut=tuple(cut), frozen=by_place(frozen))


def _own(experiment: Experiment, layer: int) -> tuple[int, type[LayerSpec] | None]:
    """(its place, its kind) of a layer with weights; (the number of layers, None) of the output layer."""
    places = [place for place, spec in enumerate(experiment.layers) if spec.weighted]
    if layer >= len(places):
        return len(experiment.layers), None
    return places[layer], type(experiment.layers[places[layer]])


def _way_to(experiment: Experiment, layer: int) -> tuple[list[str], int | None]:
    """What decides where the weights into a layer come from: the layers before it and its own kernel."""
    place = _own(experiment, layer)[0]
    own = experiment.layers[place : place + 1]
    before = [spec.words for spec in experiment.layers[:place] if spec.weighted or spec.shaped]
    return before, getattr(own[0], "size", None) if own else None


def _over_classes(experiment: Experiment) -> bool:
    """Whether two classes have an output each: under any other loss one sigmoid tells them apart."""
    return experiment.loss == "categorical_crossentropy"


def _units(experiment: Experiment) -> list[float]:
    """How many units each layer with weights has; any number where it does not say."""
    return [getattr(layer, layer.sized, math.inf) for layer in experiment.layers if layer.weighted]


def settings_at(snapshot: Snapshot, changes: Sequence[Change]) -> Experiment:
    """The settings that hold from this moment on, ``changes`` being the live ones that came after it."""
    now = {
        change.name: change.value
        for change in changes
        if change.step <= snapshot.step and change.epoch <= snapshot.epoch and change.name != "edit"
    }
    return with_changes(snapshot.experiment, now) if now else snapshot.experiment
