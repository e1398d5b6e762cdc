"""A moment that is examined, and what is found: what the rules of the diagnosis have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.layers import Layer, Stage
from nnviz.engine.layers.attention import AttentionLayer
from nnviz.said import Sentence
from nnviz.training.gates import SCHEMES
from nnviz.training.snapshot import Snapshot

Array = NDArray[np.floating[Any]]

#: A unit whose activation is 0 for every sum of 0 or below, as ReLU is, is dead if its sum is so for every
#: sample. That is worth a warning if at least this share of its layer is dead, and before the first update
#: only if all of it is: a few are dead in many a network that learns well, and have a dashed ring.
DEAD_SHARE = 0.25


@dataclass(frozen=True)
class Finding:
    """What was found, where, and what may help.

    ``kind`` is that of its line in ``FINDINGS``, or “diverged”, which ends a run and is told otherwise.
    ``layer`` counts the layers with weights from 0; None concerns the whole network. ``units`` are those
    concerned: a dead or saturated unit is a finding of its own, as is each group of identical ones. ``value``
    is the number that decided, ``since`` the epoch from which on it has been seen, None where nobody looked.
    """

    kind: str
    layer: int | None
    units: tuple[int, ...]
    value: float
    text: Sentence
    advice: Sentence
    since: int | None = None

    @property
    def key(self) -> tuple[str, int | None, tuple[int, ...]]:
        """What tells it from other findings, whatever the moment."""
        return self.kind, self.layer, self.units


@dataclass(frozen=True, eq=False)
class Patient:
    """A moment that is examined, and what the rules look at, worked out once.

    ``features`` (n, inputs) are what enters, of samples of the ``dataset`` with their ``targets`` (n,
    outputs); of noise, which has none of its own, they are None. ``before`` is the moment before it in the
    same run, if one is known, ``earlier`` one that is further back, unless the run has only begun.
    """

    snapshot: Snapshot
    network: Network
    features: Array
    targets: Array | None
    dataset: Dataset
    before: Snapshot | None = None
    earlier: Snapshot | None = None

    @cached_property
    def _stages(self) -> Sequence[Stage]:
        """What every layer made of the samples on the way forward."""
        return self.network.followed(self.features).stages

    @cached_property
    def hidden(self) -> list[tuple[int, Layer, Array, Array]]:
        """Each hidden layer with weights: its number, it, its sums and activations (n positions, units)."""
        network, stages = self.network, self._stages
        found = []
        for number, place in enumerate(network.weighted[:-1]):
            layer, stage = network.layers[place], stages[place]
            z, a = (values.reshape(layer.output_shape[0], -1).T for values in (stage.z, stage.a))
            found.append((number, layer, z, a))
        return found

    @cached_property
    def recurrent(self) -> list[tuple[int, Layer, Stage]]:
        """Each recurrent layer, by its number among those with weights, with what it made of the samples.

        Its quantities are those of the way forward and back; [] without targets.
        """
        if self.targets is None:
            return []
        network, stages = self.network, self.network.followed(self.features, self.targets).stages
        return [
            (number, network.layers[place], stages[place])
            for number, place in enumerate(network.weighted)
            if network.specs[place].kind in SCHEMES
        ]

    @property
    def attentive(self) -> list[tuple[int, AttentionLayer, Array]]:
        """Each layer of attention, by its number among those with weights, and its shares.

        They are (heads, query, key, n).
        """
        layers = (
            (number, place, self.network.layers[place]) for number, place in enumerate(self.network.weighted)
        )
        return [
            (number, layer, self._stages[place].named["shares"])
            for number, place, layer in layers
            if isinstance(layer, AttentionLayer)
        ]

    @property
    def dead_share(self) -> float:
        """How much of a layer has to be dead for a warning."""
        return DEAD_SHARE if self.snapshot.step > 0 else 1.0

    @cached_property
    def slopes(self) -> list[float]:
        """The size of each hidden layer's dL/dz, by that of the last with weights; [] without targets."""
        if self.targets is None:
            return []
        stages = self.network.followed(self.features, self.targets).stages
        found = [stages[place].dz.T for place in self.network.weighted]  # scaled by one number, all of them
        sizes = [float(np.sqrt(np.square(dz, dtype=np.float64).mean())) for dz in found]
        return [size / sizes[-1] if sizes[-1] > 0 else 1.0 for size in sizes[:-1]]

    @cached_property
    def moves(self) -> dict[int, float]:
        """By the number of a layer that is to move: |update| / |weights|, the mean of those since before."""
        if self.before is None:
            return {}
        old, new = self.before, self.snapshot
        shapes = [[layer.weights.shape for layer in moment.layers] for moment in (old, new)]
        if new.step <= old.step or shapes[0] != shapes[1]:  # layers may have been changed since
            return {}
        frozen, found = {*old.experiment.frozen, *new.experiment.frozen}, {}
        for index, (was, now) in enumerate(zip(old.layers, new.layers, strict=True)):
            size = float(np.linalg.norm(was.weights))
            held = index in frozen or all((index, unit) in frozen for unit in range(now.units))
            if size and not held:
                moved = float(np.linalg.norm(now.weights - was.weights))
                found[index] = moved / (new.step - old.step) / size
        return found
