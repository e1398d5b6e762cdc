"""Embedding: the symbol at a step becomes a vector that is learned, its row of the weights.

A symbol enters as a one-hot column, and the product of that with the weights is its row. So what goes back to
the weights is a product too, whose sum has one order, and a column of zeros (padding) becomes zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, plain
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Shape, Stage, blocks, buffer, in_order
from nnviz.said import translate


@dataclass(frozen=True)
class Embedding(LayerSpec):
    """A vector of `size` numbers for every symbol, which is learned."""

    size: int

    kind = "embedding"
    label = translate("Engine", "embedding")
    purpose = translate("Engine", "Every symbol has a vector of its own, which is learned.")
    weighted = True
    shaped = True
    sized = "size"

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", plain(self.size))
        if isinstance(self.size, bool) or not isinstance(self.size, int) or self.size < 1:
            raise ValueError(
                translate(
                    "Engine", "The size of an embedding must be a whole number from 1, not {size}."
                ).format(size=self.size)
            )

    def build(self, shape: Shape) -> EmbeddingLayer:
        """The running layer for sequences (symbols, steps)."""
        if len(shape) != 2:
            raise ValueError(
                translate(
                    "Engine",
                    "An embedding takes sequences (symbols, time), not samples of the shape {shape}.",
                ).format(shape=shape)
            )
        return EmbeddingLayer(self, shape)


class EmbeddingLayer(Layer):
    """An embedding at run time: weights (symbols, size), a row for every symbol, and no bias."""

    spec: Embedding
    quantities = (
        Quantity("a", "a = x W", ("x", "weights"), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity("dW", "∂L/∂W = Σ xᵀ ∂L/∂a", ("x", "da"), backward=True, parameter="weights"),
    )

    def __init__(self, spec: Embedding, shape: Shape) -> None:
        super().__init__(spec, shape, (spec.size, shape[1]))
        self.parameters = blocks(("weights", (shape[0], spec.size), "weight"))

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Each row drawn by itself, as for the one input that is there at a time."""
        weights, draw = self.values["weights"], find_initializer(initializer).function
        weights[...] = np.concatenate([draw(rng, 1, self.spec.size) for _ in weights])

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        symbols, size = self.values["weights"].shape
        x, turn = in_order(inputs)
        x = x.reshape(symbols, -1)
        outputs, da = buffer(self.output_shape, samples, dtype), np.zeros((self.output_size, samples), dtype)
        a, d = outputs[:-1].reshape(size, -1), da.reshape(size, -1)
        back = None if d_inputs is None else d_inputs.reshape(symbols, -1)
        weights = self.values["weights"]
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(*turn, partial(np.dot, weights.T, x, out=a)),
            backward=(partial(np.dot, x, d.T, out=self.gradients["weights"]),),
            backward_inputs=() if back is None else (partial(np.dot, weights, d, out=back),),
            z=outputs[:-1],
            dz=da,
        )
