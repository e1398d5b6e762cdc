"""Cells of a CSV file that a spreadsheet may open: no text in them becomes a formula there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> object:
    """The value as it is; a text that a spreadsheet would take for a formula with an apostrophe before it.

    A number stays one, also where it is written as a text, such as the class “-1”.
    """
    if isinstance(value, str) and value.startswith(_BEGINS_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """The rows as CSV, the first of them the names of the columns; numbers in full."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()
