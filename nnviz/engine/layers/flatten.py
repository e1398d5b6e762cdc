"""Flatten: samples of any shape become one row of features each; as a first layer it takes pictures."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.engine.arrays import Array
from nnviz.engine.layers.layer import Plain, Stage


@dataclass(frozen=True)
class Flatten:
    """Lets data of the shape (n, rows, columns, ...) in as (n, features), row by row."""

    kind = "flatten"

    def build(self, input_size: int) -> FlattenLayer:
        """The running layer for inputs of `input_size` features."""
        return FlattenLayer(self, input_size)


class FlattenLayer(Plain):
    """Flatten at run time: the values are already in a row, and pass."""

    def __init__(self, spec: Flatten, input_size: int) -> None:
        super().__init__(input_size)
        self.spec = spec

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        return self.passed(inputs, d_inputs)
