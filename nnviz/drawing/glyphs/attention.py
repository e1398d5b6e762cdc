"""Layers of a transformer: a symbol's vector, attention with the shares of its heads, and bars between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnviz.drawing.glyph import Box, Form, Room
from nnviz.drawing.glyphs import bars, maps
from nnviz.drawing.layout import LayerBox, MapTiles
from nnviz.drawing.moment import Moment
from nnviz.drawing.naming import map_name
from nnviz.drawing.numbers import fitted
from nnviz.drawing.part import Floats, Part
from nnviz.drawing.shapes import Grids, Shape
from nnviz.engine.layers import Attention, Positions, Residual
from nnviz.said import translate
from nnviz.training.snapshot import EdgeKind

HEAD, LEAST_HEAD = 88.0, 16.0  # px at unit 1 of the square of a head's shares, at most and at least
GAP, APART = 14.0, 10.0  # px at unit 1 from there to the strips, from one head to the next


# ---- an embedding
def embedding_edges(part: Part, kind: EdgeKind) -> Floats:
    """(symbols, units): w, all that it sends over the steps, or dL/dw."""
    weights = np.asarray(part.parameters["weights"])
    if kind == "weights":
        return weights
    x = np.asarray(part.values["x"])
    if kind == "signal":
        return np.asarray(weights * x.sum(axis=1)[:, np.newaxis])
    return np.asarray(x @ np.asarray(part.values["dz"]).T)


# ---- attention
def measure(part: Part, room: Room) -> Form:
    """Left of the strips of what leaves, the shares of every head as a square."""
    form, more = maps.measure(part, room), _side(part, room) + GAP
    return replace(form, width=form.width + more, lead=form.lead + more)


def _side(part: Part, room: Room) -> float:
    """px at unit 1 of a head's square: all stand one above the other."""
    heads = _heads(part)
    return max(LEAST_HEAD, min(HEAD, (room.high + APART) / heads - APART))


def _heads(part: Part) -> int:
    assert isinstance(part.spec, Attention)
    return part.spec.heads


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> LayerBox:
    box = maps.place(part, form, left, room, before)
    heads, steps, side = _heads(part), int(part.shape[1]), _side(part, room)
    y = room.centre + (np.arange(heads) - (heads - 1) / 2) * room.px(side + APART)
    x = np.full(heads, left + room.px(maps.RIM + side / 2))
    every = tuple(range(heads))
    tiles = MapTiles(part.index, part.place, every, x, y, steps, steps, room.px(side), room.px(side))
    return replace(box, kernels=tiles)


def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
    """The shares, a row for each step that looks (what it must not look at has none), then what leaves."""
    assert isinstance(box, LayerBox)
    assert box.kernels is not None
    shares = np.nan_to_num(np.asarray(part.values["shares"])) if "shares" in part.values else None
    return [Grids(box.kernels, shares, 1.0), *maps.shapes(part, box, moment)]


def describe(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Which number of what leaves it is, its heads, and how far they may look."""
    assert isinstance(part.spec, Attention)
    title = map_name(part, unit, moment)
    far = translate("Diagram", "every step looks at all steps")
    if not part.spec.full:
        far = translate("Diagram", "every step looks at itself and those before it")
    said: list[str] = [far]
    if part.spec.heads > 1:
        said.insert(0, translate("Diagram", "{n} heads").format(n=part.spec.heads))
    if "a" in part.values:
        values = np.asarray(part.values["a"])[unit]
        reach = translate("Diagram", "from {low} to {high}")
        said.append(reach.format(low=fitted(float(values.min()), 3), high=fitted(float(values.max()), 3)))
    return title, tuple(said)


# ---- bars
def describe_positions(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Whether what is added was learned."""
    assert isinstance(part.spec, Positions)
    words = translate("Diagram", "at every step a vector of its own is added: sines and cosines")
    if part.spec.form == "learned":
        words = translate("Diagram", "at every step a vector of its own is added, which is learned")
    return translate("Diagram", "Positions"), (words,)


def describe_layer_norm(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """What it does to the numbers of a step."""
    words = translate("Diagram", "the numbers of each step, less their mean, over their deviation")
    return translate("Diagram", "Layer norm"), (words,)


def describe_residual(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Over how many layers what entered is added."""
    assert isinstance(part.spec, Residual)
    words = translate("Diagram", "what entered {n} layers before is added")
    return translate("Diagram", "Residual"), (words.format(n=part.spec.over),)


positions_shapes = bars.shapes_of(describe_positions)
layer_norm_shapes = bars.shapes_of(describe_layer_norm)
residual_shapes = bars.shapes_of(describe_residual)
