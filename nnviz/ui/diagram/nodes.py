"""Paints the shapes of a drawing: a painter for each kind, kept as long as the layout and the theme."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnviz.drawing import shapes as kinds
from nnviz.drawing.lit import Slots
from nnviz.drawing.shapes import Bar, Captions, Shape, Stack
from nnviz.session.sentences import told
from nnviz.ui.diagram.beads import BeadPainter
from nnviz.ui.diagram.grids import GridPainter, JoinPainter, PlacePainter
from nnviz.ui.diagram.ground import DotPainter, PixelPainter, RibbonPainter
from nnviz.ui.diagram.outputs import AnswerPainter, SharePainter, TruthPainter
from nnviz.ui.diagram.sprites import blank
from nnviz.ui.diagram.tiles import MapPainter, TilePainter
from nnviz.ui.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip


class Painter(Protocol):
    """Paints one shape, made for its places, with the numbers it has now."""

    def paint(self, painter: QPainter, shape: Any, lit: Slots | None) -> None:
        """Paint it; only the slots of ``lit``, if given."""


class StackPainter:
    """Paints the fold: a stack of cards, with the number of units in it; once, as it never changes."""

    def __init__(self, shape: Stack, theme: Theme, dpr: float) -> None:
        font, text, unit = theme.font("micro", weight="medium"), f"+{shape.box.folded}", theme.unit
        x, y, width, height = shape.card(unit, QFontMetricsF(font).horizontalAdvance(text))
        left, top = (math.floor((start - 5 * unit) * dpr) / dpr for start in (x, y))
        self._corner = QPointF(left, top)
        self._sprite = blank(width + 11 * unit, height + 11 * unit, dpr)
        painter = QPainter(self._sprite)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-left, -top)
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.setBrush(theme.surface("raised"))
        for shift in (3.0 * unit, 1.5 * unit, 0.0):
            painter.drawRoundedRect(QRectF(x + shift, y - shift, width, height), 4 * unit, 4 * unit)
        painter.setPen(theme.text("secondary"))
        painter.setFont(font)
        painter.drawText(QRectF(x - 60, y, width + 120, height), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def paint(self, painter: QPainter, shape: Stack, lit: Slots | None) -> None:
        if lit is None or shape.box.slots - 1 in lit:
            painter.drawPixmap(self._corner, self._sprite)


class CaptionPainter:
    """Paints the names of inputs, and of classes in their colours."""

    def __init__(self, shape: Captions, theme: Theme, dpr: float) -> None:
        self._theme = theme
        self._font = theme.font("label", weight="medium")
        if shape.italic:
            self._font = theme.font("formula", family="math", italic=True)
            self._font.setPixelSize(max(9, round(min(19 * theme.unit, shape.box.tile * 0.5))))

    def paint(self, painter: QPainter, shape: Captions, lit: Slots | None) -> None:
        box, theme, unit = shape.box, self._theme, self._theme.unit
        painter.setFont(self._font)
        painter.setPen(theme.text())
        for slot, (text, y) in enumerate(zip(shape.texts, box.y.tolist(), strict=False)):
            if lit is not None and slot not in lit:
                continue
            if shape.italic:
                painter.drawText(
                    QRectF(box.left - 81 * unit, y - 15 * unit, 80 * unit, 30 * unit), _RIGHT, text
                )
            elif box.labels is not None:
                painter.setPen(theme.class_colour(box.units[slot], box.size))
                room = QRectF(box.labels.text_x, y - 14 * unit, 90 * unit, 28 * unit)
                painter.drawText(room, _LEFT, text)


class BarPainter:
    """Paints a layer through which values pass, its words running downwards, from the heading on."""

    def __init__(self, shape: Bar, theme: Theme, dpr: float) -> None:
        self._theme = theme

    def paint(self, painter: QPainter, shape: Bar, lit: Slots | None) -> None:
        box, theme = shape.box, self._theme
        width, height = box.right - box.left, box.bottom - box.top
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.setBrush(theme.surface("raised" if shape.known else "hover"))
        painter.drawRoundedRect(QRectF(box.left, box.top, width, height), 4 * theme.unit, 4 * theme.unit)
        title, note = told(shape.title), told(shape.note)
        font = theme.font("micro", weight="medium")
        painter.setFont(font)
        metrics, space = QFontMetricsF(font), 12 * theme.unit
        wide = metrics.horizontalAdvance(title) + space + metrics.horizontalAdvance(note)
        painter.save()
        painter.translate((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        painter.rotate(90)
        with_note = wide + space < height
        half = (wide if with_note else metrics.horizontalAdvance(title)) / 2
        painter.setPen(theme.text("secondary"))
        painter.drawText(QRectF(-half, -width / 2, 2 * half, width), _LEFT, title)
        if with_note:
            painter.setPen(theme.text("tertiary"))
            painter.drawText(QRectF(-half, -width / 2, 2 * half, width), _RIGHT, note)
        painter.restore()


PAINTERS: dict[type, Any] = {
    kinds.Ribbons: RibbonPainter,
    kinds.Pixels: PixelPainter,
    kinds.Dots: DotPainter,
    kinds.Beads: BeadPainter,
    kinds.Tiles: TilePainter,
    kinds.Maps: MapPainter,
    kinds.Grids: GridPainter,
    kinds.Joins: JoinPainter,
    kinds.Places: PlacePainter,
    kinds.Stack: StackPainter,
    kinds.Captions: CaptionPainter,
    kinds.Answers: AnswerPainter,
    kinds.Truth: TruthPainter,
    kinds.Shares: SharePainter,
    kinds.Bar: BarPainter,
}


class ShapePainters:
    """Paints shapes of one layout; ``dpr`` is in pixels of the device for a px of the layout."""

    def __init__(self, theme: Theme, dpr: float) -> None:
        self._theme, self._dpr = theme, dpr
        self._made: dict[tuple[type, int], Painter] = {}

    def paint(self, painter: QPainter, shapes: Iterable[Shape], lit: Sequence[Slots] | None = None) -> None:
        """Paint ``shapes`` on a painter whose coordinates are the layout's.

        With ``lit``, those slots of each layer alone, and the inputs.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for shape in shapes:
            box = getattr(shape, "box", None)
            key = type(shape), id(box if box is not None else getattr(shape, "picture", None))
            made = self._made.get(key)
            if made is None:
                made = self._made[key] = PAINTERS[type(shape)](shape, self._theme, self._dpr)
            index = getattr(box, "index", -1)
            made.paint(painter, shape, None if lit is None or index < 0 else lit[index])
