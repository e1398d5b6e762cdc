"""The Sweep: an Experiment over seeds, and over values of one or two settings; and what came of each run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, Final

from nnviz.said import Sentence, translate
from nnviz.training.experiment import Experiment
from nnviz.training.many.axes import Axis, checked, with_value
from nnviz.training.many.claim import Claim
from nnviz.training.measures import MetricsTable
from nnviz.training.settings import LIMITS

MOST_SEEDS: Final = 1000
MOST_RUNS: Final = 100_000
MOST_AXES: Final = 2
MOST_NUMBERS: Final = 50_000_000  # measured in all runs together: 400 MB


@dataclass(frozen=True)
class Cell:
    """One combination of values: its ``place`` along each axis, () for the settings as they are."""

    place: tuple[int, ...]
    values: tuple[Any, ...]
    experiment: Experiment
    seeds: tuple[int, ...]

    def run(self, seed: int) -> Experiment:
        """The Experiment of one of its runs."""
        return self.experiment.with_(seed=seed)


@dataclass(frozen=True)
class Sweep:
    """Which runs there are. The settings as they are run with each of ``seeds``, and where there are ``axes``
    each combination of their values with each of ``cell_seeds``; ``seeds`` may be none then."""

    experiment: Experiment
    claim: Claim
    seeds: tuple[int, ...]
    axes: tuple[Axis, ...] = ()
    cell_seeds: tuple[int, ...] = ()

    def validated(self) -> Sweep:
        """This sweep. Raises ``ValueError`` with one sentence about the first thing wrong in it."""
        self.experiment.validated()
        if len(self.axes) > MOST_AXES:
            raise ValueError(translate("Training", "A sweep goes through one or two settings, not more."))
        if len({axis.name for axis in self.axes}) < len(self.axes):
            raise ValueError(
                translate("Training", "A sweep goes through “{name}” once, not twice.").format(
                    name=self.axes[0].name
                )
            )
        for axis in self.axes:
            checked(axis, self.experiment)
        for seeds in (self.seeds, self.cell_seeds):
            check_seeds(seeds)
        if not self.runs or (self.axes and not self.cell_seeds):
            raise ValueError(translate("Training", "A sweep needs a seed at least."))
        if self.runs > MOST_RUNS:
            raise ValueError(
                translate("Training", "These are {runs} runs; a sweep has {most} at most.").format(
                    runs=self.runs, most=MOST_RUNS
                )
            )
        rows = sum(
            len(cell.seeds) * (1 + cell.experiment.epochs // cell.experiment.evaluate_every)
            for cell in self.cells
        )
        if rows * (1 + len(self.experiment.kinds)) > MOST_NUMBERS:
            raise ValueError(
                translate(
                    "Training",
                    "These runs have {rows} evaluations in all, which is more than a sweep can keep: ask for "
                    "fewer runs or epochs, or evaluate less often.",
                ).format(rows=rows)
            )
        for cell in self.cells:
            self.claim.check(cell.experiment.kinds, cell.experiment.epochs)
        return self

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The settings as they are, unless they have no seeds, then the combinations, row by row: the first
        axis goes from left to right, the second downwards."""
        plain = (Cell((), (), self.experiment, self.seeds),) if self.seeds else ()
        if not self.axes:
            return plain
        across, *down = self.axes
        found = []
        for places in product(*(range(len(axis.values)) for axis in (*down, across))):
            place = (places[-1], *places[:-1])
            experiment, values = self.experiment, []
            for axis, at in zip(self.axes, place, strict=True):
                values.append(axis.values[at])
                experiment = with_value(experiment, axis.name, axis.values[at])
            found.append(Cell(place, tuple(values), experiment, self.cell_seeds))
        return (*plain, *found)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.seeds) + math.prod(len(axis.values) for axis in self.axes) * (
            len(self.cell_seeds) if self.axes else 0
        )

    def cell_at(self, place: Sequence[int]) -> int | None:
        """Which of ``cells`` stands there."""
        return next((at for at, cell in enumerate(self.cells) if cell.place == tuple(place)), None)


def check_seeds(seeds: Sequence[int]) -> None:
    """Raise ``ValueError`` with one sentence unless these can be the seeds of a sweep."""
    low, high = LIMITS["seed"]
    if len(seeds) > MOST_SEEDS:
        raise ValueError(
            translate("Training", "A sweep has at most {most} seeds, not {count}.").format(
                most=MOST_SEEDS, count=len(seeds)
            )
        )
    if len(set(seeds)) < len(seeds) or not all(low <= seed <= high for seed in seeds):
        raise ValueError(
            translate("Training", "Each seed is a whole number from 0 on, and stands there once.")
        )


def read_seeds(text: str) -> tuple[int, ...]:
    """“30” is the first thirty seeds from 0 on, “10-39” those from one to the other.

    Raises ``ValueError`` with one sentence for anything else.
    """
    first, dash, last = (part.strip() for part in text.partition("-"))
    digits = [part for part in (first, last) if part]
    if len(digits) != 1 + bool(dash) or not all(part.isascii() and part.isdigit() for part in digits):
        raise ValueError(
            translate("Training", "“{text}” are no seeds: write “30”, or “10-39”.").format(text=text[:40])
        )
    numbers = [int(part[:12]) for part in digits]
    begin, end = (numbers[0], numbers[1]) if dash else (0, numbers[0] - 1)
    if end < begin:
        raise ValueError(translate("Training", "A sweep needs a seed at least."))
    if end - begin >= MOST_SEEDS:
        raise ValueError(
            translate("Training", "A sweep has at most {most} seeds, not {count}.").format(
                most=MOST_SEEDS, count=end - begin + 1
            )
        )
    seeds = tuple(range(begin, end + 1))
    check_seeds(seeds)
    return seeds


def seeds_text(seeds: Sequence[int]) -> str:
    """The seeds as ``read_seeds`` reads them."""
    return str(len(seeds)) if not seeds or seeds[0] == 0 else f"{seeds[0]}-{seeds[-1]}"


@dataclass(frozen=True, eq=False)
class Ran:
    """What came of one run: ``cell`` is its place in ``Sweep.cells``. ``broke`` is the sentence of a run that
    has left the numbers there are, whose ``table`` ends there; ``fault`` that of one that could not run."""

    cell: int
    seed: int
    table: MetricsTable = field(default_factory=MetricsTable)
    seconds: float = 0.0
    broke: Sentence | str = ""
    fault: Sentence | str = ""
    _judged: dict[Claim, tuple[int | None, bool]] = field(default_factory=dict, repr=False)

    def reached(self, claim: Claim) -> int | None:
        """The first evaluated epoch at which the claim was so, however late; None: never."""
        return self._known(claim)[0]

    def holds(self, claim: Claim) -> bool:
        """Whether the claim held; not of a run that could not be trained."""
        return self._known(claim)[1]

    def _known(self, claim: Claim) -> tuple[int | None, bool]:
        """Asked for at every picture of many runs, and worked out once."""
        if claim not in self._judged:
            holds = not self.fault and claim.holds(self.table, broke=bool(self.broke))
            self._judged[claim] = claim.reached(self.table), holds
        return self._judged[claim]

    def last(self, metric: str) -> float:
        """The metric at the end of the run; NaN where it did not come to its end."""
        if self.broke or self.fault or not len(self.table):
            return math.nan
        return float(self.table.values(metric)[-1])
