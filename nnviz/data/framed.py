"""From what a person draws to a picture of a data set, on as many pixels as its pictures have.

Every set has things of certain sizes, lines of a certain width, and some room to stand in: its ``Frame``. A
drawing keeps its place on the canvas, its size and its line as far as the set has such; where it has not, it
gets the nearest that it has, or the network would be shown pictures unlike any it has learned from. Digits of
8 x 8 pixels have a way of their own, ``data.ink``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.curve import smooth
from nnviz.data.frames import Frame
from nnviz.data.ink import SMALLEST, InkPicture, checked_strokes, prepare
from nnviz.data.ink_image import prepare_image
from nnviz.data.own_size import cut, shrunk
from nnviz.data.raster import FIELD, GRID, WIDEST_PEN, Floats, Points, distances, ink_within
from nnviz.data.steps import Steps

_FLAT = 0.25  # of its longer side: what is less high, or wide, is meant as a straight line
_SQUARE = 0.5  # of its longer side: what is as high and wide is meant to fill a square
_CRISP = (0.3, 0.7)  # share of ink up to which a pixel of a crisp picture is paper, and from which it is ink

Box = tuple[float, float, float, float]


def prepare_in(
    frame: Frame, strokes: Sequence[ArrayLike], steps: Steps | None = None, brush: float = 0.06
) -> InkPicture:
    """The picture a network is to see of these strokes, each (n, 2) on a canvas of 0..1.

    Its ``field`` is the drawing in its place, (m, m) of 0 to 1, m a multiple of the side, and ``seen``
    (side * side,) the mean of each pixel, up to ``full``; the ``box`` is around the line. Of the ``steps``
    without ``crop`` the whole canvas is shrunk as it is, without ``pen`` the line is as wide as the
    ``brush``, a share of the canvas; the others are those of digits. Raises ValueError, in a sentence, if a
    stroke is no list of points.
    """
    steps = steps or Steps()
    if frame.counted:
        return _digit(frame, prepare(strokes, **steps.options, brush=brush))
    drawn = checked_strokes(strokes)
    box = _box(drawn)
    if box is None:
        return _picture(frame, np.zeros((frame.side, frame.side), dtype=np.float32), None, 0.0)
    placed = [stroke * frame.side for stroke in smooth(drawn)]
    width = brush * frame.side
    if steps.pen:
        width = float(np.clip(width, *frame.pens))
    if steps.crop:
        placed = _placed(frame, placed, width)
    field = _field(frame, placed, width)
    if steps.crop and frame.weighed:
        off = _middle_of_ink(field) * frame.side / len(field) - frame.side / 2
        field = _field(frame, [stroke - off for stroke in placed], width)
    return _picture(frame, field, box if steps.crop else None, width)


def prepare_image_in(frame: Frame, grey: Floats) -> InkPicture:
    """The picture a network is to see of a picture (h, w), 0 black to 1 white, all of which is shrunk.

    Of digits that are counted the largest on it is made as ``ink_image`` makes it.
    """
    if frame.counted:
        return _digit(frame, prepare_image(grey))
    if frame.one != "ink":
        return cut(grey, frame.side, black=frame.one == "black")
    return shrunk(grey, frame.side, frame.side, frame.full)


def _placed(frame: Frame, strokes: Sequence[Points], width: float) -> list[Points]:
    """The strokes as large as things of this set are, and where they can be; in pixels."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    size, centre, middle = np.maximum(high - low, 1e-9), (low + high) / 2, frame.side / 2
    line = 1.0 if frame.crisp else width
    longer = float(np.clip(size.max() + line, *frame.spans)) - line
    scale = np.full(2, longer / size.max())
    place = np.clip(centre, middle - frame.room, middle + frame.room)
    if frame.crisp:
        share = size / size.max()
        scale = np.where(share >= _SQUARE, longer / size, np.where(share < _FLAT, 0.0, scale))
        half = frame.spans[1] / 2  # so that a line of one pixel runs through the middle of pixels
        place = np.rint(place - half) + half
    return [(stroke - centre) * scale + place for stroke in strokes]


def _field(frame: Frame, strokes: Sequence[Points], width: float) -> Floats:
    """The ink of a line of that width, as finely as the raster has it for this side."""
    fine = FIELD // frame.side
    margin = (FIELD - fine * frame.side) // 2
    away = distances([stroke * fine + margin for stroke in strokes])
    inked = ink_within(away, min(width * fine, WIDEST_PEN))
    return inked[margin : margin + fine * frame.side, margin : margin + fine * frame.side]


def _picture(frame: Frame, field: Floats, box: Box | None, pen: float) -> InkPicture:
    side, fine = frame.side, len(field) // frame.side
    ink = field.reshape(side, fine, side, fine).mean(axis=(1, 3))
    if frame.crisp:
        ink = np.clip((ink - _CRISP[0]) / (_CRISP[1] - _CRISP[0]), 0, 1)
    seen = (frame.full * ink).astype(np.float32).ravel()
    return _frozen(InkPicture(box, pen * fine, 0.0, field, seen, empty=not seen.any()))


def _digit(frame: Frame, made: InkPicture) -> InkPicture:
    """The counts of a digit on the whole pixels nearest to where it was drawn, or in the middle."""
    side, most, fine = frame.side, frame.side - GRID, FIELD // GRID
    left, top = most // 2, most // 2
    if made.box is not None:
        x0, y0, x1, y1 = made.box
        corners = (np.rint(middle / 2 * side - GRID / 2) for middle in (x0 + x1, y0 + y1))
        left, top = (int(np.clip(corner, 0, most)) for corner in corners)
    field = np.zeros((side * fine, side * fine), dtype=np.float32)
    field[top * fine : top * fine + FIELD, left * fine : left * fine + FIELD] = made.field
    seen = np.zeros((side, side), dtype=np.float32)
    seen[top : top + GRID, left : left + GRID] = made.seen.reshape(GRID, GRID)
    return _frozen(InkPicture(made.box, made.pen, made.shear, field, seen.ravel(), made.empty, made.doubt))


def _frozen(picture: InkPicture) -> InkPicture:
    for array in (picture.field, picture.seen):
        array.setflags(write=False)
    return picture


def _box(strokes: Sequence[Points]) -> Box | None:
    """x0, y0, x1, y1 around the line; None for nothing, or a blot."""
    if not strokes:
        return None
    points = np.concatenate(strokes)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return (x0, y0, x1, y1) if max(x1 - x0, y1 - y0) >= SMALLEST else None


def _middle_of_ink(field: NDArray[np.floating]) -> Points:
    """x, y of the middle of the ink, in pixels of the field."""
    centres = np.arange(len(field)) + 0.5
    across, down = field.sum(axis=0), field.sum(axis=1)
    return np.array([(centres * across).sum(), (centres * down).sum()]) / max(float(field.sum()), 1e-9)
