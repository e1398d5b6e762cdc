"""How the layers of ``made_up_layers`` are drawn: a glyph each, which tests put in the table."""

from __future__ import annotations

import numpy as np

from nnviz.drawing.glyph import Glyph
from nnviz.drawing.glyphs import bars, beads, maps
from nnviz.drawing.glyphs.edges import no_edges
from nnviz.drawing.moment import activation_full
from nnviz.drawing.numbers import fitted
from nnviz.drawing.shapes import Beads


def mixed(part, kind):
    """(channels, filters): every filter's weights times its gain, and what runs through them."""
    values = part.parameters["weights"] * part.parameters["gain"]
    if kind == "weights":
        return values
    x = np.asarray(part.values["x"]).reshape(len(values), -1).mean(axis=1)
    if kind == "signal":
        return values * x[:, None]
    return np.outer(x, np.asarray(part.values["dz"]).reshape(part.units, -1).sum(axis=1))


def states(part, box, moment):
    """The last state as beads; there is no bias to be a ring."""
    shown = list(box.units)
    level = part.values["a"][shown] / activation_full(part) if "a" in part.values else None
    return (Beads(box, level, np.zeros(len(shown)), np.zeros(len(shown), bool)),)


def into_states(part, kind):
    """(1, units): all that leads from the picture into each state."""
    return part.parameters["input_weights"].sum(axis=0, keepdims=True)


def describe_state(part, unit, moment):
    said = [f"h = {fitted(float(part.values['a'][unit]), 3)}"] if part.values else []
    return f"State {unit + 1}", tuple(said)


def describe_gain(part, unit, moment):
    return "Gain", ("each answer times its own number",)


MADE_UP_GLYPHS = {
    "shrink": Glyph(maps.measure, maps.place, maps.shapes, mixed, maps.describe),
    "echo": Glyph(beads.measure, beads.place, states, into_states, describe_state),
    "gain": Glyph(bars.measure, bars.place, bars.shapes_of(describe_gain), no_edges, describe_gain),
}
