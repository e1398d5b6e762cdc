"""The line above a plot: what it shows, and the values of train and test where the playhead is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.ui.plots.parts import OVERHANG
from nnviz.ui.widgets.painted import PaintedWidget

_SAMPLES = (16, 8)  # px of the piece of line before a value, and where there is little room
_GAP = 5
_BETWEEN = 14
DASH = (4.0, 2.5)  # px, drawn and not drawn


class CurveHeader(PaintedWidget):
    """Title at the left; ``- - train 0.318 — test 0.378`` at the right. ``reserved`` px at unit 1 of its
    right end are left to something else."""

    enlarge_requested = Signal()

    def __init__(self, title: str, *, reserved: int = 0) -> None:
        super().__init__()
        self._reserved = reserved
        self._two_lines = False
        self._title = title
        self._values = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Call it something else."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def show_values(self, train: str, test: str) -> None:
        """Show other numbers, as text; empty before there are any."""
        if (train, test) != self._values:
            self._values = (train, test)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.line_height * (2 if self._two_lines else 1))

    def set_two_lines(self, on: bool) -> None:
        """Whether the values stand below the title."""
        self._two_lines = on
        self.updateGeometry()

    @property
    def line_height(self) -> int:
        """The height of the title."""
        return max(self._theme.px(20), round(self._theme.type_px(self._theme.room("section")) * 1.4))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.enlarge_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0, 0, -theme.px(OVERHANG + self._reserved), 0)
        font = theme.font(theme.room("section"), weight="semibold")
        painter.setFont(font)
        painter.setPen(theme.text())
        room = box.width()
        if self._two_lines:
            title = QRectF(0, 0, box.width(), self.line_height)
            painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self._title)
            box.setTop(self.line_height)
            box.setWidth(min(box.width(), self._keys_width(words=False)))
        else:
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._title)
            room -= QFontMetricsF(font).horizontalAdvance(self._title) + theme.px(_GAP)
        words = not self._two_lines and self._keys_width(words=True) <= room
        sample = next((s for s in _SAMPLES if self._keys_width(words=False, sample=s) <= room), 0)
        self._paint_keys(painter, box, words=words, sample=theme.px(sample))
        painter.end()

    def _words(self) -> tuple[str, str]:
        translate = QCoreApplication.translate
        return translate("CurveHeader", "train"), translate("CurveHeader", "test")

    def _keys_width(self, *, words: bool, sample: int = _SAMPLES[0]) -> float:
        theme = self._theme
        width = float(theme.px(_BETWEEN))
        for i, word in enumerate(self._words()):
            width += theme.px(sample) + theme.px(_GAP) + self._value_width(i)
            if words:
                width += QFontMetricsF(theme.font(theme.room("label"))).horizontalAdvance(word) + theme.px(
                    _GAP
                )
        return width

    def _value_font(self, index: int) -> QFont:
        weight = "semibold" if index else "regular"
        return self._theme.font(self._theme.room("label"), weight=weight, family="mono")

    def _value_width(self, index: int) -> float:
        return QFontMetricsF(self._value_font(index)).horizontalAdvance(self._values[index])

    def _paint_keys(self, painter: QPainter, box: QRectF, *, words: bool, sample: int) -> None:
        """Samples of the lines and their names (where these fit), and values, from the right."""
        theme = self._theme
        right = box.right()
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for i, word, value in reversed(list(zip((0, 1), self._words(), self._values, strict=True))):
            curve = theme.curve("test" if i else "train")
            painter.setFont(self._value_font(i))
            painter.setPen(curve if i else theme.text("secondary"))
            painter.drawText(QRectF(0, box.top(), right, box.height()), middle, value)
            right -= self._value_width(i) + theme.px(_GAP) * bool(value)
            if words:
                painter.setFont(theme.font(theme.room("label")))
                painter.setPen(theme.text("tertiary"))
                painter.drawText(QRectF(0, box.top(), right, box.height()), middle, word)
                right -= QFontMetricsF(painter.font()).horizontalAdvance(word) + theme.px(_GAP)
            if not sample:
                right -= theme.px(_BETWEEN)
                continue
            pen = QPen(curve, theme.line("curve_test" if i else "curve_train"))
            if not i:
                pen.setDashPattern([length / pen.widthF() for length in DASH])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            y = round(box.center().y()) + 0.5
            painter.drawLine(QLineF(right - sample, y, right, y))
            right -= sample + theme.px(_BETWEEN)
