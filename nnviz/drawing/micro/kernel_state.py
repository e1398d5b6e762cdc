"""What is seen and told of the one place of a map that a micro-step is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.images.forward import ForwardContent, forward_content, strongest_channel
from nnviz.drawing.images.grid import Grid, scale_of
from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.naming import activation_label, function_letters
from nnviz.drawing.numbers import fitted
from nnviz.engine import Network
from nnviz.engine.layers import Quantity
from nnviz.engine.layers.windows import Windows
from nnviz.said import Sentence, translate
from nnviz.training.micro import Micro
from nnviz.training.micro_maps import maps_of
from nnviz.training.places import Place, Pooled, Sums, entering, look_into
from nnviz.training.snapshot import Probe

Text = Sentence | str


@dataclass(frozen=True, eq=False)
class KernelState:
    """A Micro that stands at a layer of maps, with what the views ask of it."""

    micro: Micro

    @cached_property
    def place(self) -> Place:
        """The place that is looked into."""
        assert self.micro.looked is not None
        return self.micro.looked

    @property
    def network(self) -> Network:
        return self.micro.batch.learner

    @cached_property
    def probe(self) -> Probe:
        """The example on its way."""
        return self.micro.batch.probe(self.micro.example)

    @cached_property
    def found(self) -> Sums | Pooled:
        """How the number of the place comes about."""
        return look_into(self.network, self.probe, self.place)

    @property
    def backward(self) -> bool:
        """Whether it is about blame."""
        return self.micro.phase == "backward"

    def computed(self, name: str) -> bool:
        """Whether that quantity of the layer has been worked out."""
        return self.micro.place_of(name, self.place.layer) <= self.micro.place

    def knows(self, part: str) -> bool:
        """Whether what is that ``part`` of how the number comes about has been worked out."""
        return any(self.computed(one.name) for one in self._quantities if one.part == part)

    @property
    def _quantities(self) -> tuple[Quantity, ...]:
        return self.network.layers[self.place.layer].quantities

    @property
    def lone(self) -> bool:
        """Whether the layer gives a single number for each map."""
        return len(self.network.layers[self.place.layer].output_shape) == 1

    @property
    def part(self) -> str:
        """Which part of how the number comes about is worked out now; "" for none."""
        now = self.micro.cell.steps[0].kind
        return next((one.part for one in self._quantities if one.name == now), "")

    @cached_property
    def spoken(self) -> int:
        """The channel that stands open where only one can: that of the weight, or that of the largest sum."""
        if isinstance(self.found, Pooled):
            return 0
        if self.micro.asked is not None and (self.backward or self.micro.kernel is not None):
            return self.micro.asked.channel
        return strongest_channel(self.found)

    def channels(self, rows: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(the channels that stand open in so many rows, those that are folded); the spoken one is open."""
        if isinstance(self.found, Pooled):
            return (0,), ()
        count = len(self.found.sums)
        if count <= rows:
            return tuple(range(count)), ()
        size = np.abs(self.found.sums)
        size[self.spoken] = np.inf
        shown = sorted(np.argsort(-size, kind="stable")[: max(1, rows - 1)].tolist())
        return tuple(shown), tuple(channel for channel in range(count) if channel not in shown)

    @property
    def of_steps(self) -> bool:
        """Whether what enters is a sequence, whose only row nobody counts."""
        return len(self.network.layers[self.place.layer].input_shape) == 2

    def at_words(self, cell: tuple[int, int]) -> Text:
        """``row 3, column 7``; of a sequence ``step 7``."""
        if self.of_steps:
            return translate("Micro", "step {n}").format(n=cell[1] + 1)
        return at_words(cell)

    @property
    def stride(self) -> tuple[int, int]:
        """How far the window moves from a place to the next, down and across; 0 where it is the whole map."""
        windows: Windows | None = getattr(self.network.layers[self.place.layer], "windows", None)
        return (0, 0) if windows is None else windows.stride

    # ---- tables
    @property
    def tables(self) -> int:
        """How many tables a channel has."""
        return 3 if isinstance(self.found, Sums) else 2 if self.backward else 1

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) of each."""
        rows, columns = self.found.under.values.shape[1:]
        return rows, columns

    def content(self, channel: int) -> ForwardContent:
        """The tables of a channel."""
        return forward_content(self.network, self.probe, self.found, channel)

    def grid(self, table: int, channel: int) -> Grid | None:
        """A table of a channel; None while its numbers have not been worked out."""
        if isinstance(self.found, Pooled):
            return self.returned if table else self.content(channel).under
        content = self.content(channel)
        if table == 0:
            return content.under
        return content.weights if table == 1 else content.products if self.knows("sum") else None

    @cached_property
    def returned(self) -> Grid:
        """What comes back to a pooling's window from this place: all to the winner, or a share to each."""
        assert isinstance(self.found, Pooled)
        values = np.zeros(self.shape)
        if self.found.winner is None:
            values[...] = self.blame / values.size
        else:
            values[self._within(self.found.winner)] = self.blame
        title = translate("Micro", "what comes back")
        marked = None if self.found.winner is None else self._within(self.found.winner)
        return Grid(title, values, scale_of(values), first=self._first, marked=marked, gradient=True)

    @property
    def blame(self) -> float:
        """dL/da of the place."""
        da = self.micro.batch.trace.layers[self.place.layer].da[self.micro.example]
        units = len(maps_of(self.micro.batch, self.micro.example, self.place.layer))
        maps = da.reshape(units, -1)[self.place.unit]
        _, _, columns = maps_of(self.micro.batch, self.micro.example, self.place.layer).shape
        return float(maps[self.place.row * columns + self.place.column])

    @property
    def _first(self) -> tuple[int, int]:
        return self.found.under.down[0], self.found.under.across[0]

    def _within(self, cell: tuple[int, int]) -> tuple[int, int]:
        return cell[0] - self._first[0], cell[1] - self._first[1]

    def map_in(self, channel: int) -> Grid:
        """The whole map that comes in along a channel; of a pooling that of its own."""
        values = entering(self.network, self.probe, self.place.layer)
        own = self.place.unit if isinstance(self.found, Pooled) else channel
        grey = self.place.layer == 0
        return Grid("", values[own], 1.0 if grey else scale_of(values), not grey)

    @property
    def landing(self) -> Grid | None:
        """The map that the result stands in: z, later a; None before either is known."""
        layer = self.place.layer
        values: NDArray[np.floating] | None = None
        if self.knows("gives"):
            values = maps_of(self.micro.batch, self.micro.example, layer)
        elif isinstance(self.found, Sums) and self.knows("sum"):
            z = self.micro.batch.trace.layers[layer].z[self.micro.example]
            values = z.reshape(maps_of(self.micro.batch, self.micro.example, layer).shape)
        if values is None:
            return None
        here = self.place.row, self.place.column
        return Grid("", values[self.place.unit], scale_of(values), marked=here, gradient=self.backward)

    # ---- words
    @property
    def lines(self) -> tuple[SumLine, ...]:
        """The addition, as far as it has come."""
        found = self.found
        if isinstance(found, Pooled):
            return self._pooled_lines(found)
        if not self.knows("sum"):
            return ()
        lines = [
            SumLine(translate("Micro", "channels"), _signed(found.total)),
            SumLine(translate("Micro", "bias"), _signed(found.bias)),
            SumLine("z", _signed(found.z), ruled=True, maths=True),
        ]
        if self.knows("gives"):
            f = function_letters(found.activation, activation_label(found.activation))
            name = "a = z" if found.activation == "linear" else f"{f}(z)"
            lines.append(SumLine(name, fitted(found.a), maths=True, kind="result"))
        return tuple(lines)

    def _pooled_lines(self, found: Pooled) -> tuple[SumLine, ...]:
        if not self.knows("gives"):
            return ()
        count = found.under.values[0].size
        if self.backward:
            blame = SumLine("∂L/∂a", fitted(self.blame, 4, sign=True), maths=True, kind="gradient")
            if found.winner is None:
                share = fitted(self.blame / count, 4, sign=True)
                each = translate("Micro", "each of {n} gets").format(n=count)
                return blame, SumLine(each, share, ruled=True, kind="gradient")
            return blame, SumLine(translate("Micro", "to the winner"), self.at_words(found.winner))
        if found.winner is None:
            return (
                SumLine(translate("Micro", "mean of {n}").format(n=count), fitted(found.a), kind="result"),
            )
        lines = [
            SumLine(translate("Micro", "largest of {n}").format(n=count), fitted(found.a), kind="result")
        ]
        if self.knows("taken"):
            lines.append(SumLine(translate("Micro", "it stands at"), self.at_words(found.winner)))
            if len(found.ties) > 1:
                ties = translate("Micro", "as large, the first wins").format(n=len(found.ties))
                lines.append(SumLine(ties, str(len(found.ties))))
        return tuple(lines)

    @property
    def heads(self) -> tuple[tuple[Text, Text], ...]:
        """(title, what stands below it) of the maps that come in, each table, the sums and the landing."""
        found, (rows, columns) = self.found, self.shape
        x = entering(self.network, self.probe, self.place.layer)
        across = translate("Micro", "{rows} × {columns}")
        if self.of_steps:
            across = translate("Micro", "{columns} steps")
        size = across.format(rows=x.shape[1], columns=x.shape[2])
        out = maps_of(self.micro.batch, self.micro.example, self.place.layer)
        own_size: Text = across.format(rows=out.shape[1], columns=out.shape[2])
        landing = (
            translate("Micro", "lands here"),
            translate("Micro", "one number") if self.lone else own_size,
        )
        if isinstance(found, Pooled):
            window = translate("Micro", "its window"), across.format(rows=rows, columns=columns)
            back = (translate("Micro", "comes back"), "∂L/∂x")
            own = translate("Micro", "map {n}").format(n=self.place.unit + 1)
            return (own, size), window, *((back,) if self.backward else ()), ("", ""), landing
        count = found.kernel.size
        own, before = translate("Micro", "filter {n}"), translate("Micro", "filter {n}, before")
        maps = translate("Micro", "{n} maps in").format(n=len(x))
        if self.place.layer == 0:
            maps = translate("Micro", "{n} colours").format(n=len(x))
            if self.of_steps:
                maps = translate("Micro", "{n} features").format(n=len(x))
            elif len(x) == 1:
                maps = translate("Micro", "picture")
        each = translate("Micro", "{rows} × {columns} each") if len(x) > 1 else across
        if self.of_steps and len(x) > 1:
            each = translate("Micro", "{columns} steps each")
        return (
            (maps, size),
            (translate("Micro", "under it"), each.format(rows=rows, columns=columns)),
            (
                (before if self.micro.phase == "update" else own).format(n=self.place.unit + 1),
                translate("Micro", "{n} weights").format(n=count),
            ),
            (translate("Micro", "products"), translate("Micro", "{n} of them").format(n=count)),
            (
                translate("Micro", "per channel") if len(x) > 1 else translate("Micro", "their sum"),
                translate("Micro", "{n} added").format(n=rows * columns),
            ),
            landing,
        )


def at_words(cell: tuple[int, int]) -> Text:
    """``row 3, column 7``."""
    return translate("Micro", "row {row}, column {column}").format(row=cell[0] + 1, column=cell[1] + 1)


def _signed(value: float) -> str:
    return fitted(value, 3, sign=True)
