"""Many small pictures at once go the way of one photo."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.hands.pictures import count_pictures
from nnviz.data.ink import prepare
from nnviz.data.ink_image import prepare_image
from tests.helpers.small_pictures import small_pictures
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


def apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Distances of the networks' inputs."""
    return np.linalg.norm((one.astype(float) - other) / 16, axis=1)


def test_the_block_is_counted_as_each_picture_alone_would_be():
    pictures, _ = small_pictures(50)
    alone = np.array([prepare_image(picture).seen for picture in pictures])
    distances = apart(count_pictures(pictures), alone)
    # Two different sevens are 1 to 3 apart, half a pixel of the box a few tenths.
    assert np.median(distances) < 0.5
    assert np.percentile(distances, 90) < 1.0


def test_a_picture_counts_as_the_strokes_it_was_made_of():
    pictures, labels = small_pictures(50)
    drawn = np.array([prepare(as_arrays(DIGIT_STROKES[label])).seen for label in range(10)])
    counts = count_pictures(pictures)
    nearest = np.array([apart(drawn, one).argmin() for one in counts])
    np.testing.assert_array_equal(nearest, labels)


def test_place_and_size_do_not_matter_and_the_rest_of_the_block_neither():
    pictures, _ = small_pictures(10)
    moved = np.roll(pictures, (3, -3), axis=(1, 2))
    np.testing.assert_array_equal(count_pictures(moved), count_pictures(pictures))
    double = pictures.repeat(2, axis=1).repeat(2, axis=2)
    assert apart(count_pictures(double), count_pictures(pictures)).mean() < 0.5
    np.testing.assert_array_equal(count_pictures(pictures[3:4])[0], count_pictures(pictures)[3])


def test_blank_and_specks_are_no_digits():
    pictures = np.zeros((3, 28, 28), np.uint8)
    pictures[1, 5:7, 5:7] = 255
    pictures[2, 4:20, 10:13] = 255
    counts = count_pictures(pictures)
    assert not counts[:2].any()
    assert counts[2].any()


def test_progress_is_told_and_ends_with_all():
    told: list[int] = []
    count_pictures(small_pictures(300)[0], told.append)
    assert told == [256, 300]


@pytest.mark.parametrize("shape", [(4, 65, 28), (4, 784), (2, 0, 3)])
def test_what_are_no_small_pictures_is_refused(shape):
    with pytest.raises(ValueError, match="up to 64 pixels"):
        count_pictures(np.zeros(shape, np.uint8))
