"""The gradient of a kernel's weight over the whole batch that follows a moment, example by example."""

from __future__ import annotations

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
        trainer, steps, _ = next_lesson(snapshot, dataset)
        lesson, update = steps[0].lesson, steps[-1].update
        assert lesson is not None and update is not None  # noqa: PT018
        return cls(trainer.players[steps[0].player].network, lesson.batch, update.data_gradient)


def next_lesson(
    snapshot: Snapshot, dataset: Dataset, part: str = ""
) -> tuple[Trainer, list[MicroStep], tuple[tuple[int, str], ...]]:
    """A trainer that has been through the update that follows, the steps of a lesson with its update, and
    (player, part) of all lessons of the update, in their order.

    It is that of the network looked at or, where the objective gives that one nothing to learn from, the
    first; with a ``part`` that one, if there is such a one. Raises ``Diverged`` where the training does.
    """
    trainer = Trainer(snapshot.experiment, dataset, start=snapshot)
    steps = [*trainer.micro_steps()]
    begins = [place for place, step in enumerate(steps) if step.lesson is not None]
    if not begins:
        raise ValueError(translate("Training", "No network of this objective has a loss of its own."))
    wanted = [place for place in begins if steps[place].part == part and part]
    own = [place for place in begins if steps[place].player == snapshot.player]
    first = steps[(wanted + own + begins)[0]]
    lesson = []
    for step in steps[steps.index(first) :]:
        if step.player == first.player and (step.part == first.part or step.update is not None):
            lesson.append(step)
            if step.update is not None:
                break
    turns = dict.fromkeys((steps[place].player, steps[place].part) for place in begins)
    return trainer, lesson, tuple(turns)


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
