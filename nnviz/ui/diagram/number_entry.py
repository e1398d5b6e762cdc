"""Where a weight or a bias is typed, beside the edge or the neuron that it belongs to."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from nnviz.drawing.numbers import chosen
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.number_field import NumberField

MOST = 1e6  # the largest weight that makes sense to type
WIDTH = 118


class NumberEntry(QWidget):
    """A symbol and a line to type in; ``entered(value)`` with Enter or when it is left, gone with Escape."""

    entered = Signal(float)

    def __init__(self, symbol: str, value: float, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = parent
        self._theme, self._symbol = theme, symbol
        self._done = False
        self._field = NumberField(chosen(value, 4), (-MOST, MOST), self)
        self._field.setObjectName("number_entry")
        self._field.setFrame(False)
        self._field.setPalette(_palette(theme))
        self._field.setFont(theme.font("body", weight="medium", family="mono"))
        self._field.setAccessibleName(name)
        self._field.setToolTip(self.tr("A number; Enter takes it, Esc leaves all as it is"))
        self._field.entered.connect(self._on_entered)
        self._field.given_up.connect(self._close)
        self.resize(theme.px(WIDTH), max(theme.px(34), self._field.sizeHint().height() + theme.px(10)))
        self._place_field()

    def _place_field(self) -> None:
        left = round(self._symbol_width()) + self._theme.px(14)
        height = self._field.sizeHint().height()
        self._field.setGeometry(
            left, (self.height() - height) // 2, self.width() - left - self._theme.px(8), height
        )

    def _symbol_width(self) -> float:
        font = self._theme.font("formula", family="math", italic=True)
        return QFontMetricsF(font).horizontalAdvance(f"{self._symbol} =")

    def open_at(self, point: QPointF) -> None:
        """Show it with its middle at ``point`` of the parent, inside the parent."""
        parent = self._stage
        x = min(max(4, round(point.x()) - self.width() // 2), parent.width() - self.width() - 4)
        y = min(max(4, round(point.y()) - self.height() // 2), parent.height() - self.height() - 4)
        self.move(x, y)
        self.show()
        self.raise_()
        self._field.open()

    @Slot()
    def _close(self) -> None:
        if not self._done:
            self._done = True
            self._stage.setFocus()
            self.hide()
            self.deleteLater()

    @Slot(float, bool)
    def _on_entered(self, value: float, stays: bool) -> None:
        self._close()
        self.entered.emit(value)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent(), theme.line("focus")))
        painter.setBrush(theme.surface("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        painter.setFont(theme.font("formula", family="math", italic=True))
        painter.setPen(theme.text("secondary"))
        room = QRectF(theme.px(10), 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, f"{self._symbol} =")
        painter.end()


def _palette(theme: Theme) -> QPalette:
    """On the ground of the entry itself."""
    palette, roles = theme.palette(), QPalette.ColorRole
    palette.setColor(roles.Base, theme.surface("raised"))
    palette.setColor(roles.Highlight, theme.accent())
    palette.setColor(roles.HighlightedText, theme.text("on_accent"))
    return palette
