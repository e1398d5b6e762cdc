"""Augmented digits: repeatable, of the right size, and still the digits they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.data.augment import Augmentation, augmented


@pytest.fixture(scope="module")
def digits():
    data = load_dataset("digits")
    return data.train_features * 16, data.train_labels


STILL = Augmentation(0, 0, 0, 0, 0, ink_spread=0, squeeze=0, upright=0)


def test_without_changes_a_copy_is_its_original(digits):
    counts, _ = digits
    copy = augmented(counts, 1, np.random.default_rng(0), STILL)
    assert np.abs(copy - counts).mean() < 1
    assert copy.sum(axis=1).mean() == pytest.approx(counts.sum(axis=1).mean(), rel=0.02)


def test_copies_are_counts_and_repeatable(digits):
    counts = digits[0][:50]
    first, again = (augmented(counts, 3, np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first.shape, first.dtype) == ((150, 64), np.float32)
    assert ((first >= 0) & (first <= 16) & (first == np.rint(first))).all()
    assert not np.array_equal(first[:50], first[50:100])
    assert augmented(counts, 0, np.random.default_rng(0)).shape == (0, 64)


def test_a_lower_threshold_is_a_thicker_pen_and_a_shift_moves(digits):
    counts = digits[0][:50]
    thick = augmented(counts, 1, np.random.default_rng(0), replace(STILL, ink=0.3))
    assert thick.sum() > 1.2 * counts.sum()
    moved = augmented(counts, 1, np.random.default_rng(0), replace(STILL, shift=4))
    column = np.arange(64) % 8
    centres = [(pictures * column).sum(axis=1) / pictures.sum(axis=1) for pictures in (counts, moved)]
    offsets = centres[1] - centres[0]
    assert 0.3 < offsets.std() < 0.8  # uniform in +-1 cell has 0.58
    assert abs(offsets.mean()) < 0.3


def test_copies_remain_the_digits_they_were(digits):
    counts, labels = digits
    copies = augmented(counts[:300], 1, np.random.default_rng(1))
    apart = ((copies[:, None] - counts[None, :]) ** 2).sum(axis=2)
    assert (
        labels[apart.argmin(axis=1)] == labels[:300]
    ).mean() > 0.8  # by the nearest picture, which a shift misleads; 0.1 by chance
