"""What is seen of a micro-step of a transformer: its lanes, as far as they have been worked out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnviz.drawing.attention.content import Known, Lanes, Strip, lanes_of
from nnviz.drawing.micro.examples import wanted_of
from nnviz.drawing.micro.lane_words import MADE
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.reads import Reads
from nnviz.engine import Network
from nnviz.training.attending import attention_places, given_steps
from nnviz.training.micro import Micro
from nnviz.training.snapshot import Probe

_SHOWN = ("position", "normal", "a")  # quantities of a layer that stand on the lanes while they are made


@dataclass(frozen=True, eq=False)
class LaneState:
    """A Micro of a network with attention, with what its stage asks of it."""

    micro: Micro

    @property
    def network(self) -> Network:
        return self.micro.batch.learner

    @cached_property
    def probe(self) -> Probe:
        """The example on its way."""
        return self.micro.batch.probe(self.micro.example)

    @property
    def place(self) -> int:
        """The layer that the step is about, among all; -1 for what enters."""
        layer = self.micro.cell.steps[0].layer
        return -1 if layer is None else layer

    @cached_property
    def block(self) -> int:
        """The layer of attention whose lanes are open: the one that the step is in, or leads to."""
        starts = [block.before.place + 1 for block in self._lanes.blocks]
        return max((number for number, start in enumerate(starts) if start <= self.place), default=0)

    def _done(self, place: int, kind: str) -> bool:
        return place < 0 or self.micro.place_of(kind, place) <= self.micro.place

    @cached_property
    def _lanes(self) -> Lanes:
        micro, dataset = self.micro, self.micro.dataset
        reads = Reads(np.asarray(self.probe.inputs).reshape(dataset.feature_shape), dataset.symbols)
        outputs = np.asarray(micro.batch.outputs[micro.example], np.float64)
        each = micro.batch.each_step
        by_step = outputs.reshape(self.network.layers[-1].output_shape).T
        if not each:
            by_step = np.repeat(outputs.reshape(1, -1), reads.steps, axis=0)
        truth = wanted_of(micro.batch.targets[micro.example], micro) if each else None
        asked = Asked(by_step, tuple(dataset.class_names), each, truth)
        return lanes_of(self.network, self.probe, reads, asked, given_steps(dataset), own=False)

    @cached_property
    def _making(self) -> tuple[int, Strip] | None:
        """The strip that a layer makes of the one before, with its number; None where it makes none."""
        step, network = self.micro.cell.steps[0], self.network
        if self.micro.phase != "forward" or step.layer is None or step.kind not in _SHOWN:
            return None
        layer = network.layers[step.layer]
        strips = self._lanes.blocks[self.block].strips
        if layer.spec.kind not in MADE or any(strip.place == step.layer for strip in strips):
            return None
        values = np.asarray(step.values)[self.micro.example]
        shape = layer.output_shape
        if values.size != strips[0].values.size or len(shape) != 2:
            return None
        number = max((at for at, strip in enumerate(strips) if strip.place < step.layer), default=0)
        made = replace(strips[number], title=MADE[layer.spec.kind], words=step.kind)
        return number, replace(made, values=values.reshape(shape), place=step.layer)

    @cached_property
    def lanes(self) -> Lanes:
        """The lanes of the example; what a layer makes stands in the place of what it makes it of."""
        lanes, making = self._lanes, self._making
        if making is None:
            return lanes
        number, strip = making
        block = lanes.blocks[self.block]
        after = list(block.after)
        if number:
            after[number - 1] = strip
        made = replace(block, before=block.before if number else strip, after=tuple(after))
        blocks = (*lanes.blocks[: self.block], made, *lanes.blocks[self.block + 1 :])
        largest = float(np.abs(np.nan_to_num(strip.values)).max(initial=0.0))
        return replace(lanes, blocks=blocks, full=max(lanes.full, largest))

    @cached_property
    def known(self) -> Known:
        """How far it has been worked out."""
        strips = self.lanes.blocks[self.block].strips
        making = self._making
        found = [
            (making is not None and at == making[0]) or self._done(strip.place, "a")
            for at, strip in enumerate(strips)
        ]
        places, kinds = attention_places(self.network), {step.kind for step in self.micro.cell.steps}
        now = next((at for at, strip in enumerate(strips) if strip.place == self.place), None)
        if self.micro.phase != "forward" or ("a" not in kinds and making is None):
            now = None
        return Known(
            tuple(found),
            tuple(self._done(place, "shares") for place in places),
            self._done(len(self.network.layers) - 1, "a"),
            now,
            self.place == places[self.block] and now is None,
        )
