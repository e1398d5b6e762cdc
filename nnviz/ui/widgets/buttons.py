"""Buttons: text, icon, or both; painted by the theme."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import Face, PaintedButton, framed

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
        self._icon_name, self._icon_last = icon_name, icon_last
        self._icon_side = 15 if small else 18
        self._kind, self._small = kind, small
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
            width += self._theme.px(self._icon_side) + self._theme.px(self._icon_gap)
        return QSize(width, max(height, self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def face(self) -> Face:
        theme, over = self._theme, self.lit
        if not self.isEnabled():
            return Face(theme.text("disabled"), theme.surface("hover") if self._kind == "strong" else None)
        if self._kind == "strong":
            return Face(theme.text("on_strong"), theme.text("secondary") if over else theme.strong)
        if self._kind == "warning":
            return Face(
                theme.note("warning"), theme.surface("hover") if over else theme.note("warning", "bg")
            )
        pressed = self.isDown() or self.isChecked()
        lit = theme.surface("pressed") if pressed else theme.surface("hover") if over else None
        if self._kind == "ghost":
            return Face(theme.text("primary" if over or pressed else "secondary"), lit)
        edge = theme.surface("outline"), theme.line("hairline")
        return Face(theme.text(), lit or theme.surface("raised"), *edge)


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
        return QSize(self._theme.px(80), self.sizeHint().height()).boundedTo(self.sizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        focused = framed(self)
        colour = theme.accent() if focused else theme.text("primary" if self.underMouse() else "secondary")
        painter.setPen(colour)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
        style = Qt.PenStyle.SolidLine if focused or self.isChecked() else Qt.PenStyle.DotLine
        painter.setPen(QPen(colour, theme.line("hairline"), style))
        painter.drawLine(0, self.height() - 1, self.width() - 2, self.height() - 1)
        painter.end()
