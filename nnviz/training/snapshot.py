"""The Snapshot: all there is to know about a network at one moment of its training. Frozen, read-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data import Dataset
from nnviz.data.dataset import frozen
from nnviz.engine import LayerSpec, LayerTrace, Network
from nnviz.engine.layers import Quantity, built
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics
from nnviz.training.outputs import classes, encode, probabilities
from nnviz.training.player import Ends, PlayerState, all_layers, make_network

Array = NDArray[np.floating[Any]]
#: The statistics of a Snapshot are taken over this many samples, the first of the test part.
STATISTICS_SAMPLES = 256
#: Over so many where layers give maps, which have many numbers of a unit: they are taken for every frame.
STATISTICS_MAPS = 64

#: So many updates or more, before a run began: nobody here knows how many the weights have been through.
UNKNOWN_UPDATES = 2**52

EdgeKind = Literal["weights", "signal", "gradient"]


@dataclass(frozen=True, eq=False)
class LayerState:
    """One layer with weights at one moment: weights (inputs, units), all of them, and bias (units,).

    ``units`` are its features. ``name`` is what the network calls it, ``place`` where it stands among all
    layers, and ``parameters`` has every block that it holds, by its name, in its own shape. ``quantities``
    and ``chained`` are those of its kind, ``shape`` is that of what comes out, (units, positions ...).
    """

    units: int
    activation: str
    weights: Array
    bias: Array
    name: str = ""
    place: int = 0
    parameters: Mapping[str, Array] = field(default_factory=dict)
    quantities: tuple[Quantity, ...] = ()
    chained: bool = True
    shape: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class LayerStatistics:
    """A layer's activations over a fixed batch of samples (and, if any, positions), all (units,).

    ``firing`` is the share of these values for which the activation is above 0.
    """

    mean: Array
    maximum: Array
    firing: Array

    @property
    def silent(self) -> NDArray[np.bool_]:
        """(units,) whether the activation is 0 for every sample; one that is below 0 says something."""
        return np.asarray((self.firing == 0) & (self.mean == 0))


@dataclass(frozen=True, eq=False)
class Probe:
    """One sample on its way through the network, with what it would teach it.

    ``layers`` are all layers of the network, those without weights included, and ``places`` where those with
    weights stand among them. ``z[k]``, ``a[k]`` and ``dz[k]`` are (units,): sum, activation and dL/dz of
    layer k of these, and ``entering[k]`` (inputs,) what comes into it. Without a label there is no loss:
    ``dz`` and ``loss`` are None; else they are of the ``target`` (outputs,).
    """

    inputs: Array
    label: int | None
    layers: tuple[LayerTrace, ...]
    places: tuple[int, ...]
    loss: float | None
    target: Array | None = None

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

    ``step`` counts the updates so far, ``learned_before`` those that the weights had been through when the
    run began with them, ``UNKNOWN_UPDATES`` where nobody knows.
    ``players`` are the networks that play, ``player`` the place among them of the one that is looked at,
    which is of no account to go on. ``generators`` are the states of what updates draw
    from, by name; “order” is that of the shuffling generator before the present epoch's order was drawn,
    ``position`` the number of samples of that order already used (0 between epochs). ``metrics`` are the
    newest, ``best`` those of the best epoch so far: of the lowest test loss, or what else is watched.
    ``changes`` counts the live changes since the end of the epoch.
    """

    epoch: int
    step: int
    metrics: Metrics
    players: tuple[PlayerState, ...]
    generators: Mapping[str, Mapping[str, Any]]
    position: int = 0
    best: Metrics | None = None
    changes: int = 0
    learned_before: int = 0
    player: int = 0

    @property
    def untrained(self) -> bool:
        """Whether nothing has been learned yet, neither in this run nor by the weights that it began with."""
        return self.step + self.learned_before == 0

    def epochs_done(self, samples: int) -> float:
        """How many epochs of ``samples`` have been trained, with the share of the one in progress."""
        return self.epoch + self.position / samples

    @property
    def parameters(self) -> Array:
        """(P,) those of the network looked at."""
        return self.players[self.player].parameters

    @property
    def running(self) -> Array:
        """(S,) the running statistics of the network looked at."""
        return self.players[self.player].running

    @property
    def optimizer_state(self) -> Mapping[str, Any]:
        """What the optimiser of the network looked at remembers."""
        return self.players[self.player].optimizer_state

    @property
    def cut_weights(self) -> tuple[float, ...]:
        """The weights that the cut edges of the network looked at had."""
        return self.players[self.player].cut_weights

    @property
    def whole(self) -> bool:
        """Whether this is the very end of an epoch: nothing of the next one done, nothing changed since."""
        return self.position == 0 and self.changes == 0

    @property
    def has_row(self) -> bool:
        """Whether ``metrics`` were measured at the end of its epoch, before anything was changed."""
        return self.whole and self.metrics.epoch == self.epoch and not np.isnan(self.metrics.values).any()


@dataclass(frozen=True, eq=False, kw_only=True)
class Snapshot(Moment):
    """A training run at one moment, to look at and to go on from. All arrays are read-only copies.

    ``layers`` are those with weights of the network looked at, views of its ``parameters``; ``statistics``
    are theirs, and ``experiment`` is seen from it. ``probe`` is the sample shown, if any.
    """

    experiment: Experiment
    layers: tuple[LayerState, ...]
    statistics: tuple[LayerStatistics, ...]
    probe: Probe | None = None

    def of(self, place: int, features: Array | None = None) -> Snapshot:
        """The same moment, looking at the network at that place among those that play.

        Its statistics are taken over ``features`` (n, d), those of the test part; without them it has none.
        """
        if place == self.player:
            return self
        network, ends = self.network(place), self.players[place].ends
        layers = layer_states(network, self.players[place].parameters)
        statistics = () if features is None else _statistics(network, layers, ends, features)
        return replace(
            self,
            player=place,
            experiment=self.experiment.of(place),
            layers=layers,
            statistics=statistics,
            probe=None,
        )

    def averaged(self, place: int, features: Array | None = None) -> Snapshot:
        """The same moment with the average of that network in the place of what learns, looking at it.

        The very same where it has none. ``features`` are as in ``of``. It is to look at: training goes on
        from the learner.
        """
        average = self.players[place].averaged
        if average is None:
            return self.of(place, features)
        players = [*self.players]
        players[place] = replace(players[place], parameters=average)
        moment = replace(self, players=tuple(players), player=-1)
        return moment.of(place, features)

    @property
    def shows_average(self) -> bool:
        """Whether the network looked at is the average of the one that learns."""
        return self.players[self.player].averaged is self.parameters

    def takes(self, dataset: Dataset) -> bool:
        """Whether its networks, as far as samples enter them, take those of these data."""
        entered = [player.ends for player in self.players if not player.ends.noise]
        return all(ends.size == dataset.input_size for ends in entered)

    @property
    def ends(self) -> Ends:
        """How the network looked at begins and ends."""
        return self.players[self.player].ends

    @property
    def specs(self) -> tuple[LayerSpec, ...]:
        """All its layers."""
        return all_layers(self.experiment, self.ends, self.player)

    @property
    def computable(self) -> bool:
        """Whether a sample can be sent through: it is known what each of its layers does."""
        return all(spec.computable for spec in self.specs)

    @property
    def input_size(self) -> int:
        """How many numbers of a sample it takes."""
        return self.ends.size

    def sources(self, layer: int) -> int:
        """How many lines lead to each unit of a layer: one from each unit before it, or from each input; of
        pictures from each channel. A line is several weights where more than one number comes from there."""
        if layer:
            return self.layers[layer - 1].units
        entering = self.ends.inputs
        return entering[0] if len(entering) > 1 else self.input_size

    @property
    def structure(self) -> tuple[tuple[int, ...], ...]:
        """Of each layer its units, the shape of its weights, then that of what comes out of it."""
        shapes = [[layer.units, *layer.weights.shape, *layer.shape] for layer in self.layers]
        return tuple(tuple(shape) for shape in shapes)

    @property
    def probabilities(self) -> Array | None:
        """(classes,) float64, how probable each class is; None where the outputs do not say so."""
        probe, last = self.probe, self.layers[-1]
        if probe is None or last.place != len(probe.layers) - 1:
            return None
        return probabilities(np.asarray(probe.output, dtype=np.float64), last.activation)

    @cached_property
    def nbytes(self) -> int:
        """Bytes of all its arrays together: counted once, by the thread that takes it."""
        held: list[Any] = [array for player in self.players for array in player.arrays]
        for statistics in self.statistics:
            held += [statistics.mean, statistics.maximum, statistics.firing]
        if self.probe is not None:
            held.append(self.probe.inputs)
            held += [values for layer in self.probe.layers for values in vars(layer).values()]
        return sum(array.nbytes for array in held if isinstance(array, np.ndarray))

    def network(self, place: int | None = None) -> Network:
        """A network of its own with the parameters of the one looked at, or of that at ``place``."""
        place = self.player if place is None else place
        player = self.players[place]
        network = make_network(self.experiment, player.ends, place)
        network.parameters[:] = player.parameters
        network.statistics[:] = player.running
        return network

    def probed(self, inputs: ArrayLike, label: int | None = None) -> Snapshot:
        """The same moment, with the sample ``inputs`` (n,) and its class ``label`` sent through it.

        Raises ``ValueError`` if the network takes another number of inputs or has no such class.
        """
        return replace(self, probe=sent(self.network(), self.ends, inputs, label))

    def edge_values(self, layer: int, kind: EdgeKind) -> Array:
        """(inputs, units) numbers of the edges into ``layer`` (0: those from the network's inputs).

        "weights": w. "signal": w times what the probed sample sends into the edge, which is one number
        only where the layer is ``chained``. "gradient": dL/dw of the probed sample's loss (without
        regularisation). Raises ``ValueError`` where there is no such number, no sample, or no label.
        """
        state = self.layers[layer]
        if kind == "weights":
            return state.weights
        if self.probe is None:
            raise ValueError(translate("Training", "Without a sample no signal runs through the network."))
        entering = self.probe.entering[layer]
        if kind == "signal":
            if not state.chained:
                raise ValueError(
                    translate(
                        "Training", "More than one number of a sample meets each weight of {name}."
                    ).format(name=state.name)
                )
            return state.weights * entering[:, np.newaxis]
        if kind != "gradient":
            raise ValueError(
                translate(
                    "Training", "Lines cannot show “{kind}”; they show weights, signal or gradient."
                ).format(kind=kind)
            )
        if self.probe.dz is None:
            raise ValueError(
                translate("Training", "Without a label the sample has no loss, hence no gradient.")
            )
        if state.chained:
            return np.outer(entering, self.probe.dz[layer])
        return self._gradient(self.probe, state.place)

    def given_gradient(self, layer: int) -> Array | None:
        """(sources, units) the gradient of the layer's weights that came with them; None where none did."""
        given = self.players[self.player].given
        if given is None:
            return None
        running, place = built(self.ends.inputs, self.specs), self.layers[layer].place
        start = sum(before.parameter_count for before in running[:place])
        return running[place].matrix(given[start : start + running[place].parameter_count])

    def _gradient(self, probe: Probe, place: int) -> Array:
        """dL/dw (sources, units) of the layer at that place, by a pass of the sample through the network."""
        network = self.network()
        assert probe.target is not None
        network.followed(probe.inputs[np.newaxis], probe.target[np.newaxis]).backward()
        return network.layers[place].matrix(network.gradients[network.part(place)])


def sent(network: Network, ends: Ends, inputs: ArrayLike, label: int | None = None) -> Probe:
    """The sample ``inputs`` (n,) of the data sent through the network with these ends and, where it is known
    what is wanted of it, its gradient back."""
    if ends.itself:
        return probe(network, inputs, wanted=inputs)
    return probe(network, inputs, label if ends.label is None else ends.label)


def probe(
    network: Network, inputs: ArrayLike, label: int | None = None, wanted: ArrayLike | None = None
) -> Probe:
    """The sample ``inputs`` (n,) sent through the network and, with a ``label``, its gradient back; or with
    what is ``wanted`` of it, (outputs,)."""
    known = max(2, network.output_shape[0])
    if label is not None and not 0 <= label < known:
        raise ValueError(
            translate(
                "Training", "There is no class {label}: the network tells {known} classes apart."
            ).format(label=label, known=known)
        )
    target = None if wanted is None else np.asarray(wanted)
    if label is not None:
        target = encode(np.array([label]), network.output_shape)[0]
    trace = network.trace(inputs, target)
    return Probe(trace.inputs, label, trace.layers, network.weighted, trace.loss, target)


def take_snapshot(moment: Moment, experiment: Experiment, network: Network, test_features: Array) -> Snapshot:
    """The Snapshot of a moment, looking at the first player, which has this network; arrays become
    read-only."""
    for player in moment.players:
        for array in player.arrays:
            frozen(array)
    layers = layer_states(network, moment.parameters)
    return Snapshot(
        **{field.name: getattr(moment, field.name) for field in fields(moment)},
        experiment=experiment,
        layers=layers,
        statistics=_statistics(network, layers, moment.players[0].ends, test_features),
    )


def _statistics(
    network: Network, layers: Sequence[LayerState], ends: Ends, test_features: Array
) -> tuple[LayerStatistics, ...]:
    """Over the first of the test part, or over as much noise where that is what enters."""
    features = test_features[: statistics_samples(layers)]
    return layer_statistics(network, ends.entering(features))


def statistics_samples(layers: Sequence[LayerState]) -> int:
    """Over how many samples, at most, the statistics of these layers are taken."""
    return STATISTICS_MAPS if any(len(layer.shape) > 1 for layer in layers) else STATISTICS_SAMPLES


def layer_states(network: Network, parameters: Array) -> tuple[LayerState, ...]:
    """The layers with weights as views of ``parameters``, laid out as the network's own."""
    states = []
    for place in network.weighted:
        layer, part = network.layers[place], parameters[network.part(place)]
        held = {parameter.name: parameter.of(part) for parameter in layer.parameters}
        weights, bias = layer.matrix(part), layer.biases(part)
        units, activation = layer.output_shape[0], layer.activation.name
        about = (network.names[place], place, held, layer.quantities, layer.chained, layer.output_shape)
        states.append(LayerState(units, activation, weights, bias, *about))
    return tuple(states)


def layer_statistics(network: Network, features: Array) -> tuple[LayerStatistics, ...]:
    """The statistics of each layer with weights over the samples ``features`` (n, d)."""
    chunks = [*network.chunks(len(features))]
    shares = np.array([chunk.stop - chunk.start for chunk in chunks], network.dtype) / len(features)
    found: list[list[tuple[Array, ...]]] = [[] for _ in network.weighted]
    for chunk in chunks:
        stages = network.forward(features[chunk]).stages
        for place, parts in zip(network.weighted, found, strict=True):
            parts.append(_told(stages[place].a.reshape(network.layers[place].output_shape[0], -1)))
    statistics = []
    for parts in found:
        if len(parts) > 1:
            means, largest, firing = (np.array(each) for each in zip(*parts, strict=True))
            parts = [(shares @ means, largest.max(axis=0), shares @ firing)]
        statistics.append(LayerStatistics(*map(frozen, parts[0])))
    return tuple(statistics)


def _told(values: Array) -> tuple[Array, ...]:
    """(units,) mean, largest, and share above 0, of values (units, any number)."""
    with np.errstate(all="ignore"):
        firing = (values > 0).mean(axis=1, dtype=values.dtype)
        return values.mean(axis=1), values.max(axis=1), firing
