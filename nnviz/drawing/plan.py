"""Places the network on the stage: pure arithmetic, the same for every kind of layer.

:func:`arrange` takes the parts of a network and the size of the stage and gives a frozen ``DiagramLayout``:
the first density at which all that the glyphs want fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nnviz.drawing.density import BARE, BEADS, FAR, MAPS, MAPS_FAR, PLANE, Densities
from nnviz.drawing.glyph import Box, Form, Glyph, Pins, Room
from nnviz.drawing.glyphs import glyph_of
from nnviz.drawing.layout import BarBox, DiagramLayout, InputBox, LayerBox
from nnviz.drawing.part import Names, Part, columns_of
from nnviz.said import translate

CORNER = (236.0, 112.0)  # the size of the legend's block, at unit 1


def arrange(
    parts: Sequence[Part],
    width: float,
    height: float,
    unit: float = 1.0,
    *,
    planar: bool = False,
    bare: bool = False,
    far: bool = False,
    names: Names | None = None,
    pinned: Pins | None = None,
    corner: tuple[float, float] = CORNER,
) -> DiagramLayout:
    """Place a network on a stage of width x height px; ``parts`` are its input and its layers.

    ``unit`` enlarges everything but the stage. ``planar``: every neuron is a tile of the plane; ``bare``:
    the network alone, on a small stage; ``far``: in front of a class. ``pinned`` names units per layer that
    are not to be folded away.
    ``corner`` is the size of the legend's block in the bottom left corner, for unit 1; where the network
    needs that ground, the legend becomes a strip along the bottom. Raises ``ValueError`` for a network
    without a layer.
    """
    columns = columns_of(parts)
    if not columns or min(part.features for part in parts) < 1:
        raise ValueError(
            translate("drawing", "A network has inputs and at least one layer, each with one unit or more.")
        )
    densities = PLANE if planar else BARE if bare else FAR if far else BEADS
    if any(len(part.shape) > 1 for part in columns):
        densities = MAPS_FAR if far else MAPS
    flat, outputs = len(parts[1].input_shape) != 3, columns[-1].units
    best: DiagramLayout | None = None
    for number, density in enumerate(densities.steps):
        for strip in (True,) if far else (False, True):
            room = Room(width, height, unit, density, strip, names or Names(), flat, outputs, pinned or {})
            plan = _Plan(parts, room, densities, planar)
            best = plan.layout(number)
            if not strip and _needs_corner(best, corner):
                continue
            if plan.spare >= 0:
                return best
            break
    assert best is not None
    return best


class _Plan:
    """One try: a density, with or without the strip."""

    def __init__(self, parts: Sequence[Part], room: Room, densities: Densities, planar: bool) -> None:
        self._room, self._densities = room, densities
        self._rows: list[tuple[Part, Glyph, Form]] = []
        host = -1  # the layer whose maps the next part may stand beside
        for part in parts:
            glyph = glyph_of(part, planar)
            if host >= 0 and glyph.beside is not None:
                self._rows.append((part, glyph, self._beside(host, glyph.beside, part)))
                continue
            form = glyph.measure(part, room)
            host = len(self._rows) if form.units and form.maps is not None else -1
            self._rows.append((part, glyph, form))
        self._gaps = sum(bool(form.units) for _, _, form in self._rows[1:])

    def _beside(self, host: int, measure: Callable[[Part, Form], Form], part: Part) -> Form:
        """Let ``part`` stand beside each map of row ``host``, which it widens; its own width is 0."""
        owner, glyph, form = self._rows[host]
        mine = measure(part, form)
        taken = form.beside + mine.width
        wider = form.width + form.columns * mine.width
        self._rows[host] = owner, glyph, replace(form, width=wider, step=form.step + mine.width, beside=taken)
        return replace(mine, width=0.0)

    @property
    def spare(self) -> float:
        """Width left beyond the smallest gaps; negative if it does not fit."""
        px = self._room.px
        taken = sum(px(form.width) for _, _, form in self._rows)
        taken += sum(px(form.margin) for _, _, form in self._rows[1:])  # the input's is within its width
        return self._room.width - taken - self._gaps * px(self._room.density.gap)

    def gaps(self) -> list[float]:
        count, least = self._gaps, self._room.px(self._room.density.gap)
        free = self.spare + count * least
        if count == 1 or free <= count * least:
            return [max(8.0, free / count)] * count
        first, inner, last = self._densities.gaps
        shares = [first, *[inner] * (count - 2), last]
        by_share = [free * s / sum(shares) for s in shares]
        short = sum(max(0.0, least - g) for g in by_share)
        over = sum(max(0.0, g - least) for g in by_share)
        return [least if g < least else g - (g - least) * short / over for g in by_share]

    def layout(self, number: int) -> DiagramLayout:
        room, gaps = self._room, iter(self.gaps())
        x, before = 0.0, None
        boxes: list[Box] = []
        for part, glyph, form in self._rows:
            x += next(gaps) if form.units and boxes else 0.0
            box = glyph.place(part, form, x, room, before)
            boxes.append(box)
            before = box if not isinstance(box, BarBox) or before is None else before
            x += room.px(form.width)
        inputs, *rest = boxes
        assert isinstance(inputs, InputBox)
        layers = tuple(box for box in rest if isinstance(box, LayerBox))
        bars = tuple(box for box in rest if isinstance(box, BarBox))
        return DiagramLayout(
            room.width, room.height, room.unit, room.centre, inputs, layers, bars, room.strip, number
        )


def _needs_corner(layout: DiagramLayout, corner: tuple[float, float]) -> bool:
    """Whether something stands where the legend's block would."""
    unit = layout.unit
    right, top = corner[0] * unit, layout.height - corner[1] * unit
    picture = layout.inputs.picture
    if picture is not None and picture.bottom > top - 8 * unit:
        return True
    boxes = [box for box in (layout.inputs.tiles, *layout.layers) if box is not None]
    if any(b.left < right + 12 * unit and float(b.y.max()) + b.half > top - 6 * unit for b in boxes):
        return True
    if layout.inputs.number_width:  # names and numbers reach to the left edge
        return float(layout.inputs.leave_y.max()) + layout.inputs.dot_radius > top - 8 * unit
    first = float(layout.inputs.leave_x.max())
    return first < right + 12 * unit and float(layout.inputs.leave_y.max()) > top
