"""Numbers written on a sheet of paper or a blackboard, as a camera sees them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from tests.helpers.strokes import DIGIT_STROKES


def sheet(
    digits: Sequence[int],
    size: tuple[int, int] = (600, 320),
    *,
    line: int = 9,
    ink: int = 40,
    paper: int = 225,
) -> Image.Image:
    """The digits side by side in the middle, with a shadow across the sheet and the noise of a camera."""
    width, height = size
    image = Image.new("L", (2 * width, 2 * height), paper)
    draw = ImageDraw.Draw(image)
    cell = min(2 * width / (len(digits) + 0.6), 1.5 * height)
    for place, digit in enumerate(digits):
        left, top = (place - len(digits) / 2) * cell + width, height - cell / 2
        for stroke in DIGIT_STROKES[digit]:
            points = [(left + cell * x, top + cell * y) for x, y in stroke]
            draw.line(points, fill=ink, width=2 * line, joint="curve")
            for x, y in (points[0], points[-1]):
                draw.ellipse([x - line, y - line, x + line, y + line], fill=ink)
    values = np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.float64)
    values = values * (0.75 + 0.25 * np.linspace(0, 1, width))
    values += np.random.default_rng(0).normal(0, 4, values.shape)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def blackboard(digits: Sequence[int], size: tuple[int, int] = (600, 320)) -> Image.Image:
    """The same in chalk."""
    return sheet(digits, size, ink=215, paper=50)


def png(image: Image.Image) -> bytes:
    """The bytes of the image's PNG file."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
