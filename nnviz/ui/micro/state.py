"""What is known, lit and told at one micro-step: the same for the stage, the panel and the strip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nnviz.training.chain import Factor, Path
from nnviz.training.micro import Micro
from nnviz.ui.micro.plan import shown_unit
from nnviz.ui.micro.symbols import Symbols

When = Literal["done", "now", "next"]


@dataclass(frozen=True, eq=False)
class State:
    """A Micro with what the views ask of it."""

    micro: Micro

    @cached_property
    def symbols(self) -> Symbols:
        return Symbols.of(self.micro)

    @cached_property
    def path(self) -> Path:
        """The path of the chain that is shown."""
        return self.micro.chain.paths[self.micro.path]

    @property
    def factors(self) -> tuple[Factor, ...]:
        return self.path.factors

    @cached_property
    def whens(self) -> tuple[When, ...]:
        """Of each factor, whether it has been worked out, is now, or is still to come."""
        place, found = self.micro.place, []
        for factor in self.factors:
            cell = self.micro.place_of(*factor.step)
            when: When = "done" if cell < place else "now" if cell == place else "next"
            found.append(when)
        return tuple(found)

    @property
    def now(self) -> int | None:
        """The number of the factor that is worked out now, from 0."""
        return self.whens.index("now") if "now" in self.whens else None

    @property
    def known(self) -> int:
        """How many factors are known, the present one included."""
        return sum(when != "next" for when in self.whens)

    @property
    def so_far(self) -> float | None:
        """The product of the known factors."""
        return self.factors[self.known - 1].so_far if self.known else None

    def knows(self, kind: str, layer: int | None) -> bool:
        """Whether the ledger's numbers of that kind and dense layer have been worked out."""
        index = None if layer is None else self.micro.batch.layers[layer].index
        return self.micro.place_of(kind, index) <= self.micro.place

    def unit(self, layer: int) -> int:
        """The unit of a layer (-1: the inputs) whose arithmetic is told."""
        found = shown_unit(self.micro, self.path, layer)
        return 0 if found is None else found

    @cached_property
    def cut(self) -> frozenset[tuple[int, int, int]]:
        """(layer, source, unit) of the edges that are cut."""
        return frozenset(self.micro.snapshot.experiment.cut)

    def held(self, layer: int, source: int | None, unit: int) -> bool:
        """Whether training leaves that weight alone."""
        frozen = layer in self.micro.snapshot.experiment.frozen
        return frozen or (source is not None and (layer, source, unit) in self.cut)

    def weight_now(self, layer: int, source: int | None, unit: int) -> float:
        """A weight as it is at this place: after the update it is another."""
        numbers, micro = self.micro.batch.layers[layer], self.micro
        if micro.phase == "update":
            return float(micro.batch.update.limited[numbers.parameter(source, unit)])
        return float(numbers.bias[unit] if source is None else numbers.weights[source, unit])
