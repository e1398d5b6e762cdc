"""Columns of a table as they grow, a block of rows at a time, and what they have become at the end."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.own.cells import LARGEST, Cells
from nnviz.data.own.names import title_of
from nnviz.data.own.plans import LEAST_NUMBERS, Plan
from nnviz.data.own.reading import Reading
from nnviz.data.own.table import GAP, NOT_KEPT, Column

MOST_WORDS = 100_000
#: What stands for a point where points stand for commas, so that NumPy reads decimal commas.
SWAPPED = "\x01"
_MOST_ODD = 1_000


class Numbers:
    """A column of numbers that grows by blocks, of texts or of numbers read already; NaN where gaps are."""

    def __init__(self, name: str, plan: Plan, reading: Reading, dtype: str) -> None:
        self._name, self._plan, self.dtype = name, plan, dtype
        self._cells = Cells(reading, plan.unit)
        self._quick = not any(plan.unit) and not reading.thousands and reading.decimal == "."
        spelt = (form(gap) for form in (str.lower, str.upper, str.title) for gap in reading.gaps)
        self._gaps = {"", "NaN", *spelt}
        self._blocks: list[NDArray[Any]] = []
        self._rows = self._known = 0
        self._gapped = False
        self._odd: dict[int, str] = {}

    @property
    def rows(self) -> int:
        """How many there are."""
        return self._rows

    @property
    def has_gaps(self) -> bool:
        """Whether some of it are gaps."""
        return self._gapped

    @property
    def broken(self) -> bool:
        """Whether it is none: more than a tenth of it, or than a thousand cells, are no numbers."""
        odd = len(self._odd)
        return odd > _MOST_ODD or odd > (1 - LEAST_NUMBERS) * (self._known + odd)

    def is_gap(self, text: str) -> bool:
        """Whether a cell says that nothing is there."""
        return self._cells.gap(text)

    def plainly(self, text: str) -> float:
        """A number or a gap. Raises ``ValueError`` for anything else."""
        if text in self._gaps:
            return math.nan
        if "_" in text:
            raise ValueError(text)
        return float(text)

    def take(self, block: NDArray[Any]) -> None:
        """Take a block of numbers."""
        gaps = int(np.count_nonzero(np.isnan(block)))
        self._gapped = self._gapped or gaps > 0
        self._known += len(block) - gaps
        self._rows += len(block)
        self._blocks.append(block)

    def add(self, texts: Sequence[str], lined: bool) -> None:
        """Take a block of texts. ``lined``: a cell of it may hold an underline, as no number does."""
        if len(self._odd) > _MOST_ODD:
            return
        if not self._quick:
            block = self._marked(texts)
        else:
            block = None if lined and "_" in "".join(texts) else self._plain(texts)
        if block is None:
            block = self._one_by_one(texts)
        self.take(block.astype(self.dtype, copy=False))

    def _plain(self, texts: Sequence[str]) -> NDArray[np.float64] | None:
        """The numbers of a block of plain ones, and of gaps among them; None where there is anything else."""
        try:
            block = np.fromiter(map(float, texts), np.float64, len(texts))
        except ValueError:
            gaps = self._gaps
            try:
                block = np.array([math.nan if text in gaps else float(text) for text in texts])
            except ValueError:
                return None
        return None if (np.abs(block) > LARGEST).any() else block

    def _marked(self, texts: Sequence[str]) -> NDArray[np.float64] | None:
        """The same of numbers with other marks, or with a unit."""
        known = [text for text in texts if text not in self._gaps]
        found = self._cells.numbers(known)
        if found is None:
            return None
        block = np.fromiter(map(float, found), np.float64, len(found))
        if len(known) < len(texts):
            whole = np.full(len(texts), np.nan)
            whole[[place for place, text in enumerate(texts) if text not in self._gaps]] = block
            block = whole
        return None if (np.abs(block) > LARGEST).any() else block

    def _one_by_one(self, texts: Sequence[str]) -> NDArray[np.float64]:
        block = np.empty(len(texts))
        for row, text in enumerate(texts):
            number = self._cells.number(text)
            block[row] = math.nan if number is None else number
            if number is None:
                self._odd[self._rows + row] = text.strip()[:200]
        return block

    def column(self, whole: NDArray[Any]) -> Column:
        """All of it, in this array."""
        _join(self._blocks, whole)
        title, unit = title_of(self._name, "".join(self._plan.unit))
        return Column(self._name, title, unit, numbers=whole, odd=self._odd)


class Words:
    """A column of words that grows by blocks of texts."""

    def __init__(self, name: str, reading: Reading) -> None:
        self._name, self._reading = name, reading
        self._known: defaultdict[str, int] = defaultdict()
        self._known.default_factory = self._known.__len__
        self._blocks: list[NDArray[Any]] = []

    @property
    def rows(self) -> int:
        """How many there are."""
        return sum(map(len, self._blocks))

    def take(self, block: NDArray[Any]) -> None:
        """Take a block of texts as objects."""
        self.add(block.tolist(), False)

    def take_swapped(self, block: NDArray[Any]) -> None:
        """Take a block of texts in which points stood for commas, and ``SWAPPED`` for points."""
        self.add([text.replace(".", ",").replace(SWAPPED, ".") for text in block.tolist()], False)

    def add(self, texts: Sequence[str], lined: bool) -> None:
        """Take a block of texts."""
        if len(self._known) < MOST_WORDS:
            codes: Iterator[int] = map(self._known.__getitem__, texts)
        else:
            codes = (self._known.get(text, NOT_KEPT) for text in texts)
        self._blocks.append(np.fromiter(codes, np.int32, len(texts)))

    def column(self, codes: NDArray[np.int32]) -> Column:
        """All of it, in this array."""
        cells = Cells(self._reading)
        _join(self._blocks, codes)
        words: dict[str, int] = {}
        found = np.empty(len(self._known), np.int32)
        for place, text in enumerate(self._known):
            found[place] = GAP if cells.gap(text) else words.setdefault(text.strip(), len(words))
        if len(found):
            codes[:] = np.where(codes >= 0, found[codes], codes)
        title, _ = title_of(self._name, "")
        return Column(self._name, title, codes=codes, words=tuple(words))


Growing = Numbers | Words


def begun(names: Sequence[str], plans: Sequence[Plan], reading: Reading, dtype: str) -> list[Growing]:
    """Columns of these names, with nothing in them yet."""
    return [
        Numbers(name, plan, reading, dtype) if plan.numbers else Words(name, reading)
        for name, plan in zip(names, plans, strict=True)
    ]


def finished(columns: Sequence[Growing]) -> tuple[Column, ...]:
    """The columns, those of numbers side by side in one array, and those of words in another."""
    rows = columns[0].rows
    numbers = [column for column in columns if isinstance(column, Numbers)]
    dtype = numbers[0].dtype if numbers else "<f8"
    whole = iter(np.empty((len(numbers), rows), dtype))
    codes = iter(np.empty((len(columns) - len(numbers), rows), np.int32))
    return tuple(
        column.column(next(whole)) if isinstance(column, Numbers) else column.column(next(codes))
        for column in columns
    )


def _join(blocks: list[NDArray[Any]], whole: NDArray[Any]) -> None:
    """Put the blocks into one array; they are let go one by one."""
    start = 0
    blocks.reverse()
    while blocks:
        block = blocks.pop()
        whole[start : start + len(block)] = block
        start += len(block)
