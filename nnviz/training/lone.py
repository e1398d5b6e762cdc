"""A game with one network, which learns what is wanted of the samples that it is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping
from functools import cache

import numpy as np

from nnviz.data import Dataset
from nnviz.engine import Network, Samples
from nnviz.training.augmentation import check_copies, with_copies
from nnviz.training.ledger import MicroStep, backward_steps, forward_steps, take_gradient
from nnviz.training.measures import Metrics
from nnviz.training.objective import Rows
from nnviz.training.player import Ends, Player
from nnviz.training.prepared import prepared
from nnviz.training.settings import Settings
from nnviz.training.streams import stream

Batch = tuple[Samples, Rows | None]
#: What is measured after so many epochs of a network, over the training and the test samples of the data.
Measure = Callable[[int, Network, Samples, Samples, Dataset], Metrics]


class Lone:
    """An objective at work in which one network plays (``Game``).

    There are ``samples`` to learn from in an epoch. ``batch`` gives what an update with these rows learns
    from, the samples and which of them; ``drawn`` is what it draws from, by name.
    """

    def __init__(
        self,
        settings: Settings,
        player: Player,
        samples: int,
        batch: Callable[[Rows | None], Batch],
        evaluate: Callable[[int], Metrics],
        drawn: Mapping[str, np.random.Generator] | None = None,
    ) -> None:
        masks = stream(settings.seed, "masks")
        player.initialize(settings.networks[0], stream(settings.seed, "weights"), masks)
        self.players = (player,)
        self.generators = {"masks": masks} if player.network.draws else {}
        self.generators |= drawn or {}
        self.samples, self.evaluate = samples, evaluate
        self._batch, self._network, self._move = batch, player.network, player.update

    def update(self, rows: Rows | None) -> float:
        loss = self._network.gradient_step_rows(*self._batch(rows))
        if math.isfinite(loss):
            self._move()
        return loss

    def micro_steps(
        self, rows: Rows | None, check: Callable[[float], None]
    ) -> Generator[MicroStep, None, MicroStep]:
        taken = take_gradient(self._network, *self._batch(rows))
        check(taken.loss)
        yield from forward_steps(self._network, taken)
        yield from backward_steps(self._network, taken)
        update = self.players[0].written_update(taken)
        return MicroStep("update", None, update.step, update=update)


def taught(settings: Settings, dataset: Dataset, ends: Ends, measure: Measure) -> Lone:
    """A network with these ends that learns from the samples of the data.

    Copies are learned from, and measured on by none: “train” means the same in all runs. Raises
    ``ValueError`` with one sentence for what does not go together.
    """
    check_copies(dataset, settings.augment)
    player = Player(settings, 0, ends)
    network, outputs = player.network, player.network.output_shape
    train, test = prepared(dataset, outputs, ends, settings.dtype)

    @cache
    def learned() -> Samples:
        """The samples with their copies, which take seconds to make: when they are first learned from."""
        copies = with_copies(dataset, settings.augment, settings.seed)
        return prepared(copies, outputs, ends, settings.dtype)[0]

    return Lone(
        settings,
        player,
        len(dataset.train_features) * (1 + settings.augment),
        lambda rows: (learned(), rows),
        lambda epoch: measure(epoch, network, train, test, dataset),
    )
