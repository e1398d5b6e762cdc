"""What is shown of a sweep as it stands, and the words for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

from nnviz.drawing.numbers import chosen, measured, percent
from nnviz.said import Sentence, joined, translate
from nnviz.training.many.axes import value_text, word_of
from nnviz.training.many.outcome import Outcome, wilson
from nnviz.training.many.running import Task
from nnviz.training.many.summary import Bands, CellFigures, bands, by_cells, figures, judged
from nnviz.training.many.sweep import Ran, Sweep
from nnviz.training.measures import Metric

#: What a cell of the map tells.
Told = Literal["median", "spread", "holds"]
TELLS: Final[tuple[Told, ...]] = get_args(Told)


@dataclass(frozen=True, eq=False)
class SweepScene:
    """A sweep, the runs that have ended, those that are ``running``, and the cell that is ``chosen``.

    ``first`` is the cell whose runs stand above: the settings as they are, or else the chosen one.
    """

    sweep: Sweep
    rans: tuple[Ran, ...] = ()
    running: frozenset[Task] = frozenset()
    chosen: int = 0

    @cached_property
    def metric(self) -> Metric:
        """What the claim is about."""
        return self.sweep.claim.kind(self.sweep.experiment.kinds)

    @cached_property
    def first(self) -> int:
        plain = self.sweep.cell_at(())
        return self.chosen if plain is None else plain

    @cached_property
    def by_cell(self) -> tuple[tuple[Ran, ...], ...]:
        """The runs of each cell, by their seeds."""
        return by_cells(self.rans, len(self.sweep.cells))

    @cached_property
    def figures(self) -> tuple[CellFigures, ...]:
        """What those of each cell come to so far."""
        return tuple(figures(rans, self.sweep.claim) for rans in self.by_cell)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of the claim with each seed of the first cell."""
        return judged(self.by_cell[self.first], self.sweep.claim)

    @cached_property
    def bands(self) -> Bands:
        """The quantiles of the curves of the first cell."""
        return bands(self.by_cell[self.first], self.sweep.claim.metric)

    def ran(self, cell: int, seed: int) -> Ran | None:
        """What came of that run; None before it has ended."""
        return self._found.get((cell, seed))

    @cached_property
    def _found(self) -> dict[Task, Ran]:
        return {(ran.cell, ran.seed): ran for ran in self.rans}

    def number(self, value: float) -> str:
        """A value of the metric, as it is written: “90 %”, “0.125”."""
        return percent(value) if self.metric.unit == "share" else measured(value, self.metric.unit)

    @property
    def claimed(self) -> str:
        """The number that is claimed, with the digits that it has."""
        value = self.sweep.claim.value
        return percent(value) if self.metric.unit == "share" else chosen(value)

    # ---- words
    @property
    def said(self) -> Sentence:
        """What the seeds that are counted have done: the rest of the line behind “27 of 30”."""
        claim, value = self.sweep.claim, self.claimed
        upwards = claim.sign in (">", ">=")
        if claim.within is None and upwards:
            return translate("Sweep", "seeds end at {value} or more.").format(value=value)
        if claim.within is None:
            return translate("Sweep", "seeds end at {value} or less.").format(value=value)
        text = translate("Sweep", "seeds get down to {value} within {n} epochs.")
        if upwards:
            text = translate("Sweep", "seeds reach {value} within {n} epochs.")
        return text.format(value=value, n=claim.within)

    @property
    def expected(self) -> Sentence | str:
        """Between what the share of all seeds lies; "" before anything is known."""
        if not self.outcomes:
            return ""
        last = self.outcomes[-1]
        low, high = (round(100 * end) for end in wilson(last.kept, last.asked))
        return translate("Sweep", "With new seeds: {low} to {high} of 100 (95 % interval).").format(
            low=low, high=high
        )

    def told_of(self, cell: int, seed: int) -> Sentence:
        """What is told of one run."""
        ran = self.ran(cell, seed)
        if ran is None:
            at_it = (cell, seed) in self.running
            text = translate("Sweep", "Seed {seed}: not run yet.")
            if at_it:
                text = translate("Sweep", "Seed {seed}: being trained.")
            return text.format(seed=seed)
        if ran.fault or ran.broke:
            return translate("Sweep", "Seed {seed}: {why}").format(seed=seed, why=ran.fault or ran.broke)
        claim, end = self.sweep.claim, self.number(ran.last(self.sweep.claim.metric))
        first = ran.reached(claim)
        if first is None:
            return translate("Sweep", "Seed {seed}: {end} at the end; never {value}.").format(
                seed=seed, end=end, value=self.claimed
            )
        return translate("Sweep", "Seed {seed}: {end} at the end; {value} at epoch {epoch}.").format(
            seed=seed, end=end, value=self.claimed, epoch=first
        )

    def holds(self, ran: Ran) -> bool:
        """Whether the claim held of that run."""
        return ran.holds(self.sweep.claim)

    def cell_named(self, cell: int) -> Sentence:
        """Which values a cell has: “learning rate 0.03, units in Hidden 1 6”."""
        one = self.sweep.cells[cell]
        if not one.place:
            return translate("Sweep", "The settings as they are")
        pairs = zip(self.sweep.axes, one.values, strict=True)
        return joined([value_named(axis.name, value) for axis, value in pairs], ", ")

    def cell_told(self, cell: int) -> Sentence:
        """What is told of a cell of the map."""
        one, name, seeds = self.figures[cell], self.cell_named(cell), len(self.sweep.cells[cell].seeds)
        if not one.done:
            return translate("Sweep", "{cell}: not run yet.").format(cell=name)
        broke = ""
        if one.broke or one.faults:
            broke = translate("Sweep", " {n} did not come to their end.").format(n=one.broke + one.faults)
        if not math.isfinite(one.median):
            text = translate("Sweep", "{cell}: {done} of {seeds} runs.{broke}")
            return text.format(cell=name, done=one.done, seeds=seeds, broke=broke)
        return translate(
            "Sweep",
            "{cell}: {done} of {seeds} runs; at the end {median}, the middle half {low} to {high}; the claim "
            "holds for {held}.{broke}",
        ).format(
            cell=name,
            done=one.done,
            seeds=seeds,
            median=self.number(one.median),
            low=self.number(one.lower),
            high=self.number(one.upper),
            held=one.held,
            broke=broke,
        )


def value_named(name: str, value: object) -> Sentence:
    """A value with its setting: “6 units in Hidden 1”, “learning rate 0.03”."""
    text = translate("Sweep", "{setting} {value}")
    if isinstance(value, int) and not isinstance(value, bool):
        text = (
            translate("Sweep", "{value} {setting}") if name.rpartition(".")[2].startswith("units") else text
        )
    return text.format(setting=word_of(name), value=value_text(value))
