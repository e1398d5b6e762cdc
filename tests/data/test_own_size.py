"""Drawings and pictures on the pixels that a data set has."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.own_size import drawn_at, shrunk


def test_a_line_is_as_wide_as_the_brush_and_where_it_was_drawn() -> None:
    made = drawn_at([[[0.25, 0.5], [0.75, 0.5]]], 28, 28, 1.0, 4 / 28)
    ink = made.seen.reshape(28, 28)
    assert np.all(ink[12:16, 8:20] > 0.999)  # four rows about the middle, from 7 to 21 px
    assert np.all(ink[:10] == 0)
    assert np.all(ink[18:] == 0)
    assert np.all(ink[:, :4] == 0)
    assert not made.empty
    assert made.box is None


@pytest.mark.parametrize(("rows", "columns"), [(28, 28), (12, 12), (8, 14)])
def test_each_pixel_is_as_dark_as_its_centre_is_near_the_line(rows: int, columns: int) -> None:
    stroke = np.array([[0.1, 0.2], [0.9, 0.7]])
    made = drawn_at([stroke], rows, columns, 16.0, 0.1)
    a, b = stroke * (columns, rows)
    wide = max(1.0, 0.1 * max(rows, columns))
    for row, column in np.ndindex(rows, columns):
        p = np.array([column + 0.5, row + 0.5])
        along = np.clip(np.dot(p - a, b - a) / np.dot(b - a, b - a), 0, 1)
        away = np.hypot(*(p - a - along * (b - a)))
        wanted = 16 * np.clip(wide / 2 + 0.5 - away, 0, 1)
        assert made.seen.reshape(rows, columns)[row, column] == pytest.approx(wanted, abs=1e-4)


def test_a_thin_line_is_not_pale_and_a_dot_is_a_disc() -> None:
    assert drawn_at([[[0.5, 0.0], [0.5, 1.0]]], 13, 13, 1.0, 0.001).seen.max() == pytest.approx(1.0)
    dot = drawn_at([[[0.5, 0.5]]], 29, 29, 1.0, 5 / 29).seen.reshape(29, 29)
    np.testing.assert_allclose(dot, dot.T, atol=1e-6)
    assert dot[14, 14] == 1.0
    assert dot[14, 18] == 0


def test_nothing_drawn_is_nothing() -> None:
    made = drawn_at([], 28, 28, 1.0, 0.06)
    assert made.empty
    assert not made.seen.any()


def test_a_scribble_is_drawn_in_bounded_time() -> None:
    rng = np.random.default_rng(0)
    made = drawn_at([rng.random((3000, 2))], 28, 28, 1.0, 0.06)
    assert made.seen.mean() > 0.9


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
