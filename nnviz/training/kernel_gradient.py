"""Where the gradient of one weight of a kernel comes from: at every place what it met, times the blame there.

dL/dw = sum over all places of (the input that the weight met) x (dL/dz of the number that it helped to make).
And of a pixel: dL/dx = sum over all windows that hold it of (the weight on it) x (dL/dz of that window).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import GradientCheck, Network, gradient_check
from nnviz.engine.layers.conv import ConvLayer
from nnviz.said import translate
from nnviz.training.places import entering, leaving
from nnviz.training.snapshot import Probe

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class KernelWeight:
    """A weight of a convolution: its ``layer`` among all layers, its filter ``unit``, and where in that."""

    layer: int
    unit: int
    channel: int
    row: int
    column: int


@dataclass(frozen=True, eq=False)
class WeightGradient:
    """The gradient of one weight, place by place of the map that it helps to make, (rows, columns) each.

    ``met`` is the input that the weight met there, 0 where ``padded``; ``delta`` the dL/dz there, and
    ``products`` the two multiplied. ``value`` is the sum of the products; ``largest`` (row, column) the place
    whose product is the largest, ``zeros`` at how many places the delta is exactly 0.
    """

    weight: KernelWeight
    met: Array
    padded: NDArray[np.bool_]
    delta: Array
    products: Floats
    value: float
    largest: tuple[int, int]
    zeros: int

    @property
    def places(self) -> int:
        """How many inputs it met."""
        return int(self.products.size)

    @property
    def rest(self) -> float:
        """What all products but the largest come to."""
        return self.value - float(self.products[self.largest])


@dataclass(frozen=True, eq=False)
class PixelGradient:
    """The gradient of one input of a convolution: from every filter, (filters, rows, columns) of the places
    whose windows hold it, which begin at (``top``, ``left``).

    ``weights`` are those that lie on it there, ``delta`` the dL/dz of each place; ``value`` the sum of their
    ``products``.
    """

    top: int
    left: int
    weights: Array
    delta: Array
    products: Floats
    value: float


def convolution(network: Network, layer: int) -> ConvLayer:
    """The convolution at that place. Raises ``ValueError`` where there is none."""
    found = network.layers[layer] if 0 <= layer < len(network.layers) else None
    if not isinstance(found, ConvLayer):
        raise ValueError(
            translate("Training", "Layer {layer} is no convolution and has no kernels.").format(
                layer=layer + 1
            )
        )
    return found


def blame(network: Network, probe: Probe, layer: int) -> Array:
    """(units, rows, columns) dL/dz of the layer. Raises ``ValueError`` for a sample without a label."""
    dz = probe.layers[layer].dz
    if dz is None:
        raise ValueError(translate("Training", "Without a label the sample has no loss, hence no gradient."))
    return leaving(network, dz, layer)


def weight_gradient(network: Network, probe: Probe, weight: KernelWeight) -> WeightGradient:
    """Where the gradient of that weight comes from, of the one sample."""
    met, padded = met_by(network, entering(network, probe, weight.layer)[None], weight)
    return of_maps(weight, met[0], padded, blame(network, probe, weight.layer)[weight.unit])


def met_by(network: Network, x: Array, weight: KernelWeight) -> tuple[Array, NDArray[np.bool_]]:
    """What the weight meets of ``x`` (n, channels, rows, columns) at every place, (n, rows, columns).

    And which of the places (rows, columns) lie beyond the edge.
    """
    windows = convolution(network, weight.layer).windows
    rows = np.arange(windows.places[0]) * windows.stride[0] - windows.before[0] + weight.row
    columns = np.arange(windows.places[1]) * windows.stride[1] - windows.before[1] + weight.column
    inside = [(at >= 0) & (at < size) for at, size in zip((rows, columns), x.shape[2:], strict=True)]
    there = x[:, weight.channel][:, np.where(inside[0], rows, 0)[:, None], np.where(inside[1], columns, 0)]
    padded = ~(inside[0][:, None] & inside[1][None, :])
    return np.where(padded, there.dtype.type(0), there), padded


def of_maps(weight: KernelWeight, met: Array, padded: NDArray[np.bool_], delta: Array) -> WeightGradient:
    """The gradient as the sum of met x delta, in float64."""
    products = met.astype(np.float64) * delta.astype(np.float64)
    row, column = np.unravel_index(int(np.abs(products).argmax()), products.shape)
    zeros = int(np.count_nonzero(delta == 0))
    value = float(products.sum())
    return WeightGradient(weight, met, padded, delta, products, value, (int(row), int(column)), zeros)


def filter_gradient(network: Network, probe: Probe, layer: int, unit: int) -> Floats:
    """(channels, rows, columns) the gradients of all weights of a filter, of the one sample."""
    windows = convolution(network, layer).windows
    x = entering(network, probe, layer).astype(np.float64)
    delta = blame(network, probe, layer)[unit].astype(np.float64)
    found = np.zeros((len(x), *windows.size))
    for i, j, places, pixels in windows.shifts():
        found[:, i, j] = np.tensordot(x[:, *pixels], delta[places], axes=2)
    return found


def pixel_gradient(
    network: Network, probe: Probe, layer: int, channel: int, row: int, column: int
) -> PixelGradient:
    """Where the gradient of one number comes from that enters a convolution: all windows that hold it."""
    windows, delta = convolution(network, layer).windows, blame(network, probe, layer)
    down, across = windows.holding(row, column)
    values = convolution(network, layer).values["weights"]
    kernels = values.reshape(*values.shape[:2], *windows.size)[:, channel]
    weights = np.zeros((len(kernels), len(down), len(across)), kernels.dtype)
    for i, place in enumerate(down):
        for j, along in enumerate(across):
            (top, _), (left, _) = windows.over(place, along)
            weights[:, i, j] = kernels[:, row - top, column - left]
    there = delta[:, down.start : down.stop, across.start : across.stop]
    products = weights.astype(np.float64) * there.astype(np.float64)
    return PixelGradient(down.start, across.start, weights, there, products, float(products.sum()))


def source_of(network: Network, weight: KernelWeight) -> int:
    """Which of the weights into its filter it is, as edits and cuts count them."""
    layer = convolution(network, weight.layer)
    shape = (layer.input_shape[0], *layer.windows.size)
    return int(np.ravel_multi_index((weight.channel, weight.row, weight.column), shape))


def parameter_index(network: Network, weight: KernelWeight) -> int:
    """The place of the weight in the flat vector of parameters."""
    layer = convolution(network, weight.layer)
    kernels = layer.parameters[0]
    shape = kernels.shape if len(kernels.shape) == 4 else (*kernels.shape[:2], 1, kernels.shape[2])
    at = (weight.unit, weight.channel, weight.row, weight.column)
    return int(network.part(weight.layer).start + kernels.start + np.ravel_multi_index(at, shape))


def nudged_slope(network: Network, probe: Probe, weight: KernelWeight) -> GradientCheck:
    """The same gradient by nudging the weight to both sides, in float64; the network's penalties left out."""
    if probe.target is None:
        raise ValueError(translate("Training", "Without a label the sample has no loss, hence no gradient."))
    alone = network.with_dtype("float64")
    alone.l1 = alone.l2 = 0.0
    return gradient_check(alone, probe.inputs[None], probe.target[None], [parameter_index(network, weight)])[
        0
    ]
