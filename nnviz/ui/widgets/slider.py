"""A thin slider: 3 px track, 14 px knob."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed


class Slider(QSlider):
    """A horizontal QSlider painted by the theme; a click on the track jumps there."""

    def __init__(self, name: str, minimum: int, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = Theme()
        self.setRange(minimum, maximum)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.px(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(20))

    def _knob(self) -> int:
        return self._theme.px(14)

    def _knob_x(self) -> float:
        span = max(1, self.maximum() - self.minimum())
        return self._knob() / 2 + (self.width() - self._knob()) * (self.value() - self.minimum()) / span

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        thick, middle, x = theme.px(3), self.height() / 2, self._knob_x()
        painter.setBrush(theme.surface("pressed"))
        painter.drawRoundedRect(QRectF(0, middle - thick / 2, self.width(), thick), thick / 2, thick / 2)
        painter.setBrush(theme.text("secondary"))
        painter.drawRoundedRect(QRectF(0, middle - thick / 2, x, thick), thick / 2, thick / 2)
        focused = framed(self)
        painter.setPen(QPen(theme.accent() if focused else theme.surface("panel"), theme.line("focus")))
        painter.setBrush(theme.text())
        radius = self._knob() / 2 - 1
        painter.drawEllipse(QRectF(x - radius, middle - radius, 2 * radius, 2 * radius))
        painter.end()

    def _value_at(self, x: float) -> int:
        room = max(1, self.width() - self._knob())
        share = min(1.0, max(0.0, (x - self._knob() / 2) / room))
        return self.minimum() + round(share * (self.maximum() - self.minimum()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # who scrolls the panel below it does not want to change it
