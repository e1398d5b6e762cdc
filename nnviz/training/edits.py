"""What a person changes in a network with their own hands: weights and biases, cut edges, frozen layers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nnviz.engine.layers import LayerSpec, built
from nnviz.said import translate

#: (dense layer, from, to), each counted from 0: an edge between two neurons, or from an input; from -1 the
#: bias.
Edge = tuple[int, int, int]
#: What training leaves as it is: a layer, or (layer, unit), all that leads into that neuron or filter.
Frozen = int | tuple[int, int]


@dataclass(frozen=True)
class Edit:
    """A weight, or with ``source`` None a bias, set to ``value`` by hand.

    ``layer`` counts the dense layers from 0, the last being the output layer; ``unit`` is the neuron that the
    edge from ``source`` leads to, or that has the bias. ``player`` is the place of its network among those
    that play.
    """

    layer: int
    source: int | None
    unit: int
    value: float
    player: int = 0


@dataclass(frozen=True)
class Change:
    """A live change: after ``step`` updates and ``epoch`` whole epochs, ``name`` took the value ``value``.

    ``name`` is a setting of the Experiment, of a further network with that one's name before it, or "edit"
    with an ``Edit`` as its value.
    """

    step: int
    epoch: int
    name: str
    value: Any

    @property
    def by_hand(self) -> bool:
        """Whether the network itself was changed, rather than how it is trained."""
        return self.name.rpartition(".")[2] in ("edit", "cut", "frozen")


def check_held(cut: Any, frozen: Any, layers: Sequence[LayerSpec]) -> None:
    """Raise ``ValueError`` with one sentence unless these edges and layers can be there behind these layers.

    How many inputs and outputs there are, and of what shape, is known to the Trainer alone.
    """
    sizes = [getattr(layer, layer.sized, math.inf) for layer in layers if layer.weighted]
    count = len(sizes)
    _check_frozen(frozen, [*sizes, math.inf])
    edges = _edges(layers) if cut else []
    for edge in cut if isinstance(cut, tuple) else (None,):
        if not isinstance(edge, tuple) or len(edge) != 3 or not all(map(_is_end, edge)):
            raise ValueError(
                translate("Training", "A cut edge must be three whole numbers: layer, from, to.")
            )
        layer, source, unit = edge
        sources, units = edges[layer] if layer < len(edges) else (math.inf, math.inf)
        if not 0 <= layer <= count or source >= sources or not 0 <= unit < units:
            raise ValueError(
                translate(
                    "Training", "There is no edge {source} to {unit} into layer {layer} that could be cut."
                ).format(source=source, unit=unit, layer=layer + 1)
            )
    if len(set(cut)) < len(cut):
        raise ValueError(translate("Training", "An edge can be cut only once."))


def _check_frozen(frozen: Any, sizes: Sequence[float]) -> None:
    """``sizes`` is how many units each layer has, as far as it is known."""
    if not isinstance(frozen, tuple) or not all(_is_place(one) or _is_unit(one) for one in frozen):
        raise ValueError(
            translate(
                "Training",
                "Frozen layers must be whole numbers, from 0 for the first, or pairs of layer and neuron.",
            )
        )
    places = [one if isinstance(one, tuple) else (one, 0) for one in frozen]
    there = all(layer < len(sizes) and unit < sizes[layer] for layer, unit in places)
    if not there or len(set(frozen)) < len(frozen):
        raise ValueError(
            translate(
                "Training",
                "Frozen layers and neurons must be different ones of the {count} layers there are.",
            ).format(count=len(sizes))
        )


def by_place(frozen: Iterable[Frozen]) -> tuple[Frozen, ...]:
    """Each once, input side first, a layer before its units."""
    return tuple(sorted(set(frozen), key=lambda one: one if isinstance(one, tuple) else (one, -1)))


def _edges(layers: Sequence[LayerSpec]) -> list[tuple[float, float]]:
    """(sources, units) of the weights of each layer and of the output; infinite: not known here."""
    try:
        known = built((1,), layers)
    except ValueError:  # they do not take a row of features
        return []
    edges: list[tuple[float, float]] = [layer.edges for layer in known if layer.spec.weighted]
    if edges:
        edges[0] = (math.inf, edges[0][1])
        edges.append((known[-1].output_size, math.inf))
    return edges


def check_place(shapes: Sequence[tuple[int, int]], layer: int, source: int | None, unit: int) -> None:
    """Raise ``ValueError`` unless layers of these shapes (inputs, units) have that weight, or bias."""
    there = 0 <= layer < len(shapes)
    if there:
        inputs, units = shapes[layer]
        there = 0 <= unit < units and (source is None or 0 <= source < inputs)
    if not there:
        text = translate("Training", "There is no edge from {source} to {unit} in layer {layer}.")
        if source is None:
            text = translate("Training", "There is no bias of neuron {unit} in layer {layer}.")
        raise ValueError(text.format(source=source, unit=unit, layer=layer + 1))


def check_edit(edit: Edit, shapes: Sequence[tuple[int, int]], largest: float) -> None:
    """Raise ``ValueError`` with one sentence unless the Edit has its place and a finite value."""
    check_place(shapes, edit.layer, edit.source, edit.unit)
    if not math.isfinite(edit.value) or abs(edit.value) > largest:
        raise ValueError(
            translate("Training", "A weight must be a finite number, not {value:g}.").format(value=edit.value)
        )


def _is_unit(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(map(_is_place, value))


def _is_end(value: Any) -> bool:
    return value == -1 or _is_place(value)


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
