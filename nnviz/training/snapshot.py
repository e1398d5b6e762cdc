"""The Snapshot: all there is to know about a network at one moment of its training. Frozen, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.dataset import frozen
from nnviz.engine import Dense, LayerTrace, Network
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics
from nnviz.training.outputs import classes, encode

Array = NDArray[np.floating[Any]]
#: The statistics of a Snapshot are taken over this many samples, the first of the test part.
STATISTICS_SAMPLES = 256

EdgeKind = Literal["weights", "signal", "gradient"]


@dataclass(frozen=True, eq=False)
class LayerState:
    """One layer with weights at one moment: weights (inputs, units), all of them, and bias (units,).

    ``units`` are its features. ``name`` is what the network calls it, ``place`` where it stands among all
    layers, and ``parameters`` has every block that it holds, by its name, in its own shape.
    """

    units: int
    activation: str
    weights: Array
    bias: Array
    name: str = ""
    place: int = 0
    parameters: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class LayerStatistics:
    """A layer's activations over a fixed batch of samples (and, if any, positions), all (units,).

    ``firing`` is the share of the samples for which the activation is above 0.
    """

    mean: Array
    maximum: Array
    firing: Array


@dataclass(frozen=True, eq=False)
class Probe:
    """One sample on its way through the network, with what it would teach it.

    ``layers`` are all layers of the network, those without weights included, and ``places`` where those with
    weights stand among them. ``z[k]``, ``a[k]`` and ``dz[k]`` are (units,): sum, activation and dL/dz of
    layer k of these, and ``entering[k]`` (inputs,) what comes into it. Without a label there is no loss:
    ``dz`` and ``loss`` are None.
    """

    inputs: Array
    label: int | None
    layers: tuple[LayerTrace, ...]
    places: tuple[int, ...]
    loss: float | None

    @cached_property
    def z(self) -> tuple[Array, ...]:
        return tuple(self.layers[place].z for place in self.places)

    @cached_property
    def a(self) -> tuple[Array, ...]:
        return tuple(self.layers[place].a for place in self.places)

    @cached_property
    def dz(self) -> tuple[Array, ...] | None:
        slopes = [self.layers[place].dz for place in self.places]
        return None if self.loss is None else tuple(slope for slope in slopes if slope is not None)

    @cached_property
    def entering(self) -> tuple[Array, ...]:
        """What leaves the layer before, whatever that is: its activation only where nothing lies between."""
        return tuple(self.layers[place - 1].a if place else self.inputs for place in self.places)

    @property
    def output(self) -> Array:
        """What the network answers: what leaves the last layer."""
        return self.layers[-1].a

    @property
    def answer(self) -> int:
        """The class that the network answers."""
        return int(classes(self.output[np.newaxis])[0])


@dataclass(frozen=True, eq=False, kw_only=True)
class Moment:
    """All that a training run needs to go on from here, bit for bit.

    ``step`` counts the optimiser's updates so far. ``parameters`` (P,) are the network's, ``running`` (S,)
    its running statistics (of batch normalisation). ``generator_state`` is that of the shuffling generator
    before the present epoch's order was drawn, ``position`` the number of samples of that order already
    used (0 between epochs), ``mask_state`` that of the generator of dropout, None without any. ``metrics``
    are the newest, ``best`` those of the best epoch so far: of the lowest test loss, or what else is watched.
    ``changes`` counts the live changes since the end of the epoch. ``cut_weights`` are the weights that the
    cut edges had, in the order in which the Experiment names them.
    """

    epoch: int
    step: int
    metrics: Metrics
    parameters: Array
    optimizer_state: Mapping[str, Any]
    generator_state: Mapping[str, Any]
    running: Array = field(default_factory=lambda: frozen(np.zeros(0)))
    mask_state: Mapping[str, Any] | None = None
    position: int = 0
    best: Metrics | None = None
    changes: int = 0
    cut_weights: tuple[float, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether this is the very end of an epoch: nothing of the next one done, nothing changed since."""
        return self.position == 0 and self.changes == 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Snapshot(Moment):
    """A training run at one moment, to look at and to go on from. All arrays are read-only copies.

    ``layers`` are those with weights, views of ``parameters``. ``input_shape`` is that of a sample, where it
    is more than a row of numbers. ``probe`` is the sample shown, if any.
    """

    experiment: Experiment
    layers: tuple[LayerState, ...]
    statistics: tuple[LayerStatistics, ...]
    probe: Probe | None = None
    input_shape: tuple[int, ...] = ()

    @property
    def nbytes(self) -> int:
        """Bytes of all its arrays together."""
        held: list[Any] = [self.parameters, self.running, *self.optimizer_state.values()]
        for statistics in self.statistics:
            held += [statistics.mean, statistics.maximum, statistics.firing]
        if self.probe is not None:
            held.append(self.probe.inputs)
            held += [values for layer in self.probe.layers for values in vars(layer).values()]
        return sum(array.nbytes for array in held if isinstance(array, np.ndarray))

    def network(self) -> Network:
        """A network of its own with these parameters."""
        output = self.layers[-1]
        shape = self.input_shape or self.layers[0].weights.shape[:1]
        network = make_network(self.experiment, shape, Dense(output.units, output.activation))
        network.parameters[:] = self.parameters
        network.statistics[:] = self.running
        return network

    def probed(self, inputs: ArrayLike, label: int | None = None) -> Snapshot:
        """The same moment, with the sample ``inputs`` (n,) and its class ``label`` sent through it.

        Raises ``ValueError`` if the network takes another number of inputs or has no such class.
        """
        return replace(self, probe=probe(self.network(), inputs, label))

    def edge_values(self, layer: int, kind: EdgeKind) -> Array:
        """(inputs, units) numbers of the edges into ``layer`` (0: those from the network's inputs).

        "weights": w. "signal": w times what the probed sample sends into the edge. "gradient":
        dL/dw of the probed sample's loss (without regularisation). Raises ``ValueError`` where there is
        no probed sample, or no label, that the numbers could come from.
        """
        weights = self.layers[layer].weights
        if kind == "weights":
            return weights
        if self.probe is None:
            raise ValueError("Without a sample no signal runs through the network.")
        entering = self.probe.entering[layer]
        if kind == "signal":
            return weights * entering[:, np.newaxis]
        if kind != "gradient":
            raise ValueError(f"Lines cannot show “{kind}”; they show weights, signal or gradient.")
        if self.probe.dz is None:
            raise ValueError("Without a label the sample has no loss, hence no gradient.")
        return np.outer(entering, self.probe.dz[layer])


def probe(network: Network, inputs: ArrayLike, label: int | None = None) -> Probe:
    """The sample ``inputs`` (n,) sent through the network and, with a ``label``, its gradient back."""
    known = max(2, network.output_size)
    if label is not None and not 0 <= label < known:
        raise ValueError(f"There is no class {label}: the network tells {known} classes apart.")
    target = None if label is None else encode(np.array([label]), network.output_size)[0]
    trace = network.trace(inputs, target)
    return Probe(trace.inputs, label, trace.layers, network.weighted, trace.loss)


def make_network(experiment: Experiment, input_size: int | tuple[int, ...], output: Dense) -> Network:
    """The network of the experiment for so many inputs, or samples of that shape; all weights 0.

    ``output`` is its last layer, unless it ends in one that needs none after it.
    """
    layers = experiment.layers
    return Network(
        input_size,
        layers if layers and layers[-1].ends else (*layers, output),
        loss=experiment.loss,
        dtype=experiment.dtype,
        l1=experiment.l1,
        l2=experiment.l2,
    )


def take_snapshot(moment: Moment, experiment: Experiment, network: Network, test_features: Array) -> Snapshot:
    """The Snapshot of a moment of this network, whose arrays become read-only."""
    for array in (moment.parameters, moment.running, *moment.optimizer_state.values()):
        if isinstance(array, np.ndarray):
            frozen(array)
    return Snapshot(
        **{field.name: getattr(moment, field.name) for field in fields(moment)},
        experiment=experiment,
        layers=layer_states(network, moment.parameters),
        statistics=layer_statistics(network, test_features[:STATISTICS_SAMPLES]),
        input_shape=network.input_shape if len(network.input_shape) > 1 else (),
    )


def layer_states(network: Network, parameters: Array) -> tuple[LayerState, ...]:
    """The layers with weights as views of ``parameters``, laid out as the network's own."""
    states = []
    for place in network.weighted:
        layer, part = network.layers[place], parameters[network.part(place)]
        held = {parameter.name: parameter.of(part) for parameter in layer.parameters}
        weights, bias = layer.matrix(part), layer.biases(part)
        units, activation = layer.output_shape[0], layer.activation.name
        states.append(LayerState(units, activation, weights, bias, network.names[place], place, held))
    return tuple(states)


def layer_statistics(network: Network, features: Array) -> tuple[LayerStatistics, ...]:
    """The statistics of each layer with weights over the samples ``features`` (n, d)."""
    statistics = []
    stages = network.followed(features).stages
    for place in network.weighted:
        values = stages[place].a.reshape(network.layers[place].output_shape[0], -1)
        with np.errstate(all="ignore"):
            firing = (values > 0).mean(axis=1, dtype=values.dtype)
            parts = (values.mean(axis=1), values.max(axis=1), firing)
        statistics.append(LayerStatistics(*map(frozen, parts)))
    return tuple(statistics)
