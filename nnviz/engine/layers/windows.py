"""Where a window stands on a picture: for layers that look at every place through a window of one size.

A sequence (features, time) is a picture of one row, its window one row high.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnviz.engine.arrays import Array, Operation, Operations
from nnviz.engine.layers.layer import Shape, in_order

Span = tuple[int, int]


@dataclass(frozen=True)
class Windows:
    """Windows of `size` on pictures of `picture`, each (rows, columns), at every `stride`-th place.

    `before` is how many rows and columns beyond the edge the first window begins; what is beyond an edge
    counts as 0. `places` is how many windows there are, down and across.
    """

    picture: Span
    size: Span
    stride: Span
    before: Span
    places: Span

    @classmethod
    def on(cls, picture: Span, size: Span, stride: Span, padded: bool) -> Windows:
        """All windows that lie within the picture; or, padded, one around every stride-th pixel.

        Around: as many rows above as below, of an even size one more below. The caller has looked whether
        one fits.
        """
        before = tuple((k - 1) // 2 if padded else 0 for k in size)
        places = tuple(
            -(-length // step) if padded else (length - k) // step + 1
            for length, k, step in zip(picture, size, stride, strict=True)
        )
        return cls(picture, size, stride, (before[0], before[1]), (places[0], places[1]))

    def over(self, row: int, column: int) -> tuple[Span, Span]:
        """((top, bottom), (left, right)) of the window at that place, the ends not included.

        They may lie beyond the picture, where it is padded.
        """
        top = row * self.stride[0] - self.before[0]
        left = column * self.stride[1] - self.before[1]
        return (top, top + self.size[0]), (left, left + self.size[1])

    def holding(self, row: int, column: int) -> tuple[range, range]:
        """The (rows, columns) of the places whose windows hold that pixel of the picture."""
        found = []
        for axis, at in enumerate((row, column)):
            step, k, shifted = self.stride[axis], self.size[axis], at + self.before[axis]
            first, last = -(-(shifted - k + 1) // step), shifted // step
            found.append(range(max(0, first), min(self.places[axis], last + 1)))
        return found[0], found[1]

    @property
    def padding(self) -> bool:
        """Whether some window reaches beyond the edge."""
        ends = self.over(self.places[0] - 1, self.places[1] - 1)
        return any(self.before) or any(
            end > length for (_, end), length in zip(ends, self.picture, strict=True)
        )

    def shifts(self) -> Iterator[tuple[int, int, tuple[slice, slice], tuple[slice, slice]]]:
        """For each (row, column) of a window: the places where it is on the picture, and the pixels."""
        for i in range(self.size[0]):
            rows, here = self._clipped(0, i)
            for j in range(self.size[1]):
                columns, there = self._clipped(1, j)
                yield i, j, (rows, columns), (here, there)

    def _clipped(self, axis: int, offset: int) -> tuple[slice, slice]:
        """(the places, the pixels) along one axis where that row of the window is on the picture."""
        step, shift, length = self.stride[axis], offset - self.before[axis], self.picture[axis]
        first = max(0, (step - 1 - shift) // step)
        last = min(self.places[axis], (length - 1 - shift) // step + 1)
        last = max(first, last)
        begin = first * step + shift
        return slice(first, last), slice(
            begin, begin + (last - first - 1) * step + 1 if last > first else begin, step
        )

    def gather(self, x: Array, window: Array) -> Operations:
        """What copies pictures x (channels, rows, columns, n) into `window` (channels, i, j, *places, n).

        Beyond the edge `window` keeps the zeros that it has.
        """
        return tuple(
            partial(np.copyto, window[:, i, j, rows, columns], x[:, here, there])
            for i, j, (rows, columns), (here, there) in self.shifts()
        )

    def scatter(self, window: Array, x: Array) -> Operations:
        """What adds up in x, shaped as there, what each window has for each pixel."""
        whole = (slice(0, self.picture[0], 1), slice(0, self.picture[1], 1))
        adds: list[Operation] = []
        begin: Operation = partial(x.fill, 0.0)
        for i, j, (rows, columns), (here, there) in self.shifts():
            part, pixels = window[:, i, j, rows, columns], x[:, here, there]
            if (here, there) == whole:  # every pixel is written by it: nothing needs to be 0 before
                begin = partial(np.copyto, pixels, part)
            else:
                adds.append(partial(np.add, pixels, part, out=pixels))
        return begin, *adds


def as_picture(shape: Shape) -> tuple[int, Span]:
    """(channels, (rows, columns)) of a picture (channels, rows, columns), or of a sequence in one row."""
    return (shape[0], (shape[1], shape[2])) if len(shape) == 3 else (shape[0], (1, shape[1]))


def turned(inputs: Array, shape: Shape) -> tuple[Array, Operations]:
    """(channels, rows, columns, n) of inputs (in + 1, n), as `in_order`."""
    x, operations = in_order(inputs)
    channels, picture = as_picture(shape)
    return x.reshape(channels, *picture, -1), operations
