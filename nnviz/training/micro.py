"""Micro-steps: one batch of training stopped wherever one likes, forwards, loss, backwards, update."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from nnviz.data import DATASETS, Dataset
from nnviz.said import translate
from nnviz.training.attending import attention_places
from nnviz.training.chain import Chain, Weight, chain_of
from nnviz.training.kernel_chain import KernelChain, kernel_chain_of
from nnviz.training.kernel_gradient import KernelWeight, parameter_index
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.micro_cells import Cell, Phase, cells_of
from nnviz.training.micro_maps import check_place_in, check_weight, place_in, strongest_place, weight_in
from nnviz.training.places import Place
from nnviz.training.snapshot import Snapshot
from nnviz.training.time_chain import TimeChain, most_blamed, time_chain_of
from nnviz.training.time_weights import TimeWeight, index_of, units_of

__all__ = ["Cell", "Micro", "Phase", "Weight", "micro_at"]


@dataclass(frozen=True, eq=False)
class Micro:
    """The batch after ``snapshot`` in micro-steps, stopped at ``place`` of its ``cells``.

    ``example`` is the row of the batch that is shown, ``chosen`` the weight whose blame is asked for (None
    where no layer is a link of the chain), ``path`` the number of the path that is shown, the strongest being
    0. ``spot`` is the place of a map that was chosen, and ``kernel`` the weight of a kernel that is asked
    about instead; ``timed`` one that is used at every step of a sequence, ``at_step`` the step that was
    chosen where a cell is about all of them.
    """

    batch: MicroBatch = field(repr=False)
    dataset: Dataset = field(repr=False)
    cells: tuple[Cell, ...] = field(repr=False)
    place: int
    example: int
    chosen: Weight | None
    path: int = 0
    spot: Place | None = None
    kernel: KernelWeight | None = None
    timed: TimeWeight | None = None
    at_step: int | None = None

    @property
    def tells_classes(self) -> bool:
        """Whether the outputs say of which class an example is."""
        return self.batch.snapshot.ends.tells_classes(self.dataset)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what enters the network that learns."""
        return self.batch.snapshot.ends.input_names(self.dataset)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of these classes; none where the outputs are something else."""
        return self.dataset.class_names if self.tells_classes else ()

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: Dataset, like: Micro | None = None, part: str = "") -> Micro:
        """The batch that follows ``snapshot``, at its beginning, with the example and weight of ``like``;
        or that ``part`` of it.

        Raises ``Diverged`` where the training does, ``ValueError`` as the Trainer.
        """
        batch = MicroBatch.of(snapshot, dataset, part)
        cells = tuple(cells_of(batch))
        if DATASETS[snapshot.experiment.data].unchosen:  # looked into, and not learned from
            cells = tuple(cell for cell in cells if cell.phase != "update")
        example = min(like.example, batch.n - 1) if like is not None else 0
        timed = None if like is None else _still_used(batch, like)
        if not batch.layers:
            return cls(batch, dataset, cells, 0, example, None, timed=timed)
        if like is None or like.chosen is None or not _fits(batch, like.chosen):
            return cls(batch, dataset, cells, 0, example, _most_blamed(batch, example, 0), timed=timed)
        spot, kernel = _still_there(batch, like)
        return cls(batch, dataset, cells, 0, example, like.chosen, spot=spot, kernel=kernel, timed=timed)

    @property
    def weight(self) -> Weight:
        """The weight of a dense layer whose blame is asked for, where there is one."""
        assert self.chosen is not None
        return self.chosen

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
        if self.asked_time is not None:
            return index_of(self.batch.learner, self.asked_time)
        weight = self.weight
        return self.batch.layers[weight.layer].parameter(weight.source, weight.unit)

    @cached_property
    def kernel_chain(self) -> KernelChain | None:
        """The chain rule for the weight of the kernel, place by place; None where none is asked about."""
        return None if self.asked is None else kernel_chain_of(self.batch, self.asked, self.example)

    # ---- sequences
    @property
    def timed_layer(self) -> int | None:
        """The layer that this step is about, if its weights are used at every step of a sequence.

        The update is about that of such a weight, if one is asked about. Where no layer is a link of the
        chain, what is about no layer, or about another, is about the last.
        """
        batch, layer = self.batch, self.cell.steps[0].layer
        if self.cell.kind == "update" and self.timed is not None and self.kernel is None:
            layer = self.timed.layer
        if self.cell.kind == "input" and batch.timed:
            layer = batch.timed[0]
        if layer not in batch.timed and not batch.layers:
            layer = batch.timed[-1]
        return layer if layer in batch.timed else None

    @property
    def on_lanes(self) -> bool:
        """Whether this step is one of a network with attention, and about no layer with steps of its own."""
        step, network = self.cell.steps[0], self.batch.learner
        if not attention_places(network) or self.phase == "update" or step.kind == "loss":
            return False
        return step.layer not in self.batch.timed

    @cached_property
    def asked_time(self) -> TimeWeight | None:
        """The weight used at every step whose blame is asked for; None where this step is about none."""
        layer = self.timed_layer
        if layer is None or (self.timed is not None and self.timed.layer == layer):
            return None if layer is None else self.timed
        return most_blamed(self.batch, self.example, layer)

    @cached_property
    def time_chain(self) -> TimeChain | None:
        """The chain rule for that weight, step by step; None where none is asked about."""
        asked = self.asked_time
        return None if asked is None else time_chain_of(self.batch, asked, self.example)

    @property
    def step(self) -> int:
        """The step of the sequence that is looked at: that of the cell, the chosen one, or one that counts.

        That is the one that adds most to the gradient.
        """
        if self.cell.time is not None:
            return self.cell.time
        if self.at_step is not None:
            return self.at_step
        return 0 if self.time_chain is None else self.time_chain.largest

    def with_step(self, step: int) -> Micro:
        """At another step of the sequence. Raises ``ValueError`` if there is none."""
        layer = self.timed_layer
        steps = 0 if layer is None else self.batch.learner.layers[layer].input_shape[1]
        if not 0 <= step < steps:
            raise ValueError(
                translate("Training", "There is no step {step}: the sequence has {steps}.").format(
                    step=step + 1, steps=steps
                )
            )
        if self.cell.time is None:
            return self._with(at_step=step)
        first = self.cell.steps[0]
        there = ((c.time, c.steps[0].kind, c.steps[0].layer) for c in self.cells)
        return self._with(place=list(there).index((step, first.kind, first.layer)), at_step=step)

    def with_time(self, weight: TimeWeight) -> Micro:
        """With that weight, used at every step, asked about. Raises ``ValueError`` if it is none."""
        index_of(self.batch.learner, weight)
        return self._with(timed=weight)

    def with_time_unit(self, unit: int) -> Micro:
        """With the same weight of another unit of the layer. Raises ``ValueError`` if there is none."""
        asked = self.asked_time
        if asked is None:
            return self
        units = units_of(self.batch.learner.layers[asked.layer])
        column = asked.column - asked.column % units + unit if 0 <= unit < units else -1
        return self.with_time(replace(asked, column=column))

    # ---- maps
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

    def of_turn(self, by: int) -> Micro | None:
        """What the same network learns so many parts later in this update, at its beginning, or before, at
        its end; None where that is another's, or there is none."""
        turn = self.batch.turn(by)
        if turn is None or turn[0] != self.batch.player:
            return None
        micro = Micro.of(self.snapshot, self.dataset, self, turn[1])
        return micro if by > 0 else micro.at(len(micro.cells) - 1)

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
        return self._with(chosen=weight, path=0, kernel=None, timed=None)

    def with_unit(self, layer: int, unit: int) -> Micro:
        """With the weight into that neuron which this example blames most."""
        if not (0 <= layer < len(self.batch.layers) and 0 <= unit < self.batch.layers[layer].units):
            raise ValueError(
                translate("Training", "There is no neuron {unit} in layer {layer}.").format(
                    unit=unit, layer=layer
                )
            )
        weight = _most_blamed(self.batch, self.example, layer, unit)
        return self._with(chosen=weight, path=0, kernel=None, timed=None)

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
        """The cells of a phase; none of the update where another part of the gradient comes first."""
        found = [place for place, cell in enumerate(self.cells) if cell.phase == phase]
        return range(found[0], found[-1] + 1) if found else range(0)

    def _with(self, **changes: object) -> Micro:
        changed = replace(self, **changes)  # type: ignore[arg-type]
        if "chain" in self.__dict__ and not changes.keys() & {"example", "chosen"}:
            changed.__dict__["chain"] = self.chain  # the same: worked out once
        return changed


def micro_at(snapshot: Snapshot, dataset: Dataset, phase: Phase, number: int) -> Micro:
    """The batch after ``snapshot`` at the ``number``th cell of ``phase``, from 1.

    Raises ``ValueError`` with one sentence if there are fewer.
    """
    micro = Micro.of(snapshot, dataset)
    while number > len(micro.places(phase)) and (following := micro.of_turn(1)) is not None:
        number -= len(micro.places(phase))
        micro = following
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


def _still_used(batch: MicroBatch, like: Micro) -> TimeWeight | None:
    """The weight used at every step that was asked about in another batch, where this one has it."""
    if like.timed is None or like.timed.layer not in batch.timed:
        return None
    try:
        index_of(batch.learner, like.timed)
    except ValueError:
        return None
    return like.timed


def _most_blamed(batch: MicroBatch, example: int, layer: int, unit: int | None = None) -> Weight:
    """The weight of that layer (into that unit) with the largest share of this example in its gradient."""
    numbers = batch.layers[layer]
    size = np.abs(np.outer(numbers.entering[example], numbers.dz[example]))
    size = np.nan_to_num(size if unit is None else size[:, [unit]])
    source, column = np.unravel_index(int(size.argmax()), size.shape)
    return Weight(layer, int(source), int(column) if unit is None else unit)
