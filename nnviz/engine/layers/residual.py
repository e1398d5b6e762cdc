"""A residual block: what enters some layers is added to what they make of it (He et al. 2015).

A network stays a chain. A block is its layers, one after another among all others, and this one behind them,
which knows how many they are: residual(layernorm, attention(2)) is LayerNorm(), Attention(2), Residual(2).
Going back, dL/d of what leaves is that of the sum's either part: it goes through the layers, and past them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, plain
from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Shape, Stage, buffer
from nnviz.said import translate


@dataclass(frozen=True)
class Residual(LayerSpec):
    """Adds what entered the `layers` layers before it, however nested, to what leaves the last of them."""

    layers: int

    kind = "residual"
    label = translate("Engine", "residual")
    purpose = translate("Engine", "What entered the block is added to what its layers make of it.")
    encloses = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", plain(self.layers))
        if isinstance(self.layers, bool) or not isinstance(self.layers, int) or self.layers < 1:
            raise ValueError(
                translate("Engine", "A residual is over at least 1 layer, not {layers}.").format(
                    layers=self.layers
                )
            )

    @classmethod
    def usage(cls) -> str:
        """It is written around its layers."""
        return "residual(layer, ...)"

    @property
    def words(self) -> str:
        """Its name alone: what is within its brackets are other layers of the list."""
        return "residual"

    @property
    def over(self) -> int:
        """How many layers before it are its block."""
        return self.layers

    def build(self, shape: Shape) -> ResidualLayer:
        """The running layer where its block gives samples of that shape."""
        return ResidualLayer(self, shape)


class ResidualLayer(Layer):
    """The end of a residual block at run time."""

    spec: Residual
    mixes = False
    quantities = (
        Quantity("skip", "skip = what entered the block"),
        Quantity("a", "a = x + skip", ("x", "skip"), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
    )

    def join(self, inputs: Array, d_inputs: Array | None, entered: Array) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        outputs = buffer(self.output_shape, samples, dtype)
        # dL/d of either part is dL/da itself: no copy is made.
        da = np.zeros((self.output_size, samples), dtype) if d_inputs is None else d_inputs
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(partial(np.add, inputs[:-1], entered[:-1], out=outputs[:-1]),),
            backward=(),
            z=outputs[:-1],
            dz=da,
            named={"skip": entered[:-1].reshape(*self.output_shape, samples)},
        )


def check_blocks(specs: Sequence[LayerSpec], shapes: Sequence[Shape]) -> None:
    """ValueError with one sentence for a block that is not there, not whole, or gives another shape.

    `shapes` are what enters each layer, and what leaves the last.
    """
    starts: list[int] = []
    for place, spec in enumerate(specs):
        start = place - spec.over
        starts.append(start)
        if not spec.over:
            continue
        if start < 0 or min(starts[start:]) < start:
            raise ValueError(
                translate(
                    "Engine", "A residual over {layers} layers is written around whole layers that are there."
                ).format(layers=spec.over)
            )
        if shapes[start] != shapes[place]:
            raise ValueError(
                translate(
                    "Engine",
                    "A residual adds what enters it, of the shape {entered}, to what its layers make of it, "
                    "of the shape {given}: the two must be the same.",
                ).format(entered=shapes[start], given=shapes[place])
            )
