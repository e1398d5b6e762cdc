"""A sequence as boxes with a letter each, of which one is chosen; or as a picture, where numbers are read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy

from nnviz.drawing.sequences.reads import Reads
from nnviz.ui.plain import show_tip
from nnviz.ui.widgets.painted import PaintedWidget, framed, pixel_image

_WIDE, _HIGH, _GAP = 21, 26, 4  # px at unit 1 of a box, and between boxes
_SMALL, _MANY = 0.68, 40  # of that, where there are more than so many
_DIFFERS = 3  # px at unit 1 of the bar below a box
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class LetterBoxes(PaintedWidget):
    """``step_requested(step)``: one was clicked, or reached by the arrow keys.

    ``symbol_typed(step, symbol)``: another symbol was typed there, which only an ``editable`` one takes.
    """

    step_requested = Signal(int)
    symbol_typed = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.editable = False
        self._reads: Reads | None = None
        self._step = 0
        self._differs: NDArray[Any] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Sequence"))

    # ---- content
    @property
    def reads(self) -> Reads | None:
        """What is shown."""
        return self._reads

    @property
    def differs(self) -> NDArray[Any] | None:
        """How far h is from that of what was read before, step by step."""
        return self._differs

    def show_reads(self, reads: Reads | None, step: int, differs: NDArray[Any] | None = None) -> None:
        """Show a sequence with the chosen step; ``differs`` (T,) is how far h is from that of another one."""
        self._reads, self._step, self._differs = reads, step, differs
        self._tell()
        self.updateGeometry()
        self.update()

    def _tell(self) -> None:
        reads = self._reads
        if reads is None:
            self.setAccessibleDescription("")
            return
        text = " ".join(reads.text(step) for step in range(reads.length)) if reads.symbols else ""
        here = self.tr("Step {step} reads {symbol}.").format(
            step=self._step + 1, symbol=reads.text(self._step)
        )
        keys = self.tr("Type a symbol to put it there.") if self.editable else ""
        self.setAccessibleDescription("\n".join(part for part in (here, text, keys) if part))

    # ---- places
    @property
    def _scale(self) -> float:
        many = self._reads is not None and self._reads.steps > _MANY
        return self._theme.unit * (_SMALL if many and not self._theme.projector else 1.0)

    @property
    def _pitch(self) -> tuple[float, float]:
        scale = self._scale
        return (_WIDE + _GAP) * scale, (_HIGH + _GAP + _DIFFERS) * scale

    @property
    def _across(self) -> int:
        return max(1, int((self.width() + _GAP) // self._pitch[0]))

    def box(self, step: int) -> QRectF:
        """Where the letter of a step is."""
        row, column = divmod(step, self._across)
        wide, high = self._pitch
        return QRectF(column * wide, row * high, _WIDE * self._scale, _HIGH * self._scale)

    def _step_at(self, point: QPointF) -> int | None:
        reads = self._reads
        if reads is None:
            return None
        if not reads.symbols:
            share = point.y() / self.height() if len(reads.values) > 1 else point.x() / self.width()
            return min(reads.steps - 1, max(0, int(share * reads.steps)))
        wide, high = self._pitch
        column, row = int(point.x() // wide), int(point.y() // high)
        step = row * self._across + column
        return step if column < self._across and 0 <= step < reads.steps else None

    def heightForWidth(self, width: int) -> int:
        reads = self._reads
        if reads is None:
            return self._theme.px(26)
        if not reads.symbols:
            return self._theme.px(150 if len(reads.values) > 1 else 90)
        across = max(1, int((width + _GAP) // self._pitch[0]))
        return round(-(-reads.steps // across) * self._pitch[1])

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self.heightForWidth(self.width()))

    # ---- pointer and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self._step_at(event.position())
        if step is not None and event.button() == Qt.MouseButton.LeftButton:
            self.step_requested.emit(step)

    def _typed(self, event: QKeyEvent) -> str:
        """The symbol that the key is, where it can be put."""
        reads = self._reads
        if not self.editable or reads is None or event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            return ""
        return event.text() if event.text() and event.text() in reads.symbols else ""

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._typed(event)
        ):
            event.accept()  # a letter of the sequence, none of the window's shortcuts
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._reads is not None:
            step = self._step_at(QPointF(event.pos()))
            text = ""
            if step is not None:
                words = self.tr("Step {step}: {symbol}")
                text = words.format(
                    step=step + 1, symbol=self._reads.text(step) or self.tr("nothing is read")
                )
            show_tip(event.globalPos(), text, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        reads, key = self._reads, Qt.Key(event.key())
        if reads is None:
            event.ignore()
        elif symbol := self._typed(event):
            self.symbol_typed.emit(self._step, symbol)
        elif key in _STEPS:
            self.step_requested.emit(min(reads.steps - 1, max(0, self._step + _STEPS[key])))
        else:
            event.ignore()

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        reads = self._reads
        if reads is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if reads.symbols:
            for step in range(reads.steps):
                self._paint_box(painter, reads, step)
        elif len(reads.values) == 1:
            self._paint_curve(painter, reads)
        else:
            self._paint_picture(painter, reads)
        painter.end()

    def _paint_box(self, painter: QPainter, reads: Reads, step: int) -> None:
        theme, box, text = self._theme, self.box(step), reads.text(step)
        key, radius = reads.is_key(step), 4 * self._scale
        painter.setPen(Qt.PenStyle.NoPen)
        if not text:
            painter.setBrush(theme.text("tertiary"))
            painter.drawEllipse(box.center(), theme.px(1.5), theme.px(1.5))
        else:
            painter.setBrush(theme.surface("hover" if key else "raised"))
            painter.drawRoundedRect(box, radius, radius)
        if step == self._step:
            wide = theme.line("focus") if framed(self) else 1.75 * theme.line("hairline")
            painter.setPen(QPen(theme.accent(), wide))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
        font = theme.font("body", family="mono", weight="bold" if key else "medium")
        font.setPixelSize(max(9, round(13 * self._scale)))
        painter.setFont(font)
        painter.setPen(theme.text("primary" if key else "secondary"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
        if self._differs is not None and step < len(self._differs):
            self._paint_differs(painter, box, float(self._differs[step]))

    def _paint_differs(self, painter: QPainter, box: QRectF, size: float) -> None:
        """As wide as h differs there, beside the largest difference of all steps."""
        full = float(np.max(self._differs, initial=0.0)) if self._differs is not None else 0.0
        wide = box.width() * size / full if full > 0 else 0.0
        bar = QRectF(box.left(), box.bottom() + self._scale, wide, _DIFFERS * self._scale)
        painter.fillRect(bar, self._theme.text("secondary"))

    def _paint_curve(self, painter: QPainter, reads: Reads) -> None:
        theme, values = self._theme, reads.values[0].astype(float)
        full = float(np.abs(values).max(initial=0.0)) or 1.0
        middle, high, wide = self.height() / 2, self.height() / 2 - 4, self.width() / max(1, reads.steps - 1)
        painter.setPen(QPen(theme.surface("outline"), 1))
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
        painter.setPen(QPen(theme.text("secondary"), theme.line("curve_train")))
        painter.drawPolyline(
            QPolygonF([QPointF(t * wide, middle - v / full * high) for t, v in enumerate(values)])
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent())
        at = QPointF(self._step * wide, middle - values[self._step] / full * high)
        painter.drawEllipse(at, theme.px(3), theme.px(3))

    def _paint_picture(self, painter: QPainter, reads: Reads) -> None:
        """A step a row, the first on top."""
        theme, values = self._theme, reads.values.T.astype(float)
        full = float(np.abs(values).max(initial=0.0)) or 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        side = min(self.width(), self.height() * values.shape[1] / values.shape[0])
        box = QRectF(0, 0, side, self.height())
        painter.drawImage(box, pixel_image(theme.pixel_rgb(values / full)))
        row = self.height() / reads.steps
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent(), 1.5))
        painter.drawRect(QRectF(0.75, self._step * row + 0.75, side - 1.5, row - 1.5))
