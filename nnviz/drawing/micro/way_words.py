"""One way from the loss to a weight of a kernel, as rows of factors."""

from __future__ import annotations

from nnviz.drawing import numbers
from nnviz.drawing.micro.kernel_blame import KernelBlame, PlaceFactor, met_words, precise, slope_words
from nnviz.drawing.micro.kernel_state import Text
from nnviz.said import translate
from nnviz.training.kernel_way import WayFactor, Ways
from nnviz.training.places import Place

_TOPS = {
    "loss": "L", "later": "L", "sum": "L", "slope": "a", "weight": "z", "taken": "p", "kept": "d", "met": "z",
}  # fmt: skip


def way_factors(blame: KernelBlame, ways: Ways, number: int) -> tuple[PlaceFactor, ...]:
    """The factors of that way, from the loss to the weight; what enters a layer has the letter of its own."""
    found, factors = [], ways.ways[number].factors
    tops = [_TOPS[factor.kind] for factor in factors]
    bottoms = [*tops[1:], "w"]
    for factor, top, bottom in zip(factors, tops, bottoms, strict=True):
        found.append(PlaceFactor(top, bottom, _words(blame, factor), factor.value, "done", "way"))
    return tuple(found)


def ways_words(ways: Ways, number: int) -> Text:
    """Which way of how many is shown, and what all of them come to."""
    total = precise(ways.total, sign=True)
    if ways.count == 0:
        return translate("Micro", "every way has a factor of 0")
    if ways.count == 1:
        return translate("Micro", "the only way that is not 0")
    words = translate("Micro", "way {n} of {all} that are not 0; they sum to {total}")
    return words.format(n=number + 1, all=numbers.count(ways.count), total=total)


def _words(blame: KernelBlame, factor: WayFactor) -> Text:
    if factor.kind == "met":
        return met_words(blame.chain, blame.here)
    if factor.kind == "slope":
        return slope_words(blame.state.network.layers[factor.layer].activation.name, factor.value)
    if factor.kind == "taken":
        if not factor.value:
            return translate("Micro", "another was larger: it gets nothing")
        if factor.value == 1:
            return translate("Micro", "the largest of its window: it gets all")
        return translate("Micro", "a mean: it gets its share")
    if factor.kind == "kept":
        kept = translate("Micro", "kept by dropout, and made larger")
        return kept if factor.value else translate("Micro", "left out by dropout")
    assert factor.to is not None
    to = _place_words(blame, factor.to)
    if factor.kind == "weight":
        return translate("Micro", "{place}: the weight on it").format(place=to)
    if factor.kind == "later":
        return translate("Micro", "{place}: with all that follows").format(place=to)
    if factor.kind == "loss":
        return translate("Micro", "{place}: from the loss to what it gives").format(place=to)
    return translate("Micro", "{place}: from the loss straight to its sum").format(place=to)


def _place_words(blame: KernelBlame, place: Place) -> Text:
    """``maxpool2, map 6 (1, 3)``; of the last layer the class."""
    network, names = blame.state.network, blame.state.micro.classes
    layer = network.layers[place.layer]
    if place.layer == len(network.layers) - 1 and place.unit < len(names):
        return names[place.unit]
    words = {"layer": network.names[place.layer], "n": place.unit + 1}
    if len(layer.output_shape) == 1:
        return translate("Micro", "{layer}, {n}").format(**words)
    at = translate("Micro", "{layer}, map {n} ({row}, {column})")
    return at.format(**words, row=place.row + 1, column=place.column + 1)
