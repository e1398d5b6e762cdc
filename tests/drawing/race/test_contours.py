"""Lines of equal loss, against functions whose lines are known."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.race.contours import contour, levels_of, shade_of

X, Y = np.linspace(-2, 2, 81), np.linspace(-1, 3, 81)
BOWL = X[np.newaxis, :] ** 2 + (Y[:, np.newaxis] - 1) ** 2


def test_the_line_of_a_bowl_is_a_circle_without_a_gap():
    pieces = contour(BOWL, X, Y, 1.0)
    radius = np.hypot(pieces[..., 0], pieces[..., 1] - 1)
    np.testing.assert_allclose(radius, 1, atol=2e-3)
    length = np.hypot(*(pieces[:, 1] - pieces[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi, rel=1e-3)


def test_every_end_is_the_end_of_two_pieces():
    ends = np.round(contour(BOWL, X, Y, 0.47).reshape(-1, 2), 6) + 0.0
    _, counts = np.unique(ends, axis=0, return_counts=True)
    assert set(counts) == {2}


def test_a_saddle_has_two_lines_that_do_not_cross():
    grid = np.array([[0.0, 1.0], [1.0, 0.0]])
    low = contour(grid, np.array([0.0, 1.0]), np.array([0.0, 1.0]), 0.4)
    assert len(low) == 2
    # Each goes round one of the high corners, 0.6 away along both edges.
    for piece, corner in zip(
        sorted(low.tolist(), key=lambda one: one[0][0] + one[1][0]), ([0, 1], [1, 0]), strict=True
    ):
        np.testing.assert_allclose(np.hypot(*(np.array(piece) - corner).T), 0.6)


def test_where_there_is_no_loss_there_is_no_line():
    grid = BOWL.copy()
    grid[:, 40:] = np.nan
    pieces = contour(grid, X, Y, 1.0)
    assert len(pieces)
    assert pieces[..., 0].max() <= X[39]
    assert contour(np.ones((3, 3)), X[:3], Y[:3], 5.0).shape == (0, 2, 2)


def test_levels_are_a_factor_apart_and_within():
    levels, factor = levels_of(BOWL + 0.01)
    assert factor > 1
    np.testing.assert_allclose(levels[1:] / levels[:-1], factor)
    assert levels[0] > 0.01
    for nothing in (np.full((3, 3), np.nan), np.zeros((3, 3)), np.ones((3, 3))):
        assert len(levels_of(nothing)[0]) == 0


def test_the_ground_is_darkest_where_the_loss_is_lowest():
    shade = shade_of(BOWL + 0.01)
    assert shade[40, 40] == 0
    assert shade[0, 0] == 1
    assert np.all(np.diff(shade[40, 40:]) >= 0)
    assert np.isfinite(shade_of(np.array([[np.nan, np.inf], [1.0, 0.0]]))).all()
