"""A sample of the data set, large: its pixels, and their numbers while one points at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.ui.canvas.pen import PenInput
from nnviz.ui.canvas.pixels import PixelCounts, picture_image
from nnviz.ui.widgets.painted import STEPS, framed, paint_focus

SQUARES = 12  # pixels across at most that stand apart, with numbers


class SamplePicture(PixelCounts):
    """Few pixels as squares, many as an image, or a row of named numbers. Arrow keys ask for the sample
    before or after: ``step_requested(int)``.

    Whoever draws on it wants to draw: the pen's signals are for the canvas.
    """

    step_requested = Signal(int)
    pen_pressed = Signal(QPointF, bool)
    pen_moved = Signal(QPointF)
    pen_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(None, parent)
        self._lines: Sequence[tuple[str, str]] = ()
        pen = PenInput(self)
        pen.pressed.connect(self.pen_pressed)
        pen.moved.connect(self.pen_moved)
        pen.released.connect(self.pen_released)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(self.tr("Draw here to have your own digit read; arrow keys show other samples"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Sample"))

    def show_counts(self, counts: NDArray[Any] | None, words: str) -> None:
        """The numbers of a sample's pixels, and its description in words; None: not loaded."""
        self._lines = ()
        self.take(counts, words)

    def show_row(self, lines: Sequence[tuple[str, str]], words: str) -> None:
        """A row of a table: each number with its name."""
        self._counts, self._lines = None, lines
        self.setAccessibleDescription("\n".join([words, *(f"{name}: {value}" for name, value in lines)]))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
        else:
            self.step_requested.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, counts = self._theme, self._counts
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lines:
            self._paint_row(painter)
            painter.end()
            return
        if counts is None:
            painter.setPen(theme.text("tertiary"))
            painter.setFont(theme.font("body"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Loading the digits…"))
            painter.end()
            return
        radius = theme.px(3.5)
        if self._raster.columns > SQUARES or self._raster.channels > 1:
            self._paint_image(painter, counts)
        else:
            self._paint_squares(painter, counts, radius)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), radius)
        painter.end()

    def _paint_squares(self, painter: QPainter, counts: NDArray[Any], radius: float) -> None:
        theme, raster, gap = self._theme, self._raster, self._theme.px(2)
        pitch = (self.width() + gap) / raster.columns, (self.height() + gap) / raster.rows
        numbers = self._cell >= 0 or framed(self)
        font = theme.font("micro", family="mono")
        font.setPixelSize(min(font.pixelSize(), self.width() // (2 * raster.columns)))
        painter.setFont(font)
        for cell, count in enumerate(counts.tolist()):
            row, column = divmod(cell, raster.columns)
            left, top = round(column * pitch[0]), round(row * pitch[1])
            right, bottom = round((column + 1) * pitch[0]) - gap, round((row + 1) * pitch[1]) - gap
            box = QRectF(left, top, right - left, bottom - top)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.pixel(count / raster.full))
            painter.drawRoundedRect(box, radius, radius)
            if numbers:
                painter.setPen(theme.pixel(1.0 if count < raster.full / 2 else 0.0))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, raster.written(count))
            if cell == self._cell:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.accent(), theme.line("focus")))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)

    def _paint_image(self, painter: QPainter, counts: NDArray[Any]) -> None:
        """Without gaps; the number of the pixel that is pointed at stands in its corner."""
        theme, raster, whole = self._theme, self._raster, QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(whole, picture_image(raster.shares(counts), theme))
        if self._cell < 0:
            return
        row, column = divmod(self._cell, raster.columns)
        wide, high = whole.width() / raster.columns, whole.height() / raster.rows
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent(), theme.line("focus")))
        painter.drawRect(QRectF(column * wide, row * high, wide, high).adjusted(-1, -1, 1, 1))
        words = self.tr("row {row}, column {column}: {value}").format(
            row=row + 1, column=column + 1, value=raster.texts(counts)[row][column]
        )
        painter.setFont(theme.font("caption"))
        metrics = painter.fontMetrics()
        label = QRectF(0, 0, metrics.horizontalAdvance(words) + theme.px(10), metrics.height() + theme.px(4))
        if row < raster.rows / 2:
            label.moveBottom(whole.bottom())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.strong)
        painter.drawRoundedRect(label, 4, 4)
        painter.setPen(theme.text("on_strong"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_row(self, painter: QPainter) -> None:
        """As many lines as there is room for; all of them are told to who hears them."""
        theme = self._theme
        painter.setFont(theme.font("caption"))
        metrics, width = painter.fontMetrics(), self.width()
        tall = round(metrics.height() * 1.25)
        for line, (name, value) in enumerate(self._lines[: max(1, self.height() // tall)]):
            box = QRectF(0, line * tall, width, tall)
            room = width - metrics.horizontalAdvance(value) - theme.px(8)
            painter.setPen(theme.text("secondary"))
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            painter.setPen(theme.text())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
