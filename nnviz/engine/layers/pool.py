"""Pooling: of every window of a picture, or of a sequence, the largest value or the mean.

Windows lie side by side; rows and columns at the end that fill none are not looked at. All of the gradient of
a largest value goes to one winner, which is the first of them, row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operation, Operations, plain
from nnviz.engine.layers.checks import check_pooled, is_whole
from nnviz.engine.layers.layer import PASSED, Layer, LayerSpec, Quantity, Shape, Stage, buffer
from nnviz.engine.layers.windows import Windows, as_picture, turned
from nnviz.said import translate


@dataclass(frozen=True)
class MaxPool(LayerSpec):
    """The largest value of each window of `size` x `size` in its channel; of a sequence, of `size` steps."""

    size: int

    kind = "max_pool"
    label = translate("Engine", "max pooling")
    purpose = translate("Engine", "Of every window the largest value is kept.")
    shaped = True

    def __post_init__(self) -> None:
        _check_size(self)

    def build(self, shape: Shape) -> MaxPoolLayer:
        """The running layer for samples of that shape."""
        return MaxPoolLayer(self, shape)


@dataclass(frozen=True)
class AvgPool(LayerSpec):
    """The mean of each window of `size` x `size` in its channel; of a sequence, of `size` steps."""

    size: int

    kind = "avg_pool"
    label = translate("Engine", "average pooling")
    purpose = translate("Engine", "Of every window the mean is kept.")
    shaped = True

    def __post_init__(self) -> None:
        _check_size(self)

    def build(self, shape: Shape) -> AvgPoolLayer:
        """The running layer for samples of that shape."""
        return AvgPoolLayer(self, shape)


def _check_size(spec: MaxPool | AvgPool) -> None:
    object.__setattr__(spec, "size", plain(spec.size))
    if not is_whole(spec.size):
        raise ValueError(
            translate("Engine", "The size of a pooling must be a whole number from 1, not {size}.").format(
                size=spec.size
            )
        )


def _in_one(window: Array, layer: PoolLayer) -> Array:
    """(n, channels, *places, values) of windows (n, channels, *size, *places), each row by row."""
    sizes = len(layer.output_shape) - 1
    turned_round = np.moveaxis(window, range(2, 2 + sizes), range(-sizes, 0))
    return turned_round.reshape(*turned_round.shape[:-sizes], -1)


def _winner(layer: PoolLayer, values: Mapping[str, Array]) -> Array:
    return np.asarray(_in_one(values["window"], layer).argmax(axis=-1))


def _ties(layer: PoolLayer, values: Mapping[str, Array]) -> Array:
    return np.asarray((_in_one(values["window"], layer) == values["a"][..., None]).sum(axis=-1))


WINDOW = Quantity("window", "window = x in the window", ("x",), part="seen")
WINNER = "winner = place of the first largest value of the window, row by row, from 0"
TIES = "ties = how many values of the window are as large"


class PoolLayer(Layer):
    """What both poolings share: `windows`, and the window as a view of what enters."""

    spec: MaxPool | AvgPool

    def __init__(self, spec: MaxPool | AvgPool, shape: Shape) -> None:
        check_pooled(shape)
        if spec.size > min(shape[1:]):
            raise ValueError(
                translate(
                    "Engine", "A pooling of {size} does not fit into samples of the shape {shape}."
                ).format(size=" × ".join([str(spec.size)] * (len(shape) - 1)), shape=shape)
            )
        size = (spec.size if len(shape) == 3 else 1, spec.size)
        self.windows = Windows.on(as_picture(shape)[1], size, size, padded=False)
        super().__init__(spec, shape, (shape[0], *self.windows.places[3 - len(shape) :]))

    def bind(self, inputs: Array, d_inputs: Array | None, training: bool, fixed: bool = False) -> Stage:
        samples, dtype = inputs.shape[1], inputs.dtype
        x, turn = turned(inputs, self.input_shape)
        outputs = buffer(self.output_shape, samples, dtype)
        z, dz, da, activate, differentiate = self.activated(outputs[:-1])
        shape = (len(x), *self.windows.places, samples)
        window = self._tiles(x)
        dx = None if d_inputs is None else d_inputs.reshape(x.shape)
        forward, backward = self._operations(window, z.reshape(shape), dz.reshape(shape), dx)
        sizes = len(self.output_shape) - 1
        named = window.transpose(0, 2, 4, 1, 3, 5).reshape(
            len(x), *(self.spec.size,) * sizes, *self.output_shape[1:], samples
        )
        assert np.shares_memory(named, window)
        return Stage(
            inputs=inputs,
            outputs=outputs,
            da=da,
            forward=(*turn, *forward),
            activate=activate,
            differentiate=differentiate,
            backward=(),
            backward_inputs=backward,
            z=z,
            dz=dz,
            named={"window": named},
        )

    def _tiles(self, x: Array) -> Array:
        """(channels, down, i, across, j, n) of x (channels, rows, columns, n), cut into windows: a view."""
        (down, across), (i, j) = self.windows.places, self.windows.size
        return x[:, : down * i, : across * j].reshape(len(x), down, i, across, j, -1)

    def _rest(self, dx: Array) -> Operations:
        """What gives no gradient to the pixels of dx that no window holds."""
        (down, across), (i, j) = self.windows.places, self.windows.size
        rest = (dx[:, down * i :], dx[:, : down * i, across * j :])
        return tuple(partial(np.copyto, part, 0.0) for part in rest if part.size)

    def _operations(
        self, window: Array, a: Array, da: Array, dx: Array | None
    ) -> tuple[Operations, Operations]:
        """(forward, backward to dx) over windows (channels, down, i, across, j, n)."""
        raise NotImplementedError


class MaxPoolLayer(PoolLayer):
    """Max pooling at run time."""

    quantities = (
        WINDOW,
        Quantity("a", "a = largest of the window", ("window",), gradient="da", part="gives"),
        Quantity("winner", WINNER, ("window",), derive=_winner, part="taken"),
        Quantity("ties", TIES, ("window", "a"), derive=_ties),
        Quantity("da", "∂L/∂a", backward=True),
    )

    def _operations(
        self, window: Array, a: Array, da: Array, dx: Array | None
    ) -> tuple[Operations, Operations]:
        """Along each row of the window, then down: the first of equals stays."""
        rows = np.zeros((*window.shape[:4], window.shape[5]), a.dtype)
        across = _largest([window[:, :, :, :, j] for j in range(window.shape[4])], rows)
        down = _largest([rows[:, :, i] for i in range(window.shape[2])], a)
        if dx is None:
            return (*across.forward, *down.forward), ()
        d_window, d_rows = self._tiles(dx), np.zeros_like(rows)
        back_down = down.back(da, [d_rows[:, :, i] for i in range(d_rows.shape[2])])
        back_across = across.back(d_rows, [d_window[:, :, :, :, j] for j in range(d_window.shape[4])])
        return (*across.forward, *down.forward), (*self._rest(dx), *back_down, *back_across)

    def sides(self, values: Mapping[str, Array]) -> Array:
        """Which value of each window is the largest: where another becomes it there is a corner."""
        return np.concatenate([super().sides(values), _winner(self, values).ravel() + 1.0])


@dataclass(frozen=True)
class _Chain:
    """The largest of several arrays, one after another: `largest` (k) is that of the first k + 1."""

    candidates: list[Array]
    largest: list[Array]

    @property
    def forward(self) -> Operations:
        if len(self.candidates) == 1:
            return (partial(np.copyto, self.largest[1], self.candidates[0]),)
        pairs = zip(self.largest[:-1], self.candidates[1:], self.largest[1:], strict=True)
        return tuple(partial(np.maximum, before, new, out=out) for before, new, out in pairs)

    def back(self, d: Array, parts: list[Array]) -> Operations:
        """What gives all of d to the winner's of `parts`, and 0 to the others.

        The shares are worked out in an array of their own, and copied: parts that lie scattered are slow to
        reckon in, and fast to copy to.
        """
        if len(parts) == 1:
            return (partial(np.copyto, parts[0], d),)
        share, rest = np.zeros_like(d), np.zeros_like(d)
        operations: list[Operation] = []
        for k in reversed(range(1, len(parts))):
            # 1 where the last one is larger than all before it; they share what is left.
            left = parts[0] if k == 1 else rest
            operations += [
                partial(np.greater, self.largest[k], self.largest[k - 1], out=share),
                partial(np.multiply, share, d, out=share),
                partial(np.subtract, d, share, out=left),
                partial(np.copyto, parts[k], share),
            ]
            d = rest
        return tuple(operations)


def _largest(candidates: list[Array], out: Array) -> _Chain:
    between = [np.zeros_like(out) for _ in candidates[2:]]
    return _Chain(candidates, [candidates[0], *between, out][: max(2, len(candidates))])


class AvgPoolLayer(PoolLayer):
    """Average pooling at run time."""

    quantities = (
        WINDOW,
        Quantity("a", "a = mean of the window", ("window",), gradient="da", part="gives"),
        PASSED[1],
    )

    def _operations(
        self, window: Array, a: Array, da: Array, dx: Array | None
    ) -> tuple[Operations, Operations]:
        share = a.dtype.type(1.0 / (self.windows.size[0] * self.windows.size[1]))
        forward = (
            partial(np.add.reduce, window, (2, 4), None, a),
            partial(np.multiply, a, share, out=a),
        )
        if dx is None:
            return forward, ()
        shares = np.zeros_like(da)
        spread = partial(np.copyto, self._tiles(dx), shares[:, :, None, :, None])
        return forward, (*self._rest(dx), partial(np.multiply, da, share, out=shares), spread)
