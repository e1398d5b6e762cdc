"""The objective “supervised”: one network learns to give each sample's label, by the loss of its answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator

from nnviz.data import DATASETS, Dataset
from nnviz.training.augmentation import with_copies
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
        output = output_layer(dataset, settings.loss)
        inputs = input_shape(dataset, settings.layers)
        player = Player(settings, 0, Ends(inputs, output, settings.loss))
        outputs = player.network.output_size
        masks = stream(settings.seed, "masks")
        self._learned = with_copies(dataset, settings.augment, settings.seed)
        self._train, self._test = prepared(self._learned, outputs, settings.loss, settings.dtype)
        player.initialize(settings.networks[0], stream(settings.seed, "weights"), masks)
        self.players = (player,)
        self.generators = {"masks": masks} if player.network.draws else {}
        self.samples = len(self._train)
        self._network, self._move = player.network, player.update

    def update(self, rows: Rows | None) -> float:
        loss = self._network.gradient_step_rows(self._train, rows)
        if math.isfinite(loss):
            self._move()
        return loss

    def micro_steps(
        self, rows: Rows | None, check: Callable[[float], None]
    ) -> Generator[MicroStep, None, MicroStep]:
        taken = take_gradient(self._network, self._train, rows)
        check(taken.loss)
        yield from forward_steps(self._network, taken)
        yield from backward_steps(self._network, taken)
        update = self.players[0].written_update(taken)
        return MicroStep("update", None, update.step, update=update)

    def evaluate(self, epoch: int) -> Metrics:
        return evaluate(epoch, self._network, self._train, self._test, self._learned)


def _ends(settings: Settings, place: int, inputs: tuple[int, ...], outputs: int) -> Ends:
    values = DATASETS[settings.data].kind == "regression"
    return Ends(inputs, last_layer(outputs, settings.loss, regression=values), settings.loss)


SUPERVISED = Objective(
    "supervised",
    "Supervised",
    "Each sample has its label, a class or values, and the network learns to give it.",
    ("network",),
    MEASURED,
    Supervised,
    _ends,
)
