"""Micro-steps: one batch of training stopped wherever one likes, forwards, loss, backwards, update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from nnviz.data import Dataset
from nnviz.said import translate
from nnviz.training.chain import Chain, Weight, chain_of
from nnviz.training.kernel_chain import KernelChain, kernel_chain_of
from nnviz.training.kernel_gradient import KernelWeight, parameter_index
from nnviz.training.ledger import MicroStep
from nnviz.training.micro_batch import MicroBatch, Passed
from nnviz.training.micro_maps import check_place_in, check_weight, place_in, strongest_place, weight_in
from nnviz.training.places import Place
from nnviz.training.snapshot import Snapshot

__all__ = ["Cell", "Micro", "Phase", "Weight", "micro_at"]

Phase = Literal["forward", "loss", "backward", "update"]
#: "passed" and "back" are a quantity of a layer that is no chain link, on the way forward and back.
CellKind = Literal["input", "z", "a", "passed", "loss", "da", "slope", "dz", "dW", "back", "update"]
Steps = dict[tuple[str, int | None], MicroStep]
_CALLED = {"window": translate("Training", "window"), "winner": translate("Training", "winner")}
_SECOND = {"db": "dW", "ties": "winner"}  # quantities that are worked out in the step of another


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


@dataclass(frozen=True, eq=False)
class Micro:
    """The batch after ``snapshot`` in micro-steps, stopped at ``place`` of its ``cells``.

    ``example`` is the row of the batch that is shown, ``weight`` the one whose blame is asked for, ``path``
    the number of the path through the network that is shown, the strongest being 0. ``spot`` is the place of
    a map that was chosen, and ``kernel`` the weight of a kernel that is asked about instead of ``weight``.
    """

    batch: MicroBatch = field(repr=False)
    dataset: Dataset = field(repr=False)
    cells: tuple[Cell, ...] = field(repr=False)
    place: int
    example: int
    weight: Weight
    path: int = 0
    spot: Place | None = None
    kernel: KernelWeight | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: Dataset, like: Micro | None = None) -> Micro:
        """The batch that follows ``snapshot``, at its beginning, with the example and weight of ``like``.

        Raises ``Diverged`` where the training does, ``ValueError`` as the Trainer.
        """
        batch = MicroBatch.of(snapshot, dataset)
        cells = tuple(_cells(batch))
        example = min(like.example, batch.n - 1) if like is not None else 0
        if like is None or not _fits(batch, like.weight):
            return cls(batch, dataset, cells, 0, example, _most_blamed(batch, example, 0))
        spot, kernel = _still_there(batch, like)
        return cls(batch, dataset, cells, 0, example, like.weight, spot=spot, kernel=kernel)

    @property
    def snapshot(self) -> Snapshot:
        """The moment before this batch."""
        return self.batch.snapshot

    @property
    def cell(self) -> Cell:
        """Where it stands."""
        return self.cells[self.place]

    @property
    def phase(self) -> Phase:
        """Forward, loss, backward or update."""
        return self.cell.phase

    @cached_property
    def chain(self) -> Chain:
        """The chain rule for ``weight`` on ``example``."""
        return chain_of(self.batch, self.weight, self.example)

    @property
    def maps_layer(self) -> int | None:
        """The layer that this step is about, where it has maps whose places can be looked into.

        The update is about that of the kernel's weight, if one is asked about.
        """
        layer = self.cell.steps[0].layer
        if self.cell.kind == "update" and self.kernel is not None:
            layer = self.kernel.layer
        return layer if layer in self.batch.maps else None

    @cached_property
    def looked(self) -> Place | None:
        """The place of a map that is looked into; None where this step has none."""
        layer = self.maps_layer
        if layer is None:
            return None
        kernel = self.kernel if self.kernel is not None and self.kernel.layer == layer else None
        unit, blamed = None if kernel is None else kernel.unit, self.phase == "backward"
        place = place_in(self.batch, self.example, layer, self.spot, unit=unit, blamed=blamed)
        chosen = self.spot is not None and self.spot.layer == layer
        if chosen or not blamed or not self.batch.learner.layers[layer].spec.weighted:
            return place
        weight = weight_in(self.batch, self.example, place, kernel)
        return strongest_place(self.batch, self.example, weight)

    @cached_property
    def asked(self) -> KernelWeight | None:
        """The weight of the looked-into kernel whose blame is asked for; None where there is no kernel."""
        place = self.looked
        if place is None or not self.batch.learner.layers[place.layer].spec.weighted:
            return None
        return weight_in(self.batch, self.example, place, self.kernel)

    @property
    def parameter(self) -> int:
        """The place in the flat vector of parameters of the weight that is asked about here."""
        if self.asked is not None:
            return parameter_index(self.batch.learner, self.asked)
        weight = self.weight
        return self.batch.layers[weight.layer].parameter(weight.source, weight.unit)

    @cached_property
    def kernel_chain(self) -> KernelChain | None:
        """The chain rule for the weight of the kernel, place by place; None where none is asked about."""
        return None if self.asked is None else kernel_chain_of(self.batch, self.asked, self.example)

    def with_spot(self, place: Place) -> Micro:
        """With another place of a map looked into. Raises ``ValueError`` if there is none."""
        check_place_in(self.batch, self.example, place)
        kernel = self.kernel
        if kernel is not None and kernel.layer == place.layer:
            kernel = replace(kernel, unit=place.unit)
        return self._with(spot=place, kernel=kernel)

    def with_kernel(self, weight: KernelWeight) -> Micro:
        """With that weight of a kernel asked about. Raises ``ValueError`` if it is none."""
        check_weight(self.batch, weight)
        spot = self.spot
        if spot is not None and spot.layer == weight.layer:
            spot = replace(spot, unit=weight.unit)
        return self._with(kernel=weight, spot=spot)

    def at_choice(self, weight: KernelWeight | None, place: Place | None) -> Micro:
        """With that weight of a kernel, and that place of a map, where this batch has them."""
        found = self
        try:
            found = found if weight is None else found.with_kernel(weight)
            return found if place is None else found.with_spot(place)
        except ValueError:  # of another network
            return found

    def moved(self, by: int) -> Micro | None:
        """``by`` cells on, or back to the first at most; None past the end: then the batch is learned."""
        place = max(0, self.place + by)
        return self.at(place) if place < len(self.cells) else None

    def at(self, place: int) -> Micro:
        """At that cell. Raises ``ValueError`` if there is none."""
        if not 0 <= place < len(self.cells):
            raise ValueError(
                translate("Training", "There is no micro-step {place}: they go from 0 to {count}.").format(
                    place=place, count=len(self.cells) - 1
                )
            )
        return self._with(place=place)

    def with_example(self, example: int) -> Micro:
        """With another row of the batch shown. Raises ``ValueError`` if there is none."""
        if not 0 <= example < self.batch.n:
            raise ValueError(
                translate("Training", "There is no example {example}: the batch has {n}.").format(
                    example=example, n=self.batch.n
                )
            )
        return self._with(example=example, path=0)

    def with_weight(self, layer: int, source: int | None, unit: int) -> Micro:
        """With another weight asked about (``source`` None: a bias). Raises ``ValueError`` if it is none."""
        weight = Weight(layer, source, unit)
        if not _fits(self.batch, weight):
            raise ValueError(
                translate("Training", "There is no weight from {source} to {unit} in layer {layer}.").format(
                    source=source, unit=unit, layer=layer
                )
            )
        return self._with(weight=weight, path=0, kernel=None)

    def with_unit(self, layer: int, unit: int) -> Micro:
        """With the weight into that neuron which this example blames most."""
        if not (0 <= layer < len(self.batch.layers) and 0 <= unit < self.batch.layers[layer].units):
            raise ValueError(
                translate("Training", "There is no neuron {unit} in layer {layer}.").format(
                    unit=unit, layer=layer
                )
            )
        return self._with(weight=_most_blamed(self.batch, self.example, layer, unit), path=0, kernel=None)

    def with_path(self, path: int) -> Micro:
        """With another path of the chain shown. Raises ``ValueError`` if there is none."""
        if not 0 <= path < len(self.chain.paths):
            raise ValueError(
                translate("Training", "There is no path {path}: the chain lists {count}.").format(
                    path=path, count=len(self.chain.paths)
                )
            )
        return self._with(path=path)

    def place_of(self, kind: str, index: int | None) -> int:
        """The cell that computes the step of the ledger of that kind and that layer of the network."""
        for place, cell in enumerate(self.cells):
            if any((step.kind, step.layer) == (kind, index) for step in cell.steps):
                return place
        raise ValueError(
            translate("Training", "No micro-step computes {kind} of layer {index}.").format(
                kind=kind, index=index
            )
        )

    def places(self, phase: Phase) -> range:
        """The cells of a phase."""
        found = [place for place, cell in enumerate(self.cells) if cell.phase == phase]
        return range(found[0], found[-1] + 1)

    def _with(self, **changes: object) -> Micro:
        changed = replace(self, **changes)  # type: ignore[arg-type]
        if "chain" in self.__dict__ and not changes.keys() & {"example", "weight"}:
            changed.__dict__["chain"] = self.chain  # the same: worked out once
        return changed


def micro_at(snapshot: Snapshot, dataset: Dataset, phase: Phase, number: int) -> Micro:
    """The batch after ``snapshot`` at the ``number``th cell of ``phase``, from 1.

    Raises ``ValueError`` with one sentence if there are fewer.
    """
    micro = Micro.of(snapshot, dataset)
    places = micro.places(phase)
    if number > len(places):
        raise ValueError(
            translate("Training", "There is no step {phase}:{number}: {phase} has {count}.").format(
                phase=phase, number=number, count=len(places)
            )
        )
    return micro.at(places[number - 1])


def _fits(batch: MicroBatch, weight: Weight) -> bool:
    if not 0 <= weight.layer < len(batch.layers):
        return False
    inputs, units = batch.layers[weight.layer].weights.shape
    return 0 <= weight.unit < units and (weight.source is None or 0 <= weight.source < inputs)


def _still_there(batch: MicroBatch, like: Micro) -> tuple[Place | None, KernelWeight | None]:
    """The place and the weight of a kernel that were chosen in another batch, where this one has them."""
    try:
        if like.spot is not None:
            check_place_in(batch, 0, like.spot)
        if like.kernel is not None:
            check_weight(batch, like.kernel)
    except ValueError:
        return None, None
    return like.spot, like.kernel


def _most_blamed(batch: MicroBatch, example: int, layer: int, unit: int | None = None) -> Weight:
    """The weight of that layer (into that unit) with the largest share of this example in its gradient."""
    numbers = batch.layers[layer]
    size = np.abs(np.outer(numbers.entering[example], numbers.dz[example]))
    size = np.nan_to_num(size if unit is None else size[:, [unit]])
    source, column = np.unravel_index(int(size.argmax()), size.shape)
    return Weight(layer, int(source), int(column) if unit is None else unit)


def _cells(batch: MicroBatch) -> Iterator[Cell]:
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
    yield Cell("update", "update", "w", None, (batch.steps[-1],))


def _passed(batch: MicroBatch, passed: Passed, layer: int, steps: Steps) -> Iterator[Cell]:
    for names in _together(passed.forward):
        label = (f"a{_number(layer + 1)}" if layer >= 0 else "x") if names[0] == "a" else names[0]
        if passed.index in batch.maps:
            label = _of_maps(batch, passed, _CALLED.get(names[0], names[0]))
        yield Cell("forward", "passed", label, layer, tuple(steps[name, passed.index] for name in names))


def _back(batch: MicroBatch, passed: Passed, layer: int, steps: Steps) -> Iterator[Cell]:
    for names in _together(passed.backward):
        of = names[0].removeprefix("d")
        if passed.index in batch.maps:
            label = _of_maps(batch, passed, "∂a/∂z" if of == "slope" else f"∂L/∂{of}")
        else:
            of = (f"a{_number(layer + 1)}" if layer >= 0 else "x") if of == "a" else of
            label = f"∂L/∂{of}"
        yield Cell("backward", "back", label, layer, tuple(steps[name, passed.index] for name in names))


def _of_maps(batch: MicroBatch, passed: Passed, what: str) -> str:
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
