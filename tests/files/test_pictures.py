"""Digits in files of others, hostile ones too."""

from __future__ import annotations

import gzip
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nnviz.data.hands.pictures import count_pictures
from nnviz.files import picture_folder
from nnviz.files import pictures as module
from nnviz.files.pictures import open_pictures
from tests.helpers.counts import count
from tests.helpers.small_pictures import small_pictures

PICTURES, LABELS = small_pictures(20)
COUNTS = count_pictures(PICTURES)


def idx(array: np.ndarray, kind: int = 8) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, kind, array.ndim, *array.shape) + array.tobytes()


@pytest.mark.parametrize("end", ["", ".gz"])
@pytest.mark.parametrize("given_file", ["images", "labels"])
def test_mnist_as_it_is_published(tmp_path: Path, end: str, given_file: str):
    pack = gzip.compress if end else bytes
    names = {"images": f"train-images-idx3-ubyte{end}", "labels": f"train-labels-idx1-ubyte{end}"}
    (tmp_path / names["images"]).write_bytes(pack(idx(PICTURES)))
    (tmp_path / names["labels"]).write_bytes(pack(idx(LABELS)))
    told: list[float] = []
    taken = open_pictures(tmp_path / names[given_file], told.append)
    np.testing.assert_array_equal(taken.counts, COUNTS)
    np.testing.assert_array_equal(taken.labels, LABELS)
    assert taken.notes == ()
    assert told[-1] == 1


WORDS = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
COLOURS = np.repeat(PICTURES[..., None], 3, axis=3)
GREY_8 = COUNTS.reshape(-1, 8, 8)


@pytest.mark.parametrize(
    ("arrays", "note"),
    [
        ({"x_train": PICTURES[:9], "y_train": LABELS[:9], "x_test": PICTURES[9:], "y_test": LABELS[9:]}, ""),
        ({"images": PICTURES / 255, "labels": LABELS}, ""),
        ({"data": PICTURES.reshape(20, -1), "target": LABELS.astype(np.int64)}, ""),
        ({"images": 255 - PICTURES, "labels": LABELS}, "dark on light"),
        ({"counts": COUNTS, "labels": LABELS}, ""),
        ({"images": GREY_8.astype(float), "labels": LABELS}, ""),
        ({"images": GREY_8 / 16, "labels": LABELS}, ""),
        ({"images": 16 - GREY_8, "labels": LABELS}, "dark on light"),
        ({"images": 1 - GREY_8 / 16, "labels": LABELS}, "dark on light"),
        ({"images": GREY_8.swapaxes(1, 2), "labels": LABELS}, "rows and columns exchanged"),
        ({"images": PICTURES.swapaxes(1, 2), "labels": LABELS}, "rows and columns exchanged"),
        ({"images": np.rot90(PICTURES, axes=(1, 2)), "labels": LABELS}, "a quarter to the left"),
        ({"images": PICTURES[:, :, ::-1], "labels": LABELS}, "mirrored from left to right"),
        ({"images": PICTURES[..., None], "labels": LABELS}, ""),
        ({"images": PICTURES[:, None], "labels": LABELS}, ""),
        ({"images": COLOURS, "labels": LABELS}, ""),
        ({"images": np.moveaxis(COLOURS, 3, 1), "labels": LABELS}, ""),
        ({"images": np.moveaxis(COLOURS, 0, 3), "labels": LABELS[:, None]}, ""),
        ({"images": PICTURES, "labels": np.eye(10, dtype=np.uint8)[LABELS]}, ""),
        ({"images": PICTURES, "labels": np.eye(10)[LABELS] > 0.5}, ""),
        ({"images": PICTURES, "labels": LABELS[:, None].astype(float)}, ""),
        ({"images": PICTURES, "labels": WORDS[LABELS]}, ""),
        ({"images": PICTURES, "labels": np.array([f"digit_{label}" for label in LABELS])}, ""),
    ],
    ids=[
        "keras", "shares", "scikit-learn", "dark", "counts", "8x8", "8x8 shares", "8x8 dark",
        "8x8 dark shares", "8x8 lying", "emnist", "turned", "mirrored", "channel last", "channel first",
        "colours", "colours first", "counted last", "one-hot", "true of ten", "column", "words", "named",
    ],
)  # fmt: skip
def test_npz_files_of_many_kinds(tmp_path: Path, arrays: dict[str, np.ndarray], note: str):
    np.savez(tmp_path / "some.npz", **arrays)
    taken = open_pictures(tmp_path / "some.npz")
    np.testing.assert_allclose(taken.counts, COUNTS, atol=1)
    assert (taken.counts == COUNTS).mean() > 0.99
    np.testing.assert_array_equal(taken.labels, LABELS)
    assert note in " ".join(taken.notes)
    assert len(taken.notes) == bool(note)


def test_some_of_the_pictures_are_dark_on_light(tmp_path: Path):
    mixed = PICTURES.copy()
    mixed[::2] = 255 - mixed[::2]
    np.savez(tmp_path / "some.npz", images=mixed, labels=LABELS)
    taken = open_pictures(tmp_path / "some.npz")
    np.testing.assert_array_equal(taken.counts, COUNTS)
    assert taken.notes == ("10 are dark on light.",)


def test_labels_that_do_not_fit_the_pictures_are_said(tmp_path: Path):
    np.savez(tmp_path / "some.npz", images=PICTURES, labels=(LABELS + 3) % 10)
    taken = open_pictures(tmp_path / "some.npz")
    assert "The Reader reads only 0% of them as they are labelled" in taken.notes[0]


def save(path: Path, number: int, dark: bool = False) -> None:
    """A picture of the digit of that number, large enough to be a photo."""
    big = PICTURES[number].repeat(4, axis=0).repeat(4, axis=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(255 - big if dark else big).save(path)


def test_a_folder_of_pictures(tmp_path: Path):
    for i in (3, 7):
        save(tmp_path / str(LABELS[i]) / "one.png", i, dark=True)
    save(tmp_path / "5_of_mine.png", 5)
    save(tmp_path / "four" / "one.jfif", 4)
    save(tmp_path / "digit 2" / "one.avif", 2)
    (tmp_path / "8.txt").write_text("no picture")
    taken = open_pictures(tmp_path)
    assert sorted(taken.labels) == [2, 3, 4, 5, 7]
    assert (taken.counts.sum(axis=1) > 200).all()
    assert taken.notes == ()


def test_a_name_is_a_label_only_where_it_is_one(tmp_path: Path):
    for name in ("2024-05-03.png", "IMG_7.png", "0001.png", "3d.png", "1.5.png"):
        save(tmp_path / name, 1)
    for name in ("7.png", "6_12.png", "5 (2).png"):
        save(tmp_path / name, int(name[0]))
    taken = open_pictures(tmp_path)
    assert sorted(taken.labels) == [5, 6], "where files are numbered, 7.png is the seventh"
    assert "6 files were left out: the name says no digit" in taken.notes[0]
    (tmp_path / "0001.png").unlink()
    assert sorted(open_pictures(tmp_path).labels) == [5, 6, 7]


def test_what_is_damaged_hidden_or_blank_is_left_out_and_counted(tmp_path: Path):
    for i in range(10):
        save(tmp_path / str(i) / "good.png", i)
    (tmp_path / "3" / "._good.png").write_bytes(b"Mac OS X")
    (tmp_path / "4" / "cut.png").write_bytes((tmp_path / "4" / "good.png").read_bytes()[:60])
    (tmp_path / "5" / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    Image.new("L", (50, 50), 200).save(tmp_path / "6" / "empty.png")
    told: list[float] = []
    taken = open_pictures(tmp_path, told.append)
    assert sorted(taken.labels) == list(range(10))
    said = " ".join(taken.notes)
    assert "1 file was left out: hidden, as “._good.png”." in said
    assert "2 files were left out that cannot be read: “cut.png” is a damaged picture" in said
    assert "1 file was left out: no digit is to be seen, as in “empty.png”." in said
    assert told[-1] == 1


def huge(tmp_path: Path) -> Path:
    path = tmp_path / "huge-images-idx3-ubyte"
    path.write_bytes(struct.pack(">HBB3I", 0, 8, 3, 2**31, 2**31, 2**31))
    return path


def bomb(tmp_path: Path) -> Path:
    path = tmp_path / "bomb-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(struct.pack(">HBB3I", 0, 8, 3, 1, 28, 28) + bytes(50_000_000)))
    return path


def saved(**arrays: np.ndarray):
    def make(tmp_path: Path) -> Path:
        np.savez(tmp_path / "some.npz", **arrays)
        return tmp_path / "some.npz"

    return make


def written(name: str, content: bytes):
    def make(tmp_path: Path) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return make


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (huge, "at most 256 MB are read"),
        (bomb, "not as long as it says"),
        (written("a-idx3", idx(PICTURES)[:-1]), "not as long as it says"),
        (written("a-idx3", idx(PICTURES, kind=13)), "no IDX file of bytes"),
        (written("a-idx3", b""), "no IDX file of bytes"),
        (written("a.gz", gzip.compress(idx(PICTURES))[:-9]), "not as long as it says|cannot be read"),
        (written("a-images-idx3-ubyte", idx(PICTURES)), "of their labels must be beside it"),
        (written("a.npz", b"PK\x03\x04"), "no .npz file"),
        (saved(images=PICTURES), "no pictures with labels"),
        (saved(images=PICTURES, labels=LABELS[1:]), "do not fit"),
        (saved(images=PICTURES, labels=LABELS + 1), "no digit from 0 to 9"),
        (saved(images=PICTURES, labels=LABELS + 0.5), "no digit from 0 to 9"),
        (saved(images=PICTURES * np.nan, labels=LABELS), "no number from 0 up"),
        (saved(images=PICTURES * 300.0, labels=LABELS), "the most is 255"),
        (saved(images=PICTURES[:, :5], labels=LABELS), "8 to 64 pixels"),
        (saved(images=np.zeros((2, 28, 28)), labels=LABELS[:2]), "no picture of a digit"),
        (saved(images=np.array([{}, {}]), labels=LABELS[:2]), "no pictures with labels"),
        (lambda tmp_path: tmp_path, "has no pictures of digits"),
        (lambda tmp_path: tmp_path / "nowhere.npz", "is not there"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, make, sentence: str):
    with pytest.raises(ValueError, match=sentence) as raised:
        open_pictures(make(tmp_path))
    assert "\n" not in str(raised.value)


def test_sizes_are_looked_at_before_anything_is_prepared(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(module, "MOST_PICTURES", 10)
    monkeypatch.setattr(module, "counted", lambda *_: pytest.fail("they were prepared"))
    with pytest.raises(ValueError, match="20 pictures, and at most 10"):
        open_pictures(saved(images=PICTURES, labels=LABELS)(tmp_path))
    monkeypatch.setattr(picture_folder, "MOST_FILES", 0)
    (tmp_path / "1.png").write_bytes(b"")
    with pytest.raises(ValueError, match="more than 0 pictures"):
        open_pictures(tmp_path)


@given(content=st.binary(max_size=300), name=st.sampled_from(["a.npz", "a-images-idx3-ubyte", "a.gz"]))
def test_any_bytes_are_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str):
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"^“"):
        open_pictures(path)


@settings(max_examples=count(30, 500))
@given(where=st.integers(0, 3_000), value=st.integers(0, 255))
def test_a_changed_byte_is_a_sentence_or_does_no_harm(tmp_path_factory, where: int, value: int):
    folder = tmp_path_factory.mktemp("changed")
    content = bytearray(idx(PICTURES))
    content[where] = value
    (folder / "a-images-idx3-ubyte").write_bytes(content)
    (folder / "a-labels-idx1-ubyte").write_bytes(idx(LABELS))
    sentence = "“"
    try:
        taken = open_pictures(folder / "a-images-idx3-ubyte")
        assert len(taken.counts) == len(taken.labels) <= 20
    except ValueError as error:
        sentence = str(error)
    assert sentence.startswith("“")


def test_a_folder_that_may_not_be_looked_into_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    if os.access(tmp_path / "closed", os.R_OK):
        pytest.skip("root may look anywhere")
    for path in (tmp_path / "closed", tmp_path / "closed" / "digits.npz"):
        with pytest.raises(ValueError, match=r"cannot be read: permission denied\.$"):
            open_pictures(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="no ordinary file"):
        open_pictures(tmp_path / "pipe")
