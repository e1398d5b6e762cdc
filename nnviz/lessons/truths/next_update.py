"""Functions of a truth about the update that comes next: gradients, steps, and every micro-step of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnviz.lessons.mistakes import unknown
from nnviz.lessons.truths.grammar import Call, Number, Path
from nnviz.lessons.truths.names import Seen, placed, player_of, quantity_of, value_of
from nnviz.lessons.truths.working import Asked, path_in
from nnviz.said import translate
from nnviz.training.ledger import Update
from nnviz.training.micro_cells import cells_of


def gradient(call: Call, asked: Asked) -> Any:
    """dL/d of what stands at a path: over the batch of the next update, or of one sample that is named."""
    seen, path = asked.seen(path_in(call))
    player, names = player_of(path, seen)
    name, snapshot = ".".join(names), seen.snapshot(player)
    block = next((one for one in snapshot.network().blocks if one.name == name), None)
    if block is not None and seen.when.sample is not None:
        return placed(seen.sent(player, str(path)).gradient(name), path)
    if block is not None:
        return placed(block.of(_update(seen, player).data_gradient), path)
    _, quantity = quantity_of(path, names, snapshot)
    if not quantity.gradient:
        raise ValueError(translate("Lessons", "“{path}” has no gradient.").format(path=str(path)))
    return value_of(replace(path, names=(*path.names[:-1], quantity.gradient)), seen)


def step(call: Call, asked: Asked) -> Any:
    """What the next update subtracts from a parameter."""
    seen, path = asked.seen(path_in(call))
    player, names = player_of(path, seen)
    blocks = seen.snapshot(player).network().blocks
    block = next((one for one in blocks if one.name == ".".join(names)), None)
    if block is None:
        raise ValueError(
            unknown(translate("Lessons", "parameter"), ".".join(names), [one.name for one in blocks])
        )
    return placed(block.of(_update(seen, player).step), path)


def _update(seen: Seen, player: int) -> Update:
    """What the next update does with the parameters of that network."""
    batch = seen.batch(player)
    if batch.player != player:
        raise ValueError(translate("Lessons", "That network has no loss of its own in the next update."))
    return batch.update


def micro(call: Call, asked: Asked) -> Any:
    """A number of a micro-step of the next update: which step, counted from 0, and the place in it."""
    wholes = [part.value for part in call.parts if isinstance(part, Number)]
    if len(wholes) != len(call.parts) or any(one < 0 or one != int(one) for one in wholes):
        raise ValueError(
            translate("Lessons", "“micro” takes the number of a micro-step, and a place: “micro(3, 0, 1)”.")
        )
    recorded = next(iter(asked.runs.values()))
    cells = [*cells_of(Seen(recorded, asked.when).batch())]
    number, *place = map(int, wholes)
    if number >= len(cells):
        raise ValueError(
            translate("Lessons", "There is no micro-step {number}: there are {count}, from 0.").format(
                number=number, count=len(cells)
            )
        )
    return placed(cells[number].steps[0].values, Path(("micro",), tuple(place)))
