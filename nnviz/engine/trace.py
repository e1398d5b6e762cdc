"""One sample followed through the network and back: what the diagram and the inspector show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.engine.arrays import Array, read_only
from nnviz.engine.layers import DenseLayer, Layer
from nnviz.engine.losses import Loss
from nnviz.engine.program import Program


@dataclass(frozen=True)
class LayerTrace:
    """What one layer made of one sample: z and a (units,); with a target also dz = dL/dz and da = dL/da.

    For a layer without an activation z is a, and dz is da. Read-only copies.
    """

    z: Array
    a: Array
    dz: Array | None = None
    da: Array | None = None


@dataclass(frozen=True)
class Trace:
    """One sample's values, an entry per layer, input side first; arrays are read-only copies.

    inputs (in,); z and a (units,) each. With a target: loss, dz = dL/dz and da = dL/da (units,) each;
    else None and empty. The last da may be infinite where it is on paper; its dz is not.
    """

    inputs: Array
    layers: tuple[LayerTrace, ...]
    loss: float | None = None

    @property
    def z(self) -> tuple[Array, ...]:
        return tuple(layer.z for layer in self.layers)

    @property
    def a(self) -> tuple[Array, ...]:
        return tuple(layer.a for layer in self.layers)

    @property
    def dz(self) -> tuple[Array, ...]:
        return tuple(layer.dz for layer in self.layers if layer.dz is not None)

    @property
    def da(self) -> tuple[Array, ...]:
        return tuple(layer.da for layer in self.layers if layer.da is not None)


@dataclass(frozen=True)
class LayerBatch:
    """One layer's part of a batch: z, a, da = dL/da and dz = dL/dz, (n, units) each, read-only copies.

    For layers without an activation z is a, and dz is da. For a fused last layer dL/da is a factor that
    the step itself never formed; it may be infinite on paper where dz is not.
    """

    z: Array
    a: Array
    da: Array
    dz: Array


@dataclass(frozen=True)
class BatchTrace:
    """A whole gradient step: inputs (n, in), targets (n, k), and every layer, input side first.

    `fused`: the step computed the last dL/dz from the sums, without its dL/da.
    """

    inputs: Array
    targets: Array
    layers: tuple[LayerBatch, ...]
    fused: bool


def batch_trace(program: Program, loss: Loss) -> BatchTrace:
    """Copies of what the buffers of `program` hold: the step's own numbers, bit for bit."""
    samples = program.samples
    layers = []
    for stage in program.stages:
        layers.append(LayerBatch(*(read_only(values.T) for values in (stage.z, stage.a, stage.da, stage.dz))))
    last = layers[-1]
    if program.fused:
        da = read_only(loss.derivative(last.a, samples.targets.T))
        layers[-1] = LayerBatch(last.z, last.a, da, last.dz)
    inputs, targets = read_only(samples.inputs[:, :-1]), read_only(samples.targets.T)
    return BatchTrace(inputs, targets, tuple(layers), program.fused)


def trace(layers: Sequence[Layer], loss: Loss, x: Array, t: Array | None) -> Trace:
    """Follow x (in,) forward as when predicting and, if t (k,) is given, dL/d backward."""
    zs, activations = [], []
    values = x
    with np.errstate(all="ignore"):
        for layer in layers:
            z, values = layer.forward_one(values)
            zs.append(z)
            activations.append(values)
        forward = tuple(map(read_only, zs)), tuple(map(read_only, activations))
        if t is None:
            return Trace(read_only(x), tuple(map(LayerTrace, *forward)))
        value, dz, da = _backward(layers, loss, t, zs, activations)
    backward = map(read_only, dz), map(read_only, da)
    return Trace(read_only(x), tuple(map(LayerTrace, *forward, *backward)), value)


def _backward(
    layers: Sequence[Layer], loss: Loss, t: Array, zs: list[Array], activations: list[Array]
) -> tuple[float, list[Array], list[Array]]:
    """(L, dL/dz, dL/da) with an entry per layer; the last dz straight from the logits."""
    last = layers[-1]
    assert isinstance(last, DenseLayer)
    value, last_dz = loss.from_logits(last.activation, zs[-1][None, :], t[None, :])
    dzs, das = [last_dz[0]], [loss.derivative(activations[-1][None, :], t[None, :])[0]]
    gradient = last.weights @ last_dz[0]
    for layer, z, a in zip(reversed(layers[:-1]), reversed(zs[:-1]), reversed(activations[:-1]), strict=True):
        das.append(gradient)
        dz, gradient = layer.backward_one(z, a, gradient)
        dzs.append(dz)
    return value, dzs[::-1], das[::-1]
