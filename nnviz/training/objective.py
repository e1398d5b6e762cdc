"""What an objective is: which networks play, what one update is, and what is measured."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import LOSSES
from nnviz.engine.formulas.own import ANSWER, TARGET, is_formula
from nnviz.engine.gradient_check import Minimised
from nnviz.engine.losses import loss as find_loss
from nnviz.said import translate
from nnviz.training.ledger import MicroStep
from nnviz.training.measures import Kinds, Metrics
from nnviz.training.player import Ends, Player
from nnviz.training.settings import SETTINGS, Settings

Rows = NDArray[np.intp]

#: The losses where it is known what is wanted, by name, and what each is within a sentence.
LABELLED = {name: loss.noun for name, loss in LOSSES.items()}
_USUAL = {"loss": "categorical_crossentropy", "updates": 0}


class Game(Protocol):
    """An objective at work on data: what a Trainer asks of it."""

    @property
    def players(self) -> tuple[Player, ...]:
        """One for each network, in the order of the Experiment; the first is the one that is shown."""

    @property
    def generators(self) -> Mapping[str, np.random.Generator]:
        """What an update draws from, by name; their states are kept with every moment."""

    @property
    def samples(self) -> int:
        """How many there are to learn from in an epoch."""

    def update(self, rows: Rows | None) -> float:
        """Train on the samples at ``rows``, None for all where they stand. The loss of the batch, before.

        Where that is infinite or no number, nothing has moved.
        """

    def micro_steps(
        self, rows: Rows | None, check: Callable[[float], None]
    ) -> Generator[MicroStep, None, MicroStep]:
        """``update`` a step at a time, by the very same bits: all but the last one, which is returned.

        ``check`` is told the loss before anything moves, and may raise.
        """

    def evaluate(self, epoch: int) -> Metrics:
        """What is measured after ``epoch`` epochs."""


@dataclass(frozen=True)
class Objective:
    """One line of the table of objectives.

    ``players`` are the names of the networks. ``measured`` are the metrics, by how it is ``judged`` on such
    data and settings: by what is asked of a sample, unless another name is given; data of any other it does
    not take.
    ``begin`` makes a Game, and raises ``ValueError`` with one sentence for what does not go together.
    ``ends`` says how the network at a place begins and ends whose inputs have that shape, and which has so
    many outputs. ``losses`` are those to choose from, by name, with what they are within a sentence;
    ``usual`` are the settings that it has where nothing is said of them. ``check`` raises ``ValueError`` with
    one sentence for settings that do not go together, whatever the data. Where a network makes small what is
    more than a loss of its answers, ``turn`` gives that of a game, for the network at a place, over the first
    so many samples. ``opens`` is the place of the network that moves first in an update.
    """

    name: str
    label: str
    purpose: str
    players: tuple[str, ...]
    measured: Mapping[str, Kinds]
    begin: Callable[[Settings, Dataset], Game]
    ends: Callable[[Settings, int, tuple[int, ...], int], Ends]
    judged: Callable[[Settings], str] = lambda settings: settings.source.asked
    losses: Mapping[str, str] = field(default_factory=lambda: LABELLED)
    usual: Mapping[str, Any] = field(default_factory=lambda: _USUAL)
    check: Callable[[Settings], None] = lambda settings: None
    turn: Callable[[Any, int, int], Minimised] | None = None
    opens: int = 0

    @property
    def typed(self) -> bool:
        """Whether its loss may be typed as a formula."""
        return self.losses is LABELLED

    def noun(self, loss: str) -> str:
        """What a loss is within a sentence, be it of the table or typed as a formula, where any is taken.

        Raises ``ValueError`` with one sentence for one that it does not take.
        """
        if loss in self.losses:
            return self.losses[loss]
        if self.typed and is_formula(loss, (ANSWER, TARGET)):
            return find_loss(loss).noun
        raise ValueError(
            translate("Training", "There is no {word} “{value}”; there are {table}.").format(
                word=SETTINGS["loss"].word, value=loss, table=", ".join(self.losses)
            )
        )

    def kinds(self, settings: Settings) -> Kinds | None:
        """What is measured with these settings; None where it does not take the data."""
        return self.measured.get(self.judged(settings))
