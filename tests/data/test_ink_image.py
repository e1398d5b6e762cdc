"""A digit in a picture is found and prepared as the same digit drawn by pen."""

from __future__ import annotations

import os

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnviz.data.ink import prepare
from nnviz.data.ink_image import prepare_image, read_image
from nnviz.data.opened import open_picture
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


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp"])
def test_picture_files_are_read(tmp_path, suffix):
    path = tmp_path / f"digit.{suffix}"
    Image.fromarray(painted(4)).save(path)
    grey = read_image(path)
    assert (grey.shape, grey.dtype) == ((SIDE, SIDE), np.float32)
    assert distance(prepare_image(grey), prepare_image(painted(4))) < 0.3


@pytest.mark.parametrize("light", [0, 255])
def test_transparent_paper(tmp_path, light):
    alpha = 255 - painted(7)
    Image.merge("LA", [Image.new("L", (SIDE, SIDE), light), Image.fromarray(alpha)]).save(tmp_path / "a.png")
    assert distance(prepare_image(read_image(tmp_path / "a.png")), prepare_image(painted(7))) < 0.3


def test_sixteen_bits_and_turned_cameras(tmp_path):
    Image.fromarray(painted(2).astype(np.uint16) * 200).save(tmp_path / "deep.png")
    assert distance(prepare_image(read_image(tmp_path / "deep.png")), prepare_image(painted(2))) < 0.3
    turned = Image.fromarray(painted(2)).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn by 90 degrees clockwise to see it upright"
    turned.save(tmp_path / "turned.jpg", exif=exif)
    assert distance(prepare_image(read_image(tmp_path / "turned.jpg")), prepare_image(painted(2))) < 0.5


def test_what_cannot_be_read_is_a_sentence(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"is not there\.$"):
        read_image(tmp_path / "none.png")
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(ValueError, match=r"is no picture that can be read"):
        read_image(tmp_path / "text.png")
    Image.fromarray(painted(1)).save(tmp_path / "cut.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "cut.png").read_bytes()[:200])
    with pytest.raises(ValueError, match=r"is no picture that can be read"):
        read_image(tmp_path / "cut.png")
    monkeypatch.setattr("nnviz.data.ink_image.MOST_PIXELS", 1000)
    Image.fromarray(painted(1)).save(tmp_path / "large.png")
    with pytest.raises(ValueError, match=r"is too large"):
        read_image(tmp_path / "large.png")


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 90 90\n%%EndComments\nshowpage\n%%EOF\n"


@pytest.mark.skipif(os.name == "nt", reason="a script that stands in for a program")
@pytest.mark.parametrize("name", ["digit.png", "digit.eps", "digit.jpg"])
def test_a_picture_starts_no_other_program_whatever_its_content_is(tmp_path, monkeypatch, name):
    """Pillow has Ghostscript draw what is EPS by its content."""
    folder, trap = tmp_path / "bin", tmp_path / "run"
    folder.mkdir()
    for program in ("gs", "gswin64c", "gswin32c"):
        (folder / program).write_text(f"#!/bin/sh\necho run >> '{trap}'\n")
        (folder / program).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / name).write_bytes(EPS)
    for source in (tmp_path / name, EPS):
        with pytest.raises(ValueError, match="is no picture that can be read"):
            open_picture(source, name)
    assert not trap.exists()
