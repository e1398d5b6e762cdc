"""Paints one place of a map: window, kernel, products, their sums on the way to the adder, and the result."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nnviz.drawing.images.grid import Cell
from nnviz.drawing.micro.kernel_plan import KernelRow
from nnviz.said import translate
from nnviz.session.sentences import told
from nnviz.training.places import Sums
from nnviz.ui.images.paint_cells import paint_cells, paint_picture, paint_unknown
from nnviz.ui.micro.kernel_boxes import KernelCanvas, landing_cell, map_box, slide_box, window_box
from nnviz.ui.micro.micro_parts import CENTRE, LEFT, RIGHT, draw_elided
from nnviz.ui.micro.paint_kernel_sums import paint_adder, paint_landing, paint_lines, paint_sum
from nnviz.ui.micro.paint_labels import paint_disc
from nnviz.ui.theme import with_alpha


def paint_kernel(painter: QPainter, canvas: KernelCanvas) -> None:
    """The whole stage."""
    _paint_heads(painter, canvas)
    for row in canvas.plan.rows:
        if row.tables:
            _paint_row(painter, canvas, row)
        if row.summed:
            paint_sum(painter, canvas, row)
    paint_adder(painter, canvas)
    paint_landing(painter, canvas)
    paint_lines(painter, canvas)
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
    window = window_box(box, grid, canvas)
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
    left = max(plan.tables[0], slide_box(plan).right() + 8 * plan.unit)
    box = QRectF(left, plan.height - 28 * plan.unit, plan.width - left - 10, 20 * plan.unit)
    draw_elided(painter, box, LEFT, told(text))
