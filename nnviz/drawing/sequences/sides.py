"""As what a network that reads sequences is shown: unfolded as its layers want it, or as a diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.engine.layers import Attention, LayerSpec
from nnviz.said import Sentence, translate
from nnviz.training.gates import SCHEMES


@dataclass(frozen=True)
class Side:
    """One line of the table: networks with a layer of these ``kinds`` are unfolded so."""

    name: str
    label: Sentence
    kinds: frozenset[str]


#: The first that a network has a layer of.
UNFOLDED: tuple[Side, ...] = (
    Side("time", translate("Sequences", "In time"), frozenset(SCHEMES)),
    Side("attention", translate("Sequences", "Attention"), frozenset({Attention.kind})),
)
DIAGRAM = Side("network", translate("Sequences", "Network"), frozenset())


def unfolded(layers: Sequence[LayerSpec]) -> Side | None:
    """How a network of these layers is unfolded; None where there is nothing but its diagram."""
    kinds = {layer.kind for layer in layers}
    return next((side for side in UNFOLDED if side.kinds & kinds), None)


def side_of(layers: Sequence[LayerSpec], *, as_diagram: bool) -> Side:
    """What is shown of a network of these layers; ``as_diagram``: somebody wishes to see its diagram."""
    return DIAGRAM if as_diagram else unfolded(layers) or DIAGRAM
