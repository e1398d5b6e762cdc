"""How much each pixel of a picture stands out of the paper, and from where on that is ink."""

from __future__ import annotations

import numpy as np

from nnviz.data.raster import Floats
from nnviz.data.shapes import Mask

_LEAST_CONTRAST = 0.08  # of black to white: less is an empty sheet


def shrunk(values: Floats, step: int) -> Floats:
    """The means of squares of step x step pixels; the last row and column are repeated."""
    height, width = values.shape
    padded = np.pad(values, ((0, -height % step), (0, -width % step)), mode="edge")
    rows, columns = padded.shape[0] // step, padded.shape[1] // step
    means = padded.reshape(rows, step, columns, step).mean(axis=(1, 3))
    return np.asarray(means, dtype=np.float32)


def ink_on_paper(values: Floats, inside: Mask, light: bool | None = None) -> tuple[Floats, float]:
    """How much each pixel stands out of the paper, 0..1, and from where on it is ink.

    inside: what is paper with its ink; what lies around it is 0. light: whether the paper is lighter than its
    ink, if that is known. The paper is a curved plane (quadratic in x and y) through the pixels that lie on
    it, so that a shadow across the sheet is no ink; what stands out furthest from it, to the dark or to the
    light side, is ink. Where that is most of the sheet's border, a bold digit was taken for the paper.
    """
    rest = values - _paper(values, inside)
    outlying = float((rest[inside].astype(np.float64) ** 3).mean()) > 0 if light is None else not light
    ink, threshold, contrast = _standing_out(rest, inside, outlying)
    if light is None and contrast >= _LEAST_CONTRAST and _along_border(ink > threshold) > 0.5:
        paper = ink > threshold
        rest = values - _paper(values, paper)
        ink, threshold, contrast = _standing_out(rest, inside, not outlying)
    return ink, threshold if contrast >= _LEAST_CONTRAST else np.inf


def _standing_out(rest: Floats, inside: Mask, light: bool) -> tuple[Floats, float, float]:
    """The ink, lighter or darker than the paper, the threshold, and the contrast."""
    ink = np.where(inside, np.maximum(rest if light else -rest, 0), 0).astype(np.float32)
    return ink, *_otsu(ink[inside])


def _along_border(mask: Mask) -> float:
    """How much of a picture's border is of the mask: of all four sides, and of the corners, half each."""
    sides = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean()
    reach = max(1, min(mask.shape) // 40)
    ends = np.r_[0:reach, -reach:0]
    return float(sides + mask[ends[:, None], ends].mean()) / 2


def _paper(values: Floats, inside: Mask) -> Floats:
    """The brightness of the paper at each pixel, (h, w), as far as it can be told from what is inside."""
    y, x = (np.linspace(-1, 1, side) for side in values.shape)
    grid_y, grid_x = np.meshgrid(y, x, indexing="ij")
    terms = np.stack([np.ones_like(grid_x), grid_x, grid_y, grid_x**2, grid_x * grid_y, grid_y**2], axis=-1)
    terms, flat, known = terms.reshape(-1, 6), values.ravel().astype(np.float64), inside.ravel()
    surface = np.full(flat.shape, np.median(flat[known]))
    for reach in (0.25, 0.15, 0.1):
        on_paper = known & (np.abs(flat - surface) < reach)
        if on_paper.mean() < 0.3:  # nothing like a sheet: leave it at the last surface
            break
        surface = terms @ np.linalg.lstsq(terms[on_paper], flat[on_paper], rcond=None)[0]
    return np.asarray(surface.reshape(values.shape), dtype=np.float32)


def _otsu(values: Floats) -> tuple[float, float]:
    """The threshold that parts 0..1 values best into two groups, and how far apart the groups' means are.

    Otsu, "A threshold selection method from gray-level histograms", 1979.
    """
    counts, edges = np.histogram(values, bins=128, range=(0.0, 1.0))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1].astype(np.float64)
    above = below[-1] + counts[-1] - below
    sums = np.cumsum(counts * middles)
    low = sums[:-1] / np.maximum(below, 1)
    high = (sums[-1] - sums[:-1]) / np.maximum(above, 1)
    best = int((below * above * (high - low) ** 2).argmax())
    return float(edges[best + 1]), float(high[best] - low[best])
