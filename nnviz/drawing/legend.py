"""What colours, widths and tiles of a drawing mean, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.numbers import count, fitted
from nnviz.said import translate
from nnviz.training.snapshot import EdgeKind

SYMBOLS: Final[dict[EdgeKind, str]] = {"signal": "w·a", "weights": "w", "gradient": "∂L/∂w"}
_MEANINGS: Final[dict[EdgeKind, str]] = {
    "signal": translate("Diagram", "Lines: weight × activation for the shown sample."),
    "weights": translate("Diagram", "Lines: the weights."),
    "gradient": translate("Diagram", "Lines: gradient of the sample's loss with respect to each weight."),
}
_GIVEN: Final = translate("Diagram", "Lines: the gradient that the other program wrote down.")
_COLOUR: Final = translate("Diagram", "Colour is the sign and, with the width, the size; full at {clips}.")
_BUNDLES: Final = translate(
    "Diagram", "A line to a stack is the sum of its lines, full where all of them would be."
)
_BEADS: Final = translate(
    "Diagram",
    "Beads are full at 75 % of their layer's largest activation over the test batch, those of sigmoid, "
    "tanh and softmax at 1.",
)
_MAPS: Final[dict[EdgeKind, str]] = {
    "signal": translate(
        "Diagram", "To and from a map a line is all that runs there: weight × activation over all places."
    ),
    "weights": translate("Diagram", "To and from a map a line is the largest of its weights."),
    "gradient": translate("Diagram", "To and from a map a line is the largest gradient of its weights."),
}
_GRIDS: Final = translate(
    "Diagram",
    "Maps are full where a bead of their layer would be, pooled ones where the map they are made of is; "
    "kernels at 80 % of the layer's largest weight.",
)
_OWN: Final = translate(
    "Diagram",
    "Each map is full at its own largest value; kernels at 80 % of the layer's largest weight.",
)
_PLANE: Final = translate(
    "Diagram", "Tiles are what a neuron says of every point of the plane, full where its bead is."
)
_TILES: Final = translate("Diagram", "Tiles are the weights into a neuron, full at 80 % of the largest.")


def count_words(shown: int, total: int) -> str:
    """How many lines are drawn of how many."""
    return translate("Diagram", "{shown} of {total} lines").format(shown=count(shown), total=count(total))


def full_words(kind: EdgeKind, clips: Sequence[float], layout: DiagramLayout | None = None) -> str:
    """At which number colour and width are full, gap by gap; the range of it for many gaps."""
    if not clips:
        return ""
    each = [f"±{fitted(clip, 2)}" for clip in clips]
    if len(clips) > 3:
        each = [f"±{fitted(min(clips), 2)} … ±{fitted(max(clips), 2)}"]
    full = translate("Diagram", "full at {symbol} = {clips}")
    symbol = SYMBOLS[kind]
    if layout is not None and layout.maps:
        symbol = f"Σ {symbol}" if kind == "signal" else symbol
    return full.format(symbol=symbol, clips=" | ".join(each))


def explained(
    kind: EdgeKind,
    clips: Sequence[float],
    layout: DiagramLayout | None,
    own_scale: bool = False,
    *,
    given: bool = False,
) -> list[str]:
    """Sentence by sentence what there is to see; ``given``: the gradient came with the weights."""
    full = ", ".join(f"±{fitted(clip, 2)}" for clip in clips) or "0"
    found = [_GIVEN if given and kind == "gradient" else _MEANINGS[kind], _COLOUR.format(clips=full)]
    if layout is None:
        return found
    if any(box.folded for box in layout.layers):
        found.append(_BUNDLES)
    found.append(_BEADS)
    if layout.maps:
        return [*found[:1], _MAPS[kind], *found[1:], _OWN if own_scale else _GRIDS]
    if layout.planar or layout.layers[0].tile:
        found.append(_PLANE if layout.planar else _TILES)
    return found


def missing(planar: bool, sample: bool, sequence: bool = False, *, computable: bool = True) -> str:
    """Why there are no lines: without a sample there is no signal, without a label no gradient, and where it
    is not known what a layer does neither."""
    if not computable:
        return translate("Diagram", "What a layer does is not known: nothing is sent through")
    if sequence and sample:
        return translate("Diagram", "Choose a test sequence to see its gradient")
    if planar and sample:
        return translate("Diagram", "Click a point of the map to see its gradient")
    if planar:
        return translate("Diagram", "Move over the map to see the signal of a point")
    if sample:
        return translate("Diagram", "Say what it is to see its gradient")
    return translate("Diagram", "Draw or pick a sample to see its signal")
