"""Words at the ends of curves cross no other curve, and no other words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.drawing.plots.end_labels import free_height, kept_apart

FLAT = np.array([0.0, 100.0]), np.array([50.0, 50.0])
LIMITS = (0.0, 200.0)


def test_words_on_a_curve_of_another_run_move_off_it_by_the_shorter_way():
    assert free_height(52, (40, 80), 10, [FLAT], LIMITS) == 60
    assert free_height(47, (40, 80), 10, [FLAT], LIMITS) == 40
    assert free_height(47, (40, 80), 10, [FLAT], (45, 200)) == 60, "no room above"
    assert free_height(47, (101, 140), 10, [FLAT], LIMITS) == 47, "the curve has ended"
    assert free_height(47, (40, 80), 10, [], LIMITS) == 47


def test_between_two_points_a_curve_is_where_its_line_is():
    steep = np.array([0.0, 100.0]), np.array([0.0, 100.0])
    assert free_height(60, (50, 60), 10, [steep], LIMITS) == 70
    gap = np.array([0.0, 50.0, 100.0]), np.array([50.0, np.nan, np.nan])
    assert free_height(50, (40, 80), 10, [gap], LIMITS) == 50


HEIGHTS = st.lists(st.floats(0, 200), min_size=2, max_size=6)


@given(HEIGHTS, st.floats(0, 200), st.floats(0, 60))
def test_found_heights_are_free_or_there_is_none(heights, wanted, left):
    x = np.linspace(0, 100, len(heights))
    found = free_height(wanted, (left, left + 30), 10, [(x, np.array(heights))], LIMITS)
    along = np.interp(np.linspace(left, left + 30, 61), x, heights)
    if (np.abs(along - found) < 10 - 1e-6).any():
        assert found == wanted
        assert along.min() - 10 < 0
        assert along.max() + 10 > 200


def test_only_words_one_above_the_other_are_kept_apart():
    assert kept_apart([50, 52], [(0, 30), (40, 70)], 12, 200) == [50, 52]
    assert kept_apart([52, 50], [(0, 30), (20, 70)], 12, 200) == [62, 50]
    assert kept_apart([199, 50, 198], [(0, 30)] * 3, 12, 200) == [200, 50, 188]
