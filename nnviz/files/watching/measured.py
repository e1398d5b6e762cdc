"""What a run folder tells of its epochs, as a table that grows, and whose columns may come later."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnviz.files.watching.rows import Row
from nnviz.training.measures import Kinds, Metrics, MetricsTable
from nnviz.training.named_metrics import MOST_NAMED, kinds_named


class Measured:
    """The metrics of a run, an epoch a row; what an epoch does not tell is NaN."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._numbers = np.empty((64, 1))
        self._count = 0
        self.kinds = Kinds()

    def __len__(self) -> int:
        return self._count

    def take(self, rows: Sequence[Row]) -> int:
        """Take these in. Returns from which row on the table is new: from 0 where columns came, and from
        before the end where more is told of the last epoch. An epoch that is over is left out."""
        first = self._count
        names = dict.fromkeys(name for row in rows for name in row.numbers)
        added = [name for name in names if name not in self._names][: MOST_NAMED - len(self._names)]
        if added:
            self._names += added
            wider = np.full((len(self._numbers), 1 + len(self._names)), np.nan)
            wider[:, : self._numbers.shape[1]] = self._numbers
            self._numbers, first = wider, 0
            self.kinds = kinds_named(self._names)
        for row in rows:
            last = self._numbers[self._count - 1, 0] if self._count else -1
            if row.epoch < last:
                continue
            if row.epoch == last:
                first = min(first, self._count - 1)
            else:
                self._room()
                self._numbers[self._count] = np.nan
                self._numbers[self._count, 0] = row.epoch
                self._count += 1
            for name, number in row.numbers.items():
                if name in self._names:
                    self._numbers[self._count - 1, 1 + self._names.index(name)] = number
        return first

    def _room(self) -> None:
        if self._count == len(self._numbers):
            grown = np.empty((2 * self._count, self._numbers.shape[1]))
            grown[: self._count] = self._numbers
            self._numbers = grown

    def table(self, first: int = 0) -> MetricsTable:
        """From that row on."""
        return MetricsTable(self.kinds, self._numbers[first : self._count].copy())

    @property
    def last(self) -> int:
        """The last epoch; -1 without any."""
        return int(self._numbers[self._count - 1, 0]) if self._count else -1

    def at(self, epoch: int) -> Metrics:
        """What is told of that epoch; NaN where nothing is."""
        place = int(np.searchsorted(self._numbers[: self._count, 0], epoch))
        if place < self._count and self._numbers[place, 0] == epoch:
            return MetricsTable(self.kinds, self._numbers[place : place + 1]).row(0)
        return Metrics(epoch, self.kinds, (math.nan,) * len(self.kinds))
