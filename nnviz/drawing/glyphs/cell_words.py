"""What is said of one place in a map."""

from __future__ import annotations

import numpy as np

from nnviz.drawing.cells import Seen, part_of, seen
from nnviz.drawing.moment import Moment, map_full, map_scale
from nnviz.drawing.naming import map_name
from nnviz.drawing.numbers import fitted
from nnviz.drawing.part import Part, grid
from nnviz.drawing.selection import Selection
from nnviz.said import translate


def describe_cell(selection: Selection, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Which map, row and column, the value there, and where it looked."""
    part = part_of(selection, moment)
    assert part is not None
    row, column = selection.row + 1, selection.column + 1
    title = translate("Diagram", "{map}, row {row} column {column}")
    if grid(part.shape)[0] == 1:
        title = translate("Diagram", "{map}, step {column}")
    if len(part.shape) == 1:
        title = translate("Diagram", "{map}, all of it")
    text = title.format(map=map_name(part, selection.unit, moment), row=row, column=column)
    said = [] if "a" not in part.values else _values(part, selection, moment)
    looked = seen(selection, moment)
    if looked.winner is not None:
        said.append(_winner(looked.winner, grid(part.input_shape)[0] == 1))
    elif looked.fields:
        said.append(_window(looked))
    return text, tuple(said)


def _values(part: Part, selection: Selection, moment: Moment) -> list[str]:
    """a with its scale, and z where it is another number."""
    at = (selection.unit, selection.row, selection.column)
    z, a = (
        float(np.asarray(part.values[name]).reshape(part.units, *grid(part.shape))[at])
        for name in ("z" if "z" in part.values else "a", "a")
    )
    said = [] if z == a else [f"z = {fitted(z, 3, sign=True)}"]
    full = float(map_scale(part, moment)[selection.unit] if len(part.shape) > 1 else map_full(part, moment))
    scale = translate("Diagram", "a = {value} (full colour at {full})")
    return [*said, scale.format(value=fitted(a, 3), full=fitted(full, 2))]


def _window(looked: Seen) -> str:
    """The window in the picture, or in what else enters the network."""
    field = looked.fields[-1]
    rows, columns = field.on_map
    text = translate("Diagram", "sees rows {top}–{bottom}, columns {left}–{right}")
    if field.size[0] == 1:
        text = translate("Diagram", "sees steps {left}–{right}")
    return text.format(top=rows[0] + 1, bottom=rows[-1] + 1, left=columns[0] + 1, right=columns[-1] + 1)


def _winner(place: tuple[int, int], strip: bool) -> str:
    text = translate("Diagram", "the largest, from row {row} column {column}")
    if strip:
        text = translate("Diagram", "the largest, from step {column}")
    return text.format(row=place[0] + 1, column=place[1] + 1)
