"""safetensors: what is written are the numbers of the arrays, however they lie in memory."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nnviz.files.exchange.tensors import read_tensors, tensor_bytes


def read_by_hand(content: bytes) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The format read without the library: 8 bytes of length, a header of JSON, and the numbers."""
    length = int.from_bytes(content[:8], "little")
    header, rest = json.loads(content[8 : 8 + length]), content[8 + length :]
    metadata = header.pop("__metadata__", {})
    types = {"F32": "<f4", "F64": "<f8", "I64": "<i8"}
    return {
        name: np.frombuffer(rest[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(
            entry["shape"]
        )
        for name, entry in header.items()
    }, metadata


def test_arrays_of_any_layout_are_written_as_they_are():
    numbers = np.arange(24, dtype=np.float32).reshape(4, 6)
    arrays = {
        "transposed": numbers.T,
        "sliced": numbers[::2, 1::3],
        "backwards": numbers[::-1],
        "fortran": np.asfortranarray(numbers.astype(np.float64)),
        "big_endian": numbers.astype(">f4"),
        "one": np.array(7.0),
    }
    found, metadata = read_by_hand(tensor_bytes(arrays, {"made_by": "nnviz"}))
    assert metadata == {"made_by": "nnviz"}
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].shape == array.shape


def test_what_is_written_is_read_again(tmp_path):
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array(2.5), "c": np.zeros((0, 4))}
    path = tmp_path / "some.safetensors"
    path.write_bytes(tensor_bytes(arrays, {"epoch": "3"}))
    found = read_tensors(path)
    assert found.metadata == {"epoch": "3"}
    assert found.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array)
        assert found.arrays[name].shape == array.shape
        assert not found.arrays[name].flags.writeable


def test_half_precision_is_read_as_the_numbers_that_it_means(tmp_path):
    halves = np.array([1.5, -2.0], "<f2").tobytes()
    brain = (np.array([1.5, -2.0], "<f4").view("<u4") >> 16).astype("<u2").tobytes()
    about = {
        "half": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
        "brain": {"dtype": "BF16", "shape": [2], "data_offsets": [4, 8]},
    }
    found = read_tensors(written(tmp_path, about, halves + brain)).arrays
    assert found["half"].tolist() == found["brain"].tolist() == [1.5, -2.0]


def written(folder: Path, about: object, content: bytes = b"", length: int | None = None) -> Path:
    text = about if isinstance(about, bytes) else json.dumps(about).encode()
    path = folder / "hostile.safetensors"
    head = (len(text) if length is None else length).to_bytes(8, "little")
    path.write_bytes(head + text + content)
    return path


def one(**entry: object) -> dict[str, object]:
    return {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4], **entry}}


@pytest.mark.parametrize(
    ("about", "length", "sentence"),
    [
        (b"{}", 2**63, "cut off"),
        (b" " * 4_000_001, None, "list of contents has 4 MB"),
        (b"[]", None, "damaged"),
        (b"\xff\xfe{}", None, "damaged"),
        (b"[" * 100_000, None, "damaged"),
        (b'{"a": {}, "a": {}}', None, "a name twice"),
        ({"__metadata__": {"a": 1}}, None, "no text"),
        ({"a": 3}, None, "not so"),
        (one(dtype="F8_E4M3"), None, "F8_E4M3"),
        (one(dtype=["F32"]), None, "not known"),
        (one(shape=[2]), None, "not so"),
        (one(shape=[-1]), None, "not so"),
        (one(shape=[True]), None, "not so"),
        (one(shape=[1] * 100), None, "not so"),
        (one(shape=[0, 2**47, 2**47], data_offsets=[0, 0]), None, "not so"),
        (one(data_offsets=[4, 8]), None, "not so"),
        (one(data_offsets=[0, 2**70]), None, "not so"),
        ({**one(), "b": one()["a"]}, None, "not so"),
        (one(shape=[2**40], data_offsets=[0, 2**42]), None, "cut off"),
    ],
)
def test_what_a_hostile_file_says_is_a_sentence(tmp_path, about, length, sentence):
    with pytest.raises(ValueError, match="cannot be used") as refused:
        read_tensors(written(tmp_path, about, bytes(4), length))
    assert sentence in str(refused.value)


def test_a_file_cut_anywhere_is_a_sentence(tmp_path):
    whole = tensor_bytes({"a": np.arange(5.0), "b": np.ones((2, 2), np.float32)}, {"epoch": "1"})
    path = tmp_path / "cut.safetensors"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="cannot be used"):
            read_tensors(path)
