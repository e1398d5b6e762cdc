"""safetensors: what is written are the numbers of the arrays, however they lie in memory."""

from __future__ import annotations

import json

import numpy as np

from nnviz.files.exchange.tensors import tensor_bytes


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
