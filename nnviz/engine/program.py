"""A network bound to the buffers of one batch size: the forward pass, the loss and the backward pass.

Binding walks the layers once and yields flat lists of calls with all arguments in place. Running
them touches no attribute, makes no array and asks no question, which is what makes small networks fast.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operation
from nnviz.engine.asked import AskedLoss
from nnviz.engine.layers import Layer, Stage
from nnviz.engine.losses import Fused, Loss, Scratch
from nnviz.said import translate


@dataclass(frozen=True)
class Samples:
    """Samples in the form that the engine works on, made by `Network.prepare`; read-only.

    inputs (n, in + 1): a row per sample, the last column ones. targets (k, n): a column per sample. Where k
    answers are given at every place, targets (k places, n), NaN where nothing is asked.
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
    """The operations of one network over the samples in `samples`; `value` is the loss last evaluated.

    Their contents may change between runs, unless they are `fixed`. Without a loss nobody looks at the
    targets: `predict`, then `backward` from what the caller has put into `stages[-1].da`. `d_inputs` (in,
    n), if given, is where dL/d inputs goes; it and `samples` may be the buffers of another program.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        loss: Loss | None,
        samples: Samples,
        training: bool,
        fixed: bool = False,
        d_inputs: Array | None = None,
    ) -> None:
        self.layers, self.samples, self.d_inputs, self.loss = tuple(layers), samples, d_inputs, loss
        self.value = math.nan
        self.stages = _bind(layers, samples.inputs.T, training, fixed, d_inputs)
        last = self.stages[-1]
        fused = None if loss is None else loss.fused.get(layers[-1].activation.name)
        self.fused = fused is not None
        self._evaluate: Callable[[], float]
        forward: list[Operation] = []
        for stage in self.stages[:-1]:
            forward += [*stage.forward, *stage.activate]
        forward += last.forward
        self._activate = last.activate if self.fused else ()
        self._differentiate = () if self.fused else last.differentiate
        if not self.fused:
            forward += last.activate
        if loss is not None and len(layers[-1].output_shape) > 1:
            self._evaluate = _bound_asked(loss, layers[-1], last, samples.targets)
        else:
            self._evaluate = _bound_loss(loss, fused, last, samples.targets)
        full, inputs_only = [*last.backward, *last.backward_inputs], [*last.backward_inputs]
        for stage in reversed(self.stages[:-1]):
            full += [*stage.differentiate, *stage.backward, *stage.backward_inputs]
            inputs_only += [*stage.differentiate, *stage.backward_inputs]
        self._added = tuple(stage.added for stage in self.stages if stage.added is not None)
        self._forward = tuple(forward)
        self._backward = (*self._differentiate, *full)
        self._full, self._inputs_only = tuple(full), tuple(inputs_only)

    @property
    def outputs(self) -> Array:
        """(k, n), or (k places, n): what the last activation gave."""
        return self.stages[-1].a

    def predict(self) -> None:
        """Forward only; the targets are not looked at."""
        for operation in self._forward:
            operation()
        for operation in self._activate:
            operation()

    def evaluate(self) -> float:
        """Forward and the loss, with what layers add to it."""
        for operation in self._forward:
            operation()
        self.value = self._evaluate()
        for added in self._added:
            self.value += added()
        return self.value

    def learn(self) -> float:
        """Forward, the loss, and backward into the gradients."""
        for operation in self._forward:
            operation()
        value = self._evaluate()
        for added in self._added:
            value += added()
        for operation in self._backward:
            operation()
        return value

    def backward(self, *, parameters: bool = True, from_sums: bool = False) -> None:
        """Backward from dL/d outputs, or where `from_sums` from dL/dz, which stand in the last stage.

        Without `parameters` their gradients are left as they are: only values are followed back.
        """
        if not from_sums:
            for operation in self._differentiate:
                operation()
        for operation in self._full if parameters else self._inputs_only:
            operation()


def _bound_loss(loss: Loss | None, fused: Fused | None, last: Stage, targets: Array) -> Callable[[], float]:
    if loss is None:
        return _no_loss
    if fused is not None:
        return partial(fused, last.z, targets, last.a, last.dz, Scratch.like(last.z))
    return loss.bound(last.a, targets, last.da)


def _bound_asked(loss: Loss, layer: Layer, last: Stage, targets: Array) -> AskedLoss:
    """The loss over all places of all samples as so many columns."""
    units = layer.output_shape[0]
    z, a, da, dz = (values.reshape(units, -1) for values in (last.z, last.a, last.da, last.dz))
    name = layer.activation.name
    return AskedLoss(loss, name, targets.reshape(units, -1), (z, a, da, dz), last.activate)


def _no_loss() -> float:
    raise ValueError(
        translate(
            "Engine", "This program was bound without a loss: it predicts, and goes back from a gradient."
        )
    )


def _bind(
    layers: Sequence[Layer], inputs: Array, training: bool, fixed: bool, d_inputs: Array | None
) -> tuple[Stage, ...]:
    """A stage per layer; dL/d inputs is computed only where it is wanted, or some layer before has
    parameters. What enters a block leaves it too, beside what its layers make of it, and gets dL/d of both.
    """
    stages: list[Stage] = []
    entered: list[Array] = []
    branches: list[list[Array]] = []  # where dL/d of what enters a layer goes, and of it through each block
    begun = Counter(place - layer.spec.over for place, layer in enumerate(layers) if layer.spec.over)
    needed = d_inputs is not None
    for place, layer in enumerate(layers):
        entered.append(inputs)
        back = [] if d_inputs is None or not needed else [d_inputs]
        back += [np.zeros_like(back[0]) for _ in range(begun[place]) if back]
        branches.append(back)
        d = back[-1] if back else None
        if layer.spec.over:
            first = place - layer.spec.over
            stage = layer.join(inputs, d, entered[first])
            if branches[first]:
                through = branches[first].pop()
                whole = partial(np.add, through, stage.da, out=branches[first][-1])
                stages[first] = replace(
                    stages[first], backward_inputs=(*stages[first].backward_inputs, whole)
                )
        else:
            stage = layer.bind(inputs, d, training, fixed)
        stages.append(stage)
        inputs, d_inputs, fixed = stage.outputs, stage.da, False
        needed = needed or layer.parameter_count > 0
    return tuple(stages)
