"""A player: one network that an objective trains, with all that moves when it is trained."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.dataset import frozen
from nnviz.engine import Flatten, LayerSpec, Network, make_optimizer
from nnviz.engine.layers import built
from nnviz.engine.regularizers import clip_by_norm, limit_norms, limit_values
from nnviz.said import translate
from nnviz.training.diffusion import STEPS, TIME_NAMES, timed
from nnviz.training.holding import Holding
from nnviz.training.ledger import Gradient, Update, take_update
from nnviz.training.outputs import encode
from nnviz.training.settings import NetworkSpec, Settings

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Ends:
    """What an objective adds to hidden layers: the shape of the inputs, the last layer, the loss.

    ``every_step``: the last layer is asked at every step of a sequence.
    ``label`` is the one that every sample of the data has for this network, None for its own. With ``noise``
    no samples of the data enter but standard normal numbers, of which none has a loss of its own. ``timed``:
    of these the last say at which step of its way a point is (``diffusion.timed``). ``constant``: there is no
    noise, and the one number that enters is always 1. ``itself``: what is wanted of a sample is the sample.
    ``picture``: rows and columns of the picture that it makes. ``answers`` names the outputs where they are
    not for the classes of the data.
    """

    inputs: tuple[int, ...]
    last: LayerSpec
    loss: str
    every_step: bool = False
    label: int | None = None
    noise: bool = False
    timed: bool = False
    constant: bool = False
    itself: bool = False
    picture: tuple[int, ...] = ()
    answers: tuple[str, ...] | None = None

    @property
    def size(self) -> int:
        """How many numbers enter for one sample."""
        return math.prod(self.inputs)

    @property
    def learns_labels(self) -> bool:
        """Whether it learns to answer with the label of a sample."""
        return self.learns_samples and not self.itself

    @property
    def learns_samples(self) -> bool:
        """Whether what it learns from are the samples of the data, with what is wanted of each."""
        return self.label is None and not self.noise

    def wanted(self, features: Array, labels: NDArray[Any], outputs: tuple[int, ...]) -> Array:
        """(n, *outputs) the targets of samples (n, d) of the data with these labels: see ``encode``."""
        if self.itself:
            return features
        return encode(labels if self.label is None else np.full(len(labels), self.label), outputs)

    def entering(self, features: Array) -> Array:
        """(n, size) what enters where samples (n, d) of the data are looked at; of noise as many draws."""
        return self.drawn(len(features)) if self.noise else features

    def drawn(self, count: int, seed: int = 0) -> Array:
        """(count, size) float64: numbers as they enter with ``noise``, the same for the same seed."""
        if self.constant:
            return np.ones((count, self.size))
        rng = np.random.default_rng(seed)
        if not self.timed:
            return rng.standard_normal((count, self.size))
        points = rng.standard_normal((count, self.size - len(TIME_NAMES)))
        return timed(points, rng.integers(1, STEPS + 1, count))

    def input_names(self, dataset: Dataset) -> tuple[str, ...]:
        """What the inputs are called, where they have names."""
        if self.timed:
            return (*dataset.feature_names, *TIME_NAMES)
        if self.constant:
            return ("1",)
        if self.noise:
            return tuple(f"z{number}" for number in range(1, self.size + 1))
        return dataset.feature_names

    def tells_classes(self, dataset: Dataset) -> bool:
        """Whether its outputs say which of some classes a sample is of."""
        return dataset.kind == "classification" and not (self.noise or self.itself)

    def output_names(self, dataset: Dataset) -> tuple[str, ...]:
        """What the outputs are for, where they have names."""
        makes = self.itself or (self.noise and not self.timed)
        own = dataset.feature_names if makes else dataset.class_names
        return own if self.answers is None else self.answers


@dataclass(frozen=True, eq=False, kw_only=True)
class PlayerState:
    """A player at one moment; arrays are read-only.

    ``parameters`` (P,) are its network's, ``running`` (S,) the running statistics (of batch normalisation),
    ``optimizer_state`` is what its optimiser remembers. ``cut_weights`` are the weights that the cut edges
    had, in the order in which the Experiment names them. ``averaged`` (P,) is the mean of the parameters over
    the updates, where the objective keeps one. ``given`` (P,) are gradients that another program wrote down
    with them.
    """

    ends: Ends
    parameters: Array
    optimizer_state: Mapping[str, Any]
    running: Array = field(default_factory=lambda: frozen(np.zeros(0)))
    cut_weights: tuple[float, ...] = ()
    averaged: Array | None = None
    given: Array | None = None

    @property
    def arrays(self) -> list[Array]:
        """All of them."""
        held = (self.parameters, self.running, self.averaged, self.given, *self.optimizer_state.values())
        return [array for array in held if isinstance(array, np.ndarray)]


class Player:
    """A network with its optimiser, and what is held of it. ``place`` is its place among the networks.

    With an ``average`` above 0 it keeps a mean of its parameters: after each update that share of the mean
    stays, and the rest comes from the parameters. One that is ``clipped`` has no parameter beyond the
    ``weight_clip`` of its ``settings``, which are the live ones.
    """

    def __init__(
        self, settings: Settings, place: int, ends: Ends, average: float = 0.0, *, clipped: bool = False
    ) -> None:
        self.place, self.ends, self.settings = place, ends, settings
        self.network = make_network(settings, ends, place)
        spec = settings.optimizers[place]
        self.optimizer = make_optimizer(
            spec.name, self.network.size, settings.dtype, spec.learning_rate, **spec.hyperparameters
        )
        self.holding = Holding(self.network, self.optimizer)
        self.averaged: Array | None = None
        self._average, self._clipped = average, clipped
        self._clip_norm, self._max_norm = spec.clip_norm, spec.max_norm
        self._parameters, self._gradients = self.network.parameters, self.network.gradients

    def initialize(self, spec: NetworkSpec, weights: np.random.Generator, masks: np.random.Generator) -> None:
        """Draw the weights, and from now on the masks from a generator of their own.

        Raises ``ValueError`` with one sentence for an edge or layer to be held that is not there.
        """
        self.network.initialize(weights, spec.initializer)
        self.network.rng = masks
        self.holding.check(spec.cut, spec.frozen)

    def begin(self) -> None:
        """The mean begins with the parameters as they are."""
        self.averaged = self.network.parameters.copy() if self._average else None

    def set_rates(self, settings: Settings, factor: float) -> None:
        """Take the live settings, ``factor`` being the schedule's."""
        self.settings = settings
        self.optimizer.learning_rate = settings.optimizers[self.place].learning_rate * factor
        self.network.l1, self.network.l2 = settings.l1, settings.l2

    def update(self) -> None:
        """Let the optimiser move the parameters by the gradients that are there."""
        holding = self.holding
        holding.before_update()
        if self._clip_norm:
            clip_by_norm(self._gradients, self._clip_norm)
        self.optimizer.step(self._parameters, self._gradients)
        if self._max_norm:
            limit_norms(self.network.layers, self._max_norm)
        if self._clipped:
            limit_values(self._parameters, self.settings.weight_clip)
        holding.after_update()
        if self.averaged is not None:
            self._move_average()

    def written_update(self, taken: Gradient) -> Update:
        """``update`` by that gradient, written down."""
        most = self.settings.weight_clip if self._clipped else 0.0
        update = take_update(
            self.network, self.optimizer, self.holding, taken, self._clip_norm, self._max_norm, most
        )
        if self.averaged is not None:
            self._move_average()
        return update

    def _move_average(self) -> None:
        assert self.averaged is not None
        self.averaged *= self._average
        self.averaged += (1 - self._average) * self.network.parameters

    def state(self) -> PlayerState:
        """Everything at this moment, copied; the arrays are not read-only yet."""
        return PlayerState(
            ends=self.ends,
            parameters=self.network.parameters.copy(),
            running=self.network.statistics.copy(),
            optimizer_state=self.optimizer.state(),
            cut_weights=self.holding.weights,
            averaged=None if self.averaged is None else self.averaged.copy(),
        )

    def restore(self, state: PlayerState, spec: NetworkSpec) -> None:
        """Come back to that state, with what ``spec`` holds."""
        self.network.parameters[:] = state.parameters
        self.network.statistics[:] = state.running
        self.holding.restore(spec.cut, state.cut_weights, spec.frozen)
        self.optimizer.load(dict(state.optimizer_state))
        self.averaged = None if state.averaged is None else state.averaged.copy()


def all_layers(settings: Settings, ends: Ends, place: int = 0) -> tuple[LayerSpec, ...]:
    """The network's layers; the last one is that of ``ends``, unless its own needs none after it.

    Where steps reach it and one answer a sequence is asked, they are flattened before. Raises ``ValueError``
    with one sentence if an answer at every step is asked and no steps reach it.
    """
    layers = settings.networks[place].layers
    if layers and layers[-1].ends:
        return layers
    return (*layers, *between(ends, layers), ends.last)


@lru_cache(maxsize=64)
def between(ends: Ends, layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    """What stands between hidden layers and the last one: see ``all_layers``."""
    if len(ends.inputs) != 2:
        return ()
    reaching = (ends.inputs, *(layer.output_shape for layer in built(ends.inputs, layers)))[-1]
    if ends.every_step and reaching[1:] != ends.inputs[1:]:
        raise ValueError(
            translate(
                "Training",
                "An answer is asked at every step of samples of the shape {shape}, but what reaches the last "
                "layer has the shape {reaching}.",
            ).format(shape=ends.inputs, reaching=reaching)
        )
    return (Flatten(),) if len(reaching) == 2 and not ends.every_step else ()


def weights_and_biases(settings: Settings, ends: Ends, place: int = 0) -> int:
    """How many of the network's parameters belong to layers with weights; the others scale and shift."""
    return _weighted(all_layers(settings, ends, place), ends.inputs)


@lru_cache(maxsize=32)
def _weighted(specs: tuple[LayerSpec, ...], shape: tuple[int, ...]) -> int:
    layers = [layer for layer in built(shape, specs) if layer.spec.weighted]
    return sum(parameter.size for layer in layers for parameter in layer.parameters)


def make_network(settings: Settings, ends: Ends, place: int = 0) -> Network:
    """The network at that place for those inputs, all weights 0."""
    return Network(
        ends.inputs,
        all_layers(settings, ends, place),
        loss=ends.loss,
        dtype=settings.dtype,
        l1=settings.l1,
        l2=settings.l2,
    )
