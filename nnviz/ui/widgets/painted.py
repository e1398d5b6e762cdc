"""What all that is painted by hand shares: the base of buttons, the frame of what has the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnviz.ui.theme import Theme

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


def framed(widget: QWidget) -> bool:
    """Whether ``widget`` has the keyboard's focus and the keyboard is used."""
    return widget.hasFocus() and bool(widget.window().property("keyboard_focus"))


def paint_focus(painter: QPainter, widget: QWidget, theme: Theme, box: QRectF, radius: float) -> None:
    """The frame of what has the keyboard focus, if the keyboard is used."""
    if framed(widget):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent(), theme.line("focus")))
        painter.drawRoundedRect(box, radius, radius)


class PaintedButton(QAbstractButton):
    """A button that the theme paints. Qt repaints it when the pointer comes and goes.

    Tab comes to it, a click does not take the keys away from what is worked in. Arrow keys are left to that,
    or to the window, but among buttons of a group they choose.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def setText(self, text: str) -> None:
        """As Qt's, but for ``&``, which is a letter like any other."""
        super().setText(text)
        self.setShortcut(QKeySequence())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS and self.group() is None:
            event.ignore()
        else:
            super().keyPressEvent(event)
