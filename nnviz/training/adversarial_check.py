"""What each of two networks makes small in its turn, as a function of one of its parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnviz.engine.arrays import Array
from nnviz.engine.gradient_check import reach
from nnviz.engine.program import Program
from nnviz.engine.trace import batch_trace
from nnviz.training.adversarial_round import Round
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.player import Player, PlayerState
from nnviz.training.settings import Settings
from nnviz.training.streams import drawing_as


class Turn:
    """The loss of the network at that ``place`` with all its penalties, in float64 (``Minimised``).

    It is that of real samples (n, d) and made ones, of noise and masks from ``generators`` in these states,
    the same at every value; the other network stays as it is. ``settings`` are those of the run.
    """

    def __init__(
        self,
        settings: Settings,
        players: tuple[PlayerState, PlayerState],
        place: int,
        real: Array,
        generators: Mapping[str, Mapping[str, Any]],
    ) -> None:
        twins = [_twin(settings, where, state) for where, state in enumerate(players)]
        self._noise, self._state = drawing_as(settings.dtype, generators["noise"]), generators["noise"]
        self._masks, self._mask_state = None, generators.get("masks")
        if self._mask_state is not None:
            self._masks = drawing_as(settings.dtype, self._mask_state)
            for player in twins:
                player.network.rng = self._masks
        self._place, self._real = place, real.astype(np.float64)
        rule = GAME_LOSSES[settings.loss]
        self._round = Round(twins[0], twins[1], rule, len(real), self._noise)
        self.twin = twins[place].network
        value = self._run()
        self.gradients = self.twin.gradients.copy()
        slopes = [reach(one.blame, one.slopes) for one in self._round.slopes]
        self.size = math.hypot(value, *slopes, *(_size(program) for program in self._programs))

    @property
    def _programs(self) -> tuple[Program, ...]:
        game = self._round
        return (game.maker, game.through) if self._place == 0 else (game.real, game.made, *game.between)

    def at(self, index: int, value: float) -> float:
        """What is minimised, with that parameter so."""
        kept = self.twin.parameters[index]
        self.twin.parameters[index] = value
        loss = self._run()
        self.twin.parameters[index] = kept
        return loss

    def sides(self) -> Array:
        """On which side of each corner the values of the last pass lie."""
        found = [
            layer.sides(values.named)
            for program in self._programs
            for layer, values in zip(program.layers, batch_trace(program).layers, strict=True)
        ]
        return np.concatenate(found)

    @np.errstate(all="ignore")
    def _run(self) -> float:
        self._noise.bit_generator.state = dict(self._state)
        if self._masks is not None and self._mask_state is not None:
            self._masks.bit_generator.state = dict(self._mask_state)
        if self._place == 0:
            return self._round.mislead() + self.twin.penalty
        value = self._round.judge_real(self._real) + self._round.judge_made()
        terms = [term for term, _ in self._round.penalise().values()]
        self._round.add_rule(1)
        return value + sum(terms) + self.twin.penalty


def _twin(settings: Settings, place: int, state: PlayerState) -> Player:
    """The player at that place in float64, as it is in that state."""
    player = Player(settings, place, state.ends)
    player.network = network = player.network.with_dtype("float64")
    network.parameters[:], network.statistics[:] = state.parameters, state.running
    return player


def _size(program: Program) -> float:
    """What roundings by the relative error 1 would come to."""
    batch = batch_trace(program)
    formed = batch.layers[:-1] if batch.fused else batch.layers
    reaches = [reach(layer.dz, layer.z) for layer in batch.layers]
    return math.hypot(*reaches, *(reach(layer.da, layer.a) for layer in formed))
