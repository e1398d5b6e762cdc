"""The order in which training samples are used: drawn anew each epoch, cut into batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

    def used(self, rows: Rows | None) -> int:
        """How many samples of the epoch an update on these rows uses."""
        return len(self) if rows is None else len(rows)

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


class Draws:
    """Which of ``count`` samples come when, where an epoch is so many ``updates``: drawn anew for each.

    An update gets ``sets`` times ``size`` rows, of which any may come twice; None for all samples where they
    stand. It counts as ``size`` samples.
    """

    def __init__(
        self, count: int, size: int | None, generator: np.random.Generator, updates: int, sets: int = 1
    ) -> None:
        self._count, self._generator, self._updates, self._sets = count, generator, updates, sets
        self.resize(size)

    def __len__(self) -> int:
        return self._updates * self._each

    def check(self, size: int | None) -> None:
        """A batch may be of any size."""

    def resize(self, size: int | None) -> None:
        """From the next call of ``rest`` on, draw for ``size`` samples at a time."""
        self.size, self._each = size, size or self._count

    def state(self, position: int) -> Mapping[str, Any]:
        """The generator's."""
        return self._generator.bit_generator.state

    def restore(self, state: Mapping[str, Any], position: int) -> None:
        """Come back to where ``state`` was asked for."""
        self._generator.bit_generator.state = state

    def used(self, rows: Rows | None) -> int:
        """How many samples of the epoch an update counts as."""
        return self._each

    def rest(self, position: int) -> Iterator[Rows | None]:
        """The rows of each update after the first ``position`` samples of the epoch, drawn when asked for."""
        for _ in range(position, len(self), self._each):
            yield (
                None
                if self.size is None
                else self._generator.integers(self._count, size=self._sets * self.size)
            )
