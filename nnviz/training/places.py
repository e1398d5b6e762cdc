"""One place of a map, and how its number came about: a window times a kernel, or the largest of a window.

All of it follows from a sample on its way through a network. Values are the network's own; products and their
sums are worked out of them in float64, so that what is shown adds up further than the network itself does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import Network
from nnviz.engine.layers import Layer
from nnviz.engine.layers.conv import ConvLayer
from nnviz.engine.layers.global_pool import GlobalMaxPoolLayer, GlobalPoolLayer
from nnviz.engine.layers.pool import MaxPoolLayer, PoolLayer
from nnviz.engine.layers.windows import as_picture
from nnviz.said import translate
from nnviz.training.snapshot import Probe

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]
Span = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """A number of a layer whose values are pictures: ``layer`` among all layers of the network, the ``unit``
    (filter, channel), and where on its map."""

    layer: int
    unit: int
    row: int = 0
    column: int = 0


@dataclass(frozen=True, eq=False)
class Under:
    """What lies in a window: rows and columns ``down`` and ``across`` of what enters, the ends not included.

    ``values`` (channels, rows, columns) are 0 where ``padded`` (rows, columns) says that there is nothing.
    """

    down: Span
    across: Span
    values: Array
    padded: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sums:
    """A place of a convolution: z = sum of ``products`` + ``bias``, a = f(z).

    ``kernel`` and ``products`` (channels, rows, columns), ``sums`` (channels,) the products of each channel
    added, ``total`` all of them. ``z`` and ``a`` are what the network has, ``activation`` the name of f.
    """

    place: Place
    under: Under
    kernel: Array
    products: Floats
    sums: Floats
    total: float
    bias: float
    z: float
    a: float
    activation: str

    def strongest(self, open_rows: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(the channels whose sums are the largest, up to ``open_rows``, in their order; the others).

        One alone is not folded: it takes no more room than the fold.
        """
        count = len(self.sums)
        if count <= open_rows + 1:
            return tuple(range(count)), ()
        largest = set(np.argsort(-np.abs(self.sums), kind="stable")[:open_rows].tolist())
        shown = tuple(channel for channel in range(count) if channel in largest)
        return shown, tuple(channel for channel in range(count) if channel not in largest)


@dataclass(frozen=True, eq=False)
class Pooled:
    """A place of a pooling: the largest value of a window, or the mean.

    ``winner`` is (row, column) in what enters of the first of the largest, which alone gets the gradient, and
    ``ties`` those of all that are as large; None and empty where it is the mean.
    """

    place: Place
    under: Under
    winner: Span | None
    ties: tuple[Span, ...]
    a: float


def picture_layers(network: Network) -> tuple[int, ...]:
    """Where the layers stand whose values are pictures."""
    return tuple(place for place, layer in enumerate(network.layers) if len(layer.output_shape) == 3)


def places_of(network: Network) -> tuple[int, ...]:
    """Where the layers stand of which a place can be looked into."""
    return tuple(place for place, layer in enumerate(network.layers) if _rule(layer) is not None)


def entering(network: Network, probe: Probe, layer: int) -> Array:
    """(channels, rows, columns) what comes into the layer, of a sequence with one row."""
    values = probe.layers[layer - 1].a if layer else probe.inputs
    channels, (rows, columns) = as_picture(network.layers[layer].input_shape)
    return values.reshape(channels, rows, columns)


def leaving(network: Network, values: Array, layer: int) -> Array:
    """``values`` (units,) of what leaves the layer as maps (units, rows, columns)."""
    shape = network.layers[layer].output_shape
    units, (rows, columns) = as_picture(shape) if len(shape) > 1 else (shape[0], (1, 1))
    return values.reshape(units, rows, columns)


def under(layer: Layer, x: Array, row: int, column: int) -> Under:
    """What of ``x`` (channels, rows, columns) lies in the window at that place; for others all of it."""
    if not isinstance(layer, ConvLayer | PoolLayer):
        return Under((0, x.shape[1]), (0, x.shape[2]), x, np.zeros(x.shape[1:], dtype=bool))
    down, across = layer.windows.over(row, column)
    rows, columns = np.arange(*down), np.arange(*across)
    there = (rows >= 0) & (rows < x.shape[1]), (columns >= 0) & (columns < x.shape[2])
    inside = there[0][:, None] & there[1][None, :]
    values = np.zeros((len(x), len(rows), len(columns)), x.dtype)
    values[:, inside] = x[:, rows[there[0]][:, None], columns[there[1]][None, :]].reshape(len(x), -1)
    return Under(down, across, values, ~inside)


def look_into(network: Network, probe: Probe, place: Place) -> Sums | Pooled:
    """How the number at that place came about, of the sample that ``probe`` sent through the network.

    Raises ``ValueError`` if there is no such place, or nothing to look into.
    """
    layer = network.layers[place.layer] if 0 <= place.layer < len(network.layers) else None
    rule = None if layer is None else _rule(layer)
    if layer is None or rule is None:
        raise ValueError(
            translate("Training", "Layer {layer} has no places that can be looked into.").format(
                layer=place.layer + 1
            )
        )
    units, rows, columns = leaving(network, probe.layers[place.layer].a, place.layer).shape
    if not (0 <= place.unit < units and 0 <= place.row < rows and 0 <= place.column < columns):
        raise ValueError(
            translate(
                "Training", "There is no place {place}: the layer has {units} maps of {rows} × {columns}."
            ).format(
                place=(place.unit + 1, place.row + 1, place.column + 1),
                units=units,
                rows=rows,
                columns=columns,
            )
        )
    return rule(network, probe, place)


def _convolved(network: Network, probe: Probe, place: Place) -> Sums:
    layer = network.layers[place.layer]
    assert isinstance(layer, ConvLayer)
    x = entering(network, probe, place.layer)
    there = under(layer, x, place.row, place.column)
    kernel = layer.values["weights"][place.unit].reshape(there.values.shape)
    products = there.values.astype(np.float64) * kernel.astype(np.float64)
    sums = products.sum(axis=(1, 2))
    bias = float(layer.values["bias"][place.unit]) if layer.spec.bias else 0.0
    traced, at = probe.layers[place.layer], (place.unit, place.row, place.column)
    z, a = (float(leaving(network, values, place.layer)[at]) for values in (traced.z, traced.a))
    total = float(products.sum())
    return Sums(place, there, kernel, products, sums, total, bias, z, a, layer.activation.name)


def _pooled(network: Network, probe: Probe, place: Place) -> Pooled:
    layer = network.layers[place.layer]
    x = entering(network, probe, place.layer)[place.unit : place.unit + 1]
    there = under(layer, x, place.row, place.column)
    a = float(leaving(network, probe.layers[place.layer].a, place.layer)[place.unit, place.row, place.column])
    if not isinstance(layer, MaxPoolLayer | GlobalMaxPoolLayer):
        return Pooled(place, there, None, (), a)
    values, (top, left) = there.values[0], (there.down[0], there.across[0])
    rows, columns = np.nonzero(values == values.max())
    ties = tuple((top + int(row), left + int(column)) for row, column in zip(rows, columns, strict=True))
    return Pooled(place, there, ties[0] if ties else None, ties, a)


Rule = Callable[[Network, Probe, Place], Sums | Pooled]

#: What looks into a place of each kind of layer.
RULES: tuple[tuple[type[Layer], Rule], ...] = (
    (ConvLayer, _convolved),
    (PoolLayer, _pooled),
    (GlobalPoolLayer, _pooled),
)


def _rule(layer: Layer) -> Rule | None:
    return next((rule for kind, rule in RULES if isinstance(layer, kind)), None)
