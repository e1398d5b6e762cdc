"""What a program must know of a run, whatever it is written for: arrays, what is asked, what is held."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.files.exchange.subject import Subject
from nnviz.said import translate
from nnviz.training.augmentation import with_copies
from nnviz.training.edits import Change, Edge, Edit, Frozen
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.player import Ends
from nnviz.training.streams import STREAMS

Arrays = dict[str, NDArray[Any]]

#: The live changes that a program can repeat.
REPEATED = ("learning_rate", "l1", "l2", "batch_size", "epochs", "patience", "edit", "cut", "frozen")
#: Objectives in which one network learns what is wanted of samples that are there, or of noise in them.
TAUGHT = ("supervised", "reconstruct", "denoise")


@dataclass(frozen=True, eq=False)
class Plan:
    """A run as a program sees it. Raises ``ValueError`` with one sentence for what none can do."""

    subject: Subject

    def __post_init__(self) -> None:
        experiment = self.experiment
        if experiment.objective not in TAUGHT:
            raise ValueError(
                translate(
                    "Files",
                    "A program can be written where one network learns from samples, not for “{label}”: take "
                    "out the trained network.",
                ).format(label=OBJECTIVES[experiment.objective].label)
            )
        for change in self.subject.changes:
            if change.name not in REPEATED:
                raise ValueError(
                    translate(
                        "Files", "The change of “{name}” at epoch {epoch} cannot be written as a program."
                    ).format(name=change.name, epoch=change.epoch)
                )

    @property
    def experiment(self) -> Experiment:
        """The settings with which it began."""
        return self.subject.start.experiment

    @property
    def dataset(self) -> Dataset:
        """Its data."""
        return self.subject.dataset

    @cached_property
    def network(self) -> Network:
        """The network as it began."""
        return self.subject.start.network()

    @property
    def changes(self) -> Sequence[Change]:
        """What was changed while it ran."""
        return self.subject.changes

    # ---- what is asked
    @property
    def fused(self) -> bool:
        """Whether the loss is worked out from the sums before the last activation."""
        return self.network.layers[-1].activation.name in self.network.loss.fused

    @property
    def every_step(self) -> bool:
        """Whether the network answers at every place of a sample."""
        return len(self.network.output_shape) > 1

    @property
    def outputs(self) -> int:
        """How many numbers it answers with, of a place."""
        return self.network.output_shape[0]

    @property
    def classes(self) -> bool:
        """Whether the targets are classes."""
        return self.ends.tells_classes(self.dataset)

    @property
    def ends(self) -> Ends:
        """How the network begins and ends."""
        return self.subject.start.ends

    def only_plain(self, framework: str) -> None:
        """Raise ``ValueError`` with one sentence for what the program of plain NumPy alone can repeat."""
        if self.ends.noise:
            raise ValueError(
                translate(
                    "Files", "A diffusion is written as a program of plain NumPy, not of {framework}."
                ).format(framework=framework)
            )
        held = self.experiment.cut or self.experiment.frozen
        if self.changes or held:
            raise ValueError(
                translate(
                    "Files",
                    "What was changed or is held by hand in this run is repeated by a program of plain "
                    "NumPy, not of {framework}.",
                ).format(framework=framework)
            )

    # ---- arrays
    def samples(self, features: NDArray[Any], *, features_last: bool) -> NDArray[Any]:
        """(n, features, places ...) of the data as they enter, the features last if asked so."""
        if self.ends.noise:  # noise, and which step it is, come to the points in the program
            return features.astype(self.experiment.dtype)
        shaped = features.astype(self.experiment.dtype).reshape(len(features), *self.network.input_shape)
        return np.ascontiguousarray(np.moveaxis(shaped, 1, -1) if features_last else shaped)

    def data(self, *, features_last: bool) -> Arrays:
        """train_x, train_y, test_x, test_y; what is learned from as learn_x, learn_y where that is other.

        The labels are whole numbers, or of values (n, outputs). Of an autoencoder there are none.
        """
        data, found = self.dataset, {}
        parts = {
            "train": (data.train_features, data.train_labels),
            "test": (data.test_features, data.test_labels),
        }
        if self.experiment.augment:
            copies = with_copies(data, self.experiment.augment, self.experiment.seed)
            parts["learn"] = copies.train_features, copies.train_labels
        for part, (features, labels) in parts.items():
            found[f"{part}_x"] = self.samples(features, features_last=features_last)
            if not (self.ends.itself or self.ends.noise):
                found[f"{part}_y"] = self._labels(labels)
        return found

    def _labels(self, labels: NDArray[Any]) -> NDArray[Any]:
        if self.classes:
            return labels.astype(np.int64)
        shape = (len(labels), *self.network.output_shape)
        values = labels.astype(self.experiment.dtype).reshape(shape)
        return np.ascontiguousarray(np.moveaxis(values, 1, -1))

    @property
    def asks_everywhere(self) -> bool:
        """Whether something is asked at every place of every sample."""
        labels = (self.dataset.train_labels, self.dataset.test_labels)
        return all(bool((one >= 0).all()) if self.classes else bool(np.isfinite(one).all()) for one in labels)

    @cached_property
    def parameters(self) -> Arrays:
        """The parameters as it began, by their names."""
        network = self.network
        return {block.name: block.of(network.parameters).copy() for block in network.blocks}

    @cached_property
    def running(self) -> Arrays:
        """What layers keep without learning it, by their names."""
        network = self.network
        return {block.name: block.of(network.statistics).copy() for block in network.statistic_blocks}

    @property
    def weights(self) -> dict[str, int]:
        """The parameters that penalties concern, each with the axis of its units."""
        return {
            block.name: block.parameter.axis
            for block in self.network.blocks
            if block.parameter.role == "weight"
        }

    @property
    def portion(self) -> int:
        """How many samples at a time have masks drawn for them; 0 for all of a batch."""
        from nnviz.engine.portions import portion_of

        return (portion_of(self.network.layers) or 0) if self.network.draws else 0

    # ---- what training may not move
    def place(self, layer: int, source: int | None, unit: int) -> tuple[str, int]:
        """The name of the parameter, and where in it that weight is, or with None that bias."""
        network = self.network
        at = network.weighted[layer]
        return self._block(network.part(at).start + network.layers[at].index(source, unit))

    def _block(self, index: int) -> tuple[str, int]:
        block = next(one for one in self.network.blocks if index < one.start + one.parameter.size)
        return block.name, int(index - block.start)

    def cut(self, edges: Sequence[Edge]) -> list[tuple[str, int]]:
        """Where the weights of these edges are."""
        return [self.place(layer, None if source < 0 else source, unit) for layer, source, unit in edges]

    def frozen(self, held: Sequence[Frozen]) -> dict[str, list[int] | None]:
        """The parameters that are held, by name: which of their numbers, None for all."""
        network, found = self.network, dict[str, list[int] | None]()
        for one in held:
            if isinstance(one, int):
                found |= {b.name: None for b in network.blocks if b.layer == network.weighted[one]}
                continue
            at = network.weighted[one[0]]
            for index in (network.layers[at].into(one[1]) + network.part(at).start).tolist():
                name, place = self._block(index)
                if (known := found.setdefault(name, [])) is not None:
                    known.append(place)
        return found

    def edited(self, edit: Edit) -> tuple[str, int, float]:
        """Where a number was set by hand, and to what."""
        return *self.place(edit.layer, edit.source, edit.unit), float(edit.value)


def stream_text(seed: int, name: str) -> str:
    """The generator of that name (``training/streams.py``) at its beginning, as an expression."""
    return f"np.random.default_rng(np.random.SeedSequence({seed}, spawn_key=({STREAMS.index(name)},)))"


def rows_of(layer: Layer) -> bool:
    """Whether a layer takes all numbers of a sample as one row, of samples that are none."""
    return layer.spec.kind in ("dense", "code", "variational") and len(layer.input_shape) == 3


def count_of(arrays: Mapping[str, NDArray[Any]]) -> int:
    """How many numbers they hold together."""
    return sum(math.prod(array.shape) for array in arrays.values())
