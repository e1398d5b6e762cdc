"""From numbers over the plane to pixels: resampling, and colours from a table of 256 entries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.look import Look, Rgb, between, mix
from nnviz.drawing.shapes import Maps

Floats = NDArray[np.floating[Any]]

STEPS: Final = 256  # entries of a table
#: How far along the ramp a full activation goes, so that points, beads and markers stand out (M2).
TILE_STRENGTH: Final = 0.66
MAP_STRENGTH: Final = 0.51


@lru_cache(maxsize=16)
def signed_table(look: Look, strength: float) -> Rgb:
    """(256,) colours for -1..1: cool, the stage at 0, warm; at both ends ``strength`` along the ramp.

    Unlike the ramp of lines and beads, which must be seen even near 0, a map goes into the stage there.
    """
    places = np.linspace(1 / STEPS, 1.0, STEPS // 2) * strength
    stops = [[look.surface("stage"), *(look.ramp(sign, stop) for stop in range(1, 10))] for sign in (1, -1)]
    warm, cool = (between(half, places) for half in stops)
    return np.concatenate([cool[::-1], warm])


@lru_cache(maxsize=32)
def class_table(look: Look, colour: int, strength: float) -> Rgb:
    """(256,) colours from the stage (0) to ``strength`` on the way to the class colour 0xRRGGBB (1)."""
    stage = look.surface("stage")
    return between([stage, mix(stage, colour, strength)], np.linspace(0.0, 1.0, STEPS))


def signed_pixels(values: Floats, full: float, table: Rgb) -> Rgb:
    """0xffRRGGBB (same shape) of ``values``, clipped at -``full`` and ``full``; NaN counts as 0."""
    half = STEPS / 2
    places = values * np.float32(half / full)
    places += np.float32(half)
    return _looked_up(places, np.float32(half), table)


def share_pixels(values: Floats, table: Rgb) -> Rgb:
    """0xffRRGGBB (same shape) of ``values``, clipped to 0..1; NaN counts as 0."""
    return _looked_up(values * np.float32(STEPS), np.float32(0), table)


def _looked_up(places: Floats, otherwise: np.float32, table: Rgb) -> Rgb:
    if np.isnan(np.sum(places)):  # the sum of infinities of both signs too; nan_to_num takes long
        places = np.nan_to_num(places, nan=float(otherwise))
    np.clip(places, 0, STEPS - 1, out=places)
    pixels: Rgb = table.take(places.astype(np.uint8))
    return pixels


@lru_cache(maxsize=64)
def resampler(cells: int, pixels: int) -> NDArray[np.float32]:
    """(pixels, cells) weights: the mean of the cells under a pixel, or linear between their middles.

    Beyond the outermost middles the outermost cell goes on.
    """
    if pixels >= cells:
        place = np.clip((np.arange(pixels) + 0.5) * cells / pixels - 0.5, 0, cells - 1)
        low = np.minimum(place.astype(np.intp), max(0, cells - 2))
        weights = np.zeros((pixels, cells))
        share = place - low
        weights[np.arange(pixels), low] = 1 - share
        weights[np.arange(pixels), np.minimum(low + 1, cells - 1)] += share
    else:
        edges = np.arange(pixels + 1) * cells / pixels
        start, end = edges[:-1, None], edges[1:, None]
        cell = np.arange(cells)
        covered = np.minimum(end, cell + 1) - np.maximum(start, cell)
        weights = np.maximum(covered, 0) * pixels / cells
    weights.flags.writeable = False
    return weights.astype(np.float32)


def resampled(values: Floats, pixels: int) -> Floats:
    """(..., pixels, pixels) of ``values`` (..., rows, columns)."""
    rows, columns = values.shape[-2:]
    if rows == columns == pixels:
        return values
    made: Floats = resampler(rows, pixels) @ values @ resampler(columns, pixels).T
    return made


def map_pixels(maps: Maps, pixels: int, look: Look) -> Rgb:
    """(units shown, pixels, pixels) the colours of ``maps``, each as a square."""
    units = list(maps.box.units)
    chosen = maps.values if len(units) == len(maps.values) else maps.values[units]
    full = maps.full
    if not isinstance(full, float | int):  # one for each unit
        chosen, full = chosen / np.asarray(full)[units, None, None], 1.0
    values = resampled(chosen, pixels)
    if maps.colours:
        colours = (look.class_colour(unit, maps.box.size) for unit in units)
        tables = [class_table(look, colour, TILE_STRENGTH) for colour in colours]
        return np.stack([share_pixels(v, t) for v, t in zip(values, tables, strict=True)])
    if maps.middle:
        values = values - np.float32(maps.middle)
    return signed_pixels(values, full, signed_table(look, TILE_STRENGTH))
