"""The heads of attention: rows of shares, the lines to the lanes whose values arrive, folded matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnviz.drawing.attention.content import Lanes
from nnviz.drawing.attention.layout import HEAD_GAP, Layout
from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.drawing.attention.words import folded_words
from nnviz.session.sentences import told
from nnviz.training.attending import Attended
from nnviz.ui.sequences.paint_lanes import HEAD_KEYS, hatch, paint_column
from nnviz.ui.sequences.paint_rows import CENTRE, tile_ground
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import pixel_image

_LINE, _MORE, _HIDDEN = 0.8, 5.0, 0.04  # px at unit 1 of a line, more for a share of 1; least share with one
_DOT = 1.5  # px at unit 1, the radius of what must not be looked at
_NUMBERS = 30.0  # px at unit 1 of a square from which its number stands in it


def paint_title(
    painter: QPainter, theme: Theme, layout: Layout, start: float, title: str, words: str
) -> None:
    """``Head 1``, ``looks at``."""
    room = layout.steps * layout.square + HEAD_GAP * layout.unit / 2
    paint_column(painter, theme, layout, start, room, title, words)


def paint_keys(painter: QPainter, theme: Theme, lanes: Lanes, layout: Layout, start: float) -> None:
    """Over the squares what is read at the steps that are looked at."""
    font = theme.font("caption", family="mono")
    font.setPixelSize(min(round(font.pixelSize() * 1.05), int(layout.square * 1.15)))
    if font.pixelSize() < 6:
        return
    painter.setFont(font)
    painter.setPen(theme.text("secondary"))
    high = font.pixelSize() * 1.4
    for key in range(layout.steps):
        x = layout.key_x(start, key)
        box = QRectF(x - layout.square / 2, HEAD_KEYS * layout.unit - high / 2, layout.square, high)
        text = lanes.reads.text(key) if lanes.reads.symbols else ""
        painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, text)


def paint_lines(painter: QPainter, theme: Theme, layer: Attended, layout: Layout, at: LookingAt) -> None:
    """From the lanes that the chosen step looks at down (or up) to its row: as wide as their shares."""
    start = layout.head_x(at.head)
    if start is None or not layout.shows(at.query):
        return
    shares = np.nan_to_num(layer.shares[at.head, at.query].astype(np.float64))
    for key in np.argsort(shares):
        share = float(shares[key])
        if share < _HIDDEN or key == at.query:
            continue
        x = layout.key_x(start, int(key))
        edge = layout.y(layout.first) - layout.pitch / 2, layout.y(layout.last) + layout.pitch / 2
        y = min(max(layout.y(int(key)), edge[0]), edge[1])
        pen = QPen(theme.signed(share), (_LINE + _MORE * share) * layout.unit)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QLineF(x, y, x, layout.y(at.query)))


def paint_head(
    painter: QPainter,
    theme: Theme,
    layer: Attended,
    layout: Layout,
    head: int,
    start: float,
    *,
    known: bool = True,
) -> None:
    """A square for each share, hatch where it is not known yet, a dot for what a step must not look at."""
    shares = layer.shares[head].astype(np.float64)
    side, gap = layout.cell, layout.cell < layout.square
    radius = side / 5 if gap else 0.0
    outline = QPen(theme.surface("outline"), theme.line("hairline")) if gap else QPen(Qt.PenStyle.NoPen)
    numbers = side >= _NUMBERS * layout.unit
    dot = min(_DOT * layout.unit, layout.square / 5)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(layout.first, layout.last + 1):
        y = layout.y(step)
        for key in range(layout.steps):
            x = layout.key_x(start, key)
            if not layer.looks[step, key]:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.text("tertiary"))
                painter.drawEllipse(QPointF(x, y), dot, dot)
                continue
            share = float(np.nan_to_num(shares[step, key]))
            box = QRectF(x - side / 2, y - side / 2, side, side)
            # A share near 0 is seen as a square on any ground, also on that of the chosen row.
            painter.setPen(outline)
            painter.setBrush(tile_ground(theme))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if gap else box, radius, radius)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.signed(share) if known else hatch(theme))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1) if gap else box, radius, radius)
            if numbers and known:
                _paint_number(painter, theme, box, share)


def _paint_number(painter: QPainter, theme: Theme, box: QRectF, share: float) -> None:
    ground = theme.signed(share)
    dark = ground.lightnessF() > 0.5
    painter.setPen(Qt.GlobalColor.black if dark else Qt.GlobalColor.white)
    font = theme.font("caption", family="mono", weight="semibold")
    font.setPixelSize(int(box.width() * 0.36))
    painter.setFont(font)
    painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, f"{share:.2f}"[1 if share < 0.995 else 0 :])


def paint_frame(painter: QPainter, theme: Theme, layout: Layout, at: LookingAt) -> None:
    """Round the row of the head and step that are chosen."""
    start = layout.head_x(at.head)
    if start is None or not layout.shows(at.query):
        return
    off = (layout.square - layout.cell) / 2 + theme.px(2)
    wide, high = layout.steps * layout.square, layout.cell + 2 * theme.px(4)
    box = QRectF(start - off / 2, layout.y(at.query) - high / 2, wide + off, high)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.accent(), 1.5 * theme.line("hairline")))
    painter.drawRoundedRect(box, theme.px(6), theme.px(6))


def paint_minis(painter: QPainter, theme: Theme, lanes: Lanes, layout: Layout, known: Sequence[bool]) -> None:
    """The heads that are folded away, as small matrices: a row for each step that looks; hatch for those of
    blocks that are not ``known`` yet."""
    several = len(lanes.blocks) > 1
    titled: set[float] = set()
    for mini in layout.minis:
        box = QRectF(mini.x, mini.y, mini.side, mini.side)
        painter.fillRect(box.adjusted(-3, -3, 3, 3), theme.surface("stage"))
        shares = np.nan_to_num(lanes.blocks[mini.block].layer.shares[mini.head].astype(np.float64))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        if known[mini.block]:
            painter.drawImage(box, pixel_image(theme.signed_rgb(shares)))
        else:
            painter.fillRect(box, hatch(theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawRect(box)
        if mini.x not in titled:
            titled.add(mini.x)
            title, words = folded_words(mini.block, several and mini.block != layout.open)
            paint_column(
                painter, theme, layout, mini.x, mini.side + 26 * layout.unit, told(title), told(words)
            )
