"""The legend: what the lines show, what their colour and width mean, where these clip, how many are drawn."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.legend import count_words, explained, full_words
from nnviz.session.sentences import told
from nnviz.training.snapshot import EdgeKind
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Segmented
from nnviz.ui.widgets.segmented import Segment

RAMP_STEPS = 19
RAMP_WIDTH, RAMP_HEIGHT = 114, 7


class Legend(QWidget):
    """A block in the corner or, as a ``strip``, one row. Emits ``lines_requested("signal" | ...)``."""

    lines_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._strip = False
        self._layout: DiagramLayout | None = None
        self.own_scale = False  # of each map
        self.given = False  # whether the gradient is one that came with the weights
        self._kind: EdgeKind = "signal"
        self._clips: tuple[float, ...] = ()
        self._counts, self._counted = (0, 0), True
        self.choice = Segmented(
            [
                Segment(
                    "signal", self.tr("Signal"), tip=self.tr("Weight × activation, for the shown sample")
                ),
                Segment(
                    "weights", self.tr("Weights"), tip=self.tr("The weights themselves, whatever the sample")
                ),
                Segment(
                    "gradient",
                    self.tr("Gradient"),
                    tip=self.tr("How the sample's loss grows with each weight"),
                ),
            ],
            self.tr("Lines show"),
            parent=self,
        )
        self.choice.setAccessibleDescription(self.tr("What colour and width of the lines show"))
        self.choice.chosen.connect(self._on_chosen)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.choice.set_theme(theme)
        self.arrange()

    def set_layout(self, layout: DiagramLayout) -> None:
        """What there is to explain."""
        self._layout = layout

    def set_strip(self, strip: bool) -> None:
        """One row along the bottom instead of a block."""
        if strip != self._strip or self.width() != (self._strip_width() if strip else self.block.width()):
            self._strip = strip
            self.arrange()

    def set_kind(self, kind: EdgeKind) -> None:
        """Show ``kind`` as chosen."""
        self._kind = kind
        self.choice.set_current(kind)
        self.update()

    def set_counted(self, counted: bool) -> None:
        """Whether it tells how many lines there are."""
        if counted != self._counted:
            self._counted = counted
            self._name_it()
            self.update()

    def _name_it(self) -> None:
        self.setAccessibleName(". ".join(filter(None, (self.full_text(), self.count_text()))))

    def set_numbers(self, shown: int, total: int, clips: tuple[float, ...]) -> None:
        """``shown`` of ``total`` lines are drawn; colour and width are full at ``clips``, gap by gap."""
        if (shown, total) != self._counts or clips != self._clips:
            self._counts, self._clips = (shown, total), clips
            self._name_it()
            self.update(self._numbers)

    def count_text(self) -> str:
        """How many lines are drawn of how many; "" while that is not to be told."""
        return told(count_words(*self._counts)) if self._counted else ""

    def full_text(self) -> str:
        """What is full, and at which number."""
        return told(full_words(self._kind, self._clips, self._layout))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:  # the numbers change with every snapshot
            said = explained(self._kind, self._clips, self._layout, self.own_scale, given=self.given)
            self.setToolTip("\n".join(map(told, said)))
        return super().event(event)

    # ---- geometry
    @property
    def _numbers(self) -> QRect:
        """Where the numbers are written."""
        if self._strip:
            return self.rect().adjusted(self.choice.width(), 0, 0, 0)
        line = self._line()
        return QRect(0, self._theme.px(8) + line, self.width(), 2 * line)

    @property
    def block(self) -> QSize:
        """Its size in the corner, where it is no strip."""
        theme, choice = self._theme, self.choice.sizeHint()
        height = theme.px(8) + theme.px(16) + theme.px(4) + 4 * self._line() + choice.height()
        return QSize(max(theme.px(236), choice.width()), height)

    def sizeHint(self) -> QSize:
        if not self._strip:
            return self.block
        height = max(self._theme.px(32), self.choice.sizeHint().height(), 2 * self._line())
        return QSize(self._strip_width(), height)

    def _line(self) -> int:
        return round(QFontMetricsF(self._theme.font("caption")).height() + 2)

    def _strip_width(self) -> int:
        parent = self.parentWidget()
        return parent.width() - 2 * self._theme.px(12) if parent is not None else 600

    def arrange(self) -> None:
        """Put the control in its place and ask for the right size."""
        self.resize(self.sizeHint())
        size = self.choice.sizeHint()
        down = (self.height() - size.height()) // (2 if self._strip else 1)
        self.choice.setGeometry(0, down, size.width(), size.height())
        self.updateGeometry()
        self.update()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        painter.setFont(theme.font(theme.room("caption")))
        painter.setPen(theme.text("tertiary"))
        if theme.projector:
            metrics = QFontMetricsF(painter.font())
            right = self.width() - self._kept_free - self._ramp_width(metrics)
            if self._strip and right > self.choice.width():  # the numbers are in the tooltip
                self._paint_ramp(painter, right, self.height() / 2)
        elif self._strip:
            self._paint_strip(painter)
        else:
            line = self._line()
            self._paint_ramp(painter, 0, line / 2 + 2)
            y: float = theme.px(8) + line
            for text in (self.full_text(), self.count_text()):
                painter.drawText(QRectF(0, y, self.width() + 60, line), Qt.AlignmentFlag.AlignVCenter, text)
                y += line
            label = QRectF(0, self.choice.y() - line - theme.px(4), self.width(), line)
            painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, self.tr("Lines show"))
        painter.end()

    def _paint_strip(self, painter: QPainter) -> None:
        """Ramp, clip and count beside the control, each where there is room for it: all is in the tooltip."""
        metrics = QFontMetricsF(painter.font())
        x: float = self.choice.width() + self._theme.px(16)
        right = self.width() - self._kept_free
        texts: tuple[str, ...] = (self.full_text(), self.count_text())
        width = max(metrics.horizontalAdvance(text) for text in texts)
        if x + self._ramp_width(metrics) + width + self._theme.px(14) < right:
            x = self._paint_ramp(painter, x, self.height() / 2) + self._theme.px(14)
        elif width > right - x:  # a number that is cut is another
            texts = tuple(text for text in texts if metrics.horizontalAdvance(text) <= right - x)
        high = self.height() / max(1, len(texts))
        for row, text in enumerate(texts):
            box = QRectF(x, row * high, max(0.0, right - x), high)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)

    @property
    def _kept_free(self) -> int:
        """px at the right end for the buttons there."""
        return self._theme.px(76 if self._layout is not None and self._layout.maps else 44)

    def _ramp_width(self, metrics: QFontMetricsF) -> float:
        words = metrics.horizontalAdvance(self._words()[0]) + metrics.horizontalAdvance(self._words()[1])
        return words + self._theme.px(RAMP_WIDTH + 14)

    def _words(self) -> tuple[str, str]:
        if self._kind == "signal":
            return self.tr("against −"), self.tr("+ for")
        return "−", "+"

    def _paint_ramp(self, painter: QPainter, x: float, middle: float) -> float:
        """The ramp from − to +, with its words; where it ends."""
        theme, metrics = self._theme, QFontMetricsF(painter.font())
        before, after = self._words()
        box = QRectF(x, middle - 12 * theme.unit, 200 * theme.unit, 24 * theme.unit)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, before)
        x += metrics.horizontalAdvance(before) + theme.px(7)
        rgb = theme.signed_rgb(np.linspace(-1, 1, RAMP_STEPS))
        image = QImage(rgb.data, RAMP_STEPS, 1, RAMP_STEPS * 4, QImage.Format.Format_RGB32)
        ramp = QRectF(x, middle - RAMP_HEIGHT * theme.unit / 2, theme.px(RAMP_WIDTH), theme.px(RAMP_HEIGHT))
        path = QPainterPath()
        path.addRoundedRect(ramp, 4 * theme.unit, 4 * theme.unit)
        painter.save()
        painter.setClipPath(path)
        painter.drawImage(ramp, image, QRectF(image.rect()))
        painter.restore()
        x = ramp.right() + theme.px(7)
        box.moveLeft(x)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, after)
        return x + metrics.horizontalAdvance(after)

    @Slot(str)
    def _on_chosen(self, kind: str) -> None:
        self.lines_requested.emit(kind)
