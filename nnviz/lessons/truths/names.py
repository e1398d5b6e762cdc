"""What the names of a path mean in a run: parameters, quantities, metrics, and what a sample has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.layers import Quantity
from nnviz.lessons.mistakes import unknown
from nnviz.lessons.moment import LAST, START, Moment, SampleAt
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.truths.grammar import Path, When
from nnviz.lessons.truths.sent import OF_SAMPLE, Sent
from nnviz.said import translate
from nnviz.training.divergence import Diverged
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.snapshot import Snapshot

Array = NDArray[np.floating[Any]]

#: What is worked out of the answers to all samples of a part, by name: the part.
ERRORS: Final = {"mean_error": "train", "test_mean_error": "test"}
#: What a sample has whatever the network has learned.
ALWAYS: Final = ("input", "seen", "target", "label")
#: What a moment itself has.
OF_MOMENT: Final = ("epoch", "updates", "learning_rate")


@dataclass(frozen=True, eq=False)
class Seen:
    """A run at a moment: where the names of a path are looked up."""

    recorded: Recorded
    when: When

    @property
    def moment(self) -> Moment:
        return self.when.moment or LAST

    def snapshot(self, player: int = 0) -> Snapshot:
        """Looking at the network at that place. Raises ``ValueError`` where the run does not get there."""
        return self.recorded.snapshot(self.moment).of(player)

    def sent(self, player: int, path: str) -> Sent:
        """The sample of the moment on its way. Raises ``ValueError`` with one sentence without any."""
        at = self.when.sample or self.recorded.sent or self.recorded.setup.sample
        if at is None and len(self.recorded.dataset.train_features) == 1:
            at = SampleAt("train", 0, "row")
        if at is None:
            raise ValueError(
                translate(
                    "Lessons",
                    "“{path}” is of a sample: say which, as in “@ epoch 0 sample 3”, or give the experiment "
                    "one.",
                ).format(path=path)
            )
        key = ("sent", self._known(), at, player)
        return self.recorded.kept(key, lambda: Sent(self.snapshot(player), self.recorded.dataset, at))

    def batch(self, player: int = 0) -> MicroBatch:
        """What that network learns from in the next update, with every number of it. Raises ``ValueError`` as
        ``snapshot``, and where that update breaks the run."""

        def made() -> MicroBatch:
            try:
                return MicroBatch.of(self.snapshot(player), self.recorded.dataset)
            except Diverged as diverged:
                raise ValueError(str(diverged)) from None

        return self.recorded.kept(("batch", self._known(), player), made)

    def _known(self) -> Moment:
        return self.recorded.last if self.moment.unit == "last" else self.moment


def value_of(path: Path, seen: Seen) -> Any:
    """What stands at a path: a number or an array, the place in it taken.

    Raises ``ValueError`` with one sentence for a name or a place that there is not, with what was probably
    meant, and for what has not been worked out.
    """
    return placed(_whole(path, seen), path)


def _whole(path: Path, seen: Seen) -> Any:
    player, names = player_of(path, seen)
    name = ".".join(names)
    if name in ALWAYS and seen.when.moment is None:
        seen = Seen(seen.recorded, replace(seen.when, moment=START))
    snapshot = seen.snapshot(player)
    if len(names) == 1:
        found = _single(name, player, path, seen)
        if found is not None:
            return found
        known = [*metric_names(seen.recorded), *ERRORS, *OF_SAMPLE, *OF_MOMENT, *_layer_names(snapshot)]
        raise ValueError(unknown(translate("Lessons", "number of a run"), name, known))
    network = snapshot.network()
    for block in network.blocks:
        if block.name == name:
            return block.of(network.parameters)
    for block in network.statistic_blocks:
        if block.name == name:
            return block.of(network.statistics)
    place, quantity = quantity_of(path, names, snapshot)
    if seen.when.batch:
        return _of_batch(place, quantity, path, seen.batch(player))
    return seen.sent(player, str(path)).quantity(place, quantity)


def _single(name: str, player: int, path: Path, seen: Seen) -> Any:
    """What one name alone means; None for none."""
    recorded = seen.recorded
    if name in recorded.experiment.kinds.places:
        return recorded.metrics(seen.moment)[name]
    if name in ERRORS:
        return mean_error(recorded, seen.moment, ERRORS[name])
    if name in OF_SAMPLE:
        return OF_SAMPLE[name](seen.sent(player, str(path)))
    moment = seen.snapshot(player)
    if name == "epoch":
        return moment.epoch
    if name == "updates":
        return moment.step
    if name == "learning_rate":
        return moment.experiment.learning_rate * moment.experiment.rate_factor(moment.epoch)
    return None


def quantity_of(path: Path, names: tuple[str, ...], snapshot: Snapshot) -> tuple[int, Quantity]:
    """The layer that a path names, by its place, and the quantity of it.

    Raises ``ValueError`` with one sentence for names that there are not.
    """
    network = snapshot.network()
    layers = {name: place for place, name in enumerate(network.names)}
    layer, last = ".".join(names[:-1]), names[-1]
    if layer not in layers:
        known: Iterable[str] = [*layers, *(block.name for block in network.blocks)]
        raise ValueError(unknown(translate("Lessons", "layer or parameter"), ".".join(names), known))
    for quantity in network.layers[layers[layer]].quantities:
        if quantity.name == last:
            return layers[layer], quantity
    held = network.layers[layers[layer]]
    own = [one.name for one in (*held.parameters, *held.statistics)]
    own += [one.name for one in held.quantities]
    raise ValueError(unknown(translate("Lessons", "number of {layer}").format(layer=layer), last, own))


def _of_batch(place: int, quantity: Quantity, path: Path, batch: MicroBatch) -> Array:
    for step in batch.steps:
        if (step.layer, step.kind) == (place, quantity.name):
            return step.values
    raise ValueError(
        translate("Lessons", "“{path}” is not worked out in this update.").format(path=str(path))
    )


def player_of(path: Path, seen: Seen) -> tuple[int, tuple[str, ...]]:
    """Which network a path is about, and its names without that of the network."""
    players = seen.recorded.experiment.players
    if len(players) > 1 and path.names[0] in players:
        if len(path.names) == 1:
            raise ValueError(
                translate("Lessons", "“{path}” is a network: which number of it is meant?").format(
                    path=str(path)
                )
            )
        return players.index(path.names[0]), path.names[1:]
    return 0, path.names


def metric_names(recorded: Recorded) -> list[str]:
    """What is measured of the run, by name."""
    return [*recorded.experiment.kinds.places]


def _layer_names(snapshot: Snapshot) -> list[str]:
    network = snapshot.network()
    return [block.name for block in network.blocks]


def mean_error(recorded: Recorded, moment: Moment, part: str) -> float:
    """The mean distance between what the network answers and what is wanted, over all samples of a part."""
    snapshot, dataset = recorded.snapshot(moment), recorded.dataset
    network = snapshot.network()
    features = dataset.train_features if part == "train" else dataset.test_features
    labels = dataset.train_labels if part == "train" else dataset.test_labels
    wanted = snapshot.ends.wanted(features, labels, network.output_shape)
    return float(np.abs(wanted - network.predict(features)).mean())


def placed(values: Any, path: Path) -> Any:
    """The number, or what ``:`` leaves, at the place of a path; arrays of one number are that number.

    Raises ``ValueError`` with one sentence for a place that there is not.
    """
    array = np.asarray(values)
    if path.place:
        if len(path.place) > array.ndim:
            text = translate("Lessons", "“{path}” is a single number: no place stands behind it.")
            if array.ndim:
                text = translate("Lessons", "“{path}” has more places than its shape {shape} has axes.")
            raise ValueError(text.format(path=str(path), shape=shape_of(array)))
        for one, size in zip(path.place, array.shape, strict=False):
            if one is not None and one >= size:
                raise ValueError(
                    translate(
                        "Lessons", "“{path}” is outside of the shape {shape}; places count from 0."
                    ).format(path=str(path), shape=shape_of(array))
                )
        array = array[tuple(slice(None) if one is None else one for one in path.place)]
    return array if array.size != 1 else array.reshape(()).item()


def shape_of(array: NDArray[Any]) -> str:
    """A shape as it is written in a sentence: 4 × 5."""
    return " × ".join(map(str, array.shape))
