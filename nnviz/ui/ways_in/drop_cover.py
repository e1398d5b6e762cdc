"""Says that a picture or a project may be dropped, while one is held over the window."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.theme import Theme

_VEIL = 200  # of 255: what lies below is still seen


class DropCover(QWidget):
    """A veil over the whole window with one sentence."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._theme = Theme()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, *, project: bool) -> None:
        """Lie over the window, and say what becomes of a picture or a ``project``."""
        if self.isHidden():
            text = self.tr("Drop the project to open it") if project else ""
            self.setAccessibleName(text or self.tr("Drop the picture to have it read"))
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
