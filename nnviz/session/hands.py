"""My digits: what a person drew and taught, kept between starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from numpy.typing import ArrayLike
from PySide6.QtCore import QObject

from nnviz.data.hands.drawings import MyDigit, my_counts, my_digit, read_drawings, write_drawings
from nnviz.said import translate
from nnviz.session.kept_drawings import KeptDrawings


class MyDigits(KeptDrawings[MyDigit]):
    """The drawings with their labels: see ``KeptDrawings``."""

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(translate("Session", "My digits"), read_drawings, write_drawings, file, parent)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many there are of each of the ten digits."""
        labels = [digit.label for digit in self.drawings]
        return tuple(labels.count(label) for label in range(10))

    def add(self, strokes: Sequence[ArrayLike], label: int) -> int:
        """Keep a drawing as a ``label``; returns its id. Raises ``ValueError`` with one sentence."""
        return self.keep(my_digit(strokes, label))

    def add_counts(self, counts: ArrayLike, label: int) -> int:
        """Keep a digit cut out of a picture, (64,) counts 0..16, as a ``label``; returns its id.

        Raises ``ValueError`` with one sentence.
        """
        return self.keep(my_counts(counts, label))
