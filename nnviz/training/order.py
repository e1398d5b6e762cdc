"""The order in which training samples are used: drawn anew each epoch, cut into batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate

Rows = NDArray[np.intp]


class Order:
    """Which of ``count`` samples come when.

    ``size`` is the number of samples in a batch; None for all of them where they stand, for which no
    order is drawn. Nothing is allocated in an epoch: its batches are views of one array.
    """

    def __init__(self, count: int, size: int | None, generator: np.random.Generator) -> None:
        self._generator = generator
        self._own = np.arange(count)
        self._rows = self._own.copy()
        self._drawn_from: Mapping[str, Any] = {}
        self.resize(size)

    def __len__(self) -> int:
        return len(self._rows)

    def check(self, size: int | None) -> None:
        """Raise ``ValueError`` if a batch of ``size`` is more than there is."""
        if size is not None and size > len(self):
            raise ValueError(
                translate(
                    "Training", "A batch of {size} samples is more than the {count} samples to learn from."
                ).format(size=size, count=len(self))
            )

    def resize(self, size: int | None) -> None:
        """From the next call of ``rest`` on, hand out ``size`` samples at a time."""
        self.check(size)
        self.size = size
        count = len(self)
        self._batches = [
            self._rows[first : first + (size or count)] for first in range(0, count, size or count)
        ]

    def state(self, position: int) -> Mapping[str, Any]:
        """The generator's before it drew the order of an epoch of which ``position`` samples are used."""
        return self._drawn_from if position else self._generator.bit_generator.state

    def restore(self, state: Mapping[str, Any], position: int) -> None:
        """Come back to where ``state(position)`` was asked for."""
        self._generator.bit_generator.state = state
        if position:
            self._draw()

    def rest(self, position: int) -> Sequence[Rows | None]:
        """The rows of each batch after the first ``position`` samples of the epoch; at 0 its order is drawn.

        None stands for all samples where they stand.
        """
        if self.size is None:
            return [self._rows[position:] if position else None]
        if position == 0:
            self._draw()
            return self._batches
        return [self._rows[first : first + self.size] for first in range(position, len(self), self.size)]

    def _draw(self) -> None:
        self._drawn_from = self._generator.bit_generator.state
        np.copyto(self._rows, self._own)
        self._generator.shuffle(self._rows)
