"""From a photo or a picture file to what the network was trained on: the ink pipeline on a bitmap.

The paper's brightness is taken off, what stands out of it is ink, the largest piece of it with what lies
close by is the digit, and it goes the way of a drawing (``nnviz.data.ink``): box, scale, thickness, shear,
counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from nnviz.data.ink import (
    INK,
    InkPicture,
    blank_picture,
    fitting_scale,
    picture,
    upright_slope,
)
from nnviz.data.picture_ink import Ink, largest_ink
from nnviz.data.raster import FIELD, NODES, Floats, edge_distances, ink_within

_MOST_MOVE = 3.0  # pixels of the field by which an edge is moved outwards or inwards

Mask = NDArray[np.bool_]


def prepare_image(
    grey: ArrayLike, *, crop: bool = True, stretch: bool = True, pen: bool = True, shear: bool = True
) -> InkPicture:
    """The picture a network is to see of the digit in a picture of it; the stages are those of ``prepare``.

    grey: (h, w), 0..1 or uint8; whether it is dark ink on light paper or chalk on a blackboard is found out.
    ``box`` is in shares of the picture's width and height, ``pen`` what the line's edges were moved apart, in
    pixels of the field. Raises ValueError, in a sentence, if it is no array of grey values.
    """
    found = largest_ink(grey)
    if found is None:
        return blank_picture()
    return prepare_ink(found, crop=crop, stretch=stretch, pen=pen, shear=shear)


def prepare_ink(
    ink: Ink,
    *,
    crop: bool = True,
    stretch: bool = True,
    pen: bool = True,
    shear: bool = True,
    turn: float = 0.0,
) -> InkPicture:
    """The picture a network is to see of this ink, turned clockwise by ``turn`` degrees."""
    inked = ink.inked
    if turn:
        paper = float(inked.min())
        image = Image.fromarray(inked.astype(np.float32))
        image = image.rotate(-turn, Image.Resampling.BILINEAR, expand=True, fillcolor=paper)
        inked = np.asarray(image, dtype=np.float64)
    rows, columns = _extent(inked > 0)
    if not len(rows):
        return blank_picture()
    box = (float(columns[0]), float(rows[0]), columns[-1] + 1.0, rows[-1] + 1.0)
    if not crop:
        side = float(max(inked.shape))
        middle = np.array(inked.shape[::-1]) / 2
        box = (middle[0] - side / 2, middle[1] - side / 2, middle[0] + side / 2, middle[1] + side / 2)
    found = _in_field(inked, box, crop=crop, stretch=stretch, pen=pen, shear=shear)
    return picture(ink.box if crop else None, *found, doubt=ink.doubt)


def _extent(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows and the columns that have something."""
    return np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))


def _in_field(
    inked: NDArray[np.float64],
    box: tuple[float, float, float, float],
    *,
    crop: bool,
    stretch: bool,
    pen: bool,
    shear: bool,
) -> tuple[float, float, Floats]:
    """How far the edges were moved apart, the shear, and the (32, 32) field of the ink inside the box."""
    size = np.array([box[2] - box[0], box[3] - box[1]])
    scale = fitting_scale(size, 0.0, stretch) if crop else FIELD / size
    centre, slope = np.array([box[0] + box[2], box[1] + box[3]]) / 2, 0.0
    away = edge_distances(_on_nodes(inked, centre, scale, slope))
    move = _move(away) if pen else 0.0
    if crop and move:
        scale = fitting_scale(size, 2 * move, stretch)
        away = edge_distances(_on_nodes(inked, centre, scale, slope))
    if shear:
        slope = upright_slope(ink_within(away, 2 * move))
        away = edge_distances(_on_nodes(inked, centre, scale, slope))
        if crop:
            centre[0] += _off_middle(away) / scale[0]
            away = edge_distances(_on_nodes(inked, centre, scale, slope))
        move = _move(away) if pen else 0.0
    return 2 * move, slope, ink_within(away, 2 * move)


def _move(away: Floats) -> float:
    """How far the edges have to go outwards, in pixels, for as much ink as the training digits have."""
    return float(np.clip(np.partition(away, INK, axis=None)[INK], -_MOST_MOVE, _MOST_MOVE))


def _off_middle(away: Floats) -> float:
    """How far to the right of the field's middle the box of the ink lies, in pixels."""
    columns = np.flatnonzero((away < 0).any(axis=0))
    return float(columns[0] + columns[-1] + 1 - FIELD) / 2 if len(columns) else 0.0


def _on_nodes(
    inked: NDArray[np.float64], centre: NDArray[np.float64], scale: NDArray[np.float64], slope: float
) -> Mask:
    """Where the field's fine grid lies on ink: above 0 in ``inked``, interpolated between its pixels."""
    y = (NODES - FIELD / 2) / scale[1]
    x = (NODES - FIELD / 2 - slope * (NODES[:, None] - FIELD / 2)) / scale[0]
    rows = np.clip(y[:, None] + centre[1] + 0.5, 0, inked.shape[0] + 1)
    columns = np.clip(x + centre[0] + 0.5, 0, inked.shape[1] + 1)
    framed = np.pad(inked, 1, constant_values=inked.min())
    wide = framed.shape[1]
    top = np.minimum(rows.astype(np.intp), framed.shape[0] - 2)
    left = np.minimum(columns.astype(np.intp), wide - 2)
    down, right = rows - top, columns - left
    values, at = framed.ravel(), top * wide + left
    upper = values.take(at) * (1 - right) + values.take(at + 1) * right
    lower = values.take(at + wide) * (1 - right) + values.take(at + wide + 1) * right
    return np.asarray(upper * (1 - down) + lower * down > 0)
