"""From what a hand drew to what the network was trained on.

scikit-learn's digits were made from NIST's handwriting forms: each digit's box was stretched to 20 x 32
pixels in a field of 32 x 32, the line thinned or thickened until 250 to 400 pixels were ink, the rows
sheared until the digit stood upright, and the ink counted in blocks of 4 x 4 (Garris et al., "NIST
form-based handprint recognition system", NISTIR 5469, 1994; Kaynak, "Optical recognition of handwritten
digits", 1995). A drawing has to go the same way, or the network is shown pictures unlike any it has learned
from. Strokes are kept rather than pixels, so that neither the brush nor the place or size on the canvas can
matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.curve import smooth
from nnviz.data.raster import FIELD, WIDEST_PEN, Floats, Points, count_ink, distances, ink_within
from nnviz.data.signs import is_cross, spread
from nnviz.said import translate

Strokes = Sequence[NDArray[np.floating]]  # each (n, 2): x right, y down, canvas coordinates 0..1

SMALLEST = 0.02  # of the canvas: what is smaller is a blot, no digit
_WIDTH, _HEIGHT = 20.0, 32.0  # pixels of the field that a digit fills
_WIDEST_STRETCH = 1.6  # times the scale of the height, so that a 1 stays thin
_TALLEST_STRETCH = 3.0  # times the scale of the width, so that a dash stays a dash
INK = 310  # pixels of ink aimed at; scikit-learn's digits have 251 to 412, on average 313
PENS = (2.0, 7.5)  # pixels: the thinnest and the widest line
_EDGE_ROWS = 3  # rows at the top and at the bottom whose left edges are to line up
_MOST_SHEAR = 1.0  # pixels a row
_FARTHEST = 1e6  # canvas widths


#: What makes a digit doubtful. cut off: a part of it may lie beyond the edge of the picture or the sheet;
#: patch: ink without any line, such as a sheet that was not found; sign: a plus, a comma, no digit at all.
Doubt = Literal["", "cut off", "patch", "sign"]


@dataclass(frozen=True, eq=False)
class InkPicture:
    """Every stage from strokes to the network's inputs; the arrays are read-only.

    box: x0, y0, x1, y1 around the line in canvas coordinates; None if nothing was cropped.
    pen: width of the line in pixels of the field. shear: pixels to the right per row downwards.
    field: (32, 32) float32, 0 paper to 1 ink, after scaling, pen and shear.
    seen: (64,) float32, the counts 0..16 the network is given (divided by 16).
    empty: nothing there that could be a digit; field and seen are zero. doubt: see ``Doubt``.
    """

    box: tuple[float, float, float, float] | None
    pen: float
    shear: float
    field: Floats
    seen: Floats
    empty: bool
    doubt: Doubt = ""


def prepare(
    strokes: Sequence[ArrayLike],
    *,
    crop: bool = True,
    stretch: bool = True,
    pen: bool = True,
    shear: bool = True,
    brush: float = 0.06,
) -> InkPicture:
    """The picture a network is to see of these strokes, deterministic, in about a millisecond.

    Each stroke is (n, 2), x right and y down, the canvas being 0..1. A stage switched off does what a naive
    program does: without ``crop`` the whole canvas is shrunk; without ``stretch`` the box keeps its
    proportions; without ``pen`` the line is as wide as the brush made it (``brush``: share of the canvas);
    without ``shear`` the digit keeps its slant. Raises ValueError, in a sentence, if a stroke is no list of
    points.
    """
    drawn = checked_strokes(strokes)
    if drawn:
        drawn = smooth(drawn)
    box = _box(drawn)
    if box is None:
        return blank_picture()
    doubt: Doubt = "sign" if len(drawn) == 2 and is_cross(spread(drawn)) else ""
    placed, width = _fitted(drawn, stretch, pen, brush) if crop else _whole_canvas(drawn, pen, brush)
    away = distances(placed)
    slope = upright_slope(ink_within(away, width)) if shear else 0.0
    if slope:
        placed = [_sheared(stroke, slope) for stroke in placed]
        if crop:
            placed = _centred(placed)
        away = distances(placed)
    if pen:
        width = pen_for_ink(away)
    return picture(box if crop else None, width, slope, ink_within(away, width), doubt)


def picture(
    box: tuple[float, float, float, float] | None,
    pen: float,
    shear: float,
    field: Floats,
    doubt: Doubt = "",
) -> InkPicture:
    """The InkPicture of a finished (32, 32) field; it is empty if no cell of the field counts any ink."""
    seen = count_ink(field)
    for array in (field, seen):
        array.setflags(write=False)
    return InkPicture(box, pen, shear, field, seen, empty=not seen.any(), doubt=doubt)


def blank_picture() -> InkPicture:
    """The picture of a canvas without a digit."""
    return picture(None, 0.0, 0.0, np.zeros((FIELD, FIELD), dtype=np.float32))


def checked_strokes(strokes: Sequence[ArrayLike]) -> list[Points]:
    """The strokes as (n, 2) float64 arrays, without those that have no point.

    Raises ValueError, in a sentence, for what is no list of points.
    """
    if not isinstance(strokes, Iterable):
        raise ValueError(
            translate(
                "Data", "A drawing is a list of strokes, each a list of points [x, y], not {strokes!r}."
            ).format(strokes=strokes)
        )
    drawn = []
    for number, stroke in enumerate(strokes, start=1):
        try:
            points = np.asarray(stroke, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError(
                translate("Data", "Stroke {number} is no list of points [x, y].").format(number=number)
            ) from None
        if points.size == 0:
            continue
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(
                translate(
                    "Data", "Stroke {number} has the shape {shape}; a list of points [x, y] is needed."
                ).format(number=number, shape=points.shape)
            )
        if not (np.abs(points) < _FARTHEST).all():  # catches NaN as well
            raise ValueError(
                translate(
                    "Data", "Stroke {number} has a coordinate that is not a number between 0 and 1."
                ).format(number=number)
            )
        drawn.append(points)
    return drawn


def _box(strokes: Sequence[Points]) -> tuple[float, float, float, float] | None:
    """x0, y0, x1, y1 around the line, or None if that is too small for a digit."""
    if not strokes:
        return None
    points = np.concatenate(strokes)
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return (x0, y0, x1, y1) if max(x1 - x0, y1 - y0) >= SMALLEST else None


def _whole_canvas(strokes: Sequence[Points], pen: bool, brush: float) -> tuple[list[Points], float]:
    """The canvas shrunk to the field as it is, and the width of its line."""
    placed = [stroke * FIELD for stroke in strokes]
    return placed, pen_for_ink(distances(placed)) if pen else min(brush * FIELD, WIDEST_PEN)


def _fitted(strokes: Sequence[Points], stretch: bool, pen: bool, brush: float) -> tuple[list[Points], float]:
    """The strokes in the middle of the field, and the width of their line.

    The line is part of the digit's 20 x 32 pixels, so the scale depends on it, and the width that gives the
    right amount of ink depends on the scale: it is found at the scale of a middling pen.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    centre, size = (low + high) / 2, np.maximum(high - low, 1e-9)
    width = sum(PENS) / 2
    scale = fitting_scale(size, width, stretch)
    if pen:
        width = pen_for_ink(distances([(stroke - centre) * scale + FIELD / 2 for stroke in strokes]))
    else:
        width = min(brush * float(np.sqrt(scale.prod())), WIDEST_PEN)
    scale = fitting_scale(size, width, stretch)
    return [(stroke - centre) * scale + FIELD / 2 for stroke in strokes], width


def fitting_scale(size: Points, pen: float, stretch: bool) -> Points:
    """Pixels of the field per unit of the canvas, across and down, for a box of that size."""
    across, down = (_WIDTH - pen) / size[0], (_HEIGHT - pen) / size[1]
    if not stretch:
        across = down = min(across, down)
    across = min(across, _WIDEST_STRETCH * down)
    down = min(down, _TALLEST_STRETCH * across)
    return np.array([across, down])


def pen_for_ink(away: Floats) -> float:
    """The width in pixels, within PENS, at which the ink comes nearest to that of the training digits.

    away: (32, 32) distances to the line in pixels. A round pen inks the pixels within half its width, so
    that half is the distance of the last pixel to be inked. (The line's length would not do: where strokes
    cross or run close together they share their ink.)
    """
    half = float(np.partition(away, INK, axis=None)[INK])
    return float(np.clip(2 * half, *PENS))


def upright_slope(field: Floats) -> float:
    """How far each row has to move to the right of the one above for the digit to stand upright, in pixels.

    Upright means, as for NIST's forms, that the left edges near the top and near the bottom are in line.
    """
    inked = field >= 0.5
    rows = np.flatnonzero(inked.any(axis=1))
    if len(rows) < 2 * _EDGE_ROWS:
        return 0.0
    left = inked[rows].argmax(axis=1)
    top, bottom = left[:_EDGE_ROWS].mean(), left[-_EDGE_ROWS:].mean()
    height = rows[-_EDGE_ROWS:].mean() - rows[:_EDGE_ROWS].mean()
    return float(np.clip((top - bottom) / height, -_MOST_SHEAR, _MOST_SHEAR))


def _sheared(stroke: Points, slope: float) -> Points:
    """The stroke with each row moved, the middle of the field staying where it is."""
    return np.column_stack([stroke[:, 0] + slope * (stroke[:, 1] - FIELD / 2), stroke[:, 1]])


def _centred(strokes: Sequence[Points]) -> list[Points]:
    """The strokes with their box in the middle of the field from left to right."""
    across = np.concatenate(strokes)[:, 0]
    shift = FIELD / 2 - float(across.min() + across.max()) / 2
    return [stroke + np.array([shift, 0.0]) for stroke in strokes]
