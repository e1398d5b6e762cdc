"""A digit in a picture is found and prepared as the same digit drawn by pen."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnviz.data.ink import prepare
from nnviz.data.ink_image import prepare_image
from nnviz.data.pieces import label_pieces
from tests.helpers.strokes import DIGIT_STROKES

SIDE = 200


def painted(digit, brush=12, ink=0, paper=255, side=SIDE):
    """The digit as a picture, uint8, with a round pen."""
    image = Image.new("L", (2 * side, 2 * side), paper)
    draw = ImageDraw.Draw(image)
    for stroke in DIGIT_STROKES[digit]:
        points = [(2 * side * x, 2 * side * y) for x, y in stroke]
        draw.line(points, fill=ink, width=2 * brush, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse([x - brush, y - brush, x + brush, y + brush], fill=ink)
    return np.asarray(image.resize((side, side), Image.Resampling.BOX))


def distance(first, second):
    return float(np.abs(first.seen - second.seen).mean())


@pytest.mark.parametrize("brush", [4, 12])
@pytest.mark.parametrize("digit", sorted(DIGIT_STROKES))
def test_picture_and_strokes_look_alike(digit, brush):
    found = prepare_image(painted(digit, brush))
    assert distance(found, prepare(DIGIT_STROKES[digit])) < 1.3  # of 16; another digit is 3 to 6 away
    others = [distance(found, prepare(DIGIT_STROKES[other])) for other in DIGIT_STROKES if other != digit]
    assert min(others) > 1.3


@pytest.mark.parametrize("digit", [2, 5, 8])
def test_blackboard_shadow_and_noise(digit):
    plain = prepare_image(painted(digit, 5))
    light = 0.6 + 0.4 * np.linspace(0, 1, SIDE)
    noise = np.random.default_rng(digit).normal(0, 0.02, (SIDE, SIDE))
    photo = np.clip(painted(digit, 5, ink=90, paper=200) / 255 * light + noise, 0, 1)
    assert distance(prepare_image(photo), plain) < 1.0
    assert distance(prepare_image(1 - photo), plain) < 1.0


def test_the_largest_ink_is_taken_and_what_touches_the_edge_left():
    sheet = painted(6)
    spotted = sheet.copy()
    spotted[5:9, 5:9] = 0  # a speck
    spotted[:, -3:] = 0  # the table beside the sheet
    np.testing.assert_array_equal(prepare_image(spotted).seen, prepare_image(sheet).seen)


@pytest.mark.parametrize("empty", [np.full((50, 60), 0.7), np.zeros((1, 1)), np.full((9, 9), 255, np.uint8)])
def test_an_empty_sheet_is_empty(empty):
    assert prepare_image(empty).empty


@pytest.mark.parametrize(
    "wrong", [np.zeros((3, 3, 3)), np.zeros((0, 4)), np.full((3, 3), np.nan), np.full((3, 3), 7.0)]
)
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises(ValueError, match=r"grey values"):
        prepare_image(wrong)


@pytest.mark.parametrize("crop", [True, False])
@pytest.mark.parametrize("pen", [True, False])
def test_stages_can_be_switched_off(crop, pen):
    picture = prepare_image(painted(3), crop=crop, pen=pen, shear=False)
    assert picture.shear == 0
    assert (picture.box is None) == (not crop)
    assert (picture.pen == 0) == (not pen)
    assert not picture.empty


def test_pieces_are_what_hangs_together():
    mask = np.array([[1, 1, 0, 1], [0, 1, 0, 1], [0, 0, 0, 1], [1, 1, 1, 1]], dtype=bool)
    labels = label_pieces(mask)
    np.testing.assert_array_equal(labels, [[1, 1, 0, 2], [0, 1, 0, 2], [0, 0, 0, 2], [2, 2, 2, 2]])
    corners = np.array([[1, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 0]], dtype=bool)
    np.testing.assert_array_equal(label_pieces(corners), corners)  # a thin line goes from corner to corner
    np.testing.assert_array_equal(label_pieces(np.ones((2, 3), bool)), np.ones((2, 3)))
    np.testing.assert_array_equal(label_pieces(np.zeros((2, 3), bool)), np.zeros((2, 3)))
