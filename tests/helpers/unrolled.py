"""Recurrent layers gone through by hand, step by step in NumPy, apart from the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-z)))


def lstm(x: Floats, p: Mapping[str, NDArray[Any]]) -> dict[str, Floats]:
    """x (features, T) through an LSTM with these parameters, sums in the order i, f, g, o; (units, T)."""
    units = p["state_weights"].shape[0]
    h, c = np.zeros(units), np.zeros(units)
    made: dict[str, list[Floats]] = {name: [] for name in ("z", "i", "f", "g", "o", "c", "h")}
    for step in x.T:
        z = step @ p["input_weights"] + h @ p["state_weights"] + p["bias"]
        i, f, g, o = np.split(z, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c = f * c + i * g
        h = o * np.tanh(c)
        for name, value in zip(made, (z, i, f, g, o, c, h), strict=True):
            made[name].append(value)
    return {name: np.array(values).T for name, values in made.items()}


def gru(x: Floats, p: Mapping[str, NDArray[Any]]) -> dict[str, Floats]:
    """The same of a GRU, sums in the order r, z, n, after PyTorch's formula; u is its z."""
    units = p["state_weights"].shape[0]
    h = np.zeros(units)
    made: dict[str, list[Floats]] = {name: [] for name in ("z", "r", "u", "n", "h")}
    for step in x.T:
        a = np.split(step @ p["input_weights"] + p["bias"], 3)
        b = np.split(h @ p["state_weights"] + p["state_bias"], 3)
        r, u = sigmoid(a[0] + b[0]), sigmoid(a[1] + b[1])
        z = np.concatenate([a[0] + b[0], a[1] + b[1], a[2] + r * b[2]])
        n = np.tanh(z[2 * units :])
        h = (1 - u) * n + u * h
        for name, value in zip(made, (z, r, u, n, h), strict=True):
            made[name].append(value)
    return {name: np.array(values).T for name, values in made.items()}


def rnn(x: Floats, p: Mapping[str, NDArray[Any]]) -> dict[str, Floats]:
    """The same of a simple recurrent layer with tanh."""
    h = np.zeros(p["state_weights"].shape[0])
    made: dict[str, list[Floats]] = {"z": [], "h": []}
    for step in x.T:
        z = step @ p["input_weights"] + h @ p["state_weights"] + p["bias"]
        h = np.tanh(z)
        made["z"].append(z)
        made["h"].append(h)
    return {name: np.array(values).T for name, values in made.items()}


BY_KIND = {"lstm": lstm, "gru": gru, "rnn": rnn}
SUMS = {"lstm": 4, "gru": 3, "rnn": 1}


def parameters(kind: str, features: int, units: int, seed: int = 0, size: float = 0.8) -> dict[str, Floats]:
    """Drawn by the seed, named and shaped as the engine's."""
    rng, wide = np.random.default_rng(seed), SUMS[kind] * units
    made = {
        "input_weights": rng.normal(0, size, (features, wide)),
        "state_weights": rng.normal(0, size, (units, wide)),
        "bias": rng.normal(0, size, wide),
    }
    if kind == "gru":
        made["state_bias"] = rng.normal(0, size, wide)
    if kind == "lstm":
        made["bias"][units : 2 * units] += 1
    return made
