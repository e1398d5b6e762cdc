"""What stands around the plots: their place before pyqtgraph is loaded, buttons, the cursor's tag."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLineF, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton
from nnviz.ui.widgets.painted import PaintedWidget

# Margins of a plot around its curves, in px at unit 1.
LEFT: Final = 28
TEXT_GAP: Final = 6  # between the texts and the plot
OVERHANG: Final = 12  # to the right, where the last epoch's text hangs over
BOTTOM: Final = 18
FOOT: Final = 6  # below a plot without epoch texts, for the lower half of the last value
TOP: Final = 6


class Placeholder(PaintedWidget):
    """The horizontal grid of a plot, without a curve."""

    def __init__(self, epoch_texts: bool) -> None:
        super().__init__()
        self._epoch_texts = epoch_texts

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._theme.px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setPen(QPen(theme.surface("hairline"), theme.line("grid")))
        top, left = theme.px(TOP) + 0.5, theme.px(LEFT)
        bottom = self.height() - theme.px(2 + (BOTTOM if self._epoch_texts else FOOT)) - 0.5
        for part in range(3):
            y = round(top + (bottom - top) * part / 2) + 0.5
            painter.drawLine(QLineF(left, y, self.width() - theme.px(OVERHANG), y))
        painter.end()


class CornerButtons(QWidget):
    """The plot's own buttons: log scale, and where they make sense show all and forget earlier runs."""

    log_toggled = Signal(bool)
    fit_requested = Signal()
    clear_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._log = IconButton("log", self.tr("Log scale for the loss (L)"), small=True)
        self._fit = IconButton("zoom-fit", self.tr("Show all epochs (0)"), small=True)
        self._clear = IconButton("trash", self.tr("Forget the earlier runs"), small=True)
        self._log.setCheckable(True)
        self._log.toggled.connect(self.log_toggled)
        self._fit.clicked.connect(self.fit_requested)
        self._clear.clicked.connect(self.clear_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self._clear, self._fit, self._log):
            row.addWidget(button)
        self._fit.hide()
        self._clear.hide()

    def show_state(self, *, log: bool, zoomed: bool, ghosts: bool) -> None:
        """Which buttons there are, and whether the scale is logarithmic."""
        self._log.setChecked(log)
        self._fit.setVisible(zoomed)
        self._clear.setVisible(ghosts)

    def place(self, right: int, top: int) -> None:
        """Stand with the upper right corner at this point of the parent."""
        self.adjustSize()
        self.move(right - self.width(), top)


class CursorTag(QWidget):
    """A small inverse label below the cursor; it lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("caption", weight="medium"))

    def show_at(self, text: str, foot: QPoint) -> None:
        """Show ``text`` with the middle of its upper edge at ``foot``, inside the parent."""
        self._text = text
        self.setAccessibleName(text)
        width = self.fontMetrics().horizontalAdvance(text) + 2 * self._theme.px(6)
        height = self.fontMetrics().height() + self._theme.px(2)
        parent = self.parentWidget()
        room = parent.width() if parent is not None else width
        x = min(max(0, foot.x() - width // 2), room - width)
        self.setGeometry(x, foot.y() + 2, width, height)
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.strong)
        painter.drawRoundedRect(QRectF(self.rect()), self._theme.px(4), self._theme.px(4))
        painter.setPen(self._theme.text("on_strong"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
