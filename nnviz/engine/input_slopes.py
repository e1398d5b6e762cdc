"""The gradient of a network's one output by its inputs, and how the weights change a penalty on it.

For layers whose activations are straight pieces (ReLU, leaky ReLU, linear) the output is a linear function of
the inputs wherever no unit changes sides: with D_l the slopes of layer l at a sample,

    v_L = 1,  u_{l-1} = W_l v_l,  v_{l-1} = D_{l-1} u_{l-1},  g = u_0 = W_1 v_1

is the gradient g of the output by the inputs. Of a penalty R(g) the way back leads through the same layers
forwards: from h_0 = dR/dg

    dR/dW_l = h_{l-1} v_l^T,  h_l = D_l W_l^T h_{l-1}

The biases only decide where the corners are: their part is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operation, Operations
from nnviz.engine.layers import Layer, LayerSpec, Stage
from nnviz.said import translate

#: The activations of straight pieces: their slope does not change where there is one.
STRAIGHT = ("linear", "relu", "leaky_relu")

Penalised = Callable[[float, Array, Array], float]


def check_straight(layers: Sequence[LayerSpec]) -> None:
    """Raise ``ValueError`` with one sentence for hidden layers that the penalty cannot be taken through."""
    for spec in layers:
        activation = getattr(spec, "activation", "")
        if spec.kind != "dense":
            raise ValueError(
                translate(
                    "Engine",
                    "A penalty on the gradient by the inputs needs dense layers alone, not {words}.",
                ).format(words=spec.words)
            )
        if activation not in STRAIGHT:
            raise ValueError(
                translate(
                    "Engine",
                    "A penalty on the gradient by the inputs needs layers of {straight}, not {activation}.",
                ).format(straight=", ".join(STRAIGHT), activation=activation)
            )


class InputSlopes:
    """Bound to the stages of a program over n samples, which has gone forward when this is called.

    The output is the sum of the last layer, before its activation. ``slopes`` (in, n) is its gradient by the
    inputs, sample by sample, and ``blame`` (in, n) that of the penalty by them; ``gradients`` (P,) are those
    of the penalty by the parameters, laid out as the network's own.
    ``penalised(strength, g, h)`` gives the penalty of slopes g and fills h with its gradient by them.
    """

    def __init__(self, layers: Sequence[Layer], stages: Sequence[Stage], penalised: Penalised) -> None:
        count, (samples, dtype) = len(layers), (stages[0].z.shape[1], stages[0].z.dtype)
        self.gradients = np.zeros(sum(layer.parameter_count for layer in layers), dtype)
        u = [np.zeros((layer.input_size, samples), dtype) for layer in layers]
        v = [np.ones_like(stage.z) for stage in stages]
        h = [np.zeros_like(slopes) for slopes in u]
        weights = [layer.values["weights"] for layer in layers]
        back: list[Operation] = []
        for place in reversed(range(count)):
            back.append(partial(np.dot, weights[place], v[place], out=u[place]))
            if place:
                back += _through(layers[place - 1], stages[place - 1], u[place], v[place - 1])
        forth: list[Operation] = []
        start = 0
        for place, layer in enumerate(layers):
            part = self.gradients[start : start + layer.parameter_count]
            start += layer.parameter_count
            forth.append(partial(np.dot, h[place], v[place].T, out=layer.matrix(part)))
            if place + 1 < count:
                reached = np.zeros_like(v[place])
                forth.append(partial(np.dot, weights[place].T, h[place], out=reached))
                forth += _through(layer, stages[place], reached, h[place + 1])
        self.slopes, self.blame, self._penalised = u[0], h[0], penalised
        self._back, self._forth = tuple(back), tuple(forth)

    def __call__(self, strength: float) -> float:
        """The penalty, after filling ``slopes`` and ``gradients``."""
        for operation in self._back:
            operation()
        value = self._penalised(strength, self.slopes, self.blame)
        for operation in self._forth:
            operation()
        return value


def _through(layer: Layer, stage: Stage, values: Array, out: Array) -> Operations:
    """What multiplies by the layer's slopes, as they are since the pass forward."""
    return layer.activation.bind(stage.z, stage.a, values, out)[1]


def zero_centred(strength: float, g: Array, h: Array) -> float:
    """R1 of Mescheder et al. 2018: strength / 2 times the mean of |g|^2."""
    np.multiply(g, strength / g.shape[1], out=h)
    return 0.5 * float(np.vdot(g, h))


def one_centred(strength: float, g: Array, h: Array) -> float:
    """The gradient penalty of Gulrajani et al. 2017: strength times the mean of (|g| - 1)^2."""
    lengths = np.sqrt(np.einsum("ij,ij->j", g, g))
    beyond = lengths - 1
    factor = np.divide(beyond, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    np.multiply(g, factor * (2 * strength / g.shape[1]), out=h)
    return float(strength * np.vdot(beyond, beyond) / g.shape[1])
