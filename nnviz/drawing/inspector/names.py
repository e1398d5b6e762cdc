"""What the parts of a network are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnviz.data import FAMILIES, Dataset
from nnviz.drawing.selection import Selection
from nnviz.said import translate
from nnviz.training.snapshot import Snapshot


@dataclass(frozen=True)
class Names:
    """Names of inputs and outputs (of the data set) and of the layers of a network with ``layers`` layers.

    ``maps`` has for each of these what it is called if its units give maps, as “conv 1”, else "";
    ``bundled`` whether a line into it stands for several weights.
    """

    layers: int
    outputs: int = 0
    shape: tuple[int, ...] = ()
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    family: str = "digits"
    maps: tuple[str, ...] = ()
    bundled: tuple[bool, ...] = ()

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: Dataset | None) -> Names:
        states = snapshot.layers
        maps = tuple(_apart(state.name) if len(state.shape) > 1 else "" for state in states)
        bundled = tuple(len(state.weights) != snapshot.sources(k) for k, state in enumerate(states))
        if dataset is None:
            return cls(len(states), states[-1].units, maps=maps, bundled=bundled)
        return cls(
            len(snapshot.layers),
            snapshot.layers[-1].units,
            snapshot.ends.inputs if snapshot.ends.noise else dataset.feature_shape,
            snapshot.ends.input_names(dataset),
            snapshot.ends.output_names(dataset),
            dataset.family,
            maps,
            bundled,
        )

    def several(self, selection: Selection) -> bool:
        """Whether what is selected has more than one such number: a line of several weights, a unit's map."""
        layers = self.bundled if selection.kind == "edge" else self.maps
        return 0 <= selection.layer < len(layers) and bool(layers[selection.layer])

    @property
    def pixels(self) -> bool:
        """Whether the inputs are the pixels of a picture."""
        return len(self.shape) == 2 and not FAMILIES[self.family].steps

    @property
    def no_sample(self) -> str:
        """What is to be done where a number would be that takes a sample."""
        return FAMILIES[self.family].to_see

    @property
    def no_label(self) -> str:
        """What is to be done where a gradient would be; of values none is worked out for a single sample."""
        if self.shape and not self.classes:
            return translate("Inspector", "only where classes are learned")
        return FAMILIES[self.family].to_label

    def input(self, index: int) -> str:
        if self.pixels:
            row, column = divmod(index, self.shape[1])
            return translate("Inspector", "row {row} col {column}").format(row=row + 1, column=column + 1)
        return (
            self.features[index]
            if index < len(self.features)
            else translate("Inspector", "input {n}").format(n=index + 1)
        )

    def _map(self, layer: int) -> str:
        """What a layer of maps is called; "" for any other."""
        return self.maps[layer] if 0 <= layer < len(self.maps) else ""

    def _entering(self, index: int) -> str:
        """An input, or where lines stand for several weights a channel of what enters."""
        if self.bundled[:1] != (True,):
            return self.input(index)
        return translate("Inspector", "channel {n} of what enters").format(n=index + 1)

    def unit(self, layer: int, index: int) -> str:
        """A neuron as a word within a line: ``hidden 6``, ``hidden 2 · 6``, ``output 4``; layer -1: input."""
        if layer < 0:
            return self._entering(index)
        if map_of := self._map(layer):
            return translate("Inspector", "map {n} of {layer}").format(n=index + 1, layer=map_of)
        if layer == self.layers - 1:
            if self.outputs == 1:
                return translate("Inspector", "output")
            name = self.classes[index] if index < len(self.classes) else str(index)
            return translate("Inspector", "output {name}").format(name=name)
        if self.layers == 2:
            return translate("Inspector", "hidden {n}").format(n=index + 1)
        return translate("Inspector", "hidden {layer} · {n}").format(layer=layer + 1, n=index + 1)

    def source(self, layer: int, index: int) -> str:
        """Where a line comes from, at the beginning of a heading: ``Hidden 6``, ``Row 5 col 6``; an input by
        its own name."""
        if layer < 0 and self.bundled[:1] == (True,):
            return self._entering(index)
        if map_of := self._map(layer):
            return translate("Inspector", "Map {n} of {layer}").format(n=index + 1, layer=map_of)
        if layer < 0 and self.pixels:
            row, column = divmod(index, self.shape[1])
            return translate("Inspector", "Row {row} col {column}").format(row=row + 1, column=column + 1)
        if layer < 0:
            return self.input(index)
        if self.layers == 2:
            return translate("Inspector", "Hidden {n}").format(n=index + 1)
        return translate("Inspector", "Hidden {layer} · {n}").format(layer=layer + 1, n=index + 1)

    def title(self, layer: int, index: int) -> str:
        """A neuron as a heading: ``Hidden neuron 6``, ``Map 4 of conv 1``."""
        if map_of := self._map(layer):
            return translate("Inspector", "Map {n} of {layer}").format(n=index + 1, layer=map_of)
        if layer == self.layers - 1:
            if self.outputs == 1:
                return translate("Inspector", "Output neuron")
            name = self.classes[index] if index < len(self.classes) else str(index)
            return translate("Inspector", "Output neuron {name}").format(name=name)
        if self.layers == 2:
            return translate("Inspector", "Hidden neuron {n}").format(n=index + 1)
        return translate("Inspector", "Hidden layer {layer}, neuron {n}").format(layer=layer + 1, n=index + 1)


def _apart(name: str) -> str:
    """“conv 1” of “conv1”."""
    return re.sub(r"(?<=\D)(\d+)$", r" \1", name).replace("_", " ")
