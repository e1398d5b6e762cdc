"""A row of words or icons of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.plain import show_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme

_DOT = 11  # px that a run's dot takes before its name


@dataclass(frozen=True)
class Segment:
    """One choice: its key, its text, and optionally an icon shown instead of the text.

    ``run`` is the letter of a run, whose colour a dot before the text has; "-" for a neutral dot.
    """

    key: str
    text: str
    icon: str = ""
    tip: str = ""
    run: str = ""


class Segmented(QWidget):
    """Choose one of a few; arrow keys move the choice. Emits ``chosen(key)`` when the person does."""

    chosen = Signal(str)

    def __init__(
        self,
        segments: Sequence[Segment] | Sequence[tuple[str, str]],
        name: str,
        *,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._segments = [s if isinstance(s, Segment) else Segment(*s) for s in segments]
        self._current = self._segments[0].key
        self._name, self._small, self._hover = name, small, -1
        self._theme = Theme()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tell()

    @property
    def current(self) -> str:
        """The key of the chosen segment."""
        return self._current

    def set_current(self, key: str) -> None:
        """Show ``key`` as chosen, without a signal."""
        if key != self._current and any(s.key == key for s in self._segments):
            self._current = key
            self._tell()
            self.update()

    def set_text(self, key: str, text: str) -> None:
        """Change the text of one segment (a count, say)."""
        for i, segment in enumerate(self._segments):
            if segment.key == key and segment.text != text:
                self._segments[i] = replace(segment, text=text)
                self._tell()
                self.updateGeometry()
                self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("caption" if self._small else "label", weight="medium"))
        self.updateGeometry()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._name}: {self._segments[self._index()].text}")

    def _index(self) -> int:
        return next(i for i, s in enumerate(self._segments) if s.key == self._current)

    def _widths(self) -> list[int]:
        theme = self._theme
        metrics = self.fontMetrics()
        pad = theme.px(8 if self._small else 10)
        fixed = theme.px(28)
        dot = theme.px(_DOT)
        return [
            fixed if s.icon else metrics.horizontalAdvance(s.text) + 2 * pad + 2 + (dot if s.run else 0)
            for s in self._segments
        ]

    def sizeHint(self) -> QSize:
        theme = self._theme
        inner = max(theme.px(22 if self._small else 24), self.fontMetrics().height() + 2)
        return QSize(sum(self._widths()) + len(self._segments) - 1 + 4, inner + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _boxes(self) -> list[QRectF]:
        boxes, x = [], 2.0
        for width in self._widths():
            boxes.append(QRectF(x, 2, width, self.height() - 4))
            x += width + 1
        return boxes

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface("hover"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(7), theme.px(7))
        for i, (segment, box) in enumerate(zip(self._segments, self._boxes(), strict=True)):
            on = segment.key == self._current
            if on:
                ring = theme.accent() if self._focused() else theme.surface("outline")
                painter.setPen(QPen(ring, theme.line("focus") if self._focused() else 1))
                painter.setBrush(theme.surface("raised"))
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
            color = theme.text("primary" if on or i == self._hover else "secondary")
            if not self.isEnabled():
                color = theme.text("disabled")
            if segment.icon:
                size = theme.px(16)
                pixmap = icon_pixmap(segment.icon, color.rgba(), size, device_ratio(self))
                corner = QPointF(box.center().x() - size / 2, box.center().y() - size / 2)
                painter.drawPixmap(corner, pixmap)
            else:
                painter.setPen(color)
                role, weight = "caption" if self._small else "label", "semibold" if on else "medium"
                painter.setFont(theme.font(role, weight=weight))
                if segment.run:
                    box = self._paint_dot(painter, box, segment)
                    painter.setPen(color)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, segment.text)
        painter.end()

    def _paint_dot(self, painter: QPainter, box: QRectF, segment: Segment) -> QRectF:
        """The dot of a run; returns the room that is left for its name."""
        theme, radius = self._theme, self._theme.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.text("secondary") if segment.run == "-" else theme.run(segment.run))
        painter.drawEllipse(QPointF(box.left() + theme.px(9) + radius, box.center().y()), radius, radius)
        return box.adjusted(theme.px(_DOT), 0, 0, 0)

    def _focused(self) -> bool:
        return self.hasFocus() and bool(self.window().property("keyboard_focus"))

    def _at(self, position: QPointF) -> int:
        for i, box in enumerate(self._boxes()):
            if box.left() - 1 <= position.x() <= box.right() + 1:
                return i
        return -1

    def _choose(self, index: int) -> None:
        key = self._segments[index].key
        if key != self._current:
            self.set_current(key)
            self.chosen.emit(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = moves.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
            return
        self._choose((self._index() + step) % len(self._segments))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at(QPointF(event.pos()))
            segment = self._segments[index] if index >= 0 else None
            tip = (segment.tip or (segment.text if segment.icon else "")) if segment else ""
            show_tip(event.globalPos(), tip or self.toolTip(), self)
            return True
        return super().event(event)
