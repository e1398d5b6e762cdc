"""Where in a picture the digits are: the sheet, its ruled lines, the ink, and what of it is one digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.desk import find_sheet
from nnviz.data.ink import Doubt
from nnviz.data.paper import ink_on_paper, shrunk
from nnviz.data.pieces import label_pieces
from nnviz.data.raster import Floats
from nnviz.data.rows import grouped
from nnviz.data.rules import without_rules
from nnviz.data.shapes import Extents, Mask, extents, holes, on_border, solidity, thickness
from nnviz.data.signs import is_cross, low_signs
from nnviz.said import translate

_WORKING_SIDE = 256  # pixels of the longer side in which the ink is looked for
_CLOSER = 1.5  # a closer look is taken where it shows so many times more
_ROOM = 0.6  # of the ink's longer side that is kept around it then, as far as there is paper
_LEAST_SIDE = 4  # pixels of the working picture: less is a speck
_LEAST_PIECE = 0.02  # of the largest piece's pixels: less is dirt
_MOST_PIECES = 160  # the largest; a page of text has more
_CLOSE = 0.15  # of the box's longer side: pieces so close to the largest are part of the digit
_EDGE_DEPTH = 0.05  # of the picture: what mostly lies so close to its edge is no ink but desk or shadow
_EDGE_LENGTH = 0.6  # of the picture's side: likewise what lies along so much of it
_WHOLE = 0.1  # of the largest piece: one that no edge cuts off is rather the digit, if it is so large
_BESIDE = 3  # pixels of the working picture: ink so close to an edge is as good as at it
_SOLID = 0.9  # of its hull that a patch fills, holes counted
_THIN = 0.4  # of the thickness of what is around them: the holes of a bold 0 are thicker
_LONG = 2.0  # a 1 is so many times higher than wide, and fills its hull as well


@dataclass(frozen=True, eq=False)
class Ink:
    """The ink of one digit in a picture.

    inked: (h, w) float64, above 0 on ink, below 0 on paper and on other digits, its zero the edge.
    box: x0, y0, x1, y1 of the digit in shares of the picture's width and height. doubt: see ``Doubt``.
    """

    inked: NDArray[np.float64]
    box: tuple[float, float, float, float]
    doubt: Doubt = ""


@dataclass(frozen=True, eq=False)
class _Sheet:
    """The paper of a picture, made smaller: how much each pixel stands out of it, and which are ink.

    inside: what is paper, without what lies around it. place: left, top of it, and width, height of a pixel
    of it, in shares of the whole picture.
    """

    ink: Floats
    threshold: float
    marked: Mask
    inside: Mask
    place: tuple[float, float, float, float]


def largest_ink(grey: ArrayLike) -> Ink | None:
    """The largest piece of ink with what lies close by, None on an empty sheet; as in ``prepare_image``."""
    sheet = _sheet(grey)
    digit = _digit(sheet)
    return _cut_out(sheet, digit, _sides(sheet, digit, _BESIDE))


def row_of_ink(grey: ArrayLike) -> list[Ink]:
    """The digits that stand side by side, from left to right; ``grey`` as in ``prepare_image``."""
    sheet = _sheet(grey)
    labels = label_pieces(sheet.marked)
    found = extents(labels)
    sizes = np.where(_at_edge(sheet, labels, found), 0, found.sizes)
    pieces = np.flatnonzero(sizes >= max(1, _LEAST_PIECE * sizes.max(initial=0)))
    pieces = np.sort(pieces[np.argsort(-sizes[pieces], kind="stable")[:_MOST_PIECES]])
    spans = found.spans[pieces]
    groups = grouped(spans)
    touched = _sides(sheet, np.isin(labels, pieces), _BESIDE)
    row = []
    parts = [[tuple(spans[part].tolist()) for part in group] for group in groups]
    for group, sign in zip(groups, low_signs(parts), strict=True):
        ink = _cut_out(sheet, np.isin(labels, pieces[group]), touched, sign=sign)
        if ink is not None:
            row.append(ink)
    return row


def _sheet(grey: ArrayLike) -> _Sheet:
    """The paper at the size in which ink is looked for; where ink is but a small part, that part alone."""
    values = _checked(grey)
    height, width = values.shape
    step = max(1, -(-max(values.shape) // _WORKING_SIDE))
    small = shrunk(values, step)
    found = find_sheet(small)
    inside = np.ones(small.shape, dtype=bool) if found is None else found.inside
    light = None if found is None else found.light
    whole = _looked_at(small, inside, light, (0.0, 0.0, step / width, step / height))
    part = _ink_part(whole, step, values.shape)
    if part is None:
        return whole
    (left, top, right, bottom), finer = part
    closer = shrunk(values[top:bottom, left:right], finer)
    rows = np.minimum((top + finer * np.arange(closer.shape[0])) // step, small.shape[0] - 1)
    columns = np.minimum((left + finer * np.arange(closer.shape[1])) // step, small.shape[1] - 1)
    place = (left / width, top / height, finer / width, finer / height)
    return _looked_at(closer, inside[rows[:, None], columns], light, place)


def _looked_at(
    values: Floats, inside: Mask, light: bool | None, place: tuple[float, float, float, float]
) -> _Sheet:
    ink, threshold = ink_on_paper(values, inside, light)
    return _Sheet(ink, threshold, without_rules(ink, threshold, inside), inside, place)


def _ink_part(
    sheet: _Sheet, step: int, shape: tuple[int, ...]
) -> tuple[tuple[int, int, int, int], int] | None:
    """Left, top, right, bottom of the ink with paper around it, in pixels, and the step to look at it with.

    None if a closer look would show no more.
    """
    labels = label_pieces(sheet.marked)
    found = extents(labels)
    sizes = np.where(_at_edge(sheet, labels, found), 0, found.sizes)
    kept = sizes >= max(1, 0.1 * sizes.max(initial=0))
    if step == 1 or not kept.any():
        return None
    spans = found.spans[kept] * step
    low, high = spans[:, :2].min(axis=0), spans[:, 2:].max(axis=0)
    room = int(_ROOM * min(max(high - low), 4 * min(high - low))) + 2 * step
    left, top = np.maximum(low - room, 0).tolist()
    right, bottom = np.minimum(high + room, shape[::-1]).tolist()
    finer = max(1, int(np.ceil(np.sqrt((right - left) * (bottom - top)) / _WORKING_SIDE)))
    return ((left, top, right, bottom), finer) if step >= _CLOSER * finer else None


def _cut_out(sheet: _Sheet, digit: Mask, touched: tuple[bool, ...], *, sign: bool = False) -> Ink | None:
    """One digit of the sheet, everything else on it taken for paper; None if it is but a speck."""
    rows, columns = np.flatnonzero(digit.any(axis=1)), np.flatnonzero(digit.any(axis=0))
    if not sign and len(rows) < _LEAST_SIDE and len(columns) < _LEAST_SIDE:
        return None
    ink, threshold = sheet.ink, sheet.threshold
    inked = np.where(digit | (ink <= threshold), ink - threshold, -threshold).astype(np.float64)
    left, top, across, down = sheet.place
    box = (
        left + columns[0] * across,
        top + rows[0] * down,
        left + (columns[-1] + 1) * across,
        top + (rows[-1] + 1) * down,
    )
    shape = digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    doubt: Doubt = ""
    if sign or is_cross(np.argwhere(shape)):
        doubt = "sign"
    elif _is_cut_off(_sides(sheet, digit), touched):
        doubt = "cut off"
    elif _is_patch(shape):
        doubt = "patch"
    return Ink(inked, (float(box[0]), float(box[1]), float(box[2]), float(box[3])), doubt)


def _sides(sheet: _Sheet, mask: Mask, reach: int = 1) -> tuple[bool, ...]:
    """Whether a mask comes within ``reach`` pixels of the left, top, right and bottom edge of the paper."""
    height, width = mask.shape
    framed = np.pad(sheet.inside, reach)
    level, upright = framed[reach : reach + height], framed[:, reach : reach + width]
    paper = (level[:, :width], upright[:height], level[:, 2 * reach :], upright[2 * reach :])
    return tuple(bool((mask & sheet.inside & ~beside).any()) for beside in paper)


def _is_cut_off(digit: Sequence[bool], together: Sequence[bool]) -> bool:
    """Whether a digit goes on beyond an edge; where all is cut close, the opposite edge is touched too."""
    return any(digit[side] and not together[(side + 2) % 4] for side in range(4))


def _is_patch(shape: Mask) -> bool:
    """Whether ink is no line: it fills its hull but for thin holes, such as a digit's, and is no 1."""
    long, short = max(shape.shape), min(shape.shape)
    if long >= _LONG * short or solidity(shape | (inner := holes(shape))) < _SOLID:
        return False
    return thickness(inner) < _THIN * thickness(shape)


def _at_edge(sheet: _Sheet, labels: NDArray[np.int64], found: Extents) -> NDArray[np.bool_]:
    """(pieces,) which of them are no ink but what lies around the paper, or a shadow along its edge."""
    height, width = labels.shape
    depth = max(2, round(_EDGE_DEPTH * min(height, width)))
    framed = np.pad(sheet.inside, depth)
    deep = framed[depth:-depth, depth:-depth].copy()
    for shift in (0, 2 * depth):
        deep &= framed[shift : shift + height, depth:-depth] & framed[depth:-depth, shift : shift + width]
    count = len(found.sizes)
    shallow = np.bincount(labels[~deep], minlength=count)
    rim = np.zeros(count, dtype=bool)
    padded = np.pad(sheet.inside, 1)
    outline = sheet.inside & ~(padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:])
    rim[np.unique(labels[outline])] = True
    along = np.zeros(count, dtype=bool)
    for line in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        along |= np.bincount(line, minlength=count) >= _EDGE_LENGTH * len(line)
    lying = rim & ((shallow >= 0.6 * found.sizes) | along)
    lying[0] = False
    whole = (found.sizes > 0) & ~lying
    if found.sizes[whole].max(initial=0) < 0.1 * found.sizes.max(initial=0):
        lying[:] = False  # there is nothing else
    return lying


def _digit(sheet: _Sheet) -> Mask:
    """The largest piece of ink and those close to it; one along the edge only if there is no other."""
    labels = label_pieces(sheet.marked)
    found = extents(labels)
    if not found.sizes.any():
        return sheet.marked
    chosen = np.where(_at_edge(sheet, labels, found), 0, found.sizes)
    whole = chosen.copy()
    whole[on_border(labels)] = 0
    main = int((whole if whole.max() >= _WHOLE * chosen.max() else chosen).argmax())
    left, top, right, bottom = found.spans[main].tolist()
    reach = int(_CLOSE * (max(right - left, bottom - top) - 1)) + 1
    near = labels[max(top - reach, 0) : bottom + reach, max(left - reach, 0) : right + reach]
    part = np.zeros(len(chosen), dtype=bool)
    part[near] = True
    part &= chosen >= 0.03 * chosen.max()
    part[0] = False
    return np.asarray(part[labels])


def _checked(grey: ArrayLike) -> Floats:
    values = np.asarray(grey)
    if values.ndim != 2 or values.size == 0 or values.dtype.kind not in "buif":
        raise ValueError(
            translate(
                "Data", "A picture of grey values (h, w) is needed, not an array of shape {shape}."
            ).format(shape=values.shape)
        )
    values = np.asarray(values / (255 if values.dtype == np.uint8 else 1), dtype=np.float32)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(translate("Data", "The grey values have to lie between 0 and 1."))
    return values
