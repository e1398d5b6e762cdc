"""What is to be known of a table, on the ground of a warning, with one way out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel

_ICON = 18  # px at unit 1


class WarningRow(QWidget):
    """Its ``button`` is the way out."""

    def __init__(self, action: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._title, self._text = TextLabel("", "label", weight="semibold"), TextLabel("", "label")
        for label in (self._title, self._text):
            label.setWordWrap(True)
        self.button = PushButton(action, small=True)
        self.button.setToolTip(tip)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_words(self, title: str, text: str) -> None:
        """What it says."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title} {text}")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        px = theme.px
        self._row.setContentsMargins(px(40), px(8), px(10), px(8))
        self._row.setSpacing(px(10))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.note("warning", "bg"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(7), theme.px(7))
        side = theme.px(_ICON)
        icon = icon_pixmap("warn", theme.note("warning").rgba(), side, device_ratio(self))
        painter.drawPixmap(QPointF(theme.px(11), (self.height() - side) / 2), icon)
        painter.end()
