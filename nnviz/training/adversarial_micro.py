"""The micro-steps of a round of two networks: the very numbers of the update, copied on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from nnviz.data.dataset import frozen
from nnviz.engine import Network
from nnviz.engine.input_slopes import InputSlopes
from nnviz.engine.program import Program
from nnviz.engine.trace import batch_trace
from nnviz.training.adversarial_check import Turn
from nnviz.training.adversarial_round import Round
from nnviz.training.ledger import Gradient, Lesson, MicroStep, backward_steps, forward_steps
from nnviz.training.player import Array, Player
from nnviz.training.streams import states

Check = Callable[[float], None]


class Turns(NamedTuple):
    """Who moves in an update: the discriminator once for each batch of ``real`` samples (n, d), then the
    generator, as far as each of the two is ``moving``; or both at its end where they do so ``together``."""

    game: Round
    real: Sequence[Array]
    moving: tuple[bool, bool]
    together: bool


def played(
    players: tuple[Player, Player],
    turns: Turns,
    generators: Mapping[str, np.random.Generator],
    check: Check,
) -> Generator[MicroStep, None, MicroStep]:
    """The steps of an update, all but the last, which is returned."""
    makes, judges = turns.moving
    last: tuple[Player, Gradient] | None = None  # whose update comes next
    for real in turns.real if judges else ():
        if last is not None:
            yield _update(*last)
        taken = yield from _judged(turns.game, players, check, _Begins(players, real, states(generators)))
        last = players[1], taken
    if makes:
        if last is not None and not turns.together:
            yield _update(*last)
        taken = yield from _misled(
            turns.game, players, check, _Begins(players, turns.real[-1], states(generators))
        )
        if last is not None and turns.together:
            yield _update(*last)
        last = players[0], taken
    assert last is not None
    return _update(*last)


class _Begins:
    """The moment at which a turn begins."""

    def __init__(
        self, players: tuple[Player, Player], real: Array, generators: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.real = real
        self._settings = players[1].settings
        self._states, self._generators = (players[0].state(), players[1].state()), generators

    def turn(self, place: int) -> Turn:
        """What the network at that place makes small in it."""
        return Turn(self._settings, self._states, place, self.real, self._generators)


def _update(player: Player, taken: Gradient) -> MicroStep:
    update = player.written_update(taken)
    return MicroStep("update", None, update.step, update=update, player=player.place)


def _judged(
    game: Round, players: tuple[Player, Player], check: Check, begins: _Begins
) -> Generator[MicroStep, None, Gradient]:
    """The turn of the discriminator up to its update."""
    generator, network = players[0].network, players[1].network
    turn, parts = partial(begins.turn, 1), {}
    of_real = game.judge_real(begins.real)
    parts["real"] = frozen(network.gradients.copy())
    on_real = _learned(of_real, game.real, parts["real"], turn)
    of_made = game.judge_made()
    check(of_real + of_made)
    parts["made"] = frozen(game.of_made.copy())
    on_made = _learned(of_made, game.made, parts["made"], turn)
    made = _passed(game.maker, generator.gradients)
    penalties = game.penalise()
    parts |= {name: frozen(slopes.gradients.copy()) for name, (_, slopes) in penalties.items()}
    data = network.gradients.copy()
    game.add_rule(1)
    yield from _both_ways(network, on_real, 1, "real")
    yield from forward_steps(generator, made, 0, "made")
    yield from _both_ways(network, on_made, 1, "made")
    for name, (term, slopes) in penalties.items():
        yield from _penalty_steps(network, name, term, slopes)
    penalty = frozen(network.gradients - data)
    return Gradient(of_real + of_made, on_real.batch, frozen(data), penalty, parts)


def _misled(
    game: Round, players: tuple[Player, Player], check: Check, begins: _Begins
) -> Generator[MicroStep, None, Gradient]:
    """The turn of the generator up to its update."""
    generator, network = players[0].network, players[1].network
    value = game.make_and_judge()
    check(value)
    through = _passed(game.through, network.gradients)
    game.maker.backward()
    data = frozen(generator.gradients.copy())
    game.add_rule(0)
    made, rule = _passed(game.maker, data), game.through.loss
    ending = network.layers[-1].activation.name
    lesson = Lesson(made.batch, value, through.batch, rule, ending, partial(begins.turn, 0))
    made = replace(made, lesson=lesson)
    yield from forward_steps(generator, made, 0, "maker")
    yield from forward_steps(network, through, 1, "through")
    yield MicroStep("loss", None, np.array(value), player=0, part="maker")
    yield from backward_steps(network, through, 1, "through", parameters=False)
    yield from backward_steps(generator, made, 0, "maker")
    return Gradient(value, made.batch, data, frozen(generator.gradients - data), lesson=lesson)


def _passed(program: Program, gradients: Array) -> Gradient:
    """What has gone through, without a loss of its own."""
    return Gradient(math.nan, batch_trace(program), gradients, np.zeros_like(gradients))


def _learned(value: float, program: Program, gradients: Array, turn: Callable[[], Turn]) -> Gradient:
    taken = replace(_passed(program, gradients), loss=value)
    return replace(taken, lesson=Lesson(taken.batch, value, taken.batch, program.loss, minimised=turn))


def _both_ways(network: Network, taken: Gradient, player: int, part: str) -> Iterator[MicroStep]:
    yield from forward_steps(network, taken, player, part)
    yield from backward_steps(network, taken, player, part)


def _penalty_steps(network: Network, part: str, term: float, slopes: InputSlopes) -> Iterator[MicroStep]:
    yield MicroStep("slopes", None, frozen(slopes.slopes.T.copy()), player=1, part=part)
    yield MicroStep("term", None, np.array(term), player=1, part=part)
    for place, layer in enumerate(network.layers):
        weights = layer.matrix(slopes.gradients[network.part(place)])
        yield MicroStep("dW", place, frozen(weights.copy()), player=1, part=part)
