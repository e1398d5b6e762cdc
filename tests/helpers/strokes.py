"""Digits drawn for the tests: strokes on a canvas of 0..1, x to the right, y down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Drawing = list[list[tuple[float, float]]]


def _arc(
    centre: tuple[float, float], radii: tuple[float, float], start: float, end: float, points: int = 24
) -> list[tuple[float, float]]:
    """Points of an ellipse from one angle to another, in degrees clockwise from the right."""
    angles = np.radians(np.linspace(start, end, points))
    return [
        (round(centre[0] + radii[0] * float(np.cos(a)), 4), round(centre[1] + radii[1] * float(np.sin(a)), 4))
        for a in angles
    ]


def _eight(
    centre: tuple[float, float], radii: tuple[float, float], points: int = 48
) -> list[tuple[float, float]]:
    """Points of a figure of eight, from its top and back to it."""
    angles = np.linspace(0, 2 * np.pi, points)
    return [
        (
            round(centre[0] - radii[0] * float(np.sin(2 * a)), 4),
            round(centre[1] - radii[1] * float(np.cos(a)), 4),
        )
        for a in angles
    ]


# As most people write them; 1 without a foot, 4 open, 7 without a bar.
DIGIT_STROKES: dict[int, Drawing] = {
    0: [_arc((0.5, 0.5), (0.2, 0.32), -90, 270)],
    1: [[(0.47, 0.25), (0.54, 0.18), (0.53, 0.5), (0.52, 0.82)]],
    2: [[*_arc((0.5, 0.36), (0.19, 0.18), -170, 40), (0.45, 0.66), (0.3, 0.82), (0.72, 0.82)]],
    3: [[*_arc((0.47, 0.33), (0.18, 0.16), -160, 90), *_arc((0.47, 0.66), (0.21, 0.17), -90, 150)]],
    4: [[(0.4, 0.18), (0.3, 0.55), (0.72, 0.55)], [(0.6, 0.34), (0.57, 0.85)]],
    5: [
        [(0.36, 0.2), (0.34, 0.47), *_arc((0.47, 0.63), (0.2, 0.19), -110, 140)],
        [(0.36, 0.2), (0.68, 0.2)],
    ],
    6: [
        [
            (0.6, 0.17),
            (0.46, 0.3),
            (0.36, 0.5),
            *_arc((0.5, 0.66), (0.16, 0.17), -180, 180),
        ]
    ],
    7: [[(0.3, 0.2), (0.7, 0.2), (0.58, 0.48), (0.47, 0.82)]],
    8: [_eight((0.5, 0.5), (0.17, 0.32))],
    9: [[*_arc((0.48, 0.35), (0.16, 0.17), 0, -360), (0.63, 0.5), (0.57, 0.83)]],
}


def as_arrays(drawing: Drawing) -> list[NDArray[np.float64]]:
    """The drawing as (n, 2) float64 arrays."""
    return [np.array(stroke, dtype=np.float64) for stroke in drawing]


def moved(
    drawing: Drawing, *, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0), tilt: float = 0.0
) -> list[NDArray[np.float64]]:
    """The drawing turned by ``tilt`` degrees and scaled about the canvas's middle, then shifted."""
    angle = np.radians(tilt)
    turn = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [(stroke - 0.5) @ turn + 0.5 + shift for stroke in as_arrays(drawing)]
