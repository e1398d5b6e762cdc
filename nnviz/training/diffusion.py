"""Diffusion of points: noise takes them apart step by step, and a network brings them back.

Ho, Jain and Abbeel, "Denoising diffusion probabilistic models", 2020, with the cosine schedule of Nichol and
Dhariwal, "Improved denoising diffusion probabilistic models", 2021. In ``STEPS`` steps a point x0 becomes
standard normal noise e:

    x_t = sqrt(kept_t) x0 + sqrt(1 - kept_t) e

A network is asked for e at (x_t, t), and with a_t = kept_t / kept_(t-1) a step back is

    x_(t-1) = (x_t - (1 - a_t) / sqrt(1 - kept_t) e) / sqrt(a_t) + sigma_t z

with fresh noise z and sigma_t^2 = (1 - a_t) (1 - kept_(t-1)) / (1 - kept_t), which is 0 in the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.dataset import frozen
from nnviz.engine import Network

Floats = NDArray[np.floating[Any]]

STEPS = 50
#: How many points have starting noise, and noise for each of their steps, that stay the same.
POINTS = 2_000
#: Time enters as sines and cosines of t / STEPS quarter turns, and of 2, 4 and 8 times that.
TURNS = (1, 2, 4, 8)
TIME_NAMES = tuple(f"{wave} {turn if turn > 1 else ''}τ" for turn in TURNS for wave in ("sin", "cos"))

_SMALL = 0.008  # so that the first steps do something
_MOST = 0.999  # of the variance that one step may take


def _kept() -> NDArray[np.float64]:
    angle = (np.arange(STEPS + 1) / STEPS + _SMALL) / (1 + _SMALL) * (np.pi / 2)
    wanted = np.square(np.cos(angle) / np.cos(angle[0]))
    shares = np.maximum(wanted[1:] / wanted[:-1], 1 - _MOST)
    return frozen(np.concatenate([[1.0], np.cumprod(shares)]))


#: (STEPS + 1,) which share of the variance is the point's own after so many steps, from 1 to nearly 0.
KEPT = _kept()


def timed(points: Floats, steps: ArrayLike) -> NDArray[np.float64]:
    """(n, d + 8) what enters for points (n, d) that are so many steps (n,), or one number, on their way."""
    quarter = np.broadcast_to(np.asarray(steps, np.float64) / STEPS * (np.pi / 2), len(points))
    angles = quarter[:, np.newaxis] * np.array(TURNS)
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(len(points), -1)
    return np.concatenate([points, waves], axis=1)


def noised(points: Floats, steps: NDArray[np.integer[Any]], noise: Floats) -> NDArray[np.float64]:
    """(n, d) where points are after so many steps (n,), with that noise."""
    kept = KEPT[steps][:, np.newaxis]
    return np.asarray(np.sqrt(kept) * points + np.sqrt(1 - kept) * noise)


def mean_step(points: Floats, step: int, said: Floats) -> NDArray[np.float64]:
    """(n, d) where points go on average in the step back from ``step``, ``said`` being the noise in them."""
    own = KEPT[step] / KEPT[step - 1]
    return np.asarray((points - (1 - own) / np.sqrt(1 - KEPT[step]) * said) / np.sqrt(own))


def spread(step: int) -> float:
    """The deviation of the fresh noise in the step back from ``step``."""
    own = KEPT[step] / KEPT[step - 1]
    return float(np.sqrt((1 - own) * (1 - KEPT[step - 1]) / (1 - KEPT[step])))


def cleaned(points: Floats, step: int, said: Floats) -> NDArray[np.float64]:
    """(n, d) where points that are ``step`` steps away come from, if ``said`` is the noise in them."""
    return np.asarray((points - np.sqrt(1 - KEPT[step]) * said) / np.sqrt(KEPT[step]))


@dataclass(frozen=True, eq=False)
class Way:
    """How n points came about, by their step t, STEPS + 1 of them; read-only float64 in the network's units.

    ``points`` (t, n, d): noise at STEPS, what is made at 0. ``said`` (t, n, d) is the noise that the network
    saw in them, ``fresh`` (t, n, d) the z that was added in the step back from there; both are 0 at 0.
    """

    points: Floats
    said: Floats
    fresh: Floats

    @property
    def made(self) -> Floats:
        """(n, d) what is made."""
        return np.asarray(self.points[0])


def way(network: Network, count: int = POINTS) -> Way:
    """The way of the first ``count`` of ``POINTS`` points back from noise, which is the same every time."""
    size = network.output_size
    fresh = _noise(size)[:, :count]
    points, said = np.zeros((2, STEPS + 1, count, size))
    points[STEPS] = fresh[0]
    for step in range(STEPS, 0, -1):
        said[step] = network.predict(timed(points[step], step))
        points[step - 1] = mean_step(points[step], step, said[step]) + spread(step) * fresh[step]
    return Way(frozen(points), frozen(said), frozen(np.concatenate([np.zeros_like(fresh[:1]), fresh[1:]])))


@lru_cache(maxsize=4)
def _noise(size: int) -> Floats:
    """(STEPS + 1, POINTS, size): what the points begin with, at 0, and the z of the step back from each."""
    return frozen(np.random.default_rng(0).standard_normal((STEPS + 1, POINTS, size)))
