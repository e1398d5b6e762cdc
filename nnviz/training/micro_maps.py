"""Which place of a map, and which weight of its kernel, a micro-step speaks of where nobody has chosen."""

from __future__ import annotations

import numpy as np

from nnviz.engine.layers.pool import PoolLayer
from nnviz.said import translate
from nnviz.training.kernel_gradient import KernelWeight, convolution, filter_gradient, weight_gradient
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.places import Array, Place, leaving


def maps_of(batch: MicroBatch, example: int, layer: int) -> Array:
    """(units, rows, columns) of what leaves the layer; a global pooling has maps of one number."""
    return leaving(batch.learner, batch.trace.layers[layer].a[example], layer)


def place_in(
    batch: MicroBatch,
    example: int,
    layer: int,
    chosen: Place | None,
    *,
    unit: int | None = None,
    blamed: bool = False,
) -> Place:
    """The chosen place; in the pooling behind it the one whose window holds it; else the most active one.

    Or with ``blamed`` the one with the largest dL/dz. ``unit`` is the map that it has to be on, if any.
    """
    maps = maps_of(batch, example, layer)
    units, rows, columns = maps.shape
    if chosen is not None and chosen.layer == layer:
        return Place(layer, chosen.unit, min(chosen.row, rows - 1), min(chosen.column, columns - 1))
    there = batch.learner.layers[layer]
    if chosen is not None and chosen.layer == layer - 1 and chosen.unit < units:
        if isinstance(there, PoolLayer):
            down, across = there.windows.holding(chosen.row, chosen.column)
            if down and across:
                return Place(layer, chosen.unit, down.start, across.start)
        unit = unit if there.spec.weighted else chosen.unit
    if blamed:
        maps = leaving(batch.learner, batch.trace.layers[layer].dz[example], layer)
    size = np.nan_to_num(np.abs(maps if unit is None else maps[unit : unit + 1]))
    found, row, column = np.unravel_index(int(size.argmax()), size.shape)
    return Place(layer, int(found) if unit is None else unit, int(row), int(column))


def strongest_place(batch: MicroBatch, example: int, weight: KernelWeight) -> Place:
    """The place that adds most to the gradient of that weight."""
    found = weight_gradient(batch.learner, batch.probe(example), weight)
    return Place(weight.layer, weight.unit, *found.largest)


def weight_in(batch: MicroBatch, example: int, place: Place, chosen: KernelWeight | None) -> KernelWeight:
    """The chosen weight in the filter of ``place``; else the one with the largest share of the gradient."""
    if chosen is not None and chosen.layer == place.layer:
        return KernelWeight(place.layer, place.unit, chosen.channel, chosen.row, chosen.column)
    size = np.abs(filter_gradient(batch.learner, batch.probe(example), place.layer, place.unit))
    channel, row, column = np.unravel_index(int(np.nan_to_num(size).argmax()), size.shape)
    return KernelWeight(place.layer, place.unit, int(channel), int(row), int(column))


def check_weight(batch: MicroBatch, weight: KernelWeight) -> None:
    """Raise ``ValueError`` with one sentence for a weight that is none."""
    layer = convolution(batch.learner, weight.layer)
    shape = (layer.spec.filters, layer.input_shape[0], *layer.windows.size)
    at = (weight.unit, weight.channel, weight.row, weight.column)
    if not all(0 <= one < size for one, size in zip(at, shape, strict=True)):
        raise ValueError(
            translate("Training", "There is no weight {weight}: the kernels have the shape {shape}.").format(
                weight=tuple(one + 1 for one in at), shape=shape
            )
        )


def check_place_in(batch: MicroBatch, example: int, place: Place) -> None:
    """Raise ``ValueError`` with one sentence for a place that there is not."""
    if not 0 <= place.layer < len(batch.trace.layers):
        raise ValueError(
            translate("Training", "Layer {layer} has no places that can be looked into.").format(
                layer=place.layer + 1
            )
        )
    units, rows, columns = maps_of(batch, example, place.layer).shape
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
