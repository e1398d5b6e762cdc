"""The zip that a project file is: one JSON text and ``.npy`` arrays, read in bounded time and memory.

It is written without compression: deflating weights would save a seventh of the size and take twenty times
as long. Whatever is read may have been made by somebody hostile, or packed again by another program.
"""

from __future__ import annotations

import io
import math
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.npz import MOST_ARRAYS, MOST_BYTES, MOST_DIRECTORY, DamagedError, check_end
from nnviz.data.ordinary import open_ordinary
from nnviz.files.project_text import MOST_TEXT, read_text
from nnviz.said import translate

Array = NDArray[Any]

TEXT = "project.json"
#: Unpacked bytes for each packed one, of entries that are not small anyway.
MOST_RATIO = 200
_SMALL = 1_000_000
MOST_DEFLATED = 100_000_000  # bytes, unpacked: inflating takes ten times as long as reading
_CHUNK = 1 << 18

#: As NumPy writes it; what else its format allows is not needed here, and not looked into.
_HEADER = re.compile(
    rb"\{'descr': '(<[fiu][48]|\|u1)', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,10}, ?)*(?:\d{1,10})?)\), \} *\n"
)
_MOST_HEADER = 1024
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.npy")
#: What a damaged zip makes Python raise.
ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError)
_DAMAGED = translate("Files", "it is damaged, or no project of nnviz")


def write_archive(text: bytes, arrays: Mapping[str, Array]) -> bytes:
    """The bytes of a zip with a JSON text and arrays by name; the same contents give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(TEXT), text)  # a ZipInfo of its own: without the time
        for name, array in arrays.items():
            plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as file:
                np.lib.format.write_array(file, plain, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


@contextmanager
def open_archive(source: Path | IO[bytes]) -> Iterator[Archive]:
    """The archive in a file. Raises ``DamagedError``, or as ``open_ordinary`` if it cannot be opened."""
    if not isinstance(source, Path):
        with _faults_named():
            yield Archive(source)
        return
    with open_ordinary(source) as file, _faults_named():
        yield Archive(file)


@contextmanager
def _faults_named() -> Iterator[None]:
    """What a damaged zip makes Python raise becomes a ``DamagedError``."""
    try:
        yield
    except DamagedError:
        raise
    except (*ZIP_FAULTS, ValueError, OverflowError, OSError):
        raise DamagedError(_DAMAGED) from None


class Archive:
    """A project's zip, opened. Every method raises ``DamagedError`` for what cannot be used.

    An array is first looked through by ``check``, in small pieces that are not kept; when all have passed
    and ``finish`` has found nothing else, ``array`` and ``rows`` read them.
    """

    def __init__(self, file: IO[bytes]) -> None:
        if (size := file.seek(0, os.SEEK_END)) > MOST_BYTES + MOST_TEXT + MOST_DIRECTORY:
            raise DamagedError(_too_large(size))
        check_end(file, _DAMAGED)
        self._zip = zipfile.ZipFile(file)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            name = entry.filename
            if name in self._entries or not (name == TEXT or _NAME.fullmatch(name)):
                raise DamagedError(translate("Files", "it holds something that belongs into no project"))
            check_entry(entry)
            self._entries[name] = entry
        if len(self._entries) > MOST_ARRAYS:
            raise DamagedError(
                translate("Files", "it holds more than {most_arrays:,} entries").format(
                    most_arrays=MOST_ARRAYS
                )
            )
        size = sum(entry.file_size for entry in self._entries.values())
        if size > MOST_BYTES + MOST_TEXT:
            raise DamagedError(_too_large(size))
        packed = [entry for entry in self._entries.values() if entry.compress_type != zipfile.ZIP_STORED]
        if sum(entry.file_size for entry in packed) > MOST_DEFLATED:
            raise DamagedError(
                translate(
                    "Files", "it takes {size:,.0f} MB, and at most {most:,.0f} are read compressed"
                ).format(size=size / 1e6, most=MOST_DEFLATED / 1e6)
            )
        self._unchecked = set(self._entries)

    def values(self) -> Any:
        """What the JSON text says, as ``read_text`` reads it."""
        entry = self._entries.get(TEXT)
        if entry is None:
            raise DamagedError(_DAMAGED)
        if entry.file_size > MOST_TEXT:
            raise DamagedError(
                translate("Files", "its text is longer than {most_text:g} MB").format(
                    most_text=MOST_TEXT / 1e6
                )
            )
        self._unchecked.discard(TEXT)
        with self._zip.open(entry) as file:
            return read_text(file.read())

    def check(
        self,
        name: str,
        shape: tuple[int, ...],
        dtype: str,
        fault: Callable[[Array], str] | None = None,
    ) -> None:
        """Raise unless the array is of that shape and type, undamaged, and ``fault`` finds none.

        ``fault`` is given rows of it, (k, *shape[1:]), or flat parts of a row that is very large, and says
        what is wrong with them, "" for nothing.
        """
        entry = self._entry(name)
        with self._zip.open(entry) as file:
            found, given, start = _header(file, name)
            wanted = np.dtype(dtype).newbyteorder("<")
            if given != shape or found != wanted.str:
                size = " × ".join(map(str, shape))
                raise DamagedError(
                    translate(
                        "Files", "its array “{name}” is not one of {size} numbers of the type {dtype}"
                    ).format(name=name, size=size, dtype=dtype)
                )
            if start + wanted.itemsize * math.prod(shape) != entry.file_size:
                raise DamagedError(
                    translate("Files", "its array “{name}” is not as large as it says").format(name=name)
                )
            row = max(1, wanted.itemsize * math.prod(shape[1:]))
            part = (-1, *shape[1:]) if row <= _CHUNK else (-1,)
            step = _CHUNK // row * row or _CHUNK
            while chunk := file.read(step):  # to the end, where the check sum is compared
                if fault and (why := fault(np.frombuffer(chunk, wanted).reshape(part))):
                    raise DamagedError(
                        translate("Files", "its array “{name}” {why}").format(name=name, why=why)
                    )
        self._unchecked.discard(entry.filename)

    def finish(self) -> None:
        """Raise if there is an array that nobody has checked."""
        if self._unchecked:
            raise DamagedError(translate("Files", "it holds something that belongs into no project"))

    def array(self, name: str) -> Array:
        """The array, read-only."""
        with self._zip.open(self._entry(name)) as file:
            found, shape, _ = _header(file, name)
            return _native(file.read(), found).reshape(shape)

    def rows(self, name: str) -> list[Array]:
        """The rows of the array, read-only, each with memory of its own."""
        with self._zip.open(self._entry(name)) as file:
            found, (count, *shape), _ = _header(file, name)
            size = np.dtype(found).itemsize * math.prod(shape)
            return [_native(file.read(size), found).reshape(shape) for _ in range(count)]

    def _entry(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._entries[f"{name}.npy"]
        except KeyError:
            raise DamagedError(
                translate("Files", "its array “{name}” is missing").format(name=name)
            ) from None


def not_finite(numbers: Array) -> str:
    """What is wrong with an array unless all its numbers are finite; for ``Archive.check``."""
    return "" if np.isfinite(numbers).all() else "holds a number that is infinite or none at all"


def _native(content: bytes, dtype: str) -> Array:
    array = np.frombuffer(content, dtype)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
        array.flags.writeable = False
    return array


def check_entry(entry: zipfile.ZipInfo) -> None:
    """Raise ``DamagedError`` for an entry that is locked, packed unusually, or a bomb."""
    if entry.flag_bits & 0x1:
        raise DamagedError(translate("Files", "it is locked with a password"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DamagedError(translate("Files", "it is packed in a way that is not read here"))
    if entry.file_size > max(_SMALL, MOST_RATIO * entry.compress_size):
        raise DamagedError(translate("Files", "it unpacks to far more than it is"))


def _too_large(size: int) -> str:
    text = translate("Files", "it takes {size:,.0f} MB, and at most {most:,.0f} are read")
    return text.format(size=size / 1e6, most=MOST_BYTES / 1e6)


def _header(file: IO[bytes], name: str) -> tuple[str, tuple[int, ...], int]:
    """Type, shape and the place of the first number of an array whose file is at its beginning."""
    start = file.read(10)
    length = int.from_bytes(start[8:], "little")
    if start[:8] == b"\x93NUMPY\x01\x00" and length <= _MOST_HEADER:
        found = _HEADER.fullmatch(file.read(length))
        if found is not None:
            sizes = tuple(int(size) for size in found[2].decode().split(",") if size.strip())
            return found[1].decode(), sizes, 10 + length
    raise DamagedError(translate("Files", "its array “{name}” is none that nnviz writes").format(name=name))
