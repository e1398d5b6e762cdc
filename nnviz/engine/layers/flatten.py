"""Flatten: samples of any shape become one row of features each; as a first layer it takes pictures."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine.layers.layer import Layer, LayerSpec, Shape


@dataclass(frozen=True)
class Flatten(LayerSpec):
    """Lets data of the shape (n, rows, columns, ...) in as (n, features), row by row."""

    kind = "flatten"

    def build(self, shape: Shape) -> FlattenLayer:
        """The running layer for samples of that shape."""
        return FlattenLayer(self, shape)


class FlattenLayer(Layer):
    """Flatten at run time: the values are already in a row, and pass; their shape is another."""

    mixes = False
    quantities = ()

    def __init__(self, spec: Flatten, shape: Shape) -> None:
        super().__init__(spec, shape)
        self.output_shape = (self.input_size,)
