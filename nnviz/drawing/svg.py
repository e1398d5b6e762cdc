"""Writes a drawing as SVG: what ui paints, as plain shapes, without Qt."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import numpy as np

from nnviz.drawing import shapes as kinds
from nnviz.drawing.curve import tangent
from nnviz.drawing.drawing import Drawing
from nnviz.drawing.heat import map_pixels
from nnviz.drawing.layout import DiagramLayout, LayerBox
from nnviz.drawing.look import Look, Rgb, mix, tokens
from nnviz.drawing.svg_marks import circle, hexed, image, rectangle

RING_GAP = 1.5  # between a bead and its ring
MAP_PIXELS = 64  # of a map across
NEXT_TO_NOTHING = 0.03  # share of the largest bias below which a ring has no hue
FALLBACK = {
    "ui": "Helvetica, Arial, sans-serif",
    "mono": "Menlo, Consolas, monospace",
    "math": "Times, serif",
}

Shapes = list[str]


def svg(drawing: Drawing, look: Look, said: Callable[[Any], str] = str) -> str:
    """The drawing as a file; ``said`` puts its words into the language of the window."""
    layout, stage = drawing.layout, look.surface("stage")
    width, height = f"{layout.width:g}", f"{layout.height:g}"
    found = [f'<rect width="{width}" height="{height}" fill="{hexed(stage)}"/>']
    pen = _Pen(look, said)
    for shape in drawing.ground:
        found += pen.shapes(shape)
    found += pen.lines(drawing)
    found += pen.cut(drawing)
    for shape in drawing.nodes:
        found += pen.shapes(shape)
    body = "\n".join(found)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">\n<title>nnviz</title>\n{body}\n</svg>\n'
    )


def shortened(text: str, width: float, size: float) -> str:
    """As much of ``text`` as is about ``width`` px wide, letters being half as wide as high on average."""
    most = max(1, int(width / (0.52 * size)))
    return text if len(text) <= most else text[: most - 1] + "…"


class _Pen:
    """Writes shapes in one look."""

    def __init__(self, look: Look, said: Callable[[Any], str]) -> None:
        self._look, self._said = look, said
        self._writers: dict[type, Callable[[Any], Shapes]] = {
            kinds.Ribbons: self._ribbons,
            kinds.Pixels: self._pixels,
            kinds.Dots: self._dots,
            kinds.Beads: self._beads,
            kinds.Tiles: self._tiles,
            kinds.Maps: self._maps,
            kinds.Grids: self._grids,
            kinds.Joins: self._joins,
            kinds.Places: self._places,
            kinds.Stack: self._stack,
            kinds.Captions: self._captions,
            kinds.Answers: self._answers,
            kinds.Truth: self._truth,
            kinds.Shares: self._shares,
            kinds.Bar: self._bar,
        }

    def shapes(self, shape: kinds.Shape) -> Shapes:
        return self._writers[type(shape)](shape)

    # ---- lines
    def lines(self, drawing: Drawing) -> Shapes:
        """Every line as a curve, weakest first."""
        lines, gaps = drawing.lines, [_Gap(drawing.layout, k) for k in range(len(drawing.layout.layers))]
        colours = self._look.signed_rgb(lines.tone).tolist()
        columns = zip(
            lines.gap.tolist(), lines.source.tolist(), lines.target.tolist(), colours,
            lines.width.tolist(), lines.alpha.tolist(), strict=True,
        )  # fmt: skip
        found = ['<g fill="none">']
        for gap, source, target, colour, width, alpha in columns:
            look = f'stroke="{hexed(colour)}" stroke-width="{width:.3f}" stroke-opacity="{alpha:.3f}"'
            found.append(f'<path d="{gaps[gap].curve(source, target)}" {look}/>')
        return [*found, "</g>"]

    def cut(self, drawing: Drawing) -> Shapes:
        """The edges that are held at 0."""
        look, found = self._look, []
        style = f'stroke="{hexed(look.text("tertiary"))}" stroke-width="{look.line("hairline"):g}"'
        for gap, source, unit in drawing.cut:
            layers = drawing.layout.layers
            slot = layers[gap - 1].slot_of(source) if gap else source
            path = _Gap(drawing.layout, gap).curve(slot, layers[gap].slot_of(unit))
            found.append(f'<path d="{path}" fill="none" {style} stroke-dasharray="4 4"/>')
        return found

    # ---- the input
    def _ribbons(self, shape: kinds.Ribbons) -> Shapes:
        found, ink = [], hexed(self._look.text())
        for row, value in enumerate(shape.values.tolist()):
            x0, x1, a, b, c, d = kinds.ribbon_ends(shape, row, self._look.unit)
            m = (x0 + x1) / 2
            path = f"M{x0:.1f} {a:.1f}C{m:.1f} {a:.1f} {m:.1f} {c:.1f} {x1:.1f} {c:.1f}V{d:.1f}"
            path += f"C{m:.1f} {d:.1f} {m:.1f} {b:.1f} {x0:.1f} {b:.1f}Z"
            found.append(f'<path d="{path}" fill="{ink}" fill-opacity="{0.035 + 0.08 * value:.3f}"/>')
        return found

    def _pixels(self, shape: kinds.Pixels) -> Shapes:
        picture, look = shape.picture, self._look
        rgb = look.pixel_rgb(shape.values) if shape.colours is None else shape.colours
        if not shape.apart:
            rect = picture.x, picture.y, picture.right - picture.x, picture.bottom - picture.y
            return [image(rect, rgb), rectangle(rect, 0, "none", look.surface("hairline"))]
        radius = kinds.pixel_radius(picture, look.unit)
        return [
            rectangle(picture.cell_rect(row, column, look.unit), radius, hexed(int(rgb[row, column])))
            for row, column in np.ndindex(rgb.shape)
        ]

    def _dots(self, shape: kinds.Dots) -> Shapes:
        inputs, look, outline = shape.inputs, self._look, self._look.surface("outline")
        right, size = inputs.dot_x - inputs.dot_radius - 6 * look.unit, look.type_px("caption")
        names = [
            self._text(
                shortened(name, inputs.name_width, size), right, y, size, look.text("secondary"), "end"
            )
            for place, (name, y) in enumerate(zip(shape.names, inputs.leave_y.tolist(), strict=False))
            if not inputs.open or place in inputs.open
        ]
        return names + [
            circle(
                inputs.dot_x, y, inputs.dot_radius,
                look.signed(value) if shape.signed else look.pixel(value * 0.97 + 0.03),
                outline if abs(value) < kinds.DOT_EMPTY else None,
            )
            for place, (y, value) in enumerate(
                zip(inputs.leave_y.tolist(), shape.values.tolist(), strict=True)
            )
            if not inputs.open or place in inputs.open
        ]  # fmt: skip

    # ---- neurons
    def _beads(self, shape: kinds.Beads) -> Shapes:
        box, look, found = shape.box, self._look, []
        stage, thinnest = look.surface("stage"), look.line("ring_min")
        level = np.zeros(len(shape.bias)) if shape.level is None else np.nan_to_num(shape.level)
        rows = zip(level.tolist(), np.nan_to_num(shape.bias).tolist(), shape.dead.tolist(), strict=True)
        for slot, (value, bias, dead) in enumerate(rows):
            x, y = float(box.bead_x[slot]), float(box.y[slot])
            fill = stage if shape.level is None else look.signed(value)
            if shape.colours:
                share = min(1.0, max(0.0, value))
                fill = mix(stage, look.class_colour(box.units[slot], box.size), share)
            found.append(circle(x, y, box.radius, fill))
            size = min(1.0, abs(bias))
            width = thinnest + max(0.0, box.ring - thinnest) * size
            sign = 1 if bias > 0 else -1
            hue = (
                look.surface("outline")
                if size < NEXT_TO_NOTHING
                else look.signed(sign * (0.42 + 0.16 * size))
            )
            dash = ' stroke-dasharray="2.5 3"' if dead else ""
            outer = box.radius + width / 2 + RING_GAP * look.unit
            found.append(circle(x, y, outer, None, hue, width, dash))
        return found

    def _tiles(self, shape: kinds.Tiles) -> Shapes:
        box, units = shape.box, list(shape.box.units)
        values = (shape.values[:, units] / shape.full).T.reshape(-1, *shape.shape)
        return [self._tile(box, slot, rgb) for slot, rgb in enumerate(self._look.signed_rgb(values))]

    def _tile(self, box: LayerBox, slot: int, rgb: Rgb) -> str:
        half = box.tile / 2
        return image((float(box.x[slot]) - half, float(box.y[slot]) - half, box.tile, box.tile), rgb)

    def _maps(self, shape: kinds.Maps) -> Shapes:
        box, look, found = shape.box, self._look, []
        for slot, rgb in enumerate(map_pixels(shape, MAP_PIXELS, look)):
            x, y = float(box.x[slot]) - box.tile / 2, float(box.y[slot]) - box.tile / 2
            rect = x, y, box.tile, box.tile
            found += [self._tile(box, slot, rgb), rectangle(rect, 0, "none", look.surface("outline"))]
            if shape.mark is not None:
                across, down = (min(max(share, 0.0), 1.0) * box.tile for share in shape.mark)
                radius = min(3.2 * look.unit, box.tile * 0.09)
                found.append(circle(x + across, y + down, radius, look.surface("stage"), look.accent))
        return found

    def _grids(self, shape: kinds.Grids) -> Shapes:
        tiles, look, found = shape.box, self._look, []
        line = look.surface("hairline")
        for slot, rgb in enumerate(look.signed_rgb(shape.shares)):
            found += [image(tiles.rect(slot), rgb), rectangle(tiles.rect(slot), 0, "none", line)]
        if shape.values is None:
            found = [
                rectangle(tiles.rect(slot), 0, "none", look.surface("outline"))
                for slot in range(len(tiles.units))
            ]
        return found

    def _joins(self, shape: kinds.Joins) -> Shapes:
        style = f'stroke="{hexed(self._look.text("tertiary"))}" stroke-opacity="0.5" stroke-width="1.25"'
        return [
            f'<line x1="{x:.2f}" y1="{y:.2f}" x2="{x + wide:.2f}" y2="{y + high:.2f}" {style}/>'
            for x, y, wide, high in shape.lines
        ]

    def _places(self, shape: kinds.Places) -> Shapes:
        look = self._look
        return [
            rectangle(kinds.place_frame(shape.box, slot, row, column, look.unit), 0, "none", look.text())
            for slot, (row, column) in enumerate(shape.cells.tolist())
            if row >= 0
        ]

    def _stack(self, shape: kinds.Stack) -> Shapes:
        look, unit, text = self._look, self._look.unit, f"+{shape.box.folded}"
        size = look.type_px("micro")
        x, y, width, height = shape.card(unit, 0.6 * size * len(text))
        fill, line = hexed(look.surface("raised")), look.surface("outline")
        cards = [(x + shift * unit, y - shift * unit, width, height) for shift in (3.0, 1.5, 0.0)]
        found = [rectangle(card, 4 * unit, fill, line) for card in cards]
        return [*found, self._text(text, x + width / 2, y + height / 2, size, look.text("secondary"))]

    def _bar(self, shape: kinds.Bar) -> Shapes:
        box, look, ground = shape.box, self._look, "raised" if shape.known else "hover"
        size, title, note = look.type_px("micro"), self._said(shape.title), self._said(shape.note)
        rect = box.left, box.top, box.right - box.left, box.bottom - box.top
        text = f"{title} · {note}" if 0.6 * size * len(title + note) + 3 * size < rect[3] else title
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        found = [rectangle(rect, 4 * look.unit, hexed(look.surface(ground)), look.surface("outline"))]
        turned = f' transform="rotate(90 {x:.1f} {y:.1f})"'
        return [*found, self._text(text, x, y, size, look.text("secondary"), more=turned)]

    # ---- words
    def _captions(self, shape: kinds.Captions) -> Shapes:
        box, look, found = shape.box, self._look, []
        for slot, text in enumerate(shape.texts):
            y = float(box.y[slot])
            if shape.italic:
                size = max(9.0, min(19 * look.unit, box.tile * 0.5))
                at = box.left - look.unit
                style = ' font-style="italic"'
                found.append(self._text(text, at, y, size, look.text(), "end", "math", style))
            elif box.labels is not None:
                hue = look.class_colour(box.units[slot], box.size)
                found.append(self._text(text, box.labels.text_x, y, look.type_px("label"), hue, "start"))
        return found

    def _answers(self, shape: kinds.Answers) -> Shapes:
        labels, look, found = shape.labels, self._look, []
        radius = kinds.bar_radius(labels, look.unit)
        for text, unit, y in zip(shape.texts, shape.box.units, shape.box.y.tolist(), strict=False):
            wins = unit == shape.answer
            size = max(9.0, min((24 if wins else 18) * look.unit, labels.pitch * 0.7))
            if labels.text_width:
                size = min(size, look.type_px("label"))
                text = shortened(text, labels.text_width, size)
            colour = look.text() if wins else look.text("secondary")
            weight = ' font-weight="bold"' if wins else ""
            found.append(self._text(text, labels.text_x, y - labels.apart, size, colour, more=weight))
            if shape.bars:
                track = kinds.bar_rect(labels, y, 1.0, radius)
                found.append(rectangle(track, radius, hexed(look.surface("hover"))))
        return found

    def _truth(self, shape: kinds.Truth) -> Shapes:
        box, labels, unit, y = shape.box, shape.labels, self._look.unit, float(shape.box.y[shape.slot])
        half = min(labels.pitch / 2 - 1, box.radius + 8 * unit)
        left = float(box.bead_x[shape.slot]) - box.radius - 7 * unit
        right = max(labels.bar_x + labels.bar_width, labels.text_x + labels.text_width / 2) + 5 * unit
        look = f'fill="none" stroke="{hexed(self._look.text())}" stroke-dasharray="4 3"'
        return [
            f'<rect x="{left:.2f}" y="{y - half:.2f}" width="{right - left:.2f}" height="{2 * half:.2f}" '
            f'rx="{7 * unit:.2f}" {look}/>'
        ]

    def _shares(self, shape: kinds.Shares) -> Shapes:
        labels, look, found = shape.labels, self._look, []
        radius, size = kinds.bar_radius(labels, look.unit), look.type_px("caption")
        for unit, y in zip(shape.box.units, shape.box.y.tolist(), strict=False):
            share, wins = float(shape.values[unit]), unit == shape.answer
            if share > kinds.BAR_FROM:
                fill = look.ramp(1, 7) if wins else look.text("tertiary")
                found.append(rectangle(kinds.bar_rect(labels, y, share, radius), radius, hexed(fill)))
            if share >= kinds.TEXT_FROM and labels.pitch >= kinds.TEXT_PITCH * look.unit:
                colour = look.text() if wins else look.text("tertiary")
                below = y + labels.apart + 15 * look.unit
                found.append(
                    self._text(shape.text(share), labels.bar_x, below, size, colour, "start", "mono")
                )
        return found

    def _text(
        self, text: str, x: float, y: float, size: float, colour: int, anchor: str = "middle",
        family: str = "ui", more: str = "",
    ) -> str:  # fmt: skip
        """``text`` with its middle at the height ``y``."""
        font = f"{tokens()['font'][family]}, {FALLBACK[family]}"
        look = f'font-family="{html.escape(font)}" font-size="{size:.1f}" fill="{hexed(colour)}"'
        place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" dominant-baseline="central"'
        return f"<text {place} {look}{more}>{html.escape(text, quote=False)}</text>"


class _Gap:
    """The curves between two layers."""

    def __init__(self, layout: DiagramLayout, k: int) -> None:
        self._ends = layout.gap(k)
        self._share = tangent(max(len(self._ends[1]), len(self._ends[3])))

    def curve(self, source: int, target: int) -> str:
        x0, y0, x1, y1 = (
            float(e[i]) for e, i in zip(self._ends, (source, source, target, target), strict=True)
        )
        bend = (x1 - x0) * self._share
        return f"M{x0:.2f} {y0:.2f}C{x0 + bend:.2f} {y0:.2f} {x1 - bend:.2f} {y1:.2f} {x1:.2f} {y1:.2f}"
