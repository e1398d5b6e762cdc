"""Why this digit: what each pixel adds, on the 8 x 8 and on the ink; the digits most like it; each stroke."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)

from nnviz.drawing import numbers
from nnviz.drawing.answer import called
from nnviz.drawing.inspector.content import Floats, Picture
from nnviz.session.sentences import told
from nnviz.training.reasons import Alike, Why, Without
from nnviz.ui.inspector.head import paint_picture
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget, pixel_image

_PICTURE, _SMALL, _GAP = 60, 40, 10


class WhyView(PaintedWidget):
    """Two rows of pictures, each with its words below; hidden where there is nothing to explain.

    ``stroke_hovered(int)``: the picture without this stroke is pointed at, or reached by the arrow keys; -1
    for none.
    """

    stroke_hovered = Signal(int)

    def __init__(self) -> None:
        super().__init__(row=True)
        self._place = -1  # of the stroke that is pointed at, among those left out in turn
        self.setMouseTracking(True)
        self._why: Why | None = None
        self._names: tuple[str, ...] = ()
        self._epoch: int | None = None
        self.hide()

    @property
    def why(self) -> Why | None:
        """What is shown."""
        return self._why

    def show_why(self, why: Why | None, class_names: tuple[str, ...], epoch: int | None = None) -> None:
        """Show these reasons, with their ``epoch`` if that has to be said; None hides the widget."""
        self._why, self._names, self._epoch = why, class_names, epoch
        several = why is not None and bool(why.without)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if several else Qt.FocusPolicy.NoFocus)
        tip = self.tr("Point at a stroke below, or use the arrow keys, to see the answer without it")
        self.setToolTip(tip if several else "")
        self.setVisible(why is not None)
        if why is None or self._place >= len(why.without):
            self._place = -1
        if why is not None:
            self.setAccessibleName(self.title)
            self.setAccessibleDescription("; ".join([self._alike_words(), *map(self._words, why.without)]))
        self._fit()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit()

    def _fit(self) -> None:
        theme, line = self._theme, self._line()
        rows = 2 if self._why is not None and self._why.without else 1
        height = line + theme.px(_PICTURE + 4) + line
        if rows == 2:
            height += theme.px(8) + line + theme.px(_SMALL + 2) + line
        self.setFixedHeight(height)

    def _line(self) -> int:
        return round(self._theme.type_px("caption") * 1.45)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.minimumHeight())

    # ---- words
    def _name(self, index: int) -> str:
        return self._names[index] if index < len(self._names) else str(index)

    @property
    def title(self) -> str:
        """``Why a 4, not a 9``, or ``Epoch 12: why a 4, not a 9``."""
        if self._why is None:
            return ""
        words = self.tr("Why {answer}, not {against}")
        if self._epoch is not None:
            words = self.tr("Epoch {n}: why {answer}, not {against}")
        return words.format(
            answer=told(called(self._name(self._why.answer))),
            against=told(called(self._name(self._why.against))),
            n=numbers.count(self._epoch or 0),
        )

    def _alike_words(self) -> str:
        assert self._why is not None
        names = ", ".join(map(self._alike_name, self._why.alike))
        return self.tr("Most like it among the digits learned: {names}").format(names=names)

    def _alike_name(self, one: Alike) -> str:
        name = self._name(one.label)
        return self.tr("{name}, yours").format(name=name) if one.taught else name

    def _said(self, without: Without) -> str:
        assert self._why is not None
        return numbers.percent(without.output) if self._why.shares else numbers.plain(without.output)

    def _words(self, without: Without) -> str:
        share = self._said(without)
        return self.tr("without stroke {n}: {name} ({share})").format(
            n=without.stroke + 1, name=self._name(without.answer), share=share
        )

    # ---- events
    def _strokes_top(self) -> int:
        """Where the row of strokes begins, under its title."""
        return 3 * self._line() + self._theme.px(_PICTURE) + self._theme.px(12)

    def _pitch(self) -> float:
        assert self._why is not None
        return min(float(self._theme.px(_SMALL + 24)), self.width() / len(self._why.without))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._why is None or not self._why.without:
            return
        place = int(event.position().x() // self._pitch())
        inside = event.position().y() >= self._strokes_top() and 0 <= place < len(self._why.without)
        self._point_at(place if inside else -1)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        count = len(self._why.without) if self._why is not None else 0
        if step and count:
            first = 0 if step > 0 else count - 1
            self._point_at((self._place + step) % count if self._place >= 0 else first)
        elif event.key() == Qt.Key.Key_Escape and self._place >= 0:
            self._point_at(-1)
        else:
            event.ignore()

    def _point_at(self, place: int) -> None:
        if place != self._place and self._why is not None:
            self._place = place
            self.update()
            self.stroke_hovered.emit(self._why.without[place].stroke if place >= 0 else -1)

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        why, theme, line = self._why, self._theme, self._line()
        if why is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        self._write(painter, QRectF(0, 0, self.width(), line), self.title, left=True)
        side, x, y = theme.px(_PICTURE), 0.0, float(line)
        scale = float(np.abs(why.values).max(initial=0.0)) or 1.0
        values = why.values.reshape(8, 8).astype(np.float64)
        paint_picture(painter, QRectF(x, y, side, side), Picture(values, scale, signed=True), theme)
        self._write(painter, QRectF(x, y + side + 2, side, line), self.tr("pixels"))
        x += side + theme.px(_GAP)
        if why.field is not None:
            self._paint_ink(painter, QRectF(x, y, side, side), values / scale)
            self._write(painter, QRectF(x, y + side + 2, side, line), self.tr("on the ink"))
            x += side + theme.px(_GAP)
        title_end = QFontMetricsF(painter.font()).horizontalAdvance(self.title) + 2 * theme.px(_GAP)
        small = theme.px(_SMALL)
        all_alike = len(why.alike) * (small + theme.px(4))
        x = max(x + theme.px(_GAP), min(title_end, self.width() - all_alike))
        left = max(x, title_end)
        for one in why.alike:
            box = QRectF(x, y + (side - small) / 2, small, small)
            paint_picture(painter, box, Picture(one.counts.reshape(8, 8) / 16, 1.0, signed=False), theme)
            self._write(painter, QRectF(x, y + side + 2, small, line), self._alike_name(one))
            x += small + theme.px(4)
        self._write(painter, QRectF(left, 0, self.width() - left, line), self.tr("most like it"), left=True)
        if why.without:
            self._paint_strokes(painter, self._strokes_top() - line)
        painter.end()

    def _write(self, painter: QPainter, box: QRectF, text: str, *, left: bool = False) -> None:
        painter.setPen(self._theme.text("secondary" if left else "tertiary"))
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
        wide = painter.fontMetrics().horizontalAdvance(text)
        if not left and wide > box.width():  # over both sides of its picture, but not over the edge
            box = QRectF(max(0.0, box.center().x() - wide / 2), box.y(), wide, box.height())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, text)

    def _paint_ink(self, painter: QPainter, box: QRectF, values: Floats) -> None:
        """The ink (32, 32), each block of 4 x 4 in the colour of the pixel that counts it."""
        assert self._why is not None
        assert self._why.field is not None
        theme, ink = self._theme, np.clip(np.asarray(self._why.field, dtype=np.float64), 0, 1)
        colors = theme.signed_rgb(np.kron(values, np.ones((4, 4))))
        paper = np.uint32(theme.surface("inset").rgb())
        rgb = np.zeros(ink.shape, np.uint32)
        for shift in (16, 8, 0):
            over, under = (colors >> shift) & 0xFF, (paper >> np.uint32(shift)) & 0xFF
            mixed = np.rint(over * ink + under * (1 - ink)).astype(np.uint32)
            rgb |= mixed << np.uint32(shift)
        painter.drawImage(box, pixel_image(rgb | np.uint32(0xFF000000)))

    def _paint_strokes(self, painter: QPainter, y: float) -> None:
        """The drawing once for each stroke, which is pale there, and the answer without it."""
        assert self._why is not None
        theme, line, why = self._theme, self._line(), self._why
        title = self.tr("without the pale stroke it would say")
        self._write(painter, QRectF(0, y, self.width(), line), title, left=True)
        small, y = theme.px(_SMALL), y + line
        pitch = self._pitch()
        for place, without in enumerate(why.without):
            box = QRectF(place * pitch + (pitch - small) / 2, y + 1, small, small)
            if place == self._place:
                painter.setPen(QPen(theme.accent(), theme.line("hairline")))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box, theme.px(4), theme.px(4))
            for number, stroke in enumerate(why.strokes):
                gone = number == without.stroke
                color = theme.surface("outline") if gone else theme.text("primary")
                pen = QPen(color, theme.px(2), Qt.PenStyle.DotLine if gone else Qt.PenStyle.SolidLine)
                painter.setPen(pen)
                points = [
                    QPointF(box.left() + float(px) * small, box.top() + float(py) * small)
                    for px, py in np.asarray(stroke)
                ]
                painter.drawPolyline(QPolygonF(points))
            said = f"{self._name(without.answer)} ({self._said(without)})"
            self._write(painter, QRectF(place * pitch, y + small + 2, pitch, line), said)
