"""A table as it was read: columns of numbers and of words, with their gaps, kept as a ``Content``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.own.content import Array, Content, packed_texts, texts_of
from nnviz.said import translate

MOST_COLUMNS = 5_000
#: Codes of words: nothing stood there, and a word of a column with more words than are kept.
GAP, NOT_KEPT = -1, -2


@dataclass(frozen=True, eq=False)
class Column:
    """One column: ``numbers`` (n,), NaN where there is a gap, or ``codes`` (n,) of its ``words``.

    ``name`` is that of the file, ``title`` the same as people write it, without the ``unit``. Of numbers the
    ``odd`` cells, by their row, hold something that is no number, and count as gaps.
    """

    name: str
    title: str
    unit: str = ""
    numbers: NDArray[np.floating[Any]] | None = None
    codes: NDArray[np.int32] | None = None
    words: tuple[str, ...] = ()
    odd: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def gaps(self) -> NDArray[np.bool_]:
        """(n,) where nothing stands that could be used."""
        if self.numbers is not None:
            return np.asarray(np.isnan(self.numbers))
        assert self.codes is not None
        return np.asarray(self.codes == GAP)

    def text(self, row: int) -> str:
        """What stands in a row, from 0, "" for a gap."""
        if self.numbers is None:
            assert self.codes is not None
            code = int(self.codes[row])
            return self.words[code] if code >= 0 else "" if code == GAP else "…"
        return self.odd.get(row, "") or written(self.numbers[row])

    def different(self, rows: NDArray[np.int64] | None = None) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """What stands in these rows, in order, and for each row which of it; -1 for gaps.

        Raises ``ValueError`` with one sentence for a column with more words than are kept.
        """
        cells = self.codes if self.numbers is None else self.numbers
        assert cells is not None
        chosen = cells if rows is None else cells[rows]
        if self.numbers is not None:
            known = ~np.isnan(chosen)
            values, places = np.unique(chosen[known], return_inverse=True)
            found = tuple(map(written, values))
        else:
            if (chosen < GAP).any():
                text = translate("Data", "“{name}” has more different words than can be told apart.")
                raise ValueError(text.format(name=self.name))
            known = chosen != GAP
            values, places = np.unique(chosen[known], return_inverse=True)
            texts = [self.words[code] for code in values]
            order = sorted(range(len(texts)), key=texts.__getitem__)
            places = np.argsort(order)[places] if order else places
            found = tuple(texts[place] for place in order)
        told = np.full(len(chosen), -1, np.int64)
        told[known] = places
        return found, told


def written(number: np.floating[Any] | float) -> str:
    """A number with as many digits as tell it from others of its type; "" for a gap."""
    if np.isnan(number):
        return ""
    size = abs(float(number))
    if size and not 1e-4 <= size < 1e16:
        return np.format_float_scientific(number, trim="-")
    return np.format_float_positional(number, trim="-")


@dataclass(frozen=True, eq=False)
class Table:
    """The ``columns`` of a file called ``name``, all of so many ``rows``.

    ``reading`` says how the file was read, in values that JSON knows.
    """

    name: str
    columns: tuple[Column, ...]
    rows: int
    reading: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each column is, by its name."""
        return {column.name: place for place, column in enumerate(self.columns)}

    def column(self, name: str) -> Column:
        """The column of that name. Raises ``ValueError`` with one sentence where there is none."""
        if name not in self.places:
            raise ValueError(
                (
                    translate("Data", "There is no column “{name}”; there is only “{columns}”.")
                    if len(self.places) == 1
                    else translate("Data", "There is no column “{name}”; there are {columns}.")
                ).format(name=name, columns=_few(self.places))
            )
        return self.columns[self.places[name]]

    def content(self) -> Content:
        """All of it, to be kept; ``table_of`` is the reverse."""
        told: list[dict[str, Any]] = []
        odd: list[list[Any]] = []
        numbers: list[Array] = []
        codes: list[Array] = []
        words: list[str] = []
        for place, column in enumerate(self.columns):
            line: dict[str, Any] = {"name": column.name, "title": column.title, "unit": column.unit}
            if column.numbers is not None:
                numbers.append(column.numbers)
            else:
                assert column.codes is not None
                codes.append(column.codes)
                words += column.words
                line["words"] = len(column.words)
            odd += [[place, row, text] for row, text in column.odd.items()]
            told.append(line)
        texts, lengths = packed_texts(words)
        arrays: dict[str, Array] = {"words": texts, "lengths": lengths}
        arrays |= {"numbers": _stacked(numbers)} if numbers else {}
        arrays |= {"codes": _stacked(codes)} if codes else {}
        about = {"name": self.name, "rows": self.rows, "columns": told, "odd": odd}
        return Content({**about, "reading": dict(self.reading)}, arrays)


def _stacked(rows: Sequence[Array]) -> Array:
    """(k, n) of k arrays (n,), without a copy where they are the rows of one already."""
    base = rows[0].base
    if base is not None and base.shape == (len(rows), *rows[0].shape):
        whole: Array = np.asarray(base)
        if all(row.base is base and np.shares_memory(row, whole[i]) for i, row in enumerate(rows)):
            return whole
    return np.stack(rows)


def _few(names: Mapping[str, Any], most: int = 12) -> str:
    listed = ", ".join([*names][:most])
    return f"{listed} …" if len(names) > most else listed


@lru_cache(maxsize=4)
def table_of(content: Content) -> Table:
    """The table in a content. Raises ``ValueError`` with one sentence for one that is none."""
    try:
        return _read(content)
    except (KeyError, TypeError, IndexError, AttributeError, OverflowError):
        raise ValueError(translate("Data", "The data are no table as nnviz keeps it.")) from None


def _read(content: Content) -> Table:
    about, arrays = content.about, content.arrays
    rows, told = about["rows"], about["columns"]
    words = texts_of(arrays["words"], arrays["lengths"])
    counts = [line["words"] for line in told if "words" in line]
    numbers = _checked(arrays, "numbers", "f", len(told) - len(counts), rows)
    codes = _checked(arrays, "codes", "i", len(counts), rows)
    odd: list[dict[int, str]] = [{} for _ in told]
    for place, row, text in about["odd"]:
        if not 0 <= row < rows or not isinstance(text, str):
            raise IndexError
        odd[place][row] = text
    columns: list[Column] = []
    next_number = next_code = next_word = 0
    for line, cells in zip(told, odd, strict=True):
        name, title, unit = (_text(line[key]) for key in ("name", "title", "unit"))
        if "words" in line:
            own, count = codes[next_code], line["words"]
            known = tuple(words[next_word : next_word + count])
            if len(known) != count or (own < NOT_KEPT).any() or (own >= count).any():
                raise IndexError
            columns.append(Column(name, title, unit, codes=own, words=known))
            next_code, next_word = next_code + 1, next_word + count
        else:
            own = numbers[next_number]
            if np.isinf(own).any():
                raise IndexError
            columns.append(Column(name, title, unit, numbers=own, odd=cells))
            next_number += 1
    table = Table(_text(about["name"]), tuple(columns), rows, dict(about["reading"]))
    if next_word != len(words) or len(table.places) < len(columns) or not 0 < len(columns) <= MOST_COLUMNS:
        raise IndexError
    return table


def _checked(arrays: Mapping[str, Array], name: str, kind: str, count: int, rows: int) -> Array:
    """The array of that kind, (count, rows)."""
    if not count:
        return np.empty((0, rows))
    array = arrays[name]
    if array.shape != (count, rows) or array.dtype.kind != kind:
        raise IndexError
    return array


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
