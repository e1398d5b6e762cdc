"""Without a model, nnviz predict reads with the Reader."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnviz import cli, read_digit
from nnviz.data.strokes import write_strokes_npz
from tests.helpers.digit_pictures import sheet, written
from tests.helpers.scribbles import scribbles
from tests.helpers.strokes import DIGIT_STROKES, as_arrays


def lines(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    assert cli.main(["predict", *map(str, arguments)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


@pytest.fixture
def drawings(tmp_path: Path) -> Path:
    path = tmp_path / "drawings.npz"
    write_strokes_npz(path, [*(DIGIT_STROKES[digit] for digit in range(10)), scribbles(5)[4], []])
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    image = Image.new("L", (360, 120), 230)
    pen = ImageDraw.Draw(image)
    for place, digit in enumerate((2, 0, 2, 6)):
        for stroke in DIGIT_STROKES[digit]:
            pen.line([(45 + 90 * place + (x - 0.5) * 120, 60 + (y - 0.5) * 120) for x, y in stroke], 40, 5)
    path = tmp_path / "2026.png"
    image.save(path)
    return path


def test_drawings_are_read_a_line_each(capsys: pytest.CaptureFixture[str], drawings: Path) -> None:
    found = [json.loads(line) for line in lines(capsys, "--strokes", drawings, "--json")]
    assert [one["label"] for one in found] == [*range(10), None, None]
    assert [one["index"] for one in found] == list(range(12))
    assert [one["verdict"] for one in found][-2:] == ["no digit", "no digit"]
    for digit, one in enumerate(found[:10]):
        reading = read_digit([stroke.astype(np.float32) for stroke in as_arrays(DIGIT_STROKES[digit])])
        assert one["probabilities"] == pytest.approx(reading.probabilities.tolist())
        assert one["seen"] == reading.seen.tolist()
        assert one["confidence"] == max(one["probabilities"])
    text = lines(capsys, "--strokes", drawings)
    assert text[3].startswith("3: This is a 3. (")
    assert text[10].startswith("10: This is no digit I know. (")
    assert text[11].startswith("11: There is nothing to read. (")


def test_a_row_of_digits_in_a_photo(capsys: pytest.CaptureFixture[str], photo: Path) -> None:
    assert lines(capsys, "--row", photo) == [f"{photo}: 2026"]
    found = json.loads(lines(capsys, "--row", photo, "--json")[0])
    assert [one["label"] for one in found["digits"]] == [2, 0, 2, 6]
    assert found["file"] == str(photo)
    blank = photo.with_name("blank.png")
    Image.new("L", (50, 50), 255).save(blank)
    assert lines(capsys, "--row", blank) == [f"{blank}: There is nothing to read."]


def test_signs_and_what_is_cut_off_are_told(tmp_path, capsys):
    for name, text, margin in (("sum.png", "1,5", 40), ("cut.png", "12", (40, 40, 0, 40))):
        picture = np.rint(255 * sheet(written(text), margin)).astype(np.uint8)
        Image.fromarray(picture).save(tmp_path / name)
    (line,) = lines(capsys, "--row", str(tmp_path / "sum.png"))
    assert line.endswith("sum.png: 1?5 – ?: This is a sign, such as a comma or a plus, and no digit.")
    (line,) = lines(capsys, "--row", str(tmp_path / "sum.png"), "--json")
    assert [digit["doubt"] for digit in json.loads(line)["digits"]] == ["", "sign", ""]
    (line,) = lines(capsys, "--row", str(tmp_path / "cut.png"))
    assert "12 – 2: Perhaps 2: it reaches the edge" in line
