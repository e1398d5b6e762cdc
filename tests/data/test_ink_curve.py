"""Sparse strokes become smooth curves, dense ones and corners stay what they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.data.curve import smooth
from nnviz.data.ink import prepare
from tests.helpers.counts import count
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


def circle(points):
    angles = np.linspace(0, 2 * np.pi, points)
    return np.column_stack([0.5 + 0.3 * np.cos(angles), 0.5 + 0.3 * np.sin(angles)])


def test_a_circle_of_nine_points_is_round():
    (curve,) = smooth([circle(9)])
    radii = np.hypot(*(curve - 0.5).T)
    assert np.abs(radii - 0.3).max() < 0.01
    straight = 0.3 * (1 - np.cos(np.pi / 8))  # how far the chords lie inside
    assert straight > 0.02


def test_every_point_stays_on_the_line_and_dense_strokes_stay_as_they_are():
    points = circle(9)
    (curve,) = smooth([points])
    away = np.hypot(*(curve[:, None] - points[None]).T)
    np.testing.assert_allclose(away.min(axis=1), 0, atol=1e-12)
    dense = circle(200)
    np.testing.assert_array_equal(smooth([dense])[0], dense)


def test_a_straight_line_stays_straight():
    line = np.array([[0.1, 0.1], [0.2, 0.2], [0.7, 0.7], [0.9, 0.9]])
    (curve,) = smooth([line])
    np.testing.assert_allclose(curve[:, 0], curve[:, 1], atol=1e-12)
    assert (np.diff(curve[:, 0]) > 0).all()


def test_few_events_look_like_many():
    for digit in (0, 3, 8):
        stroke = as_arrays(DIGIT_STROKES[digit])
        sparse = [points[np.unique(np.r_[: len(points) : 4, len(points) - 1])] for points in stroke]
        whole = prepare(stroke).seen
        assert np.abs(prepare(sparse).seen - whole).mean() < 1.0


points = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20)


@settings(max_examples=count(40, 100), deadline=None)
@given(st.lists(points, min_size=1, max_size=4))
def test_a_curve_stays_near_its_points(drawing):
    strokes = [np.array(stroke) for stroke in drawing]
    size = np.ptp(np.concatenate(strokes), axis=0).max()
    for stroke, curve in zip(strokes, smooth(strokes), strict=True):
        assert np.isfinite(curve).all()
        np.testing.assert_allclose(curve[-1], stroke[-1], atol=1e-9)
        assert (curve >= stroke.min(axis=0) - 0.3 * size).all()
        assert (curve <= stroke.max(axis=0) + 0.3 * size).all()
