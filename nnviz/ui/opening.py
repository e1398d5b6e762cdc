"""The first frame: the grounds of the window, its hairlines and its name, before any view is imported.

A person waits for this one, so it does without the views, their modules and the ``Qt`` namespace (whose enums
cost PySide some 20 ms). Everything it paints stands where the views will paint it again.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.logo import LOGO_SIZE, logo_pixmap
from nnviz.ui.theme import Theme


class Opening(QWidget):
    """Stands in the window until the views do, or a ``page`` in the place of a workspace does.

    ``painted`` is emitted after the first paint event.
    """

    painted = Signal()

    def __init__(self, parent: QWidget | None = None, *, page: bool = False) -> None:
        super().__init__(parent)
        self._theme, self._panels, self._page = Theme(), True, page
        self._told = False

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_panels(self, shown: bool) -> None:
        """Whether the window is wide enough for both side panels; else the left one lies open."""
        self._panels = shown
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, width, top = self._theme, self.width(), self._theme.layout("header")
        painter = QPainter(self)
        if self._page:
            painter.fillRect(self.rect(), theme.surface("panel"))
        else:
            self._paint_grounds(painter, top)
        painter.fillRect(0, 0, width, top, theme.surface("panel"))
        painter.fillRect(0, top - 1, width, 1, theme.surface("hairline"))
        self._paint_name(painter, top)
        painter.end()
        if not self._told:
            self._told = True
            # What was painted reaches the screen before a timer fires.
            QTimer.singleShot(0, self.painted.emit)

    def _paint_grounds(self, painter: QPainter, top: int) -> None:
        theme, width, height = self._theme, self.width(), self.height()
        panel, line = theme.surface("panel"), theme.surface("hairline")
        edge = max(1, round(theme.line("hairline")))
        bottom = height - theme.layout("transport")
        left = theme.layout("rail" if theme.projector else "left")
        right = width - theme.layout("right_large" if theme.large else "right") if self._panels else width
        message = bottom - theme.layout("message")
        recipe = top + theme.layout("recipe")
        painter.fillRect(self.rect(), theme.surface("stage"))
        if not theme.projector:
            painter.fillRect(left, recipe - 1, right - left, 1, line)
            painter.fillRect(left, message, right - left, edge, line)
        painter.fillRect(0, top, left, bottom - top, panel)
        painter.fillRect(left - edge, top, edge, bottom - top, line)
        painter.fillRect(right, top, width - right, bottom - top, panel)
        painter.fillRect(right, top, edge, bottom - top, line)
        painter.fillRect(0, bottom, width, height - bottom, panel)
        painter.fillRect(0, bottom, width, edge, line)

    def _paint_name(self, painter: QPainter, header: int) -> None:
        theme = self._theme
        side, margin = theme.px(LOGO_SIZE), theme.px(16)
        painter.drawPixmap(margin, (header - side) // 2, logo_pixmap(theme, self.devicePixelRatioF()))
        font = theme.font("title", weight="semibold")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.text())
        baseline = (header - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(QPointF(margin + side + theme.px(8), baseline), "nnviz")
