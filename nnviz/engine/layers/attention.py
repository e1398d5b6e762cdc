"""Attention (Vaswani et al. 2017): every step asks, and takes of all steps the more, the better they answer.

Of what stands at a step three vectors are made: a query q, a key k and a value v, each x W + b, which are cut
into heads of d / heads numbers. For each head by itself, a step's query meets the key of every step (causal:
of those up to it), and the shares of a softmax over them mix the values. The mixtures of all heads together
go through one more matrix.

    scores[i, j] = q[i] k[j] / sqrt(d / heads)              shares = softmax over j
    mixed[i] = sum over j of shares[i, j] v[j]              a = mixed W + b

Queries, keys and values of all steps and samples are one product, a row for each step, in which the numbers
of a head stand side by side: every head of every sample is then a small matrix where it stands. The softmax
is worked out with the keys as rows, along contiguous memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operations, plain
from nnviz.engine.initializers import initializer as find_initializer
from nnviz.engine.layers.layer import Layer, LayerSpec, Quantity, Shape, Stage, blocks, buffer, stepwise
from nnviz.said import translate


@dataclass(frozen=True)
class Attention(LayerSpec):
    """Attention with that many heads; `full`: to later steps too."""

    heads: int
    full: bool = False

    kind = "attention"
    label = translate("Engine", "attention")
    purpose = translate("Engine", "Every step takes from the others what answers to what it asks for.")
    weighted = True
    shaped = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "heads", plain(self.heads))
        if isinstance(self.heads, bool) or not isinstance(self.heads, int) or self.heads < 1:
            raise ValueError(
                translate(
                    "Engine", "The heads of attention must be a whole number from 1, not {heads}."
                ).format(heads=self.heads)
            )
        if not isinstance(self.full, bool):
            raise ValueError(
                translate("Engine", "Attention is full or not, not {full!r}.").format(full=self.full)
            )

    def build(self, shape: Shape) -> AttentionLayer:
        """The running layer for sequences (features, steps)."""
        if len(shape) != 2:
            raise ValueError(
                translate(
                    "Engine", "Attention takes sequences (features, time), not samples of the shape {shape}."
                ).format(shape=shape)
            )
        if shape[0] % self.heads:
            raise ValueError(
                translate(
                    "Engine",
                    "{heads} heads cannot share the {features} features of samples of the shape {shape}.",
                ).format(heads=self.heads, features=shape[0], shape=shape)
            )
        return AttentionLayer(self, shape)


def _seen(name: str) -> Callable[[AttentionLayer, Mapping[str, Array]], Array]:
    """What tells a quantity (n, heads, query, key), with NaN where a step does not look."""

    def told(layer: AttentionLayer, values: Mapping[str, Array]) -> Array:
        found = values[name]
        return np.where(layer.looks, found, found.dtype.type(np.nan))

    return told


def _gradients(*letters: tuple[str, str, str, str]) -> tuple[Quantity, ...]:
    """dL/d of the weights and the bias called (letter, parameter, what they multiply, what they lead to)."""
    found = []
    for letter, name, source, to in letters:
        weights, bias = f"{name}_weights", f"{name}_bias"
        found += [
            Quantity(f"dW{letter}", f"∂L/∂W = Σ {source}ᵀ ∂L/∂{to[1:]}", (source, to), "", True, weights),
            Quantity(f"db{letter}", f"∂L/∂b = Σ ∂L/∂{to[1:]}", (to,), "", True, bias),
        ]
    return tuple(found)


class AttentionLayer(Layer):
    """Attention at run time: query_, key_, value_ and output_weights (d, d), and a bias (d,) of each.

    `looks` (query, key): at which steps a step looks.
    """

    spec: Attention
    quantities = (
        Quantity("q", "q = x W + b", ("x", "query_weights", "query_bias"), gradient="dq"),
        Quantity("k", "k = x W + b", ("x", "key_weights", "key_bias"), gradient="dk"),
        Quantity("v", "v = x W + b", ("x", "value_weights", "value_bias"), gradient="dv"),
        Quantity(
            "scores", "scores = q · k / √(d / heads)", ("q", "k"), gradient="dscores", derive=_seen("scores")
        ),
        Quantity(
            "shares", "shares = softmax of scores", ("scores",), gradient="dshares", derive=_seen("shares")
        ),
        Quantity("mixed", "mixed = Σ shares · v", ("shares", "v"), gradient="dmixed"),
        Quantity("a", "a = mixed W + b", ("mixed", "output_weights", "output_bias"), gradient="da"),
        Quantity("da", "∂L/∂a", backward=True),
        Quantity("dmixed", "∂L/∂mixed = ∂L/∂a Wᵀ", ("da", "output_weights"), backward=True),
        Quantity(
            "dshares",
            "∂L/∂shares = ∂L/∂mixed · v",
            ("dmixed", "v"),
            backward=True,
            derive=_seen("dshares"),
        ),
        Quantity(
            "dscores",
            "∂L/∂scores = shares · (∂L/∂shares − Σ shares · ∂L/∂shares)",
            ("shares", "dshares"),
            backward=True,
            derive=_seen("dscores"),
        ),
        Quantity("dq", "∂L/∂q = Σ ∂L/∂scores · k / √(d / heads)", ("dscores", "k"), backward=True),
        Quantity("dk", "∂L/∂k = Σ ∂L/∂scores · q / √(d / heads)", ("dscores", "q"), backward=True),
        Quantity("dv", "∂L/∂v = Σ shares · ∂L/∂mixed", ("shares", "dmixed"), backward=True),
        *_gradients(
            ("q", "query", "x", "dq"),
            ("k", "key", "x", "dk"),
            ("v", "value", "x", "dv"),
            ("o", "output", "mixed", "da"),
        ),
    )

    def __init__(self, spec: Attention, shape: Shape) -> None:
        super().__init__(spec, shape)
        features, steps = shape
        self.looks = np.ones((steps, steps), bool)
        if not spec.full:
            self.looks = np.tri(steps, dtype=bool)
        square = (features, features)
        named: list[tuple[str, Shape, str]] = []
        for name in ("query", "key", "value", "output"):
            named += [(f"{name}_weights", square, "weight"), (f"{name}_bias", square[:1], "bias")]
        self.parameters = blocks(*named)  # type: ignore[arg-type]

    @property
    def held(self) -> int:
        """Besides, queries, keys, values and mixtures, and for every head what each step has of each."""
        steps = self.input_shape[1]
        return super().held + 8 * self.output_size + 6 * self.spec.heads * steps * steps

    def attach(self, parameters: Array, gradients: Array, statistics: Array) -> None:
        super().attach(parameters, gradients, statistics)
        features = self.input_shape[0]
        three, shape = 3 * (features + 1) * features, (features + 1, features)
        self._three = parameters[:three].reshape(3, *shape).transpose(1, 0, 2)
        self._three_gradient = gradients[:three].reshape(3, *shape).transpose(1, 0, 2)
        self._last, self._last_gradient = parameters[three:].reshape(shape), gradients[three:].reshape(shape)

    def initialize(self, rng: np.random.Generator, initializer: str) -> None:
        features, draw = self.input_shape[0], find_initializer(initializer).function
        for parameter in self.parameters:
            weight = parameter.role == "weight"
            self.values[parameter.name][...] = draw(rng, features, features) if weight else 0.0

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        room = _Room(self, inputs.shape[1], inputs.dtype)
        features, shape = self.input_shape[0], (*self.output_shape, inputs.shape[1])
        x, turn = stepwise(inputs, self.input_shape)
        outputs, da = (
            buffer(self.output_shape, shape[-1], inputs.dtype),
            np.zeros((self.output_size, shape[-1])),
        )
        da = da.astype(inputs.dtype)
        a, d = outputs[:-1].reshape(features, -1), da.reshape(features, -1)
        back = None if d_inputs is None else d_inputs.reshape(features, -1)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(*turn, *self._forward(x, a, room)),
            differentiate=self._differentiate(d, room),
            backward=(
                partial(np.dot, room.mixed.T, d.T, out=self._last_gradient),
                partial(np.dot, x, room.d_made, out=room.d_matrix),
                partial(np.copyto, self._three_gradient, room.d_matrix.reshape(self._three.shape)),
            ),
            backward_inputs=()
            if back is None
            else (partial(np.dot, room.matrix[:-1], room.d_made.T, out=back),),
            z=outputs[:-1],
            dz=da,
            named=room.named(),
        )

    def _forward(self, x: Array, a: Array, room: _Room) -> Operations:
        q, k, v = room.three(room.made)
        scores, first = room.scores, room.first
        mask = np.where(self.looks, 0.0, -np.inf).astype(x.dtype).ravel()
        rows = scores.reshape(-1, mask.size)
        top, total = np.empty((2, 1, first.shape[1]), x.dtype)
        return (
            partial(np.copyto, room.matrix.reshape(self._three.shape), self._three),
            partial(np.dot, x.T, room.matrix, out=room.made),
            partial(np.matmul, q, k.swapaxes(2, 3), out=scores),
            partial(np.multiply, scores, room.scale, out=scores),
            *(() if self.spec.full else (partial(np.add, rows, mask, out=rows),)),
            partial(np.copyto, first, scores.reshape(-1, len(first)).T),
            partial(np.maximum.reduce, first, 0, None, top, True),
            partial(np.subtract, first, top, out=first),
            partial(np.exp, first, out=first),
            partial(np.dot, room.ones, first, out=total),
            partial(np.divide, first, total, out=first),
            partial(np.copyto, room.shares.reshape(-1, len(first)), first.T),
            partial(np.matmul, room.shares, v, out=room.heads(room.mixed[:, :-1])),
            partial(np.dot, self._last.T, room.mixed.T, out=a),
        )

    def _differentiate(self, da: Array, room: _Room) -> Operations:
        """dL/d of queries, keys and values, which those of the parameters and of x follow from."""
        q, k, v = room.three(room.made)
        dq, dk, dv = room.three(room.d_made)
        first, second, full = room.first, *np.empty((2, *room.first.shape), da.dtype)
        total, scaled = np.empty((1, first.shape[1]), da.dtype), np.empty_like(room.d_scores)
        d_mixed = room.heads(room.d_mixed)
        return (
            partial(np.dot, da.T, self._last[:-1].T, out=room.d_mixed),
            partial(np.matmul, d_mixed, v.swapaxes(2, 3), out=room.d_shares),
            partial(np.matmul, room.shares.swapaxes(2, 3), d_mixed, out=dv),
            partial(np.copyto, second, room.d_shares.reshape(-1, len(first)).T),
            partial(np.multiply, first, second, out=full),
            partial(np.dot, room.ones, full, out=total),
            partial(np.subtract, second, total, out=second),
            partial(np.multiply, second, first, out=second),
            partial(np.copyto, room.d_scores.reshape(-1, len(first)), second.T),
            partial(np.multiply, room.d_scores, room.scale, out=scaled),
            partial(np.matmul, scaled, k, out=dq),
            partial(np.matmul, scaled.swapaxes(2, 3), q, out=dk),
        )


class _Room:
    """The buffers of a batch. Rows are steps of samples, the sample fastest.

    made (steps n, 3 d) are queries, keys and values, mixed (steps n, d + 1) the mixtures and a 1; scores and
    shares (heads, n, query, key); first (key, heads n query) the shares with the keys as rows.
    """

    def __init__(self, layer: AttentionLayer, samples: int, dtype: np.dtype[np.generic]) -> None:
        (features, steps), heads = layer.input_shape, layer.spec.heads
        self.shape = (steps, samples, heads, features // heads)
        self.scale = np.array(1.0 / math.sqrt(features // heads), dtype)
        self.matrix, self.d_matrix = np.zeros((2, features + 1, 3 * features), dtype)
        self.made, self.d_made = np.zeros((2, steps * samples, 3 * features), dtype)
        self.mixed = np.ones((steps * samples, features + 1), dtype)
        self.d_mixed = np.zeros((steps * samples, features), dtype)
        pairs = (heads, samples, steps, steps)
        self.scores, self.shares, self.d_scores, self.d_shares = np.zeros((4, *pairs), dtype)
        self.first = np.zeros((steps, heads * samples * steps), dtype)
        self.ones = np.ones((1, steps), dtype)

    def heads(self, rows: Array) -> Array:
        """(heads, n, steps, d / heads) of rows (steps n, d), a view."""
        steps, samples, heads, size = self.shape
        strides = (steps, samples, heads, size)
        return rows.reshape(strides).transpose(2, 1, 0, 3)

    def three(self, rows: Array) -> tuple[Array, Array, Array]:
        """`heads` of each third of rows (steps n, 3 d)."""
        first, second, third = np.split(rows, 3, axis=1)
        return self.heads(first), self.heads(second), self.heads(third)

    def named(self) -> Mapping[str, Array]:
        """The quantities, (heads, ..., n) each, or (d, steps, n)."""
        steps, samples, *_ = self.shape
        threes = dict(zip("qkv", self.three(self.made), strict=True))
        threes |= zip(("dq", "dk", "dv"), self.three(self.d_made), strict=True)
        pairs = {"scores": self.scores, "shares": self.shares}
        pairs |= {"dscores": self.d_scores, "dshares": self.d_shares}
        rows = {"mixed": self.mixed[:, :-1], "dmixed": self.d_mixed}
        return {
            **{name: values.transpose(0, 3, 2, 1) for name, values in threes.items()},
            **{name: values.transpose(0, 2, 3, 1) for name, values in pairs.items()},
            **{name: values.reshape(steps, samples, -1).transpose(2, 0, 1) for name, values in rows.items()},
        }
