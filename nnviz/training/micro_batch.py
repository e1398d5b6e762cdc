"""One batch of training with every number on its way, layer by layer: what micro-steps are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Activation, BatchTrace, Dense, Flatten, Network
from nnviz.engine.activations import activation
from nnviz.engine.losses import LOSSES, Loss
from nnviz.training.ledger import MicroStep, Update
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Passed:
    """A layer without weights of its own kind between two dense ones: dropout or batch normalisation.

    ``kind`` is "dropout" or "batch_norm", ``index`` its place among all layers of the network; ``a``
    and ``da`` (n, units) are what leaves it, and dL/d of that.
    """

    kind: str
    index: int
    a: Array
    da: Array


@dataclass(frozen=True, eq=False)
class LayerNumbers:
    """A dense layer in this batch: parameters before the update, and what the ledger says of it.

    ``index`` is its place among all layers of the network. ``weights`` and ``dW`` (inputs, units), ``bias``
    and ``db`` (units,); ``entering`` (n, inputs) is what its weights multiply; ``z``, ``a``, ``da`` = dL/da
    and ``dz`` = dL/dz (n, units); ``slope`` = da/dz (n, units), of a softmax (n, units, units), a before z.
    ``first`` is where its weights begin in the flat vector of parameters. ``passed`` follow it.
    """

    index: int
    activation: Activation
    weights: Array
    bias: Array
    entering: Array
    z: Array
    a: Array
    da: Array
    slope: Array
    dz: Array
    dW: Array  # noqa: N815 - the letters of mathematics
    db: Array
    first: int
    passed: tuple[Passed, ...]

    @property
    def units(self) -> int:
        return int(self.bias.size)

    def parameter(self, source: int | None, unit: int) -> int:
        """The place of a weight, or with None of the bias, in the flat vector of parameters."""
        row = self.weights.shape[0] if source is None else source
        return self.first + row * self.units + unit


@dataclass(frozen=True, eq=False)
class MicroBatch:
    """A batch of ``n`` samples: inputs (n, d), targets (n, k), the dense layers, the loss and the update.

    ``steps`` are ``Trainer.micro_steps`` as they came: all numbers here are theirs, bit for bit.
    """

    snapshot: Snapshot
    steps: tuple[MicroStep, ...]
    inputs: Array
    targets: Array
    layers: tuple[LayerNumbers, ...]
    before: tuple[Passed, ...]
    loss: float
    update: Update

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: Dataset) -> MicroBatch:
        """The batch that follows ``snapshot``. Raises ``Diverged`` where the training does."""
        trainer = Trainer(snapshot.experiment, dataset, start=snapshot)
        running = trainer.micro_steps()
        steps = [next(running)]
        batch = trainer.network.last_batch()
        steps += running
        update = steps[-1].update
        assert update is not None
        layers, before = _laid_out(snapshot, trainer.network, steps, batch)
        loss = next(float(step.values) for step in steps if step.kind == "loss")
        return cls(snapshot, tuple(steps), batch.inputs, batch.targets, layers, before, loss, update)

    @property
    def n(self) -> int:
        """How many samples the batch has."""
        return len(self.inputs)

    @property
    def rule(self) -> Loss:
        """The loss that is made small."""
        return LOSSES[self.snapshot.experiment.loss]

    @property
    def outputs(self) -> Array:
        """(n, k): what the network answers."""
        return self.layers[-1].a

    def example_loss(self, row: int) -> float:
        """The loss of one sample on its own; may be infinite where an answer has rounded to 0 or 1."""
        last = self.layers[-1]
        return self.rule.from_logits(last.activation, last.z[row : row + 1], self.targets[row : row + 1])[0]

    def network(self) -> Network:
        """A network of its own as it was before the update, which draws the dropout masks of this batch."""
        network = self.snapshot.network()
        if (masks := self.snapshot.generators.get("masks")) is not None:
            network.rng = np.random.default_rng()
            if self.snapshot.experiment.dtype == "float32":
                network.rng = _SingleMasks(np.random.PCG64())
            network.rng.bit_generator.state = dict(masks)
        return network


class _SingleMasks(np.random.Generator):
    """Draws what a float32 network draws, whatever type is asked for: a check in float64 has its masks."""

    def random(self, size: Any = None, dtype: Any = np.float32, out: Any = None) -> Any:
        drawn = super().random(size if out is None else out.shape, dtype=np.float32)
        if out is None:
            return drawn
        out[...] = drawn
        return out


def _laid_out(
    snapshot: Snapshot, network: Network, steps: Sequence[MicroStep], batch: BatchTrace
) -> tuple[tuple[LayerNumbers, ...], tuple[Passed, ...]]:
    """The dense layers with what follows each, and what comes before the first."""
    values = {(step.kind, step.layer): step.values for step in steps}
    specs = network.specs
    places = [index for index, spec in enumerate(specs) if isinstance(spec, Dense)]
    starts = np.cumsum([0, *(layer.parameter_count for layer in network.layers)])

    def passed(low: int, high: int) -> tuple[Passed, ...]:
        return tuple(
            Passed(specs[index].kind, index, values["a", index], values["da", index])
            for index in range(low, high)
            if not isinstance(specs[index], Flatten)
        )

    layers = []
    for index, end, state in zip(places, [*places[1:], len(specs)], snapshot.layers, strict=True):
        spec = specs[index]
        assert isinstance(spec, Dense)
        layers.append(
            LayerNumbers(
                index=index,
                activation=activation(spec.activation, spec.parameter),
                weights=state.weights,
                bias=state.bias,
                entering=values["a", index - 1] if index else batch.inputs,
                z=values["z", index],
                a=values["a", index],
                da=values["da", index],
                slope=values["slope", index],
                dz=values["dz", index],
                dW=values["dW", index],
                db=values["db", index],
                first=int(starts[index]),
                passed=passed(index + 1, end),
            )
        )
    return tuple(layers), passed(0, places[0])
