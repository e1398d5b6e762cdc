"""One sample followed through the network and back: what the diagram and the inspector show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnviz.engine.arrays import Array, read_only
from nnviz.engine.asked import slopes_of_outputs
from nnviz.engine.layers import Layer, Stage
from nnviz.engine.losses import Loss
from nnviz.engine.program import Program, Samples


@dataclass(frozen=True)
class LayerTrace:
    """What one layer made of one sample: z and a (units,); with a target also dz = dL/dz and da = dL/da.

    For a layer without an activation z is a, and dz is da. `named` has every quantity of the layer that the
    pass formed, under its name; those of the way back with a target only. Read-only copies.
    """

    z: Array
    a: Array
    dz: Array | None = None
    da: Array | None = None
    named: Mapping[str, Array] = field(default_factory=dict)


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
    """One layer's part of a batch, sample by sample: read-only copies, (n, units) each.

    z, a, da = dL/da and dz = dL/dz; `named` has every quantity of the layer that the step formed under its
    name, (n, ...). For layers without an activation z is a, and dz is da. For a fused last layer dL/da is a
    factor that the step itself never formed; it may be infinite on paper where dz is not.
    """

    z: Array
    a: Array
    da: Array
    dz: Array
    named: Mapping[str, Array]


@dataclass(frozen=True)
class BatchTrace:
    """A whole gradient step: inputs (n, in), targets (n, k), and every layer, input side first.

    Where k answers are given at every place, targets (n, k places), NaN where nothing is asked.
    `fused`: the step computed the last dL/dz from the sums, without its dL/da.
    """

    inputs: Array
    targets: Array
    layers: tuple[LayerBatch, ...]
    fused: bool


def batch_trace(program: Program) -> BatchTrace:
    """Copies of what the buffers of `program` hold: the step's own numbers, bit for bit."""
    samples, last = program.samples, program.stages[-1]
    layers = []
    for layer, stage in zip(program.layers, program.stages, strict=True):
        da = stage.da
        if stage is last and program.fused and program.loss is not None:
            da = _slopes(program.loss, layer, stage, samples)
        z, a, slopes, dz = (read_only(values.T) for values in (stage.z, stage.a, da, stage.dz))
        shape = (len(a), *layer.output_shape)
        named = {"a": a.reshape(shape), "da": slopes.reshape(shape)}
        for name, values in stage.named.items():
            known = {id(stage.z): z, id(stage.dz): dz}.get(id(values))
            named[name] = read_only(np.moveaxis(values, -1, 0)) if known is None else known
        layers.append(LayerBatch(z, a, slopes, dz, named))
    inputs, targets = read_only(samples.inputs[:, :-1]), read_only(samples.targets.T)
    return BatchTrace(inputs, targets, tuple(layers), program.fused)


def _slopes(loss: Loss, layer: Layer, last: Stage, samples: Samples) -> Array:
    """dL/d outputs of a fused last layer."""
    if len(layer.output_shape) > 1:
        return slopes_of_outputs(loss, last.a, samples.targets, layer.output_shape[0])
    return loss.derivative(last.a.T, samples.targets.T).T


def trace(program: Program) -> Trace:
    """What `program`, over one sample, holds: forward and, if it has a loss, backward."""
    x = read_only(program.samples.inputs[0, :-1])
    known = program.loss is not None
    traced = []
    for layer, values in zip(program.layers, batch_trace(program).layers, strict=True):
        listed = {quantity.name for quantity in layer.quantities if known or not quantity.backward}
        named = {name: formed[0] for name, formed in values.named.items() if name in listed}
        dz, da = (values.dz[0], values.da[0]) if known else (None, None)
        traced.append(LayerTrace(values.z[0], values.a[0], dz, da, named))
    return Trace(x, tuple(traced), program.value if known else None)
