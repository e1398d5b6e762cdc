"""What the parts of a network are called."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.data import FAMILIES, Dataset
from nnviz.said import translate
from nnviz.training.snapshot import Snapshot


def sources_of(snapshot: Snapshot, layer: int) -> int:
    """How many lines lead to each unit of a layer: one from each unit before it, or from each input."""
    if layer:
        return snapshot.layers[layer - 1].units
    entering = snapshot.players[0].ends.inputs
    return entering[0] if len(entering) > 1 else snapshot.input_size


@dataclass(frozen=True)
class Names:
    """Names of inputs and outputs (of the data set) and of the layers of a network with ``layers`` layers."""

    layers: int
    outputs: int = 0
    shape: tuple[int, ...] = ()
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    family: str = "digits"

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: Dataset | None) -> Names:
        if dataset is None:
            return cls(len(snapshot.layers), snapshot.layers[-1].units)
        return cls(
            len(snapshot.layers),
            snapshot.layers[-1].units,
            dataset.feature_shape,
            dataset.feature_names,
            dataset.class_names,
            dataset.family,
        )

    @property
    def pixels(self) -> bool:
        """Whether the inputs are the pixels of a picture."""
        return len(self.shape) == 2

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

    def unit(self, layer: int, index: int) -> str:
        """A neuron as a word within a line: ``hidden 6``, ``hidden 2 · 6``, ``output 4``; layer -1: input."""
        if layer < 0:
            return self.input(index)
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
        if layer < 0 and self.pixels:
            row, column = divmod(index, self.shape[1])
            return translate("Inspector", "Row {row} col {column}").format(row=row + 1, column=column + 1)
        if layer < 0:
            return self.input(index)
        if self.layers == 2:
            return translate("Inspector", "Hidden {n}").format(n=index + 1)
        return translate("Inspector", "Hidden {layer} · {n}").format(layer=layer + 1, n=index + 1)

    def title(self, layer: int, index: int) -> str:
        """A neuron as a heading: ``Hidden neuron 6``."""
        if layer == self.layers - 1:
            if self.outputs == 1:
                return translate("Inspector", "Output neuron")
            name = self.classes[index] if index < len(self.classes) else str(index)
            return translate("Inspector", "Output neuron {name}").format(name=name)
        if self.layers == 2:
            return translate("Inspector", "Hidden neuron {n}").format(n=index + 1)
        return translate("Inspector", "Hidden layer {layer}, neuron {n}").format(layer=layer + 1, n=index + 1)
