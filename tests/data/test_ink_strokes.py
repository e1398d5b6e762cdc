"""Stroke files come back as they were written, and hostile ones are refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.data.strokes import (
    read_strokes_file,
    read_strokes_json,
    read_strokes_npz,
    write_strokes_json,
    write_strokes_npz,
)
from tests.helpers.counts import count
from tests.helpers.strokes import DIGIT_STROKES

DRAWINGS = [DIGIT_STROKES[digit] for digit in range(10)]


@pytest.fixture
def collection(tmp_path):
    path = tmp_path / "digits.npz"
    write_strokes_npz(path, DRAWINGS, range(10))
    return path


@pytest.fixture
def arrays(collection):
    with np.load(collection) as file:
        return dict(file)


def refused(path, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        read_strokes_npz(path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_json_comes_back():
    for drawing in DRAWINGS:
        again = read_strokes_json(write_strokes_json(drawing))
        assert len(again) == len(drawing)
        for stroke, points in zip(again, drawing, strict=True):
            np.testing.assert_allclose(stroke, points)
    assert read_strokes_json("[]") == []
    assert read_strokes_json("[[]]")[0].shape == (0, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no drawing in JSON"),
        ("{}", "holds no drawing"),
        ("[1]", "Stroke 1 of the drawing is no list"),
        ("[[[0, 0]], [[0]]]", r"Stroke 2 of the drawing holds \[0\]"),
        ("[[[0, true]]]", "Stroke 1 of the drawing holds"),
        ("[[[0, 1.5]]]", "Stroke 1 of the drawing holds"),
        ("[[[0, NaN]]]", "no drawing in JSON"),
        ("[[[0, 1e999]]]", "Stroke 1 of the drawing holds"),
        ('[[["0", 0]]]', "Stroke 1 of the drawing holds"),
        ("[" * 100_000, "no drawing in JSON"),
        (" " * 6_000_000, "too long"),
        (json.dumps([[["x" * 1000, 0]]]), r"holds .{40}: a drawing"),
    ],
)
def test_json_that_is_no_drawing_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_strokes_json(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_a_drawing_is_read_in_every_encoding_that_editors_write(encoding):
    text = write_strokes_json([[[0.25, 0.5], [1, 0]]])
    (stroke,) = read_strokes_json(text.encode(encoding))
    assert stroke.tolist() == [[0.25, 0.5], [1, 0]]
    with pytest.raises(ValueError, match="no drawing in JSON"):
        read_strokes_json(b"\xff\xfe\xff")


def test_collection_comes_back(collection):
    found = read_strokes_npz(collection)
    assert len(found) == 10
    np.testing.assert_array_equal(found.labels, range(10))
    for index, drawing in enumerate(DRAWINGS):
        assert len(found[index]) == len(drawing)
        for stroke, points in zip(found[index], drawing, strict=True):
            np.testing.assert_allclose(stroke, points, atol=1e-6)
    with pytest.raises(IndexError):
        found[10]
    with pytest.raises(ValueError, match="read-only"):
        found.points[0] = 0


def test_other_arrays_of_a_collection(tmp_path, arrays):
    extra = {"writer": np.arange(10), "names": np.array(["a", "b"]), "objects": np.array([{}], object)}
    np.savez(tmp_path / "more.npz", **arrays, **extra)
    found = read_strokes_npz(tmp_path / "more.npz")
    assert list(found.about) == ["writer"]
    del arrays["labels"]
    np.savez(tmp_path / "fewer.npz", **{**arrays, "points": arrays["points"].astype(np.float16)})
    assert read_strokes_npz(tmp_path / "fewer.npz").labels is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"points": None}, "points is missing"),
        ({"points": np.zeros((5, 3))}, r"points has the shape \(5, 3\)"),
        ({"points": np.array([{}], object)}, "points is missing or holds no numbers"),
        ({"points": np.full((1000, 2), np.nan)}, "not a number"),
        ({"stroke_start": np.array([0.0, 1.0])}, "no list of whole numbers"),
        ({"stroke_start": np.array([0, 9, 3])}, "stroke_start does not rise"),
        ({"sample_start": np.array([], dtype=int)}, "no list of whole numbers"),
        ({"sample_start": np.array([0, 10_000])}, "sample_start does not rise"),
        ({"labels": np.zeros(3, int)}, "labels is not a list of 10"),
        ({"labels": np.full(10, 11)}, "no digit"),
    ],
)
def test_collections_that_contradict_themselves_are_refused(tmp_path, arrays, changed, sentence):
    arrays = {name: array for name, array in {**arrays, **changed}.items() if array is not None}
    np.savez(tmp_path / "bad.npz", **arrays)
    refused(tmp_path / "bad.npz", sentence)


def test_files_that_are_no_collections_are_refused(tmp_path, collection):
    refused(tmp_path / "none.npz", "cannot be read")
    (tmp_path / "text.npz").write_text("text")
    refused(tmp_path / "text.npz", "no .npz file")
    (tmp_path / "cut.npz").write_bytes(collection.read_bytes()[:-50])
    refused(tmp_path / "cut.npz", "no .npz file")


@settings(max_examples=count(50, 5000), deadline=None)
@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(tmp_path_factory, place, byte):
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    write_strokes_npz(path, DRAWINGS[:3], range(3))
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] = byte
    path.write_bytes(content)
    try:
        found = read_strokes_npz(path)
    except ValueError as error:
        assert str(error).startswith(f"“{path}” ")  # noqa: PT017 - either outcome is right
    else:
        assert all(len(stroke) >= 0 for index in range(len(found)) for stroke in found[index])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "[[]]",
        "[[[0.5]]]",
        "[[[0.5, 2]]]",
        "[[[0.5, NaN]]]",
        '[[["a", 0]]]',
        "[" * 100_000,
        "\xff",
    ],
)
def test_what_is_no_drawing_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "drawing.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match=r"drawing.json.* is no drawing"):
        read_strokes_file(path)


def test_a_huge_file_is_no_drawing(tmp_path: Path) -> None:
    path = tmp_path / "drawing.json"
    path.write_text("[" + "[[0.5,0.5]]," * 200_000 + "[[0.5,0.5]]]")
    with pytest.raises(ValueError, match="has 2 MB, and at most 1 are read"):
        read_strokes_file(path)
