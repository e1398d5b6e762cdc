"""Pictures from outside: their digits are found from left to right, and what is none is a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnviz import read_number, read_picture
from nnviz.data.ink import prepare
from nnviz.data.opened import open_picture
from nnviz.data.steps import Steps
from tests.helpers.digit_pictures import sheet as drawn_sheet
from tests.helpers.digit_pictures import written
from tests.helpers.sheets import blackboard, png, sheet
from tests.helpers.strokes import DIGIT_STROKES


def nearest(picture) -> int:
    """Which of the test's digits, prepared from its strokes, looks most like the picture."""
    away = {
        digit: np.abs(prepare(strokes).seen - picture.seen).sum() for digit, strokes in DIGIT_STROKES.items()
    }
    return min(away, key=away.__getitem__)


@pytest.mark.parametrize("number", [(2, 0, 2, 6), (7,), (4, 5), (3, 1, 4, 1, 5, 9)])
@pytest.mark.parametrize("made", [sheet, blackboard])
def test_the_digits_are_found_from_left_to_right(number, made):
    opened = open_picture(png(made(number)), "The sheet")
    assert [nearest(picture) for picture in opened.prepared(Steps())] == list(number)
    lefts = [ink.box[0] for ink in opened.digits]
    assert lefts == sorted(lefts)
    assert all(0 <= edge <= 1 for ink in opened.digits for edge in ink.box)


def test_a_jpeg_file_turned_by_the_camera(tmp_path: Path):
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn right to see it
    sheet((7, 4)).rotate(90, expand=True).save(path, exif=exif)
    opened = open_picture(path, "The photo")
    assert [nearest(picture) for picture in opened.prepared(Steps())] == [7, 4]


def test_the_steps_are_taken_or_not():
    opened = open_picture(png(sheet((2, 6))), "The sheet")
    centred, whole = (opened.prepared(Steps(crop=crop))[0] for crop in (True, False))
    assert centred.box is not None
    assert whole.box is None
    assert whole.seen.reshape(8, 8)[:, 4:].sum() == 0  # the 2 stands on the left, and the 6 is not its matter


def tally() -> bytes:
    page = Image.new("L", (600, 400), 255)
    for bar in range(50):
        ImageDraw.Draw(page).line([(20 + 11 * bar, 100), (20 + 11 * bar, 300)], fill=0, width=5)
    return png(page)


def too_large() -> bytes:
    file = io.BytesIO()
    Image.new("1", (8000, 8000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "is empty"),
        (b"GIF89a but no", "is a damaged picture"),
        (png(sheet((7,)))[:2000], "is a damaged picture"),
        (png(Image.new("L", (300, 200), 230)), "nothing that could be a digit"),
        (tally(), "50 pieces of ink side by side"),
        (too_large(), "too large: over 60 million pixels"),
    ],
)
def test_what_cannot_be_read_is_a_sentence_with_its_name(tmp_path: Path, content, word):
    path = tmp_path / "holiday is over.png"
    path.write_bytes(content)
    for source in (content, path):
        with pytest.raises(ValueError, match=word) as told:
            open_picture(source, "“holiday is over.png”")
        said = str(told.value)
        assert said.startswith("“holiday is over.png” ")
        assert said.endswith(".")
        assert said.count("holiday") == 1
        assert str(tmp_path) not in said
        assert "BytesIO" not in said


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(ValueError, match=r"^“gone.png” is not there\.$"):
        open_picture(tmp_path / "gone.png", "“gone.png”")


def test_a_picture_is_turned_by_hand_until_it_is_upright(tmp_path: Path):
    lying = sheet((2, 0, 2, 6)).transpose(Image.Transpose.ROTATE_90)
    lying.save(tmp_path / "lying.png")
    opened = open_picture(tmp_path / "lying.png", "lying")
    assert len(opened.digits) != 4
    upright = opened.turned()
    assert upright.grey.shape == opened.grey.shape[::-1]
    assert [reading.best for reading in read_number(upright.grey)] == [2, 0, 2, 6]
    assert len(upright.digits) == 4
    np.testing.assert_array_equal(upright.turned().turned().turned().grey, opened.grey)


@pytest.mark.parametrize("size", [(400, 300), (1200, 900)])
@pytest.mark.parametrize(
    "made",
    [
        {"line": 2, "ink": 150},  # a hard pencil
        {"line": 3, "ink": 120, "paper": 60},  # chalk on a board that was wiped badly
        {"line": 16, "ink": 30},  # a felt pen
        {"line": 9, "ink": 225, "paper": 40},  # the wrong way round
    ],
    ids=["pencil", "chalk", "felt", "inverted"],
)
def test_whatever_it_is_written_with_it_is_read(made, size):
    for digit in range(10):
        reading = read_picture(np.asarray(sheet((digit,), size, **made)))
        assert reading.label == digit, (digit, reading.sentence)


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("quarters", [1, 3])
def test_a_digit_that_lies_on_its_side_is_read_or_refused(digit, quarters):
    reading = read_picture(np.rot90(np.asarray(sheet((digit,), (400, 300))), quarters))
    assert reading.label in (digit, None), "it says that it knows no such digit"


@pytest.mark.parametrize("digit", range(10))
def test_a_line_too_faint_to_be_seen_is_read_or_refused(digit):
    reading = read_picture(np.asarray(sheet((digit,), (400, 300), line=1, ink=185)))
    assert reading.label in (digit, None)


def test_signs_among_the_digits_of_a_picture_are_known_as_such():
    picture = Image.fromarray(np.rint(255 * drawn_sheet(written("14.09"), 40)).astype(np.uint8))
    opened = open_picture(png(picture), "sum.png")
    doubts = [picture.doubt for picture in opened.prepared(Steps())]
    assert doubts == ["", "", "sign", "", ""]
