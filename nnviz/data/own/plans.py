"""How each column of a table is read, found out by its beginning: as numbers, with a unit, or as words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.data.own.cells import LARGEST, SURE, Cells, common_unit, is_code
from nnviz.data.own.lines import Row
from nnviz.data.own.marks import numberlike
from nnviz.data.own.reading import Reading
from nnviz.said import translate

SAMPLE = 1_000  # rows
#: The least share of numbers in a column of numbers; what else is there is said, and counts as a gap.
LEAST_NUMBERS = 0.9
_MEASURED = re.compile(r"[+\-]?\d[\d.,]*\s*[^\W\d_]{1,4}\.?")
_LONGEST = 60  # letters of a number with its unit


@dataclass(frozen=True)
class Plan:
    """How a column is read: as numbers, with what stands around each of them, or else as words."""

    numbers: bool
    unit: tuple[str, str] = ("", "")
    sure: bool = True


def found_plans(
    rows: Sequence[Row], names: Sequence[str], reading: Reading
) -> tuple[tuple[Plan, ...], list[str]]:
    plans, said = [], []
    for place, name in enumerate(names):
        plan, note = _plan([row[place] for row in rows[:SAMPLE]], name, reading)
        plans.append(plan)
        said += [note] if note else []
    return tuple(plans), said


def _plan(column: Sequence[str], name: str, reading: Reading) -> tuple[Plan, str]:
    cells = Cells(reading)
    known = [cell for cell in column if not cells.gap(cell)]
    if not known:
        return Plan(numbers=True), ""
    if is_code(known):
        return Plan(numbers=False), ""
    numbers = [cells.number(cell) for cell in known]
    found = [number for number in numbers if number is not None]
    if len(found) >= LEAST_NUMBERS * len(known):
        sure = all(abs(number) <= SURE or number != int(number) for number in found)
        return Plan(numbers=True, sure=sure), ""
    unit = common_unit(known)
    if unit is not None and all(Cells(reading, unit).number(cell) is not None for cell in known):
        return Plan(numbers=True, unit=unit), ""
    alike = sum(numberlike(cell) for cell in known)
    note = ""
    if alike >= LEAST_NUMBERS * len(known):
        odd = next(cell for cell, number in zip(known, numbers, strict=True) if number is None)
        other_marks = translate(
            "Data",
            "“{name}” holds numbers with other marks, such as “{cell}”, and is read as words: choose the "
            "decimal mark, or make them alike.",
        )
        too_large = translate(
            "Data",
            "“{name}” holds numbers beyond 1e30, such as “{cell}”, and is read as words: give them in a "
            "larger unit.",
        )
        note = (too_large if _beyond(odd) else other_marks).format(name=name, cell=odd.strip()[:40])
    elif found or (any(map(str.isdigit, "".join(known[:50]))) and _measured(known)):
        odd = next(cell for cell, number in zip(known, numbers, strict=True) if number is None)
        note = translate(
            "Data", "“{name}” holds numbers and other things, such as “{cell}”, and is read as words."
        ).format(name=name, cell=odd.strip()[:40])
    return Plan(numbers=False), note


def _beyond(cell: str) -> bool:
    """Whether a number is there that is larger than any that is read."""
    try:
        return abs(float(cell)) > LARGEST
    except ValueError:
        return False


def _measured(cells: Sequence[str]) -> bool:
    """Whether most are a number with something behind it, such as different units."""
    short = [cell.strip() for cell in cells if len(cell) <= _LONGEST]
    return sum(_MEASURED.fullmatch(cell) is not None for cell in short) >= LEAST_NUMBERS * len(cells)
