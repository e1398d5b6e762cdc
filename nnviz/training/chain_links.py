"""The links of the chain rule from the loss to the sums of a layer, as matrices of the ledger's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.training.micro_batch import LayerNumbers, MicroBatch

Floats = NDArray[np.float64]
FactorKind = Literal["loss", "logit", "later", "slope", "weight", "kept", "input", "bias"]

#: Where da * slope of a fused last layer misses its dz by more than this share, the two are not shown apart.
FUSED_TOLERANCE = 1e-3


@dataclass(frozen=True, eq=False)
class Link:
    """One stage of all paths: ``matrix`` (from, to), or (units,) where each unit goes on to itself."""

    kind: FactorKind
    layer: int
    matrix: Floats
    step: tuple[str, int]


def links_to(batch: MicroBatch, layer: int, row: int) -> tuple[Link, list[Link]]:
    """Where the chains begin, and every link down to the sums of ``layer``."""
    last = len(batch.layers) - 1
    top = next((m for m in range(layer, last + 1) if _mixed(batch.layers[m])), last)
    numbers = batch.layers[top]
    links: list[Link] = []
    if _mixed(numbers):
        head = Link("later", top, _double(numbers.da[row]), ("da", numbers.index))
    elif _apart(numbers, row):
        head = Link("loss", top, _double(numbers.da[row]), ("da", numbers.index))
    else:
        head = Link("logit", top, _double(numbers.dz[row]), ("dz", numbers.index))
    for m in range(top, layer - 1, -1):
        numbers = batch.layers[m]
        if m < top:
            links += _back_to(batch, m, row)
        if head.kind != "logit" or m < top:
            links.append(Link("slope", m, _double(numbers.slope[row]), ("slope", numbers.index)))
    return head, links


def _back_to(batch: MicroBatch, layer: int, row: int) -> list[Link]:
    """From the sums of the layer above back to the activations of ``layer``, through dropout if any."""
    above, numbers = batch.layers[layer + 1], batch.layers[layer]
    weights = _double(above.weights).T
    if not numbers.passed:
        return [Link("weight", layer + 1, weights, ("da", numbers.index))]
    last = numbers.passed[-1]
    links = [Link("weight", layer + 1, weights, ("da", last.index))]
    kept = kept_by(numbers.a[row], last.a[row], numbers.da[row], last.da[row])
    return [*links, Link("kept", layer, kept, ("da", numbers.index))]


def kept_by(a: Any, left: Any, da: Any, da_left: Any) -> Floats:
    """(units,) what dropout multiplied by: told by the values, or where they are 0 by the gradients."""
    a, left, da, da_left = map(_double, (a, left, da, da_left))
    factor: Floats = np.zeros_like(a)
    np.divide(da, da_left, out=factor, where=da_left != 0)
    np.divide(left, a, out=factor, where=a != 0)
    return factor


def _mixed(numbers: LayerNumbers) -> bool:
    """Whether something follows that mixes, such as samples (batch normalisation) or units."""
    return any(passed.mixes for passed in numbers.passed)


def _apart(numbers: LayerNumbers, row: int) -> bool:
    """Whether dL/da and da/dz of the last layer, each rounded, still multiply to the dL/dz of the step."""
    da, slope, dz = (_double(values[row]) for values in (numbers.da, numbers.slope, numbers.dz))
    if not (np.isfinite(da).all() and np.isfinite(slope).all()):
        return False
    product = da * slope if slope.ndim == 1 else da @ slope
    miss = np.abs(product - dz).max()
    return bool(miss <= FUSED_TOLERANCE * np.abs(dz).max())


def _double(values: Any) -> Floats:
    double: Floats = np.asarray(values, dtype=np.float64)
    return double
