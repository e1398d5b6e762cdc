"""Buttons: text, icon, or both; painted by the theme."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, framed, paint_focus

Kind = Literal["outline", "ghost", "strong", "warning"]


class PushButton(PaintedButton):
    """A button 30 px high (24 when ``small``) with an optional icon before its text, or after it.

    ``kind``: ``outline`` (default), ``ghost`` (no frame), ``strong`` (solid; one a view) or ``warning``.
    An icon-only button is square and needs an accessible name: see :class:`IconButton`.
    """

    def __init__(
        self,
        text: str = "",
        icon_name: str = "",
        *,
        kind: Kind = "outline",
        small: bool = False,
        icon_last: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_last = icon_last
        self._icon_name, self._kind, self._small = icon_name, kind, small
        self._size = 24 if small else 30
        self.setText(text)
        if text:
            self.setAccessibleName(text)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("caption" if self._small else "label", weight="medium"))
        super().set_theme(theme)

    def set_icon(self, icon_name: str) -> None:
        """Show another icon of ``resources/icons``."""
        self._icon_name = icon_name
        self.update()

    def sizeHint(self) -> QSize:
        height = self._theme.px(self._size)
        if not self.text():
            return QSize(height, height)
        padding = self._theme.px(8 if self._small else 11)
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * padding + 2
        if self._icon_name:
            width += self._icon_size() + self._theme.px(6)
        return QSize(width, max(height, self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _icon_size(self) -> int:
        return self._theme.px(15 if self._small else 18)

    def _colors(self) -> tuple[QColor, QColor | None, QColor | None]:
        """Foreground, background and frame for the present state."""
        theme, over = self._theme, self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            solid = theme.surface("hover") if self._kind == "strong" else None
            return theme.text("disabled"), solid, None
        if self._kind == "strong":
            return theme.text("on_strong"), theme.text("secondary") if over else theme.strong, None
        if self._kind == "warning":
            ground = theme.surface("hover") if over else theme.note("warning", "bg")
            return theme.note("warning"), ground, None
        pressed = self.isDown() or self.isChecked()
        lit = theme.surface("pressed") if pressed else theme.surface("hover") if over else None
        if self._kind == "ghost":
            return theme.text("primary" if over or pressed else "secondary"), lit, None
        return theme.text(), lit or theme.surface("raised"), theme.surface("outline")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        foreground, background, frame = self._colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = float(theme.px(6))
        painter.setPen(QPen(frame, theme.line("hairline")) if frame else Qt.PenStyle.NoPen)
        if background is not None:
            painter.setBrush(background)
        if background is not None or frame is not None:
            painter.drawRoundedRect(box, radius, radius)
        paint_focus(painter, self, theme, box.adjusted(1, 1, -1, -1), radius)
        self._paint_content(painter, foreground)
        painter.end()

    def _paint_content(self, painter: QPainter, foreground: QColor) -> None:
        gap = self._theme.px(6) if self.text() and self._icon_name else 0
        size = self._icon_size() if self._icon_name else 0
        text_width = self.fontMetrics().horizontalAdvance(self.text()) if self.text() else 0
        x = (self.width() - size - gap - text_width) / 2
        icon, text = (x + text_width + gap, x) if self._icon_last else (x, x + size + gap)
        if self._icon_name:
            pixmap = icon_pixmap(self._icon_name, foreground.rgba(), size, device_ratio(self))
            painter.drawPixmap(QPointF(icon, (self.height() - size) / 2), pixmap)
        if self.text():
            painter.setPen(foreground)
            box = QRectF(text, 0, text_width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


class IconButton(PushButton):
    """A square button that shows one icon; ``name`` is its accessible name and tooltip."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        *,
        kind: Kind = "ghost",
        small: bool = False,
        size: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", icon_name, kind=kind, small=small, parent=parent)
        self._size = size or self._size
        self.setAccessibleName(name)
        self.setToolTip(name)


class LinkButton(PaintedButton):
    """A word with a dotted line below it."""

    def __init__(self, text: str, tip: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(tip)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("label", weight="medium"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, round(metrics.height() * 1.25))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        focused = framed(self)
        colour = theme.accent() if focused else theme.text("primary" if self.underMouse() else "secondary")
        painter.setPen(colour)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.text())
        style = Qt.PenStyle.SolidLine if focused or self.isChecked() else Qt.PenStyle.DotLine
        painter.setPen(QPen(colour, theme.line("hairline"), style))
        painter.drawLine(0, self.height() - 1, self.width() - 2, self.height() - 1)
        painter.end()
