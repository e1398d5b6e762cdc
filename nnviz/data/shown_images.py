"""Which images of a data set are looked at: the test part, what of it is wrong, or the training images."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset

COLUMNS = 6

Which = Literal["all", "wrong", "training"]


class ShownImages:
    """The images of a data set, the network's answers to those of its test part, and the filter.

    ``indices`` are the images in the grid, in order, ``cells`` (rows, 6) the same in their places, -1 where
    none is. Test images stand in the order of the data set. Training images are those of ``learned``, whose
    first ``originals`` are followed by all first copies, then all second ones, as training has them; in the
    grid each original begins a row, its copies beside it, and further rows of copies leave the first column
    free.
    """

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.answers: NDArray[np.int64] | None = None
        self.which: Which = "all"
        self.only: int | None = None  # the class that alone is listed
        self.learned: Dataset | None = None
        self.originals = 0
        self.indices: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.cells: NDArray[np.int64] = np.zeros((0, COLUMNS), dtype=np.int64)

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

    @property
    def only_name(self) -> str | None:
        """What the class is called that alone is listed; None where all are."""
        return None if self.only is None or self.dataset is None else self.dataset.class_names[self.only]

    @property
    def has_class(self) -> bool:
        """Whether any of the images looked at, right or wrong, is of the class that alone is listed."""
        data = self.learned if self.which == "training" else self.dataset
        if data is None:
            return False
        return self.only in (data.train_labels if self.which == "training" else data.test_labels)

    def wrong(self) -> NDArray[np.bool_]:
        """(n_test,) whether the network's answer is wrong; empty while it has not been asked."""
        if self.dataset is None or self.answers is None:
            return np.zeros(0, dtype=bool)
        labels = self.dataset.test_labels
        return np.asarray((self.answers != labels) & (labels >= 0))

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
        """Renew ``indices`` and ``cells``."""
        if self.which == "training":
            shape = (self.originals, self.copies + 1) if self.learned is not None else (0, 1)
            groups = np.arange(shape[0])[:, None] + self.originals * np.arange(shape[1])
        else:
            found = np.flatnonzero(self.wrong()) if self.which == "wrong" else np.arange(self.total)
            groups = found[:, None]
        if self.only is not None and len(groups):
            groups = groups[[self.label(int(one)) == self.only for one in groups[:, 0]]]
        self.indices = groups.ravel()
        if groups.shape[1] == 1:
            self.cells = _in_rows(self.indices[None], COLUMNS)[0]
        else:
            copies = _in_rows(groups[:, 1:], COLUMNS - 1)
            first = np.full((*copies.shape[:2], 1), -1)
            first[:, 0, 0] = groups[:, 0]
            self.cells = np.concatenate([first, copies], axis=2).reshape(-1, COLUMNS)

    # ---- one image
    def counts(self, index: int) -> NDArray[np.float32]:
        """(d,) the numbers of an image's pixels, in the units of the source."""
        data = self.learned if self.which == "training" else self.dataset
        assert data is not None
        features = data.train_features if self.which == "training" else data.test_features
        return data.raw(features[index])

    def label(self, index: int) -> int:
        """The class of an image."""
        data = self.learned if self.which == "training" else self.dataset
        assert data is not None
        return int((data.train_labels if self.which == "training" else data.test_labels)[index])

    def answer(self, index: int) -> int | None:
        """What the network says of a test image; None where it has not been asked, and of training images."""
        return None if self.answers is None or self.which == "training" else int(self.answers[index])

    def is_original(self, index: int) -> bool:
        """Whether it is a training image of which there are copies."""
        return self.which == "training" and self.copies > 0 and index < self.originals

    # ---- places
    def cell_of(self, index: int) -> tuple[int, int] | None:
        """Row and column of an image; None if it is not in the grid."""
        found = np.argwhere(self.cells == index)
        return (int(found[0, 0]), int(found[0, 1])) if index >= 0 and len(found) else None

    def nearest(self, index: int) -> int:
        """The image itself if it is in the grid, of test images else the next one; -1 if there is none."""
        if self.which == "training":
            return index if self.cell_of(index) is not None else -1
        place = min(int(np.searchsorted(self.indices, index)), len(self) - 1)
        return int(self.indices[place]) if place >= 0 else -1

    def neighbour(self, index: int, step: int) -> int:
        """The image shown before (-1) or after (1) image ``index``, round and round."""
        if not len(self):
            return index
        if self.which == "training":
            place = int(np.argmax(self.indices == index)) + step
        else:
            side = np.searchsorted(self.indices, index, side="left" if step < 0 else "right")
            place = int(side) - (step < 0)
        return int(self.indices[place % len(self)])


def _in_rows(groups: NDArray[np.int64], columns: int) -> NDArray[np.int64]:
    """Each of (g, n) groups in rows of so many columns, (g, rows, columns); the rest of the last is -1."""
    rows = -(-groups.shape[1] // columns)
    filled = np.full((len(groups), rows * columns), -1, dtype=np.int64)
    filled[:, : groups.shape[1]] = groups
    return filled.reshape(len(groups), rows, columns)
