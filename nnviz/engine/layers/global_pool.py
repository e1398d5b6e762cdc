"""Global pooling: of every channel one number, wherever on the picture (or when in the sequence) it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operations
from nnviz.engine.layers.checks import check_pooled
from nnviz.engine.layers.layer import PASSED, Layer, LayerSpec, Quantity, Shape, Stage, buffer
from nnviz.engine.layers.windows import turned
from nnviz.said import translate


@dataclass(frozen=True)
class GlobalMaxPool(LayerSpec):
    """The largest value of each channel; all of its gradient goes to the first place that has it."""

    kind = "global_max_pool"
    label = translate("Engine", "global max pooling")
    purpose = translate("Engine", "Of every map the largest value is kept, wherever it is.")
    shaped = True

    def build(self, shape: Shape) -> GlobalMaxPoolLayer:
        """The running layer for samples of that shape."""
        return GlobalMaxPoolLayer(self, shape)


@dataclass(frozen=True)
class GlobalAvgPool(LayerSpec):
    """The mean of each channel."""

    kind = "global_avg_pool"
    label = translate("Engine", "global average pooling")
    purpose = translate("Engine", "Of every map the mean is kept.")
    shaped = True

    def build(self, shape: Shape) -> GlobalAvgPoolLayer:
        """The running layer for samples of that shape."""
        return GlobalAvgPoolLayer(self, shape)


class GlobalPoolLayer(Layer):
    """What both share: maps (channels, positions, n) in, a row of (channels,) out."""

    def __init__(self, spec: LayerSpec, shape: Shape) -> None:
        check_pooled(shape)
        super().__init__(spec, shape, shape[:1])

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        x, turn = turned(inputs, self.input_shape)
        maps = x.reshape(len(x), -1, samples)
        outputs = buffer(self.output_shape, samples, dtype)
        z, dz, da, activate, differentiate = self.activated(outputs[:-1])
        dx = None if d_inputs is None else d_inputs.reshape(maps.shape)
        forward, backward, named = self._operations(maps, z, dz, dx)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(*turn, *forward),
            activate=activate,
            differentiate=differentiate,
            backward=(),
            backward_inputs=backward,
            z=z,
            dz=dz,
            named={"window": x.reshape(*self.input_shape, samples), **named},
        )

    def _operations(
        self, maps: Array, a: Array, da: Array, dx: Array | None
    ) -> tuple[Operations, Operations, Mapping[str, Array]]:
        """(forward, backward to dx, further quantities) over maps (channels, positions, n)."""
        raise NotImplementedError


def _ties(layer: GlobalMaxPoolLayer, values: Mapping[str, Array]) -> Array:
    maps = values["window"].reshape(*values["a"].shape, -1)
    return np.asarray((maps == values["a"][..., None]).sum(axis=-1))


WINDOW = Quantity("window", "window = the whole map", ("x",), part="seen")
WINNER = "winner = first place with the largest value, row by row, from 0"


class GlobalMaxPoolLayer(GlobalPoolLayer):
    """Global max pooling at run time."""

    quantities = (
        WINDOW,
        Quantity("a", "a = largest of the map", ("window",), gradient="da", part="gives"),
        Quantity("winner", WINNER, ("window",), part="taken"),
        Quantity("ties", "ties = how many values of the map are as large", ("window", "a"), derive=_ties),
        Quantity("da", "∂L/∂a", backward=True),
    )

    def _operations(
        self, maps: Array, a: Array, da: Array, dx: Array | None
    ) -> tuple[Operations, Operations, Mapping[str, Array]]:
        winner = np.zeros(a.shape, np.intp)
        forward = (partial(np.maximum.reduce, maps, 1, None, a), partial(np.argmax, maps, 1, winner))
        if dx is None:
            return forward, (), {"winner": winner}
        channel, sample = np.ogrid[: len(a), : a.shape[1]]
        backward = partial(dx.fill, 0.0), partial(_put, dx, channel, winner, sample, da)
        return forward, backward, {"winner": winner}

    def sides(self, values: Mapping[str, Array]) -> Array:
        """Which value of each map is the largest: where another becomes it there is a corner."""
        return np.concatenate([super().sides(values), values["winner"].ravel() + 1.0])


def _put(dx: Array, channel: Array, winner: Array, sample: Array, da: Array) -> None:
    dx[channel, winner, sample] = da


class GlobalAvgPoolLayer(GlobalPoolLayer):
    """Global average pooling at run time."""

    quantities = (
        WINDOW,
        Quantity("a", "a = mean of the map", ("window",), gradient="da", part="gives"),
        PASSED[1],
    )

    def _operations(
        self, maps: Array, a: Array, da: Array, dx: Array | None
    ) -> tuple[Operations, Operations, Mapping[str, Array]]:
        share = a.dtype.type(1.0 / maps.shape[1])
        forward = partial(np.add.reduce, maps, 1, None, a), partial(np.multiply, a, share, out=a)
        if dx is None:
            return forward, (), {}
        shares = np.zeros_like(da)
        spread = partial(np.copyto, dx, shares[:, None])
        return forward, (partial(np.multiply, da, share, out=shares), spread), {}
