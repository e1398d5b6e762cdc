"""One batch of training with every number on its way, layer by layer: what micro-steps are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Activation, BatchTrace, LayerTrace, Network
from nnviz.engine.activations import activation
from nnviz.engine.gradient_check import BatchLoss, Minimised
from nnviz.engine.losses import Loss
from nnviz.engine.losses import loss as find_loss
from nnviz.training.kernel_batch import NextBatch, next_lesson
from nnviz.training.ledger import Lesson, MicroStep, Update
from nnviz.training.places import places_of
from nnviz.training.snapshot import Probe, Snapshot
from nnviz.training.streams import drawing_as
from nnviz.training.time_weights import timed_places
from nnviz.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Passed:
    """A layer that is no chain link, between those that are: dropout, batch normalisation ...

    ``label`` and ``purpose`` are those of its description, ``index`` is its place among all layers of the
    network, ``mixes`` and ``draws`` as there; ``a`` and ``da`` (n, units) are what leaves it, and dL/d of
    that. ``forward`` and ``backward`` are the names of all its quantities, in their order.
    """

    label: str
    purpose: str
    index: int
    mixes: bool
    draws: bool
    a: Array
    da: Array
    forward: tuple[str, ...]
    backward: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class LayerNumbers:
    """A dense layer in this batch: parameters before the update, and what the ledger says of it.

    ``index`` is its place among all layers of the network, ``number`` that among those with weights, as
    edits, cuts and freezing count. ``weights`` and ``dW`` (inputs, units), ``bias`` and ``db`` (units,);
    ``entering`` (n, inputs) is what its weights multiply; ``z``, ``a``, ``da`` = dL/da
    and ``dz`` = dL/dz (n, units); ``slope`` = da/dz (n, units), of a softmax (n, units, units), a before z.
    ``first`` is where its weights begin in the flat vector of parameters. ``passed`` follow it.
    """

    index: int
    number: int
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

    ``player`` is the network that learns it: the one that the snapshot looks at or, where the objective gives
    that one no loss of its own, the first that has one. ``snapshot`` looks at it.
    It is made at ``at`` so many epochs, of that ``dataset``.
    ``sums`` and ``outputs`` (n, k) are those of the last layer, whose activation is ``ending``; of a
    generator, and the ``targets`` too, those of the discriminator, which says how wrong it is. ``loss`` is
    that of the samples alone; ``penalty`` is what L1 and L2 add to it. ``steps`` are those of
    ``Trainer.micro_steps`` that are of that network, as they came: all numbers here are theirs, bit for bit.
    ``trace`` has all layers, those that are no chain links included. Where an update has several parts, it
    is that ``part``, the first unless another is asked for; the ``update`` is made by all of them. ``turns``
    are (player, part) of all of the update, in their order.
    """

    snapshot: Snapshot
    dataset: Dataset
    at: float
    steps: tuple[MicroStep, ...]
    inputs: Array
    targets: Array
    layers: tuple[LayerNumbers, ...]
    before: tuple[Passed, ...]
    sums: Array
    outputs: Array
    ending: Activation
    loss: float
    penalty: float
    update: Update
    player: int
    trace: BatchTrace
    lesson: Lesson
    part: str
    turns: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: Dataset, part: str = "") -> MicroBatch:
        """The batch that follows ``snapshot``, or that ``part`` of it.

        Raises ``Diverged`` where the training does.
        """
        trainer, steps, turns = next_lesson(snapshot, dataset, part)
        lesson, player, update = steps[0].lesson, steps[0].player, steps[-1].update
        assert lesson is not None and update is not None  # noqa: PT018
        at, batch = snapshot.epochs_done(trainer.game.samples), lesson.batch
        snapshot = snapshot.of(player, dataset.test_features)
        network = snapshot.network()
        network.parameters[:] = update.old
        layers, before = _laid_out(network.parameters, network, steps, batch)
        last, ending = lesson.told.layers[-1], network.layers[-1].activation
        if lesson.ending:
            ending = activation(lesson.ending)
        return cls(
            snapshot,
            dataset,
            at,
            tuple(steps),
            batch.inputs,
            lesson.told.targets,
            layers,
            before,
            last.z,
            last.a,
            ending,
            lesson.loss,
            network.penalty,
            update,
            player,
            batch,
            lesson,
            steps[0].part,
            turns,
        )

    @cached_property
    def mean_loss(self) -> float:
        """The loss of all training samples before the update."""
        snapshot = self.snapshot
        if snapshot.has_row:
            measured = snapshot.metrics
        else:
            measured = Trainer(snapshot.experiment, self.dataset, start=snapshot).measured()
        return measured.get(measured.kinds.learned_by(self.player))

    @property
    def n(self) -> int:
        """How many samples the batch has."""
        return len(self.inputs)

    @property
    def answering(self) -> int:
        """Which of the dense layers gives the answers; -1 where it is none of them."""
        return len(self.layers) - 1 if self.layers and not self.layers[-1].passed else -1

    @cached_property
    def each_step(self) -> bool:
        """Whether answers are given at every step of a sample."""
        return len(self.learner.layers[-1].output_shape) > 1

    def joined(self, layer: int) -> bool:
        """Whether each row of that layer's weights meets one unit of the dense layer before, or one input."""
        before = self.layers[layer - 1].units if layer else self.layers[0].entering.shape[1]
        return before == len(self.layers[layer].weights)

    def turn(self, by: int) -> tuple[int, str] | None:
        """(player, part) of what is learned so many lessons later in this update, or before; None beyond."""
        place = self.turns.index((self.player, self.part)) + by
        return self.turns[place] if 0 <= place < len(self.turns) else None

    @property
    def moves(self) -> bool:
        """Whether the network moves after this part: no other of its parts comes first."""
        following = self.turn(1)
        return following is None or following[0] != self.player

    @property
    def judged(self) -> bool:
        """Whether another network says how wrong this one is."""
        return self.lesson.told is not self.trace

    @property
    def answer_count(self) -> int:
        """How many outputs there are of which the loss is taken."""
        return self.outputs.shape[1] if self.judged else self.learner.output_shape[0]

    @property
    def rule(self) -> Loss:
        """The loss that is made small."""
        return self.lesson.rule or find_loss(self.snapshot.players[self.player].ends.loss)

    def example_loss(self, row: int) -> float:
        """The loss of one sample on its own; may be infinite where an answer has rounded to 0 or 1."""
        sums, targets = self.sums[row : row + 1], self.targets[row : row + 1]
        if self.each_step:  # the mean over the steps at which something is asked
            units = self.learner.layers[-1].output_shape[0]
            sums, targets = (values.reshape(units, -1).T for values in (sums, targets))
            asked = ~np.isnan(targets[:, 0])
            if not asked.any():
                return 0.0
            sums, targets = sums[asked], targets[asked]
        return self.rule.from_logits(self.ending, sums, targets)[0]

    @cached_property
    def learner(self) -> Network:
        """The network as it was before the update, to be read only."""
        return self.network()

    @cached_property
    def maps(self) -> frozenset[int]:
        """The layers of the network whose values are maps of which a place can be looked into."""
        return frozenset(places_of(self.learner))

    @cached_property
    def timed(self) -> tuple[int, ...]:
        """The layers whose weights are used at every step of a sequence."""
        return timed_places(self.learner)

    @cached_property
    def learned(self) -> NextBatch:
        """The batch as what works out the gradients of kernels takes it."""
        return NextBatch(self.learner, self.trace, self.update.data_gradient)

    def probe(self, row: int) -> Probe:
        """One sample of the batch on its way there and back; its gradients are its shares of the batch's."""
        layers = tuple(
            LayerTrace(
                one.z[row],
                one.a[row],
                one.dz[row],
                one.da[row],
                {name: values[row] for name, values in one.named.items()},
            )
            for one in self.trace.layers
        )
        wanted = self.targets[row].reshape(self.learner.output_shape)
        return Probe(self.inputs[row], None, layers, self.learner.weighted, self.example_loss(row), wanted)

    def value(self, kind: str, index: int) -> Array:
        """(n, ...) what the ledger has of that kind and layer. Raises ``KeyError`` if nothing."""
        return self._values[kind, index]

    @cached_property
    def _values(self) -> dict[tuple[str, int | None], Array]:
        return {(step.kind, step.layer): step.values for step in self.steps}

    def minimised(self) -> Minimised:
        """What the network makes small in this batch, as a function of one parameter."""
        if self.lesson.minimised is not None:
            return self.lesson.minimised()
        return BatchLoss(self.network(), self.inputs, self.targets)

    def network(self) -> Network:
        """A network of its own as it was before the update, which draws the dropout masks of this batch."""
        network = self.snapshot.network(self.player)
        if (masks := self.snapshot.generators.get("masks")) is not None:
            network.rng = drawing_as(self.snapshot.experiment.dtype, masks)
        return network


def _laid_out(
    parameters: Array, network: Network, steps: Sequence[MicroStep], batch: BatchTrace
) -> tuple[tuple[LayerNumbers, ...], tuple[Passed, ...]]:
    """The dense layers with what follows each, and what comes before the first."""
    values = {(step.kind, step.layer): step.values for step in steps}
    places = [index for index, layer in enumerate(network.layers) if layer.chained]

    def passed(low: int, high: int) -> tuple[Passed, ...]:
        found = []
        for index, layer in enumerate(network.layers[low:high], low):
            names = [[q.name for q in layer.quantities if q.backward is back] for back in (False, True)]
            if layer.quantities:
                a, da = batch.layers[index].a, batch.layers[index].da
                about = (layer.spec.label or layer.spec.kind, layer.spec.purpose, index)
                found.append(Passed(*about, layer.mixes, layer.draws, a, da, *map(tuple, names)))
        return tuple(found)

    layers = []
    for index, end in pairwise([*places, len(network.layers)]):
        layer, part = network.layers[index], network.part(index)
        layers.append(
            LayerNumbers(
                index=index,
                number=network.weighted.index(index),
                activation=layer.activation,
                weights=layer.matrix(parameters[part]),
                bias=layer.biases(parameters[part]),
                entering=batch.layers[index - 1].a if index else batch.inputs,
                z=values["z", index],
                a=values["a", index],
                da=values["da", index],
                slope=values["slope", index],
                dz=values["dz", index],
                dW=values["dW", index],
                db=values["db", index],
                first=part.start,
                passed=passed(index + 1, end),
            )
        )
    return tuple(layers), passed(0, places[0] if places else len(network.layers))
