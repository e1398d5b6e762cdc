"""The network of one moment as a list of shapes, whoever paints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.drawing.cut_edges import cut_shown
from nnviz.drawing.glyph import Box
from nnviz.drawing.glyphs import glyph_of
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines, lines_of
from nnviz.drawing.look import Look
from nnviz.drawing.moment import Moment
from nnviz.drawing.shapes import Shape
from nnviz.training.edits import Edge
from nnviz.training.snapshot import EdgeKind

LINES_MOST = 1200


@dataclass(frozen=True, eq=False)
class Drawing:
    """In the order of painting: ``ground`` changes with the sample alone, ``lines`` lie on it, then those
    that are ``cut``, and ``nodes`` on these."""

    layout: DiagramLayout
    ground: tuple[Shape, ...]
    lines: Lines
    nodes: tuple[Shape, ...]
    cut: tuple[Edge, ...] = ()


def draw(
    moment: Moment, layout: DiagramLayout, look: Look, kind: EdgeKind = "signal", cut: Sequence[Edge] = ()
) -> Drawing:
    """What is seen of ``moment`` where ``layout`` has it, its lines showing ``kind``."""
    ground, nodes = shapes_of(moment, layout)
    lines = lines_of(moment, layout, kind, look.line_widths, LINES_MOST)
    return Drawing(layout, ground, lines, nodes, tuple(cut_shown(cut, layout)))


def shapes_of(moment: Moment, layout: DiagramLayout) -> tuple[tuple[Shape, ...], tuple[Shape, ...]]:
    """The shapes under the lines, and those on them."""
    shapes: list[tuple[Shape, ...]] = []
    layers, bars = iter(layout.layers), iter(layout.bars)
    known = -1
    for part in moment.parts:
        box: Box = layout.inputs
        if part is not moment.input:
            box = next(layers) if part.index > known else next(bars)
        known = max(known, part.index)
        shapes.append(tuple(glyph_of(part, layout.planar).shapes(part, box, moment)))
    ground, nodes = ((), shapes) if layout.planar else (shapes[0], shapes[1:])
    return ground, tuple(shape for group in nodes for shape in group)
