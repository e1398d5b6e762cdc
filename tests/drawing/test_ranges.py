"""Ranges step, they never crawl; ticks are round and few."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.drawing import ranges


@pytest.mark.parametrize(
    ("planned", "newest", "end"),
    [
        (60, 0, 7.5),
        (60, 7, 7.5),
        (60, 7.5, 15),
        (60, 29, 30),
        (60, 30, 60),
        (60, 60, 60),
        (60, 61, 120),
        (3, 0, 3),
    ],
)
def test_epoch_range_is_the_plan_over_a_power_of_two(planned, newest, end):
    assert ranges.epoch_range(planned, newest) == end


@given(st.integers(1, 10**7))
def test_epoch_range_changes_a_handful_of_times_in_a_run(planned):
    ends = [ranges.epoch_range(planned, planned * i / 500) for i in range(501)]
    assert ends == sorted(ends)
    assert len(set(ends)) <= math.log2(500) + 2
    assert all(end >= planned * i / 500 for i, end in enumerate(ends))


@given(st.floats(1e-12, 1e30))
def test_nice_ceiling_is_above_and_close(value):
    top = ranges.nice_ceiling(value)
    assert value <= top * (1 + 1e-8)
    assert top <= value * 2.5 * (1 + 1e-8)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_nice_ceiling_of_nothing(value):
    assert ranges.nice_ceiling(value) == 1.0


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 10))
def test_ticks_are_inside_and_no_more_than_asked(low, span, most):
    places = ranges.ticks(low, low + span, most)
    assert len(places) <= most + 1
    assert all(low - span * 1e-3 <= place <= low + span * 1.001 for place in places)


def test_epoch_ticks_are_whole():
    assert ranges.epoch_ticks(0, 3, 12) == [0, 1, 2, 3]
    assert ranges.epoch_ticks(0, 1_000_000, 5) == [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0, 0.5, "0"),
        (0.5, 0.5, "0.5"),
        (0.25, 0.25, "0.25"),
        (2, 1, "2"),
        (50, 50, "50"),
        (2e6, 1e6, "2·10⁶"),
        (1.5e5, 5e4, "1.5·10⁵"),
        (-2e-5, 1e-5, "−2·10⁻⁵"),
    ],
)
def test_tick_text(value, step, text):
    assert ranges.tick_text(value, step) == text


def test_zoom_keeps_its_centre_and_stays_inside():
    assert ranges.zoomed((0, 60), 0.5, 30, 60) == (15, 45)
    assert ranges.zoomed((0, 60), 0.5, 0, 60) == (0, 30)
    assert ranges.zoomed((50, 60), 2, 60, 60) == (40, 60)
    low, high = ranges.zoomed((10, 14), 0.01, 12, 60)
    assert high - low == 4  # not below a few epochs


def test_move_stops_at_the_ends():
    assert ranges.moved((10, 20), 5, 60) == (15, 25)
    assert ranges.moved((10, 20), -50, 60) == (0, 10)
    assert ranges.moved((10, 20), 500, 60) == (50, 60)


def test_loose_range_has_room_for_a_flat_curve():
    low, high = ranges.loose_range(0.5, 0.5)
    assert low < 0.5 < high


@pytest.mark.parametrize("high", [9.9e307, 1.01e308, 1.5e308, 1.79e308])
@pytest.mark.parametrize("low", [0.0, 1e300, -1.7e308])
@pytest.mark.parametrize("most", [1, 3, 5])
def test_a_run_that_breaks_has_an_axis_as_far_as_numbers_go(low, high, most):
    """A loss of 1e308 has been computed; twice as much is no number any more."""
    top = ranges.nice_ceiling(high)
    assert high <= top < math.inf
    marks = ranges.ticks(low, top, most)
    assert len(marks) <= most + 1
    assert all(low <= mark <= top for mark in marks)
    first, last = ranges.loose_range(low, high, most)
    assert -math.inf < first <= low
    assert high <= last < math.inf
