"""Points drawn by hand as a data set."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data import load_dataset
from nnviz.data.drawn import DRAWN_POINTS, kept_for_testing

CORNERS = ((-2.0, -2.0, 0.0), (2.0, 2.0, 1.0), (-2.0, 2.0, 2.0), (2.0, -2.0, 0.0), (0.0, 0.0, 1.0))


def test_drawn_points_are_the_samples() -> None:
    data = load_dataset("drawn", drawn=CORNERS, classes=3, test_share=0.4)
    assert data.class_names == ("blue", "amber", "green")
    assert data.kind == "classification"
    together = {}
    for part, labels in (("train", data.train_labels), ("test", data.test_labels)):
        points = data.points(part)  # type: ignore[arg-type]
        assert points is not None
        for (x1, x2), label in zip(points.tolist(), labels.tolist(), strict=True):
            together[x1, x2] = label
    assert together == {(x1, x2): label for x1, x2, label in CORNERS}


def test_drawn_values_are_learned_as_values() -> None:
    data = load_dataset("drawn_values", drawn=[(x1, x2, label / 4) for x1, x2, label in CORNERS])
    assert data.kind == "regression"
    values = np.concatenate([data.train_labels, data.test_labels])
    assert sorted(values.tolist()) == [0, 0, 0.25, 0.25, 0.5]


@given(st.integers(2, 200), st.floats(0.01, 0.95), st.integers(0, 2**32 - 1))
def test_a_point_keeps_its_part_when_others_are_drawn(count: int, share: float, seed: int) -> None:
    tested = kept_for_testing(count, share, seed)
    assert 0 < tested.sum() < count
    more = kept_for_testing(count + 20, share, seed)[:count]
    # Only the lots that had to make a part of at least one sample may fall otherwise.
    assert np.count_nonzero(tested != more) <= 2


def test_the_share_is_about_what_was_asked_for() -> None:
    assert kept_for_testing(2000, 0.3, 1).mean() == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize(
    ("drawn", "classes", "sentence"),
    [
        (CORNERS[:3], 3, "at least 4 points; there are 3"),
        ((), 2, "at least 4 points; there are 0"),
        ([(0.0, 0.0, 1.0)] * 5, 2, "at least 2 classes"),
        (CORNERS, 2, "whole number from 0 to 1"),
        ([*CORNERS, (0.0, 0.0, 0.5)], 3, "whole number from 0 to 2"),
        ([*CORNERS, (0.0, 6.1, 0.0)], 3, "between -6 and 6"),
        ([*CORNERS, (float("nan"), 0.0, 0.0)], 3, "infinite or no number"),
        ([*CORNERS, (0.0, 0.0)], 3, "three numbers"),
        ([(0.0, 0.0)] * 6, 3, "three numbers"),
        ([(0.0, 0.0, 0.0)] * (DRAWN_POINTS[1] + 1), 3, "At most 5000"),
    ],
)
def test_what_is_no_data_set_is_refused(drawn: list[tuple[float, ...]], classes: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        load_dataset("drawn", drawn=drawn, classes=classes)  # type: ignore[arg-type]


def test_values_beyond_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="from -1 to 1"):
        load_dataset("drawn_values", drawn=CORNERS)
