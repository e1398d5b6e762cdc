"""Pictures of digits as people take them: bold or thin, on rules, squares and desks, in rows with signs.

Everything is grey values (h, w), float64, 0 black to 1 white. ``drawn`` makes the ink of strokes, ``sheet``
lays it on paper, and the others make that worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

from tests.helpers.strokes import DIGIT_STROKES

Grey = NDArray[np.float64]
Side = Literal["left", "right", "top", "bottom"]

PAPER, INK, DESK = 0.92, 0.12, 0.2
_FINE = 3  # pixels drawn for each pixel of the picture, both ways

#: Signs between digits, as strokes on a canvas whose digits stand between 0.18 and 0.82.
SIGN_STROKES: dict[str, list[list[tuple[float, float]]]] = {
    ",": [[(0.5, 0.78), (0.51, 0.83), (0.47, 0.93)]],
    ".": [[(0.5, 0.8), (0.515, 0.81)]],
    "-": [[(0.32, 0.52), (0.68, 0.51)]],
    "+": [[(0.3, 0.52), (0.7, 0.52)], [(0.5, 0.33), (0.5, 0.72)]],
    "=": [[(0.32, 0.44), (0.68, 0.44)], [(0.32, 0.6), (0.68, 0.6)]],
    ":": [[(0.5, 0.4), (0.51, 0.41)], [(0.5, 0.74), (0.51, 0.75)]],
}


def drawn(strokes: Sequence[ArrayLike], height: int = 100, pen: float = 8.0) -> Grey:
    """The ink of strokes, 0 to 1, in the smallest picture that holds it, ``height`` high with the pen."""
    points = [np.asarray(stroke, dtype=np.float64) for stroke in strokes]
    every = np.concatenate(points)
    low, size = every.min(axis=0), np.ptp(every, axis=0)
    scale = (height - pen) / max(float(size[1]), 0.3 * float(size[0]), 1e-6)
    across, down = (int(np.ceil(length * scale + pen)) for length in size)
    image = Image.new("L", (_FINE * max(across, 1), _FINE * max(down, 1)), 0)
    brush = ImageDraw.Draw(image)
    half = _FINE * pen / 2
    for stroke in points:
        placed = [tuple(_FINE * ((point - low) * scale + pen / 2)) for point in stroke]
        if len(placed) > 1:
            brush.line(placed, fill=255, width=round(2 * half), joint="curve")
        for x, y in placed:
            brush.ellipse([x - half, y - half, x + half, y + half], fill=255)
    return np.asarray(image.reduce(_FINE), dtype=np.float64) / 255


def drawn_digit(label: int, height: int = 100, pen: float = 8.0) -> Grey:
    """The ink of a digit as most people write it."""
    return drawn(DIGIT_STROKES[label], height, pen)


def padded(ink: Grey, margin: int | tuple[int, int, int, int]) -> Grey:
    """Ink with so many pixels of paper around it: all alike, or left, top, right, bottom."""
    left, top, right, bottom = (margin,) * 4 if isinstance(margin, int) else margin
    return np.pad(ink, ((top, bottom), (left, right)))


def sheet(
    ink: Grey,
    margin: int | tuple[int, int, int, int] = 40,
    *,
    paper: float = PAPER,
    level: float = INK,
    noise: float = 0.015,
    seed: int = 0,
) -> Grey:
    """A picture of ink on paper; light ink on dark paper if ``level`` is above ``paper``."""
    covered = padded(ink, margin)
    return noisy(paper + (level - paper) * covered, noise, seed)


def noisy(picture: Grey, noise: float, seed: int = 0) -> Grey:
    """The same with a camera's grain."""
    grain = np.random.default_rng(seed).normal(0, noise, picture.shape) if noise else 0.0
    return np.clip(picture + grain, 0, 1)


def with_strip(picture: Grey, side: Side, share: float = 0.05, level: float = DESK) -> Grey:
    """The same with the desk, or a finger, along one edge."""
    height, width = picture.shape
    strip = picture.copy()
    depth = max(1, round(share * (width if side in ("left", "right") else height)))
    places: dict[str, Any] = {
        "left": np.s_[:, :depth],
        "right": np.s_[:, width - depth :],
        "top": np.s_[:depth],
        "bottom": np.s_[height - depth :],
    }
    strip[places[side]] = level
    return strip


def on_desk(
    picture: Grey, share: float = 0.35, *, desk: float = DESK, tilt: float = 0.0, seed: int = 0
) -> Grey:
    """The picture as a sheet, turned by ``tilt`` degrees, on a desk that takes this share of the whole."""
    sheet_image = Image.fromarray((picture * 255).astype(np.float32))
    mask = Image.fromarray(np.full(picture.shape, 255, np.float32))
    resample = Image.Resampling.BILINEAR
    turned = np.asarray(sheet_image.rotate(tilt, resample, expand=True), dtype=np.float64) / 255
    cover = np.asarray(mask.rotate(tilt, resample, expand=True), dtype=np.float64) / 255
    height, width = turned.shape
    grow = np.sqrt(max(picture.size / (1 - share) / turned.size, 1.0))
    down, across = round(height * grow) - height, round(width * grow) - width
    place = np.random.default_rng(seed).uniform(0.3, 0.7, 2)
    top, left = round(down * place[0]), round(across * place[1])
    whole = np.full((height + down, width + across), desk)
    part = whole[top : top + height, left : left + width]
    part[:] = part * (1 - cover) + turned * cover
    return noisy(whole, 0.015, seed)


def ruled(
    picture: Grey,
    at: Sequence[float],
    *,
    level: float = 0.45,
    thickness: float = 2.0,
    tilt: float = 0.0,
    upright: Sequence[float] = (),
) -> Grey:
    """The same on paper with a line at each of these heights, and upright ones at these places, in pixels."""
    height, width = picture.shape
    slope = np.tan(np.radians(tilt))
    y, x = np.mgrid[:height, :width] + 0.5
    marked = picture.copy()
    for places, across, along in ((at, y, x - width / 2), (upright, x, height / 2 - y)):
        for place in places:
            cover = np.clip(thickness / 2 + 0.5 - np.abs(across - place - slope * along), 0, 1)
            marked = np.minimum(marked, picture * (1 - cover) + level * cover)
    return marked


def squared(picture: Grey, every: float = 24.0, **how: Any) -> Grey:
    """The same on squared paper."""
    height, width = picture.shape
    return ruled(
        picture,
        list(np.arange(every / 3, height, every)),
        upright=list(np.arange(every / 2, width, every)),
        **how,
    )


def written(text: str, height: int = 80, pen: float = 6.0, gap: int = 18) -> Grey:
    """The ink of digits and signs side by side, each in its place on the line."""
    columns: list[Grey] = []
    unit = height / 0.64  # pixels per canvas
    rows = round(unit)
    for sign in text:
        strokes = DIGIT_STROKES[int(sign)] if sign.isdigit() else SIGN_STROKES[sign]
        every = np.concatenate([np.asarray(stroke) for stroke in strokes])
        low = every.min(axis=0)
        size = np.ptp(every, axis=0)
        tall = max(float(size[1]) * unit + pen, 1.0)
        ink = (
            drawn(strokes, max(round(tall), round(pen) + 1), pen)
            if size[1] * 3 > size[0]
            else _flat(strokes, unit, pen)
        )
        cell = np.zeros((rows, ink.shape[1]))
        top = max(0, min(rows - ink.shape[0], round(low[1] * unit - pen / 2)))
        cell[top : top + ink.shape[0]] = ink
        columns += [cell, np.zeros((rows, gap))]
    row = np.concatenate(columns[:-1], axis=1)
    used = np.flatnonzero(row.any(axis=1))
    return row[used[0] : used[-1] + 1]


def _flat(strokes: Sequence[ArrayLike], unit: float, pen: float) -> Grey:
    """The ink of a dash or two, as wide as they were drawn."""
    every = np.concatenate([np.asarray(stroke, dtype=np.float64) for stroke in strokes])
    low, size = every.min(axis=0), np.ptp(every, axis=0)
    image = np.zeros((round(size[1] * unit + pen) + 1, round(size[0] * unit + pen) + 1))
    for stroke in strokes:
        points = (np.asarray(stroke, dtype=np.float64) - low) * unit
        top, left = points.min(axis=0)[::-1].round().astype(int)
        bottom, right = (points.max(axis=0)[::-1] + pen).round().astype(int)
        image[top:bottom, left:right] = 1
    return image
