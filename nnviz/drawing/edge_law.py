"""The constant-ink edge law of LOOK.md: how opaque, wide and coloured every edge is. NumPy only.

The ink on the ground between two layers is a fixed share of it, whatever the number of edges: the
strongest edge is always opaque and the crowd pays. All functions take arrays over the edges of one gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Floats = Array

INK_SIGNAL = 0.24
INK_WEIGHTS = 0.15
GAMMA = 1.5
GAMMA_MAX = 9.0
SCALE_MIN = 0.2
COLOUR_FLOOR = 0.34
ALPHA_FLOOR = 0.03
WIDTH_POWER = 0.75
SILENT_DIM = 0.12
OTHER_OUTPUT_DIM = 0.22
BUNDLE_LEAST = 0.12  # opacity of a fold's line, whose edges may nearly cancel: it is there ...
BUNDLES = 64.0  # ... but a crowd of more than these pays
FOCUS_DIM = 0.16
RELEVANCE_POWER = 0.8
DENSE_EDGES, FEW_EDGES = 2000.0, 40.0  # edges of a gap at which its widest line is thinnest, thickest
_BINS = 256
_HALVINGS = 14


@dataclass(frozen=True, eq=False)
class Ink:
    """What the law makes of one gap; arrays (n,) over all its edges.

    ``alpha`` is 0 for an edge that is not drawn. ``tone`` is the signed place on the colour ramp, -1..1.
    ``clip`` is the magnitude from which on width and colour grow no more. ``scale`` and ``gamma``
    are what the search for the ink found.
    """

    alpha: Floats
    width: Floats
    tone: Floats
    clip: float
    scale: float
    gamma: float


def widest(edges: int, thinnest: float, thickest: float) -> float:
    """Width of the strongest of ``edges`` lines, falling from ``thickest`` to ``thinnest`` (px)."""
    place = np.log(max(edges, 1) / FEW_EDGES) / np.log(DENSE_EDGES / FEW_EDGES)
    return float(thickest + (thinnest - thickest) * np.clip(place, 0.0, 1.0))


def bundle_least(lines: int) -> float:
    """The least opacity of each of so many lines to or from a fold."""
    least = BUNDLE_LEAST * min(1.0, BUNDLES / lines)
    return least if least >= ALPHA_FLOOR else 0.0


def ink(
    values: Array, lengths: Array, area: float, share: float, widths: tuple[float, float], dim: Array | float,
    clip: float | None = None,
) -> Ink:  # fmt: skip
    """Apply the law to edges with ``values`` (n,), ``lengths`` in px and dimming ``dim`` (n,) 0..1.

    ``area`` is the ground in px², ``share`` the part of it to be inked, ``widths`` the least and greatest
    width in px, ``clip`` the magnitude that counts as 1 (default: the largest). What is not finite
    counts as 0.
    """
    magnitude = np.abs(np.asarray(values, dtype=np.float64))
    if not np.isfinite(magnitude.sum()):
        magnitude = np.nan_to_num(magnitude, posinf=0.0)
    top = float(magnitude.max(initial=0.0)) if clip is None else clip
    if top <= 0.0:
        zeros = np.zeros(magnitude.shape)
        return Ink(zeros, zeros + widths[0], zeros, 0.0, 1.0, GAMMA)
    m = np.minimum(magnitude / top, 1.0)
    width: Floats = widths[0] + (widths[1] - widths[0]) * m**WIDTH_POWER
    scale, gamma = _search(m, dim * width * lengths, share * area)
    alpha: Floats = dim * np.minimum(1.0, (m / scale) ** gamma)
    alpha[alpha < ALPHA_FLOOR] = 0.0
    tone = np.where(np.asarray(values) >= 0, 1.0, -1.0) * (COLOUR_FLOOR + (1 - COLOUR_FLOOR) * m)
    return Ink(alpha, width, tone, top, scale, gamma)


def _search(m: Floats, ground: Floats, budget: float) -> tuple[float, float]:
    """(scale, gamma) with which the ink, summed over ``ground`` = d·w·length px², is ``budget`` px².

    The magnitudes are first gathered in bins with their mean (exact enough, and quick for 100,000 edges).
    """
    place = np.minimum((m * _BINS).astype(np.intp), _BINS - 1)
    amount = np.bincount(place, ground, _BINS)
    centre = np.bincount(place, ground * m, _BINS) / np.maximum(amount, 1e-30)

    if float(amount @ centre**GAMMA) > budget:
        logs = np.log(np.maximum(centre, 1e-30))
        low, high = GAMMA, GAMMA_MAX
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if float(amount @ np.exp(middle * logs)) > budget else (low, middle)
        return 1.0, (low + high) / 2
    powers = centre**GAMMA
    low, high = SCALE_MIN, 1.0
    for _ in range(_HALVINGS):
        middle = (low * high) ** 0.5
        total = float(amount @ np.minimum(1.0, powers * middle**-GAMMA))
        low, high = (middle, high) if total > budget else (low, middle)
    return (low * high) ** 0.5, GAMMA


def relevance(weights: list[Array], sums: list[Array], activations: list[Array], answer: int) -> list[Floats]:
    """How much each unit of each hidden layer adds to the sum of output ``answer``; each layer 0..1.

    The contribution a·w of a last hidden unit is passed backwards through a / z, the slope of the line
    from the origin to (z, a) (exact for ReLU); only what speaks for the answer counts.
    """
    found: list[Floats] = []
    pull = np.asarray(weights[-1][:, answer], dtype=np.float64)
    for k in range(len(weights) - 2, -1, -1):
        a = np.asarray(activations[k], dtype=np.float64)
        share = np.maximum(0.0, a * pull)
        top = share.max(initial=0.0)
        found.insert(0, share / top if top > 0 else share)
        z = np.asarray(sums[k], dtype=np.float64)
        slope = np.divide(a, z, out=np.zeros_like(a), where=np.abs(z) > 1e-6)
        pull = np.asarray(weights[k] @ (slope * pull).astype(weights[k].dtype), dtype=np.float64)
    return found


def hidden_dim(relevances: Floats, activations: Array) -> Floats:
    """Dimming (units,) of the edges into hidden units: silent ones faint, the answer's path full."""
    lit = FOCUS_DIM + (1 - FOCUS_DIM) * relevances**RELEVANCE_POWER
    return np.where(np.asarray(activations) == 0, SILENT_DIM, lit)


def output_dim(units: int, answer: int) -> Floats:
    """Dimming (units,) of the edges into the outputs."""
    dim = np.full(units, OTHER_OUTPUT_DIM)
    dim[answer] = 1.0
    return dim
