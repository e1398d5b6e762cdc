"""A table of numbers in colours, with the numbers where a cell has room for them; one cell is spoken of."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.images.grid import Cell, Grid, cell_text, scale_of
from nnviz.session.sentences import told
from nnviz.ui.images.paint_cells import paint_cells, paint_picture
from nnviz.ui.plain import show_tip
from nnviz.ui.widgets.painted import PaintedWidget, framed, paint_focus

PITCH, GAP = 28, 2  # px at unit 1 from a cell with a number to the next, and between them
TOLD = 81  # cells that are all told to who hears them
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MatrixView(PaintedWidget):
    """Its title, and below it the cells; ``widest`` px at unit 1 are filled at most.

    Arrow keys and the pointer go from cell to cell, ``cell_pointed(cell | None)``; a click or Enter asks for
    one, ``cell_chosen(cell)``.
    """

    cell_pointed = Signal(object)
    cell_chosen = Signal(object)

    def __init__(self, widest: int, *, pitch: int = PITCH) -> None:
        super().__init__()
        self._given: Grid | None = None
        self._grid: Grid | None = None
        self._own_scale = False
        self._widest, self._most = widest, pitch
        self._pointed: Cell | None = None
        self._cursor: Cell = (0, 0)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    # ---- content
    @property
    def grid(self) -> Grid | None:
        """What is shown."""
        return self._grid

    def set_widest(self, widest: int, pitch: int | None = None) -> None:
        """Fill another width, in px at unit 1, at most; and have cells of another ``pitch`` at most."""
        if (widest, pitch or self._most) != (self._widest, self._most):
            self._widest, self._most = widest, pitch or self._most
            self.updateGeometry()
            self.update()

    def show_grid(self, grid: Grid | None) -> None:
        """Show other numbers; None for nothing."""
        before, self._given = self._grid, grid
        if grid is not None and self._own_scale:
            grid = replace(grid, scale=scale_of(grid.values))
        self._grid = grid
        if grid is None or before is None or before.shape != grid.shape:
            self._pointed, self._cursor = None, (0, 0)
            self.updateGeometry()
        self._tell()
        self.update()

    def set_own_scale(self, on: bool) -> None:
        """Colour the cells by their own largest number, not by the scale that others share."""
        if on != self._own_scale:
            self._own_scale = on
            self.show_grid(self._given)

    def point(self, cell: Cell | None) -> None:
        """Frame the cell that is pointed at in a table beside this one."""
        if cell != self._pointed:
            self._pointed = cell
            self._tell()
            self.update()

    def _tell(self) -> None:
        grid = self._grid
        if grid is None:
            self.setAccessibleName("")
            self.setAccessibleDescription("")
            return
        self.setAccessibleName(told(grid.title))
        told_of = [told(grid.scale_words)]
        if self._pointed is not None:
            told_of.insert(0, told(grid.words(self._pointed)))
        elif grid.values.size <= TOLD:
            told_of += [" ".join(self._spoken(row)) for row in range(grid.shape[0])]
        self.setAccessibleDescription("\n".join(told_of))

    def _spoken(self, row: int) -> list[str]:
        assert self._grid is not None
        return [
            self.tr("edge") if self._grid.is_padded((row, column)) else cell_text(float(value))
            for column, value in enumerate(self._grid.values[row])
        ]

    # ---- places
    @property
    def pitch(self) -> float:
        """px from a cell to the next."""
        if self._grid is None:
            return 1.0
        columns = self._grid.shape[1]
        room = self._theme.px(self._widest)
        whole = min(self._theme.px(self._most), (room + self._gap) // columns)
        return float(max(1, whole))

    @property
    def _gap(self) -> int:
        """Between cells that have room for it."""
        if self._grid is None or self._grid.shape[1] > 9:
            return 0
        return self._theme.px(GAP)

    @property
    def top(self) -> int:
        """Height of the title above the cells."""
        return round(self._theme.type_px("caption") * 1.7)

    def cell_rect(self, cell: Cell) -> QRectF:
        """The ground of a cell."""
        pitch = self.pitch
        return QRectF(cell[1] * pitch, self.top + cell[0] * pitch, pitch - self._gap, pitch - self._gap)

    def cell_at(self, point: QPointF) -> Cell | None:
        """The cell there."""
        if self._grid is None:
            return None
        row, column = int((point.y() - self.top) // self.pitch), int(point.x() // self.pitch)
        rows, columns = self._grid.shape
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    @property
    def _extent(self) -> QRectF:
        rows, columns = (1, 1) if self._grid is None else self._grid.shape
        pitch, gap = self.pitch, self._gap
        return QRectF(0, self.top, columns * pitch - gap, rows * pitch - gap)

    def sizeHint(self) -> QSize:
        box = self._extent
        words = "" if self._grid is None else told(self._grid.title)
        self.setFont(self._theme.font("caption"))
        wide = max(round(box.width()) + 1, self.fontMetrics().horizontalAdvance(words) + 2)
        return QSize(min(wide, self._theme.px(self._widest)), round(box.bottom()) + 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # ---- pointer and keys
    def _go(self, cell: Cell | None) -> None:
        if cell != self._pointed:
            self.point(cell)
            self.cell_pointed.emit(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(self.cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._go(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._cursor = cell
            self.cell_chosen.emit(cell)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._go(self._cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._grid is None:
            event.ignore()
        elif key in _ARROWS:
            rows, columns = self._grid.shape
            row, column = (at + by for at, by in zip(self._cursor, _ARROWS[key], strict=True))
            self._cursor = min(max(0, row), rows - 1), min(max(0, column), columns - 1)
            self._go(self._cursor)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.cell_chosen.emit(self._cursor)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._grid is not None:
            cell = self.cell_at(QPointF(event.pos()))
            words = self._grid.scale_words if cell is None else self._grid.words(cell)
            show_tip(event.globalPos(), told(words), self)
            return True
        return super().event(event)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        grid, theme = self._grid, self._theme
        if grid is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary"))
        title = QRectF(0, 0, self.width(), self.top)
        words = painter.fontMetrics().elidedText(told(grid.title), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)
        if self._gap:
            paint_cells(painter, theme, grid, self.cell_rect)
        else:
            paint_picture(painter, theme, grid, self._extent, self.cell_rect)
        accent = theme.gradient if grid.gradient else theme.accent()
        for cell, colour in ((grid.marked, accent), (self._pointed, theme.text())):
            if cell is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour, theme.line("focus")))
                painter.drawRoundedRect(self.cell_rect(cell).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if framed(self) and self._pointed is None:
            paint_focus(painter, self, theme, self._extent, 4)
        painter.end()
