"""The lanes of attention: what is read, strips of values, rings where something is added, and answers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from nnviz.drawing.attention.content import Lanes, Strip
from nnviz.drawing.attention.layout import BAR, GAP, MANY, RING, Layout, Span
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.reads import shown_symbol
from nnviz.session.sentences import told
from nnviz.ui.sequences.paint_rows import CENTRE, LEFT, RIGHT, tile_ground
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import pixel_image

_HIGH = 15.0  # px at unit 1 of a strip
HEAD_TITLE, HEAD_WORDS, HEAD_KEYS = 22.0, 40.0, 66.0  # px at unit 1, the middles of the lines over the lanes


def paint_column(
    painter: QPainter, theme: Theme, layout: Layout, left: float, room: float, title: str, words: str
) -> None:
    """What a column is called, and below it what that is."""
    for text, y, font, ink in (
        (title, HEAD_TITLE, theme.font(theme.room("label"), weight="semibold"), theme.text()),
        (words, HEAD_WORDS, theme.font("caption"), theme.text("tertiary")),
    ):
        painter.setFont(font)
        painter.setPen(ink)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))
        high = font.pixelSize() * 1.4
        box = QRectF(left, y * layout.unit - high / 2, room, high)
        painter.drawText(box, LEFT | Qt.TextFlag.TextDontClip, shown)


def paint_band(painter: QPainter, theme: Theme, layout: Layout, step: int) -> None:
    """The lane that is chosen."""
    if not layout.shows(step):
        return
    quiet, edge = QColor(theme.accent()), QColor(theme.accent())
    quiet.setAlphaF(0.08)
    edge.setAlphaF(0.55)
    high = min(layout.pitch - 2, theme.px(52) if not theme.projector else layout.pitch - 2)
    left, right = layout.token.left - theme.px(7), layout.width - theme.px(7)
    painter.setBrush(quiet)
    painter.setPen(QPen(edge, 1.25 * theme.line("hairline")))
    radius = theme.px(8)
    painter.drawRoundedRect(QRectF(left, layout.y(step) - high / 2, right - left, high), radius, radius)


def paint_lines(painter: QPainter, theme: Theme, layout: Layout) -> None:
    """A line for each lane, from what is read to what is said."""
    painter.setPen(QPen(theme.surface("outline"), 1.5 * theme.line("hairline")))
    start, end = layout.lane_ends
    for step in range(layout.first, layout.last + 1):
        y = layout.y(step)
        painter.drawLine(QLineF(start, y, end, y))


def paint_tokens(painter: QPainter, theme: Theme, lanes: Lanes, layout: Layout, chosen: int) -> None:
    """A box with what is read at each step."""
    side = layout.token.width
    font = theme.font(theme.room("body"), family="mono", weight="medium")
    font.setPixelSize(max(8, min(font.pixelSize(), int(side * 0.6))))
    painter.setFont(font)
    for step in range(layout.first, layout.last + 1):
        box = QRectF(layout.token.left, layout.y(step) - side / 2, side, side)
        text = lanes.reads.text(step)
        if not text and lanes.reads.symbols:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.text("tertiary"))
            painter.drawEllipse(box.center(), theme.px(1.5), theme.px(1.5))
            continue
        painter.setBrush(tile_ground(theme))
        edge = theme.accent() if step == chosen else theme.surface("outline")
        painter.setPen(QPen(edge, (1.75 if step == chosen else 1.0) * theme.line("hairline")))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), side / 5, side / 5)
        painter.setPen(theme.text())
        shown = text if lanes.reads.symbols else str(step + 1)
        painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, shown)


def paint_strip(
    painter: QPainter,
    theme: Theme,
    lanes: Lanes,
    strip: Strip,
    layout: Layout,
    span: Span,
    *,
    known: bool = True,
) -> None:
    """The values of every lane there, a square each, all on one scale; nothing where there is no room.

    What is not known yet is hatch.
    """
    if not span.width:
        return
    room = span.width + GAP * layout.unit
    paint_column(painter, theme, layout, span.left, room, told(strip.title), told(strip.words))
    shares = np.clip(np.nan_to_num(strip.values.astype(np.float64)) / lanes.full, -1.0, 1.0)
    rgb = theme.signed_rgb(shares)
    high = min(_HIGH * layout.unit * (1.6 if theme.projector else 1.0), layout.pitch * 0.7)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    for step in range(layout.first, layout.last + 1):
        box = QRectF(span.left, layout.y(step) - high / 2, span.width, high)
        painter.fillRect(box.adjusted(-2, -1, 2, 1), theme.surface("stage"))
        if known:
            painter.drawImage(box, pixel_image(rgb[:, step][np.newaxis]))
        else:
            painter.fillRect(box, hatch(theme))


def hatch(theme: Theme) -> QBrush:
    """What has not been worked out yet."""
    return QBrush(theme.surface("outline"), Qt.BrushStyle.BDiagPattern)


def paint_frame(painter: QPainter, theme: Theme, layout: Layout, span: Span) -> None:
    """Round a column that is worked out at present."""
    top, bottom = layout.y(layout.first) - layout.pitch / 2, layout.y(layout.last) + layout.pitch / 2
    box = QRectF(span.left, top, span.width, bottom - top).adjusted(-theme.px(4), 0, theme.px(4), 0)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.accent(), 1.5 * theme.line("hairline")))
    painter.drawRoundedRect(box, theme.px(6), theme.px(6))


def paint_rings(painter: QPainter, theme: Theme, layout: Layout) -> None:
    """A ring with a plus where something is added to the lanes."""
    radius = min(RING * layout.unit, layout.pitch * 0.36)
    for x in layout.rings:
        if x is None:
            continue
        for step in range(layout.first, layout.last + 1):
            y = layout.y(step)
            painter.setBrush(theme.surface("stage"))
            painter.setPen(QPen(theme.text("tertiary"), 1.25 * theme.line("hairline")))
            painter.drawEllipse(QPointF(x, y), radius, radius)
            arm = radius * 0.5
            painter.drawLine(QLineF(x - arm, y, x + arm, y))
            painter.drawLine(QLineF(x, y - arm, x, y + arm))


def paint_split(painter: QPainter, theme: Theme, layout: Layout, words: str) -> None:
    """What stands behind what is given."""
    if layout.split is None or not layout.first < layout.split <= layout.last:
        return
    y = (layout.y(layout.split - 1) + layout.y(layout.split)) / 2
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("tertiary"))
    high = painter.fontMetrics().height()
    box = QRectF(layout.token.left, y - high / 2, painter.fontMetrics().horizontalAdvance(words) + 8, high)
    painter.fillRect(box, theme.surface("stage"))
    painter.drawText(box, LEFT | Qt.TextFlag.TextDontClip, words)


# ---- answers
def paint_says(
    painter: QPainter, theme: Theme, lanes: Lanes, layout: Layout, title: str, *, known: bool = True
) -> None:
    """How probable every class is where one is asked for, and the likeliest; hatch while it is not known."""
    asked, says = lanes.asked, layout.says
    if asked is None or says is None:
        return
    paint_column(painter, theme, layout, says.left, says.width + GAP * layout.unit, title, "")
    if not known:
        high = layout.pitch * 0.7
        for step in filter(lanes.asks, range(layout.first, layout.last + 1)):
            painter.fillRect(QRectF(says.left, layout.y(step) - high / 2, says.width, high), hatch(theme))
        return
    if not asked.names:
        _paint_values(painter, theme, lanes, asked, layout, says)
        return
    shares, few = asked.shares(), len(asked.names) <= MANY
    if few:
        _paint_class_names(painter, theme, asked, layout, says)
    for step in range(layout.first, layout.last + 1):
        if not lanes.asks(step) or not np.isfinite(shares[step]).all():
            continue
        if few:
            _paint_bars(painter, theme, shares[step], layout, says, step)
        else:
            _paint_bar(painter, theme, float(shares[step].max()), layout, says, step)
        _paint_said(painter, theme, asked, layout, says, step)


def _paint_class_names(painter: QPainter, theme: Theme, asked: Asked, layout: Layout, says: Span) -> None:
    wide = BAR * layout.unit
    font = theme.font("caption", family="mono")
    font.setPixelSize(max(8, min(font.pixelSize(), int(wide * 1.25))))
    painter.setFont(font)
    painter.setPen(theme.text("tertiary"))
    high = font.pixelSize() * 1.4
    y = HEAD_KEYS * layout.unit - high / 2
    for number, name in enumerate(asked.names):
        box = QRectF(says.left + number * wide, y, wide, high)
        painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, shown_symbol(name)[:1])


def _paint_bars(
    painter: QPainter, theme: Theme, shares: object, layout: Layout, says: Span, step: int
) -> None:
    wide, high = BAR * layout.unit, min(36 * layout.unit, layout.pitch * 0.78)
    bottom = layout.y(step) + high / 2
    for number, share in enumerate(shares):  # type: ignore[arg-type, var-annotated]
        box = QRectF(says.left + number * wide + 0.5, bottom - high, wide - 1.5, high)
        painter.fillRect(box, tile_ground(theme))
        filled = high * float(share)
        painter.fillRect(QRectF(box.left(), bottom - filled, box.width(), filled), theme.signed(0.75))


def _paint_bar(painter: QPainter, theme: Theme, share: float, layout: Layout, says: Span, step: int) -> None:
    """Of many classes the likeliest: its probability lying."""
    box = QRectF(says.left, layout.y(step) - theme.px(3), 60 * layout.unit, theme.px(6))
    painter.fillRect(box, tile_ground(theme))
    painter.fillRect(QRectF(box.left(), box.top(), box.width() * share, box.height()), theme.signed(0.75))


def _paint_said(painter: QPainter, theme: Theme, asked: Asked, layout: Layout, says: Span, step: int) -> None:
    said = int(asked.said[step])
    wrong = asked.truth is not None and int(asked.truth[step]) != said
    font = theme.font(theme.room("body"), family="mono", weight="bold")
    font.setPixelSize(max(8, min(font.pixelSize(), int(layout.pitch * 0.7))))
    painter.setFont(font)
    painter.setPen(theme.note("error") if wrong else theme.text())
    high = layout.pitch
    box = QRectF(says.right - 30 * layout.unit, layout.y(step) - high / 2, 28 * layout.unit, high)
    painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, shown_symbol(asked.name(said)))


def _paint_values(
    painter: QPainter, theme: Theme, lanes: Lanes, asked: Asked, layout: Layout, says: Span
) -> None:
    painter.setFont(theme.font("label", family="mono"))
    painter.setPen(theme.text())
    for step in range(layout.first, layout.last + 1):
        if lanes.asks(step):
            box = QRectF(says.left, layout.y(step) - 10, says.width, 20)
            painter.drawText(box, RIGHT, f"{float(asked.outputs[step, 0]):.3f}".replace("-", "−"))


def paint_foot(painter: QPainter, theme: Theme, lanes: Lanes, layout: Layout, note: str) -> None:
    """The scale of the strips, where there are any, and how squares are read."""
    y, px = layout.height - 18 * layout.unit, theme.px
    strips = any(span.width for span in layout.strips)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("tertiary"))
    left, wide, full = float(px(14)), float(px(88)), f"{lanes.full:.3g}"
    metrics = painter.fontMetrics()
    low = metrics.horizontalAdvance("−" + full) + px(4)
    high = float(metrics.height())
    start = left
    if strips:
        painter.drawText(QRectF(left, y - high / 2, low, high), LEFT | Qt.TextFlag.TextDontClip, "−" + full)
        ramp = theme.signed_rgb(np.linspace(-1.0, 1.0, 21)[np.newaxis])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(left + low, y - px(3), wide, px(6)), pixel_image(ramp))
        start = left + low + wide + px(4)
        painter.drawText(QRectF(start, y - high / 2, low, high), LEFT | Qt.TextFlag.TextDontClip, "+" + full)
        start += metrics.horizontalAdvance("+" + full) + px(20)
    room = layout.width - start - px(14)
    shown = metrics.elidedText(note, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(QRectF(start, y - high / 2, room, high), LEFT | Qt.TextFlag.TextDontClip, shown)
