"""Rows given one by one, as a lesson or a worked example has them: the inputs, then what is to come out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import Kind, RawData
from nnviz.said import translate

Row = tuple[float, ...]

#: Most rows, and most numbers in one.
ROWS, WIDTH = 1_000, 256
#: Fewest and most numbers of a row that are to come out.
TARGETS = (1, 64)
#: Most classes that rows can be of.
ROW_CLASSES = 64
_LARGEST = float(np.finfo(np.float32).max)


def check_rows(rows: Sequence[Row]) -> NDArray[np.float64]:
    """(n, width) the rows as numbers; (0, 0) without any.

    Raises ``ValueError`` with one sentence for too many rows or numbers, for rows that are not all of one
    length, and for what is no finite number.
    """
    if len(rows) > ROWS:
        raise ValueError(
            translate("Data", "At most {most} rows can be given, not {count}.").format(
                most=ROWS, count=len(rows)
            )
        )
    for number, row in enumerate(rows, 1):
        if not isinstance(row, tuple | list) or not all(type(value) in (int, float) for value in row):
            raise ValueError(
                translate("Data", "Row {number} must be a list of numbers.").format(number=number)
            )
        if len(row) != len(rows[0]):
            raise ValueError(
                translate(
                    "Data", "Row {number} has {count} numbers, where the first row has {first}."
                ).format(number=number, count=len(row), first=len(rows[0]))
            )
        if len(row) > WIDTH:
            raise ValueError(
                translate("Data", "A row has at most {most} numbers, not {count}.").format(
                    most=WIDTH, count=len(row)
                )
            )
        if not all(abs(value) <= _LARGEST for value in row):
            raise ValueError(
                translate(
                    "Data", "Row {number} has a number that is infinite, too large, or no number at all."
                ).format(number=number)
            )
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(rows[0]) if rows else 0)


def given_rows(rows: Sequence[Row], targets: int, kind: Kind, classes: int = 2) -> RawData:
    """The data of these rows: of values the last ``targets`` numbers are to come out, of classes the last
    number is one, counted from 0; there are as many ``classes``, or as many as the rows name.

    Raises ``ValueError`` with one sentence as ``check_rows`` does, for no rows, rows without an input, and a
    class that is none.
    """
    numbers = check_rows(rows)
    if not len(numbers):
        raise ValueError(
            translate("Data", "There are no rows: give at least one, its inputs and its target.")
        )
    out = targets if kind == "regression" else 1
    inputs = numbers.shape[1] - out
    if inputs < 1:
        raise ValueError(
            translate(
                "Data", "A row of {width} numbers, of which {out} are to come out, has no input left."
            ).format(width=numbers.shape[1], out=out)
        )
    if kind == "regression":
        return RawData(numbers[:, :inputs], numbers[:, inputs:])
    labels = numbers[:, -1]
    if not np.isin(labels, np.arange(ROW_CLASSES)).all():
        raise ValueError(
            translate("Data", "The class of a row must be a whole number from 0 to {most}.").format(
                most=ROW_CLASSES - 1
            )
        )
    count = max(classes, int(labels.max()) + 1)
    names = tuple(str(number) for number in range(count))
    return RawData(numbers[:, :inputs], labels.astype(np.int64), names)
