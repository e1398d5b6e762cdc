"""Which images are in the grid, and where: the test part, what of it is wrong, or the training images."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset

COLUMNS = 6

Which = Literal["all", "wrong", "training"]


class ShownImages:
    """The images of a data set, the network's answers to those of its test part, and the filter.

    ``indices`` are the images in the grid, a *place* is a position in it. Test images stand in the order of
    the data set. Training images are those of ``learned``, whose first ``originals`` are followed by all
    first copies, then all second ones, as training has them; in the grid each original begins a row, its
    copies beside it.
    """

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.answers: NDArray[np.int64] | None = None
        self.which: Which = "all"
        self.learned: Dataset | None = None
        self.originals = 0
        self.indices: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def total(self) -> int:
        """How many test images there are."""
        return 0 if self.dataset is None else len(self.dataset.test_labels)

    @property
    def copies(self) -> int:
        """How many copies of each training image there are."""
        return len(self.learned.train_labels) // self.originals - 1 if self.learned is not None else 0

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
        if self.which == "wrong":
            self.indices = np.flatnonzero(self.wrong())
        elif self.which == "all":
            self.indices = np.arange(self.total)
        elif self.learned is None:
            self.indices = np.zeros(0, dtype=np.int64)
        else:
            group = self.originals * np.arange(self.copies + 1)
            self.indices = (np.arange(self.originals)[:, None] + group).ravel()

    # ---- one image
    def counts(self, index: int) -> NDArray[np.float32]:
        """(64,) counts 0..16 of an image."""
        data = self.learned if self.which == "training" else self.dataset
        assert data is not None
        features = data.train_features if self.which == "training" else data.test_features
        return data.raw(features[index])

    def label(self, index: int) -> int:
        """The class of an image."""
        data = self.learned if self.which == "training" else self.dataset
        assert data is not None
        return int((data.train_labels if self.which == "training" else data.test_labels)[index])

    def is_original(self, index: int) -> bool:
        """Whether it is a training image of which there are copies."""
        return self.which == "training" and self.copies > 0 and index < self.originals

    # ---- places
    def place_of(self, index: int) -> int:
        """Where an image is in the grid; -1 if it is not."""
        place = np.flatnonzero(self.indices == index)
        return int(place[0]) if len(place) else -1

    def nearest_place(self, index: int) -> int:
        """Where a test image is, or else the next one; -1 if the grid is empty."""
        if self.which == "training":
            return self.place_of(index)
        return min(int(np.searchsorted(self.indices, index)), len(self) - 1)

    def neighbour(self, index: int, step: int) -> int:
        """The image shown before (-1) or after (1) image ``index``, round and round."""
        if not len(self):
            return index
        if self.which == "training":
            return int(self.indices[(self.place_of(index) + step) % len(self)])
        place = int(np.searchsorted(self.indices, index, side="left" if step < 0 else "right"))
        return int(self.indices[(place - 1 if step < 0 else place) % len(self)])

    @property
    def _rows_each(self) -> int:
        """Rows that an original and its copies take, if there are copies."""
        return -(-self.copies // (COLUMNS - 1))

    @property
    def _grouped(self) -> bool:
        return self.which == "training" and self.copies > 0

    @property
    def rows(self) -> int:
        """How many rows the grid has."""
        return self.originals * self._rows_each if self._grouped else -(-len(self) // COLUMNS)

    def cell(self, place: int) -> tuple[int, int]:
        """Row and column of a place. Copies that need further rows leave the first column free."""
        if not self._grouped:
            return divmod(place, COLUMNS)
        group, copy = divmod(place, self.copies + 1)
        row, column = divmod(copy - 1, COLUMNS - 1) if copy else (0, -1)
        return group * self._rows_each + row, column + 1

    def place_at(self, row: int, column: int) -> int:
        """The place in that row and column; -1 if there is none."""
        if not (0 <= row < self.rows and 0 <= column < COLUMNS):
            return -1
        if not self._grouped:
            place = row * COLUMNS + column
            return place if place < len(self) else -1
        group, below = divmod(row, self._rows_each)
        copy = below * (COLUMNS - 1) + column
        if (column == 0 and below) or copy > self.copies:
            return -1
        return group * (self.copies + 1) + copy

    def step_rows(self, place: int, rows: int) -> int:
        """The place so many rows below (above if negative), or the nearest there is to it."""
        row, column = self.cell(place)
        row = min(self.rows - 1, max(0, row + rows))
        places = (self.place_at(row, at) for at in (*range(column, -1, -1), column + 1))
        return next(there for there in places if there >= 0)
