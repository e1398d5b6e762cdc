"""Many small pictures of digits at once (MNIST has 70,000), counted as ``prepare_image`` counts one.

The same chain (box, stretch, width of the line, shear, counts) with the distances found on a grid of half
pixels for a whole block of pictures together: a millisecond a picture instead of thirteen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.data.ink import INK, upright_slope
from nnviz.data.ink import fitting_scale as _one_scale
from nnviz.data.raster import FIELD, GRID
from nnviz.said import translate

SMALL = 64  # pixels a side: what is larger is a photo, for ``prepare_image``
_BLOCK = 256
_SUB = 2  # grid lines per pixel of the field
_MARGIN = 4  # pixels around the field
_SIDE = (FIELD + 2 * _MARGIN) * _SUB + 1
_NODES = np.arange(_SIDE) / _SUB - _MARGIN
_CENTRES = (_MARGIN + np.arange(FIELD)) * _SUB + _SUB // 2
_REACH = _MARGIN * _SUB
_LINES = np.arange(_SIDE, dtype=np.int16)[:, None]
_FAR = np.int16(4 * _SIDE)
_MOST_MOVE = 3.0  # pixels by which an edge is moved outwards or inwards, as for a photo
_LEAST_SIDE = 3  # pixels: what is smaller is a speck
_EDGE = 0.5  # of the picture's blackest pixel: where ink begins

Floats = NDArray[np.float32]
Progress = Callable[[int], None]


def count_pictures(pictures: NDArray[np.uint8], progress: Progress | None = None) -> NDArray[np.uint8]:
    """What the network is to see of each picture: (n, 64), 0 to 16, all 0 where there is no digit.

    pictures: (n, h, w) with up to 64 pixels a side, 0 paper to 255 ink, one digit each. ``progress`` is told
    how many are done. Raises ``ValueError`` with one sentence for another shape.
    """
    if pictures.ndim != 3 or not 0 < min(pictures.shape[1:]) <= max(pictures.shape[1:]) <= SMALL:
        raise ValueError(
            translate(
                "Data", "Pictures (n, height, width) of up to {small} pixels a side are needed, not {shape}."
            ).format(small=SMALL, shape=pictures.shape)
        )
    counts = np.zeros((len(pictures), GRID * GRID), dtype=np.uint8)
    for start in range(0, len(pictures), _BLOCK):
        counts[start : start + _BLOCK] = _counted(pictures[start : start + _BLOCK])
        if progress is not None:
            progress(min(start + _BLOCK, len(pictures)))
    return counts


def _counted(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, 64) counts of one block."""
    ink = pictures.astype(np.float32)
    inked = ink - np.maximum(_EDGE * ink.max(axis=(1, 2), keepdims=True), 1)
    low, high = _boxes(inked > 0)
    size = high - low
    digits = (size >= _LEAST_SIDE).any(axis=1)
    counts = np.zeros((len(pictures), GRID * GRID), dtype=np.uint8)
    if digits.any():
        centre = np.asarray((low + high)[digits] / 2, dtype=np.float32)
        counts[digits] = _digits(inked[digits], centre, size[digits])
    return counts


def _boxes(mask: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """(n, 2) corners x, y of the smallest boxes around what is True; both 0 where nothing is."""
    low, high = np.zeros((len(mask), 2), np.float32), np.zeros((len(mask), 2), np.float32)
    marks = mask.astype(np.uint8)
    for axis, across in enumerate((marks.max(axis=1), marks.max(axis=2))):
        length = across.shape[1]
        low[:, axis] = across.argmax(axis=1)
        high[:, axis] = (length - across[:, ::-1].argmax(axis=1)) * across.max(axis=1)
    return low, high


def _digits(inked: Floats, centre: Floats, size: Floats) -> NDArray[np.uint8]:
    count = len(inked)
    scale, slope = _scales(size, np.zeros(count)), np.zeros(count, np.float32)
    away = _edge_distances(_on_nodes(inked, centre, scale, slope))
    move = _moves(away)
    field = np.clip(move[:, None, None] + 0.5 - away, 0, 1)
    new = _scales(size, 2 * move)
    # The slope was measured in the first scale; in the second, a row is another height and width.
    slope = np.array([upright_slope(one) for one in field], np.float32)
    slope *= (new[:, 0] / scale[:, 0]) / (new[:, 1] / scale[:, 1])
    centre[:, 0] += _off_middle(inked > 0, centre, new, slope)
    away = _edge_distances(_on_nodes(inked, centre, new, slope))
    field = np.clip(_moves(away)[:, None, None] + 0.5 - away, 0, 1)
    cell = FIELD // GRID
    counts = np.rint(field.reshape(count, GRID, cell, GRID, cell).sum(axis=(2, 4)))
    return np.asarray(counts.reshape(count, -1), dtype=np.uint8)


def _scales(size: Floats, pen: NDArray[np.floating]) -> Floats:
    """(n, 2) pixels of the field per pixel of the picture, as ``fitting_scale`` gives it for one."""
    return np.array(
        [
            _one_scale(one.astype(np.float64), float(width), True)
            for one, width in zip(size, pen, strict=True)
        ],
        np.float32,
    )


def _on_nodes(inked: Floats, centre: Floats, scale: Floats, slope: Floats) -> NDArray[np.bool_]:
    """(n, side, side): whether each grid node of each field lies on ink, interpolated between its pixels."""
    count, height, width = inked.shape
    down = _NODES - FIELD / 2
    y = (down / scale[:, 1:] + centre[:, 1:] + 0.5).astype(np.float32)
    x = (_NODES - FIELD / 2 - slope[:, None, None] * down[:, None]) / scale[:, 0, None, None]
    x = (x + centre[:, 0, None, None] + 0.5).astype(np.float32)
    framed = np.pad(inked, ((0, 0), (1, 1), (1, 1)), mode="constant", constant_values=0)
    framed = np.where(
        np.pad(np.ones((height, width), bool), 1), framed, inked.min(axis=(1, 2))[:, None, None]
    )
    y, x = np.clip(y, 0, height + 1), np.clip(x, 0, width + 1)
    top = np.minimum(y.astype(np.intp), height)
    left = np.minimum(x.astype(np.intp), width)
    low, right = (y - top)[:, :, None], x - left
    flat, stride = framed.reshape(-1), width + 2
    start = (np.arange(count)[:, None] * (height + 2) + top)[:, :, None] * stride + left
    upper = flat[start] * (1 - right) + flat[start + 1] * right
    lower = flat[start + stride] * (1 - right) + flat[start + stride + 1] * right
    return np.asarray(upper * (1 - low) + lower * low > 0)


def _edge_distances(shape: NDArray[np.bool_]) -> Floats:
    """(n, 32, 32) how far each pixel's centre is outside of the shape; less than 0 inside."""
    outside, inside = _nearest(shape), _nearest(~shape)
    half_node = np.float32(0.5 / _SUB)
    return np.asarray(np.where(outside > 0, outside - half_node, half_node - inside), dtype=np.float32)


def _nearest(marked: NDArray[np.bool_]) -> Floats:
    """(n, 32, 32) distances from the pixels' centres to the nearest True node, right up to the margin."""
    above = np.maximum.accumulate(np.where(marked, _LINES, -_FAR), axis=1)[:, _CENTRES]
    below = np.minimum.accumulate(np.where(marked, _LINES, _FAR)[:, ::-1], axis=1)[:, ::-1][:, _CENTRES]
    lines = _CENTRES[:, None].astype(np.int16)
    squared = np.minimum(lines - above, below - lines).astype(np.float32) ** 2
    nearest = squared[:, :, _CENTRES]
    for step in range(1, _REACH + 1):
        for column in (_CENTRES - step, _CENTRES + step):
            np.minimum(nearest, squared[:, :, column] + np.float32(step * step), out=nearest)
    return np.asarray(np.sqrt(nearest) / _SUB, dtype=np.float32)


def _moves(away: Floats) -> Floats:
    """(n,) how far the edges have to go outwards for as much ink as the training digits have."""
    flat = away.reshape(len(away), -1)
    return np.asarray(np.clip(np.partition(flat, INK, axis=1)[:, INK], -_MOST_MOVE, _MOST_MOVE), np.float32)


def _off_middle(mask: NDArray[np.bool_], centre: Floats, scale: Floats, slope: Floats) -> Floats:
    """(n,) how far right of ``centre`` the middle of the sheared ink lies, in pixels of the picture."""
    _, height, width = mask.shape
    down = (np.arange(height) + 0.5 - centre[:, 1:]) * scale[:, 1:] * slope[:, None] / scale[:, :1]
    x = np.arange(width) + down[:, :, None]
    left = np.where(mask, x, np.inf).min(axis=(1, 2))
    right = np.where(mask, x + 1, -np.inf).max(axis=(1, 2))
    return np.asarray((left + right) / 2 - centre[:, 0], dtype=np.float32)
