"""Which images are looked at, in which order, and where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.dataset import Dataset, RawData, make_dataset
from nnviz.data.shown_images import ShownImages
from nnviz.training.augmentation import with_copies


@pytest.fixture(scope="module")
def digits() -> Dataset:
    rng = np.random.default_rng(5)
    raw = RawData(
        rng.integers(0, 17, (20, 64)),
        rng.integers(0, 10, 20),
        class_names=tuple("0123456789"),
        feature_shape=(8, 8),
        family="digits",
    )
    return make_dataset("digits", raw, test_share=0.5, split_seed=1, scale="sixteenth")


@pytest.fixture
def shown(digits) -> ShownImages:
    shown = ShownImages()
    shown.dataset = digits
    shown.filter()
    return shown


def test_test_images_fill_the_rows(shown):
    assert shown.cells.tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, -1, -1]]
    assert shown.cell_of(7) == (1, 1)
    assert shown.cell_of(10) is None
    assert shown.cell_of(-1) is None


def test_the_wrong_ones_and_their_neighbours(shown, digits):
    answers = digits.test_labels.copy()
    answers[[3, 8]] += 1
    assert shown.take_answers(answers)
    assert not shown.take_answers(answers.copy())
    shown.which = "wrong"
    shown.filter()
    assert shown.indices.tolist() == [3, 8]
    assert [shown.neighbour(3, 1), shown.neighbour(8, 1), shown.neighbour(3, -1)] == [8, 3, 8]
    assert [shown.neighbour(5, -1), shown.neighbour(5, 1)] == [3, 8]
    assert [shown.nearest(3), shown.nearest(4), shown.nearest(9)] == [3, 8, 8]
    assert shown.answer(3) == digits.test_labels[3] + 1


def test_copies_stand_beside_their_image_and_below_it_but_for_the_first_column(shown, digits):
    shown.which, shown.learned, shown.originals = "training", with_copies(digits, 6, 3), 10
    shown.filter()
    assert shown.copies == 6
    assert shown.cells[:3].tolist() == [
        [0, 10, 20, 30, 40, 50],
        [-1, 60, -1, -1, -1, -1],
        [1, 11, 21, 31, 41, 51],
    ]
    assert shown.indices[:8].tolist() == [0, 10, 20, 30, 40, 50, 60, 1]
    assert [shown.neighbour(60, 1), shown.neighbour(0, -1)] == [1, 69]
    assert shown.answer(0) is None


def test_nothing_is_shown_before_anything_is_there():
    shown = ShownImages()
    for which in ("all", "wrong", "training"):
        shown.which = which
        shown.filter()
        assert shown.cells.shape == (0, 6)
        assert shown.neighbour(4, 1) == 4
        assert shown.nearest(4) == -1
