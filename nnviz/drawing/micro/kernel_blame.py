"""Who is to blame, where a step back is about maps: the maps, the way through the place, and all places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.images.blame import blame_content, reason_words, tally_words, weight_words
from nnviz.drawing.images.grid import Grid, scale_of
from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.micro.kernel_state import KernelState, Text, at_words
from nnviz.drawing.micro.micro_state import When
from nnviz.said import translate
from nnviz.training.kernel_batch import BatchGradient, batch_gradient
from nnviz.training.kernel_chain import KernelChain, PlacePath
from nnviz.training.kernel_gradient import filter_gradient
from nnviz.training.kernel_way import Ways, ways_through
from nnviz.training.no_blame import tally, why_none
from nnviz.training.places import Floats, Pooled, leaving

_SMALL = 0.01


@dataclass(frozen=True)
class PlaceFactor:
    """One factor of the way through a place: d ``top`` / d ``bottom`` = ``value``, and a few ``words``.

    ``at`` is where its number stands on the stage: "landing" or "patch"; "way" where it has none.
    """

    top: str
    bottom: str
    words: Text
    value: float
    when: When
    at: str


@dataclass(frozen=True, eq=False)
class KernelBlame:
    """A step back in a convolution: the weight that is asked about, and the place that is looked into."""

    state: KernelState
    chain: KernelChain

    @classmethod
    def of(cls, state: KernelState) -> KernelBlame | None:
        """None in a pooling, which has no weights."""
        chain = state.micro.kernel_chain
        return None if chain is None else cls(state, chain)

    @property
    def here(self) -> tuple[int, int]:
        """The place on its map."""
        return self.state.place.row, self.state.place.column

    @cached_property
    def path(self) -> PlacePath:
        """The way through the place that is looked into."""
        return self.chain.at(*self.here)

    @property
    def landed(self) -> bool:
        """Whether the gradient itself is worked out now, or has been."""
        return self.state.computed("dW")

    # ---- maps
    @property
    def maps(self) -> tuple[Grid | None, Grid | None, Grid | None]:
        """Two maps and their product, place by place; None is not worked out yet."""
        if self.landed:
            content = blame_content(self.state.network, self.state.probe, self.chain.found, self.here)
            short = translate("Micro", "blame there, δ")
            return content.met, replace(content.delta, title=short), content.products
        slope, delta = self.chain.slope, self.chain.found.delta
        return (
            self._map("∂L/∂a", self.chain.da),
            None if slope is None or not self.state.computed("slope") else self._map("∂a/∂z", slope),
            self._map("∂L/∂z, δ", np.asarray(delta, np.float64)) if self.state.computed("dz") else None,
        )

    def _map(self, title: str, values: Floats) -> Grid:
        return Grid(title, values, scale_of(values), marked=self.here, gradient=True)

    # ---- the way through the place
    @property
    def factors(self) -> tuple[PlaceFactor, ...]:
        """From the loss to the weight, as at every place."""
        path, found = self.path, []
        if path.slope is None:
            words = translate("Micro", "from the loss straight to the sum")
            found.append(PlaceFactor("L", "z", words, path.delta, self._when("dz"), "landing"))
        else:
            found.append(PlaceFactor("L", "a", _blamed(path.da), path.da, self._when("da"), "landing"))
            slope = slope_words(self._activation, path.slope)
            found.append(PlaceFactor("a", "z", slope, path.slope, self._when("slope"), "landing"))
        met = met_words(self.chain, self.here)
        found.append(PlaceFactor("z", "w", met, path.met, self._when("dW"), "patch"))
        return tuple(found)

    @cached_property
    def ways(self) -> Ways:
        """The ways from the loss through the place, layer by layer."""
        micro = self.state.micro
        return ways_through(micro.batch, self.chain.weight, micro.example, *self.here)

    def _when(self, name: str) -> When:
        place, now = self.state.micro.place_of(name, self.state.place.layer), self.state.micro.place
        return "done" if place < now else "now" if place == now else "next"

    @property
    def _activation(self) -> str:
        return self.state.network.layers[self.state.place.layer].activation.name

    @property
    def so_far(self) -> float:
        """The product of the factors that are known."""
        if self.landed:
            return self.path.product
        if self.state.computed("dz") or self.path.slope is None:
            return self.path.delta
        return self.path.da * (self.path.slope if self.state.computed("slope") else 1.0)

    # ---- all places
    def listed(self, most: int) -> tuple[SumLine, ...]:
        """The strongest places, at most ``most``, and what all come to; before that is known nothing."""
        if not self.landed:
            return ()
        paths = self.chain.paths[:most]
        sums = sum(path.product for path in paths)
        lines = [
            SumLine(
                at_words((path.row, path.column)),
                precise(path.product, sign=True),
                factors=f"{precise(path.met)} × {precise(path.delta)}",
            )
            for path in paths
        ]
        more = self.chain.places - len(paths)
        shown = translate("Micro", "{n} of {all} places shown; they sum to").format(
            n=len(paths), all=self.chain.places
        )
        if not more:
            shown = translate("Micro", "all {all} places").format(all=self.chain.places)
        lines.append(SumLine(shown, precise(sums, sign=True), ruled=True))
        if more:
            zero = self.chain.places - self.chain.alive
            rest = translate("Micro", "{n} more, {zero} of all are 0").format(n=more, zero=zero)
            lines.append(SumLine(rest, precise(self.chain.share - sums, sign=True)))
        share = precise(self.chain.share, sign=True)
        name = translate("Micro", "∂L/∂w of this example")
        lines.append(SumLine(name, share, ruled=True, kind="gradient"))
        if self.chain.samples > 1:
            whole = translate("Micro", "of all {n} examples").format(n=self.chain.samples)
            gradient = precise(self.chain.gradient, sign=True)
            lines.append(SumLine(whole, gradient, kind="gradient"))
        return tuple(lines)

    @cached_property
    def _batch(self) -> BatchGradient:
        return batch_gradient(self.state.micro.batch.learned, self.chain.weight)

    @property
    def batch_map(self) -> Grid:
        """What each place adds, over all examples of the batch."""
        title = translate("Micro", "over all {n} examples").format(n=self.chain.samples)
        return Grid(title, self._batch.products, scale_of(self._batch.products), marked=self.here)

    def batch_listed(self, most: int) -> tuple[SumLine, ...]:
        """The examples that add most, at most ``most`` of them, and what all come to."""
        each = self._batch.examples
        order = np.argsort(-np.abs(each), kind="stable")[:most]
        lines = [
            SumLine(
                translate("Micro", "example {n}").format(n=int(at) + 1), precise(float(each[at]), sign=True)
            )
            for at in order
        ]
        if more := len(each) - len(order):
            rest = float(each.sum() - each[order].sum())
            lines.append(
                SumLine(translate("Micro", "{n} more together").format(n=more), precise(rest, sign=True))
            )
        whole = translate("Micro", "of all {n} examples").format(n=self.chain.samples)
        gradient = precise(self.chain.gradient, sign=True)
        return (*lines, SumLine(whole, gradient, ruled=True, kind="gradient"))

    @property
    def head(self) -> Text:
        """How many inputs the weight met."""
        words = translate("Micro", "It met {n} inputs, each times its blame.")
        return words.format(n=self.chain.places)

    @property
    def weight(self) -> Text:
        """Which weight it is."""
        return weight_words(self.chain.weight)

    @property
    def reason(self) -> tuple[Text, ...]:
        """Why the place has no blame; else why others have none."""
        if not self.state.computed("dz"):
            return ()
        place = self.state.place
        why = why_none(self.state.network, self.state.probe, place, silent=self._silent)
        if why is not None:
            return (reason_words(why, place),)
        counted = tally(self.state.network, self.state.probe, place.layer, place.unit)
        return tally_words(counted)

    @property
    def _silent(self) -> bool:
        """Whether the filter was silent on every picture that was looked at."""
        snapshot, network = self.state.micro.snapshot, self.state.network
        number_ = network.weighted.index(self.state.place.layer)
        return bool(snapshot.statistics[number_].silent[self.state.place.unit])

    @cached_property
    def kernel_gradients(self) -> Floats:
        """(channels, rows, columns) of the example, of all weights of the filter."""
        weight = self.chain.weight
        return filter_gradient(self.state.network, self.state.probe, weight.layer, weight.unit)

    @property
    def weight_now(self) -> str:
        """The weight as it is before the update."""
        return numbers.fitted(float(self.state.micro.batch.update.old[self.state.micro.parameter]), 4)


def slope_words(activation: str, value: float) -> Text:
    """What a slope of that activation does."""
    if activation == "linear":
        return translate("Micro", "no activation: it passes unchanged")
    if activation == "relu":
        shut = translate("Micro", "ReLU is shut: nothing passes")
        return translate("Micro", "ReLU is open: it passes") if value else shut
    return translate("Micro", "slope of the activation")


def met_words(chain: KernelChain, here: tuple[int, int]) -> Text:
    """What the weight met at that place."""
    if chain.found.padded[here]:
        return translate("Micro", "beyond the edge it met nothing")
    if chain.weight.layer == 0:
        return translate("Micro", "the pixel that it met")
    return translate("Micro", "the number that it met")


def _blamed(value: float) -> Text:
    if not value:
        return translate("Micro", "no blame comes back to it")
    lower = translate("Micro", "lower it: the loss falls")
    return translate("Micro", "raise it: the loss falls") if value < 0 else lower


def pooled_maps(state: KernelState) -> tuple[Grid, Grid]:
    """(dL/da of the map that leaves a pooling, what comes back to the map that enters it)."""
    batch, example, place = state.micro.batch, state.micro.example, state.place
    da = leaving(state.network, batch.trace.layers[place.layer].da[example], place.layer)[place.unit]
    assert isinstance(state.found, Pooled)
    here = place.row, place.column
    out = Grid("∂L/∂a", da, scale_of(da), marked=here, gradient=True)
    return out, state.returned


def pooled_words(state: KernelState) -> tuple[Text, ...]:
    """Who gets the blame of a pooling's place."""
    found = state.found
    assert isinstance(found, Pooled)
    count = found.under.values[0].size
    if found.winner is None:
        each = translate("Micro", "Each of the {n} numbers gets an equal share of the blame.")
        return (each.format(n=count),)
    row, column = found.winner
    all_of_it = translate(
        "Micro", "Row {row}, column {column} was the largest and gets all the blame; the other {n} get 0."
    ).format(row=row + 1, column=column + 1, n=count - 1)
    if len(found.ties) == 1:
        return (all_of_it,)
    ties = translate("Micro", "{n} were as large: the first of them counts as the winner.")
    return all_of_it, ties.format(n=len(found.ties))


def factor_words(factor: PlaceFactor) -> str:
    """The value of a factor as it is written everywhere."""
    whole = factor.value == round(factor.value) and abs(factor.value) < 1000
    return numbers.plain(factor.value, 0) if whole else precise(factor.value)


def precise(value: float, *, sign: bool = False) -> str:
    """Four decimals, or two digits of what is so small that the factors would not multiply to the product."""
    if not 0 < abs(value) < _SMALL:
        return numbers.fitted(value, 4, sign=sign)
    text = numbers.scientific(value)
    return f"+{text}" if sign and value > 0 else text
