"""Drawings at the size of a data set's pictures: as large, as thick and where such things are."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.data.framed import prepare_in
from nnviz.data.frames import Frame
from nnviz.data.ink import prepare
from nnviz.data.steps import Steps
from tests.helpers.strokes import DIGIT_STROKES, as_arrays

#: The share of tests is no matter of the frame; it is one that other tests have too.
SHARES = {"figures": 0.1667, "shapes": 0.6667, "moved_digits": 0.2}


@cache
def frame_of(name: str) -> Frame:
    """How the pictures of this data set are framed."""
    frame = load_dataset(name, test_share=SHARES[name]).frame
    assert frame is not None
    return frame


def square(size: float, x: float, y: float, points: int = 80) -> np.ndarray:
    """The outline of a square about (x, y), as a mouse reports it."""
    corners = size / 2 * np.array([[-1.0, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) + (x, y)
    places = np.linspace(0, 4, points)
    return np.stack([np.interp(places, range(5), corners[:, axis]) for axis in (0, 1)], axis=1)


def extent(seen: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last pixel that is half ink, as (row, column)."""
    inked = np.argwhere(seen.reshape(side, side) >= 0.5 * seen.max())
    return inked.min(axis=0), inked.max(axis=0)


@pytest.mark.parametrize(
    ("size", "where", "spans", "middle"),
    [
        (0.6, (0.5, 0.5), 18.8, (14.0, 14.0)),  # 16.8 px and the line of 2: as it is
        (0.6, (0.55, 0.45), 18.8, (15.4, 12.6)),
        (0.1, (0.5, 0.5), 16.0, (14.0, 14.0)),  # made larger
        (0.95, (0.5, 0.5), 20.0, (14.0, 14.0)),  # made smaller
        (0.3, (0.2, 0.9), 16.0, (12.0, 16.0)),  # brought to where figures are
    ],
)
def test_a_figure_keeps_size_and_place_as_far_as_figures_have_such(
    size: float, where: tuple[float, float], spans: float, middle: tuple[float, float]
) -> None:
    made = prepare_in(frame_of("figures"), [square(size, *where)])
    low, high = extent(made.seen, 28)
    np.testing.assert_allclose(high - low + 1, spans, atol=1.3)
    np.testing.assert_allclose((low + high + 1) / 2, middle[::-1], atol=0.51)
    assert made.seen.shape == (784,)
    assert made.field.shape == (28, 28)
    assert (made.seen.min(), made.seen.max()) == (0.0, 1.0)
    assert not made.empty
    assert not made.seen.flags.writeable
    np.testing.assert_allclose(
        made.box, (where[0] - size / 2, where[1] - size / 2, *(np.add(where, size / 2)))
    )


@pytest.mark.parametrize(("brush", "wide"), [(0.01, 2.0), (0.09, 2.52), (0.3, 3.2)])
def test_a_line_is_as_wide_as_the_brush_within_what_figures_have(brush: float, wide: float) -> None:
    made = prepare_in(frame_of("figures"), [square(0.6, 0.5, 0.5)], brush=brush)
    assert made.pen == pytest.approx(wide)
    row = made.seen.reshape(28, 28)[14]
    assert row[:14].sum() == pytest.approx(wide, abs=0.35)
    assert prepare_in(
        frame_of("figures"), [square(0.6, 0.5, 0.5)], Steps(pen=False), brush
    ).pen == pytest.approx(28 * brush)


def test_without_cropping_the_whole_canvas_is_shrunk() -> None:
    made = prepare_in(frame_of("figures"), [square(0.2, 0.2, 0.8)], Steps(crop=False))
    low, high = extent(made.seen, 28)
    np.testing.assert_allclose((low + high + 1) / 2, (0.8 * 28, 0.2 * 28), atol=0.51)
    assert (high - low).max() <= 8
    assert made.box is None


@pytest.mark.parametrize(
    ("where", "corner"), [((0.5, 0.5), (4, 4)), ((0.1, 0.1), (0, 0)), ((0.9, 0.3), (1, 7))]
)
def test_a_thin_shape_fills_whole_pixels_nearest_to_where_it_was_drawn(
    where: tuple[float, float], corner: tuple[int, int]
) -> None:
    wanted = np.zeros((12, 12))
    wanted[corner[0] : corner[0] + 5, corner[1] : corner[1] + 5] = 1
    wanted[corner[0] + 1 : corner[0] + 4, corner[1] + 1 : corner[1] + 4] = 0
    seen = prepare_in(frame_of("shapes"), [square(0.27, *where)]).seen.reshape(12, 12)
    np.testing.assert_allclose(seen, wanted, atol=0.05)


def test_a_dash_is_straight_and_a_bar_as_long() -> None:
    dash = prepare_in(frame_of("shapes"), [[(0.3, 0.5), (0.7, 0.54)]]).seen.reshape(12, 12)
    bar = prepare_in(frame_of("shapes"), [[(0.5, 0.3), (0.54, 0.7)]]).seen.reshape(12, 12)
    assert (dash.sum(), bar.sum()) == (5, 5)
    assert np.ptp(np.argwhere(dash), axis=0).tolist() == [0, 4]
    assert np.ptp(np.argwhere(bar), axis=0).tolist() == [4, 0]


@pytest.mark.parametrize(
    ("where", "corner"), [((0.5, 0.5), (2, 2)), ((0.25, 0.25), (0, 0)), ((0.7, 0.45), (1, 4))]
)
def test_a_digit_is_made_as_digits_are_and_stands_where_it_was_drawn(
    where: tuple[float, float], corner: tuple[int, int]
) -> None:
    strokes = as_arrays(DIGIT_STROKES[3])
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    moved = [(stroke - middle) * 0.5 + where for stroke in strokes]
    made = prepare_in(frame_of("moved_digits"), moved)
    wanted = np.zeros((12, 12))
    row, column = corner
    wanted[row : row + 8, column : column + 8] = prepare(moved).seen.reshape(8, 8)
    np.testing.assert_array_equal(made.seen.reshape(12, 12), wanted)
    assert made.field.shape == (48, 48)
    np.testing.assert_array_equal(made.field[4 * row :, 4 * column :][:32, :32], prepare(moved).field)


def test_the_middle_of_its_ink_is_in_the_middle_of_a_digit_of_mnist() -> None:
    frame = Frame(28, spans=(20.0, 20.0), pens=(2.0, 3.0), room=0.0, weighed=True)
    seen = prepare_in(frame, as_arrays(DIGIT_STROKES[7])).seen.reshape(28, 28)
    places = np.arange(28) + 0.5
    middle = [(places * seen.sum(axis=axis)).sum() / seen.sum() for axis in (0, 1)]
    np.testing.assert_allclose(middle, 14, atol=0.3)
    low, high = extent(seen, 28)
    assert (high - low + 1).max() in (19, 20, 21)


@pytest.mark.parametrize("name", SHARES)
def test_nothing_a_blot_and_what_are_no_strokes(name: str) -> None:
    frame = frame_of(name)
    for strokes in ([], [[(0.5, 0.5)]]):
        made = prepare_in(frame, strokes)
        assert made.empty
        assert made.seen.shape == (frame.side**2,)
        assert not made.seen.any()
    with pytest.raises(ValueError, match="Stroke 1"):
        prepare_in(frame, [["here"]])  # type: ignore[list-item]
