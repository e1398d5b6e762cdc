"""What the painted parts of the micro-step panels share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.ui.theme import Theme

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignCenter


class Painted(QWidget):
    """Paints a MicroState in the looks of a Theme. ``micro_requested`` carries the Micro wanted."""

    micro_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._state: MicroState | None = None

    def show_state(self, state: MicroState | None) -> None:
        """Show another micro-step."""
        self._state = state
        self._changed()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._changed()

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _painter(self) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter


def draw_elided(painter: QPainter, box: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
    """As much of ``text`` as there is room for."""
    metrics = QFontMetricsF(painter.font())
    painter.drawText(box, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width()))


def paint_heading(
    painter: QPainter, theme: Theme, box: QRectF, titles: str | tuple[str, str], note: str = ""
) -> None:
    """The heading of a section with a quiet note at its right.

    Where there is no room for both, the second of two titles is taken, then the title is cut short.
    """
    title, brief = (titles, titles) if isinstance(titles, str) else titles
    painter.setFont(theme.font("section", weight="semibold"))
    painter.setPen(theme.text())
    metrics = QFontMetricsF(painter.font())
    beside = QFontMetricsF(theme.font("label")).horizontalAdvance(note)
    room_left = max(box.width() / 2, box.width() - beside - theme.px(12))
    if metrics.horizontalAdvance(title) > room_left:
        title = brief
    title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room_left)
    painter.drawText(box, LEFT, title)
    left = box.left() + metrics.horizontalAdvance(title) + theme.px(12)
    painter.setFont(theme.font("label"))
    painter.setPen(theme.text("tertiary"))
    room = QRectF(left, box.top(), box.right() - left, box.height())
    if room.width() > theme.px(30):
        draw_elided(painter, room, RIGHT, note)
