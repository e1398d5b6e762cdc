"""The gradient of a kernel's weight over the whole batch that follows a moment, example by example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import BatchTrace, Network
from nnviz.engine.layers.windows import as_picture
from nnviz.said import translate
from nnviz.training.kernel_gradient import KernelWeight, met_by, parameter_index
from nnviz.training.ledger import MicroStep
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class NextBatch:
    """The batch that follows a moment, as the network that learns it saw it: its ``trace``, and the gradients
    (P,) that came of it, those of the loss alone."""

    network: Network
    trace: BatchTrace
    gradients: NDArray[np.floating[Any]]

    @classmethod
    def after(cls, snapshot: Snapshot, dataset: Dataset) -> NextBatch:
        """Step the batch. Raises ``Diverged`` where the training does."""
        trainer, running, first = next_lesson(snapshot, dataset)
        network = trainer.players[first.player].network
        trace = network.last_batch()
        update = next(step.update for step in running if step.update is not None)
        return cls(network, trace, update.data_gradient)


def next_lesson(snapshot: Snapshot, dataset: Dataset) -> tuple[Trainer, Iterator[MicroStep], MicroStep]:
    """A trainer in the batch that follows, the steps to come, and that with which the lesson begins.

    It is that of the network looked at or, where the objective gives that one no loss of its own, of the
    first that has one. Raises ``Diverged`` where the training does.
    """
    for wanted in ((snapshot.player,), range(len(snapshot.players))):
        trainer = Trainer(snapshot.experiment, dataset, start=snapshot)
        running = trainer.micro_steps()
        for step in running:
            if step.kind == "input" and step.player in wanted:
                return trainer, running, step
    raise ValueError(translate("Training", "No network of this objective has a loss of its own."))


@dataclass(frozen=True, eq=False)
class BatchGradient:
    """``products`` (rows, columns): what each place adds, over all examples; ``examples`` (n,) what each of
    them adds over all places. ``value`` is the sum of either, ``learned`` the network's own gradient."""

    weight: KernelWeight
    products: Floats
    examples: Floats
    value: float
    learned: float


def batch_gradient(batch: NextBatch, weight: KernelWeight) -> BatchGradient:
    """Where the gradient of that weight comes from in this batch."""
    network, trace = batch.network, batch.trace
    layer = network.layers[weight.layer]
    x = trace.layers[weight.layer - 1].a if weight.layer else trace.inputs
    channels, (rows, columns) = as_picture(layer.input_shape)
    met, _ = met_by(network, x.reshape(len(x), channels, rows, columns), weight)
    units, (down, across) = as_picture(layer.output_shape)
    delta = trace.layers[weight.layer].dz.reshape(len(x), units, down, across)[:, weight.unit]
    products = met.astype(np.float64) * delta.astype(np.float64)
    learned = float(batch.gradients[parameter_index(network, weight)])
    examples = np.asarray(products.sum(axis=(1, 2)))
    return BatchGradient(weight, np.asarray(products.sum(axis=0)), examples, float(products.sum()), learned)
