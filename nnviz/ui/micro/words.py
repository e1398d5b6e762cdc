"""What every factor of the chain rule says in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from nnviz.drawing import numbers
from nnviz.training.chain import Factor, Symbol
from nnviz.training.micro import Micro
from nnviz.ui.micro.boxes import Box, Row, Text
from nnviz.ui.micro.symbols import Pen, Symbols
from nnviz.ui.theme import Theme

_SQUASHING = ("sigmoid", "tanh", "softmax")
_TOKEN = re.compile(r"\{(\w+)\}")


def tr(text: str) -> str:
    """``text`` in the person's language."""
    return QCoreApplication.translate("Micro", text)


def number(value: float, digits: int = 3) -> str:
    """A factor as it is written everywhere: three decimals, whole numbers without."""
    if value == round(value) and abs(value) < 1000:
        return numbers.plain(value, 0)
    return numbers.fitted(value, digits)


def short(factor: Factor, micro: Micro, symbols: Symbols) -> str:
    """A few words, where the factor is one of a list."""
    if factor.kind == "loss":
        return (
            tr("raise it: the loss falls")
            if factor.value < 0
            else tr("lower it: the loss falls")
            if factor.value > 0
            else tr("the loss does not hang on it here")
        )
    if factor.kind == "logit":
        return tr("from the loss straight to the sum")
    if factor.kind == "later":
        return tr("what comes back through batch normalisation")
    if factor.kind == "slope":
        return _slope(factor, micro, symbols)
    if factor.kind == "weight":
        return tr("the weight on the way back")
    if factor.kind == "kept":
        return tr("kept by dropout, made larger") if factor.value else tr("left out by dropout")
    if factor.kind == "bias":
        return tr("a bias counts fully")
    if factor.place.layer == 0:
        return tr("the input that came in")
    return tr("what {source} sent in").format(source=symbols.plain(source_symbol(factor)))


def _slope(factor: Factor, micro: Micro, symbols: Symbols) -> str:
    name = micro.batch.layers[factor.place.layer].activation.name
    if name == "linear":
        return tr("no activation: it passes")
    if name == "relu":
        return tr("ReLU is open: it passes") if factor.value else tr("ReLU is shut: nothing passes")
    if name == "softmax" and factor.top.unit != factor.bottom.unit:
        return tr("more for one is less for the others")
    if factor.place.layer == len(micro.batch.layers) - 1:
        return tr("slope of the squash") if name in _SQUASHING else tr("slope of the activation")
    text = (
        tr("slope of the squash in {unit}") if name in _SQUASHING else tr("slope of the activation in {unit}")
    )
    return text.format(unit=symbols.plain(factor.top))


def long(factor: Factor, micro: Micro) -> str:
    """A sentence or two, with {top}, {bottom} and {source} for the symbols and {value} for the number."""
    n, mean = micro.batch.n, not micro.batch.rule.is_sum
    shared = " " + tr("{top} is the mean of {n} examples, hence 1/{n} of it.") if mean and n > 1 else ""
    if factor.kind == "loss":
        verb = (
            tr("Raising it makes {top} smaller.")
            if factor.value < 0
            else tr("Lowering it makes {top} smaller.")
            if factor.value > 0
            else tr("A small change of it alone leaves {top} as it is.")
        )
        begin = tr("If the answer {bottom} grows by a little, the loss {top} changes by {value} times that.")
        return f"{begin} {verb}{shared}"
    if factor.kind == "logit":
        return tr(
            "The answer is so sure that its slope has rounded away. "
            "The product of both factors has not: {bottom} changes {top} by {value} times as much."
        )
    if factor.kind == "later":
        return tr(
            "Batch normalisation mixes all examples of the batch. "
            "This is all that comes back through it to {bottom}."
        )
    if factor.kind == "slope":
        begin = tr("If the sum {bottom} grows by a little, {top} changes by {value} times that:")
        if factor.top.unit != factor.bottom.unit:
            return begin + " " + tr("the outputs share one whole.")
        return begin + " " + tr("the steepness of the curve at this sum.")
    if factor.kind == "weight":
        return tr(
            "If {bottom} grows by a little, the sum {top} changes by {value} times that. "
            "The factor is the weight itself."
        )
    if factor.kind == "kept":
        return tr("Dropout multiplies this neuron by {value} in this batch, 0 for those left out.")
    if factor.kind == "bias":
        return tr("If the bias grows by a little, the sum {top} grows by just as much.")
    return tr(
        "If {bottom} grows by a little, the sum {top} changes by {value} times that. "
        "The factor is what came in: {source}."
    )


def source_symbol(factor: Factor) -> Symbol:
    """What enters the weight that is asked about."""
    layer, source = factor.place.layer - 1, factor.place.source
    return Symbol("x" if layer < 0 else "a", layer, source or 0)


def sentence(factor: Factor, micro: Micro, pen: Pen, theme: Theme, color_role: str = "primary") -> list[Box]:
    """The words of ``long`` as boxes, symbols in italics."""
    font, color = theme.font("body"), theme.text(color_role)
    return words(
        long(factor, micro),
        {
            "top": pen.symbol(factor.top),
            "bottom": pen.symbol(factor.bottom),
            "source": pen.symbol(source_symbol(factor)),
            "value": pen.number(number(factor.value)),
            "n": Text(str(micro.batch.n), font, color),
        },
        lambda text: Text(text, font, color),
    )


def words(template: str, symbols: dict[str, Box], plain: Callable[[str], Box]) -> list[Box]:
    """The words of a sentence, with {names} replaced by boxes."""
    found: list[Box] = []
    for word in template.split(" "):
        parts = [part for part in re.split(r"(\{\w+\})", word) if part]
        boxes = [symbols[part[1:-1]] if _TOKEN.fullmatch(part) else plain(part) for part in parts]
        found.append(boxes[0] if len(boxes) == 1 else Row(boxes))
    return found


def place_words(micro: Micro) -> str:
    """Where a Micro stands, for those who do not see it: ``Backward, step 3 of 8: ∂L/∂z₂``."""
    names = {
        "forward": tr("Forward"),
        "loss": tr("Loss"),
        "backward": tr("Backward"),
        "update": tr("Update"),
    }
    places = micro.places(micro.phase)
    text = tr("{phase}, step {n} of {all}: {what}")
    number_ = micro.place - places[0] + 1
    return text.format(phase=names[micro.phase], n=number_, all=len(places), what=micro.cell.label)
