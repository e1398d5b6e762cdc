"""Curves and points as SVG, for a report: no library draws them, and nothing of the window is needed."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 60, 170, 12, 36
COLOURS = ("#1f6fb4", "#e07b1a", "#3a8f4d", "#8b4fb0", "#b33a3a", "#6b6b6b")
MOST = 600
"""Points of a curve, or of a cloud: more are not told apart at this size."""


def _span(values: Sequence[Numbers]) -> tuple[float, float]:
    """The smallest and the largest number there is, never the same."""
    known = np.concatenate([np.asarray(one, np.float64)[np.isfinite(one)] for one in values])
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _thinned(count: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, count - 1, min(count, MOST)).round().astype(np.intp))


class _Axes:
    def __init__(self, across: tuple[float, float], up: tuple[float, float]) -> None:
        self.across, self.up = across, up

    def x(self, values: Numbers) -> Numbers:
        low, high = self.across
        return np.asarray(LEFT + (values - low) / (high - low) * (WIDTH - LEFT - RIGHT))

    def y(self, values: Numbers) -> Numbers:
        low, high = self.up
        return np.asarray(HEIGHT - BOTTOM - (values - low) / (high - low) * (HEIGHT - TOP - BOTTOM))

    def frame(self, below: str) -> list[str]:
        """The two axes, with the numbers at their ends and what lies across."""
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        found = [f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#9aa1ad"/>']
        for value, y in zip(self.up, (bottom, TOP + 10), strict=True):
            found.append(f'<text x="{LEFT - 6}" y="{y}" text-anchor="end">{value:.4g}</text>')
        for value, x, anchor in zip(self.across, (LEFT, right), ("start", "end"), strict=True):
            found.append(f'<text x="{x}" y="{bottom + 16}" text-anchor="{anchor}">{value:.4g}</text>')
        middle = (LEFT + right) / 2
        found.append(f'<text x="{middle}" y="{bottom + 30}" text-anchor="middle">{html.escape(below)}</text>')
        return found


def _svg(shapes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-size="12" font-family="system-ui, sans-serif">\n'
        + "\n".join(shapes)
        + "\n</svg>"
    )


def chart(series: Sequence[tuple[str, Numbers, Numbers]], below: str) -> str:
    """Curves (name, x, y) in one frame; where a y is no number the curve has a gap."""
    axes = _Axes(_span([x for _, x, _ in series]), _span([y for *_, y in series]))
    shapes = axes.frame(below)
    for k, (name, x, y) in enumerate(series):
        colour, kept = COLOURS[k % len(COLOURS)], _thinned(len(x))
        x, y = np.asarray(x)[kept], np.asarray(y)[kept]
        begin, path = True, []
        for a, b, there in zip(axes.x(x), axes.y(y), np.isfinite(y), strict=True):
            if there:
                path.append(f"{'M' if begin else 'L'}{a:.1f} {b:.1f}")
            begin = not there
        shapes.append(f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        at = TOP + 12 + 16 * k
        shapes.append(f'<text x="{WIDTH - RIGHT + 12}" y="{at}" fill="{colour}">{html.escape(name)}</text>')
    return _svg(shapes)


def scatter(x: Numbers, y: Numbers, below: str, beside: str) -> str:
    """Points, and the line on which both are the same."""
    whole = _span([x, y])
    axes = _Axes(whole, whole)
    kept = _thinned(len(x))
    corner = np.array(whole)
    (x1, x2), (y1, y2) = axes.x(corner), axes.y(corner)
    shapes = axes.frame(below)
    shapes.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#9aa1ad" stroke-dasharray="4 4"/>')
    for a, b in zip(axes.x(np.asarray(x)[kept]), axes.y(np.asarray(y)[kept]), strict=True):
        shapes.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.5" fill="{COLOURS[0]}" fill-opacity="0.6"/>')
    shapes.append(f'<text x="{WIDTH - RIGHT + 12}" y="{TOP + 12}">{html.escape(beside)}</text>')
    return _svg(shapes)
