"""Lines of a text taken apart into the rows of a table, and what is said of one that is not as the others."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from nnviz.data.own.reading import Reading
from nnviz.said import Sentence, translate

Row = list[str]


def rows_of(lines: Iterable[str], reading: Reading) -> Iterator[Row]:
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
