"""An activation as a layer of its own, as other programs have it: behind a normalisation, for instance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.activations import activation as find_activation
from nnviz.engine.arrays import Array
from nnviz.engine.layers.checks import check_activation
from nnviz.engine.layers.layer import Layer, LayerSpec, Shape, Stage, buffer
from nnviz.said import translate


@dataclass(frozen=True)
class Activated(LayerSpec):
    """What each value becomes by the named activation; `parameter` is as of a dense layer."""

    activation: str = "relu"
    parameter: float | None = None

    kind = "activation"
    label = translate("Engine", "activation")
    purpose = translate("Engine", "Each value goes through the activation.")

    def __post_init__(self) -> None:
        check_activation(self.activation, self.parameter)

    def build(self, shape: Shape) -> ActivatedLayer:
        """The running layer for samples of that shape."""
        return ActivatedLayer(self, shape)


class ActivatedLayer(Layer):
    """An activation at run time."""

    spec: Activated

    def __init__(self, spec: Activated, shape: Shape) -> None:
        super().__init__(spec, shape)
        self.activation = find_activation(spec.activation, spec.parameter)
        if not self.activation.elementwise and len(shape) > 1:
            raise ValueError(
                translate("Engine", "A layer of {name} takes a row of values, not {shape}.").format(
                    name=spec.activation, shape=shape
                )
            )

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        outputs = buffer(self.output_shape, inputs.shape[1], inputs.dtype)
        z, dz, da, activate, differentiate = self.activated(outputs[:-1])
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(partial(np.copyto, z, inputs[:-1]),),
            backward=(),
            z=z,
            dz=dz,
            activate=activate,
            differentiate=differentiate,
            backward_inputs=() if d_inputs is None else (partial(np.copyto, d_inputs, dz),),
        )
