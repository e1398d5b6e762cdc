"""A recurrent layer step by step: the parts of every sum, what it would answer early, how much blame returns.

All of it follows from a network and samples sent through it. Values are the network's own; parts of sums are
worked out of them in float64, so that what is shown adds up further than the network itself does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import LayerTrace, Network
from nnviz.training.derived import Derived
from nnviz.training.gates import SCHEMES, Conveyor, Gate, Scheme
from nnviz.training.outputs import encode

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]


def recurrent_places(network: Network) -> tuple[int, ...]:
    """Where the recurrent layers stand among all layers, input side first."""
    return tuple(place for place, spec in enumerate(network.specs) if spec.kind in SCHEMES)


@dataclass(frozen=True)
class SumParts:
    """A sum of a unit at a step, z = ``symbol`` + ``state`` + ``bias``, and ``value``, what becomes of it."""

    symbol: float
    state: float
    bias: float
    z: float
    value: float


@dataclass(frozen=True, eq=False)
class Unrolled:
    """A recurrent layer with one sample in it: ``x`` (features, T), each of ``values`` (units, T).

    ``sums`` are (blocks, units, T), ``parameters`` those of the layer by their names. ``slopes`` has dL/d of
    "h", "c" and "x", as far as the sample has a target.
    """

    place: int
    name: str
    scheme: Scheme
    x: Array
    values: Mapping[str, Array]
    sums: Array
    parameters: Mapping[str, Array]
    slopes: Mapping[str, Array]

    @property
    def steps(self) -> int:
        return int(self.x.shape[1])

    @property
    def units(self) -> int:
        return int(self.values["h"].shape[0])

    def conveyor(self) -> Conveyor:
        """What is held after each step, as a sum."""
        return self.scheme.conveyor(self.values)

    def parts(self, gate: Gate, unit: int, step: int) -> SumParts:
        """How the sum of that gate comes about."""
        at = gate.block * self.units + unit
        weights = {name: np.asarray(self.parameters[name][:, at], np.float64) for name in _WEIGHTS}
        bias = float(self.parameters["bias"][at])
        before = self.values["h"][:, step - 1].astype(np.float64) if step else np.zeros(self.units)
        state, own = float(weights["state_weights"] @ before), 0.0
        if "state_bias" in self.parameters:
            own = float(self.parameters["state_bias"][at])
        if gate.resets:  # all that comes from the state, its own bias too, passes the gate
            state, own = float(self.values[gate.resets][unit, step]) * (state + own), 0.0
        symbol = float(weights["input_weights"] @ self.x[:, step].astype(np.float64))
        z = float(self.sums[gate.block, unit, step])
        return SumParts(symbol, state, bias + own, z, float(self.values[gate.name][unit, step]))


_WEIGHTS = ("input_weights", "state_weights")


class Followed(Protocol):
    """A sample on its way through a network: a Probe, or the engine's own Trace."""

    @property
    def inputs(self) -> Array: ...

    @property
    def layers(self) -> tuple[LayerTrace, ...]: ...


def unrolled(network: Network, sample: Followed, place: int) -> Unrolled:
    """The recurrent layer at that place with the sample in it."""
    layer, named = network.layers[place], sample.layers[place].named
    entering = sample.layers[place - 1].a if place else sample.inputs
    x = np.asarray(entering).reshape(layer.input_shape)
    scheme = SCHEMES[layer.spec.kind]
    values = {name: named[name] for name in {*(gate.name for gate in scheme.gates), scheme.held, "h"}}
    sums = np.asarray(named["z"]).reshape(len(scheme.gates), -1, x.shape[1])
    slopes = {name: named["d" + name] for name in ("h", "c") if "d" + name in named}
    if "dz" in named:
        dz = np.asarray(named["dz"], np.float64)
        slopes["x"] = np.asarray(layer.values["input_weights"], np.float64) @ dz
    return Unrolled(place, network.names[place], scheme, x, values, sums, dict(layer.values), slopes)


def asked_early(network: Network, sample: Followed, place: int | None) -> Floats | None:
    """(T, outputs) what the layers after the recurrent one at ``place`` make of h at each step.

    Where they take every step that is what the network answers there, else what it would answer if the
    sample ended with the step. None where they take all steps at once, or each its own way.
    """
    shape = network.output_shape
    if len(shape) == 2:
        return np.asarray(sample.layers[-1].a.reshape(shape).T, np.float64)
    if place is None or place + 1 == len(network.specs):
        return None
    layer, h = network.layers[place], np.asarray(sample.layers[place].named["h"])
    if layer.output_shape != h.shape[:1]:
        return None
    tail = Network(
        layer.output_shape, network.specs[place + 1 :], network.loss.name, dtype=network.dtype.name
    )
    tail.parameters[:] = network.parameters[network.part(place).stop :]
    before = sum(one.statistic_count for one in network.layers[: place + 1])
    tail.statistics[:] = network.statistics[before:]
    return np.asarray(tail.predict(h.T), np.float64)


@dataclass(frozen=True, eq=False)
class Blame:
    """How much of the blame gets back to each step: means over ``count`` sequences of lengths, each (T,).

    ``state`` is |dL/dh_t|, ``cell`` |dL/dc_t| where the layer has such a c.
    """

    count: int
    state: Floats
    cell: Floats | None = None

    @property
    def shares(self) -> Floats:
        """(T,) of ``state``, 1 at the last step; NaN where nothing is blamed there."""
        return shares_of(self.state)


def shares_of(lengths: Floats) -> Floats:
    """(T,) lengths divided by the last one; NaN where that is 0."""
    with np.errstate(all="ignore"):
        return lengths / lengths[-1] if lengths[-1] > 0 else np.full_like(lengths, np.nan)


def mean_blame(network: Network, features: Array, labels: NDArray[Any], place: int) -> Blame:
    """The blame that gets back to each step of the recurrent layer at ``place``, as a mean over samples.

    features (n, d) and their labels. Of each sample it is the gradient of its own loss; without samples NaN.
    """
    if not len(features):
        return Blame(0, np.full(network.layers[place].input_shape[1], np.nan))
    found: dict[str, list[Floats]] = {"dh": [], "dc": []}
    for chunk in network.chunks(len(features)):
        program = network.followed(features[chunk], encode(labels[chunk], network.output_shape))
        named = program.stages[place].named
        share = 1 if network.loss.is_sum else chunk.stop - chunk.start  # the loss of a chunk is its mean
        for name, parts in found.items():
            if name in named:
                parts.append(share * np.linalg.norm(named[name].astype(np.float64), axis=0))
    means = {name: np.concatenate(parts, axis=1).mean(axis=1) for name, parts in found.items() if parts}
    return Blame(len(features), means["dh"], means.get("dc"))


#: T times parameters times samples of a mean: about 30 ms.
_AFFORDED = 20_000_000
_MOST = 512  # samples of a mean


class Blames:
    """The mean blame of moments, worked out once for each."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Derived, dict[int, Blame]] = WeakKeyDictionary()

    def of(self, derived: Derived, place: int) -> Blame:
        """The mean over as many of the first test samples as can be afforded."""
        known = self._known.setdefault(derived, {})
        if place not in known:
            network, dataset = derived.network, derived.dataset
            size = network.layers[place].input_shape[1] * max(1, network.layers[place].parameter_count)
            labelled = len(dataset.test_labels) if dataset.labelled else 0
            count = min(labelled, max(32, min(_MOST, _AFFORDED // size)))
            known[place] = mean_blame(
                network, dataset.test_features[:count], dataset.test_labels[:count], place
            )
        return known[place]
