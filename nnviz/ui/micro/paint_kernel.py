"""Paints one place of a map: window, kernel, products, their sums on the way to the adder, and the result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from nnviz.drawing.images.grid import Cell, Grid
from nnviz.drawing.micro.kernel_blame import KernelBlame
from nnviz.drawing.micro.kernel_plan import KernelPlan, KernelRow
from nnviz.drawing.micro.kernel_state import KernelState, at_words
from nnviz.drawing.numbers import fitted
from nnviz.said import translate
from nnviz.session.sentences import told
from nnviz.training.places import Pooled, Sums
from nnviz.ui.images.paint_cells import paint_cells, paint_picture
from nnviz.ui.micro.formula import mono_font
from nnviz.ui.micro.micro_parts import CENTRE, LEFT, RIGHT, draw_elided
from nnviz.ui.micro.paint_labels import paint_disc
from nnviz.ui.theme import Theme, with_alpha
from nnviz.ui.widgets.painted import round_pen

_WIDEST = 7.0  # px at unit 1 of the line of the largest sum


@dataclass(frozen=True, eq=False)
class KernelCanvas:
    """What is painted, where, and in which looks."""

    state: KernelState
    plan: KernelPlan
    theme: Theme

    @cached_property
    def blame(self) -> KernelBlame | None:
        """Of a step back in a convolution, the way through the place."""
        return KernelBlame.of(self.state) if self.state.backward else None

    @property
    def mark(self) -> QColor:
        """The colour of what is spoken of: magenta only where it is blame."""
        return self.theme.accent()

    def framed_cells(self, table: int, row: KernelRow) -> list[tuple[Cell, QColor]]:
        """The cells of a table that are spoken of, with the colour of their frame."""
        found, asked = self.state.found, self.state.micro.asked
        if isinstance(found, Pooled):
            grid = self.state.grid(table, 0)
            known = self.state.knows("a")
            return (
                [(grid.marked, self.theme.gradient if table else self.mark)]
                if grid and grid.marked and known
                else []
            )
        if asked is None or asked.channel != row.channel or not self._speaks_of_weight:
            return []
        return [((asked.row, asked.column), self.theme.gradient if table == 1 else self.mark)]

    @property
    def _speaks_of_weight(self) -> bool:
        return self.state.backward or self.state.micro.kernel is not None


def paint_kernel(painter: QPainter, canvas: KernelCanvas) -> None:
    """The whole stage."""
    _paint_heads(painter, canvas)
    for row in canvas.plan.rows:
        if row.tables:
            _paint_row(painter, canvas, row)
        if row.summed:
            _paint_sum(painter, canvas, row)
    _paint_adder(painter, canvas)
    _paint_landing(painter, canvas)
    _paint_lines(painter, canvas)
    _paint_badges(painter, canvas)
    _paint_foot(painter, canvas)


def _paint_heads(painter: QPainter, canvas: KernelCanvas) -> None:
    plan, theme, heads = canvas.plan, canvas.theme, canvas.state.heads
    lefts = [plan.thumb_x, *plan.tables, plan.sums - plan.unit * 58, plan.landing[0]]
    ends = [*lefts[1:], plan.width]
    for place, ((title, below), left, end) in enumerate(zip(heads, lefts, ends, strict=True)):
        if place == 0 and (plan.above or not plan.thumb):
            continue
        room = QRectF(left, 14 * plan.unit, end - left - 6 * plan.unit, theme.type_px("label") * 1.4)
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(theme.text())
        if end == plan.width:  # the last one may begin farther left
            room.setLeft(min(left, room.right() - 4 - painter.fontMetrics().horizontalAdvance(told(title))))
        draw_elided(painter, room, LEFT, told(title))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        draw_elided(painter, room.translated(0, room.height()), LEFT, told(below))


def _paint_row(painter: QPainter, canvas: KernelCanvas, row: KernelRow) -> None:
    plan, theme, state, channel = canvas.plan, canvas.theme, canvas.state, row.channel or 0
    sums = isinstance(state.found, Sums)
    if isinstance(state.found, Sums) and len(state.found.sums) > 1:
        painter.setFont(theme.font("label", weight="semibold"))
        asked = state.micro.asked
        mine = state.backward and asked is not None and asked.channel == channel
        painter.setPen(theme.gradient if mine else theme.text("tertiary"))
        left = QRectF(0, row.y - 10 * plan.unit, plan.thumb_x - 6 * plan.unit, 20 * plan.unit)
        painter.drawText(left, RIGHT, str(channel + 1))
    if plan.thumb:
        _paint_map_in(painter, canvas, row, channel)
    for number in range(len(plan.tables)):
        _paint_table(painter, canvas, row, number, channel)
    painter.setFont(theme.font("section"))
    painter.setPen(theme.text("secondary"))
    for number, sign in enumerate("×=" if sums else ""):
        x, _, wide, _ = plan.table(number, row)
        box = QRectF(x + wide, row.y - 12 * plan.unit, plan.tables[number + 1] - x - wide, 24 * plan.unit)
        painter.drawText(box, CENTRE, sign)


def _paint_map_in(painter: QPainter, canvas: KernelCanvas, row: KernelRow, channel: int) -> None:
    """The map with the window framed, and lines from the window to what lies in it."""
    plan, theme, grid = canvas.plan, canvas.theme, canvas.state.map_in(channel)
    box = map_box(QRectF(*plan.map_in(row)), grid)
    paint_picture(painter, theme, grid, box, lambda cell: QRectF())
    window = window_box(box, grid, canvas.state)
    left, top, wide, high = plan.table(0, row)
    near = QPointF(left - 4, top), QPointF(left - 4, top + high)
    far = window.topRight(), window.bottomRight()
    if plan.above:
        near = QPointF(left, top - 4), QPointF(left + wide, top - 4)
        far = window.bottomLeft(), window.bottomRight()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(canvas.mark, 0.1))
    painter.drawPolygon(QPolygonF([far[0], *near, far[1]]))
    painter.setPen(QPen(with_alpha(canvas.mark, 0.5), 1))
    painter.drawLine(QLineF(far[0], near[0]))
    painter.drawLine(QLineF(far[1], near[1]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(canvas.mark, theme.line("focus")))
    painter.drawRect(window)


def map_box(box: QRectF, grid: Grid) -> QRectF:
    """A map in its own proportions, in the middle of ``box``."""
    rows, columns = grid.shape
    scale = min(box.width() / columns, box.height() / rows)
    found = QRectF(0, 0, columns * scale, rows * scale)
    found.moveCenter(box.center())
    return found


def window_box(box: QRectF, grid: Grid, state: KernelState) -> QRectF:
    """The window on a map; it may reach beyond the edge."""
    under, scale = state.found.under, box.width() / grid.shape[1]
    (top, bottom), (left, right) = under.down, under.across
    return QRectF(
        box.x() + left * scale, box.y() + top * scale, (right - left) * scale, (bottom - top) * scale
    )


def _paint_table(painter: QPainter, canvas: KernelCanvas, row: KernelRow, number: int, channel: int) -> None:
    plan, theme, grid = canvas.plan, canvas.theme, canvas.state.grid(number, channel)

    def rect(cell: Cell) -> QRectF:
        return QRectF(*plan.cell(number, row, cell))

    extent = QRectF(*plan.table(number, row))
    if grid is None:
        paint_unknown(painter, theme, extent)
        return
    if plan.gap:
        paint_cells(painter, theme, grid, rect)
    else:
        paint_picture(painter, theme, grid, extent, rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for cell, colour in canvas.framed_cells(number, row):
        painter.setPen(QPen(colour, theme.line("focus")))
        painter.drawRoundedRect(rect(cell).adjusted(-1, -1, 1, 1), theme.px(4), theme.px(4))


def paint_unknown(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """What has not been worked out yet: dots in an outline, never the colour of zero."""
    painter.setPen(QPen(theme.surface("outline"), 1, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
    painter.setFont(theme.font("label"))
    painter.setPen(theme.text("tertiary"))
    painter.drawText(box, CENTRE, "· · ·")


# ---- sums


def _sums(canvas: KernelCanvas) -> dict[int | None, float]:
    """The sum of each row; nothing while there is none."""
    found, state = canvas.state.found, canvas.state
    if isinstance(found, Pooled):
        return {0: state.blame if state.backward else found.a} if state.knows("a") else {}
    if not state.knows("z"):
        return {}
    own: dict[int | None, float] = {channel: float(value) for channel, value in enumerate(found.sums)}
    open_rows = {row.channel for row in canvas.plan.rows}
    own[None] = float(sum(value for channel, value in own.items() if channel not in open_rows))
    return own


def _sum_font(theme: Theme) -> QFont:
    return mono_font(theme, theme.type_px("label") * 1.02, "semibold")


def _paint_sum(painter: QPainter, canvas: KernelCanvas, row: KernelRow) -> None:
    plan, theme, sums = canvas.plan, canvas.theme, _sums(canvas)
    box = QRectF(plan.sums - 90 * plan.unit, row.y - 10 * plan.unit, 90 * plan.unit, 20 * plan.unit)
    if row.channel is None:
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("secondary"))
        left = plan.tables[0] if len(plan.rows) and plan.rows[-1].summed else plan.sums - 170 * plan.unit
        more = told(translate("Micro", "{n} more channels, together").format(n=row.count))
        draw_elided(
            painter, QRectF(left, box.y(), box.right() - left - 64 * plan.unit, box.height()), LEFT, more
        )
    value = sums.get(row.channel)
    text, mono = "" if value is None else fitted(value, 3, sign=True), _sum_font(theme)
    if row.channel is not None and not row.tables:  # a ladder of sums has its numbers there
        painter.setFont(theme.font("label", weight="semibold"))
        painter.setPen(theme.text("tertiary"))
        wide = QFontMetricsF(mono).horizontalAdvance(text) + 8 * plan.unit
        painter.drawText(box.adjusted(0, 0, -wide, 0), RIGHT, str(row.channel + 1))
    if value is None:
        return
    blame = canvas.state.backward and isinstance(canvas.state.found, Pooled)
    colour = theme.gradient if blame else theme.ramp(value, 8) if value else theme.text("tertiary")
    painter.setFont(mono)
    painter.setPen(colour)
    painter.drawText(box, RIGHT, text)
    largest = max(abs(one) for one in sums.values()) or 1.0
    width = (0.8 + _WIDEST * abs(value) / largest) * min(1.4, plan.unit)
    start = QPointF(plan.sums + 6 * plan.unit, row.y)
    end = QPointF(plan.adder[0] - plan.radius, plan.adder[1])
    if isinstance(canvas.state.found, Pooled):
        end = QPointF(plan.landing[0] - 4, row.y)
        width = 2.0
    path = QPainterPath(start)
    half = (end.x() - start.x()) / 2
    path.cubicTo(start + QPointF(half, 0), end - QPointF(half, 0), end)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(round_pen(colour if value else theme.surface("outline"), width))
    painter.drawPath(path)


def _paint_adder(painter: QPainter, canvas: KernelCanvas) -> None:
    plan, theme, found = canvas.plan, canvas.theme, canvas.state.found
    if isinstance(found, Pooled):
        return
    known, middle = canvas.state.knows("z"), QPointF(*plan.adder)
    painter.setPen(round_pen(theme.ramp(found.bias, 6) if known else theme.surface("outline"), 1.2))
    below = QPointF(middle.x(), middle.y() + plan.radius + 50 * plan.unit)
    painter.drawLine(QLineF(middle, below))
    painter.setBrush(theme.surface("stage"))
    painter.setPen(QPen(theme.text() if known else theme.surface("outline"), theme.line("focus")))
    painter.drawEllipse(middle, plan.radius, plan.radius)
    painter.setFont(theme.font("formula", family="math"))
    painter.setPen(theme.text() if known else theme.text("tertiary"))
    painter.drawText(QRectF(middle.x() - 20, middle.y() - 20, 40, 40), CENTRE, "Σ")
    text = f"b {fitted(found.bias, 3, sign=True)}"
    painter.setFont(mono_font(theme, theme.type_px("label"), "semibold"))
    painter.setPen(theme.ramp(found.bias, 8) if found.bias else theme.text("tertiary"))
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4
    left = max(below.x() - wide / 2, plan.adder[0] - plan.radius + 4)  # the lines of the sums come in there
    box = QRectF(left, below.y() + 2, wide, 20 * plan.unit)
    painter.fillRect(box, theme.surface("stage"))
    painter.drawText(box, CENTRE, text)


def _paint_landing(painter: QPainter, canvas: KernelCanvas) -> None:
    """The map that the number stands in, and the line that leads there."""
    plan, theme, state, grid = canvas.plan, canvas.theme, canvas.state, canvas.state.landing
    ground = QRectF(*plan.landing)
    if grid is None:
        paint_unknown(painter, theme, ground)
    else:
        box = map_box(ground, grid)
        paint_picture(painter, theme, grid, box, lambda cell: QRectF())
        cell = landing_cell(box, grid)
        colour = theme.gradient if grid.gradient else canvas.mark
        if isinstance(state.found, Sums):
            start = QPointF(plan.adder[0] + plan.radius, plan.adder[1])
            path = QPainterPath(start)
            end = QPointF(cell.left(), cell.center().y())
            half = (end.x() - start.x()) / 2
            path.cubicTo(start + QPointF(half, 0), end - QPointF(half, 0), end)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(round_pen(colour, 1.5))
            painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, theme.line("focus")))
        painter.drawRect(cell.adjusted(-1, -1, 1, 1))
    _paint_where(painter, canvas, ground)


def landing_cell(box: QRectF, grid: Grid) -> QRectF:
    """The cell of the place on the map of the result."""
    row, column = grid.marked or (0, 0)
    scale = box.width() / grid.shape[1]
    return QRectF(box.x() + column * scale, box.y() + row * scale, scale, scale)


def _paint_where(painter: QPainter, canvas: KernelCanvas, ground: QRectF) -> None:
    plan, theme, place = canvas.plan, canvas.theme, canvas.state.place
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("secondary"))
    high = theme.type_px("caption") * 1.5
    units = canvas.state.network.layers[place.layer].output_shape[0]
    above = translate("Micro", "map {n} of {all}").format(n=place.unit + 1, all=units)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    inside = QRectF(ground.right() - 160 * plan.unit, 0, 160 * plan.unit, high)
    painter.drawText(inside.translated(0, ground.top() - high - 2), right, told(above))
    if canvas.state.lone:
        return
    at = at_words((place.row, place.column))
    below = inside.translated(0, ground.bottom() + 3)
    room = painter.fontMetrics().horizontalAdvance(told(at)) + 6
    painter.fillRect(below.adjusted(below.width() - room, 0, 0, 0), theme.surface("stage"))
    painter.drawText(below, right, told(at))


def _paint_lines(painter: QPainter, canvas: KernelCanvas) -> None:
    """What it comes to, below the result."""
    plan, theme = canvas.plan, canvas.theme
    pitch = max(22 * plan.unit, theme.type_px("formula") * 1.4)
    wide = max(plan.landing[2] + 64 * plan.unit, 130 * plan.unit)
    right = plan.landing[0] + plan.landing[2]
    if isinstance(canvas.state.found, Pooled):
        wide = max(wide, 230 * plan.unit)
    else:  # the lines of the sums come in at the left of the adder
        wide = min(wide, right - plan.adder[0] + plan.radius - 6)
    top = plan.landing[1] + plan.landing[3] + theme.type_px("caption") * 1.5 + 26 * plan.unit
    top = max(top, plan.adder[1] + plan.radius + 82 * plan.unit)
    colours = {"result": theme.accent(), "gradient": theme.gradient}
    for place, line in enumerate(canvas.state.lines):
        box = QRectF(right - wide, top + place * pitch, wide, pitch)
        if line.ruled:
            painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
            painter.drawLine(QLineF(box.left(), box.top(), box.right(), box.top()))
        painter.setFont(
            mono_font(theme, theme.type_px("label") * (1.2 if line.kind == "result" else 1.0), "semibold")
        )
        painter.setPen(colours.get(line.kind, theme.text()))
        value = told(line.value)
        painter.drawText(box, RIGHT, value)
        room = QFontMetricsF(painter.font()).horizontalAdvance(value) + 6 * plan.unit
        font = theme.font("label", family="math" if line.maths else "ui")
        font.setItalic(line.maths)
        painter.setFont(font)
        painter.setPen(theme.text("secondary"))
        draw_elided(painter, box.adjusted(0, 0, -room, 0), LEFT, told(line.name))


def _paint_badges(painter: QPainter, canvas: KernelCanvas) -> None:
    """The numbers of the factors beside what they are of, as in the list at the right."""
    plan, state, blame = canvas.plan, canvas.state, canvas.blame
    if blame is None:
        return
    side, grid = 17 * plan.unit, state.landing
    landing = landing_cell(map_box(QRectF(*plan.landing), grid), grid) if grid is not None else QRectF()
    beside = QPointF(landing.right() + side * 0.6, landing.center().y())
    if beside.x() + side * 1.6 > plan.width:
        beside.setX(landing.left() - side * 1.7)
    for place, factor in enumerate(blame.factors):
        at = QPointF(beside)
        if factor.at == "patch":
            row = next(
                (row for row in plan.rows if row.tables and row.channel == blame.chain.weight.channel), None
            )
            if row is None:
                continue
            x, y, wide, _ = plan.cell(0, row, (blame.chain.weight.row, blame.chain.weight.column))
            at = QPointF(x + wide, y)
        elif factor.bottom == "z" and place:
            at += QPointF(0, side * 1.05)
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(at)
        paint_disc(painter, canvas.theme, disc, place, "done" if factor.when == "now" else factor.when)


def _paint_foot(painter: QPainter, canvas: KernelCanvas) -> None:
    plan, theme = canvas.plan, canvas.theme
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.text("tertiary"))
    flipped = translate(
        "Micro", "Cells show two digits; the sums use all of them. The filter is not flipped."
    )
    plain = translate("Micro", "Cells show two digits; what is worked out uses all of them.")
    text = flipped if isinstance(canvas.state.found, Sums) else plain
    box = QRectF(
        plan.tables[0], plan.height - 28 * plan.unit, plan.width - plan.tables[0] - 10, 20 * plan.unit
    )
    draw_elided(painter, box, LEFT, told(text))
