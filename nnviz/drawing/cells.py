"""Single places in maps: what is under the pointer, the next one, and the windows that a place has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnviz.drawing.layout import DiagramLayout, MapTiles, Rect
from nnviz.drawing.moment import Moment
from nnviz.drawing.part import Part, grid
from nnviz.drawing.selection import Selection
from nnviz.training.receptive import Field, fields, reached

SEEN_MOST = 16  # channels whose windows are drawn


# ---- pointing and walking
def cell_at(layout: DiagramLayout, x: float, y: float) -> Selection | None:
    """The cell at (x, y) of the layout; None beside all maps, and on those of the input."""
    for place, tiles in reversed(layout.maps.items()):
        found = tiles.at(x, y)
        if found is not None and tiles.index >= 0:
            own = layout.layers[tiles.index].maps
            behind = place - own.place if own is not None else 0
            return Selection("neuron", tiles.index, found[0], -1, found[1], found[2], behind)
    return None


def tiles_of(selection: Selection, layout: DiagramLayout) -> MapTiles | None:
    """The maps that a cell is in; None where they are not shown."""
    own = layout.layers[selection.layer].maps
    return None if own is None else layout.maps.get(own.place + selection.behind)


def cell_frames(selection: Selection, layout: DiagramLayout) -> list[Rect]:
    """The ground of a cell that is shown."""
    tiles = tiles_of(selection, layout)
    if tiles is None or selection.unit not in tiles.units:
        return []
    slot, row, column = tiles.units.index(selection.unit), selection.row, selection.column
    return [tiles.span(slot, (row, row + 1), (column, column + 1))]


def entered(selection: Selection, layout: DiagramLayout) -> Selection | None:
    """The cell in the middle of a map that is selected; None where what is selected is none."""
    if selection.kind != "neuron" or selection.cell or (tiles := tiles_of(selection, layout)) is None:
        return None
    return replace(selection, row=tiles.rows // 2, column=tiles.columns // 2)


def next_cell(selection: Selection, dx: int, dy: int, layout: DiagramLayout) -> Selection:
    """The cell one step of (dx, dy) further, within its map; of maps of a single one that above or below."""
    tiles = tiles_of(selection, layout)
    if tiles is None:
        return selection
    if tiles.rows == tiles.columns == 1 and selection.unit in tiles.units:
        slot = min(max(tiles.units.index(selection.unit) + dy, 0), len(tiles.units) - 1)
        return replace(selection, unit=tiles.units[slot])
    row = min(max(selection.row + dy, 0), tiles.rows - 1)
    return replace(selection, row=row, column=min(max(selection.column + dx, 0), tiles.columns - 1))


# ---- what a place is, and what it has seen
def part_of(selection: Selection, moment: Moment) -> Part | None:
    """The part whose map a cell is in; None where there is no such cell."""
    place = moment.columns[selection.layer].place + selection.behind
    if not 0 < place < len(moment.parts):
        return None
    part = moment.parts[place]
    rows, columns = grid(part.shape)
    there = selection.unit < part.units and selection.row < rows and 0 <= selection.column < columns
    return part if part.index == selection.layer and there else None


@dataclass(frozen=True)
class Seen:
    """What a cell has seen: ``fields``, the nearest first, by the place of the part whose maps they are in.

    ``winner`` is the place (row, column) in the nearest one that the largest was taken of, if one was.
    """

    fields: tuple[Field, ...]
    winner: tuple[int, int] | None = None


def seen(selection: Selection, moment: Moment) -> Seen:
    """The windows of a cell in every map before it. Of a whole map it is the winner whose windows follow."""
    part = part_of(selection, moment)
    if part is None:
        return Seen(())
    layers = [one.layer for one in moment.parts[1:] if one.layer is not None]
    found = fields(layers, part.place - 1, selection.unit, selection.row, selection.column)
    won = winner(part, found[0])
    if won is not None and len(part.shape) == 1 and len(found) > 1:
        found = (found[0], *fields(layers, part.place - 2, selection.unit, *won))
    return Seen(found, won)


def seen_by(pixel: Selection, moment: Moment) -> tuple[Field, ...]:
    """Where a pixel of the input counts in the maps behind it, the nearest first."""
    rows, columns = moment.input.shape[-2:]
    row, column = divmod(pixel.unit % (rows * columns), columns)
    layers = [one.layer for one in moment.parts[1:] if one.layer is not None]
    return reached(layers, row, column)


def winner(part: Part, field: Field) -> tuple[int, int] | None:
    """The first largest value, row by row, in the window of a pooling that takes the largest."""
    layer = part.layer
    takes = layer is not None and any(quantity.name == "winner" for quantity in layer.quantities)
    if not takes or "x" not in part.values:
        return None
    maps = np.asarray(part.values["x"]).reshape(part.input_shape[0], *grid(part.input_shape))
    rows, columns = field.on_map
    window = maps[field.channel][np.ix_(rows, columns)]
    row, column = np.unravel_index(int(window.argmax()), window.shape)
    return rows[row], columns[column]


def channels(field: Field, tiles: MapTiles) -> Sequence[int]:
    """The slots of ``tiles`` whose maps a field is in, at most so many as are drawn."""
    if field.channel >= 0:
        return [tiles.units.index(field.channel)] if field.channel in tiles.units else []
    return range(min(len(tiles.units), SEEN_MOST))
