"""A first look at a table: how it is to be read, what its columns are called, and its first rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from nnviz.data.own.cells import SURE, Cells, common_unit, is_code
from nnviz.data.own.names import distinct
from nnviz.data.own.reading import SEPARATORS, Reading
from nnviz.data.own.text import Origin, check_text, found_encoding, name_of, opened, text_of, undecoded
from nnviz.said import Sentence, translate

Row = list[str]

_LETTERS = 1 << 19
_JUDGED = 100  # rows by which the separator is found
SAMPLE = 1_000  # rows by which all else is
#: The least share of numbers in a column of numbers; what else is there is said, and counts as a gap.
LEAST_NUMBERS = 0.9
_MOST_SKIPPED = 20
#: A cell that is a number in any marks, or nothing.
_NUMBERLIKE = re.compile(r"\s*[+\-\u2212]?[\d.,' ]*\d[\d.,' ]*(?:[eE][+\-]?\d+)?\s*", re.ASCII)
_MARKS = ((".", ""), (",", ""), (".", ","), (",", "."), (".", "'"), (".", " "), (",", " "))
_THREES = re.compile(r"[+\-]?[1-9]\d{0,2}(?:[.,]\d{3})+")


@dataclass(frozen=True)
class Plan:
    """How a column is read: as numbers, with what stands around each of them, or else as words."""

    numbers: bool
    unit: tuple[str, str] = ("", "")
    sure: bool = True


@dataclass(frozen=True)
class Look:
    """What was found: the ``reading`` with nothing left open, and the columns by their ``names``.

    ``rows`` are the first ones, as texts, ``plans`` say how each column is read. ``said`` are sentences about
    what was done with the file; a ``fault`` is why it cannot be read so, "" for none. ``size`` is that of the
    file, in bytes.
    """

    name: str
    reading: Reading
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    plans: tuple[Plan, ...]
    size: int
    said: tuple[str, ...] = ()
    fault: str = ""


def look(origin: Origin, reading: Reading | None = None) -> Look:
    """A first look, in a few hundredths of a second, at a file, its bytes or a text.

    Raises ``ValueError`` with one sentence for what cannot be read at all.
    """
    wanted = reading or Reading()
    with opened(origin) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        wanted = wanted.found(encoding=found_encoding(origin, file) if wanted.encoding is None else None)
        text = _sample(origin, text_of(file, wanted.encoding or "utf-8"), wanted.encoding or "utf-8")
    if not text.strip():
        raise ValueError(translate("Data", "{name} is empty.").format(name=name_of(origin)))
    return _found(origin, wanted, text, size)


def _sample(origin: Origin, stream: io.TextIOWrapper, encoding: str) -> str:
    """The first lines, all of them whole."""
    try:
        text = stream.read(_LETTERS)
    except UnicodeError:
        raise undecoded(origin, encoding) from None
    finally:
        stream.detach()
    check_text(origin, text)
    if len(text) < _LETTERS:
        return text
    end = max(text.rfind("\n"), text.rfind("\r"))
    if end < 0:
        raise ValueError(
            translate("Data", "The first line of {name} has more than {most:,} letters.").format(
                name=name_of(origin), most=_LETTERS
            )
        )
    return text[: end + 1]


def _found(origin: Origin, wanted: Reading, text: str, size: int) -> Look:
    said: list[str] = []
    wanted = wanted.found(quote='"')
    if wanted.separator is None:
        wanted = wanted.found(separator=_separator(text, wanted))
    rows, broken = _first_rows(text, wanted)
    if not rows and broken:
        raise ValueError(ragged(io.StringIO(text, newline=""), wanted, 0))
    if not rows:
        raise ValueError(translate("Data", "{name} is empty.").format(name=name_of(origin)))
    skip = _skipped(rows) if wanted.skip is None else min(wanted.skip, len(rows) - 1)
    if wanted.skip is None and skip:
        text_ = translate("Data", "The first {count} lines are none of the table and were left out.")
        said.append(
            text_.format(count=skip)
            if skip > 1
            else translate("Data", "The first line is none of the table and was left out.")
        )
    rows = rows[skip:]
    wanted = wanted.found(skip=skip)
    decimal, thousands = _marks(rows, wanted)
    wanted = wanted.found(decimal=decimal)
    wanted = wanted.found(thousands=thousands if wanted.decimal == decimal else "")
    if wanted.header is None:
        wanted = wanted.found(header=_has_header(rows, wanted))
    names, body = (rows[0], rows[1:]) if wanted.header else ([], rows)
    width = len(body[0]) if body else len(names)
    if wanted.header and len(names) == width - 1:  # as R writes row names
        names = [translate("Data", "row"), *names]
    width = len(names) if wanted.header else width
    fault = _fault(body, width, wanted, text, broken and len(text) < _LETTERS)
    if not body:
        fault = fault or translate("Data", "{name} has a row of names, and nothing below it.").format(
            name=name_of(origin)
        )
    told, twice = distinct(names if wanted.header else [""] * width)
    if twice:
        said.append(
            translate("Data", "Two columns are called “{name}”; the second is now “{other}”.").format(
                name=twice[0], other=twice[1]
            )
        )
    plans, notes = _plans([row for row in body if len(row) == width], told, wanted)
    shown = tuple(tuple(row) for row in body)
    return Look(name_of(origin), wanted, told, shown, plans, size, (*said, *notes), fault)


def rows_of(lines: Iterator[str] | io.StringIO, reading: Reading) -> Iterator[Row]:
    """The rows of the table, without those where nothing stands at all."""
    if reading.separator == " ":
        return (row for row in map(str.split, lines) if row)
    quote = reading.quote or None
    rows = csv.reader(
        lines,
        delimiter=reading.separator or ",",
        quotechar=quote,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        skipinitialspace=True,
        strict=True,
    )
    return (row for row in rows if row and (len(row) > 1 or row[0].strip()))


def _first_rows(text: str, reading: Reading) -> tuple[list[Row], bool]:
    """The first rows, and whether something behind them cannot be taken apart."""
    rows: list[Row] = []
    try:
        for row in islice(rows_of(io.StringIO(text, newline=""), reading), SAMPLE + _MOST_SKIPPED):
            rows.append(row)
    except csv.Error:
        return rows, True
    return rows, False


# ---- separators and lines before the table
def _separator(text: str, wanted: Reading) -> str:
    said = re.match(r"sep=([\t;,|])\r?\n", text)
    if said:
        return said[1]
    best, chosen = 0.0, "\t"
    for mark in SEPARATORS:
        score = _score(text, Reading(separator=mark, quote=wanted.quote))
        if mark == " " and (best >= 0.5 or score < 0.6):
            continue
        if score > best + 1e-9:
            best, chosen = score, mark
    return chosen


def _score(text: str, reading: Reading) -> float:
    """The share of rows of the commonest width, and more where more cells are numbers; 0 for one column.

    Words with another mark in them speak against it.
    """
    try:
        rows = [*islice(rows_of(io.StringIO(text, newline=""), reading), _JUDGED)]
    except csv.Error:
        return 0.0
    if not rows:
        return 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    plain = sum(not cell.strip() or _NUMBERLIKE.fullmatch(cell) is not None for cell in cells)
    if reading.separator == " ":
        return 0.0 if count < 0.95 * len(rows) else plain / len(cells)
    words = (cell for cell in cells if not _NUMBERLIKE.fullmatch(cell))
    others = set("\t;,|") - {reading.separator}
    parted = sum(not others.isdisjoint(cell) for cell in words)
    return count / len(rows) * (0.3 + (plain - 0.9 * parted) / len(cells))


def _skipped(rows: Sequence[Row]) -> int:
    """How many rows at the beginning are none of the table: notes, titles, and what Excel says of itself."""
    width, count = Counter(map(len, rows)).most_common(1)[0]
    skip = 0
    for place, row in enumerate(rows[:_MOST_SKIPPED]):
        named = row[0].lstrip().startswith("#") and len(row) != width
        mark = place == 0 and row[0].startswith("sep=")
        title = len(row) == 1 < width and count >= 0.8 * (len(rows) - place - 1)
        if not (named or mark or title):
            break
        skip = place + 1
    return min(skip, len(rows) - 1)


# ---- marks in numbers
def _marks(rows: Sequence[Row], wanted: Reading) -> tuple[str, str]:
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


# ---- names
def _has_header(rows: Sequence[Row], wanted: Reading) -> bool:
    """Whether the first row names the columns: words over numbers, or words that never come again."""
    first = rows[0]
    shift = 1 if len(rows) > 1 and len(rows[1]) == len(first) + 1 else 0
    rest = [row for row in rows[1:] if len(row) >= len(first) + shift][:_JUDGED]
    cells = Cells(wanted)
    if not rest:
        return all(cells.number(name) is None for name in first)
    votes, words, numbers = 0, [], []
    for place, name in enumerate(first):
        column = [row[place + shift] for row in rest]
        known = [cell for cell in column if not cells.gap(cell)]
        plain = sum(cells.number(cell) is not None for cell in known)
        if cells.gap(name):
            continue
        if cells.number(name) is not None:
            numbers.append(name)
            votes -= plain > 0.8 * len(known) and bool(known)
            continue
        words.append(name)
        if known and plain > 0.8 * len(known):
            votes += 1
        elif name in column:
            votes -= 1
    if words and numbers and all(re.fullmatch(r"(19|20)\d\d", name.strip()) for name in numbers):
        return True  # a column for each year
    if votes:
        return votes > 0
    return bool(words) and len({*first}) == len(first) and not numbers


def _fault(rows: Sequence[Row], width: int, reading: Reading, text: str, broken: bool) -> str:
    """What is said of the first row that is too short or too long, or cannot be taken apart."""
    if not broken and all(len(row) == width for row in rows):
        return ""
    lines = io.StringIO(text, newline="")
    return ragged(lines, reading, width)


def ragged(lines: Iterable[str], reading: Reading, width: int) -> str:
    """The sentence about the first row of another width, with its line; "" where there is none."""
    taken = 0

    def counted() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += 1
            yield line

    begins, left = 1, (reading.skip or 0) + bool(reading.header)
    try:
        for row in rows_of(counted(), reading):
            begins = taken + 1
            if left:
                left -= 1
            elif len(row) != width:
                one = translate("Data", "Line {line:,} has 1 cell, where there are {width} columns.")
                many = translate("Data", "Line {line:,} has {count} cells, where there are {width} columns.")
                text = one if len(row) == 1 else many
                return text.format(line=taken, count=len(row), width=width)
    except csv.Error:
        return unreadable(begins)
    return ""


def unreadable(line: int) -> Sentence:
    """What is said of a line that no CSV has."""
    return translate(
        "Data", "Line {line:,} cannot be taken apart into cells: a quotation mark may be missing there."
    ).format(line=line)


# ---- columns
def _plans(rows: Sequence[Row], names: Sequence[str], reading: Reading) -> tuple[tuple[Plan, ...], list[str]]:
    plans, said = [], []
    for place, name in enumerate(names):
        plan, note = _plan([row[place] for row in rows[:SAMPLE]], name, reading)
        plans.append(plan)
        said += [note] if note else []
    return tuple(plans), said


def _plan(column: Sequence[str], name: str, reading: Reading) -> tuple[Plan, str]:
    cells = Cells(reading)
    known = [cell for cell in column if not cells.gap(cell)]
    if not known:
        return Plan(numbers=True), ""
    if is_code(known):
        return Plan(numbers=False), ""
    numbers = [cells.number(cell) for cell in known]
    found = [number for number in numbers if number is not None]
    if len(found) >= LEAST_NUMBERS * len(known):
        sure = all(abs(number) <= SURE or number != int(number) for number in found)
        return Plan(numbers=True, sure=sure), ""
    unit = common_unit(known)
    if unit is not None and all(Cells(reading, unit).number(cell) is not None for cell in known):
        return Plan(numbers=True, unit=unit), ""
    alike = sum(_NUMBERLIKE.fullmatch(cell) is not None for cell in known)
    note = ""
    if alike >= LEAST_NUMBERS * len(known):
        odd = next(cell for cell, number in zip(known, numbers, strict=True) if number is None)
        note = translate(
            "Data",
            "“{name}” holds numbers with other marks, such as “{cell}”, and is read as words: choose the "
            "decimal mark, or make them alike.",
        ).format(name=name, cell=odd.strip()[:40])
    elif found or (any(map(str.isdigit, "".join(known[:50]))) and _measured(known)):
        odd = next(cell for cell, number in zip(known, numbers, strict=True) if number is None)
        note = translate(
            "Data", "“{name}” holds numbers and other things, such as “{cell}”, and is read as words."
        ).format(name=name, cell=odd.strip()[:40])
    return Plan(numbers=False), note


def _measured(cells: Sequence[str]) -> bool:
    """Whether most are a number with something behind it, such as different units."""
    form = re.compile(r"[+\-]?\d[\d.,]*\s*[^\W\d_]{1,4}\.?")
    return sum(form.fullmatch(cell.strip()) is not None for cell in cells) >= LEAST_NUMBERS * len(cells)
