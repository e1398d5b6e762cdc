"""Convolution: before each map the kernel it is made by, where one channel enters; else on their lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnviz.drawing.glyph import Box, Form, Room
from nnviz.drawing.glyphs import maps
from nnviz.drawing.layout import LayerBox
from nnviz.drawing.moment import Moment, weight_full
from nnviz.drawing.part import Floats, Part, grid, windows_of
from nnviz.drawing.shapes import Grids, Shape
from nnviz.training.snapshot import EdgeKind


def measure(part: Part, room: Room) -> Form:
    """With a kernel before each map where one channel enters."""
    alone = part.input_shape[0] == 1
    return maps.form_of(part, room, windows_of(part).size if alone else (0, 0))


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    made = list(maps.shapes(part, box, moment))
    if box.kernels is not None and "weights" in part.parameters:
        made.insert(0, Grids(box.kernels, kernels(part)[:, 0], weight_full(part)))
    return made


def kernels(part: Part) -> Floats:
    """(filters, channels, rows, columns) its weights."""
    weights = part.parameters["weights"]
    return weights.reshape(*weights.shape[:2], *windows_of(part).size)


def edges(part: Part, kind: EdgeKind) -> Floats:
    """(channels, filters), of the kernel for one channel in one filter: its largest weight or, for the
    gradient, the largest dL/dw, either with its sign; for the signal, all that the channel adds to the sums
    of the map, over all places.
    """
    weights = kernels(part)
    if kind == "weights":
        return strongest(weights)
    entering = seen(part)
    if kind == "signal":
        total = entering.sum(axis=(1, 2))  # (channels, i, j)
        return np.asarray(np.einsum("fcij,cij->cf", weights, total))
    blame = np.asarray(part.values["dz"]).reshape(part.units, -1)
    flat = entering.transpose(0, 3, 4, 1, 2).reshape(-1, blame.shape[1])
    slopes = (blame @ flat.T).reshape(weights.shape)
    return strongest(slopes)


def strongest(values: Floats) -> Floats:
    """(channels, filters) of values (filters, channels, rows, columns): each largest one, with its sign."""
    flat = values.reshape(*values.shape[:2], -1)
    place = np.abs(flat).argmax(axis=2)
    found: Floats = np.take_along_axis(flat, place[..., None], axis=2)[..., 0].T
    return found


def seen(part: Part) -> Floats:
    """(channels, *places, rows, columns) what stands under the kernel at each place, 0 beyond the edge."""
    windows = windows_of(part)
    x = np.asarray(part.values["x"]).reshape(part.input_shape[0], *grid(part.input_shape))
    (top, left), (size, stride) = windows.before, (windows.size, windows.stride)
    ends = windows.over(windows.places[0] - 1, windows.places[1] - 1)
    beyond = [max(0, end - length) for (_, end), length in zip(ends, windows.picture, strict=True)]
    padded = np.pad(x, ((0, 0), (top, beyond[0]), (left, beyond[1])))
    found: Floats = sliding_window_view(padded, size, axis=(1, 2))[:, :: stride[0], :: stride[1]]
    return found[:, : windows.places[0], : windows.places[1]]
