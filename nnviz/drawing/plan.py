"""Places the network on the stage: pure arithmetic, no Qt, no painting.

:func:`arrange` takes the sizes of the layers and of the stage and gives a frozen ``DiagramLayout``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnviz.drawing.density import DENSITIES, Density, Form, choose_form
from nnviz.drawing.layout import (
    OUTPUT_PITCH,
    TOP,
    DiagramLayout,
    Floats,
    InputBox,
    LayerBox,
    OutputLabels,
    Picture,
)

Pins = Mapping[int, tuple[int, ...]]

BOTTOM = 12.0
PICTURE_SHARE = 0.26  # of the stage's width, for the picture of the input
PICTURE_CELL_MAX = 48.0
SMALL_PICTURE = 10  # rows and columns up to which pixels are also drawn as a column of dots
DOT_RADIUS = 3.2
FIRST_GAP, INNER_GAP, LAST_GAP = 137.0, 110.0, 81.0  # how the gaps share the width that is left (M1)


def arrange(
    sizes: Sequence[int],
    input_shape: tuple[int, ...],
    width: float,
    height: float,
    unit: float = 1.0,
    *,
    pinned: Pins | None = None,
    corner: tuple[float, float] = (236.0, 112.0),
    densities: Sequence[Density] = DENSITIES,
) -> DiagramLayout:
    """Place a network with ``sizes`` = (inputs, hidden ..., outputs) on a stage of width x height px.

    ``input_shape`` is (rows, columns) of a picture or (features,). ``unit`` enlarges everything but the
    stage. ``pinned`` names units per layer that an elided layer must show. ``corner`` is the size of the
    legend's block in the bottom left corner, for unit 1; where the network needs that ground, the
    legend becomes a strip along the bottom. The first of ``densities`` that fits is taken. Raises
    ``ValueError`` for fewer than two sizes.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError("A network has inputs and at least one layer, each with one unit or more.")
    best: DiagramLayout | None = None
    for number, density in enumerate(densities):
        for strip in (False, True):
            plan = _Plan(tuple(sizes), input_shape, width, height, unit, density, strip, pinned or {})
            best = plan.layout(number)
            if not strip and meets_corner(best, corner):
                continue
            if plan.spare >= 0:
                return best
            break
    assert best is not None
    return best


def meets_corner(layout: DiagramLayout, corner: tuple[float, float]) -> bool:
    """Whether the input needs the ground of the legend's block."""
    right, top = corner[0] * layout.unit, layout.height - corner[1] * layout.unit
    picture = layout.inputs.picture
    if picture is not None and picture.bottom > top - 8 * layout.unit:
        return True
    first = float(layout.inputs.leave_x.max())
    return first < right + 12 * layout.unit and float(layout.inputs.leave_y.max()) > top


@dataclass(frozen=True)
class _Plan:
    """One try: a density, with or without the strip."""

    sizes: tuple[int, ...]
    shape: tuple[int, ...]
    width: float
    height: float
    unit: float
    density: Density
    strip: bool
    pinned: Pins

    @property
    def usable(self) -> float:
        strip = 40.0 if self.strip else 0.0
        return max(80.0, self.height - (TOP + BOTTOM + strip) * self.unit)

    @property
    def centre(self) -> float:
        return TOP * self.unit + self.usable / 2

    def px(self, value: float) -> float:
        return value * self.unit

    # ---- widths
    def cell(self) -> float:
        """Pitch of the picture's cells; whole pixels for a small one."""
        rows, columns = self.shape
        room = min(self.width * PICTURE_SHARE * self.density.picture / columns, self.usable * 0.7 / rows)
        room = min(room, self.px(PICTURE_CELL_MAX))
        return max(4.0, float(int(room))) if max(rows, columns) <= SMALL_PICTURE else max(1.0, room)

    def has_picture(self) -> bool:
        return len(self.shape) == 2 and min(self.shape) > 1

    def has_dots(self) -> bool:
        return not self.has_picture() or max(self.shape) <= SMALL_PICTURE

    def forms(self) -> list[Form]:
        tiles = self.has_picture() and self.has_dots()
        hidden = self.sizes[1:-1]
        return [
            choose_form(n, self.usable / self.unit, self.density, tiles and k == 0, self.pins(k))
            for k, n in enumerate(hidden)
        ]

    def pins(self, layer: int) -> tuple[int, ...]:
        return tuple(u for u in self.pinned.get(layer, ()) if u < self.sizes[layer + 1])

    def input_width(self) -> float:
        """From the left margin to where the edges begin."""
        margin = self.px(self.density.margin)
        if not self.has_picture():
            return margin + self.px(2 * DOT_RADIUS + 5 + self.density.ribbon)
        picture = self.shape[1] * self.cell()
        return margin + picture + (self.px(self.density.ribbon + 5) if self.has_dots() else 0.0)

    def output_width(self) -> float:
        density = self.density
        return self.px(18 + density.label + 18 + density.bar + 14)

    @property
    def spare(self) -> float:
        """Width left beyond the smallest gaps; negative if it does not fit."""
        taken = self.input_width() + sum(self.px(f.width) for f in self.forms()) + self.output_width()
        gaps = len(self.sizes) - 1
        return self.width - taken - gaps * self.px(self.density.gap)

    def gaps(self) -> list[float]:
        count = len(self.sizes) - 1
        free = self.spare + count * self.px(self.density.gap)
        if count == 1:
            return [free]
        shares = [FIRST_GAP, *[INNER_GAP] * (count - 2), LAST_GAP]
        least = self.px(self.density.gap)
        if free <= count * least:
            return [max(8.0, free / count)] * count
        by_share = [free * s / sum(shares) for s in shares]
        short = sum(max(0.0, least - g) for g in by_share)
        over = sum(max(0.0, g - least) for g in by_share)
        return [least if g < least else g - (g - least) * short / over for g in by_share]

    # ---- places
    def layout(self, number: int) -> DiagramLayout:
        inputs = self.place_inputs()
        gaps = self.gaps()
        x = self.input_width() + gaps[0]
        layers = []
        for k, form in enumerate(self.forms()):
            layers.append(self.place_hidden(k, form, x))
            x += self.px(form.width) + gaps[k + 1]
        outputs, labels = self.place_outputs(x)
        return DiagramLayout(
            self.width,
            self.height,
            self.unit,
            self.centre,
            inputs,
            (*layers, outputs),
            labels,
            self.strip,
            number,
        )

    def place_inputs(self) -> InputBox:
        n, margin = self.sizes[0], self.px(self.density.margin)
        picture = None
        if self.has_picture():
            rows, columns = self.shape
            cell = self.cell()
            picture = Picture(margin, self.centre - rows * cell / 2, cell, rows, columns)
        if not self.has_dots() and picture is not None:
            y = np.repeat(picture.y + (np.arange(picture.rows) + 0.5) * picture.cell, picture.columns)
            x = np.full(n, picture.right + self.px(2))
            return InputBox(picture, False, 0.0, 0.0, x, y, margin, picture.right)
        x0 = self.input_width() - self.px(5)
        y, pitch = self.dot_column(n)
        radius = min(self.px(DOT_RADIUS) if picture is not None else self.px(8.5), pitch * 0.36)
        return InputBox(picture, True, radius, x0, np.full(n, x0 + self.px(5)), y, margin, x0 + self.px(5))

    def dot_column(self, n: int) -> tuple[Floats, float]:
        """y (n,) of the column of dots, parted after every row of the picture, and their pitch."""
        index = np.arange(n, dtype=np.float64)
        run = self.shape[1] if self.has_picture() else n
        breaks = (n - 1) // run if run else 0
        pitch = (self.usable - self.px(8)) / (n + breaks * 5 / 9)
        pitch = min(self.px(9.0 if self.has_picture() else 39.0), pitch)
        y = index * pitch + (np.arange(n) // run) * (pitch * 5 / 9)
        return self.centre - y[-1] / 2 + y, pitch

    def place_hidden(self, k: int, form: Form, left: float) -> LayerBox:
        slots = len(form.units) + (1 if form.folded else 0)
        column = np.arange(slots) % form.columns
        spread = self.px(form.pitch) * (slots - 1)
        y = self.centre - spread / 2 + np.arange(slots) * self.px(form.pitch)
        lead = form.tile / 2 + 3 if form.tile else 0.0
        x = left + self.px(lead if form.tile else form.radius + 3) + column * self.px(form.step)
        bead = x + (self.px(form.tile / 2 + 6 + form.radius) if form.tile else 0.0)
        enter = x - self.px(lead if form.tile else form.radius + 3)
        return LayerBox(
            k, self.sizes[k + 1], form.units, form.folded, x, y, bead, enter, bead + self.px(form.radius + 3),
            self.px(form.tile), self.px(form.radius), left, left + self.px(form.width),
        )  # fmt: skip

    def place_outputs(self, left: float) -> tuple[LayerBox, OutputLabels]:
        n, density = self.sizes[-1], self.density
        limit = int(self.usable // self.px(14))
        form = choose_form(n, self.usable / self.unit, replace(density, columns=1), False, (), capacity=limit)
        slots = len(form.units) + (1 if form.folded else 0)
        pitch = min(self.px(OUTPUT_PITCH), self.usable / slots)
        y = self.centre + (np.arange(slots) - (slots - 1) / 2) * pitch
        radius = min(self.px(13), pitch * 0.34)
        x = np.full(slots, left + self.px(18))
        text_x = left + self.px(18 + density.label)
        labels = OutputLabels(text_x, text_x + self.px(18), self.px(density.bar), pitch)
        box = LayerBox(
            len(self.sizes) - 2, n, form.units, form.folded, x, y, x, x - self.px(18), x + radius,
            0.0, radius, left, left + self.output_width(),
        )  # fmt: skip
        return box, labels
