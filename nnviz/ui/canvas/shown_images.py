"""Which test images are in the grid: all of them, or those the network gets wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset


class ShownImages:
    """The test part of a data set, the network's answers to it, and the filter.

    ``indices`` are the test images in the grid, in the order of the data set; a *place* is a position in it.
    """

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.answers: NDArray[np.int64] | None = None
        self.wrong_only = False
        self.indices: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def total(self) -> int:
        """How many test images there are."""
        return 0 if self.dataset is None else len(self.dataset.test_labels)

    @property
    def wrong_count(self) -> int | None:
        """How many answers are wrong; None while there are none."""
        return None if self.answers is None else int(self.wrong().sum())

    def wrong(self) -> NDArray[np.bool_]:
        """(n_test,) whether the network's answer is wrong; empty while it has not been asked."""
        if self.dataset is None or self.answers is None:
            return np.zeros(0, dtype=bool)
        return np.asarray(self.answers != self.dataset.test_labels)

    def take_answers(self, answers: NDArray[Any] | None) -> bool:
        """Keep (n_test,) class numbers; whether they differ from those before.

        Raises ValueError if there are not as many answers as images.
        """
        if answers is not None and self.dataset is not None and len(answers) != self.total:
            raise ValueError("There have to be as many answers as test images.")
        before = self.answers
        self.answers = None if answers is None else np.asarray(answers, dtype=np.int64)
        if before is None or self.answers is None:
            return before is not self.answers
        return not np.array_equal(before, self.answers)

    def filter(self) -> None:
        """Renew ``indices``."""
        if self.wrong_only:
            self.indices = np.flatnonzero(self.wrong())
        else:
            self.indices = np.arange(self.total)

    def place_of(self, index: int) -> int:
        """Where a test image is in the grid; -1 if it is not."""
        place = np.flatnonzero(self.indices == index)
        return int(place[0]) if len(place) else -1

    def nearest_place(self, index: int) -> int:
        """Where a test image is, or else the next one; -1 if the grid is empty."""
        return min(int(np.searchsorted(self.indices, index)), len(self) - 1)

    def neighbour(self, index: int, step: int) -> int:
        """The image shown before (-1) or after (1) test image ``index``, round and round."""
        if not len(self):
            return index
        place = int(np.searchsorted(self.indices, index, side="left" if step < 0 else "right"))
        return int(self.indices[(place - 1 if step < 0 else place) % len(self)])
