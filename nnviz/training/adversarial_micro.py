"""The micro-steps of a round of two networks: the very numbers of the update, copied on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence

import numpy as np

from nnviz.data.dataset import frozen
from nnviz.engine import Network
from nnviz.engine.input_slopes import InputSlopes
from nnviz.engine.program import Program
from nnviz.engine.trace import batch_trace
from nnviz.training.adversarial_round import Round
from nnviz.training.ledger import Gradient, MicroStep, backward_steps, forward_steps
from nnviz.training.player import Array, Player

Check = Callable[[float], None]


def played(
    players: tuple[Player, Player],
    batches: Sequence[tuple[Round, Array]],
    check: Check,
    *,
    together: bool = False,
) -> Generator[MicroStep, None, MicroStep]:
    """The steps of an update, all but the last, which is returned: a turn of the discriminator for each batch
    of real samples, then one of the generator. ``together``: both move at its end."""
    generator, discriminator = players
    judged: Gradient | None = None
    for game, real in batches:
        judged = yield from _judged(game, real, players, check)
        if not together:
            yield _update(discriminator, judged)
    misled = yield from _misled(batches[-1][0], players, check)
    if together:
        assert judged is not None
        yield _update(discriminator, judged)
    return _update(generator, misled)


def _update(player: Player, taken: Gradient) -> MicroStep:
    update = player.written_update(taken)
    return MicroStep("update", None, update.step, update=update, player=player.place)


def _judged(
    game: Round, real: Array, players: tuple[Player, Player], check: Check
) -> Generator[MicroStep, None, Gradient]:
    """The turn of the discriminator up to its update."""
    generator, network = players[0].network, players[1].network
    value, parts = game.judge_real(real), {}
    parts["real"] = frozen(network.gradients.copy())
    on_real = _taken(value, game.real, parts["real"])
    on_made = game.judge_made()
    value += on_made
    check(value)
    parts["made"] = frozen(game.of_made.copy())
    taken = _taken(on_made, game.made, parts["made"])
    made = _taken(math.nan, game.maker, generator.gradients)
    penalties = game.penalise()
    parts |= {name: frozen(slopes.gradients.copy()) for name, (_, slopes) in penalties.items()}
    data = network.gradients.copy()
    game.add_rule(1)
    yield from _both_ways(network, on_real, 1, "real")
    yield from forward_steps(generator, made, 0, "made")
    yield from _both_ways(network, taken, 1, "made")
    for name, (term, slopes) in penalties.items():
        yield from _penalty_steps(network, name, term, slopes)
    return Gradient(value, on_real.batch, frozen(data), frozen(network.gradients - data), parts)


def _misled(
    game: Round, players: tuple[Player, Player], check: Check
) -> Generator[MicroStep, None, Gradient]:
    """The turn of the generator up to its update."""
    generator, network = players[0].network, players[1].network
    value = game.make_and_judge()
    check(value)
    through = _taken(value, game.through, network.gradients)
    game.maker.backward()
    data = frozen(generator.gradients.copy())
    made = _taken(math.nan, game.maker, data)
    game.add_rule(0)
    yield from forward_steps(generator, made, 0, "maker")
    yield from forward_steps(network, through, 1, "through")
    yield from backward_steps(network, through, 1, "through", parameters=False)
    yield from backward_steps(generator, made, 0, "maker")
    return Gradient(value, made.batch, data, frozen(generator.gradients - data))


def _taken(value: float, program: Program, gradients: Array) -> Gradient:
    return Gradient(value, batch_trace(program), gradients, np.zeros_like(gradients))


def _both_ways(network: Network, taken: Gradient, player: int, part: str) -> Iterator[MicroStep]:
    yield from forward_steps(network, taken, player, part)
    yield from backward_steps(network, taken, player, part)


def _penalty_steps(network: Network, part: str, term: float, slopes: InputSlopes) -> Iterator[MicroStep]:
    yield MicroStep("slopes", None, frozen(slopes.slopes.T.copy()), player=1, part=part)
    yield MicroStep("term", None, np.array(term), player=1, part=part)
    for place, layer in enumerate(network.layers):
        weights = layer.matrix(slopes.gradients[network.part(place)])
        yield MicroStep("dW", place, frozen(weights.copy()), player=1, part=part)
