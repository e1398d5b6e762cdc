"""Functions of a truth that no other tool has: which update it was, and what is wrong with a gradient."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from nnviz.engine import Network
from nnviz.lessons.mistakes import unknown
from nnviz.lessons.moment import START, Moment, SampleAt
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.truths.grammar import Call, Given, Path, When
from nnviz.lessons.truths.names import Seen, placed
from nnviz.said import translate
from nnviz.training.forgetting import Turned, answered_wrong, dead, learned_from, turned
from nnviz.training.sabotage import SABOTAGES, caught, measured, sabotaged


def went_wrong(recorded: Recorded, moment: Moment, at: SampleAt) -> int:
    """The update after which that sample was answered wrong, as it is at the moment.

    Raises ``ValueError`` with one sentence where it is right then, or has never been right.
    """
    sample = recorded.sample_at(at)
    if sample.label is None:
        raise ValueError(translate("Lessons", "Samples of these data have no class."))
    found = _turned(recorded, moment, ("wrong", at), answered_wrong(sample.features, sample.label))
    if not found.so:
        raise ValueError(
            translate("Lessons", "“{sample}” is answered right at that moment.").format(sample=str(at))
        )
    if not found.update:
        raise ValueError(
            translate("Lessons", "“{sample}” has never been answered right before.").format(sample=str(at))
        )
    return found.update


def died(recorded: Recorded, moment: Moment, path: Path) -> int:
    """The update after which a unit was dead for good until that moment; 0: it has been from the beginning.

    Raises ``ValueError`` with one sentence for a unit that is not dead then, or cannot die.
    """
    layer, unit = unit_of(recorded, path)
    found = _turned(recorded, moment, ("dead", layer, unit), dead(layer, unit, recorded.dataset))
    if not found.so:
        raise ValueError(translate("Lessons", "“{unit}” is not dead at that moment.").format(unit=str(path)))
    return found.update


def _turned(recorded: Recorded, moment: Moment, what: Hashable, so: Callable[[Network], bool]) -> Turned:
    """What became of ``so`` until the moment, gone through once for all that is asked about ``what``."""
    moment = recorded.last if moment.unit == "last" else moment
    return recorded.kept(("turned", moment, what), lambda: turned(recorded.each_update(moment), so))


def unit_of(recorded: Recorded, path: Path) -> tuple[int, int]:
    """The layer with weights, by its number among these, and the unit that “dense1[3]” means.

    Raises ``ValueError`` with one sentence where there is no such unit, or none that can die.
    """
    layers = recorded.snapshot(START).layers
    network = recorded.snapshot(START).network()
    number, name = layer_of(recorded, path), ".".join(path.names)
    unit = path.place[0] if len(path.place) == 1 else None
    if unit is None or unit >= layers[number].units:
        raise ValueError(
            translate("Lessons", "{name} has the units {name}[0] to {name}[{last}].").format(
                name=name, last=layers[number].units - 1
            )
        )
    activation = network.layers[layers[number].place].activation
    if not activation.dies:
        raise ValueError(
            translate("Lessons", "No unit of {name} can die: its activation is {activation}.").format(
                name=name, activation=activation.name
            )
        )
    return number, unit


def layer_of(recorded: Recorded, path: Path) -> int:
    """The number of a layer among those with weights. Raises ``ValueError`` where there is none."""
    names = [layer.name for layer in recorded.snapshot(START).layers]
    name = ".".join(path.names)
    if name not in names:
        raise ValueError(unknown(translate("Lessons", "layer"), name, names))
    return names.index(name)


def batch_of(recorded: Recorded, when: When) -> tuple[int, ...]:
    """Which samples an update learned from, by where they stand in the data as they were published."""
    moment = when.moment
    if moment is None or moment.unit != "update" or not moment.number:
        raise ValueError(translate("Lessons", "“batch” takes an update, counted from 1: “batch(update 3)”."))
    before = recorded.snapshot(Moment("update", moment.number - 1))
    rows = learned_from(before, recorded.dataset)
    return tuple(int(one) for one in recorded.dataset.train_indices[rows])


def parameter_of(seen: Seen, path: Path) -> Any:
    """Where each number of a parameter stands in the flat vector, its place taken.

    Raises ``ValueError`` with one sentence for a parameter that there is not, and for several numbers.
    """
    network = seen.snapshot().network()
    name = ".".join(path.names)
    block = next((one for one in network.blocks if one.name == name), None)
    if block is None:
        raise ValueError(
            unknown(translate("Lessons", "parameter"), name, [one.name for one in network.blocks])
        )
    index = placed(block.of(np.arange(network.size)), path)
    if not isinstance(index, int):
        raise ValueError(
            translate("Lessons", "“{path}” is several numbers; say which one with [...].").format(
                path=str(path)
            )
        )
    return index


def numeric(seen: Seen, path: Path) -> float:
    """The slope of the loss over that parameter, measured by nudging it to both sides."""
    return measured(seen.batch(), parameter_of(seen, path)).numeric


def mistaken(seen: Seen, call: Call, path: Path) -> float:
    """The gradient of a parameter by a program with a mistake in it."""
    kind, layer = mistake_of(seen.recorded, call)
    return float(sabotaged(seen.batch(), kind, layer)[parameter_of(seen, path)])


def is_caught(seen: Seen, call: Call, path: Path) -> bool:
    """Whether the numerical check of that parameter finds the mistake."""
    kind, layer = mistake_of(seen.recorded, call)
    batch = seen.batch()
    return caught(batch, sabotaged(batch, kind, layer), parameter_of(seen, path))


def mistake_of(recorded: Recorded, call: Call) -> tuple[str, int]:
    """Which mistake, and in which layer. Raises ``ValueError`` for one that there is not."""
    kind, layer = call.parts[0], call.parts[1]
    if not (isinstance(kind, Path) and isinstance(layer, Path)):
        raise ValueError(
            translate("Lessons", "“{name}” takes a mistake, a layer and a parameter.").format(name=call.name)
        )
    name = ".".join(kind.names)
    if name not in SABOTAGES:
        raise ValueError(unknown(translate("Lessons", "mistake"), name, SABOTAGES))
    return name, layer_of(recorded, layer)


def sample_in(call: Call) -> SampleAt:
    """The sample that a function is given. Raises ``ValueError`` with one sentence without one."""
    part = call.parts[0]
    if not isinstance(part, Given) or part.when.sample is None:
        raise ValueError(
            translate("Lessons", "“{name}” takes a sample, such as “test 31”.").format(name=call.name)
        )
    return part.when.sample
