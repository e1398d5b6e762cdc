"""A layer of another program's network that is not known: its parameters are, not what it does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.engine.arrays import Array
from nnviz.engine.layers.layer import Layer, LayerSpec, Shape, Stage, blocks, buffer
from nnviz.said import translate


@dataclass(frozen=True)
class Unknown(LayerSpec):
    """What another program calls `name`, with its `held` parameters, each a name and a shape.

    Of samples it makes ones of the shape `output`, of the shape that enters where that is empty.
    """

    name: str
    held: tuple[tuple[str, Shape], ...] = ()
    output: Shape = ()

    kind = "unknown"
    computable = False
    label = translate("Engine", "unknown layer")
    purpose = translate("Engine", "A layer that nnviz does not know: what leaves it cannot be computed here.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "held", tuple((str(name), _sizes(shape)) for name, shape in self.held))
        object.__setattr__(self, "output", _sizes(self.output))

    def build(self, shape: Shape) -> UnknownLayer:
        """The running layer for samples of that shape."""
        return UnknownLayer(self, shape, self.output or shape)

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return sum(math.prod(shape) for _, shape in self.held)


def _sizes(shape: Sequence[int]) -> Shape:
    return tuple(int(size) for size in shape)


class UnknownLayer(Layer):
    """At run time: no number that leaves it, and no gradient, is one."""

    spec: Unknown

    def __init__(self, spec: Unknown, shape: Shape, output: Shape) -> None:
        super().__init__(spec, shape, output)
        self.parameters = blocks(*((name, sizes, "scale") for name, sizes in spec.held))

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        outputs = buffer(self.output_shape, inputs.shape[1], inputs.dtype)
        outputs[: self.output_size] = np.nan
        a = outputs[:-1]
        da = np.zeros_like(a)
        if d_inputs is not None:
            d_inputs[...] = np.nan
        return Stage(inputs=inputs, outputs=outputs, da=da, forward=(), backward=(), z=a, dz=da)
