"""The objective “supervised”: one network learns to give each sample's label, by the loss of its answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from functools import cached_property

from nnviz.data import DATASETS, Dataset
from nnviz.engine import Samples
from nnviz.said import translate
from nnviz.training.augmentation import check_copies, learned_count, with_copies
from nnviz.training.ledger import MicroStep, backward_steps, forward_steps, take_gradient
from nnviz.training.measures import Metrics
from nnviz.training.objective import Objective, Rows
from nnviz.training.outputs import MEASURED, evaluate, input_shape, last_layer, output_layer
from nnviz.training.player import Ends, Player
from nnviz.training.prepared import prepared
from nnviz.training.settings import Settings
from nnviz.training.streams import stream


class Supervised:
    """The objective at work (``Game``)."""

    def __init__(self, settings: Settings, dataset: Dataset) -> None:
        check_copies(dataset, settings.augment)
        output = output_layer(dataset, settings.loss)
        inputs = input_shape(dataset, settings.layers)
        player = Player(settings, 0, Ends(inputs, output, settings.loss, dataset.every_step))
        masks = stream(settings.seed, "masks")
        self._settings, self._dataset, self._outputs = settings, dataset, player.network.output_shape
        self._train, self._test = self._prepared(dataset)
        player.initialize(settings.networks[0], stream(settings.seed, "weights"), masks)
        self.players = (player,)
        self.generators = {"masks": masks} if player.network.draws else {}
        self.samples = learned_count(settings, dataset)
        self._network, self._move = player.network, player.update

    @cached_property
    def _learned(self) -> Samples:
        """The samples with their copies, which take seconds to make: when they are first learned from."""
        copies = with_copies(self._dataset, self._settings.augment, self._settings.seed)
        return self._prepared(copies)[0]

    def _prepared(self, dataset: Dataset) -> tuple[Samples, Samples]:
        return prepared(dataset, self._outputs, self._settings.loss, self._settings.dtype)

    def update(self, rows: Rows | None) -> float:
        loss = self._network.gradient_step_rows(self._learned, rows)
        if math.isfinite(loss):
            self._move()
        return loss

    def micro_steps(
        self, rows: Rows | None, check: Callable[[float], None]
    ) -> Generator[MicroStep, None, MicroStep]:
        taken = take_gradient(self._network, self._learned, rows)
        check(taken.loss)
        yield from forward_steps(self._network, taken)
        yield from backward_steps(self._network, taken)
        update = self.players[0].written_update(taken)
        return MicroStep("update", None, update.step, update=update)

    def evaluate(self, epoch: int) -> Metrics:
        """Copies are learned from, and measured on by none: “train” means the same in all runs."""
        return evaluate(epoch, self._network, self._train, self._test, self._dataset)


def _ends(settings: Settings, place: int, inputs: tuple[int, ...], outputs: int) -> Ends:
    source = DATASETS[settings.data]
    last = last_layer(outputs, settings.loss, regression=source.kind == "regression")
    return Ends(inputs, last, settings.loss, source.every_step)


SUPERVISED = Objective(
    "supervised",
    "Supervised",
    translate("Training", "Each sample has its label, a class or values, and the network learns to give it."),
    ("network",),
    MEASURED,
    Supervised,
    _ends,
)
