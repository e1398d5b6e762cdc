"""The marks of a table, found out: what parts cells, fractions, thousands, and what is no line of it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from nnviz.data.own.cells import Cells
from nnviz.data.own.lines import Row, rows_of
from nnviz.data.own.reading import SEPARATORS, Reading

JUDGED = 100  # rows by which the separator is found
MOST_SKIPPED = 20
_LONGEST = 60  # letters of a number
_NUMBERLIKE = re.compile(r"\s*[+\-\u2212]?[\d.,' ]*\d[\d.,' ]*(?:[eE][+\-]?\d+)?\s*", re.ASCII)
_MARKS = ((".", ""), (",", ""), (".", ","), (",", "."), (".", "'"), (".", " "), (",", " "))
_THREES = re.compile(r"[+\-]?[1-9]\d{0,2}(?:[.,]\d{3})+")


def numberlike(cell: str) -> bool:
    """Whether a cell is a number in any marks."""
    return len(cell) <= _LONGEST and _NUMBERLIKE.fullmatch(cell) is not None


def found_separator(text: str, wanted: Reading) -> str:
    said = re.match(r"sep=([\t;,|])\r?\n", text)
    if said:
        return said[1]
    best, chosen = 0.0, "\t"
    for whole in (True, False):  # where no mark takes all apart, the rows before the fault say which is meant
        for mark in SEPARATORS:
            score = 0.0 if mark == " " else _score(text, Reading(separator=mark, quote=wanted.quote), whole)
            if score > best + 1e-9:
                best, chosen = score, mark
        if best:
            break
    if best < 0.5 and _score(text, Reading(separator=" ", quote=wanted.quote), whole=True) >= 0.6:
        return " "
    return chosen


def _score(text: str, reading: Reading, whole: bool) -> float:
    """The share of rows of the commonest width, and more where more cells are numbers; 0 for one column.

    Words with another mark in them speak against it; a row that cannot be taken apart rules it out, if the
    ``whole`` has to be.
    """
    rows, broken = first_rows(text, reading, JUDGED)
    if not rows or (whole and broken):
        return 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    plain = sum(not cell.strip() or numberlike(cell) for cell in cells)
    if reading.separator == " ":
        return 0.0 if count < 0.95 * len(rows) else plain / len(cells)
    words = (cell for cell in cells if not numberlike(cell))
    others = set("\t;,|") - {reading.separator}
    parted = sum(not others.isdisjoint(cell) for cell in words)
    return count / len(rows) * (0.3 + (plain - 0.9 * parted) / len(cells))


def first_rows(text: str, reading: Reading, most: int) -> tuple[list[Row], bool]:
    """The first rows, and whether something behind them cannot be taken apart."""
    rows: list[Row] = []
    try:
        for row in islice(rows_of(io.StringIO(text, newline=""), reading), most):
            rows.append(row)
    except csv.Error:
        return rows, True
    return rows, False


def found_skip(rows: Sequence[Row]) -> int:
    """How many rows at the beginning are none of the table: notes, titles, and what Excel says of itself."""
    width, count = Counter(map(len, rows)).most_common(1)[0]
    skip = 0
    for place, row in enumerate(rows[:MOST_SKIPPED]):
        named = row[0].lstrip().startswith("#") and len(row) != width
        mark = place == 0 and row[0].startswith("sep=")
        title = len(row) == 1 < width and count >= 0.8 * (len(rows) - place - 1)
        if not (named or mark or title):
            break
        skip = place + 1
    return min(skip, len(rows) - 1)


def found_marks(rows: Sequence[Row], wanted: Reading) -> tuple[str, str]:
    """What parts the fraction, and what thousands: the marks with which most cells are numbers."""
    cells = [cell.strip() for row in rows for cell in row if any(map(str.isdigit, cell))][:3_000]
    choices = [
        (decimal, thousands)
        for decimal, thousands in _MARKS
        if wanted.decimal in (None, decimal) and wanted.thousands in (None, thousands)
    ]
    readers = {marks: Cells(Reading(decimal=marks[0], thousands=marks[1])) for marks in choices}
    fitting = {
        marks: sum(reader.number(cell) is not None for cell in cells) for marks, reader in readers.items()
    }
    if not fitting:
        return wanted.decimal or ".", wanted.thousands or ""
    best = max(fitting.values())
    found = next(marks for marks in choices if fitting[marks] == best)
    if found == (",", "") and fitting.get((".", ",")) == best and wanted.separator != ";":
        with_comma = [cell for cell in cells if "," in cell]
        if all(map(_THREES.fullmatch, with_comma)) and (wanted.separator == "," or len(with_comma) > 2):
            return ".", ","
    return found
