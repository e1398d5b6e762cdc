"""A sample on its way through a network at one moment, with every quantity of every layer by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine.layers import Quantity
from nnviz.engine.trace import batch_trace
from nnviz.lessons.moment import SampleAt
from nnviz.said import translate
from nnviz.training.outputs import classes, probabilities
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot

Array = NDArray[np.floating[Any]]


class Sent:
    """The sample ``at`` its place, or one that somebody made, sent through the network that ``snapshot``
    looks at, and its gradient back where it is known what is wanted: dL/d of the loss of this one sample,
    without regularisation.

    Raises ``ValueError`` with one sentence where the data have no such sample.
    """

    def __init__(self, snapshot: Snapshot, dataset: Dataset, at: SampleAt | Sample) -> None:
        self.network, self.ends = snapshot.network(), snapshot.ends
        self.label: Any
        self.target: Array | None = None
        if isinstance(at, Sample):
            self._take_made(at, dataset)
        else:
            self._take(at, dataset)

    def _take_made(self, sample: Sample, dataset: Dataset) -> None:
        self.label = np.asarray(np.nan if sample.label is None else sample.label)
        self.features, self.seen = sample.features, sample.seen
        if self.seen is None:
            self.seen = dataset.raw(sample.features)
        if sample.label is not None or self.ends.itself:
            labels = np.array([sample.label if sample.label is not None else 0])
            shape = self.network.output_shape
            self.target = self.ends.wanted(self.features[np.newaxis], labels, shape)[0]

    def _take(self, at: SampleAt, dataset: Dataset) -> None:
        part, index = at.place(dataset)
        train = part == "train"
        features = dataset.train_features if train else dataset.test_features
        labels = dataset.train_labels if train else dataset.test_labels
        self.label = labels[index]
        self.features = features[index]
        self.seen = dataset.raw(self.features)
        if self.ends.noise:
            self.features = self.ends.drawn(1, index)[0]
        elif labels.shape[1:] != (0,) or self.ends.itself:
            shape = self.network.output_shape
            chosen = slice(index, index + 1)
            self.target = self.ends.wanted(features[chosen], labels[chosen], shape)[0]

    @cached_property
    def _passed(self) -> tuple[float, tuple[Mapping[str, Array], ...], Array]:
        """The loss, what the pass formed of each layer, and dL/d of all parameters."""
        targets = None if self.target is None else self.target[np.newaxis]
        program = self.network.followed(self.features[np.newaxis], targets)
        formed = tuple(layer.named for layer in batch_trace(program).layers)
        if targets is None:
            return np.nan, formed, self.network.gradients
        with np.errstate(all="ignore"):
            program.backward()
        return float(program.value), formed, self.network.gradients.copy()

    @property
    def loss(self) -> float:
        """That of this sample. Raises ``ValueError`` where nobody knows what is wanted of it."""
        self._check_known()
        return self._passed[0]

    @property
    def output(self) -> Array:
        """What the network answers."""
        return np.asarray(self._passed[1][-1]["a"][0])

    def quantity(self, layer: int, quantity: Quantity) -> Array:
        """A quantity of the layer at that place. Raises ``ValueError`` as ``loss``."""
        if quantity.backward:
            self._check_known()
        held = self.network.layers[layer]
        if quantity.parameter:
            parameter = next(one for one in held.parameters if one.name == quantity.parameter)
            return parameter.of(self._passed[2][self.network.part(layer)])
        return np.asarray(quantity.of(held, self._passed[1][layer])[0])

    def gradient(self, name: str) -> Array | None:
        """dL/d of the parameter of that name; None where there is none. Raises ``ValueError`` as ``loss``."""
        self._check_known()
        block = next((one for one in self.network.blocks if one.name == name), None)
        return None if block is None else block.of(self._passed[2])

    def _check_known(self) -> None:
        if self.target is None:
            raise ValueError(
                translate("Lessons", "Nobody knows what is wanted of this sample: it has no loss.")
            )

    # ---- what it is called without a layer
    def answer(self) -> int:
        """The class that the network answers."""
        self._check_classes()
        return int(classes(self.output[np.newaxis])[0])

    def probability(self) -> Array:
        """(classes,) how probable each class is."""
        activation = self.network.layers[-1].activation.name
        told = probabilities(np.asarray(self.output, dtype=np.float64), activation)
        if told is None:
            raise ValueError(translate("Lessons", "The outputs of this network are no probabilities."))
        return told

    def class_label(self) -> int:
        """The class that it is of."""
        self._check_classes()
        return int(self.label)

    def wanted(self) -> Array:
        """What is wanted of it."""
        self._check_known()
        assert self.target is not None
        return self.target

    def _check_classes(self) -> None:
        if self.label.ndim or self.label.dtype.kind != "i":
            raise ValueError(translate("Lessons", "Samples of these data have no class."))


#: What can be asked of a sample besides what its layers have.
OF_SAMPLE: Final[Mapping[str, Callable[[Sent], Any]]] = {
    "input": lambda sent: sent.features,
    "seen": lambda sent: sent.seen,
    "output": lambda sent: sent.output,
    "target": Sent.wanted,
    "label": Sent.class_label,
    "answer": Sent.answer,
    "probability": Sent.probability,
    "loss": lambda sent: sent.loss,
}
