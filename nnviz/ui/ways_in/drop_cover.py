"""Says that a picture, a project or a lesson may be dropped, while one is held over the window."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import Theme

Held = Literal["picture", "project", "lesson", "model", "table", "run"]
_VEIL = 200  # of 255: what lies below is still seen


class DropCover(QWidget):
    """A veil over the whole window with one sentence."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._theme = Theme()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, held: Held) -> None:
        """Lie over the window, and say what becomes of what is held."""
        if self.isHidden():
            words = {
                "picture": self.tr("Drop the picture to have it read"),
                "project": self.tr("Drop the project to open it"),
                "model": self.tr("Drop the model to look into it"),
                "run": self.tr("Drop the run to watch it"),
                "lesson": self.tr("Drop the lesson to take it"),
                "table": self.tr("Drop the table to open it"),
            }
            self.setAccessibleName(words[held])
            self.setGeometry(self._window.rect())
            self.show()
            self.raise_()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme.surface("stage")
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        pen = QPen(theme.accent(), theme.line("focus"))
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        edge, radius = theme.px(16), theme.px(10)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), radius, radius)
        painter.setPen(theme.text())
        painter.setFont(theme.font("title", weight="semibold"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.accessibleName())
        painter.end()
