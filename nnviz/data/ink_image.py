"""From a photo or a picture file to what the network was trained on: the ink pipeline on a bitmap.

The paper's brightness is taken off, what stands out of it is ink, the largest piece of it with what lies
close by is the digit, and it goes the way of a drawing (``nnviz.data.ink``): box, scale, thickness, shear,
counts.
"""

from __future__ import annotations

from dataclasses import dataclass

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
from nnviz.data.paper import ink_on_paper, shrunk
from nnviz.data.pieces import label_pieces
from nnviz.data.raster import FIELD, NODES, Floats, edge_distances, ink_within
from nnviz.data.rows import grouped

_WORKING_SIDE = 256  # pixels of the longer side in which the ink is looked for
_LEAST_SIDE = 4  # pixels of the working picture: less is a speck
_MOST_MOVE = 3.0  # pixels of the field by which an edge is moved outwards or inwards
_LEAST_PIECE = 0.02  # of the largest piece's pixels: less is dirt
_MOST_PIECES = 60  # the largest; a page of text has more, and grouping them takes the cube of the time
_CLOSE = 0.15  # of the box's longer side: pieces so close to the largest are part of the digit

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ink:
    """The ink of one digit in a picture.

    inked: (h, w) float64, above 0 on ink, below 0 on paper and on other digits, its zero the edge.
    box: x0, y0, x1, y1 of the digit in shares of the picture's width and height.
    """

    inked: NDArray[np.float64]
    box: tuple[float, float, float, float]


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


def largest_ink(grey: ArrayLike) -> Ink | None:
    """The largest piece of ink with what lies close by, None on an empty sheet; as in prepare_image."""
    sheet = _sheet(grey)
    return _cut_out(sheet, _digit(sheet.ink > sheet.threshold))


def row_of_ink(grey: ArrayLike) -> list[Ink]:
    """The digits that stand side by side, from left to right; ``grey`` as in prepare_image."""
    sheet = _sheet(grey)
    labels = label_pieces(sheet.ink > sheet.threshold)
    sizes = np.bincount(labels.ravel())
    sizes[np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))] = 0
    sizes[0] = 0
    pieces = np.flatnonzero(sizes >= max(1, _LEAST_PIECE * sizes.max()))
    pieces = np.sort(pieces[np.argsort(-sizes[pieces], kind="stable")[:_MOST_PIECES]])
    spans = []
    for piece in pieces:
        rows, columns = _extent(labels == piece)
        spans.append([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
    digits = [np.isin(labels, pieces[group]) for group in grouped(spans)]
    return [ink for ink in (_cut_out(sheet, digit) for digit in digits) if ink is not None]


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
    return picture(ink.box if crop else None, *found)


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A picture made smaller: how much each pixel stands out of the paper, and from where on that is ink."""

    ink: Floats
    threshold: float
    shares: tuple[float, float]  # of the picture's width and height that a pixel of ``ink`` is


def _sheet(grey: ArrayLike) -> _Sheet:
    values = _checked(grey)
    step = max(1, -(-max(values.shape) // _WORKING_SIDE))
    ink, threshold = ink_on_paper(shrunk(values, step))
    return _Sheet(ink, threshold, (step / values.shape[1], step / values.shape[0]))


def _cut_out(sheet: _Sheet, digit: Mask) -> Ink | None:
    """One digit of the sheet, everything else on it taken for paper; None if it is but a speck."""
    rows, columns = _extent(digit)
    if len(rows) < _LEAST_SIDE and len(columns) < _LEAST_SIDE:
        return None
    ink, threshold = sheet.ink, sheet.threshold
    inked = np.where(digit | (ink <= threshold), ink - threshold, -threshold).astype(np.float64)
    across, down = sheet.shares
    box = (columns[0] * across, rows[0] * down, (columns[-1] + 1) * across, (rows[-1] + 1) * down)
    return Ink(inked, (float(box[0]), float(box[1]), float(box[2]), float(box[3])))


def _extent(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows and the columns that have something."""
    return np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))


def _checked(grey: ArrayLike) -> Floats:
    values = np.asarray(grey)
    if values.ndim != 2 or values.size == 0 or values.dtype.kind not in "buif":
        raise ValueError(f"A picture of grey values (h, w) is needed, not an array of shape {values.shape}.")
    values = np.asarray(values / (255 if values.dtype == np.uint8 else 1), dtype=np.float32)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("The grey values have to lie between 0 and 1.")
    return values


def _digit(ink: Mask) -> Mask:
    """The largest piece of ink and those close to it; one cut off by the edge only if there is no other."""
    labels = label_pieces(ink)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    if not sizes.any():
        return ink
    cut_off = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    whole = sizes.copy()
    whole[cut_off] = 0
    chosen = whole if whole.max() >= 0.1 * sizes.max() else sizes
    main = labels == chosen.argmax()
    rows, columns = np.flatnonzero(main.any(axis=1)), np.flatnonzero(main.any(axis=0))
    reach = int(_CLOSE * max(np.ptp(rows), np.ptp(columns))) + 1
    near = labels[
        max(rows[0] - reach, 0) : rows[-1] + reach + 1, max(columns[0] - reach, 0) : columns[-1] + reach + 1
    ]
    part = np.zeros(len(sizes), dtype=bool)
    part[near] = True
    part &= chosen >= 0.03 * chosen.max()
    part[0] = False
    return np.asarray(part[labels])


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
    rows = np.clip(np.broadcast_to(y[:, None], x.shape) + centre[1] + 0.5, 0, inked.shape[0] + 1)
    columns = np.clip(x + centre[0] + 0.5, 0, inked.shape[1] + 1)
    framed = np.pad(inked, 1, constant_values=inked.min())
    top = np.minimum(rows.astype(np.intp), framed.shape[0] - 2)
    left = np.minimum(columns.astype(np.intp), framed.shape[1] - 2)
    down, right = rows - top, columns - left
    upper = framed[top, left] * (1 - right) + framed[top, left + 1] * right
    lower = framed[top + 1, left] * (1 - right) + framed[top + 1, left + 1] * right
    return np.asarray(upper * (1 - down) + lower * down > 0)
