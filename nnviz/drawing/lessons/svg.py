"""A picture of a lesson as SVG, for print and for the web."""

from __future__ import annotations

import html
from collections.abc import Callable

from nnviz.drawing.lessons.marks import Box, Disc, Mark, Path, Pen, Sheet, Words
from nnviz.drawing.look import Look, tokens
from nnviz.drawing.svg_marks import hexed

_FALLBACK = {"ui": "sans-serif", "mono": "monospace", "math": "serif"}


def svg(sheet: Sheet, width: float, height: float, look: Look, told: Callable[[object], str] = str) -> str:
    """The ``sheet`` drawn for that size; ``told`` puts a sentence into a language."""
    title = f"<title>{html.escape(told(sheet.told))}</title>" if sheet.told else ""
    ground = f'<rect width="{width:.0f}" height="{height:.0f}" fill="{hexed(look.surface("stage"))}"/>'
    marks = "\n".join(_mark(mark, told) for mark in sheet.marks)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
    return f"{head}\n{title}\n{ground}\n{marks}\n</svg>\n"


def _mark(mark: Mark, told: Callable[[object], str]) -> str:
    if isinstance(mark, Words):
        return _words(mark, told)
    if isinstance(mark, Disc):
        place = f'cx="{mark.x:.2f}" cy="{mark.y:.2f}" r="{mark.radius:.2f}"'
        return f"<circle {place}{_paint(mark.fill, mark.pen)}/>"
    if isinstance(mark, Box):
        x, y, wide, high = mark.rect
        place = f'x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" rx="{mark.radius:.2f}"'
        return f"<rect {place}{_paint(mark.fill, mark.pen)}/>"
    return f'<path d="{_way(mark)}"{_paint(mark.fill, mark.pen)}/>'


def _way(mark: Path) -> str:
    first, *rest = (f"{x:.2f} {y:.2f}" for x, y in mark.points)
    return f"M{first}{'C' if mark.curved else 'L'}{' '.join(rest)}{'Z' * mark.closed}"


def _paint(fill: int | None, pen: Pen | None) -> str:
    inside = f' fill="{"none" if fill is None else hexed(fill)}"'
    if pen is None:
        return inside
    dash = f' stroke-dasharray="{" ".join(f"{one:.2f}" for one in pen.dash)}"' if pen.dash else ""
    ends = ' stroke-linecap="round" stroke-linejoin="round"'
    return f'{inside} stroke="{hexed(pen.colour)}" stroke-width="{pen.width:.2f}"{ends}{dash}'


def _words(words: Words, told: Callable[[object], str]) -> str:
    font = f"{tokens()['font'][words.family]}, {_FALLBACK[words.family]}"
    weight = int(tokens()["weight"].get(words.weight, 700))
    style = ' font-style="italic"' if words.italic else ""
    look = f'font-family="{html.escape(font)}" font-size="{words.size:.1f}" font-weight="{weight}"{style}'
    place = f'x="{words.x:.1f}" y="{words.y:.1f}" text-anchor="{words.anchor}" dominant-baseline="central"'
    text = html.escape(told(words.text), quote=False)
    return f'<text {place} {look} fill="{hexed(words.colour)}" xml:space="preserve">{text}</text>'
