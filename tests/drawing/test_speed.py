"""Speeds and the speed reached."""

from __future__ import annotations

import math

import pytest

from nnviz.drawing.speed import SPEEDS, Rate, place_of, rate_text


def test_places_of_their_own_speeds():
    assert [place_of(speed) for speed in SPEEDS] == list(range(len(SPEEDS)))


@pytest.mark.parametrize(("speed", "nearest"), [(0.1, 1.0), (9.0, 8.0), (1e9, 500.0), (math.inf, math.inf)])
def test_nearest_place(speed, nearest):
    assert SPEEDS[place_of(speed)] == nearest


@pytest.mark.parametrize(("rate", "text"), [(8.0, "8"), (1.54, "1.5"), (240.3, "240"), (1300, "1,300")])
def test_rate_text(rate, text):
    assert rate_text(rate) == text


def test_rate_is_measured_over_half_a_second_and_starts_anew():
    clock = iter([0.0, 0.2, 0.5, 0.7, 1.0, 1.1, 1.2])
    rate = Rate(lambda: next(clock))
    assert rate.at(0) is None
    assert rate.at(20) is None
    assert rate.at(50) == pytest.approx(100)
    assert rate.at(60) == pytest.approx(100)
    assert rate.at(100) == pytest.approx(100)
    assert rate.at(3) is None  # a reset
    rate.restart()
    assert rate.at(10) is None
