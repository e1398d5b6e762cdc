"""A layer that reads a sequence: what each unit holds, step by step, in a strip; and the sequence itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnviz.drawing.glyph import Box, Form, Room
from nnviz.drawing.glyphs import beads, inputs, maps
from nnviz.drawing.glyphs.conv import strongest
from nnviz.drawing.layout import InputBox, LayerBox, MapTiles, Picture
from nnviz.drawing.moment import Moment, activation_full, never_fires
from nnviz.drawing.numbers import fitted
from nnviz.drawing.part import Floats, Part
from nnviz.drawing.shapes import Beads, Grids, Shape, Stack
from nnviz.engine.layers.both_ways import BACK
from nnviz.said import translate
from nnviz.training.gates import SCHEMES
from nnviz.training.snapshot import EdgeKind

STRIP, HIGH = 104.0, 12.0  # px at unit 1 of the strip of a unit, at most
GAP = 8.0  # px at unit 1 from there to the bead


def measure(part: Part, room: Room) -> Form:
    """The state after the last step is a bead, right of the strip of all steps; or the strip is all."""
    if len(part.shape) > 1:
        return maps.measure(part, room)
    form, more = beads.measure(replace(part, input_shape=()), room), STRIP + GAP
    return replace(form, width=form.width + form.columns * more, step=form.step + more, lead=form.lead + more)


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    box = maps.place(part, form, left, room, before)
    if len(part.shape) > 1:
        return box
    shown, wide = len(box.units), room.px(STRIP)
    high = min(room.px(HIGH), room.px(form.pitch * form.columns) - 2)
    x = box.x[:shown] - room.px(form.radius + 3 + GAP) - wide / 2
    strips = MapTiles(part.index, part.place, box.units, x, box.y[:shown], 1, steps_of(part), wide, high)
    return replace(box, kernels=strips)


def steps_of(part: Part) -> int:
    """How many steps it reads."""
    return int(part.input_shape[1])


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    assert isinstance(box, LayerBox)
    if box.kernels is None:
        return maps.shapes(part, box, moment)
    units = list(box.units)
    level = np.asarray(part.values["a"])[units] / activation_full(part) if "a" in part.values else None
    held = [np.asarray(part.values[name]) for name in ("h", f"{BACK}h") if name in part.values]
    state = np.concatenate(held)[:, np.newaxis] if held else None
    made: list[Shape] = [Grids(box.kernels, state, activation_full(part))]
    made.append(Beads(box, level, np.zeros(len(units)), never_fires(part)[units]))
    return [*made, Stack(box)] if box.folded else made


def edges(part: Part, kind: EdgeKind) -> Floats:
    """(features, units), of the weights of a feature in all gates of a unit: the largest one or, for the
    gradient, the largest dL/dw, either with its sign; for the signal, of what the feature adds to each sum of
    the unit over all steps the largest."""
    weights = np.asarray(part.parameters["input_weights"])
    by_gate = weights.reshape(len(weights), -1, part.units)  # (features, gates, units)
    if kind == "signal":
        by_gate = by_gate * np.asarray(part.values["x"]).sum(axis=1)[:, np.newaxis, np.newaxis]
    elif kind == "gradient":
        slopes = np.asarray(part.values["x"]) @ np.asarray(part.values["dsums"]).T
        by_gate = slopes.reshape(by_gate.shape)
    return strongest(by_gate.transpose(2, 0, 1)[..., np.newaxis])


def edges_both(part: Part, kind: EdgeKind) -> Floats:
    """(features, units), as ``edges``, of a layer that reads both ways: the units of each way by its own."""
    half = part.units // 2
    found = []
    for prefix in ("", BACK):
        values = {"x": part.values["x"], "dsums": part.values[f"{prefix}dz"]} if part.values else {}
        own = {"input_weights": part.parameters[f"{prefix}input_weights"]}
        found.append(edges(replace(part, shape=(half,), parameters=own, values=values), kind))
    return np.concatenate(found, axis=1)


def dense_edges(part: Part, kind: EdgeKind) -> Floats:
    """(inputs, units) of a layer that works at every step: w, all that it sends over the steps, or dL/dw."""
    weights = np.asarray(part.parameters["weights"])
    if kind == "weights":
        return weights
    x = np.asarray(part.values["x"])
    if kind == "signal":
        return np.asarray(weights * x.sum(axis=1)[:, np.newaxis])
    return np.asarray(x @ np.asarray(part.values["dz"]).T)


def describe(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Which unit it is, and what it holds after the last step."""
    scheme = SCHEMES[part.kind]
    title = translate("Diagram", "{kind}, {unit} {n}").format(kind=scheme.label, unit=scheme.unit, n=unit + 1)
    said: list[str] = [translate("Diagram", "reads {n} steps").format(n=steps_of(part))]
    if "h" in part.values:
        for name in dict.fromkeys((scheme.held, "h")):
            value = float(np.asarray(part.values[name])[unit, -1])
            text = translate("Diagram", "{name} = {value} after the last")
            said.append(text.format(name=name, value=fitted(value, 3)))
        said.append(
            translate("Diagram", "full colour at {value}").format(value=fitted(activation_full(part), 2))
        )
    return title, tuple(said)


def describe_both(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Which unit it is, which way it reads, and what it ends with."""
    half = part.units // 2
    there = translate("Diagram", "unit {n}, from the first step on")
    back = translate("Diagram", "unit {n}, from the last step back")
    title = (there if unit < half else back).format(n=unit % half + 1)
    said: list[str] = [translate("Diagram", "reads {n} steps").format(n=steps_of(part))]
    if "a" in part.values:
        ends = np.asarray(part.values["a"]).reshape(part.units, -1)[unit, -1 if unit < half else 0]
        text = translate("Diagram", "ends with {value}")
        said.append(text.format(value=fitted(float(ends), 3)))
    return title, tuple(said)


def _picture(part: Part, room: Room) -> Picture:
    """The sequence as cells: a row a feature, a column a step."""
    rows, columns = part.shape
    share = room.width * inputs.PICTURE_SHARE * room.density.picture / columns
    cell = min(share, room.usable * 0.7 / rows, room.px(inputs.PICTURE_CELL_MAX))
    cell = float(int(cell)) if cell >= 2 else max(1.0, cell)
    return Picture(room.px(room.density.margin), room.centre - rows * cell / 2, cell, rows, columns)


def measure_input(part: Part, room: Room) -> Form:
    """From the left margin to where the edges begin."""
    return Form(_picture(part, room).right / room.unit)


def place_input(part: Part, form: Form, left: float, room: Room, before: Box | None) -> InputBox:
    """The sequence as a picture, a column a step; a line leaves each of its rows, which are the features."""
    picture = _picture(part, room)
    y = picture.y + (np.arange(picture.rows) + 0.5) * picture.cell
    x = np.full(picture.rows, picture.right + room.px(2))
    return InputBox(picture, False, 0.0, 0.0, x, y, picture.x, picture.right, by_row=True)
