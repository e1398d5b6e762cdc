"""Dropout: while training each input is left out with probability `rate` (Srivastava et al. 2014)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, is_number, plain
from nnviz.engine.layers.layer import Layer, LayerSpec, Shape, Stage, buffer
from nnviz.said import translate


@dataclass(frozen=True)
class Dropout(LayerSpec):
    """Leaves out a share `rate` of its inputs, at random for every sample of a step.

    What is kept is divided by 1 - rate, so that nothing needs to be done when predicting.
    """

    rate: float = 0.5

    kind = "dropout"
    label = translate("Engine", "dropout")
    purpose = translate("Engine", "Some neurons are left out of this batch, the others made larger.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", plain(self.rate))
        if not is_number(self.rate) or not 0 <= self.rate < 1:
            raise ValueError(
                translate("Engine", "The dropout rate must be at least 0 and below 1, not {rate}.").format(
                    rate=self.rate
                )
            )

    def build(self, shape: Shape) -> DropoutLayer:
        """The running layer for samples of that shape."""
        return DropoutLayer(self, shape)


class DropoutLayer(Layer):
    """Dropout at run time: `rng` must be set before a training step."""

    spec: Dropout
    draws = True
    mixes = False

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        if not training or not self.spec.rate:
            return self.passed(inputs, d_inputs)
        samples, dtype = inputs.shape[1], inputs.dtype
        outputs = buffer(self.output_shape, samples, dtype)
        mask = np.empty((self.output_size, samples), dtype)
        a, da = outputs[:-1], np.zeros_like(mask)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(partial(self._draw, mask), partial(np.multiply, inputs[:-1], mask, out=a)),
            backward=(),
            backward_inputs=() if d_inputs is None else (partial(np.multiply, da, mask, out=d_inputs),),
            z=a,
            dz=da,
        )

    def _draw(self, mask: Array) -> None:
        """Fill `mask` with 0 for what is left out and 1 / (1 - rate) for what is kept."""
        if self.rng is None:
            raise ValueError(
                translate(
                    "Engine", "A network with dropout needs a random generator to train: set network.rng."
                )
            )
        self.rng.random(dtype=mask.dtype.type, out=mask)
        # floor(u + 1 - rate) is 1 where u >= rate; a comparison would have to be cast, through a buffer.
        np.add(mask, 1.0 - self.spec.rate, out=mask)
        np.floor(mask, out=mask)
        np.multiply(mask, 1.0 / (1.0 - self.spec.rate), out=mask)
