"""Named arrays as safetensors: the one place where they are written and read.

The library takes the bytes of an array as they lie in memory: of a transposed, sliced or Fortran-ordered one
it writes other numbers, without an error (its issue 825). Here every array is made contiguous first. A file
is read as if somebody hostile had made it: sizes are known before anything is taken in, and whatever is
wrong is a sentence.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import DamagedError
from nnviz.data.ordinary import open_ordinary
from nnviz.engine.arrays import Array
from nnviz.said import translate

#: A whole file; its list of contents; and how many arrays it may have.
MOST_BYTES = 256_000_000
MOST_HEADER = 4_000_000
MOST_ARRAYS = 10_000
_MOST_AXES = 8
_MOST_NAME = 500  # characters

_TYPES = {
    "BOOL": "?",
    "U8": "u1",
    "I8": "i1",
    "U16": "<u2",
    "I16": "<i2",
    "F16": "<f2",
    "BF16": "<u2",
    "U32": "<u4",
    "I32": "<i4",
    "F32": "<f4",
    "U64": "<u8",
    "I64": "<i8",
    "F64": "<f8",
}


def tensor_bytes(arrays: Mapping[str, Array], metadata: Mapping[str, str] | None = None) -> bytes:
    """A whole safetensors file: the arrays by name, and what is to be known of them as text."""
    from safetensors.numpy import save

    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    return save(contiguous, dict(metadata) if metadata else None)


@dataclass(frozen=True, eq=False)
class Tensors:
    """What is in a safetensors file: arrays by name, read-only, and texts. Their numbers may be anything."""

    arrays: Mapping[str, NDArray[Any]]
    metadata: Mapping[str, str]


def read_tensors(path: Path, most: int = MOST_BYTES) -> Tensors:
    """The arrays of a safetensors file of at most so many bytes.

    Raises ``ValueError`` with one sentence for a file that cannot be read, is damaged, or is too large.
    """
    with open_ordinary(path, most) as file:
        try:
            return unpacked(file)
        except DamagedError as error:
            raise ValueError(
                translate("Data", "“{path}” cannot be used: {error}.").format(path=path, error=error)
            ) from None


def unpacked(file: IO[bytes]) -> Tensors:
    """As ``read_tensors``, of an open file. Raises ``DamagedError``."""
    size = os.fstat(file.fileno()).st_size
    length = int.from_bytes(file.read(8), "little")
    if size < 10 or length > size - 8:
        raise DamagedError(translate("Files", "it is cut off, or no safetensors file"))
    if length > MOST_HEADER:
        raise DamagedError(
            translate("Files", "its list of contents has {size:,.0f} MB, and at most {most} are read").format(
                size=length / 1e6, most=MOST_HEADER // 1_000_000
            )
        )
    listed = _listed(file.read(length))
    metadata = listed.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise DamagedError(translate("Files", "what it says of itself is no text"))
    if len(listed) > MOST_ARRAYS:
        raise DamagedError(
            translate("Files", "it has {count:,} arrays, and at most {most:,} are read").format(
                count=len(listed), most=MOST_ARRAYS
            )
        )
    spans = {name: _span(name, entry) for name, entry in listed.items()}
    rest, end = size - 8 - length, 0
    for name in sorted(spans, key=lambda name: spans[name].begins):
        if spans[name].begins != end:
            raise DamagedError(_lies(name))
        end += spans[name].size
    if end > rest:
        raise DamagedError(translate("Files", "it is cut off"))
    content = file.read(end)
    if len(content) < end:
        raise DamagedError(translate("Files", "it is cut off"))
    return Tensors({name: span.of(content) for name, span in spans.items()}, metadata)


@dataclass(frozen=True)
class _Span:
    """Where an array is among the bytes behind the list of contents."""

    kind: str
    shape: tuple[int, ...]
    begins: int

    @property
    def size(self) -> int:
        return math.prod(self.shape) * np.dtype(_TYPES[self.kind]).itemsize

    def of(self, content: bytes) -> NDArray[Any]:
        count = math.prod(self.shape)
        flat: NDArray[Any] = np.frombuffer(content, _TYPES[self.kind], count, self.begins if count else 0)
        if self.kind == "BF16":  # the upper half of a float32
            flat = (flat.astype("<u4") << 16).view("<f4")
        flat.flags.writeable = False
        return flat.reshape(self.shape)


def _listed(text: bytes) -> dict[str, Any]:
    """The list of contents, each name once."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise DamagedError(translate("Files", "its list of contents has a name twice"))
        return dict(pairs)

    try:
        listed = json.loads(text.decode(), object_pairs_hook=once)
    except DamagedError:
        raise
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, dict):
        raise DamagedError(translate("Files", "it is damaged, or no safetensors file"))
    return listed


def _span(name: str, entry: Any) -> _Span:
    if len(name) > _MOST_NAME or not isinstance(entry, dict):
        raise DamagedError(_lies(name))
    kind, shape, offsets = entry.get("dtype"), entry.get("shape"), entry.get("data_offsets")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise DamagedError(
            translate("Files", "its array {name} is of the type “{kind}”, which is not known").format(
                name=name[:60], kind=str(kind)[:20]
            )
        )
    if not (_are_sizes(shape) and _are_sizes(offsets)) or len(shape) > _MOST_AXES or len(offsets) != 2:
        raise DamagedError(_lies(name))
    span = _Span(kind, tuple(shape), offsets[0])
    if offsets[1] - offsets[0] != span.size or math.prod(max(1, size) for size in shape) > 2**40:
        raise DamagedError(_lies(name))
    return span


def _are_sizes(values: Any) -> TypeGuard[list[int]]:
    return isinstance(values, list) and all(type(value) is int and 0 <= value < 2**48 for value in values)


def _lies(name: str) -> str:
    return translate("Files", "what it says of its array {name} is not so").format(name=name[:60])
