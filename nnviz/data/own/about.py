"""What there is to say of the columns of a table: their kind, what is missing, how they would enter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from nnviz.data.own.prepare import NO, YES
from nnviz.data.own.table import GAP, Column, Table, written
from nnviz.said import Sentence, translate

#: The kinds of columns by name, in words.
KINDS: dict[str, Sentence] = {
    "number": translate("Data", "number"),
    "category": translate("Data", "category"),
    "yes_no": translate("Data", "yes or no"),
    "identifier": translate("Data", "identifier"),
    "text": translate("Data", "text"),
    "date": translate("Data", "date"),
    "constant": translate("Data", "constant"),
    "empty": translate("Data", "empty"),
}
#: A category with more words than these is used only if somebody asks for it.
USUAL_WORDS = 50
#: Bars of the small histogram of a number.
BINS = 16
_ENTERS = {"number": "number", "category": "category", "yes_no": "yes_no"}
_SAMPLED = 2_000  # rows of large tables by which it is seen that a number has many values
_LONGEST = 60  # letters of a date
_JUDGED = 200  # words by which a date or a text is seen
_ID = re.compile(r"(?:.*[ _.\-])?(?:id|ids|idx|index|nr|no|number|nummer|key|uuid|guid|row|serial|#)", re.I)
_ID_TAIL = re.compile(r".*[a-z](?:Id|ID|Nr|No)$")
_DATES = tuple(
    re.compile(form)
    for form in (
        r"\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
        r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:[AaPp][Mm])?",
        r"\d{1,2}[ \-][A-Za-z]{3,9}\.?[ \-]\d{2,4}",
        r"[A-Za-z]{3,9}\.? \d{1,2},? \d{4}",
        r"\d{1,2}:\d{2}(?::\d{2})?",
    )
)


@dataclass(frozen=True, eq=False)
class AboutColumn:
    """What there is to say of a column of ``rows``, of one of the ``KINDS``.

    ``enters`` is how it enters where nobody says anything, "" for not at all, and ``why_not`` the reason.
    ``missing`` counts its gaps, and the ``odd`` cells among them that hold something that is no number.
    """

    column: Column
    kind: str
    rows: int
    missing: int
    enters: str
    why_not: str = ""

    @property
    def name(self) -> str:
        """What it is called in the file."""
        return self.column.name

    @property
    def odd(self) -> int:
        """How many cells of a column of numbers hold something else."""
        return len(self.column.odd)

    @cached_property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The words of a column, or the values of a number that has few, and how often each is there; the
        commonest first."""
        words, counts = _counted(self.column)
        order = np.argsort(-counts, kind="stable")
        return tuple((words[place], int(counts[place])) for place in order)

    @cached_property
    def span(self) -> tuple[float, float] | None:
        """The smallest and the largest number, None for words and where there is none."""
        numbers = self.column.numbers
        if numbers is None or self.missing == self.rows:
            return None
        return float(np.nanmin(numbers)), float(np.nanmax(numbers))

    @cached_property
    def histogram(self) -> NDArray[np.int64] | None:
        """(``BINS``,) how many numbers lie in each part of the ``span``; None for words."""
        numbers = self.column.numbers
        if numbers is None or self.span is None:
            return None
        known = numbers if not self.missing else numbers[~np.isnan(numbers)]
        low, high = self.span
        return np.histogram(known, BINS, (low, high if high > low else low + 1))[0].astype(np.int64)


@lru_cache(maxsize=2)
def about_columns(table: Table) -> tuple[AboutColumn, ...]:
    """What there is to say of each column."""
    return tuple(_about(column, table.rows) for column in table.columns)


def _about(column: Column, rows: int) -> AboutColumn:
    missing = int(np.count_nonzero(column.gaps))
    kind = _kind_of_numbers(column, rows, missing) if column.codes is None else _kind_of_words(column, rows)
    enters, why = _ENTERS.get(kind, ""), _WHY.get(kind, "")
    if kind == "category" and column.numbers is None and (count := _different(column)) > USUAL_WORDS:
        enters = ""
        why = translate("Data", "It has {count:,} different words: one input for each is used if you ask.")
        why = why.format(count=count)
    return AboutColumn(column, kind, rows, missing, enters, why)


_WHY: dict[str, Sentence] = {
    "identifier": translate("Data", "It tells each row from the others, and nothing about it."),
    "text": translate("Data", "Texts are not learned from."),
    "date": translate("Data", "Dates are not learned from."),
    "constant": translate("Data", "It is the same in every row."),
    "empty": translate("Data", "Nothing stands in it."),
}


def _kind_of_numbers(column: Column, rows: int, missing: int) -> str:
    numbers = column.numbers
    assert numbers is not None
    if missing == rows:
        return "empty"
    low, high = np.nanmin(numbers), np.nanmax(numbers)
    if low == high:
        return "constant"
    if (low, high) == (0, 1) and not ((numbers != 0) & (numbers != 1) & ~np.isnan(numbers)).any():
        return "yes_no"
    named = _ID.fullmatch(column.name.strip()) or _ID_TAIL.match(column.name.strip())
    if not missing and rows >= 5 and low == np.floor(low):
        steps = np.diff(numbers)
        if (steps == 1).all() or (named and _all_differ(numbers) and (numbers == np.floor(numbers)).all()):
            return "identifier"
    return "number"


def _all_differ(numbers: NDArray[np.floating]) -> bool:
    sample = numbers[:_SAMPLED]
    return len(np.unique(sample)) == len(sample) and len(np.unique(numbers)) == len(numbers)


def _kind_of_words(column: Column, rows: int) -> str:
    codes, words = column.codes, column.words
    assert codes is not None
    count = _different(column)
    if count < 2:
        return "constant" if count else "empty"
    if (codes < GAP).any():
        return "text"
    known = int(np.count_nonzero(codes != GAP))
    judged = words[:_JUDGED]
    short = [word for word in judged if len(word) <= _LONGEST]
    if sum(any(form.fullmatch(word) for form in _DATES) for word in short) >= 0.9 * len(judged):
        return "date"
    if {word.lower() for word in words} & YES and {word.lower() for word in words} & NO and count == 2:
        return "yes_no"
    if count == known and known >= 10:
        return "text" if _are_texts(judged) else "identifier"
    if count > USUAL_WORDS and (_are_texts(judged) or count > 0.5 * known):
        return "text"
    return "category"


def _different(column: Column) -> int:
    """How many words it has."""
    assert column.codes is not None
    return len(np.unique(column.codes[column.codes != GAP]))


def _are_texts(words: Sequence[str]) -> bool:
    """Whether they are sentences rather than names."""
    return sum(" " in word.strip() or len(word) > 40 for word in words) > 0.5 * len(words)


def _counted(column: Column) -> tuple[list[str], NDArray[np.int64]]:
    if column.codes is not None:
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.words))
        return [*column.words], counts.astype(np.int64)
    assert column.numbers is not None
    values, counts = np.unique(column.numbers[~np.isnan(column.numbers)], return_counts=True)
    most = 200
    return [*map(written, values[:most])], counts[:most].astype(np.int64)
