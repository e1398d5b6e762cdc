"""Which place of a map is spoken of, and what it is called."""

from __future__ import annotations

import numpy as np

from nnviz.drawing.selection import Selection
from nnviz.engine import Network
from nnviz.engine.layers.conv import ConvLayer
from nnviz.said import Sentence, translate
from nnviz.training.places import Place, leaving, places_of
from nnviz.training.snapshot import Probe


def chosen_place(selection: Selection | None, network: Network, probe: Probe | None) -> Place | None:
    """The place that is selected: a cell, or the most active one of a map; None where that is none."""
    if selection is None or selection.kind != "neuron" or probe is None:
        return None
    weighted = network.weighted
    if not 0 <= selection.layer < len(weighted):
        return None
    layer = weighted[selection.layer] + selection.behind
    if layer not in places_of(network):
        return None
    maps = leaving(network, probe.layers[layer].a, layer)
    if selection.unit >= len(maps):
        return None
    row, column = selection.row, selection.column
    if not selection.cell:
        row, column = (int(at) for at in np.unravel_index(int(maps[selection.unit].argmax()), maps.shape[1:]))
    inside = row < maps.shape[1] and column < maps.shape[2]
    return Place(layer, selection.unit, row, column) if inside else None


def chosen_pixel(
    selection: Selection | None, network: Network, probe: Probe | None
) -> tuple[Place, tuple[int, int]] | None:
    """(the first window that holds it, row and column) of the pixel that is selected.

    None where none is, or where no convolution is what pixels enter.
    """
    first = network.layers[0]
    if selection is None or selection.kind != "input" or probe is None or not isinstance(first, ConvLayer):
        return None
    rows, columns = first.windows.picture
    row, column = divmod(selection.unit % (rows * columns), columns)
    down, across = first.windows.holding(row, column)
    if not down or not across:
        return None
    return Place(0, 0, down.start, across.start), (row, column)


def selection_of(place: Place, network: Network) -> Selection:
    """What is to be selected for that place to be spoken of."""
    weighted = [at for at in network.weighted if at <= place.layer]
    layer, behind = (len(weighted) - 1, place.layer - weighted[-1]) if weighted else (0, 0)
    return Selection("neuron", layer, place.unit, row=place.row, column=place.column, behind=behind)


def next_place(place: Place, network: Network) -> Place | None:
    """The place that the kernel comes to next, row by row; None after the last."""
    shape = network.layers[place.layer].output_shape
    rows, columns = (1, 1, *shape[1:])[-2:]
    at = place.row * columns + place.column + 1
    return None if at >= rows * columns else Place(place.layer, place.unit, *divmod(at, columns))


def place_title(place: Place, network: Network) -> Sentence | str:
    """``Filter 4 at row 6, column 6``, ``Map 4 at row 2, column 3``, ``All of map 4``."""
    layer = network.layers[place.layer]
    words = {"n": place.unit + 1, "row": place.row + 1, "column": place.column + 1}
    if len(layer.output_shape) == 1:
        return translate("Images", "All of map {n}").format(**words)
    if len(layer.output_shape) == 2:
        return translate("Images", "Filter {n} at step {column}").format(**words)
    if layer.spec.weighted:
        return translate("Images", "Filter {n} at row {row}, column {column}").format(**words)
    return translate("Images", "Map {n} at row {row}, column {column}").format(**words)


def layer_words(layer: int, network: Network) -> Sentence | str:
    """``output of conv1``: the name that the layer has everywhere."""
    return translate("Images", "output of {layer}").format(layer=network.names[layer])
