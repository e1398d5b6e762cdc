"""Initialisers: the weights before the first step.

function(rng, fan_in, units, places=1) -> (fan_in, units) in float64. An input takes part in units * places
sums, its fan_out: under a kernel it is at so many places. Biases start at 0 whatever the choice.
Drawn in float64 for every network, so that the same seed starts a float32 and a float64 network alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.engine.arrays import Array
from nnviz.said import translate

__all__ = ["INITIALIZERS", "Initializer", "initializer"]


@dataclass(frozen=True)
class Initializer:
    """One line of the table of initialisers."""

    name: str
    label: str
    function: Callable[..., Array]
    latex: str
    purpose: str


def initializer(name: str) -> Initializer:
    """The initialiser called `name`."""
    if name not in INITIALIZERS:
        raise ValueError(
            translate("Engine", "The initialiser {name!r} is not known; there are {initializers}.").format(
                name=name, initializers=", ".join(INITIALIZERS)
            )
        )
    return INITIALIZERS[name]


def zeros(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    return np.zeros((fan_in, units))


def ones(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    return np.ones((fan_in, units))


def uniform(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    """Uniform in [-1, 1)."""
    return 2.0 * rng.random((fan_in, units)) - 1.0


def normal(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    """Normal with mean 0 and deviation 1."""
    return rng.standard_normal((fan_in, units))


def glorot(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    """Glorot and Bengio 2010, uniform form: +-sqrt(6 / (in + out))."""
    limit = math.sqrt(6.0 / (fan_in + units * places))
    return rng.uniform(-limit, limit, (fan_in, units))


def he(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    """He et al. 2015: normal with deviation sqrt(2 / in)."""
    return rng.standard_normal((fan_in, units)) * math.sqrt(2.0 / fan_in)


def lecun(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    """LeCun et al. 1998: normal with deviation sqrt(1 / in)."""
    return rng.standard_normal((fan_in, units)) * math.sqrt(1.0 / fan_in)


def orthogonal(rng: np.random.Generator, fan_in: int, units: int, places: int = 1) -> Array:
    """Saxe et al. 2014: orthonormal rows or columns, whichever are fewer.

    The Q of a normal matrix, with the signs of R's diagonal, is uniform over such matrices (Mezzadri 2007).
    """
    tall = rng.standard_normal((max(fan_in, units), min(fan_in, units)))
    q, r = np.linalg.qr(tall)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return q if fan_in >= units else q.T.copy()


def _table(*initializers: Initializer) -> dict[str, Initializer]:
    return {entry.name: entry for entry in initializers}


INITIALIZERS = _table(
    Initializer(
        "zeros",
        translate("Engine", "Zeros"),
        zeros,
        r"W_{ij} = 0",
        translate("Engine", "To see why it fails: all units of a layer stay identical for ever."),
    ),
    Initializer(
        "ones",
        translate("Engine", "Ones"),
        ones,
        r"W_{ij} = 1",
        translate("Engine", "To begin at a place that is known; units of a layer stay identical as well."),
    ),
    Initializer(
        "uniform",
        translate("Engine", "Uniform"),
        uniform,
        r"W_{ij} \sim U(-1, 1)",
        translate("Engine", "The plainest random start; too large for wide layers."),
    ),
    Initializer(
        "normal",
        translate("Engine", "Normal"),
        normal,
        r"W_{ij} \sim N(0, 1)",
        translate("Engine", "Deviation 1 for every layer: saturates wide layers of sigmoids."),
    ),
    Initializer(
        "glorot",
        translate("Engine", "Glorot"),
        glorot,
        r"W_{ij} \sim U(-l, l),\; l = \sqrt{6 / (n_{in} + n_{out})}",
        translate("Engine", "Keeps the size of signals and gradients through layers of tanh or sigmoid."),
    ),
    Initializer(
        "he",
        translate("Engine", "He"),
        he,
        r"W_{ij} \sim N(0, 2 / n_{in})",
        translate("Engine", "Keeps the size of signals through layers of ReLU, which halve it."),
    ),
    Initializer(
        "lecun",
        translate("Engine", "LeCun"),
        lecun,
        r"W_{ij} \sim N(0, 1 / n_{in})",
        translate("Engine", "Keeps the variance of z at that of the inputs; made for tanh and SELU."),
    ),
    Initializer(
        "orthogonal",
        translate("Engine", "Orthogonal"),
        orthogonal,
        r"W^T W = I",
        translate("Engine", "Turns vectors without changing their length: signals survive very deep stacks."),
    ),
)
