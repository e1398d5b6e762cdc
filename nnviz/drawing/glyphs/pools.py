"""Pooling: beside each map the smaller one that is made of it, or the bead that all of it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnviz.drawing.glyph import Box, Form, MapForm, Room
from nnviz.drawing.glyphs.maps import RIM, cells, form_of
from nnviz.drawing.layout import InputBox, LayerBox, MapTiles, PoolBox, Rect
from nnviz.drawing.moment import Moment, map_full, map_scale
from nnviz.drawing.part import Floats, Part, grid
from nnviz.drawing.shapes import Beads, Grids, Joins, Places, Shape

GAP_JOINED, GAP_CLOSE = 24.0, 4.0  # px from a map to what is made of it: in one column, in two (M5)
BEAD = 8.5  # px, the radius of what a whole map becomes


def beside(part: Part, host: Form) -> Form:
    """Right of each map of ``host``, a cell being as large as there."""
    assert host.maps is not None
    gap = GAP_JOINED if host.columns == 1 else GAP_CLOSE
    if len(part.shape) == 1:
        gap = max(gap, 10.0)
        lead = host.beside + gap + BEAD
        return Form(gap + 2 * BEAD + 2, radius=BEAD, lead=lead, beside=host.beside)
    maps = _maps(part, host.maps.wide, host.maps.high)
    lead = host.beside + gap + maps.width / 2
    return Form(gap + maps.width, tile=maps.width, lead=lead, maps=maps, beside=host.beside)


def _maps(part: Part, wide: float, high: float) -> MapForm:
    rows, columns = grid(part.shape)
    return MapForm(rows, columns, wide, high)


def measure(part: Part, room: Room) -> Form:
    """In a column of its own, where another layer lies between, or after the input: as large as beside it."""
    if len(part.shape) == 1:
        return Form(GAP_JOINED + 2 * BEAD + RIM, radius=BEAD, lead=GAP_JOINED + BEAD)
    before = form_of(replace(part, shape=part.input_shape), room).maps
    assert before is not None
    maps = _maps(part, before.wide, before.high)
    return Form(GAP_JOINED + maps.width + RIM, tile=maps.width, lead=GAP_JOINED + maps.width / 2, maps=maps)


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> PoolBox:
    assert isinstance(before, LayerBox | InputBox)
    column = _column(part, form, left, room, before)
    reach = column.tile / 2 + column.radius + room.px(RIM)
    out = np.array(_leaving(before))
    out[: len(column.units)] = column.bead_x + reach
    half = max(column.half, column.radius)
    host = before.maps if isinstance(before, LayerBox) else None
    joins = _joins(column, form, room)
    return PoolBox(
        part.place, part.index, float(column.x.min()) - column.tile / 2, float(column.y.min()) - half,
        float(out.max()), float(column.y.max()) + half, column, out, host, joins,
    )  # fmt: skip


def _leaving(before: LayerBox | InputBox) -> Floats:
    return before.leave_x


def _column(part: Part, form: Form, left: float, room: Room, before: LayerBox | InputBox) -> LayerBox:
    """The places of the maps or beads, each at the height of the one that it is made of."""
    px, host = room.px, before.maps if isinstance(before, LayerBox) else None
    units = before.units if isinstance(before, LayerBox) else tuple(range(part.units))
    y = np.array(before.y if isinstance(before, LayerBox) else before.leave_y, dtype=np.float64)[: len(units)]
    x = np.full(len(units), left + px(form.lead))
    if host is not None and not form.width:
        x = host.x + host.wide / 2 + px(form.lead)
    elif host is not None:  # in a column of their own those stand apart that come of one row
        y = np.asarray(_apart(y, host.high), dtype=np.float64)
    radius = px(form.radius)
    tiles = MapTiles(part.index, part.place, units, x, y, 1, 1, 2 * radius, 2 * radius)
    if form.maps is not None:
        wide, high = px(form.maps.width), px(form.maps.height)
        if host is not None and form.lead - form.beside - form.maps.width / 2 < 2 * GAP_CLOSE:
            y = y + max(0.0, (host.high - high) / 2)  # at the foot of the map it stands close to
        size = (form.maps.rows, form.maps.columns, wide, high)
        tiles = MapTiles(part.index, part.place, units, x, y, *size)
    half = px(form.tile) / 2 + radius
    return LayerBox(
        part.index, part.units, units, 0, x, y, x, x - half, x + half, px(form.tile), radius, 0.0,
        float(x.min()) - half, float(x.max()) + half, None, tiles,
    )  # fmt: skip


def _apart(y: Floats, high: float) -> Floats:
    """Heights of which several are one, a little above and below it; ``high`` is a map of a lone row."""
    rows, row, counts = np.unique(y, return_inverse=True, return_counts=True)
    most = int(counts.max())
    if most == 1:
        return y
    gap = float(np.diff(rows).min()) if len(rows) > 1 else 2 * high
    rank = np.arange(len(y)) - np.searchsorted(row, row)  # units stand row by row
    return y + (rank - (most - 1) / 2) * gap / most


def _joins(column: LayerBox, form: Form, room: Room) -> tuple[Rect, ...]:
    """A line to each map or bead from what stands left of it, where there is room for one."""
    half = column.tile / 2 + column.radius
    rim, gap = room.px(RIM), room.px(form.lead - form.beside) - half
    length = gap - 2 * rim
    if length < 4:
        return ()
    starts = (column.x - half - gap + rim).tolist()
    return tuple((start, y, length, 0.0) for start, y in zip(starts, column.y.tolist(), strict=True))


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, PoolBox)
    column = box.column
    made: list[Shape] = [Joins(column, box.joins)] if box.joins else []
    if column.maps is not None and len(part.shape) > 1:
        return [*made, Grids(column.maps, cells(part), map_scale(part, moment))]
    level = None
    if "a" in part.values:
        level = np.asarray(part.values["a"])[list(column.units)] / map_full(part, moment)
    if box.source is not None and "winner" in part.values:
        won = np.asarray(part.values["winner"], dtype=np.intp)[list(column.units)]
        places = np.unravel_index(won, grid(part.input_shape))
        cells_won = np.stack(places, axis=1)
        nowhere = np.asarray(part.values["a"])[list(column.units)] == 0  # no place is better than others
        cells_won[nowhere] = -1
        made.append(Places(box.source, cells_won))
    nothing = np.zeros(len(column.units))
    return [*made, Beads(column, level, nothing, nothing > 0)]
