"""What follows from a moment's numbers, worked out when it is first asked for and kept with them."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data import DATASETS, Dataset
from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.training.calibrated import calibrated, changed
from nnviz.training.measures import Metrics
from nnviz.training.outputs import classes, encode
from nnviz.training.plane import PlaneMaps, plane_maps
from nnviz.training.reader import Reader
from nnviz.training.samples import Sample, truth_of, values_of
from nnviz.training.snapshot import Probe, Snapshot, probe, sent
from nnviz.training.trainer import Trainer

Part = Literal["train", "test"]

KEPT = 12  # moments
SLOW = 200_000_000  # products of a pass over all samples: about 8 ms


def _products(layer: Layer) -> int:
    """About how many numbers a layer multiplies for a sample: its parameters, at every place or step."""
    entering = [math.prod(layer.input_shape) // one.shape[0] for one in layer.parameters[:1]]
    places = max([math.prod(layer.output_shape[1:]), *entering])
    return places * sum(parameter.size for parameter in layer.parameters)


class Derived:
    """A moment of a network and the data that it learned, with all that the views ask about the two."""

    def __init__(self, snapshot: Snapshot, dataset: Dataset) -> None:
        self.snapshot, self.dataset = snapshot, dataset
        self._probed: tuple[Sample, Probe | None] | None = None
        self._maps: dict[int, PlaneMaps] = {}
        self._outputs: dict[Part, NDArray[Any]] = {}
        self._calibrated: tuple[Reader, Reader] | None = None

    @cached_property
    def network(self) -> Network:
        """The network, to be asked, not to be changed."""
        return self.snapshot.network()

    def probe(self, sample: Sample) -> Probe | None:
        """The sample, as this network takes it, sent through it; None where it takes others."""
        if self._probed is None or self._probed[0] is not sample:
            self._probed = sample, self._sent(sample)
        return self._probed[1]

    def _sent(self, sample: Sample) -> Probe | None:
        ends = self.snapshot.ends
        if not self.snapshot.computable:
            return None
        if ends.noise:  # the sample's number says which
            return probe(self.network, ends.drawn(1, sample.index or 0)[0])
        if len(sample.features) != self.network.input_size:
            return None
        truth = truth_of(sample, self.dataset) if ends.every_step else None
        if truth is not None:
            wanted = encode(truth[np.newaxis], self.network.output_shape)[0]
            return probe(self.network, sample.features, wanted=wanted)
        values = values_of(sample, self.dataset)
        if values is not None and ends.learns_labels:
            return probe(self.network, sample.features, wanted=values)
        return sent(self.network, ends, sample.features, sample.label)

    def probed(self, sample: Sample | None) -> Snapshot:
        """The moment's Snapshot with the sample, as its network takes it, sent through it."""
        return replace(self.snapshot, probe=None if sample is None else self.probe(sample))

    def outputs(self, part: Part) -> NDArray[Any]:
        """(n, outputs) what it says of every sample of that part of its data."""
        if part not in self._outputs:
            data = self.dataset
            features = data.train_features if part == "train" else data.test_features
            with np.errstate(all="ignore"):
                none = np.zeros((0, *self.network.output_shape), self.network.dtype)
                self._outputs[part] = self.network.predict(features) if len(features) else none
        return self._outputs[part]

    @cached_property
    def test_answers(self) -> NDArray[np.int64]:
        """(n_test,) the class that it answers for every test sample."""
        return classes(self.outputs("test"))

    def answers(self, features: NDArray[Any]) -> NDArray[np.int64]:
        """(n,) the class that it answers for each row of (n, d) features."""
        return classes(self.network.predict(features))

    def maps(self, resolution: int) -> PlaneMaps:
        """What every neuron makes of the plane."""
        if resolution not in self._maps:
            self._maps[resolution] = plane_maps(self.snapshot, self.dataset, resolution, self.network)
        return self._maps[resolution]

    @cached_property
    def metrics(self) -> Metrics:
        """What is measured of the network as it is, also between two epochs and after an edit."""
        return self.snapshot.metrics if self.snapshot.has_row else self.measured()

    def measured(self) -> Metrics:
        """The same, measured anew, by a network of its own, in any thread; as it was where it has no data."""
        if DATASETS[self.snapshot.experiment.data].unchosen:
            return self.snapshot.metrics
        with np.errstate(all="ignore"):
            return Trainer(self.snapshot.experiment, self.dataset, start=self.snapshot).measured()

    def know(self, metrics: Metrics) -> None:
        """These are its ``metrics``, which somebody measured."""
        vars(self)["metrics"] = metrics

    @property
    def slow_to_measure(self) -> bool:
        """Whether ``metrics`` take longer than a frame may wait."""
        chosen = not DATASETS[self.snapshot.experiment.data].unchosen
        if self.snapshot.has_row or "metrics" in vars(self) or not chosen:
            return False
        samples = len(self.dataset.train_labels) + len(self.dataset.test_labels)
        return samples * sum(map(_products, self.network.layers)) > SLOW

    def as_reader(self, reader: Reader) -> Reader:
        """This network in the Reader's place, with that one's temperature: quickly made."""
        network, experiment = self.network, self.snapshot.experiment
        return changed(reader, network=network, experiment=experiment, dataset=self.dataset)

    def calibrated(self, reader: Reader) -> Reader:
        """This network in the Reader's place, with a temperature of its own: about a millisecond."""
        if self._calibrated is None or self._calibrated[0] is not reader:
            self._calibrated = reader, calibrated(self.snapshot, self.dataset, reader)
        return self._calibrated[1]


def maps_the_plane(derived: Derived) -> bool:
    """Whether what its neurons say of the plane can be shown: where points of it enter."""
    return derived.dataset.planar and not derived.snapshot.ends.noise


class Moments:
    """The moments looked at last, so that two windows at one moment work out what they show once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], Derived] = OrderedDict()

    def of(self, snapshot: Snapshot, dataset: Dataset, player: int = 0) -> Derived:
        """The moment with what is known of it, looking at that one of the networks that play."""
        parameters = snapshot.players[player].parameters
        key = id(parameters), id(dataset)
        known = self._kept.get(key)
        if known is None or known.snapshot.parameters is not parameters:
            known = self._kept[key] = Derived(snapshot.of(player, dataset.test_features), dataset)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return known
