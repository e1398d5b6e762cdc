"""A first look at a table: how it is to be read, what its columns are called, and its first rows."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.data.own.cells import Cells
from nnviz.data.own.lines import Row, ragged
from nnviz.data.own.marks import (
    JUDGED,
    MOST_SKIPPED,
    first_rows,
    found_marks,
    found_separator,
    found_skip,
)
from nnviz.data.own.names import distinct
from nnviz.data.own.plans import SAMPLE, Plan, found_plans
from nnviz.data.own.reading import Reading
from nnviz.data.own.text import Origin, check_text, found_encoding, name_of, opened, text_of, undecoded
from nnviz.said import translate

_LETTERS = 1 << 19


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
        wanted = wanted.found(separator=found_separator(text, wanted))
    rows, broken = first_rows(text, wanted, SAMPLE + MOST_SKIPPED)
    if not rows and broken:
        raise ValueError(ragged(io.StringIO(text, newline=""), wanted, 0))
    if not rows:
        raise ValueError(translate("Data", "{name} is empty.").format(name=name_of(origin)))
    skip = found_skip(rows) if wanted.skip is None else min(wanted.skip, len(rows) - 1)
    if wanted.skip is None and skip:
        text_ = translate("Data", "The first {count} lines are none of the table and were left out.")
        said.append(
            text_.format(count=skip)
            if skip > 1
            else translate("Data", "The first line is none of the table and was left out.")
        )
    rows = rows[skip:]
    wanted = wanted.found(skip=skip)
    decimal, thousands = found_marks(rows, wanted)
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
    plans, notes = found_plans([row for row in body if len(row) == width], told, wanted)
    shown = tuple(tuple(row) for row in body)
    return Look(name_of(origin), wanted, told, shown, plans, size, (*said, *notes), fault)


def _has_header(rows: Sequence[Row], wanted: Reading) -> bool:
    """Whether the first row names the columns: words over numbers, or words that never come again."""
    first = rows[0]
    shift = 1 if len(rows) > 1 and len(rows[1]) == len(first) + 1 else 0
    rest = [row for row in rows[1:] if len(row) >= len(first) + shift][:JUDGED]
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
