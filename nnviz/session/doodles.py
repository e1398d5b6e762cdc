"""My doodles: what a person drew of classes that they named, kept between starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from numpy.typing import ArrayLike
from PySide6.QtCore import QObject

from nnviz.data.own.doodles import Doodle, doodle, read_doodles, write_doodles
from nnviz.said import translate
from nnviz.session.kept_drawings import KeptDrawings


class MyDoodles(KeptDrawings[Doodle]):
    """The doodles with the names of their classes: see ``KeptDrawings``."""

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(translate("Session", "My doodles"), read_doodles, write_doodles, file, parent)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, in the order in which they were first drawn."""
        return tuple(dict.fromkeys(each.label for each in self.drawings))

    def add(self, strokes: Sequence[ArrayLike], label: str) -> int:
        """Keep a drawing of that class; returns its id. Raises ``ValueError`` with one sentence."""
        return self.keep(doodle(strokes, label))
