"""The arrays of numbers and texts in an ``.npz`` file, read as if somebody hostile had made it.

Every file of arrays that comes from the disk is read here, one's own as those of others. Sizes are known
before anything is unpacked, nothing is unpickled, and whatever is wrong is a sentence.
"""

from __future__ import annotations

import math
import os
import re
import struct
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.ordinary import open_ordinary
from nnviz.said import translate

#: All arrays of a file together, unpacked; and the file itself.
MOST_BYTES = 256_000_000
MOST_ARRAYS = 1_000
MOST_DIRECTORY = 256 * 1024  # bytes of a zip's list of contents: more than so many names need
_MOST_HEADER = 4096
_MOST_AXES = 8

_END = struct.Struct("<4s4H2LH")  # how a zip ends
_END_64 = b"PK\x06\x07"  # 20 bytes before its end, the sign of a far larger one
#: What NumPy's format says of an array, in any order; a type of several fields is none of ours.
_ITEM = re.compile(
    rb"""\s*['"](?:descr['"]\s*:\s*['"](?P<type>[<>|=]?[biufU]\d{1,9})['"]"""
    rb"""|fortran_order['"]\s*:\s*(?P<columns>True|False)"""
    rb"""|shape['"]\s*:\s*\((?P<shape>(?:\s*\d{1,18}\s*,)*(?:\s*\d{1,18})?\s*)\))\s*,?"""
)
_DAMAGED = translate("Data", "it is damaged, or no .npz file")


class DamagedError(ValueError):
    """What is wrong with a file, as the end of a sentence; raised by what looks into it."""


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of numbers and texts by name, read-only; whatever else the file holds is left out.

    Raises ``ValueError`` with one sentence for a file that cannot be read, is damaged, or is too large.
    """
    with open_ordinary(path, MOST_BYTES) as file:
        try:
            return unpacked(file)
        except DamagedError as error:
            raise ValueError(
                translate("Data", "“{path}” cannot be used: {error}.").format(path=path, error=error)
            ) from None


def unpacked(file: IO[bytes]) -> dict[str, NDArray[Any]]:
    """As ``read_arrays``, of an open file. Raises ``DamagedError``."""
    try:
        check_end(file, _DAMAGED)
        with zipfile.ZipFile(file) as archive:
            return _read(archive)
    except DamagedError:
        raise
    except Exception:  # a damaged file makes zipfile, zlib and NumPy raise nearly anything
        raise DamagedError(_DAMAGED) from None


def check_end(file: IO[bytes], damaged: str) -> None:
    """Raise ``DamagedError`` unless a zip's list of contents, which is read whole at once, is short.

    ``damaged`` is what it says of a file that ends in none.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - 20))
    end = file.read()
    if len(end) < _END.size:
        raise DamagedError(damaged)
    mark, _, _, _, _, directory, _, comment = _END.unpack(end[-_END.size :])
    if mark != b"PK\x05\x06" or comment or end[: -_END.size].startswith(_END_64):
        raise DamagedError(damaged)
    if directory > MOST_DIRECTORY:
        raise DamagedError(
            translate("Data", "it holds more than {most_arrays:,} entries").format(most_arrays=MOST_ARRAYS)
        )


def _read(archive: zipfile.ZipFile) -> dict[str, NDArray[Any]]:
    entries = archive.infolist()
    if len(entries) > MOST_ARRAYS:
        raise DamagedError(
            translate("Data", "it holds more than {most_arrays:,} entries").format(most_arrays=MOST_ARRAYS)
        )
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES:
        raise DamagedError(
            translate("Data", "it unpacks to {size:,.0f} MB, and at most {most_bytes:,.0f} are read").format(
                size=size / 1e6, most_bytes=MOST_BYTES / 1e6
            )
        )
    arrays: dict[str, NDArray[Any]] = {}
    for entry in entries:
        name = entry.filename.removesuffix(".npy")
        if name == entry.filename:
            continue
        if name in arrays:
            raise DamagedError(
                translate("Data", "it holds two arrays called “{name}”").format(name=_short(name))
            )
        with archive.open(entry) as file:
            array = _array(file, name, entry.file_size)
        if array is not None:
            arrays[name] = array
    return arrays


def _array(file: IO[bytes], name: str, size: int) -> NDArray[Any] | None:
    """The array, None if it is of neither numbers nor text; ``size`` is that of its file."""
    start = file.read(8)
    if start[:6] != b"\x93NUMPY":
        return None
    length = int.from_bytes(file.read(2 if start[6] == 1 else 4), "little")
    if length > _MOST_HEADER:
        return None
    header = _header(file.read(length))
    if header is None:
        return None
    dtype, shape, columns = header
    promised = math.prod(shape) * dtype.itemsize
    if promised != size - file.tell() or not dtype.itemsize:
        raise DamagedError(
            translate("Data", "the array “{name}” is not as large as it says").format(name=_short(name))
        )
    array = np.frombuffer(file.read(promised), dtype)
    if array.nbytes < promised or file.read(1):  # which compares the check sum as well
        raise DamagedError(_DAMAGED)
    if dtype.kind == "U" and (array.view(f"{dtype.byteorder}u4") > 0x10FFFF).any():
        raise DamagedError(
            translate("Data", "the array “{name}” holds a text that is none").format(name=_short(name))
        )
    array = array.reshape(shape, order="F" if columns else "C")
    if not dtype.isnative:
        array = array.astype(dtype.newbyteorder("="))
    array.flags.writeable = False
    return array


def _header(text: bytes) -> tuple[np.dtype[Any], tuple[int, ...], bool] | None:
    """Type, shape, and whether columns come first; None for what is of neither numbers nor text."""
    text = text.strip()
    if not (text.startswith(b"{") and text.endswith(b"}")):
        return None
    found: dict[str, bytes] = {}
    at, end = 1, len(text) - 1
    while text[at:end].strip():
        item = _ITEM.match(text, at, end)
        if item is None:
            return None
        found |= {key: value for key, value in item.groupdict().items() if value is not None}
        at = item.end()
    if len(found) < 3:
        return None
    shape = tuple(int(side) for side in found["shape"].split(b",") if side.strip())
    if len(shape) > _MOST_AXES:
        return None
    try:
        return np.dtype(found["type"].decode()), shape, found["columns"] == b"True"
    except TypeError:  # numbers of a size that there is not
        return None


def _short(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:40]
