"""Pictures from outside: their digits are found from left to right, and what is none is a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnviz.data.ink import prepare
from nnviz.data.opened import open_picture
from nnviz.data.steps import Steps
from tests.helpers.sheets import blackboard, png, sheet
from tests.helpers.strokes import DIGIT_STROKES


def nearest(picture) -> int:
    """Which of the test's digits, prepared from its strokes, looks most like the picture."""
    away = {
        digit: np.abs(prepare(strokes).seen - picture.seen).sum() for digit, strokes in DIGIT_STROKES.items()
    }
    return min(away, key=away.__getitem__)


@pytest.mark.parametrize("written", [(2, 0, 2, 6), (7,), (4, 5), (3, 1, 4, 1, 5, 9)])
@pytest.mark.parametrize("made", [sheet, blackboard])
def test_the_digits_are_found_from_left_to_right(written, made):
    opened = open_picture(png(made(written)), "The sheet")
    assert [nearest(picture) for picture in opened.prepared(Steps())] == list(written)
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
    for bar in range(30):
        ImageDraw.Draw(page).line([(20 + 18 * bar, 100), (20 + 18 * bar, 300)], fill=0, width=6)
    return png(page)


def too_large() -> bytes:
    file = io.BytesIO()
    Image.new("1", (8000, 8000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "no picture that can be read"),
        (b"GIF89a but no", "no picture that can be read"),
        (png(sheet((7,)))[:2000], "no picture that can be read"),
        (png(Image.new("L", (300, 200), 230)), "nothing that could be a digit"),
        (tally(), "30 pieces of ink side by side"),
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
