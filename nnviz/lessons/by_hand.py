"""One update worked out by hand, cell by cell: what belongs into each, and whether what was typed is it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.lessons.named import Named, read_named
from nnviz.said import Sentence, translate
from nnviz.training.divergence import Diverged
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.micro_cells import Cell, Phase, cells_of
from nnviz.training.snapshot import Snapshot

Array = NDArray[np.floating[Any]]

#: A rounded number may be off by this share of the true one, and no more: 0 is not 0.004.
NEAR: Final = 0.01
#: The most numbers of a sheet that somebody is asked to work out.
MOST: Final = 200

#: How each kind of number is worked out.
WORDS: Final[Mapping[str, Sentence | str]] = {
    "z": translate("Lessons", "what enters times the weights, added up, with the bias if there is one"),
    "a": translate("Lessons", "the activation of that sum"),
    "loss": translate("Lessons", "how wrong that is"),
    "da": translate("Lessons", "how much the loss grows with the output"),
    "slope": translate("Lessons", "the slope of the activation at the sum"),
    "dz": translate("Lessons", "the two above, multiplied"),
    "dW": translate("Lessons", "that, times what came in"),
    "update": translate("Lessons", "the old number − the learning rate × its gradient"),
}

_NUMBER = re.compile(r"(?P<sign>[-+−]?)(?P<whole>\d{0,15})(?:[.,](?P<rest>\d{0,15}))?", re.ASCII)


@dataclass(frozen=True, eq=False)
class HandCell:
    """A step of the update and its numbers: ``values`` of any shape, with the ``names`` of the parameters,
    and the ``letters`` that they have beside the network, where they are what the parameters become; those
    that are cut are left out. ``words`` say how it is worked out. What enters is ``given``."""

    number: int
    label: str
    phase: Phase
    values: Array
    names: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    words: Sentence | str = ""
    given: bool = False


@dataclass(frozen=True, eq=False)
class HandSheet:
    """An update to be worked out by hand, in the order of its micro-steps: all of the one sample that is
    learned from, then the parameters after it."""

    cells: tuple[HandCell, ...]

    def right(self, cell: int, place: tuple[int, ...], text: str) -> bool:
        """Whether a number as it was typed is the one at a place of a cell.

        It is where it is the true number rounded to as many decimals as were typed, and within 1 % of it.
        Raises ``ValueError`` with one sentence for a place that there is not, and for what is no number.
        """
        if not 0 <= cell < len(self.cells):
            raise ValueError(translate("Lessons", "There is no such cell."))
        values = self.cells[cell].values
        if len(place) != values.ndim or not all(
            0 <= one < size for one, size in zip(place, values.shape, strict=True)
        ):
            raise ValueError(translate("Lessons", "There is no such cell."))
        given, decimals = typed(text)
        true = float(values[place])
        rounded = abs(given - true) <= 0.5000001 * 10.0**-decimals
        return rounded and math.isclose(given, true, rel_tol=NEAR, abs_tol=1e-12)


def hand_sheet(snapshot: Snapshot, dataset: Dataset) -> HandSheet:
    """The update that follows ``snapshot``, to be worked out by hand.

    Raises ``ValueError`` with one sentence where it learns from several samples, has more numbers than
    anybody would work out, or breaks the run.
    """
    _check_count(len(snapshot.parameters))  # before anything is worked out
    try:
        batch = MicroBatch.of(snapshot, dataset)
    except Diverged as diverged:
        raise ValueError(str(diverged)) from None
    if batch.n > 1:
        raise ValueError(
            translate("Lessons", "Worked out by hand is an update of one sample, not of {count}.").format(
                count=batch.n
            )
        )
    cells = tuple(_hand_cell(number, cell, batch, snapshot) for number, cell in enumerate(cells_of(batch)))
    _check_count(sum(cell.values.size for cell in cells))
    return HandSheet(cells)


def _check_count(count: int) -> None:
    if count > MOST:
        raise ValueError(
            translate(
                "Lessons", "This update has {count} numbers; at most {most} are worked out by hand."
            ).format(count=count, most=MOST)
        )


def _hand_cell(number: int, cell: Cell, batch: MicroBatch, snapshot: Snapshot) -> HandCell:
    step, words = cell.steps[0], WORDS.get(cell.kind, "")
    if step.update is not None:
        there = [read_named(name) for name in step.update.names]
        kept = [at for at, named in enumerate(there) if not _cut(named, snapshot)]
        return HandCell(
            number,
            cell.label,
            cell.phase,
            step.update.new[kept],
            tuple(step.update.names[at] for at in kept),
            tuple(there[at].letter(snapshot) for at in kept),
            words,
        )
    of_sample = step.values.ndim > 0 and cell.kind != "dW"
    values = step.values[0] if of_sample else step.values
    return HandCell(number, cell.label, cell.phase, values, words=words, given=cell.kind == "input")


def _cut(named: Named, snapshot: Snapshot) -> bool:
    """Whether that weight or bias is cut: nothing becomes of it."""
    source = -1 if named.block == "bias" else named.index[0]
    return (named.place(snapshot), source, named.index[-1]) in snapshot.experiment.cut


def typed(text: str) -> tuple[float, int]:
    """A number as a person types it, with a decimal point or comma, and how many decimals it has.

    Raises ``ValueError`` with one sentence for what is none.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None or not (found["whole"] or found["rest"]):
        raise ValueError(
            translate("Lessons", "“{text}” is no number; write it as 0.25 or 0,25.").format(
                text=text.strip()[:40]
            )
        )
    rest = found["rest"] or ""
    value = float(f"{found['whole'] or '0'}.{rest or '0'}")
    return (-value if found["sign"] in ("-", "−") else value), len(rest)
