"""Remarkable epochs of a run: what was reached, changed by hand, found or branched off, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from nnviz.said import translate
from nnviz.training.edits import Change
from nnviz.training.measures import MetricsTable

MarkKind = Literal["accurate", "best", "edit", "diagnosis", "branch"]


@dataclass(frozen=True)
class Mark:
    """A remarkable epoch and, in a few words, why."""

    epoch: int
    text: str
    kind: MarkKind = "best"


@dataclass(eq=False)
class Marks:
    """The marks of a Timeline: those that its metrics and changes give, and those that are noted."""

    _reached: dict[str, Mark] = field(default_factory=dict)  # by the name of the metric
    _best: tuple[float, Mark] | None = None
    _edits: dict[int, Mark] = field(default_factory=dict)
    _noted: dict[tuple[MarkKind, str], Mark] = field(default_factory=dict)

    def until(self, newest: float) -> list[Mark]:
        """All of them, ascending, ``newest`` being the epoch evaluated last. A loss that still falls has no
        best yet."""
        marks = [*self._edits.values(), *self._noted.values(), *self._reached.values()]
        if self._best is not None and self._best[1].epoch < newest:
            marks.append(self._best[1])
        return sorted(marks, key=lambda mark: mark.epoch)

    @property
    def noted(self) -> tuple[Mark, ...]:
        """Those that were noted."""
        return tuple(self._noted.values())

    def note(self, mark: Mark) -> None:
        """Add a mark, unless there is one of its kind and text: the first is where it began."""
        self._noted.setdefault((mark.kind, mark.text), mark)

    def change(self, change: Change) -> None:
        """Take note of a live change, if it was made by hand."""
        if change.by_hand and change.epoch not in self._edits:
            self._edits[change.epoch] = Mark(change.epoch, translate("Training", "changed by hand"), "edit")

    def watch(self, table: MetricsTable) -> None:
        """Take note of epochs evaluated anew, at the cost of these alone."""
        for kind in table.kinds:
            if kind.reached is not None and kind.name not in self._reached:
                level, text = kind.reached
                rows = np.flatnonzero(table.values(kind.name) >= level)
                if rows.size:
                    self._reached[kind.name] = Mark(int(table.epochs[rows[0]]), text, "accurate")
            if kind.watched:
                losses = table.values(kind.name)
                losses = np.where(np.isfinite(losses), losses, np.inf)
                row = int(losses.argmin())
                if losses[row] < (np.inf if self._best is None else self._best[0]):
                    self._best = (float(losses[row]), Mark(int(table.epochs[row]), kind.watched, "best"))

    def copy(self) -> Marks:
        """The same, to go on by themselves."""
        return replace(self, _reached={**self._reached}, _edits={**self._edits}, _noted={**self._noted})

    def forget_after(self, epoch: int, changes: Iterable[Change]) -> None:
        """Forget what was noted or changed later than that; ``changes`` are those that are left."""
        self._edits = {}
        for change in changes:
            self.change(change)
        self._noted = {key: mark for key, mark in self._noted.items() if mark.epoch <= epoch}

    def watch_again(self, table: MetricsTable) -> None:
        """Of the metrics only these are left."""
        self._reached, self._best = {}, None
        if len(table):
            self.watch(table)
