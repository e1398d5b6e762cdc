"""A sweep as values that JSON knows, and as a table: a line for each run, and what all come to."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from typing import Any

from nnviz.training.many.axes import value_text
from nnviz.training.many.outcome import wilson
from nnviz.training.many.summary import CellFigures, by_cells, figures
from nnviz.training.many.sweep import Ran, Sweep
from nnviz.training.result import result_values


def run_values(sweep: Sweep, ran: Ran) -> dict[str, Any]:
    """One run: its seed, the values that were ``set``, its last metrics, and when the claim was ``reached``.

    ``broke`` and ``fault`` are there only where there is such a sentence.
    """
    cell, claim = sweep.cells[ran.cell], sweep.claim
    values: dict[str, Any] = {"seed": ran.seed, "set": _set(sweep, cell.values)}
    if len(ran.table):
        last = ran.table.row(-1)
        values |= result_values(last, last.epoch, ran.seconds)
    values |= {"reached": ran.reached(claim), "holds": ran.holds(claim)}
    return values | {name: str(said) for name in ("broke", "fault") if (said := getattr(ran, name))}


def summary_values(sweep: Sweep, rans: Sequence[Ran], seconds: float) -> dict[str, Any]:
    """What all that have run come to; ``cells`` in the order in which they stand. Of several together there
    is no ``interval``: they are not the same question."""
    found = [figures(these, sweep.claim) for these in by_cells(rans, len(sweep.cells))]
    cells = [
        {"set": _set(sweep, cell.values), "seeds": len(cell.seeds), **_figures(one)}
        for cell, one in zip(sweep.cells, found, strict=True)
    ]
    return {
        "claim": str(sweep.claim),
        "runs": sweep.runs,
        "done": len(rans),
        "held": sum(one.held for one in found),
        "broke": sum(one.broke for one in found),
        "faults": sum(one.faults for one in found),
        "interval": cells[0]["interval"] if len(cells) == 1 else None,
        "cells": cells,
        "seconds": round(seconds, 6),
    }


def _figures(one: CellFigures) -> dict[str, Any]:
    """The interval is null where nothing is known of the claim yet."""
    return {
        "done": one.done,
        "held": one.held,
        "broke": one.broke,
        "faults": one.faults,
        "interval": [*wilson(one.held, one.judged)] if one.judged else None,
        "lower_quartile": _known(one.lower),
        "median": _known(one.median),
        "upper_quartile": _known(one.upper),
    }


def as_json(sweep: Sweep, rans: Sequence[Ran], seconds: float) -> bytes:
    """The settings, every run with its curves, and the summary, as one JSON object."""
    runs = []
    for ran in in_order(rans):
        curves = {"epoch": ran.table.epochs.tolist()}
        for kind in ran.table.kinds:
            curves[kind.name] = [_known(value) for value in ran.table.values(kind.name).tolist()]
        runs.append(run_values(sweep, ran) | {"curves": curves})
    whole = {
        "experiment": sweep.experiment.to_dict(),
        "sweep": {axis.name: [value_text(value) for value in axis.values] for axis in sweep.axes},
        "runs": runs,
        "summary": summary_values(sweep, rans, seconds),
    }
    return json.dumps(whole, allow_nan=False, ensure_ascii=False).encode()


def as_csv(sweep: Sweep, rans: Sequence[Ran]) -> bytes:
    """A line for each run; what is not known is left empty."""
    metrics = [kind.name for kind in sweep.experiment.kinds]
    axes = [axis.name for axis in sweep.axes]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = ["seed", *axes, "epochs", *metrics, "reached", "holds", "seconds", "broke", "fault"]
    writer.writerow(names)
    for ran in in_order(rans):
        values = run_values(sweep, ran)
        values |= values.pop("set") | values.pop("metrics", {})
        values["holds"] = "yes" if values["holds"] else "no"
        writer.writerow([values.get(name) for name in names])
    return text.getvalue().encode()


def in_order(rans: Sequence[Ran]) -> list[Ran]:
    """By cells, and in each by seeds, whichever ended first."""
    return sorted(rans, key=lambda ran: (ran.cell, ran.seed))


def _set(sweep: Sweep, values: Sequence[Any]) -> dict[str, Any]:
    """The values by the names of their settings, numbers as numbers."""
    pairs = zip(sweep.axes, values, strict=False)
    return {
        axis.name: value if isinstance(value, int | float) else value_text(value) for axis, value in pairs
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def in_words(one: CellFigures) -> str:
    """How often a claim held, and between what the share of all seeds lies: “27 of 30 (74 to 97 %)”."""
    if not one.judged:
        return "-"
    low, high = (f"{100 * end:.0f}" for end in wilson(one.held, one.judged))
    return f"{one.held} of {one.judged} ({low} to {high} %)"
