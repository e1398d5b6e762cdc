"""Snapshots made by hand, with NumPy alone: for tests of what only looks at Snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import LayerTrace
from nnviz.engine.layers import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics
from nnviz.training.player import Ends, PlayerState
from nnviz.training.snapshot import LayerState, LayerStatistics, Probe, Snapshot
from tests.helpers.timelines import measured

Array = NDArray[np.floating[Any]]


def hand_built_snapshot(
    hidden: Sequence[int] = (32,),
    seed: int = 0,
    label: int | None = 4,
    *,
    inputs: int = 64,
    outputs: int = 10,
    activation: str = "relu",
    sample: Array | None = None,
    epoch: int = 7,
    steps_per_epoch: int = 45,
    metrics: Metrics | None = None,
    scale: float = 1.0,
    probed: bool = True,
) -> Snapshot:
    """A whole Snapshot of a network with random weights, He-sized times ``scale``, and a softmax at its end.

    Hidden layers are "relu", "tanh" or "sigmoid". The probed ``sample`` (random pixels from 0 to 1 by
    default) has its sums, activations and gradients worked out right here; ``label=None`` leaves the
    gradient out, ``probed=False`` the sample.
    """
    rng = np.random.default_rng(seed)
    sizes = [inputs, *hidden, outputs]
    names = [activation] * len(hidden) + ["softmax"]
    count = sum((a + 1) * b for a, b in pairwise(sizes))
    parameters = np.empty(count, dtype=np.float32)
    layers = []
    start = 0
    for (fan_in, units), name in zip(pairwise(sizes), names, strict=True):
        stop = start + fan_in * units
        weights = parameters[start:stop].reshape(fan_in, units)
        bias = parameters[stop : stop + units]
        weights[:] = rng.normal(0, scale * np.sqrt(2 / fan_in), (fan_in, units))
        bias[:] = rng.normal(0, 0.3 * scale, units)
        layers.append(LayerState(units, name, weights, bias, place=len(layers)))
        start = stop + units
    _freeze(parameters, *(array for layer in layers for array in (layer.weights, layer.bias)))

    batch = rng.uniform(0, 1, (256, inputs)).astype(np.float32)
    chosen = rng.uniform(0, 1, inputs).astype(np.float32) if sample is None else np.array(sample, np.float32)
    ends = Ends((inputs,), Dense(outputs, "softmax"), "categorical_crossentropy")
    return Snapshot(
        experiment=Experiment(layers=tuple(Dense(units, activation) for units in hidden), seed=seed),
        epoch=epoch,
        step=epoch * steps_per_epoch,
        metrics=metrics or measured(epoch, 0.25, 0.5, 0.95, 0.875),
        players=(PlayerState(ends=ends, parameters=parameters, optimizer_state={}),),
        generators={"order": rng.bit_generator.state},
        layers=tuple(layers),
        statistics=tuple(_statistics(a) for a in _forward(layers, batch)[1]),
        probe=_probe(layers, chosen, label) if probed else None,
    )


def _activate(name: str, z: Array) -> Array:
    if name == "relu":
        return np.maximum(z, 0)
    if name == "tanh":
        return np.tanh(z)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-z))
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _slope(name: str, a: Array) -> Array:
    if name == "relu":
        return (a > 0).astype(a.dtype)
    return 1 - a**2 if name == "tanh" else a * (1 - a)


def _forward(layers: Sequence[LayerState], x: Array) -> tuple[list[Array], list[Array]]:
    sums, activations = [], []
    for layer in layers:
        z = x @ layer.weights + layer.bias
        x = _activate(layer.activation, z)
        sums.append(z)
        activations.append(x)
    return sums, activations


def _statistics(a: Array) -> LayerStatistics:
    firing = (a > 0).mean(axis=0).astype(a.dtype)
    return LayerStatistics(*_freeze(a.mean(axis=0), a.max(axis=0), firing))


def _probe(layers: Sequence[LayerState], x: Array, label: int | None) -> Probe:
    z, a = _forward(layers, x)
    places = tuple(range(len(layers)))
    if label is None:
        return Probe(*_freeze(x), None, tuple(map(LayerTrace, _freeze(*z), _freeze(*a))), places, None)
    target = np.zeros_like(a[-1])
    target[label] = 1
    dz = [a[-1] - target]  # softmax with cross-entropy
    for layer, after in zip(layers[-2::-1], layers[:0:-1], strict=True):
        dz.insert(0, (after.weights @ dz[0]) * _slope(layer.activation, a[len(layers) - 1 - len(dz)]))
    loss = -float(np.log(a[-1][label]))
    traced = tuple(map(LayerTrace, _freeze(*z), _freeze(*a), _freeze(*dz)))
    return Probe(*_freeze(x), label, traced, places, loss)


def _freeze(*arrays: Array) -> tuple[Array, ...]:
    for array in arrays:
        array.flags.writeable = False
    return arrays
