"""Positions: at which step something stands, which attention does not see by itself, is added to it.

Learned, a vector for every step; or of sines and cosines (Vaswani et al. 2017), which nothing changes:

    p[2 i, t] = sin(t / 10000^(2 i / d))        p[2 i + 1, t] = cos(t / 10000^(2 i / d))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operations
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Shape, Stage, blocks, buffer
from nnviz.said import translate

FORMS = ("learned", "sine")
LONGEST_WAVE = 10_000.0


@dataclass(frozen=True)
class Positions(LayerSpec):
    """Adds a vector for every step: "learned", or of the form "sine"."""

    form: str

    kind = "positions"
    label = translate("Engine", "positions")
    purpose = translate("Engine", "To what stands at a step a vector is added that says which step it is.")
    shaped = True

    def __post_init__(self) -> None:
        if self.form not in FORMS:
            raise ValueError(
                translate("Engine", "Positions are learned or sine, not {form!r}.").format(form=self.form)
            )

    def build(self, shape: Shape) -> PositionsLayer:
        """The running layer for sequences (features, steps)."""
        if len(shape) != 2:
            raise ValueError(
                translate(
                    "Engine",
                    "Positions are for sequences (features, time), not samples of the shape {shape}.",
                ).format(shape=shape)
            )
        return PositionsLayer(self, shape)


def sines(features: int, steps: int) -> Array:
    """(features, steps) float64: the sines and cosines of the formula above."""
    feature, step = np.arange(features)[:, None], np.arange(steps)
    angle = step / LONGEST_WAVE ** (feature // 2 * 2 / features)
    return np.where(feature % 2 == 0, np.sin(angle), np.cos(angle))


def _position(layer: PositionsLayer, values: Mapping[str, Array]) -> Array:
    """What is added, the same to every sample."""
    a = values["a"]
    return np.broadcast_to(layer.added(a.dtype), a.shape)


class PositionsLayer(Layer):
    """Positions at run time; learned, they are weights (steps, features)."""

    spec: Positions

    def __init__(self, spec: Positions, shape: Shape) -> None:
        super().__init__(spec, shape)
        learned = spec.form == "learned"
        follows = ("weights",) if learned else ()
        formula = (
            "position = the row of W of that step" if learned else "position = sines and cosines of the step"
        )
        self.quantities = (
            Quantity("position", formula, follows, derive=_position),
            Quantity("a", "a = x + position", ("x", "position"), gradient="da"),
            Quantity("da", "∂L/∂a", backward=True),
        )
        if learned:
            self.parameters = blocks(("weights", (shape[1], shape[0]), "weight"))
            of_weights = Quantity("dW", "∂L/∂W = Σ ∂L/∂a", ("da",), backward=True, parameter="weights")
            self.quantities = (*self.quantities, of_weights)

    def added(self, dtype: np.dtype[np.generic]) -> Array:
        """(features, steps): what is added to each sample; learned ones are a view of the weights."""
        if self.parameters:
            return self.values["weights"].T
        return np.asarray(sines(*self.input_shape), dtype)

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        """Each step's vector drawn by itself, as those of an embedding."""
        for row in self.values["weights"] if self.parameters else ():
            row[...] = find_initializer(initializer).function(rng, 1, len(row))[0]

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype, shape = inputs.shape[1], inputs.dtype, self.input_shape
        outputs = buffer(shape, samples, dtype)
        x, a = inputs[:-1].reshape(*shape, samples), outputs[:-1].reshape(*shape, samples)
        da = np.zeros((self.output_size, samples), dtype) if d_inputs is None else d_inputs
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(partial(np.add, x, self.added(dtype)[..., None], out=a),),
            backward=self._sums(da) if self.parameters else (),
            z=outputs[:-1],
            dz=da,
        )

    def _sums(self, da: Array) -> Operations:
        """dL/dW: at every step the sum over the samples."""
        sums, ones = np.empty(self.output_size, da.dtype), np.ones(da.shape[1], da.dtype)
        turned = sums.reshape(self.input_shape).T
        return partial(np.dot, da, ones, out=sums), partial(np.copyto, self.gradients["weights"], turned)
