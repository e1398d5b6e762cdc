"""What the panels of the micro-steps and their painted parts share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.training.micro import Micro
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

    @property
    def _heading(self) -> int:
        """The height of a heading."""
        return max(self._theme.px(20), round(self._theme.type_px("section") * 1.5))

    def _paint_heading(
        self, painter: QPainter, titles: Sequence[str], note: str = "", pad: float = 0, top: float = 0
    ) -> float:
        """The heading of a section with a quiet note at its right; returns where it ends.

        Where there is no room for both, the second of two titles is taken, then the title is cut short.
        """
        theme = self._theme
        box = QRectF(pad, top, self.width() - 2 * pad, self._heading)
        painter.setFont(theme.font("section", weight="semibold"))
        painter.setPen(theme.text())
        metrics = QFontMetricsF(painter.font())
        beside = QFontMetricsF(theme.font("label")).horizontalAdvance(note)
        room = max(box.width() / 2, box.width() - beside - theme.px(12))
        title = titles[0] if metrics.horizontalAdvance(titles[0]) <= room else titles[-1]
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, LEFT, title)
        left = box.left() + metrics.horizontalAdvance(title) + theme.px(12)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.text("tertiary"))
        if box.right() - left > theme.px(30):
            draw_elided(painter, QRectF(left, top, box.right() - left, box.height()), RIGHT, note)
        return box.bottom()


class Part(Protocol):
    """A part of a panel, painted or not."""

    @property
    def micro_requested(self) -> SignalInstance:
        """Carries the Micro wanted."""

    def show_state(self, state: MicroState | None) -> None:
        """Show another micro-step."""

    def set_theme(self, theme: Theme) -> None:
        """Wear another theme."""


class MicroPanel(QWidget):
    """A panel beside the stage, with a hairline towards it: its ``parts`` show the same micro-step."""

    micro_requested = Signal(object)
    side = 0  # 1: the stage is at its right

    def __init__(self, parts: Sequence[Part], name: str) -> None:
        super().__init__()
        self._theme, self._parts = Theme(), parts
        self._state: MicroState | None = None
        for part in parts:
            part.micro_requested.connect(self.micro_requested)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)

    def show_micro(self, micro: Micro | None) -> None:
        """Show another micro-step."""
        self._state = MicroState(micro) if micro is not None else None
        for part in self._parts:
            part.show_state(self._state if self._suits(part) else None)
        self._share_out()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in self._parts:
            part.set_theme(theme)
        self._share_out()
        self.updateGeometry()
        self.update()

    def _suits(self, part: Part) -> bool:
        """Whether a part has something to show of the micro-step."""
        return True

    def _share_out(self) -> None:
        """Subclasses share out the height among the parts."""

    def event(self, event: QEvent) -> bool:
        """Another size, or a part that needs another one."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._share_out()
        return super().event(event)

    @property
    def _edge(self) -> int:
        """The width of a hairline."""
        return max(1, round(self._theme.line("hairline")))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        x = self.side * (self.width() - self._edge)
        painter.fillRect(x, 0, self._edge, self.height(), self._theme.surface("hairline"))
        painter.end()


def draw_elided(painter: QPainter, box: QRectF, flags: Qt.AlignmentFlag, text: str) -> None:
    """As much of ``text`` as there is room for."""
    metrics = QFontMetricsF(painter.font())
    painter.drawText(box, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width()))
