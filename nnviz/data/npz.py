"""The arrays of numbers in an ``.npz`` file, read as if somebody hostile had made it."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 100_000_000  # of all arrays of a file together, unpacked


class MalformedError(Exception):
    """What is wrong with a file, as the end of a sentence."""


def read_numbers(archive: zipfile.ZipFile) -> dict[str, NDArray[Any]]:
    """The arrays by name, those that are no numbers left out; sizes are checked before anything is unpacked.

    Raises ``MalformedError``, and what ``zipfile`` raises.
    """
    entries = [entry for entry in archive.infolist() if entry.filename.endswith(".npy")]
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise MalformedError(f"it unpacks to more than {MOST_BYTES // 1_000_000} MB")
    arrays = {}
    for entry in entries:
        with archive.open(entry) as file:
            array = _array(file, entry)
        if array is not None:
            arrays[entry.filename.removesuffix(".npy")] = array
    return arrays


def _array(file: IO[bytes], entry: zipfile.ZipInfo) -> NDArray[Any] | None:
    """One array, read only if its header promises no more than the entry holds; None if it is no numbers."""
    try:
        version = np.lib.format.read_magic(file)
        reader = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        shape, fortran, dtype = reader[version](file)
        if dtype.kind not in "biuf" or fortran:
            return None
        size = int(np.prod(shape, dtype=object)) * dtype.itemsize
        if size > entry.file_size or min(shape, default=0) < 0:
            raise MalformedError(f"the array {entry.filename} is shorter than it says")
        return np.frombuffer(file.read(size), dtype=dtype).reshape(shape)
    except (ValueError, KeyError, zlib.error):
        raise MalformedError(f"the array {entry.filename} is damaged") from None
