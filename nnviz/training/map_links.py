"""The links of the chain rule from the loss back to one place of a map, layer by layer.

Only what hangs on the place takes part: of every layer behind it the numbers that its value has reached. A
link is a matrix (of what the layer gives, of what enters it), restricted to those, in float64; all of it
numbers of the ledger and of the network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.layers import Layer
from nnviz.engine.layers.conv import ConvLayer
from nnviz.engine.layers.dense import DenseLayer
from nnviz.engine.layers.dropout import DropoutLayer
from nnviz.engine.layers.flatten import FlattenLayer
from nnviz.engine.layers.global_pool import GlobalMaxPoolLayer, GlobalPoolLayer
from nnviz.engine.layers.pool import MaxPoolLayer, PoolLayer
from nnviz.engine.layers.windows import Windows, as_picture
from nnviz.training.chain_links import FUSED_TOLERANCE, kept_by
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.places import Place

Floats = NDArray[np.float64]
Where = NDArray[np.intp]

#: loss: dL/da of an output; sum: dL/dz, where the activation mixes its units, or rounding hides the two
#: factors; later: dL/da with all that comes after, where no chain leads further; slope: da/dz; weight: of a
#: dense layer, or of a kernel; taken: by a pooling, 1 or 0, or a share; kept: by dropout, or not.
MapFactor = Literal["loss", "sum", "later", "slope", "weight", "taken", "kept"]


@dataclass(frozen=True, eq=False)
class MapLink:
    """One stage of all ways: ``matrix`` (from, to), or (to,) where each number goes on to itself.

    ``layer`` is the place of the layer whose link it is; ``to`` says which numbers of a sample the matrix
    leads to, as places in the flat row of what enters the layer, or of its own for a head or a slope.
    """

    kind: MapFactor
    layer: int
    matrix: Floats
    to: Where


def map_links(batch: MicroBatch, place: Place, row: int) -> tuple[MapLink, list[MapLink]]:
    """Where the ways begin, and every link down to the sum of ``place``, of that row of the batch.

    They begin at the loss; where a layer mixes samples or units (batch normalisation), before that layer.
    """
    network = batch.learner
    reached = _reached(batch, place)
    top = max(reached)
    head = _head(batch, top, reached[top], row)
    links: list[MapLink] = []
    for layer in range(top, place.layer - 1, -1):
        here = network.layers[layer]
        if _has_slope(here) and not (layer == top and head.kind == "sum"):
            slope = _row(batch.value("slope", layer), row)[reached[layer]]
            links.append(MapLink("slope", layer, slope, reached[layer]))
        if layer > place.layer:
            rule, below = _rule_of(here), reached[layer - 1]
            if rule is not None and rule.kind is not None:
                matrix = rule.matrix(batch, layer, row, reached[layer], below)
                links.append(MapLink(rule.kind, layer, matrix, below))
    return head, links


def _head(batch: MicroBatch, layer: int, there: Where, row: int) -> MapLink:
    """dL/da of the layer that the ways begin at, or dL/dz."""
    traced, here = batch.trace.layers[layer], batch.learner.layers[layer]
    da, dz = (_row(values, row)[there] for values in (traced.da, traced.dz))
    if not here.activation.elementwise:
        return MapLink("sum", layer, dz, there)
    if layer < len(batch.trace.layers) - 1:
        return MapLink("later", layer, da, there)
    miss = np.abs(da * _row(batch.value("slope", layer), row)[there] - dz).max()
    apart = np.isfinite(da).all() and miss <= FUSED_TOLERANCE * np.abs(dz).max()
    return MapLink("loss", layer, da, there) if apart else MapLink("sum", layer, dz, there)


def _has_slope(layer: Layer) -> bool:
    return layer.spec.weighted and layer.activation.elementwise


def _reached(batch: MicroBatch, place: Place) -> dict[int, Where]:
    """For each layer from that of ``place`` on, as far as the chain leads: what its value has reached."""
    layers = batch.learner.layers
    _, (rows, columns) = as_picture(layers[place.layer].output_shape)
    found = {place.layer: np.array([(place.unit * rows + place.row) * columns + place.column])}
    for layer in range(place.layer + 1, len(layers)):
        rule, before = _rule_of(layers[layer]), layers[layer - 1]
        if rule is None or not before.activation.elementwise:
            break
        there = rule.reach(layers[layer], found[layer - 1])
        if not there.size:  # no window of it holds them
            break
        found[layer] = there
    return found


# ---- what each kind of layer does: what a number reaches, and the derivatives


@dataclass(frozen=True)
class _Rule:
    """``reach`` says which numbers that leave the layer hang on those that enter it, ``matrix`` how much."""

    kind: MapFactor | None
    reach: Callable[[Any, Where], Where]
    matrix: Callable[[MicroBatch, int, int, Where, Where], Floats]


def _row(values: Any, row: int) -> Floats:
    return np.asarray(values[row], np.float64).reshape(-1)


def _seen(layer: Layer, there: Where) -> NDArray[np.bool_]:
    """(channels, rows, columns) which of what enters is among ``there``."""
    channels, picture = as_picture(layer.input_shape)
    seen = np.zeros(channels * picture[0] * picture[1], dtype=bool)
    seen[there] = True
    return seen.reshape(channels, *picture)


def _windows_with(windows: Windows, seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(channels, *places) the windows that hold some of what is seen."""
    found = np.zeros((len(seen), *windows.places), dtype=bool)
    for _, _, places, pixels in windows.shifts():
        found[:, *places] |= seen[:, *pixels]
    return found


def _convolution_reach(layer: ConvLayer, there: Where) -> Where:
    any_channel = _windows_with(layer.windows, _seen(layer, there)).any(axis=0)
    return np.flatnonzero(np.broadcast_to(any_channel, (layer.output_shape[0], *any_channel.shape)))


def _convolution(batch: MicroBatch, layer: int, row: int, above: Where, below: Where) -> Floats:
    here = batch.learner.layers[layer]
    assert isinstance(here, ConvLayer)
    windows = here.windows
    filters, *places = np.unravel_index(above, (here.output_shape[0], *windows.places))
    channels, *pixels = np.unravel_index(below, (here.input_shape[0], *windows.picture))
    within = [
        pixels[axis][None] - (places[axis] * windows.stride[axis] - windows.before[axis])[:, None]
        for axis in (0, 1)
    ]
    inside = np.logical_and.reduce([(at >= 0) & (at < windows.size[axis]) for axis, at in enumerate(within)])
    kernels = here.values["weights"].reshape(here.output_shape[0], here.input_shape[0], *windows.size)
    i, j = (np.where(inside, at, 0) for at in within)
    return np.where(inside, kernels[filters[:, None], channels[None], i, j].astype(np.float64), 0.0)


def _pooling_reach(layer: PoolLayer, there: Where) -> Where:
    return np.flatnonzero(_windows_with(layer.windows, _seen(layer, there)))


def _pooling(batch: MicroBatch, layer: int, row: int, above: Where, below: Where) -> Floats:
    here = batch.learner.layers[layer]
    assert isinstance(here, PoolLayer)
    windows, shape = here.windows, (here.input_shape[0], *here.windows.picture)
    x, found = _entering(batch, layer, row).reshape(shape), np.zeros((len(above), len(below)))
    of_all = windows.size[0] * windows.size[1]
    for at, (channel, *place) in enumerate(
        zip(*np.unravel_index(above, (shape[0], *windows.places)), strict=True)
    ):
        (top, bottom), (left, right) = windows.over(int(place[0]), int(place[1]))
        window = x[channel, top:bottom, left:right]
        if isinstance(here, MaxPoolLayer):
            i, j = np.unravel_index(int(window.argmax()), window.shape)
            winner = np.ravel_multi_index((int(channel), top + int(i), left + int(j)), shape)
            found[at] = below == winner
            continue
        channels, rows, columns = np.unravel_index(below, shape)
        inside = (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
        found[at] = (inside & (channels == channel)) / of_all
    return found


def _global_reach(layer: GlobalPoolLayer, there: Where) -> Where:
    return np.flatnonzero(_seen(layer, there).any(axis=(1, 2)))


def _global(batch: MicroBatch, layer: int, row: int, above: Where, below: Where) -> Floats:
    here = batch.learner.layers[layer]
    maps = _entering(batch, layer, row).reshape(here.output_size, -1)
    mine = (below // maps.shape[1])[None] == above[:, None]
    if isinstance(here, GlobalMaxPoolLayer):
        winners = maps.argmax(axis=1) + np.arange(len(maps)) * maps.shape[1]
        return np.asarray(mine & (below[None] == winners[above][:, None]), np.float64)
    return np.asarray(mine / maps.shape[1], np.float64)


def _dense_reach(layer: DenseLayer, there: Where) -> Where:
    return np.arange(layer.output_size)


def _dense(batch: MicroBatch, layer: int, row: int, above: Where, below: Where) -> Floats:
    weights = batch.learner.layers[layer].values["weights"]
    return weights[below].T.astype(np.float64)[above]


def _same_reach(layer: Layer, there: Where) -> Where:
    return there


def _dropout(batch: MicroBatch, layer: int, row: int, above: Where, below: Where) -> Floats:
    before, traced = batch.trace.layers[layer - 1], batch.trace.layers[layer]
    return kept_by(before.a[row], traced.a[row], before.da[row], traced.da[row]).reshape(-1)[below]


def _entering(batch: MicroBatch, layer: int, row: int) -> Floats:
    return _row(batch.trace.layers[layer - 1].a if layer else batch.inputs, row)


_RULES: dict[type[Layer], _Rule] = {
    ConvLayer: _Rule("weight", _convolution_reach, _convolution),
    PoolLayer: _Rule("taken", _pooling_reach, _pooling),
    GlobalPoolLayer: _Rule("taken", _global_reach, _global),
    DenseLayer: _Rule("weight", _dense_reach, _dense),
    DropoutLayer: _Rule("kept", _same_reach, _dropout),
    FlattenLayer: _Rule(None, _same_reach, _dropout),
}


def _rule_of(layer: Layer) -> _Rule | None:
    """None for a layer whose derivatives no chain follows here: one that mixes, or works at every step."""
    if isinstance(layer, DenseLayer) and len(layer.output_shape) != 1:
        return None
    return next((rule for kind, rule in _RULES.items() if isinstance(layer, kind)), None)
