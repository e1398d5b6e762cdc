"""Where the gradient of a kernel's weight comes from, as tables, lines and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.drawing.images.grid import Grid, scale_of
from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.numbers import fitted
from nnviz.engine import GradientCheck, Network
from nnviz.said import Sentence, translate
from nnviz.training.kernel_batch import BatchGradient
from nnviz.training.kernel_gradient import KernelWeight, WeightGradient, blame
from nnviz.training.no_blame import Kind, NoBlame
from nnviz.training.places import Place, entering
from nnviz.training.snapshot import Probe

Text = Sentence | str


@dataclass(frozen=True, eq=False)
class BlameContent:
    """What the weight ``met``, the ``delta`` there and the ``products``, and the ``lines`` of their sum."""

    met: Grid
    delta: Grid
    products: Grid
    lines: tuple[SumLine, ...]


def weight_words(weight: KernelWeight) -> Text:
    """``channel 2, row 2, column 3``."""
    return translate("Images", "channel {channel}, row {row}, column {column}").format(
        channel=weight.channel + 1, row=weight.row + 1, column=weight.column + 1
    )


def blame_content(
    network: Network, probe: Probe, found: WeightGradient, marked: tuple[int, int] | None
) -> BlameContent:
    """Of one example; ``marked`` is the place that is spoken of, by default that of the largest product."""
    weight = found.weight
    grey = weight.layer == 0
    at = found.largest if marked is None else marked
    scale = 1.0 if grey else scale_of(entering(network, probe, weight.layer))
    deltas = scale_of(blame(network, probe, weight.layer))
    met = Grid(translate("Images", "input it met"), found.met, scale, not grey, found.padded, marked=at)
    delta = Grid(
        translate("Images", "blame of the cell it fed, δ"), found.delta, deltas, marked=at, gradient=True
    )
    title = translate("Images", "product, cell by cell")
    products = Grid(title, found.products, scale_of(found.products), marked=at)
    return BlameContent(met, delta, products, _lines(found, at))


def _lines(found: WeightGradient, at: tuple[int, int]) -> tuple[SumLine, ...]:
    row, column = at
    product = float(found.products[at])
    factors = f"{fitted(float(found.met[at]), 4)} × {fitted(float(found.delta[at]), 4)}"
    rest = translate("Images", "{n} more, {zero} are 0")
    more = rest.format(n=found.places - 1, zero=found.zeros - int(found.delta[at] == 0))
    place = translate("Images", "row {row}, column {column}").format(row=row + 1, column=column + 1)
    return (
        SumLine(place, ""),
        SumLine(factors, fitted(product, 4, sign=True)),
        SumLine(more, fitted(found.value - product, 4, sign=True)),
        SumLine("∂L/∂w", fitted(found.value, 4, sign=True), ruled=True, maths=True, kind="gradient"),
    )


def batch_content(found: BatchGradient) -> tuple[Grid, tuple[SumLine, ...]]:
    """Of the whole batch: what each place adds over all examples, and the sum."""
    title = translate("Images", "all {n} examples").format(n=len(found.examples))
    grid = Grid(title, found.products, scale_of(found.products))
    added = translate("Images", "all {n} examples").format(n=len(found.examples))
    return grid, (
        SumLine(added, fitted(found.value, 4, sign=True)),
        SumLine("∂L/∂w", fitted(found.learned, 4, sign=True), ruled=True, maths=True, kind="gradient"),
    )


def nudge_words(check: GradientCheck, value: float, rounding: float) -> Text:
    """What the slope is when the weight is nudged, and whether that is the same."""
    words = translate("Images", "slope by nudging {value}")
    if check.kink:
        words = translate("Images", "slope by nudging {value}, across a corner")
    elif abs(check.numeric - value) <= check.resolution + rounding:
        words = translate("Images", "slope by nudging {value} ✓")
    return words.format(value=fitted(check.numeric, 4, sign=True))


def raising_words(value: float) -> Text:
    """What raising the weight would do."""
    if value == 0:
        return translate("Images", "Moving this weight a little changes nothing here.")
    if value < 0:
        return translate("Images", "Raising this weight lowers the loss here.")
    return translate("Images", "Raising this weight raises the loss here.")


def tally_words(found: Mapping[Kind, int]) -> tuple[Text, ...]:
    """How many places have no blame, and why: a sentence for each reason."""
    texts: dict[Kind, Text] = {
        "right": translate("Images", "No cell has any blame: the answer is exactly right."),
        "held": translate("Images", "{n} are held at 0: the activation is flat there."),
        "lost": translate("Images", "{n} lost to a larger value in the pooling."),
        "unseen": translate("Images", "{n} are in no window of the next layer."),
        "beyond": translate("Images", "{n} feed only what has no blame."),
    }
    return tuple(texts[kind].format(n=count) for kind, count in found.items() if kind in texts)


def reason_words(reason: NoBlame, place: Place) -> Text:
    """Why the place has no blame at all."""
    row, column = place.row + 1, place.column + 1
    where = {"row": row, "column": column}
    if reason.winner is not None:
        text = translate(
            "Images",
            "Row {row}, column {column} has no blame: in the pooling row {to_row}, column {to_column} won.",
        )
        return text.format(to_row=reason.winner[0] + 1, to_column=reason.winner[1] + 1, **where)
    return {
        "right": translate("Images", "No cell has any blame: the answer is exactly right."),
        "held": translate("Images", "Row {row}, column {column} has no blame: its activation is flat there."),
        "dead": translate(
            "Images", "Row {row}, column {column} has no blame: this filter is silent on every picture."
        ),
        "unseen": translate(
            "Images", "Row {row}, column {column} has no blame: no window of the next layer holds it."
        ),
    }.get(
        reason.kind,
        translate("Images", "Row {row}, column {column} has no blame: what it feeds has none."),
    ).format(**where)
