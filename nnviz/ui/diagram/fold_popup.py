"""All units of a layer that is not shown in full, a dot or a map each; a click shows one in the diagram."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.drawing.describe import describe
from nnviz.drawing.glyphs.maps import cells
from nnviz.drawing.layout import LayerBox
from nnviz.drawing.moment import Moment, activation_full
from nnviz.drawing.part import Part, grid
from nnviz.drawing.selection import Selection
from nnviz.ui.diagram.said import sentence, texts
from nnviz.ui.theme import Theme

PITCH, MAP_PITCH = 16, 36  # px at unit 1 from a dot, or a map, to the next


class FoldPopup(QWidget):
    """A grid of dots; ``picked(layer, unit)`` when the person chooses one."""

    picked = Signal(int, int)

    def __init__(self, layer: int, shown: tuple[int, ...], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMouseTracking(True)
        self._layer, self._shown, self._theme = layer, set(shown), theme
        self._moment: Moment | None = None
        self._units, self._at = 1, 0

    def show_moment(self, moment: Moment) -> None:
        """Colour the dots by the layer's activations."""
        self._moment = moment
        self._units = moment.columns[self._layer].units
        self.setFixedSize(self.sizeHint())
        self._tell()
        self.update()

    @property
    def columns(self) -> int:
        return max(8, math.ceil(math.sqrt(self._units * 1.6)))

    def sizeHint(self) -> QSize:
        theme, rows = self._theme, -(-self._units // self.columns)
        return QSize(
            self._pitch * self.columns + theme.px(24),
            self._pitch * rows + theme.px(24) + self._line(),
        )

    @property
    def _pitch(self) -> int:
        return self._theme.px(MAP_PITCH if self._of_maps else PITCH)

    @property
    def _of_maps(self) -> bool:
        """Whether a unit is a map."""
        return self._moment is not None and len(self._moment.columns[self._layer].shape) > 1

    def _line(self) -> int:
        return round(self._theme.type_px("label") * 1.7)

    def centre(self, unit: int) -> QPointF:
        """Where the dot of ``unit`` is."""
        row, column = divmod(unit, self.columns)
        pitch, edge = self._pitch, self._theme.px(12)
        return QPointF(edge + (column + 0.5) * pitch, edge + self._line() + (row + 0.5) * pitch)

    def _unit_at(self, point: QPointF) -> int:
        pitch, edge = self._pitch, self._theme.px(12)
        column, row = (point.x() - edge) // pitch, (point.y() - edge - self._line()) // pitch
        unit = int(row * self.columns + column)
        return unit if 0 <= column < self.columns and 0 <= unit < self._units else -1

    def _title(self) -> str:
        if self._moment is None:
            return ""
        selection = Selection("neuron", self._layer, self._at)
        return sentence(*texts(describe(selection, self._moment)))

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("All neurons of the layer"))
        self.setAccessibleDescription(self._title())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._moment is None:
            return
        theme, part = self._theme, self._moment.columns[self._layer]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.surface("raised"))
        painter.setPen(QPen(theme.surface("outline"), theme.line("hairline")))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(theme.font("label", weight="medium"))
        painter.setPen(theme.text())
        head = QRectF(theme.px(12), theme.px(8), self.width() - theme.px(24), self._line())
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, self._title())
        if self._of_maps:
            self._paint_maps(painter, part)
            painter.end()
            return
        level = np.asarray(part.values.get("a", np.zeros(self._units))) / activation_full(part)
        radius = self._pitch * 0.36
        for unit, value in enumerate(level.tolist()):
            here = unit == self._at
            ring = theme.accent() if here else theme.text("tertiary" if unit in self._shown else "disabled")
            painter.setPen(QPen(ring, 2.0 if here else 1.5 if unit in self._shown else 0.75))
            painter.setBrush(theme.signed(value))
            painter.drawEllipse(self.centre(unit), radius, radius)
        painter.end()

    def _paint_maps(self, painter: QPainter, part: Part) -> None:
        """Every map, small."""
        theme, values = self._theme, cells(part)
        rows, columns = grid(part.shape)
        side = self._pitch - theme.px(6)
        high = side * min(1.0, max(rows / columns, 0.25))
        if values is not None:
            shares = np.asarray(values / activation_full(part), np.float32)
            rgb = np.ascontiguousarray(theme.signed_rgb(shares)).reshape(-1, columns)
            image = QImage(rgb.data, columns, len(rgb), columns * 4, QImage.Format.Format_RGB32)
        for unit in range(self._units):
            ground = QRectF(0, 0, side, high)
            ground.moveCenter(self.centre(unit))
            if values is not None:
                painter.drawImage(ground, image, QRectF(0, unit * rows, columns, rows))
            here = unit == self._at
            ring = theme.accent() if here else theme.text("tertiary" if unit in self._shown else "disabled")
            painter.setPen(QPen(ring, 2.0 if here else 1.5 if unit in self._shown else 0.75))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(ground.adjusted(-1, -1, 1, 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_to(self._unit_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        unit = self._unit_at(event.position())
        if unit < 0:
            super().mousePressEvent(event)
            if not self.rect().contains(event.position().toPoint()):
                self.close()
            return
        self._pick(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._move_to(self._at + steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pick(self._at)
        else:
            super().keyPressEvent(event)

    def _move_to(self, unit: int) -> None:
        if 0 <= unit < self._units and unit != self._at:
            self._at = unit
            self._tell()
            self.update()

    def _pick(self, unit: int) -> None:
        self.picked.emit(self._layer, unit)
        self.close()


def open_popup(box: LayerBox, moment: Moment, theme: Theme, parent: QWidget, beside: QPointF) -> FoldPopup:
    """Show all units of ``box`` at the right of the point ``beside`` of ``parent``."""
    popup = FoldPopup(box.index, box.units, theme, parent)
    popup.show_moment(moment)
    top = max(0, round(beside.y()) - popup.height() // 2)
    popup.move(parent.mapToGlobal(QPoint(round(beside.x()), top)))
    popup.show()
    return popup
