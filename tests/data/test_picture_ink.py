"""The digits of a picture are found on whatever paper they are, or it is said what is doubtful."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz import read_number, read_picture
from tests.helpers.counts import count
from tests.helpers.digit_pictures import (
    drawn,
    drawn_digit,
    noisy,
    on_desk,
    ruled,
    sheet,
    squared,
    with_strip,
    written,
)
from tests.helpers.strokes import DIGIT_STROKES, moved

ROUNDS = count(1, 12)  # each with other pens, margins and greys
DIGITS = tuple(DIGIT_STROKES) if ROUNDS > 1 else (0, 4, 7, 9)  # those that strips and lines mislead most


def scenes(make):
    """What ``make`` shows of each digit, again and again: (digit, picture) with a source of chance each."""
    for round_ in range(ROUNDS):
        for digit in DIGITS:
            rng = np.random.default_rng(100 * round_ + digit)
            ink = drawn(moved(DIGIT_STROKES[digit], tilt=rng.uniform(-6, 6)), 90, rng.uniform(5, 11))
            yield digit, make(ink, rng)


def readings(make):
    return [(digit, read_picture(picture)) for digit, picture in scenes(make)]


def assert_read(read):
    """All rightly, but for a few in a hundred, and none surely wrong."""
    wrong = [(digit, one.label, one.verdict) for digit, one in read if one.label != digit]
    assert len(wrong) <= 0.04 * len(read), wrong
    assert not [entry for entry in wrong if entry[2] == "sure"]


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
@pytest.mark.parametrize("board", [False, True])
def test_a_dark_strip_along_an_edge_is_no_ink(side, board):
    def strip(ink, rng):
        paper = sheet(ink, 40, level=rng.uniform(0.1, 0.7))  # a pencil is paler than the desk
        picture = with_strip(paper, side, rng.uniform(0.02, 0.1), rng.uniform(0, 0.3))
        return 1 - picture if board else picture

    assert_read(readings(strip))


def test_a_thumb_at_the_edge_is_no_digit():
    def held(ink, rng):
        picture = sheet(ink, 60, level=rng.uniform(0.1, 0.4))
        height, width = picture.shape
        y, x = np.mgrid[:height, :width]
        thumb = ((x - width) / (0.16 * width)) ** 2 + ((y - 0.6 * height) / (0.12 * height)) ** 2 < 1
        return np.where(thumb, 0.4, picture)

    assert_read(readings(held))


@pytest.mark.parametrize("tilt", [0, 8])
@pytest.mark.parametrize("desk", [0.1, 0.45])
def test_a_sheet_on_a_darker_desk_is_found(tilt, desk):
    assert_read(readings(lambda ink, rng: on_desk(sheet(ink, 45), 0.38, desk=desk, tilt=tilt, seed=7)))


def test_a_board_on_a_light_wall_is_found():
    assert_read(readings(lambda ink, rng: on_desk(sheet(ink, 45, paper=0.15, level=0.9), 0.35, desk=0.75)))


def test_a_shadow_across_the_sheet_is_no_desk():
    def shaded(ink, rng):
        plain = sheet(ink, 45, noise=0)
        return noisy(plain * np.linspace(rng.uniform(0.4, 0.9), 1, plain.shape[1]), 0.015)

    assert_read(readings(shaded))


@pytest.mark.parametrize("margin", [0, 1, 3, 5])
@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("digit", [0, 6, 8, 9])
def test_bold_digits_that_fill_the_picture_in_either_polarity(margin, light, digit):
    picture = sheet(drawn_digit(digit, 100, 19), margin)
    assert read_picture(1 - picture if light else picture).best == digit


def test_a_sheet_that_is_not_found_is_no_sure_digit():
    y, x = np.mgrid[-1:1:120j, -1:1:140j]
    rough = np.hypot(x, y) + 0.06 * np.sin(7 * np.arctan2(y, x)) < 0.85  # torn all round
    for digit in range(10):
        whole = np.where(rough, 0.9, 0.1)
        ink = drawn_digit(digit, 40, 4)
        whole[40 : 40 + ink.shape[0], 55 : 55 + ink.shape[1]] -= 0.75 * ink
        reading = read_picture(noisy(np.clip(whole, 0, 1), 0.015))
        assert reading.label == digit or reading.verdict != "sure"


@pytest.mark.parametrize("gap", [0, 2, 20])
@pytest.mark.parametrize("level", [0.12, 0.5])
def test_a_digit_on_a_line(gap, level):
    def on_line(ink, rng):
        at = 40 + ink.shape[0] + gap + 1
        thickness, tilt = rng.choice([1, 2, 3]), rng.uniform(-2, 2)
        return noisy(ruled(sheet(ink, 40, noise=0), [at], level=level, thickness=thickness, tilt=tilt), 0.015)

    assert_read(readings(on_line))


@pytest.mark.parametrize("board", [False, True])
def test_lined_paper_with_a_margin(board):
    def lined(ink, rng):
        plain = sheet(ink, 55, noise=0)
        at = np.arange(rng.uniform(5, 30), plain.shape[0], rng.uniform(28, 60))
        tilt, level = rng.uniform(-3, 3), rng.uniform(0.3, 0.7)
        picture = noisy(ruled(plain, at, upright=[rng.uniform(15, 35)], level=level, tilt=tilt), 0.015)
        return 1 - picture if board else picture

    assert_read(readings(lined))


def test_squared_paper():
    def squares(ink, rng):
        every, tilt, level = rng.uniform(18, 50), rng.uniform(-3, 3), rng.uniform(0.3, 0.7)
        return noisy(squared(sheet(ink, 55, noise=0), every, level=level, tilt=tilt), 0.015)

    assert_read(readings(squares))


def test_lines_of_the_digit_itself_stay():
    for digit in (1, 2, 4, 5, 7):
        for margin in ((4, 40, 4, 40), (40, 4, 40, 4), 4):
            assert read_picture(sheet(drawn_digit(digit, 120, 6), margin)).label == digit


def test_a_small_digit_on_a_large_sheet_is_looked_at_closely():
    for digit in DIGITS:
        picture = sheet(drawn_digit(digit, 48, 5), (600, 500, 700, 800))
        reading = read_picture(picture)
        assert reading.label == digit
        x0, y0, x1, y1 = reading.box
        height, width = picture.shape
        assert x0 * width == pytest.approx(600, abs=4)
        assert y0 * height == pytest.approx(500, abs=4)
        assert (x1 - x0) * width == pytest.approx(width - 1300, abs=6)
        assert (y1 - y0) * height == pytest.approx(48, abs=6)


@pytest.mark.parametrize("side", range(4))
def test_ink_that_touches_the_edge_is_read_and_said(side):
    margin = tuple(0 if place == side else 40 for place in range(4))
    readings = read_number(sheet(written("1234"), margin))
    assert [reading.best for reading in readings] == [1, 2, 3, 4]
    touching = [reading for reading in readings if reading.doubt == "cut off"]
    assert touching
    assert all(reading.verdict == "not sure" and "edge" in reading.sentence for reading in touching)


def test_a_picture_cut_close_around_its_digits_is_no_doubtful_one():
    for text in ("1234", "8", "90"):
        readings = read_number(sheet(written(text, gap=20), 0))
        assert "".join(str(reading.label) for reading in readings) == text
        assert {reading.doubt for reading in readings} == {""}


def test_half_a_digit_is_never_sure():
    for digit in range(10):
        picture = sheet(drawn_digit(digit, 100, 9), 40)
        height, width = picture.shape
        for half in (picture[:, : width // 2], picture[:, width // 2 :], picture[: height // 2]):
            assert read_picture(half).verdict != "sure"


SIGNS = ["1,5", "+3", "14.09", "-7", "3=3", "12:30", "2+2=4", "0.5"]


@pytest.mark.parametrize("text", SIGNS)
@pytest.mark.parametrize("light", [False, True])
def test_signs_among_digits_are_said_to_be_signs(text, light):
    picture = sheet(written(text), 40)
    readings = read_number(1 - picture if light else picture)
    assert "".join("?" if one.label is None else str(one.label) for one in readings) == "".join(
        sign if sign.isdigit() else "?" for sign in text
    )
    for sign, reading in zip(text, readings, strict=True):
        assert (reading.doubt == "sign") == (not sign.isdigit())
        assert ("sign" in reading.sentence) == (not sign.isdigit())


@pytest.mark.parametrize("seed", range(count(1, 10)))
def test_a_row_of_forty_digits_is_read_whole(seed):
    text = "".join(map(str, np.random.default_rng(seed).integers(0, 10, 40)))
    readings = read_number(sheet(written(text, 50, 4.5, 14), 30))
    assert "".join(str(reading.label) for reading in readings) == text
