"""Where no table of one's own is open: how to bring one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.ui.more_ways import MoreWays
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, PushButton, TextLabel


class Invitation(QWidget):
    """A dashed frame, as of a place where things are dropped, with two buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._title = TextLabel(self.tr("Bring a table of your own"), "label", weight="semibold")
        self._words = Caption(
            self.tr(
                "Drop a CSV or text file anywhere, or copy cells of a spreadsheet. It stays on this computer."
            )
        )
        self._words.setWordWrap(True)
        self.open = PushButton(self.tr("Open…"), small=True)
        self.open.setToolTip(self.tr("Open a table: CSV, TSV or text (Ctrl+Shift+O)"))
        self.paste = PushButton(self.tr("Paste"), small=True)
        self.paste.setToolTip(self.tr("Paste the cells that were copied in a spreadsheet (Ctrl+V)"))
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self.open)
        self._head.addWidget(self.paste)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._words)
        self.more = MoreWays()
        self._column.addWidget(self.more)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        px = theme.px
        self._column.setContentsMargins(px(12), px(9), px(9), px(9))
        self._column.setSpacing(px(4))
        self._head.setSpacing(px(6))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.surface("outline"), self._theme.line("hairline"))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, self._theme.px(7), self._theme.px(7))
        painter.end()
