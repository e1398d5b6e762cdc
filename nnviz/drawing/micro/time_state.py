"""What is seen of the layer, the step of time and the unit that a micro-step through a sequence is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.micro.examples import wanted_of
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.content import Content, Strip, content_of
from nnviz.drawing.sequences.reads import Reads
from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.said import Sentence, translate
from nnviz.training.gates import SCHEMES, Scheme
from nnviz.training.micro import Micro
from nnviz.training.snapshot import Probe
from nnviz.training.through_time import unrolled
from nnviz.training.time_chain import TimeChain
from nnviz.training.time_weights import TimeWeight, unit_of, units_of

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TimeRow:
    """A strip, units by time, with the steps of it that have been worked out, (T,)."""

    strip: Strip
    known: Bools


@dataclass(frozen=True, eq=False)
class TimeState:
    """A Micro that stands at a layer with steps, with what the views ask of it."""

    micro: Micro

    @cached_property
    def place(self) -> int:
        """The layer among all."""
        assert self.micro.timed_layer is not None
        return self.micro.timed_layer

    @property
    def network(self) -> Network:
        return self.micro.batch.learner

    @property
    def layer(self) -> Layer:
        return self.network.layers[self.place]

    @property
    def name(self) -> str:
        """What the layer is called everywhere."""
        return self.network.names[self.place]

    @property
    def scheme(self) -> Scheme | None:
        """Of a recurrent layer; None for a dense one that works step by step."""
        return SCHEMES.get(self.layer.spec.kind)

    @cached_property
    def probe(self) -> Probe:
        """The example on its way."""
        return self.micro.batch.probe(self.micro.example)

    @property
    def steps(self) -> int:
        return int(self.layer.input_shape[1])

    @property
    def units(self) -> int:
        return units_of(self.layer)

    @property
    def step(self) -> int:
        """The step of time that is looked at."""
        return self.micro.step

    @property
    def weight(self) -> TimeWeight:
        """The weight that is asked about."""
        assert self.micro.asked_time is not None
        return self.micro.asked_time

    @property
    def unit(self) -> int:
        """The unit that is looked at: that of the weight."""
        return unit_of(self.layer, self.weight)

    @property
    def chain(self) -> TimeChain:
        """What each step adds to the gradient of the weight."""
        assert self.micro.time_chain is not None
        return self.micro.time_chain

    @property
    def backward(self) -> bool:
        """Whether it is about blame."""
        return self.micro.phase in ("backward", "update")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The quantities that are worked out now."""
        return tuple(step.kind for step in self.micro.cell.steps)

    # ---- what is known
    @cached_property
    def _known(self) -> dict[str, Bools]:
        found: dict[str, Bools] = {}
        for cell in self.micro.cells[: self.micro.place + 1]:
            for step in cell.steps:
                if step.layer == self.place:
                    known = found.setdefault(step.kind, np.zeros(self.steps, np.bool_))
                    known[slice(None) if cell.time is None else cell.time] = True
        return found

    def known(self, name: str) -> Bools:
        """(T,) at which steps that quantity of the layer has been worked out."""
        return self._known.get(name, np.zeros(self.steps, np.bool_))

    def knows(self, name: str) -> bool:
        """Whether it has been at the step that is looked at."""
        return bool(self.known(name)[self.step])

    @property
    def said(self) -> bool:
        """Whether the network has answered."""
        return self.micro.place_of("a", len(self.network.layers) - 1) <= self.micro.place

    # ---- rows
    @cached_property
    def reads(self) -> Reads:
        """What is read at each step: of the sequence, or of what a pooling before lets through."""
        dataset = self.micro.dataset
        reads = Reads(np.asarray(self.probe.inputs).reshape(dataset.feature_shape), dataset.symbols)
        if reads.steps == self.steps:
            return reads
        return Reads(np.asarray(self.probe.layers[self.place - 1].a).reshape(self.layer.input_shape))

    @cached_property
    def content(self) -> Content | None:
        """The recurrent layer unrolled in time, as everywhere; None for another one."""
        if self.scheme is None:
            return None
        return content_of(unrolled(self.network, self.probe, self.place), self.reads, None)

    @cached_property
    def rows(self) -> tuple[TimeRow, ...]:
        """On the way forward values, on the way back blame."""
        if self.scheme is None:
            return self._dense_rows()
        return self._blame_rows(self.scheme) if self.backward else self._value_rows(self.scheme)

    def value(self, name: str) -> NDArray[Any]:
        """(rows, T) a quantity of the example."""
        return np.asarray(self.probe.layers[self.place].named[name])

    def _row(self, name: str, word: Sentence | str, quantity: str, values: NDArray[Any]) -> TimeRow:
        finite = np.abs(np.where(np.isfinite(values), values, 0.0))
        largest = float(finite.max(initial=0.0))
        shown = quantity in ("i", "f", "o", "r", "u", "n", "g")
        return TimeRow(
            Strip(name, word, values, 1.0 if shown else largest or 1.0, True), self.known(quantity)
        )

    def _value_rows(self, scheme: Scheme) -> tuple[TimeRow, ...]:
        assert self.content is not None
        strips = (*self.content.gates, *self.content.state)
        rows = [TimeRow(strip, self.known(strip.name)) for strip in strips]
        if len(scheme.gates) == 1:
            rows.insert(0, self._row("z", translate("Micro", "sum"), "z", self.value("z")))
        return tuple(rows)

    def _blame_rows(self, scheme: Scheme) -> tuple[TimeRow, ...]:
        rows = [self._row("h", "∂L/∂h", "dh", self.value("dh"))]
        if "dc" in self.probe.layers[self.place].named:
            rows.append(self._row("c", "∂L/∂c", "dc", self.value("dc")))
        dz = self.value("dz")
        for gate in scheme.gates:
            own = dz[gate.block * self.units : (gate.block + 1) * self.units]
            rows.append(self._row(gate.name if len(scheme.gates) > 1 else "z", "∂L/∂z", "dz", own))
        return tuple(rows)

    def _dense_rows(self) -> tuple[TimeRow, ...]:
        names = (("a", "∂L/∂a", "da"), ("z", "∂L/∂z", "dz"))
        if not self.backward:
            names = (("z", translate("Micro", "sum"), "z"), ("a", translate("Micro", "activation"), "a"))
        return tuple(self._row(name, word, of, self.value(of)) for name, word, of in names)

    @cached_property
    def slopes(self) -> NDArray[np.float64] | None:
        """(T,) |dL/dx| where this is known; what enters the first layer is what is read."""
        if self.place or not self.known("dx").all():
            return None
        return self.content.slopes if self.content is not None else None

    @cached_property
    def asked(self) -> Asked | None:
        """What is answered at each step, and what was wanted; None where that is asked at the end."""
        batch, dataset = self.micro.batch, self.micro.dataset
        if not batch.each_step:
            return None
        shape = self.network.layers[-1].output_shape
        outputs = np.asarray(batch.outputs[self.micro.example], np.float64).reshape(shape).T
        return Asked(outputs, tuple(dataset.class_names), True, self.wanted)

    @property
    def wanted(self) -> NDArray[Any]:
        """(T,) what is right at each step: a class, or a value; -1 or NaN where nothing is asked."""
        return wanted_of(self.micro.batch.targets[self.micro.example], self.micro)
