"""The one reader of arrays: whatever is in a file, it is read or refused in a sentence, soon."""

from __future__ import annotations

import io
import os
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.data import npz
from nnviz.data.hands.drawings import my_counts, read_drawings, write_drawings
from nnviz.data.hands.store import hands_folder, read_set, write_set
from nnviz.data.npz import DamagedError, read_arrays, unpacked
from nnviz.data.strokes import read_strokes_npz, write_strokes_npz
from nnviz.files.model import read_model, read_weights, write_model
from nnviz.training.experiment import Experiment
from nnviz.training.reader import read_reader
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count

ARRAYS = {
    "W1": np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3),
    "bytes": np.arange(4, dtype=np.uint8),
    "flags": np.array([True, False]),
    "names": np.array(["größer", "x"]),
    "text": np.array("{}"),
    "empty": np.zeros((0, 5)),
}


def packed(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def zipped(**contents: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


def header(shape: object, kind: str = "<f8", version: int = 1) -> bytes:
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(2 if version == 1 else 4, "little") + text


def read(content: bytes) -> dict[str, Any]:
    return unpacked(io.BytesIO(content))


# ---- what is read
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_numbers_and_texts_come_back_read_only(tmp_path: Path, save: Any) -> None:
    save(tmp_path / "a.npz", **ARRAYS)
    arrays = read_arrays(tmp_path / "a.npz")
    assert [*arrays] == [*ARRAYS]
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array, strict=True)
        assert not arrays[name].flags.writeable


def test_arrays_of_other_machines_and_programs_are_read() -> None:
    columns = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    swapped = np.arange(3, dtype=">i4")
    texts = np.array(["ä"]).astype(">U1")
    arrays = read(packed(columns=columns, swapped=swapped, texts=texts))
    np.testing.assert_array_equal(arrays["columns"], columns)
    np.testing.assert_array_equal(arrays["swapped"], [0, 1, 2])
    assert arrays["texts"].tolist() == ["ä"]
    written = b'{"shape": (2,), "fortran_order": False, "descr": "|u1"}'.ljust(117) + b"\n"
    for version, size in ((2, 4), (3, 4)):
        start = b"\x93NUMPY" + bytes([version, 0]) + len(written).to_bytes(size, "little")
        assert read(zipped(a=start + written + b"\x01\x02"))["a"].tolist() == [1, 2]


def test_what_is_neither_numbers_nor_text_is_left_out_and_never_unpickled() -> None:
    fields = np.zeros(2, [("x", "f4"), ("y", "f4")])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = packed(a=np.ones(2), pickled=np.array([{}]), fields=fields, complex=np.ones(2) * 1j)
    assert [*read(content)] == ["a"]
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("README.txt", "not an array")
    assert [*unpacked(file)] == ["a"]


# ---- what is refused
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no .npz file"),
        (b"PK", "no .npz file"),
        (zipped(a=header((10**9, 10**9))), "not as large as it says"),
        (zipped(a=header((10**12,), "<U0")), "not as large as it says"),  # nothing at all, for ever
        (zipped(a=header((0,), "<U0")), "not as large as it says"),
        (zipped(a=header((2,)) + bytes(15)), "not as large as it says"),
        (zipped(a=header((2,)) + bytes(17)), "not as large as it says"),
        (zipped(a=header((1,), "<U1") + b"\xff\xff\xff\x7f"), "a text that is none"),
        (zipped(**{f"a{i}": b"" for i in range(npz.MOST_ARRAYS + 1)}), "more than 1,000 entries"),
        (zipped(**{f"{'a' * 600}{i}": b"" for i in range(500)}), "more than 1,000 entries"),
    ],
)
def test_what_cannot_be_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(DamagedError, match=why):
        read(content)


def test_two_arrays_of_one_name_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            archive.writestr("a.npy", header((0,)))
    with pytest.raises(DamagedError, match="two arrays called “a”"):
        unpacked(file)


@pytest.mark.parametrize("shape", ["(-1, -8)", "(2, 2.0)", "(" + "1, " * 40 + ")", "[2]", "(1e9,)"])
def test_a_shape_that_none_can_have_is_no_array(shape: str) -> None:
    assert read(zipped(a=header(shape) + bytes(64))) == {}


def test_sizes_are_known_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(npz, "MOST_BYTES", 1_000_000)
    (tmp_path / "bomb.npz").write_bytes(zipped(a=bytes(2_000_000)))
    with pytest.raises(ValueError, match=r"bomb\.npz” cannot be used: it unpacks to 2 MB, and at most 1"):
        read_arrays(tmp_path / "bomb.npz")
    with (tmp_path / "large.npz").open("wb") as file:
        file.truncate(10**12)  # of which nothing is on the disk
    with pytest.raises(ValueError, match=r"large\.npz” has 1,000,000 MB"):
        read_arrays(tmp_path / "large.npz")


def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read: Is a directory"):
        read_arrays(tmp_path)
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read_arrays(tmp_path / "none.npz")
    with pytest.raises(ValueError, match="zero byte"):
        read_arrays(tmp_path / "a\0.npz")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
            with pytest.raises(ValueError, match="is no ordinary file"):
                read_arrays(path)


# ---- damage
def small_network(path: Path) -> None:
    trainer = Trainer(Experiment.on("xor", layers=(), epochs=1))
    for _ in trainer.run():
        pass
    write_model(path, trainer.snapshot(), trainer.dataset)


READER = Path(__file__).parents[2] / "resources" / "reader.npz"


def bit_flips(content: bytes, step: int) -> list[bytes]:
    """The content with one bit turned over, every so many of them."""
    flipped = []
    for bit in range(0, 8 * len(content), step):
        other = bytearray(content)
        other[bit // 8] ^= 1 << bit % 8
        flipped.append(bytes(other))
    return flipped


def read_or_refused(path: Path, content: bytes, *readers: Any) -> None:
    path.write_bytes(content)
    for reader in readers:
        try:
            reader(path)
        except ValueError as sentence:
            assert str(sentence).startswith("“")  # noqa: PT017 - either outcome is right
            assert str(sentence).endswith(".")  # noqa: PT017
            assert "\n" not in str(sentence)  # noqa: PT017


def test_a_network_with_any_bit_turned_over_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "network.npz"
    small_network(path)
    whole = path.read_bytes()
    for content in bit_flips(whole, count(41, 1)):
        read_or_refused(path, content, read_model, read_weights)
    for end in range(0, len(whole), count(61, 1)):
        read_or_refused(path, whole[:end], read_model, read_weights)


def test_strokes_with_any_bit_turned_over_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "strokes.npz"
    write_strokes_npz(path, [[[[0.1, 0.2], [0.3, 0.4]]], [[[0.5, 0.5]]]], [1, 2])
    whole = path.read_bytes()
    path.write_bytes(write_drawings([my_counts([16] * 64, 3)]))
    for content in (*bit_flips(whole, count(13, 1)), *bit_flips(path.read_bytes(), count(17, 1))):
        read_or_refused(path, content, read_strokes_npz, read_drawings)
    for end in range(0, len(whole), count(17, 1)):
        read_or_refused(path, whole[:end], read_strokes_npz, read_drawings)


def test_a_reader_with_a_bit_turned_over_is_read_or_refused(tmp_path: Path) -> None:
    path, whole = tmp_path / "reader.npz", READER.read_bytes()
    places = np.random.default_rng(0).integers(0, 8 * len(whole), count(20, 3000))
    heads = [8 * match.start() for match in re.finditer(rb"\x93NUMPY", whole)]
    for bit in (*places, *(head + offset for head in heads for offset in (50, 333, 700))):
        other = bytearray(whole)
        other[int(bit) // 8] ^= 1 << int(bit) % 8
        read_or_refused(path, bytes(other), read_reader)
    for end in (0, 10, 100, len(whole) // 2, len(whole) - 1):
        read_or_refused(path, whole[:end], read_reader)


def test_a_set_with_any_bit_turned_over_is_read_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.data.hands.store.hands_folder", lambda: tmp_path)
    write_set("a", np.full((3, 64), 9, np.uint8), np.arange(3, dtype=np.uint8))
    for content in bit_flips((tmp_path / "a.npz").read_bytes(), count(9, 1)):
        (tmp_path / "a.npz").write_bytes(content)
        try:
            read_set("a")
        except ValueError as sentence:
            assert str(sentence) == "The data set “a” is damaged: delete it, and get it again."  # noqa: PT017
    assert hands_folder() != tmp_path


def test_a_network_of_endless_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "network.npz"
    small_network(path)
    contents = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            contents[name.removesuffix(".npy")] = archive.read(name)
    for kind in ("<U0", "<U1"):
        path.write_bytes(zipped(**{**contents, "classes": header((10**12,), kind)}))
        with pytest.raises(ValueError, match="not as large as it says"):
            read_model(path)
    path.write_bytes(zipped(**{**contents, "classes": header((1_000_000,), "<U1") + bytes(4_000_000)}))
    with pytest.raises(ValueError, match="classes"):
        read_model(path)
