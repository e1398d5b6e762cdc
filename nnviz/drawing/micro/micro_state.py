"""What is known, lit and told at one micro-step: the same for the stage, the panel and the strip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.micro.symbols import Symbols
from nnviz.training.chain import Factor, Path, Symbol
from nnviz.training.micro import Micro
from nnviz.training.micro_batch import Passed
from nnviz.training.settings import NetworkSpec
from nnviz.training.time_weights import TimeWeight, index_of, unit_of

Floats = NDArray[np.float64]

When = Literal["done", "now", "next"]


@dataclass(frozen=True, eq=False)
class MicroState:
    """A Micro with what the views ask of it."""

    micro: Micro

    @cached_property
    def symbols(self) -> Symbols:
        return Symbols.of(self.micro)

    @cached_property
    def path(self) -> Path:
        """The path of the chain that is shown."""
        return self.micro.chain.paths[self.micro.path]

    @property
    def factors(self) -> tuple[Factor, ...]:
        return self.path.factors

    @cached_property
    def whens(self) -> tuple[When, ...]:
        """Of each factor, whether it has been worked out, is now, or is still to come."""
        place, found = self.micro.place, []
        for factor in self.factors:
            cell = self.micro.place_of(*factor.step)
            when: When = "done" if cell < place else "now" if cell == place else "next"
            found.append(when)
        return tuple(found)

    @property
    def now(self) -> int | None:
        """The number of the factor that is worked out now, from 0."""
        return self.whens.index("now") if "now" in self.whens else None

    @property
    def known(self) -> int:
        """How many factors are known, the present one included."""
        return sum(when != "next" for when in self.whens)

    @property
    def so_far(self) -> float | None:
        """The product of the known factors."""
        return self.factors[self.known - 1].so_far if self.known else None

    def knows(self, kind: str, layer: int | None) -> bool:
        """Whether the ledger's numbers of that kind and dense layer have been worked out."""
        index = None if layer is None else self.micro.batch.layers[layer].index
        return self.micro.place_of(kind, index) <= self.micro.place

    def unit(self, layer: int) -> int:
        """The unit of a layer (-1: the inputs) whose arithmetic is told."""
        found = shown_unit(self.micro, self.path, layer)
        return 0 if found is None else found

    @cached_property
    def cut(self) -> frozenset[tuple[int, int, int]]:
        """(layer, source, unit) of the edges that are cut, as the layers of the batch are counted."""
        numbers = {layer.number: place for place, layer in enumerate(self.micro.batch.layers)}
        cut = self._network.cut
        return frozenset((numbers[layer], source, unit) for layer, source, unit in cut if layer in numbers)

    @property
    def _network(self) -> NetworkSpec:
        """What the settings say of the network that learns this batch."""
        return self.micro.snapshot.experiment.networks[self.micro.batch.player]

    def held(self, layer: int, source: int | None, unit: int) -> bool:
        """Whether training leaves that weight alone."""
        frozen = self._frozen(self.micro.batch.layers[layer].number, unit)
        return frozen or (source is not None and (layer, source, unit) in self.cut)

    def _frozen(self, number: int, unit: int) -> bool:
        """Of the layers with weights that with this number, or this unit of it alone."""
        frozen = self._network.frozen
        return number in frozen or (number, unit) in frozen

    @property
    def asked_held(self) -> bool:
        """Whether training leaves the weight alone that is asked about, of a kernel or of a dense layer."""
        asked = self.micro.asked
        if self.micro.asked_time is not None:
            return self._held_in_time(self.micro.asked_time)
        if asked is None:
            weight = self.micro.weight
            return self.held(weight.layer, weight.source, weight.unit)
        network = self.micro.batch.learner
        number = network.weighted.index(asked.layer)
        _, *shape = network.layers[asked.layer].values["weights"].shape
        source = asked.channel * int(np.prod(shape[1:])) + asked.row * shape[-1] + asked.column
        return (number, source, asked.unit) in self._network.cut or self._frozen(number, asked.unit)

    def _held_in_time(self, weight: TimeWeight) -> bool:
        """Whether training leaves a weight alone that is used at every step."""
        network = self.micro.batch.learner
        layer, number = network.layers[weight.layer], network.weighted.index(weight.layer)
        unit = unit_of(layer, weight)
        first = network.part(weight.layer).start
        at = index_of(network, weight) - first
        cut = {
            layer.index(None if source < 0 else source, end)
            for of, source, end in self._network.cut
            if of == number
        }
        return self._frozen(number, unit) or at in cut

    @property
    def answered(self) -> bool:
        """Whether what the network says has been worked out."""
        last = len(self.micro.batch.learner.layers) - 1
        return self.micro.place_of("a", last) <= self.micro.place

    def weight_now(self, layer: int, source: int | None, unit: int) -> float:
        """A weight as it is at this place: after the update it is another."""
        numbers, micro = self.micro.batch.layers[layer], self.micro
        if micro.phase == "update":
            return float(micro.batch.update.limited[numbers.parameter(source, unit)])
        return float(numbers.bias[unit] if source is None else numbers.weights[source, unit])

    def passed(self, layer: int) -> tuple[Passed, ...]:
        """The layers without weights that follow a dense one (-1: the inputs)."""
        batch = self.micro.batch
        return batch.before if layer < 0 else batch.layers[layer].passed

    def lights_gap(self, layer: int) -> bool:
        """Whether this step is about the edges into ``layer``."""
        cell = self.micro.cell
        own, next_one = cell.kind in ("z", "dW"), cell.kind in ("da", "back")
        return (own and cell.layer == layer) or (next_one and cell.layer == layer - 1)

    def activation_symbol(self, layer: int, unit: int) -> Symbol:
        """The letter of what a neuron gives on."""
        return Symbol("y" if layer == self.symbols.answering else "a", layer, unit)

    def units(self, layer: int) -> int:
        """How many neurons a layer has; -1: how many numbers enter the first."""
        layers = self.micro.batch.layers
        return layers[layer].units if layer >= 0 else layers[0].entering.shape[1]

    # ---- other moments that may be asked for
    def at_factor(self, index: int) -> Micro:
        """At the step that works out that factor of the chain."""
        return self.micro.at(self.micro.place_of(*self.factors[index].step))

    def source_beside(self, by: int) -> Micro:
        """With a weight into the same neuron asked about; after the last source comes the bias."""
        weight = self.micro.weight
        inputs = len(self.micro.batch.layers[weight.layer].weights)
        source = ((inputs if weight.source is None else weight.source) + by) % (inputs + 1)
        return self.micro.with_weight(weight.layer, source if source < inputs else None, weight.unit)

    def unit_beside(self, by: int) -> Micro:
        """With the weight into a neuron of the same layer asked about, from the same source."""
        weight = self.micro.weight
        unit = (weight.unit + by) % self.micro.batch.layers[weight.layer].units
        return self.micro.with_weight(weight.layer, weight.source, unit)

    def layer_beside(self, by: int) -> Micro | None:
        """With a weight of another layer asked about, if there is one."""
        layer = self.micro.weight.layer + by
        return self.micro.with_unit(layer, self.unit(layer)) if 0 <= layer < self.symbols.layers else None


def source_symbol(factor: Factor) -> Symbol:
    """What enters the weight that is asked about."""
    return entering_symbol(factor.place.layer, factor.place.source or 0)


def entering_symbol(layer: int, source: int) -> Symbol:
    """What enters a dense layer from ``source``."""
    return Symbol("x" if layer == 0 else "a", layer - 1, source)


def blame_of(micro: Micro, layer: int) -> Floats:
    """(units,) of the example: dL/dz of a layer, or of the inputs how much they take part in the first."""
    first = micro.batch.layers[0]
    if layer >= 0:
        return np.nan_to_num(np.asarray(micro.batch.layers[layer].dz[micro.example], dtype=np.float64))
    entering = np.asarray(first.entering[micro.example], dtype=np.float64)
    taking: Floats = entering * (np.abs(first.weights) @ np.abs(np.nan_to_num(first.dz[micro.example])))
    return taking


def shown_unit(micro: Micro, path: Path, layer: int) -> int | None:
    """The unit of a layer whose arithmetic is told: on the path, else what adds most to it.

    Of layers beyond the chain's beginning (after batch normalisation) the one that is blamed most.
    """
    weight = micro.weight
    if layer > max(path.units):
        return int(np.abs(blame_of(micro, layer)).argmax())
    if layer in path.units:
        return path.units[layer]
    if not micro.batch.joined(layer + 1):
        return int(np.abs(blame_of(micro, layer)).argmax())
    if layer == weight.layer - 1 and weight.source is not None:
        return weight.source
    above = shown_unit(micro, path, layer + 1)
    if above is None:
        return None
    numbers = micro.batch.layers[layer + 1]
    parts = np.abs(numbers.entering[micro.example] * numbers.weights[:, above])
    return int(np.nan_to_num(parts).argmax())
