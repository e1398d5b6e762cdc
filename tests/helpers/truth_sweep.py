"""What “Does it always?” may say: every run trained here by itself, counted, sorted and shared anew."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtWidgets import QWidget

from nnviz.session.sentences import told
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from nnviz.ui.paper_view import PaperView
from tests.helpers.truth_facts import Fact, N, P, fact
from tests.helpers.truth_moment import PLAIN
from tests.helpers.truth_texts import Said, owner, plain

#: The values of two settings, and the seeds: of the settings as they are, and of each cell.
RATES, UNITS = (0.01, 0.1, 50.0), (2, 4)


@dataclass
class Rights:
    """Accuracies by epoch of every run that has ended: (cell, seed) -> curve; cell 0 are the settings as they
    are, then row by row. ``running``, ``limit`` and ``within`` are as somebody asked for."""

    experiment: Experiment
    seeds: tuple[int, ...]
    cell_seeds: tuple[int, ...]
    limit: float = 0.9
    within: int = 8
    chosen: int = 1
    ended: frozenset[tuple[int, int]] = frozenset()
    working: bool = False
    curves: dict[tuple[int, int], list[float]] = field(default_factory=dict)

    def train(self) -> None:
        """Each run as it is by itself."""
        for cell, seeds in enumerate([self.seeds] + [self.cell_seeds] * (len(RATES) * len(UNITS))):
            settings = {}
            if cell:
                row, column = divmod(cell - 1, len(RATES))
                settings = {"learning_rate": RATES[column], "layers": str(UNITS[row])}
            for seed in seeds:
                experiment = self.experiment.with_(seed=seed, **settings)
                self.curves[cell, seed] = [one.test_accuracy for one in Trainer(experiment).run()]
        self.ended = frozenset(self.curves)

    def done(self, cell: int) -> dict[int, list[float]]:
        return {
            seed: curve
            for (at, seed), curve in self.curves.items()
            if at == cell and (at, seed) in self.ended
        }

    def first(self, cell: int, seed: int) -> float:
        """The epoch at which the limit was reached; infinite for never."""
        return next((e for e, value in enumerate(self.curves[cell, seed]) if value >= self.limit), math.inf)

    def held(self, cell: int) -> int:
        return sum(self.first(cell, seed) <= self.within for seed in self.done(cell))

    def ends(self, cell: int) -> list[float]:
        return [curve[-1] for curve in self.done(cell).values()]

    def interval(self) -> tuple[int, int]:
        """Between which shares p the count is no further off than 1.96 deviations of p: by trying."""
        count, share = len(self.done(0)), self.held(0) / len(self.done(0))
        tried = np.linspace(0, 1, 2_000_001)
        inside = tried[np.abs(share - tried) <= 1.959963985 * np.sqrt(tried * (1 - tried) / count)]
        return round(100 * inside[0]), round(100 * inside[-1])

    @property
    def failed(self) -> list[int]:
        return [seed for seed in sorted(self.done(0)) if self.first(0, seed) > self.within]


def spots(window: QWidget) -> list[Said]:
    """What the discs and cells of the pictures say where the pointer rests, or the keys are."""
    found = []
    for view in window.findChildren(PaperView):
        if view.isVisible():
            for spot in view.sheet.spots:
                about = (f"Spot {spot.name}", *owner(view))
                found.append(Said(about, "hover", plain(told(spot.told))))
    return found


def facts(right: Rights) -> list[Fact]:
    """All of it."""
    return [
        *PLAIN,
        *_asked(right),
        *_always(right),
        *_cells(right),
        *_reached(right),
        *_rows(right),
        *_foot(right),
        *_names(),
    ]


def _asked(right: Rights) -> list[Fact]:
    chips: Mapping[str, float] = {
        "Learning rate": right.experiment.learning_rate,
        "Batch size": right.experiment.batch_size or 0,
        "Value in percent": 100 * right.limit,
        "Seeds": len(right.seeds),
        "Seeds a cell": len(right.cell_seeds),
    }
    found = []
    for name, value in chips.items():
        found.append(fact(f"{name} told", rf"^{name}: ({N})$", value, where=f"{name}: {value:g}"))
        found.append(fact(name, rf"^({N})$", value, where=f"{name}: {value:g}"))
    epochs, units = {f"{right.experiment.epochs}", f"{right.within}"}, "Units in Hidden 1"
    return [
        *found,
        fact("epochs", rf"^(?:Epochs: )?({N})$", epochs, where="Epochs: "),
        fact("values", rf"^(?:Learning rate: )?({N})$", {f"{v:g}" for v in RATES}, where="Learning rate: "),
        fact("units", rf"^(?:{units}: )?({N})$", {f"{v}" for v in UNITS}, where=f"{units}: "),
        fact("network", rf"Run A: Moons, ({N}) ReLU", 3, where="SweepPanel"),
        fact("seeds from", "from 0 on", where="Seeds: "),
        fact("cores", rf"({N}) of ({N}) cores", None, None, where="PlaceCard"),
        fact("jobs", rf"^(?:Runs at once: )?({N})$", None, where="Runs at once"),
    ]  # fmt: skip


def _names() -> list[Fact]:
    return [fact("the name of a setting", "[Uu]nits in Hidden 1", least=2)]


def _always(right: Rights) -> list[Fact]:
    where, count = "How often the claim holds", len(right.done(0))
    below = r"\|".join(map(str, right.seeds))
    found = [
        fact(
            "claim",
            rf"seeds reach ({P}) within ({N}) epochs",
            right.limit,
            right.within,
            where=where,
            least=2,
        ),
        fact("seeds, and the scales", rf"(?<=\.\|){below}(?:\|\d+)+\|epochs", where=where),
        fact("bands", "10 to 90 %", where=where),
        fact("one not in time", rf"\|seed ({N})", _one_of(right.failed), where=where, least=0),
        fact("many not in time", rf"\|({N}) seeds", len(right.failed), where=where, least=0),
    ]
    if not count:
        return [*found, fact("not known", rf"\? of ({N})", len(right.seeds), where=where)]
    low, high = right.interval()
    return [
        *found,
        fact("how many", rf"^({N}) (?:of|/) ({N})", right.held(0), count, where=where, least=2),
        fact("interval", rf"new seeds: ({N}) to ({N}) of 100 \(95 % int", low, high, where=where, least=2),
    ]  # fmt: skip


def _one_of(numbers: Sequence[int]) -> set[str]:
    return {str(number) for number in numbers}


def _cells(right: Rights) -> list[Fact]:
    where, epochs, count = "Map over the settings", right.experiment.epochs, len(right.cell_seeds)
    numbers = []
    for cell in range(1, 1 + len(RATES) * len(UNITS)):
        done = right.done(cell)
        if len(done) == count or (done and not right.working):
            numbers.append(100 * float(np.median(right.ends(cell))))
    axis = [*RATES, *UNITS]
    scale = _scale(right)
    written = rf"units in Hidden 1((?:\|{N})*?)\|learning rate((?:\|{N})*?)((?:\|{N}){{3}})\|not run\|yet"
    found = [
        fact("map", written, axis, numbers, scale, where=where),
        fact("title", rf"after ({N}) epochs", epochs),
    ]
    for cell in range(1, 1 + len(RATES) * len(UNITS)):
        row, column = divmod(cell - 1, len(RATES))
        name = rf"^learning rate ({N}), ({N}) units in Hidden 1"
        values, spot, done = (RATES[column], UNITS[row]), f"Spot cell:{cell}", right.ends(cell)
        if not done:
            found.append(fact(f"cell {cell}", rf"{name}: not run yet", *values, where=spot))
            continue
        quartiles = np.quantile(done, (0.5, 0.25, 0.75)).tolist()
        told = (
            rf"{name}: ({N}) of ({N}) runs; at the end ({P}), the middle half ({P}) to ({P}); the claim "
            rf"holds for ({N})\."
        )
        rights = (*values, len(done), count, *quartiles, right.held(cell))
        found.append(fact(f"cell {cell}", told, *rights, where=spot))
        if cell == right.chosen:  # where the keys are
            found.append(fact(f"cell {cell} told", told, *rights, where=where, least=0))
    return found


def _scale(right: Rights) -> list[float]:
    medians = [float(np.median(ends)) for c in range(1, 7) if (ends := right.ends(c))]
    low = math.floor(10 * min(medians) - 1e-9) / 10 if medians else 0.0
    return [100.0, 50 * (1 + low), 100 * low]


def _reached(right: Rights) -> list[Fact]:
    where, known = "When the claim was reached", sorted(right.done(0))
    order = sorted(known, key=lambda seed: (right.first(0, seed), seed))
    reached = sum(right.first(0, seed) < math.inf for seed in known)
    found = [
        fact("title", rf"When ({P}) was reached", right.limit, where=where, least=2),
        fact("step", rf"in steps of ({N})\.", 1, where=where),
        fact("discs", r"(?<=\|never)((?:\|\d+)*)$", order, where=where),
        fact("epochs", r"(?<=open it\.)(?:\|\d+)+(?=\|never)", where=where),
        fact("how many", rf": ({N}) of ({N}) runs\.$", reached, len(known), where=where),
    ]
    for seed in right.seeds:
        spot = f"Spot run:0:{seed}"
        if (0, seed) not in right.ended:
            found.append(
                fact(f"seed {seed}", rf"^Seed ({N}): (?:not run yet|being trained)\.", seed, where=spot)
            )
            continue
        first, end = right.first(0, seed), right.curves[0, seed][-1]
        how = rf"^Seed ({N}): ({P}) at the end; "
        if first == math.inf:
            found.append(
                fact(f"seed {seed}", how + rf"never ({P})\.", seed, end, right.limit, where=spot, least=2)
            )
        else:
            told = how + rf"({P}) at epoch ({N})\."
            found.append(fact(f"seed {seed}", told, seed, end, right.limit, first, where=spot, least=2))
    return found


def _rows(right: Rights) -> list[Fact]:
    cell, done = right.chosen, right.done(right.chosen)
    row, column = divmod(cell - 1, len(RATES))
    values = []
    for seed in right.cell_seeds:
        values += [seed, done[seed][-1]] if seed in done else [seed]
    middle = sorted(right.done(0), key=lambda seed: (right.first(0, seed), -right.curves[0, seed][-1], seed))
    median = middle[(len(middle) - 1) // 2] if middle else None
    found = [
        fact(
            "cell",
            rf"Learning rate ({N}), ({N}) units in Hid",
            RATES[column],
            UNITS[row],
            where="SectionTitle",
        ),
        fact("rows", r"^((?:\d+\|(?:[\d <>]+%\|)?Open\|?)+)$", lambda m: _row(m[1], values), where="QWidget"),
        fact("that hold", rf"({N}) of ({N}) hold", right.held(cell), len(done), least=0),
        fact("seeds of the cell", rf"^({N}) seeds$", len(right.cell_seeds), where="Caption", least=0),
    ]
    if median is not None:
        opened = right.failed[0] if right.failed else median
        found.append(fact("open", rf"^Open seed ({N})$", opened, where="Open seed", least=2))
        found.append(fact("beside", rf"^beside seed ({N}),", median, where="beside seed", least=0))
    return found


def _row(text: str, values: Sequence[float]) -> bool:
    found = re.findall(rf"{P}|{N}", text)
    return len(found) == len(values) and all(
        abs(float(f.strip(" %").replace("<", "").replace(">", "")) / (100 if "%" in f else 1) - v) <= 0.006
        for f, v in zip(found, values, strict=True)
    )


def _foot(right: Rights) -> list[Fact]:
    runs, done = len(right.curves), len(right.ended)
    return [
        fact("share", r"^(\d+)%$", round(100 * done / runs), where="_Bar"),
        fact("done", rf"^({N})$", done, where="SweepFoot", least=0),
        fact(
            "of", rf"of ({N}) runs(?:, about ({N}) (?:s|min) left)?", runs, None, where="SweepFoot", least=0
        ),
        fact("run", rf"^Run ({N})(?: runs)?$", runs, where="Run ", least=0),
        fact("at a time", rf"^({N}) runs? at a time$", 1, where="SweepFoot", least=0),
    ]
