"""The strip of the transport bar on which a batch goes cell by cell: forward, loss, backward, update."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.micro.factor_words import place_words
from nnviz.session.sentences import told
from nnviz.training.micro import Micro, Phase
from nnviz.ui.plain import show_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import framed

_PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update")
_BETWEEN = 26  # from the last cell of a phase to the first of the next
_BAR = 10


class MicroCells(QWidget):
    """One cell a press of the step key; a click, a drag and the arrow keys go to a cell."""

    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._micro: Micro | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Micro-steps"))

    def show_micro(self, micro: Micro | None) -> None:
        """Show where a batch stands; None empties the strip."""
        self._micro = micro
        self.setAccessibleDescription(told(place_words(micro)) if micro is not None else "")
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
    def _name(self, phase: Phase) -> str:
        names = {
            "forward": self.tr("Forward →"),
            "loss": self.tr("Loss"),
            "backward": self.tr("← Backward"),
            "update": self.tr("Update"),
        }
        micro = self._micro
        if micro is None or micro.phase != phase or len(micro.places(phase)) < 2:
            return names[phase]
        places = micro.places(phase)
        of = self.tr("{n} of {all}").format(n=micro.place - places[0] + 1, all=len(places))
        return f"{names[phase]} {of}"

    def _needed(self) -> dict[Phase, float]:
        """The widths of the names."""
        metrics = QFontMetricsF(self._theme.font("label", weight="semibold"))
        return {phase: metrics.horizontalAdvance(self._name(phase)) + 4 for phase in _PHASES}

    @property
    def _narrow(self) -> bool:
        """Whether only the present phase has room for its name."""
        between = (len(_PHASES) - 1) * self._theme.px(_BETWEEN)
        return sum(self._needed().values()) + between > self.width()

    def _between(self) -> float:
        return float(self._theme.px(_BETWEEN // 2 if self._narrow else _BETWEEN))

    def _widths(self) -> dict[Phase, float]:
        """The width of a phase: by its cells, but where there is room at least that of its name."""
        assert self._micro is not None
        room = self.width() - (len(_PHASES) - 1) * self._between()
        counts = {phase: len(self._micro.places(phase)) for phase in _PHASES}
        least = dict.fromkeys(_PHASES, 0.0) if self._narrow else self._needed()
        even = room / sum(counts.values())
        narrow = {phase: least[phase] for phase in _PHASES if counts[phase] * even < least[phase]}
        left = max(1.0, room - sum(narrow.values()))
        cells = sum(counts[phase] for phase in _PHASES if phase not in narrow) or 1
        return {phase: narrow.get(phase, left * counts[phase] / cells) for phase in _PHASES}

    def _spans(self) -> dict[Phase, tuple[float, float]]:
        x, spans, between = 0.0, {}, self._between()
        for phase, width in self._widths().items():
            spans[phase] = (x, width)
            x += width + between
        return spans

    def cell_rect(self, place: int) -> QRectF:
        """The ground of a cell, from the name above it to the text below."""
        assert self._micro is not None
        phase = self._micro.cells[place].phase
        places, (x, width) = self._micro.places(phase), self._spans()[phase]
        each = width / len(places)
        middle = self._bar_y()
        reach = self._theme.px(16)
        return QRectF(x + (place - places[0]) * each, middle - reach, each, 2 * reach)

    def _bar_y(self) -> float:
        return self.height() / 2 - self._theme.px(1)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        micro, theme = self._micro, self._theme
        if micro is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self._bar_y()
        spans = self._spans()
        for index, phase in enumerate(_PHASES):
            x, width = spans[phase]
            self._paint_name(painter, phase, x, middle - theme.px(16))
            if index < len(_PHASES) - 1:
                self._paint_arrow(painter, x + width + self._between() / 2, middle)
        for place in range(len(micro.cells)):
            self._paint_cell(painter, place, middle)
        self._paint_knob(painter, self.cell_rect(micro.place).center())
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._text(), Qt.TextElideMode.ElideRight, self.width() - 2)
        painter.drawText(QPointF(2, middle + theme.px(20) + metrics.ascent()), text)
        if framed(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint_name(self, painter: QPainter, phase: Phase, x: float, base: float) -> None:
        micro, theme = self._micro, self._theme
        assert micro is not None
        here, past = micro.phase == phase, micro.places(phase)[0] < micro.place
        if self._narrow:
            x = min(x, self.width() - self._needed()[phase])
            if not here:
                return
        painter.setFont(theme.font("label", weight="semibold" if here else "medium"))
        painter.setPen(theme.accent() if here else theme.text() if past else theme.text("tertiary"))
        painter.drawText(QPointF(x + 2, base), self._name(phase))

    def _paint_arrow(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(QPen(self._theme.text("tertiary"), 1.5))
        half = self._theme.px(4)
        for side in (-half, half):
            painter.drawLine(QPointF(x - half / 2, y + side), QPointF(x + half / 2 + 0.5, y))

    def _paint_cell(self, painter: QPainter, place: int, middle: float) -> None:
        micro, theme = self._micro, self._theme
        assert micro is not None
        rect, bar = self.cell_rect(place), theme.px(_BAR)
        gap = min(1.5, rect.width() * 0.12)
        color = theme.surface("pressed")
        if place == micro.place:
            color = theme.accent()
        elif place < micro.place:
            backward = micro.cells[place].phase == "backward"
            color = theme.gradient if backward else theme.text("secondary")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        box = QRectF(rect.left() + gap, middle - bar / 2, max(1.0, rect.width() - 2 * gap), bar)
        radius = min(bar / 2, box.width() / 2)
        painter.drawRoundedRect(box, radius, radius)

    def _paint_knob(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(self._theme.surface("panel"), 3))
        painter.setBrush(self._theme.accent())
        radius = self._theme.px(9)
        painter.drawEllipse(at, radius, radius)

    def _text(self) -> str:
        micro = self._micro
        assert micro is not None
        epoch = numbers.count(micro.snapshot.epoch + 1)
        step = numbers.count(micro.snapshot.step + 1)
        return self.tr(
            "Example {n} of {all} in batch {step}, epoch {epoch}. One press of the step key moves one cell."
        ).format(n=micro.example + 1, all=micro.batch.n, step=step, epoch=epoch)

    # ---- mouse and keys
    def _place_at(self, x: float) -> int | None:
        if self._micro is None:
            return None
        centres = [self.cell_rect(place).center().x() for place in range(len(self._micro.cells))]
        return min(range(len(centres)), key=lambda place: abs(centres[place] - x))

    def _go(self, place: int | None) -> None:
        if self._micro is not None and place is not None and place != self._micro.place:
            self.place_requested.emit(min(len(self._micro.cells) - 1, max(0, place)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(self._place_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(self._place_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, Right: a cell; Home, End: the first and the last."""
        micro = self._micro
        wishes = {}
        if micro is not None:
            wishes = {
                Qt.Key.Key_Left: micro.place - 1,
                Qt.Key.Key_Right: micro.place + 1,
                Qt.Key.Key_Home: 0,
                Qt.Key.Key_End: len(micro.cells) - 1,
            }
        place = wishes.get(Qt.Key(event.key()))
        if micro is None or place is None or not 0 <= place < len(micro.cells):
            event.ignore()
            return
        self._go(place)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(float(event.pos().x()))
            micro = self._micro
            text = told(place_words(micro.at(place))) if micro is not None and place is not None else ""
            show_tip(event.globalPos(), text, self)
            return True
        return super().event(event)
