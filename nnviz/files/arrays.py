"""``.npz`` files, read as if made by somebody hostile and written so that they are never half there."""

from __future__ import annotations

import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

#: The arrays of one file may take this much together once unpacked.
MOST_BYTES = 256_000_000
MOST_ARRAYS = 1_000

_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


class DamagedError(ValueError):
    """What is wrong with a file, as the end of a sentence; raised by what looks into it."""


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of numbers and texts in an ``.npz`` file, by name; nothing is unpickled.

    Sizes are checked before anything is unpacked. Raises ``ValueError`` with one sentence for a file that
    cannot be read, is damaged or too large, or holds anything else.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except DamagedError as error:
        raise ValueError(f"“{path}” cannot be used: {error}.") from None
    except OSError as error:
        raise ValueError(f"“{path}” cannot be read: {error.strerror or error}.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise ValueError(f"“{path}” is no .npz file, or is damaged.") from None


def _read(archive: zipfile.ZipFile) -> dict[str, NDArray[Any]]:
    entries = archive.infolist()
    if len(entries) > MOST_ARRAYS:
        raise DamagedError(f"it holds {len(entries):,} entries, and at most {MOST_ARRAYS:,} are read")
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES:
        raise DamagedError(
            f"it unpacks to {size / 1e6:,.0f} MB, and at most {MOST_BYTES / 1e6:,.0f} are read"
        )
    arrays = {}
    for entry in entries:
        name = entry.filename.removesuffix(".npy")
        if name == entry.filename or name in arrays:
            raise DamagedError("it holds something else than arrays of different names")
        with archive.open(entry) as file:
            _check_header(file, name, entry.file_size)
        with archive.open(entry) as file:
            arrays[name] = np.lib.format.read_array(file, allow_pickle=False)
    return arrays


def _check_header(file: IO[bytes], name: str, size: int) -> None:
    """Raise unless the array is of numbers or text and as large as its entry in the archive."""
    version = np.lib.format.read_magic(file)
    if version not in _HEADERS:
        raise DamagedError(f"the array “{name[:40]}” is of an unknown version")
    shape, _, dtype = _HEADERS[version](file)
    if dtype.kind not in "biufU":
        raise DamagedError(f"the array “{name[:40]}” holds neither numbers nor text")
    promised = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if promised != size - file.tell():
        raise DamagedError(f"the array “{name[:40]}” is not as large as it says")


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write an ``.npz`` file; whatever happens meanwhile, the old file or the new one is there, whole.

    Raises ``ValueError`` with one sentence if it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise ValueError(f"“{path}” cannot be written: {error.strerror or error}.") from None


def _umask() -> int:
    """The process's mask of permissions; it can be read only by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
