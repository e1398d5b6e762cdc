"""A network bound to the buffers of one batch size: the forward pass, the loss and the backward pass.

Binding walks the layers once and yields flat lists of calls with all arguments in place. Running
them touches no attribute, makes no array and asks no question, which is what makes small networks fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operation
from nnviz.engine.layers import DenseLayer, Layer, Stage
from nnviz.engine.losses import Loss, Scratch


@dataclass(frozen=True)
class Samples:
    """Samples in the form that the engine works on, made by `Network.prepare`; read-only.

    inputs (n, in + 1): a row per sample, the last column ones. targets (k, n): a column per sample.
    """

    inputs: Array
    targets: Array

    def __len__(self) -> int:
        return len(self.inputs)

    @classmethod
    def empty(cls, samples: int, input_size: int, output_size: int, dtype: np.dtype[np.generic]) -> Samples:
        """Room for `samples` samples."""
        inputs = np.zeros((samples, input_size + 1), dtype)
        inputs[:, -1] = 1.0
        return cls(inputs, np.zeros((output_size, samples), dtype))


class Program:
    """The operations of one network over the samples in `samples`.

    Their contents may change between runs, unless they are `fixed`.
    """

    def __init__(
        self, layers: Sequence[Layer], loss: Loss, samples: Samples, training: bool, fixed: bool = False
    ) -> None:
        self.samples = samples
        self.stages = _bind(layers, samples.inputs.T, training, fixed)
        last, end = self.stages[-1], layers[-1]
        assert isinstance(end, DenseLayer)
        fused = loss.fused.get(end.activation.name)
        self.fused = fused is not None
        scratch = Scratch.like(last.z)
        forward: list[Operation] = []
        for stage in self.stages[:-1]:
            forward += [*stage.forward, *stage.activate]
        forward += last.forward
        backward: list[Operation] = []
        if fused is not None:
            self._loss = partial(fused, last.z, samples.targets, last.a, last.dz, scratch)
        else:
            forward += last.activate
            self._loss = partial(loss.function, last.a, samples.targets, last.da, scratch)
            backward += last.differentiate
        backward += last.backward
        for stage in reversed(self.stages[:-1]):
            backward += [*stage.differentiate, *stage.backward]
        self._forward, self._backward = tuple(forward), tuple(backward)
        self._activate = () if fused is None else last.activate

    @property
    def outputs(self) -> Array:
        """(k, n): what the last activation gave."""
        return self.stages[-1].a

    def predict(self) -> None:
        """Forward only; the targets are not looked at."""
        for operation in self._forward:
            operation()
        for operation in self._activate:
            operation()

    def evaluate(self) -> float:
        """Forward and the loss."""
        for operation in self._forward:
            operation()
        return self._loss()

    def learn(self) -> float:
        """Forward, the loss, and backward into the gradients."""
        for operation in self._forward:
            operation()
        value = self._loss()
        for operation in self._backward:
            operation()
        return value


def _bind(layers: Sequence[Layer], inputs: Array, training: bool, fixed: bool) -> tuple[Stage, ...]:
    """A stage per layer; dL/d inputs is computed only where some layer before has parameters."""
    stages: list[Stage] = []
    d_inputs, needed = None, False
    for layer in layers:
        stage = layer.bind(inputs, d_inputs if needed else None, training, fixed)
        stages.append(stage)
        inputs, d_inputs, fixed = stage.outputs, stage.da, False
        needed = needed or layer.parameter_count > 0
    return tuple(stages)
