"""A table read whole, in blocks of lines: by NumPy as long as it can, else cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnviz.data.own.cells import LARGEST
from nnviz.data.own.columns import SWAPPED, Growing, Numbers, Words, begun, finished
from nnviz.data.own.lines import ragged, rows_of
from nnviz.data.own.look import Look, look
from nnviz.data.own.plans import Plan
from nnviz.data.own.reading import Reading
from nnviz.data.own.table import MOST_COLUMNS, Table
from nnviz.data.own.text import Origin, check_text, opened, text_of, undecoded
from nnviz.said import translate

_BLOCK = 20_000  # lines
_LONGER = 2_000  # lines by which a block grows where a cell goes on behind it
#: Bytes of a file from which on numbers are kept as float32: seven digits of each.
_LARGE = 32_000_000


class Cancelled(Exception):  # noqa: N818
    """Nobody waits for the table any more."""


@dataclass(frozen=True)
class Waiting:
    """Who waits: ``progress`` is told how many bytes of how many are read, ``cancelled`` says when to end."""

    progress: Callable[[int, int], None] = lambda done, of: None
    cancelled: Callable[[], bool] = lambda: False


def read_table(
    origin: Origin, reading: Reading | None = None, waiting: Waiting | None = None, name: str = ""
) -> Table:
    """The whole table; what ``reading`` leaves open is found out. It is called ``name``, or as its file.

    Raises ``ValueError`` with one sentence for what is no table, with the line where there is one, and
    ``Cancelled`` where nobody waits for it any more.
    """
    wanted = reading or Reading()
    others = ["cp1252", "latin-1"] if wanted.encoding is None else []
    while True:
        seen = look(origin, wanted)
        _check(seen)
        try:
            table = _read(origin, seen, waiting or Waiting())
            break
        except UnicodeError:  # far behind the beginning, by which it was found
            if not others:
                raise undecoded(origin, seen.reading.encoding or "") from None
            wanted = replace(wanted, encoding=others.pop(0))
    told = name or (origin.name if isinstance(origin, Path) else translate("Data", "Pasted table"))
    return replace(table, name=str(told))


def _check(seen: Look) -> None:
    if seen.fault:
        raise ValueError(seen.fault)
    if len(seen.names) > MOST_COLUMNS:
        raise ValueError(
            translate("Data", "{name} has {count:,} columns, and at most {most:,} are read.").format(
                name=seen.name, count=len(seen.names), most=MOST_COLUMNS
            )
        )


def _read(origin: Origin, seen: Look, waiting: Waiting) -> Table:
    plans = seen.plans
    with opened(origin) as file:
        reader = _Reader(origin, file, seen, waiting)
        columns = reader.columns(plans)
        if any(isinstance(one, Numbers) and one.broken for one in columns):
            # Some hold other things than their beginning let expect: they are words.
            plans = tuple(
                Plan(numbers=False) if isinstance(one, Numbers) and one.broken else plan
                for plan, one in zip(plans, columns, strict=True)
            )
            columns = reader.columns(plans)
    whole = finished(columns)
    if not len(whole[0].gaps):
        raise ValueError(translate("Data", "{name} has no rows.").format(name=seen.name))
    return Table(seen.name, whole, len(whole[0].gaps), seen.reading.to_dict())


class _Reader:
    """An open file with what was found of it."""

    def __init__(self, origin: Origin, file: BinaryIO, seen: Look, waiting: Waiting) -> None:
        self._origin, self._file, self._seen, self._waiting = origin, file, seen, waiting
        self._reading = reading = seen.reading
        sure = all(plan.sure for plan in seen.plans)
        self._dtype = "<f4" if seen.size > _LARGE and sure else "<f8"
        self._width = len(seen.names)
        plain = reading.decimal != reading.separator != " " and not reading.thousands
        self._plain = plain and reading.quote != "'"

    def columns(self, plans: Sequence[Plan]) -> list[Growing]:
        """The columns with all rows in them."""
        try:
            return self._columns(plans, by_blocks=True)
        except _CutError:
            return self._columns(plans, by_blocks=False)

    def _columns(self, plans: Sequence[Plan], *, by_blocks: bool) -> list[Growing]:
        columns = begun(self._seen.names, plans, self._reading, self._dtype)
        fast = by_blocks and self._plain and self._width > 1 and not any(any(plan.unit) for plan in plans)
        numpy = _ByNumpy(columns, self._reading, self._seen.rows, self._dtype) if fast else None
        lines = self._lines()
        try:
            first = True
            while block := [*islice(lines, _BLOCK)]:
                text = "".join(block)
                if "\0" in text:
                    check_text(self._origin, text)
                cut = _is_cut(block, text, lines, self._reading)
                if first:
                    block, first = self._behind_header(block), False
                if cut or not by_blocks:
                    self._by_cells(columns, chain(block, lines), "_" in text or cut)
                elif numpy is None or not numpy.take(block, text):
                    self._by_cells(columns, block, "_" in text)
                    if numpy is not None:
                        numpy.learn()
                self._tell()
        finally:
            lines.close()
        return columns

    def _lines(self) -> Generator[str]:
        """Its lines. Raises ``UnicodeError`` where it is of another encoding."""
        stream = text_of(self._file, self._reading.encoding or "utf-8")
        try:
            for line in stream:  # noqa: UP028 (“yield from” would close the file at the end)
                yield line
        finally:
            stream.detach()

    def _behind_header(self, block: list[str]) -> list[str]:
        """The lines behind the names of the columns, which may be several where a name has an end of line."""
        left = (self._reading.skip or 0) + bool(self._reading.header)
        if not left:
            return block
        taken = 0

        def counted() -> Generator[str]:
            nonlocal taken
            for line in block:
                taken += 1
                yield line

        rows = rows_of(counted(), self._reading)
        for _ in range(left):
            next(rows, None)
        return block[taken:]

    def _by_cells(self, columns: Sequence[Growing], lines: Iterable[str], lined: bool) -> None:
        rows = rows_of(iter(lines), self._reading)
        try:
            while block := [*islice(rows, _BLOCK)]:
                if {*map(len, block)} != {self._width}:
                    raise self._wrong()
                for column, texts in zip(columns, zip(*block, strict=True), strict=True):
                    column.add(texts, lined)
                self._tell()
        except csv.Error:
            raise self._wrong() from None

    def _wrong(self) -> Exception:
        """What is wrong with the first line that is not as the others, looked for from the beginning."""
        lines = self._lines()
        try:
            text = ragged(lines, self._reading, self._width)
        finally:
            lines.close()
        return ValueError(text) if text else _CutError()

    def _tell(self) -> None:
        if self._waiting.cancelled():
            raise Cancelled
        if not self._file.closed:
            self._waiting.progress(min(self._file.tell(), self._seen.size), self._seen.size)


class _CutError(Exception):
    """A block ended within a cell: the lines are to be read in one go."""


def _is_cut(block: list[str], text: str, lines: Iterable[str], reading: Reading) -> bool:
    """Whether a cell goes on behind the block, even after it has been made some lines longer."""
    quote = reading.quote
    if not quote or quote not in text or text.count(quote) % 2 == 0:
        return False
    for line in islice(lines, _LONGER):
        block.append(line)
        if line.count(quote) % 2:
            return False
    return True


class _ByNumpy:
    """Takes blocks of lines as ``np.loadtxt`` reads them: numbers, words, and numbers with gaps."""

    def __init__(
        self, columns: Sequence[Growing], reading: Reading, rows: Sequence[Sequence[str]], dtype: str
    ) -> None:
        self._columns, self._dtype = columns, dtype
        self._separator, self._quote = reading.separator or ",", reading.quote or None
        self._swapped = reading.decimal == ","
        self._all_numbers = all(isinstance(column, Numbers) for column in columns)
        self._gaps = any(not cell.strip() for row in rows for cell in row)
        names = [f"c{place}" for place in range(len(columns))]
        kinds = [dtype if isinstance(column, Numbers) else "O" for column in columns]
        self._types: np.dtype[Any] = np.dtype({"names": names, "formats": kinds})
        self._converters: dict[int | str, Callable[[str], Any]] = {}
        self.learn(rows)

    def learn(self, rows: Sequence[Sequence[str]] = ()) -> None:
        """From now on look for gaps in the columns that have had some, in these rows or before."""
        for place, column in enumerate(self._columns):
            if not isinstance(column, Numbers) or place in self._converters:
                continue
            if column.has_gaps or any(column.is_gap(row[place]) for row in rows if len(row) > place):
                self._converters[place] = column.plainly

    def take(self, lines: list[str], text: str) -> bool:
        """Take a block; False, and nothing is taken, where NumPy cannot read it."""
        if not any(map(str.strip, lines)):
            return True
        quoted = self._quote is not None and self._quote in text
        if quoted and f"{self._separator} {self._quote}" in text:
            return False
        if self._swapped:
            if SWAPPED in text:
                return False
            lines = [line.replace(".", SWAPPED).replace(",", ".") for line in lines]
        try:
            if self._all_numbers and not quoted:
                parts = [*np.ascontiguousarray(self._numbers(lines).T)]
            else:
                parts = self._mixed(lines, quoted)
        except ValueError:
            return False
        if len(parts) != len(self._columns):
            return False
        pairs = [*zip(self._columns, parts, strict=True)]
        numbers = [part for column, part in pairs if isinstance(column, Numbers)]
        if any((np.abs(part) > LARGEST).any() for part in numbers):  # such as an infinity
            return False
        for column, part in pairs:
            if self._swapped and isinstance(column, Words):
                column.take_swapped(part)
            else:
                column.take(part)
        return True

    def _numbers(self, lines: list[str]) -> NDArray[Any]:
        """(lines, columns) of numbers alone."""
        if self._gaps:
            lines = [_filled(line, self._separator) for line in lines]
        try:
            return np.loadtxt(lines, self._dtype, comments=None, delimiter=self._separator, ndmin=2)
        except ValueError:
            if self._gaps:
                raise
        self._gaps = True
        return self._numbers(lines)

    def _mixed(self, lines: list[str], quoted: bool) -> list[NDArray[Any]]:
        """Each column of the lines, of words as objects."""
        block = np.loadtxt(
            lines,
            self._types,
            comments=None,
            delimiter=self._separator,
            converters={**self._converters},
            quotechar=self._quote if quoted else None,
            ndmin=1,
        )
        return [block[name] for name in self._types.names or ()]


def _filled(line: str, separator: str) -> str:
    """A line of numbers with “nan” where there is nothing between two separators."""
    line, double = line.strip(" \r\n"), separator * 2
    if not line:
        return line
    if double in line:
        between = f"{separator}nan{separator}"
        line = line.replace(double, between).replace(double, between)
    return ("nan" if line.startswith(separator) else "") + line + ("nan" if line.endswith(separator) else "")
