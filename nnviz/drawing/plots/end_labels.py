"""Where the words at the ends of curves stand: beside their own curve and over no other. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.drawing.plots.scene import Points

Span = tuple[float, float]  # from where to where words reach, in px


def free_height(
    wanted: float, span: Span, half: float, curves: Sequence[Points], limits: tuple[float, float]
) -> float:
    """The height nearest to ``wanted`` at which words of ``half`` px up and down cross none of ``curves``.

    All in px; ``span`` is from where to where the words reach, ``limits`` the least and largest height. Where
    there is no room at all it is ``wanted``.
    """
    taken = [reach for curve in curves if (reach := _within(curve, span)) is not None]
    blocked = [(low - half, high + half) for low, high in taken]
    heights = [wanted, *(edge for interval in blocked for edge in interval)]
    free = [
        height
        for height in heights
        if limits[0] <= height <= limits[1] and not any(low < height < high for low, high in blocked)
    ]
    return min(free, key=lambda height: abs(height - wanted), default=wanted)


def _within(curve: Points, span: Span) -> tuple[float, float] | None:
    """The least and largest height of a curve over ``span``; None where it does not come there."""
    x, y = curve
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if not len(x) or x[-1] < span[0] or x[0] > span[1]:
        return None
    ends = [place for place in span if x[0] <= place <= x[-1]]
    inside = (x >= span[0]) & (x <= span[1])
    heights = np.concatenate([np.interp(ends, x, y), y[inside]])
    return float(heights.min()), float(heights.max())


def kept_apart(wanted: Sequence[float], spans: Sequence[Span], pitch: float, limit: float) -> list[float]:
    """Heights near ``wanted``, ``pitch`` apart where words would meet, and above ``limit``."""
    found, beside = [*wanted], sorted(range(len(wanted)), key=lambda place: spans[place][0])
    while beside:
        group = [beside.pop(0)]
        while beside and spans[beside[0]][0] < max(spans[place][1] for place in group):
            group.append(beside.pop(0))
        group.sort(key=lambda place: wanted[place])
        heights = _stacked([wanted[place] for place in group], pitch, limit)
        for place, height in zip(group, heights, strict=True):
            found[place] = height
    return found


def _stacked(wanted: Sequence[float], pitch: float, limit: float) -> list[float]:
    """Heights, ascending as ``wanted``, that are ``pitch`` apart and end above ``limit``."""
    heights: list[float] = []
    for height in wanted:
        heights.append(max(height, heights[-1] + pitch) if heights else height)
    for place in range(len(heights) - 1, -1, -1):
        heights[place] = min(heights[place], limit)
        limit = heights[place] - pitch
    return heights
