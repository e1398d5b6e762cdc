"""What is said of rows of a table, in words: how many are right, what each was called, how far it is off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.training.row_answers import RowAnswers

Which = Literal["all", "hardest", "wrong", "cell"]


@dataclass(frozen=True)
class RowLine:
    """A line of the list: the ``row`` in the file and its place in its part, and what is said of it.

    ``off`` is how far a value is off, "" for classes; ``sure`` is NaN where nobody knows.
    """

    row: int
    index: int
    said: str
    was: str
    right: bool
    sure: float
    loss: str
    off: str = ""


def listed(answers: RowAnswers, which: Which, cell: tuple[int, int] | None = None) -> tuple[int, ...]:
    """The places of the rows to list, in their order; of a ``cell`` those that were of the one class and
    called the other."""
    if which == "cell" and cell is not None:
        there = (answers.labels == cell[0]) & (answers.said == cell[1])
        return tuple(answers.hardest[there[answers.hardest]].tolist())
    if which == "wrong":
        return tuple(answers.wrong.tolist())
    if which == "hardest":
        return tuple(answers.hardest.tolist())
    return tuple(range(len(answers.labels)))


def line_of(answers: RowAnswers, dataset: Dataset, index: int) -> RowLine:
    """What there is to say of the row at that place of its part."""
    places = dataset.test_indices if answers.part == "test" else dataset.train_indices
    lost = float(answers.losses[index])
    loss = numbers.chosen(lost, 3) if lost >= 100 else numbers.fitted(lost, 2)
    if answers.of_classes:
        names = dataset.class_names
        return RowLine(
            int(places[index]) + 1,
            index,
            names[int(answers.said[index])],
            names[int(answers.labels[index])],
            bool(answers.right[index]),
            float(answers.sure[index]),
            loss,
        )
    said, was = (np.atleast_1d(values[index]) for values in (answers.said, answers.labels))
    apart = said - was
    furthest = int(np.abs(apart).argmax())
    return RowLine(
        int(places[index]) + 1,
        index,
        ", ".join(numbers.chosen(value, 4) for value in said.tolist()),
        ", ".join(numbers.chosen(value, 4) for value in was.tolist()),
        True,
        float("nan"),
        loss,
        ("+" if apart[furthest] > 0 else "") + numbers.chosen(float(apart[furthest]), 3),
    )
