"""Drawings become what the network was trained on, wherever, however large, with what pen they are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.data import load_dataset
from nnviz.data.ink import PENS, blank_picture, prepare
from nnviz.data.raster import count_ink, distances, ink_within
from tests.helpers.counts import count
from tests.helpers.strokes import DIGIT_STROKES, as_arrays, moved

DIGITS = sorted(DIGIT_STROKES)


@pytest.fixture(scope="module")
def known():
    data = load_dataset("digits")
    return data.train_features * 16, data.train_labels


def nearest_label(seen, known):
    features, labels = known
    return labels[((features - seen) ** 2).sum(axis=1).argmin()]


def exact_distances(strokes):
    """Distance of each pixel's centre to each segment, by the formula."""
    pixels = np.stack(np.meshgrid(np.arange(32) + 0.5, np.arange(32) + 0.5), axis=-1)[:, :, None]
    a = np.concatenate([stroke[:-1] for stroke in strokes])
    d = np.concatenate([stroke[1:] for stroke in strokes]) - a
    t = np.clip(((pixels - a) * d).sum(-1) / np.maximum((d * d).sum(-1), 1e-12), 0, 1)
    return np.linalg.norm(pixels - a - d * t[..., None], axis=-1).min(-1)


@pytest.mark.parametrize("digit", DIGITS)
def test_distances_are_those_of_the_formula(digit):
    strokes = [stroke * 32 for stroke in as_arrays(DIGIT_STROKES[digit])]
    expected = exact_distances(strokes)
    near = expected < 4.5
    assert np.abs(distances(strokes) - expected)[near].max() < 0.2
    assert np.abs(distances(strokes) - expected)[near].mean() < 0.1
    assert (distances(strokes)[~near] > 4.2).all()


def test_ink_is_the_share_of_the_pixel_under_the_pen():
    field = ink_within(distances([np.array([[4.0, 16.0], [28.0, 16.0]])]), 4.0)
    assert field.dtype == np.float32
    np.testing.assert_allclose(field[12:20, 16], [0, 0, 1, 1, 1, 1, 0, 0])
    seen = count_ink(field).reshape(8, 8)
    np.testing.assert_array_equal(seen[:, 4], [0, 0, 0, 8, 8, 0, 0, 0])


@pytest.mark.parametrize("digit", DIGITS)
def test_each_digit_resembles_a_training_digit_of_its_kind(digit, known):
    assert nearest_label(prepare(DIGIT_STROKES[digit]).seen, known) == digit


@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize(
    ("scale", "shift"), [(0.2, (0.35, -0.35)), (0.3, (-0.3, 0.3)), (1.4, (0.0, 0.0)), (0.1, (0.0, 0.0))]
)
def test_place_and_size_do_not_matter(digit, scale, shift):
    as_drawn = prepare(DIGIT_STROKES[digit])
    elsewhere = prepare(moved(DIGIT_STROKES[digit], scale=scale, shift=shift))
    assert np.abs(as_drawn.seen - elsewhere.seen).max() <= 2  # marks fall on other nodes of the fine grid
    assert elsewhere.pen == pytest.approx(as_drawn.pen, abs=0.5)


@pytest.mark.parametrize("digit", DIGITS)
def test_the_brush_matters_only_without_the_pen_stage(digit):
    drawing = DIGIT_STROKES[digit]
    np.testing.assert_array_equal(prepare(drawing, brush=0.02).seen, prepare(drawing, brush=0.1).seen)
    thin, thick = (prepare(drawing, pen=False, brush=brush) for brush in (0.02, 0.1))
    assert thick.seen.sum() > 1.5 * thin.seen.sum()


@pytest.mark.parametrize("digit", DIGITS)
def test_ink_is_that_of_the_training_digits(digit):
    seen = prepare(DIGIT_STROKES[digit]).seen
    assert 250 <= seen.sum() <= 400
    assert seen.min() >= 0
    assert seen.max() <= 16
    np.testing.assert_array_equal(seen, np.rint(seen))


@pytest.mark.parametrize("tilt", [-12, 12])
@pytest.mark.parametrize("digit", [1, 4, 7, 9])
def test_shear_takes_most_of_a_slant_off(digit, tilt):
    upright = prepare(DIGIT_STROKES[digit]).seen
    tilted = moved(DIGIT_STROKES[digit], tilt=tilt)
    with_shear, without = prepare(tilted), prepare(tilted, shear=False)
    assert without.shear == 0
    assert np.linalg.norm(with_shear.seen - upright) < np.linalg.norm(without.seen - upright)


def test_without_crop_the_corner_stays_a_corner():
    small = moved(DIGIT_STROKES[3], scale=0.3, shift=(-0.3, -0.3))
    naive = prepare(small, crop=False, pen=False, shear=False)
    assert naive.box is None
    grid = naive.seen.reshape(8, 8)
    assert grid[:4, :4].sum() > 0.9 * grid.sum()
    x0, y0, x1, y1 = prepare(small).box
    points = np.concatenate(small)
    assert (x0, y0) == pytest.approx(points.min(axis=0), abs=0.005)
    assert (x1, y1) == pytest.approx(points.max(axis=0), abs=0.005)


def test_a_1_stays_thin_and_a_dash_stays_low():
    one = prepare([[(0.5, 0.1), (0.5, 0.9)]]).seen.reshape(8, 8)
    assert one[:, :2].sum() == one[:, 6:].sum() == 0
    dash = prepare([[(0.1, 0.5), (0.9, 0.5)]]).seen.reshape(8, 8)
    assert dash[:2].sum() == dash[6:].sum() == 0


@pytest.mark.parametrize(
    "nothing",
    [[], [[]], [[(0.5, 0.5)]], [[(0.5, 0.5), (0.51, 0.505)]], [[(0.5, 0.5)] * 100], [np.zeros((0, 2))]],
)
def test_no_digit_is_said_to_be_empty(nothing):
    picture = prepare(nothing)
    assert picture.empty
    assert picture.box is None
    assert not picture.seen.any()
    assert blank_picture().empty


def test_pictures_cannot_be_changed_and_are_repeatable():
    first, second = prepare(DIGIT_STROKES[5]), prepare(DIGIT_STROKES[5])
    np.testing.assert_array_equal(first.field, second.field)
    for array in (first.field, first.seen):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert (first.field.shape, first.field.dtype) == ((32, 32), np.float32)
    assert (first.seen.shape, first.seen.dtype) == ((64,), np.float32)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ([[(0.5, np.nan), (0.1, 0.1)]], "Stroke 1 has a coordinate that is not a number"),
        ([[(0.1, 0.1)], [(np.inf, 0.2)]], "Stroke 2 has a coordinate"),
        ([[(0.1, 0.2, 0.3)]], "Stroke 1 has the shape"),
        ([[(0.1, 0.2), (0.3,)]], "Stroke 1 is no list of points"),
        (["ab"], "Stroke 1 is no list of points"),
        ([3.0], "Stroke 1 has the shape"),
    ],
)
def test_what_is_no_stroke_is_refused_in_a_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        prepare(wrong)


strokes = st.lists(
    st.lists(st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5)), min_size=0, max_size=30), max_size=4
)


@settings(max_examples=count(20, 60), deadline=None)
@given(strokes, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_any_drawing_gives_a_picture(drawing, crop, stretch, pen, shear):
    picture = prepare(drawing, crop=crop, stretch=stretch, pen=pen, shear=shear)
    assert np.isfinite(picture.field).all()
    assert ((picture.seen >= 0) & (picture.seen <= 16)).all()
    assert picture.empty == (not picture.seen.any())
    if pen and not picture.empty:
        assert PENS[0] <= picture.pen <= PENS[1]


def test_a_scribble_of_many_thousand_points_is_prepared():
    scribble = [np.random.default_rng(0).random((20_000, 2))]
    picture = prepare(scribble)
    assert picture.seen.sum() > 600  # black from edge to edge
