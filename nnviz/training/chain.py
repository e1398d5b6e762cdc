"""The chain rule for one weight and one sample: its paths to the loss, factor by factor.

A path runs from the loss back to the weight: dL/da of an output, the slope of its activation, a weight, a
slope, a weight, ..., and last what entered the weight. The product of its factors is what the weight adds to
the loss along this path, and the paths sum to the sample's share of dL/dw. Activations that mix their units
(softmax) are a choice of unit like any layer. All numbers are the ledger's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.training.chain_links import FactorKind, Link, links_to
from nnviz.training.micro_batch import LayerNumbers, MicroBatch
from nnviz.training.strongest import counted, strongest

#: How many paths are listed, the strongest first; what all of them sum to is always there.
LISTED = 8


@dataclass(frozen=True)
class Weight:
    """The weight of dense layer ``layer`` (from 0) from ``source`` to ``unit``; source None is the bias."""

    layer: int
    source: int | None
    unit: int


@dataclass(frozen=True)
class Symbol:
    """A letter of the network's mathematics: ``letter`` L, y, a, z, w or x; layer -1 are the inputs.

    y is an activation of the last layer, w the weight that is asked about.
    """

    letter: Literal["L", "y", "a", "z", "w", "x"]
    layer: int = -1
    unit: int = 0


@dataclass(frozen=True)
class Place:
    """Where a factor is in the diagram: a neuron, the edge from ``source``, or the line to the loss."""

    kind: Literal["neuron", "edge", "loss"]
    layer: int
    unit: int
    source: int | None = None


@dataclass(frozen=True)
class Factor:
    """One link of the chain: d ``top`` / d ``bottom`` = ``value``; ``so_far`` is the product up to it.

    Kinds: "loss" dL/da of an output; "logit" dL/dz of it, where the two factors are not known apart;
    "later" dL/da of a hidden unit with all that comes after it, where batch normalisation mixes the samples;
    "slope" of an activation; "weight" on the way; "kept" by dropout, or not; "input" and "bias", the last.
    ``step`` is the kind and the layer of the ledger's step that has the number.
    """

    kind: FactorKind
    top: Symbol
    bottom: Symbol
    value: float
    so_far: float
    place: Place
    step: tuple[str, int]


@dataclass(frozen=True)
class Path:
    """One way from the loss to the weight, and the product of its factors."""

    factors: tuple[Factor, ...]

    @property
    def product(self) -> float:
        return self.factors[-1].so_far

    @property
    def units(self) -> dict[int, int]:
        """The unit of every dense layer whose sum it passes, from the last layer to the weight's own."""
        sums = [factor.bottom for factor in self.factors if factor.bottom.letter == "z"]
        return {symbol.layer: symbol.unit for symbol in sums}


@dataclass(frozen=True)
class Chain:
    """All of dL/dw for one weight.

    ``paths`` are the strongest, at most ``LISTED``, of the ``count`` that are not 0. ``share`` is what this
    sample adds to the gradient of the batch, that is dz of the weight's neuron times what entered;
    ``gradient`` is that of the whole batch of ``samples``, as in the ledger. Both have been divided by their
    number where the loss is a ``mean``.
    """

    weight: Weight
    example: int
    paths: tuple[Path, ...]
    count: int
    share: float
    gradient: float
    samples: int
    mean: bool


def chain_of(batch: MicroBatch, weight: Weight, example: int) -> Chain:
    """The chain for that weight and that row of the batch."""
    numbers = batch.layers[weight.layer]
    head, links = links_to(batch, weight.layer, example)
    matrices = [link.matrix for link in links]
    ways = strongest(head.matrix, matrices, weight.unit, LISTED)
    entering = 1.0 if weight.source is None else float(numbers.entering[example, weight.source])
    paths = [_path(head, links, way, weight, entering, numbers) for way in ways]
    paths.sort(key=lambda path: -abs(np.nan_to_num(path.product)))  # by the very products that are shown
    alive = [path for path in paths if path.product != 0]
    gradient = numbers.db[weight.unit] if weight.source is None else numbers.dW[weight.source, weight.unit]
    return Chain(
        weight,
        example,
        tuple(alive or paths[:1]),
        max(1, counted(head.matrix, matrices, weight.unit) if entering else 0),
        float(numbers.dz[example, weight.unit]) * entering,
        float(gradient),
        batch.n,
        not batch.rule.is_sum,
    )


def _path(
    head: Link,
    links: Sequence[Link],
    units: tuple[int, ...],
    weight: Weight,
    entering: float,
    numbers: LayerNumbers,
) -> Path:
    top = head.layer
    last = head.kind != "later"
    so_far = float(head.matrix[units[0]])
    goal = Symbol("z" if head.kind == "logit" else "y" if last else "a", top, units[0])
    where = Place("loss" if last else "neuron", top, units[0])
    factors = [Factor(head.kind, Symbol("L"), goal, so_far, so_far, where, head.step)]
    for link, before, after in zip(links, units, units[1:], strict=False):
        value = float(link.matrix[after] if link.matrix.ndim == 1 else link.matrix[before, after])
        so_far *= value
        bottom = _bottom(link, after)
        place = Place("neuron", link.layer, after)
        if link.kind == "weight":
            place = Place("edge", link.layer, before, after)
        factors.append(Factor(link.kind, factors[-1].bottom, bottom, value, so_far, place, link.step))
    kind: FactorKind = "bias" if weight.source is None else "input"
    place = Place("edge", weight.layer, weight.unit, weight.source)
    if kind == "bias":
        place = Place("neuron", weight.layer, weight.unit)
    end = Symbol("w", weight.layer, weight.unit)
    step = ("dW", numbers.index)
    factors.append(Factor(kind, factors[-1].bottom, end, entering, so_far * entering, place, step))
    return Path(tuple(factors))


def _bottom(link: Link, unit: int) -> Symbol:
    """What a link is the derivative by: the sum of its layer, or an activation of the layer before."""
    if link.kind == "weight":
        return Symbol("a", link.layer - 1, unit)
    return Symbol("z" if link.kind == "slope" else "a", link.layer, unit)
