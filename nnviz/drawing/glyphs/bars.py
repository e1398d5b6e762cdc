"""Dropout and batch normalisation: values pass one by one through a bar behind the layer they come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nnviz.drawing.glyph import Box, Form, Room
from nnviz.drawing.layout import BarBox, InputBox, LayerBox
from nnviz.drawing.moment import Moment
from nnviz.drawing.naming import activation_label
from nnviz.drawing.numbers import percent
from nnviz.drawing.part import Part
from nnviz.drawing.shapes import Bar, Shape
from nnviz.engine.layers import Activated, Dropout
from nnviz.said import translate

LEAD, THICK = 6.0, 17.0  # px at unit 1
REACH = 14.0  # beyond the outermost units
LEAST = 116.0  # of length, for the words


def measure(part: Part, room: Room) -> Form:
    return Form(LEAD + THICK)


def place(part: Part, form: Form, left: float, room: Room, before: Box | None) -> BarBox:
    """As high as the layer before, and never too short for its words."""
    top, bottom = _span(before)
    middle, half = (top + bottom) / 2, max((bottom - top) / 2 + room.px(REACH), room.px(LEAST) / 2)
    half = min(half, room.usable / 2)
    middle = min(max(middle, room.centre - room.usable / 2 + half), room.centre + room.usable / 2 - half)
    start = left + room.px(LEAD)
    return BarBox(part.place, part.index, start, middle - half, start + room.px(THICK), middle + half)


def _span(box: Box | None) -> tuple[float, float]:
    assert isinstance(box, LayerBox | InputBox)
    heights = box.y if isinstance(box, LayerBox) else box.leave_y
    return float(heights.min()), float(heights.max())


Describe = Callable[[Part, int, Moment], tuple[str, tuple[str, ...]]]


def shapes_of(describe: Describe) -> Callable[[Part, Box, Moment], Sequence[Shape]]:
    """The shapes of a bar on which stands what is said of it, as far as there is room."""

    def shapes(part: Part, box: Box, moment: Moment) -> Sequence[Shape]:
        assert isinstance(box, BarBox)
        title, notes = describe(part, 0, moment)
        known = part.spec is None or part.spec.computable
        return (Bar(box, title, notes[0], known),)

    return shapes


def describe_dropout(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """That the pass shown is without it."""
    assert isinstance(part.spec, Dropout)
    title = translate("Diagram", "Dropout {share}").format(share=percent(part.spec.rate))
    return title, (translate("Diagram", "only while it learns: off in the pass shown"),)


def describe_activation(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """Which activation it is."""
    assert isinstance(part.spec, Activated)
    return activation_label(part.spec.activation), (translate("Diagram", "of each number that enters"),)


def describe_batch_norm(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """That the pass shown is with the running statistics."""
    title = translate("Diagram", "Batch norm")
    return title, (translate("Diagram", "here by the running mean and variance"),)
