"""What is read, and the strips of gates and states: units by time."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from nnviz.drawing.sequences.content import Content, Floats, Strip
from nnviz.drawing.sequences.layout import Layout, Span
from nnviz.drawing.sequences.reads import Reads
from nnviz.drawing.sequences.words import folded_words
from nnviz.session.sentences import told
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import pixel_image

LABEL = 18.0  # px at unit 1 from the edge to what a row is called
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_label(
    painter: QPainter,
    theme: Theme,
    layout: Layout,
    y: float,
    title: str,
    words: str = "",
    *,
    maths: bool = False,
) -> None:
    """What a row is called, and below it what that is."""
    room = layout.left - theme.px(LABEL) - theme.px(4)
    font = theme.font("formula" if maths else theme.room("label"), weight="regular" if maths else "semibold",
                      family="math" if maths else "ui", italic=maths)  # fmt: skip
    high = font.pixelSize() * 1.35
    _text(painter, font, theme.text(), QRectF(theme.px(LABEL), y - high / 2, room, high), title)
    if words:
        small = theme.font("caption")
        below = QRectF(theme.px(LABEL), y + high / 2, room, small.pixelSize() * 1.4)
        _text(painter, small, theme.text("tertiary"), below, words)


def _text(painter: QPainter, font: QFont, colour: QColor, box: QRectF, words: str) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, LEFT | Qt.TextFlag.TextDontClip, shown)


# ---- what is read
def paint_reads(painter: QPainter, theme: Theme, reads: Reads, layout: Layout, title: str) -> None:
    """A box for each symbol; those that matter are light. Numbers stand as cells one above the other."""
    paint_label(painter, theme, layout, layout.symbols.middle, title)
    if reads.symbols:
        for step in range(layout.first, layout.last + 1):
            _paint_symbol(painter, theme, reads, layout, step)
    else:
        _paint_numbers(painter, theme, reads, layout)


def tile_ground(theme: Theme) -> QColor:
    """What lies on the stage: a raised surface would be the stage's own where that is light."""
    return theme.surface("raised" if theme.name == "dark" else "hover")


def symbol_box(layout: Layout, step: int) -> QRectF:
    """The box of what is read at a step."""
    wide = min(layout.pitch - 1, layout.symbols.height * 0.93)
    return QRectF(layout.x(step) - wide / 2, layout.symbols.top, wide, layout.symbols.height)


def _paint_symbol(painter: QPainter, theme: Theme, reads: Reads, layout: Layout, step: int) -> None:
    text, key = reads.text(step), reads.is_key(step)
    box = symbol_box(layout, step)
    if not text:  # padding: nothing is read
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.text("tertiary"))
        painter.drawEllipse(box.center(), theme.px(1.5), theme.px(1.5))
        return
    radius = min(theme.px(6), box.width() / 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text() if key else tile_ground(theme))
    painter.drawRoundedRect(box, radius, radius)
    font = theme.font(theme.room("body"), family="mono", weight="bold" if key else "medium")
    font.setPixelSize(max(8, min(font.pixelSize(), int(layout.pitch * 0.95))))
    painter.setFont(font)
    painter.setPen(theme.surface("stage") if key else theme.text("secondary"))
    painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, text)


def _paint_numbers(painter: QPainter, theme: Theme, reads: Reads, layout: Layout) -> None:
    """A column of cells at each step: grey where nothing is below 0, else with a sign."""
    values = reads.values[:, layout.first : layout.last + 1]
    largest = float(abs(reads.values).max(initial=0.0)) or 1.0
    paint = theme.signed if float(reads.values.min(initial=0.0)) < 0 else theme.pixel
    high = layout.symbols.height / len(values)
    painter.setPen(Qt.PenStyle.NoPen)
    for column in range(values.shape[1]):
        box = symbol_box(layout, layout.first + column)
        for row, value in enumerate(values[:, column]):
            cell = QRectF(box.left(), box.top() + row * high, box.width(), high)
            painter.fillRect(cell, paint(float(value) / largest))


def paint_slopes(painter: QPainter, theme: Theme, slopes: Floats | None, layout: Layout) -> None:
    """Below each symbol a bar as long as |dL/dx| (T,) there, beside the largest of all steps."""
    span = layout.slopes
    if span is None or slopes is None:
        return
    full = float(slopes.max(initial=0.0))
    painter.setPen(Qt.PenStyle.NoPen)
    wide = min(layout.pitch * 0.5, theme.px(10))
    for step in range(layout.first, layout.last + 1):
        x = layout.x(step)
        high = span.height * float(slopes[step]) / full if full > 0 else 0.0
        painter.fillRect(QRectF(x - wide / 2, span.bottom, wide, 1), theme.surface("outline"))
        painter.fillRect(QRectF(x - wide / 2, span.bottom - high, wide, high), theme.gradient)


# ---- units by time
def paint_strip(
    painter: QPainter, theme: Theme, strip: Strip, layout: Layout, span: Span, chosen: int
) -> None:
    """The cells of a strip, and the mark of the unit that is chosen."""
    font = theme.font("formula", family="math", italic=True)
    font.setPixelSize(round(font.pixelSize() * 1.12))
    middle, left = span.middle, theme.px(LABEL)
    painter.setFont(font)
    painter.setPen(theme.text())
    high = font.pixelSize() * 1.4
    painter.drawText(QRectF(left + 4, middle - high / 2, theme.px(20), high), LEFT, strip.name)
    painter.setFont(theme.font(theme.room("caption")))
    painter.setPen(theme.text("tertiary"))
    room = layout.left - left - theme.px(38)
    words = painter.fontMetrics().elidedText(told(strip.word), Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(QRectF(left + theme.px(24), middle - high / 2, room, high), LEFT, words)
    if 1 < len(layout.units) < len(strip.values):
        folded = told(folded_words(len(layout.units), len(strip.values)))
        painter.drawText(QRectF(left + theme.px(24), middle + high / 2, room, high), LEFT, folded)
    shares = strip.shares(layout.units, slice(layout.first, layout.last + 1))
    rgb = theme.signed_rgb(shares)
    if layout.gap:
        _paint_cells(painter, layout, span, rgb, theme.px(1.5))
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for column in range(layout.count):
            x = layout.x(layout.first + column) - layout.cell / 2
            image = pixel_image(rgb[:, column : column + 1])
            painter.drawImage(QRectF(x, span.top, layout.cell, span.height), image)
    if chosen in layout.units:
        _paint_mark(painter, theme, layout, span, layout.units.index(chosen))


def _paint_cells(painter: QPainter, layout: Layout, span: Span, rgb: object, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    wide, high = layout.cell, layout.row - layout.gap
    colours = rgb.tolist()  # type: ignore[attr-defined]
    for row, line in enumerate(colours):
        y = span.top + row * layout.row
        for column, colour in enumerate(line):
            x = layout.x(layout.first + column) - wide / 2
            painter.setBrush(QColor.fromRgb(colour))
            painter.drawRoundedRect(QRectF(x, y, wide, high), radius, radius)


def _paint_mark(painter: QPainter, theme: Theme, layout: Layout, span: Span, row: int) -> None:
    """The triangle before the row of the unit that is chosen."""
    y = span.top + (row + 0.5) * layout.row - layout.gap / 2
    x, side = layout.left - theme.px(4), theme.px(4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text())
    corners = [QPointF(x - 1.5 * side, y - side), QPointF(x, y), QPointF(x - 1.5 * side, y + side)]
    painter.drawPolygon(QPolygonF(corners))


# ---- what lies over all rows
def paint_band(painter: QPainter, theme: Theme, layout: Layout, step: int) -> None:
    """The step that is chosen, through all rows."""
    if not layout.shows(step):
        return
    quiet, edge = QColor(theme.accent()), QColor(theme.accent())
    quiet.setAlphaF(0.08)
    edge.setAlphaF(0.55)
    wide = layout.pitch - min(2.0, layout.pitch / 6)
    top, bottom = layout.symbols.top - theme.px(8), layout.axis - theme.px(9)
    painter.setBrush(quiet)
    painter.setPen(QPen(edge, 1.25 * theme.line("hairline")))
    radius = min(theme.px(8), wide / 3)
    painter.drawRoundedRect(QRectF(layout.x(step) - wide / 2, top, wide, bottom - top), radius, radius)


def paint_axis(painter: QPainter, theme: Theme, layout: Layout, step: int, steps: int, title: str) -> None:
    """The numbers of the steps: the first, each fifth or tenth, and the one that is chosen."""
    font = theme.font(theme.room("caption"))
    painter.setFont(font)
    painter.setPen(theme.text("tertiary"))
    high = font.pixelSize() * 1.4
    top = layout.axis - high / 2
    painter.drawText(QRectF(theme.px(LABEL), top, layout.left - theme.px(LABEL), high), LEFT, title)
    wide = painter.fontMetrics().horizontalAdvance("000") + theme.px(6)
    every = next(e for e in (5, 10, 20, 50, 100) if e * layout.pitch >= wide or e == 100)
    for at in range(layout.first, min(layout.last + 1, steps)):
        number, on = at + 1, at == step
        near = abs(at - step) * layout.pitch < wide and not on and layout.shows(step)
        if not on and (near or (number % every and number != 1)):
            continue
        painter.setFont(theme.font(theme.room("caption"), weight="semibold" if on else "regular"))
        painter.setPen(theme.accent() if on else theme.text("tertiary"))
        box = QRectF(layout.x(at) - wide / 2, top, wide, high)
        painter.drawText(box, CENTRE | Qt.TextFlag.TextDontClip, str(number))


def paint_overview(
    painter: QPainter, theme: Theme, content: Content, layout: Layout, unit: int, step: int, words: str
) -> None:
    """All steps of what the unit holds in a thin strip, framed where the columns are."""
    span = layout.overview
    if span is None:
        return
    held = content.conveyor.held[unit : unit + 1]
    full = float(abs(held).max(initial=0.0)) or 1.0
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("tertiary"))
    high = painter.fontMetrics().height()
    label = QRectF(theme.px(LABEL), span.middle - high / 2, layout.left - theme.px(LABEL), high)
    painter.drawText(label, LEFT, words)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    box = QRectF(layout.left, span.top, layout.right - layout.left, span.height)
    painter.drawImage(box, pixel_image(theme.signed_rgb(held / full)))
    start, end = (layout.overview_x(at - 0.5, content.steps) for at in (layout.first, layout.last + 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.text(), 1.25))
    painter.drawRect(QRectF(start, span.top - 1.5, end - start, span.height + 3))
    painter.setPen(QPen(theme.accent(), 2))
    x = layout.overview_x(step, content.steps)
    painter.drawLine(QPointF(x, span.top - 2), QPointF(x, span.bottom + 2))
