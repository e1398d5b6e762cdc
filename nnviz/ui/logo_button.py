"""The mark of nnviz and its name in the header."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.ui.logo import LOGO_SIZE, logo_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, paint_focus


class LogoButton(PaintedButton):
    """The mark and the name, in the colours of the theme: a button that leads to Start."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self.setText("nnviz")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("nnviz: to the start page"))
        self.setToolTip(self.tr("To the start page"))

    def set_theme(self, theme: Theme) -> None:
        self._pixmap = QPixmap()
        self.setFont(theme.font("title", weight="semibold"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        theme, metrics = self._theme, self.fontMetrics()
        side = theme.px(LOGO_SIZE)
        return QSize(side + theme.px(8) + metrics.horizontalAdvance(self.text()), max(side, metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, side = self._theme, self._theme.px(LOGO_SIZE)
        if self._pixmap.isNull() or self._pixmap.devicePixelRatio() != device_ratio(self):
            self._pixmap = logo_pixmap(theme, device_ratio(self))
        painter = QPainter(self)
        painter.drawPixmap(0, (self.height() - side) // 2, self._pixmap)
        painter.setFont(self.font())
        painter.setPen(theme.text())
        metrics = self.fontMetrics()
        baseline = (self.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(QPointF(side + theme.px(8), baseline), self.text())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(5))
        painter.end()
