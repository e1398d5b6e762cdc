"""A step forward in a layer of maps: the numbers of the place that is looked into, line by line."""

from __future__ import annotations

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.micro.kernel_state import KernelState, at_words
from nnviz.drawing.micro.told_lines import Line, Told, largest, worked
from nnviz.said import Sentence, translate
from nnviz.training.places import Pooled, Sums


def told_of_maps(state: KernelState, note: Sentence | str) -> Told:
    """What the present step works out at the place."""
    layer = state.network.layers[state.place.layer]
    title = translate("Micro", "Forward: {layer}").format(layer=layer.spec.label or layer.spec.kind)
    found = state.found
    if state.part == "seen":
        text = translate("Micro", "This is what the place looks at. Nothing has been worked out of it yet.")
        return Told(title, note, tuple(_window(state)), text)
    if isinstance(found, Pooled):
        return Told(title, note, tuple(_pooled(state, found)), layer.spec.purpose)
    if state.part == "sum":
        text = translate(
            "Micro",
            "Each number under the kernel times the weight on it, all added up, plus the bias. "
            "The same kernel at every place.",
        )
        return Told(title, note, tuple(_sum(found)), text)
    lines = (
        Line(("z =",), "", numbers.fitted(found.z, 4)),
        Line(("a =",), worked(found.activation, found.z), numbers.fitted(found.a, 4), "sum"),
    )
    return Told(title, note, lines, layer.activation.purpose)


def _window(state: KernelState) -> list[Line]:
    under, channels = state.found.under, len(state.found.under.values)
    spans = [(translate("Micro", "rows"), under.down), (translate("Micro", "columns"), under.across)]
    through = translate("Micro", "{first} to {last}")
    lines = [Line((name,), "", through.format(first=span[0] + 1, last=span[1])) for name, span in spans]
    cells = under.values[0].size
    each = translate("Micro", "{n} in each of {channels} channels").format(n=cells, channels=channels)
    middle = each if channels > 1 else ""
    lines.append(Line((translate("Micro", "numbers in it"),), middle, str(cells * channels), "sum"))
    if beyond := int(under.padded.sum()):
        edge = translate("Micro", "of a channel beyond the edge, as 0")
        lines.append(Line((edge,), "", str(beyond), "quiet"))
    return lines


def _sum(found: Sums) -> list[Line]:
    lines = _channels(found) if len(found.sums) > 1 else _products(found)
    bias = numbers.fitted(found.bias, 3, sign=True)
    lines.append(Line((translate("Micro", "bias b"),), "", bias))
    lines.append(Line(("z =",), "", numbers.fitted(found.z, 4), "sum"))
    return lines


def _channels(found: Sums) -> list[Line]:
    """What each channel adds, the largest where there are many."""
    shown = largest(found.sums)
    cells = found.products[0].size
    lines = [
        Line(
            (translate("Micro", "channel {n}").format(n=channel + 1),),
            translate("Micro", "{n} products").format(n=cells),
            numbers.fitted(float(found.sums[channel]), 3, sign=True),
        )
        for channel in shown
    ]
    return lines + _rest(found.sums, shown)


def _products(found: Sums) -> list[Line]:
    """The products of the only channel, the largest where there are many."""
    products = found.products[0]
    shown = largest(products.ravel())
    lines = []
    for at in shown:
        row, column = divmod(at, products.shape[1])
        factors = (float(values[0, row, column]) for values in (found.under.values, found.kernel))
        lines.append(
            Line(
                (at_words((row, column)),),
                " × ".join(numbers.fitted(factor, 3) for factor in factors),
                numbers.fitted(float(products[row, column]), 3, sign=True),
            )
        )
    return lines + _rest(products.ravel(), shown)


def _rest(values: np.ndarray, shown: list[int]) -> list[Line]:
    if len(values) <= len(shown):
        return []
    rest = float(values.sum() - values[shown].sum())
    more = translate("Micro", "{n} more together").format(n=str(len(values) - len(shown)))
    return [Line((more,), "", numbers.fitted(rest, 3, sign=True), "quiet")]


def _pooled(state: KernelState, found: Pooled) -> list[Line]:
    values = found.under.values[0]
    count = values.size
    if found.winner is None:
        total = numbers.fitted(float(values.astype(np.float64).sum()), 3, sign=True)
        added = translate("Micro", "all {n} added").format(n=count)
        shared = translate("Micro", "shared by {n}").format(n=count)
        return [Line((added,), "", total), Line(("a =",), shared, numbers.fitted(found.a, 4), "sum")]
    if state.part == "gives":
        most = translate("Micro", "largest of {n}").format(n=count)
        return [Line(("a =",), most, numbers.fitted(found.a, 4), "sum")]
    lines = [Line((translate("Micro", "the winner"),), "", state.at_words(found.winner), "sum")]
    if len(found.ties) > 1:
        first = translate("Micro", "the first of them wins")
        lines.append(Line((translate("Micro", "as large"),), first, str(len(found.ties)), "now"))
    return lines
