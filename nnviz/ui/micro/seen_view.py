"""The input of the example, with all that the place of a map has seen of it in a frame."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.micro.examples import target_name
from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.micro.seen import input_grid, seen_of_input
from nnviz.ui.images.paint_cells import paint_picture
from nnviz.ui.micro.kernel_boxes import map_box
from nnviz.ui.micro.micro_parts import LEFT, RIGHT, Painted, draw_elided

LEAST = 96  # px at unit 1: a smaller picture is not worth its room


class SeenView(Painted):
    """As large a picture as there is room for, up to its own width."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("What the place has seen of the input"))

    def show_state(self, state: MicroState | None) -> None:
        super().show_state(state)
        seen = None if state is None else seen_of_input(state.micro)
        if state is not None and seen is not None:
            words = self.tr("It has seen rows {top} to {bottom}, columns {left} to {right}.")
            if len(state.micro.batch.learner.layers[0].input_shape) == 2:
                words = self.tr("It has seen steps {left} to {right}.")
            top, bottom, left, right = seen
            text = words.format(top=top + 1, bottom=bottom, left=left + 1, right=right)
            self.setAccessibleDescription(text)
            self.setToolTip(text)

    @property
    def _foot(self) -> int:
        return round(self._theme.type_px("caption") * 1.7)

    @property
    def least(self) -> int:
        """The height in px below which it is not worth its room."""
        return self._heading + self._foot + self._theme.px(LEAST)

    def sizeHint(self) -> QSize:
        wide = max(self.width(), self._theme.px(LEAST))
        return QSize(wide, self._heading + self._theme.px(6) + self._foot + wide)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme = self._state, self._theme
        seen = None if state is None else seen_of_input(state.micro)
        if state is None or seen is None:
            return
        painter, micro = self._painter(), state.micro
        line = self._paint_heading(painter, [self.tr("Input")])
        grid = input_grid(micro)
        room = QRectF(0, line + theme.px(6), self.width(), self.height() - line - theme.px(6) - self._foot)
        box = map_box(room, grid)
        box.moveLeft(0)
        paint_picture(painter, theme, grid, box, lambda cell: QRectF())
        scale, (top, bottom, left, right) = box.width() / grid.shape[1], seen
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent(), theme.line("focus")))
        painter.drawRect(
            QRectF(
                box.x() + left * scale,
                box.y() + top * scale,
                (right - left) * scale,
                (bottom - top) * scale,
            )
        )
        foot = QRectF(0, box.bottom(), self.width(), self._foot)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text())
        target = self.tr("target {name}").format(name=target_name(micro, micro.batch.targets[micro.example]))
        painter.drawText(foot, RIGHT, target)
        room = foot.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(target) - theme.px(10), 0)
        painter.setPen(theme.text("secondary"))
        draw_elided(painter, room, LEFT, self.tr("framed: all it can see"))
        painter.end()
