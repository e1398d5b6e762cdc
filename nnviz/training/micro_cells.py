"""The cells of a batch: each press of the step key, and the steps of the ledger that it computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nnviz.said import translate
from nnviz.training.gates import SCHEMES
from nnviz.training.ledger import MicroStep
from nnviz.training.micro_batch import MicroBatch, Passed

Phase = Literal["forward", "loss", "backward", "update"]
#: "passed" and "back" are a quantity of a layer that is no chain link, on the way forward and back.
CellKind = Literal["input", "z", "a", "passed", "loss", "da", "slope", "dz", "dW", "back", "update"]
Steps = dict[tuple[str, int | None], MicroStep]
_CALLED = {"window": translate("Training", "window"), "winner": translate("Training", "winner")}
_SECOND = {
    "db": "dW",
    "dU": "dW",
    "dstate_bias": "dW",
    "ties": "winner",
}  # quantities that are worked out in the step of another


@dataclass(frozen=True, eq=False)
class Cell:
    """One press of the step key: a place in the batch, and the steps of the ledger that it computes.

    ``layer`` counts the dense layers from 0; None for the inputs, the loss and the update. A layer without
    weights ("passed", "back") has the number of the dense one that it follows, -1 before the first.
    """

    phase: Phase
    kind: CellKind
    label: str
    layer: int | None
    steps: tuple[MicroStep, ...]
    time: int | None = None


def cells_of(batch: MicroBatch) -> Iterator[Cell]:
    """Case B1's order: sums and activations, the loss, the factors from the right, the update."""
    steps: Steps = {(step.kind, step.layer): step for step in batch.steps}
    yield Cell("forward", "input", "x", None, (steps["input", None],))
    for passed in batch.before:
        yield from _passed(batch, passed, -1, steps)
    for layer, numbers in enumerate(batch.layers):
        n = _number(layer + 1)
        yield Cell("forward", "z", f"z{n}", layer, (steps["z", numbers.index],))
        yield Cell("forward", "a", f"a{n}", layer, (steps["a", numbers.index],))
        for passed in numbers.passed:
            yield from _passed(batch, passed, layer, steps)
    yield Cell("loss", "loss", "L", None, (steps["loss", None],))
    for layer in reversed(range(len(batch.layers))):
        yield from _backward(batch, layer, steps)
    learning = [place for place, passed in enumerate(batch.before) if len(passed.backward) > 1]
    for passed in reversed(batch.before[min(learning, default=len(batch.before)) :]):
        yield from _back(batch, passed, -1, steps)  # before the first that learns nothing comes back
    if batch.moves:
        yield Cell("update", "update", "w", None, (batch.steps[-1],))


def _passed(batch: MicroBatch, passed: Passed, layer: int, steps: Steps) -> Iterator[Cell]:
    names_left = passed.forward
    if (scheme := SCHEMES.get(batch.learner.specs[passed.index].kind)) is not None:
        for time in range(batch.learner.layers[passed.index].input_shape[1]):
            for names in scheme.forward:
                yield _at_step("forward", batch, passed, layer, steps, names, time)
        stepwise = {name for names in scheme.forward for name in names}
        names_left = tuple(name for name in passed.forward if name not in stepwise)
    for names in _together(names_left):
        label = (f"a{_number(layer + 1)}" if layer >= 0 else "x") if names[0] == "a" else names[0]
        if passed.index in batch.maps or passed.index in batch.timed:
            label = _of_layer(batch, passed, _CALLED.get(names[0], names[0]))
        yield Cell("forward", "passed", label, layer, tuple(steps[name, passed.index] for name in names))


def _at_step(
    phase: Phase,
    batch: MicroBatch,
    passed: Passed,
    layer: int,
    steps: Steps,
    names: tuple[str, ...],
    time: int,
) -> Cell:
    """What a recurrent layer does at one step of time: ``lstm1, step 3: c``."""
    told = names[-1] if phase == "forward" else f"∂L/∂{names[-1].removeprefix('d')}"
    if len(names) > 2:
        told = " ".join(name for name in names if name not in ("s", "z"))
    label = translate("Training", "{layer}, step {time}: {what}").format(
        layer=batch.learner.names[passed.index], time=time + 1, what=told
    )
    kind: CellKind = "passed" if phase == "forward" else "back"
    return Cell(phase, kind, label, layer, tuple(steps[name, passed.index] for name in names), time)


def _back(batch: MicroBatch, passed: Passed, layer: int, steps: Steps) -> Iterator[Cell]:
    names_left = passed.backward
    if (scheme := SCHEMES.get(batch.learner.specs[passed.index].kind)) is not None:
        stepwise = {name for names in scheme.backward for name in names}
        names_left = tuple(name for name in passed.backward if name not in stepwise)
        yield from _told_back(batch, passed, layer, steps, names_left[:1])  # what the outputs say
        for time in reversed(range(batch.learner.layers[passed.index].input_shape[1])):
            for names in scheme.backward:
                yield _at_step("backward", batch, passed, layer, steps, names, time)
        names_left = names_left[1:]
    yield from _told_back(batch, passed, layer, steps, names_left)


def _told_back(
    batch: MicroBatch, passed: Passed, layer: int, steps: Steps, names_left: Sequence[str]
) -> Iterator[Cell]:
    for names in _together(names_left):
        of = names[0].removeprefix("d")
        if passed.index in batch.maps or passed.index in batch.timed:
            label = _of_layer(batch, passed, "∂a/∂z" if of == "slope" else f"∂L/∂{of}")
        else:
            of = (f"a{_number(layer + 1)}" if layer >= 0 else "x") if of == "a" else of
            label = f"∂L/∂{of}"
        yield Cell("backward", "back", label, layer, tuple(steps[name, passed.index] for name in names))


def _of_layer(batch: MicroBatch, passed: Passed, what: str) -> str:
    """``conv1: z``: the name that the layer has everywhere."""
    name = batch.learner.names[passed.index]
    return translate("Training", "{layer}: {what}").format(layer=name, what=what)


def _together(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The quantities of a layer, those of one step together."""
    for name in names:
        if name not in _SECOND or _SECOND[name] not in names:
            yield (name, *(other for other in names if _SECOND.get(other) == name))


def _backward(batch: MicroBatch, layer: int, steps: Steps) -> Sequence[Cell]:
    numbers, n = batch.layers[layer], _number(layer + 1)
    where = numbers.index
    cells = [cell for passed in reversed(numbers.passed) for cell in _back(batch, passed, layer, steps)]
    own: tuple[tuple[CellKind, str, tuple[str, ...]], ...] = (
        ("da", f"∂L/∂a{n}", ("da",)),
        ("slope", f"∂a{n}/∂z{n}", ("slope",)),
        ("dz", f"∂L/∂z{n}", ("dz",)),
        ("dW", f"∂L/∂W{n}", ("dW", "db")),
    )
    for kind, label, names in own:
        cells.append(Cell("backward", kind, label, layer, tuple(steps[name, where] for name in names)))
    return cells


def _number(n: int) -> str:
    return str(n).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
