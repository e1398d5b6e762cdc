"""Digits in files of others, hostile ones too."""

from __future__ import annotations

import gzip
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nnviz.data.hands.pictures import count_pictures
from nnviz.files import pictures as module
from nnviz.files.pictures import open_pictures
from tests.helpers.small_pictures import small_pictures

PICTURES, LABELS = small_pictures(20)


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
    counts, labels = open_pictures(tmp_path / names[given_file], told.append)
    np.testing.assert_array_equal(counts, count_pictures(PICTURES))
    np.testing.assert_array_equal(labels, LABELS)
    assert told[-1] == 1


@pytest.mark.parametrize(
    "arrays",
    [
        {"x_train": PICTURES[:15], "y_train": LABELS[:15], "x_test": PICTURES[15:], "y_test": LABELS[15:]},
        {"images": PICTURES / 255, "labels": LABELS},
        {"data": PICTURES.reshape(20, -1), "target": LABELS.astype(np.int64)},
        {"images": 255 - PICTURES, "labels": LABELS},
        {"counts": count_pictures(PICTURES), "labels": LABELS},
        {"images": count_pictures(PICTURES).reshape(-1, 8, 8).astype(float), "labels": LABELS},
    ],
    ids=["keras", "shares", "scikit-learn", "dark on light", "counts", "8x8"],
)
def test_npz_files_of_many_kinds(tmp_path: Path, arrays: dict[str, np.ndarray]):
    np.savez(tmp_path / "some.npz", **arrays)
    counts, labels = open_pictures(tmp_path / "some.npz")
    np.testing.assert_array_equal(counts, count_pictures(PICTURES))
    np.testing.assert_array_equal(labels, LABELS)


def test_a_folder_of_pictures(tmp_path: Path):
    big = PICTURES.repeat(4, axis=1).repeat(4, axis=2)
    for i in (3, 7):
        (tmp_path / str(LABELS[i])).mkdir()
        Image.fromarray(255 - big[i]).save(tmp_path / str(LABELS[i]) / "one.png")
    Image.fromarray(big[5]).save(tmp_path / "5_of_mine.png")
    (tmp_path / "8.txt").write_text("no picture")
    counts, labels = open_pictures(tmp_path)
    assert sorted(labels) == [3, 5, 7]
    assert (counts.sum(axis=1) > 200).all()


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
        (saved(images=PICTURES[:, :5], labels=LABELS), "9 to 64 pixels"),
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
    monkeypatch.setattr(module, "count_pictures", lambda *_: pytest.fail("they were prepared"))
    with pytest.raises(ValueError, match="20 pictures, and at most 10"):
        open_pictures(saved(images=PICTURES, labels=LABELS)(tmp_path))
    monkeypatch.setattr(module, "MOST_FILES", 0)
    (tmp_path / "1.png").write_bytes(b"")
    with pytest.raises(ValueError, match="more than 0 pictures"):
        open_pictures(tmp_path)


@given(content=st.binary(max_size=300), name=st.sampled_from(["a.npz", "a-images-idx3-ubyte", "a.gz"]))
def test_any_bytes_are_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str):
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"^“"):
        open_pictures(path)


@given(where=st.integers(0, 3_000), value=st.integers(0, 255))
def test_a_changed_byte_is_a_sentence_or_does_no_harm(tmp_path_factory, where: int, value: int):
    folder = tmp_path_factory.mktemp("changed")
    content = bytearray(idx(PICTURES))
    content[where] = value
    (folder / "a-images-idx3-ubyte").write_bytes(content)
    (folder / "a-labels-idx1-ubyte").write_bytes(idx(LABELS))
    sentence = "“"
    try:
        counts, labels = open_pictures(folder / "a-images-idx3-ubyte")
        assert len(counts) == len(labels) <= 20
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
