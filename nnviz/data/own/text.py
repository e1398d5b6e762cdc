"""The text of a table, of a file, of bytes or of a clipboard: which encoding, and whether it is text."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nnviz.data.ordinary import open_ordinary
from nnviz.said import translate

#: What a table can come from: a file, its bytes, or the text of a clipboard.
Origin = Path | bytes | str

MOST_BYTES = 1_500_000_000
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: How files begin that are no text, and what they are.
_OTHERS = (
    (b"PK\x03\x04", translate("Data", "a spreadsheet or another packed file")),
    (b"\xd0\xcf\x11\xe0", translate("Data", "an old spreadsheet")),
    (b"%PDF", translate("Data", "a PDF")),
    (b"PAR1", translate("Data", "a Parquet file")),
    (b"ARROW1", translate("Data", "an Arrow file")),
    (b"\x89HDF", translate("Data", "an HDF5 file")),
    (b"\x1f\x8b", translate("Data", "a packed file")),
    (b"SQLite format 3", translate("Data", "a database")),
    (b"\x89PNG", translate("Data", "a picture")),
    (b"\xff\xd8\xff", translate("Data", "a picture")),
    (b"\x93NUMPY", translate("Data", "an array of NumPy")),
    (b"{\\rtf", translate("Data", "a written document")),
)


def name_of(origin: Origin) -> str:
    """What it is called in a sentence."""
    return origin.name if isinstance(origin, Path) else translate("Data", "What was pasted")


@contextmanager
def opened(origin: Origin) -> Iterator[BinaryIO]:
    """The bytes of it. Raises ``ValueError`` with one sentence where it cannot be read, or is too large."""
    if isinstance(origin, Path):
        with open_ordinary(origin, MOST_BYTES) as file:
            yield file
        return
    content = origin.encode("utf-8", "replace") if isinstance(origin, str) else origin
    if len(content) > MOST_BYTES:
        raise ValueError(
            translate("Data", "{name} has {size:,.0f} MB, and at most {most:,.0f} are read.").format(
                name=name_of(origin), size=len(content) / 1e6, most=MOST_BYTES / 1e6
            )
        )
    yield io.BytesIO(content)


def found_encoding(origin: Origin, file: BinaryIO) -> str:
    """The encoding of an open file, which is at its beginning and is so again.

    A mark says it; else bytes of zero in every second place, else UTF-8 where it can be, else Windows-1252.
    Raises ``ValueError`` with one sentence for what is no text.
    """
    start = file.read(_SAMPLE)
    file.seek(0)
    if isinstance(origin, str):
        return "utf-8"
    for begins, what in _OTHERS:
        if start.startswith(begins):
            raise ValueError(
                translate(
                    "Data",
                    "{name} is {what}, and no text: save it as CSV, or copy the cells and paste them here.",
                ).format(name=name_of(origin), what=what)
            )
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    even, odd = start[::2].count(0), start[1::2].count(0)
    if even + odd:
        half = len(start) / 2
        if odd > 0.3 * half and even < 0.05 * half:
            return "utf-16-le"
        if even > 0.3 * half and odd < 0.05 * half:
            return "utf-16-be"
        raise _zero_bytes(origin)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=len(start) < _SAMPLE)
        return "utf-8"
    except UnicodeDecodeError:
        return "latin-1" if any(byte in start for byte in b"\x81\x8d\x8f\x90\x9d") else "cp1252"


def text_of(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The text of an open file; ends of lines stay as they are, for a cell may hold some."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding, errors="strict", newline="")


def check_text(origin: Origin, text: str) -> None:
    """Raise ``ValueError`` with one sentence where a piece of it holds what no text does."""
    if "\0" in text:
        raise _zero_bytes(origin)


def undecoded(origin: Origin, encoding: str) -> ValueError:
    """What is said where the bytes are not of the encoding."""
    return ValueError(
        translate("Data", "{name} is not all of the encoding {encoding}: choose another one for it.").format(
            name=name_of(origin), encoding=encoding
        )
    )


def _zero_bytes(origin: Origin) -> ValueError:
    return ValueError(
        translate("Data", "{name} holds zero bytes, as no text does: it may be damaged.").format(
            name=name_of(origin)
        )
    )
