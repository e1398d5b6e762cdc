"""The strip of the transport bar on which a batch goes cell by cell: forward, loss, backward, update."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from nnviz.drawing.micro.cell_strip import PHASES, Strip, example_words, phase_name
from nnviz.drawing.micro.factor_words import place_words
from nnviz.session.sentences import told
from nnviz.training.micro import Micro, Phase
from nnviz.ui.micro.micro_parts import LEFT, draw_elided
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import paint_focus

_BETWEEN = 26  # from the last cell of a phase to the first of the next
_BAR = 10


class MicroCells(QAbstractSlider):
    """One cell a press of the step key; a click, a drag and a slider's keys go to a cell."""

    place_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._micro: Micro | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Micro-steps"))
        self.valueChanged.connect(self._on_value)

    def show_micro(self, micro: Micro | None) -> None:
        """Show where a batch stands; None empties the strip."""
        self._micro = micro
        self.setAccessibleDescription(told(place_words(micro)) if micro is not None else "")
        if micro is not None:
            with QSignalBlocker(self):
                self.setRange(0, len(micro.cells) - 1)
                self.setValue(micro.place)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(500), self._theme.px(84))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(60))

    # ---- where the cells are
    def _strip(self, micro: Micro) -> Strip:
        metrics = QFontMetricsF(self._theme.font("label", weight="semibold"))
        names = {phase: metrics.horizontalAdvance(told(phase_name(micro, phase))) + 4 for phase in PHASES}
        return Strip(micro, self.width(), self._theme.px(_BETWEEN), names)

    @property
    def _middle(self) -> float:
        return self.height() / 2 - self._theme.px(1)

    def cell_rect(self, place: int) -> QRectF:
        """The ground of a cell, from the name above it to the text below."""
        assert self._micro is not None
        (x, width), reach = self._strip(self._micro).cell(place), self._theme.px(16)
        return QRectF(x, self._middle - reach, width, 2 * reach)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        micro, theme, middle = self._micro, self._theme, self._middle
        if micro is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strip = self._strip(micro)
        for phase in PHASES:
            x, width = strip.spans[phase]
            self._paint_name(painter, strip, phase, x, middle - theme.px(16))
            if phase != PHASES[-1]:
                self._paint_arrow(painter, x + width + strip.between / 2, middle)
        for place in range(len(micro.cells)):
            self._paint_cell(painter, micro, place, *strip.cell(place))
        x, width = strip.cell(micro.place)
        painter.setPen(QPen(theme.surface("panel"), 3))
        painter.setBrush(theme.accent())
        painter.drawEllipse(QPointF(x + width / 2, middle), theme.px(9), theme.px(9))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        line = QRectF(2, middle + theme.px(20), self.width() - 2, QFontMetricsF(painter.font()).height())
        draw_elided(painter, line, LEFT, told(example_words(micro)))
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), 6)
        painter.end()

    def _paint_name(self, painter: QPainter, strip: Strip, phase: Phase, x: float, base: float) -> None:
        micro, theme = strip.micro, self._theme
        places = micro.places(phase)
        here, past = micro.phase == phase, bool(places) and places[0] < micro.place
        if strip.narrow:
            x = min(x, self.width() - strip.names[phase])
            if not here:
                return
        painter.setFont(theme.font("label", weight="semibold" if here else "medium"))
        painter.setPen(theme.accent() if here else theme.text() if past else theme.text("tertiary"))
        painter.drawText(QPointF(x + 2, base), told(phase_name(micro, phase)))

    def _paint_arrow(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(QPen(self._theme.text("tertiary"), 1.5))
        half = self._theme.px(4)
        for side in (-half, half):
            painter.drawLine(QPointF(x - half / 2, y + side), QPointF(x + half / 2 + 0.5, y))

    def _paint_cell(self, painter: QPainter, micro: Micro, place: int, x: float, width: float) -> None:
        theme, bar = self._theme, self._theme.px(_BAR)
        gap = min(1.5, width * 0.12)
        color = theme.surface("pressed")
        if place == micro.place:
            color = theme.accent()
        elif place < micro.place:
            backward = micro.cells[place].phase == "backward"
            color = theme.gradient if backward else theme.text("secondary")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        box = QRectF(x + gap, self._middle - bar / 2, max(1.0, width - 2 * gap), bar)
        radius = min(bar / 2, box.width() / 2)
        painter.drawRoundedRect(box, radius, radius)

    # ---- mouse and keys
    @Slot(int)
    def _on_value(self, place: int) -> None:
        self.place_requested.emit(place)

    def _point(self, event: QMouseEvent) -> None:
        if self._micro is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(self._strip(self._micro).place_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """At the ends the keys are the window's: a step beyond the last cell learns the batch."""
        before = self.value()
        super().keyPressEvent(event)
        event.setAccepted(self.value() != before)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._micro is not None:
            place = self._strip(self._micro).place_at(float(event.pos().x()))
            show_tip(event.globalPos(), told(place_words(self._micro.at(place))), self)
            return True
        return super().event(event)
