"""Pictures on the pixels that a data set has."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.own_size import shrunk


def test_a_picture_is_averaged_over_what_each_pixel_covers() -> None:
    grey = np.ones((40, 60))
    grey[10:30, 20:40] = 0.0
    made = shrunk(grey, 12, 12, 16.0)  # 5 px each; ten rows of ground above and below are added
    wanted = np.zeros((12, 12))
    wanted[4:8, 4:8] = 16.0
    np.testing.assert_allclose(made.seen.reshape(12, 12), wanted, atol=1e-4)
    np.testing.assert_allclose(shrunk(1 - grey, 12, 12, 16.0).seen, made.seen, atol=1e-4)  # chalk on a board


def test_of_a_picture_of_any_size_the_ink_is_kept() -> None:
    rng = np.random.default_rng(1)
    grey = np.ones((37, 53))
    grey[5:30, 6:48] = rng.random((25, 42))
    ink = np.abs(grey - 1) / np.abs(grey - 1).max()
    made = shrunk(grey, 9, 9, 1.0)
    assert made.seen.sum() * (53 / 9) ** 2 == pytest.approx(ink.sum(), rel=1e-4)


def test_a_blank_picture_is_no_sample() -> None:
    assert shrunk(np.full((20, 20), 0.7), 28, 28, 1.0).empty
