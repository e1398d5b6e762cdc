"""The line above a plot: what it shows, and the values of its lines where the playhead is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnviz.ui.plots.parts import OVERHANG
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedWidget

_SAMPLES = (16, 8)  # px of the piece of line before a value, and where there is little room
_GAP = 5
_BETWEEN = 14
DASH = (4.0, 2.5)  # px, drawn and not drawn


TRAIN_TEST = ("train", "test")


def strokes(theme: Theme, parts: Sequence[str]) -> list[tuple[QColor, bool]]:
    """The colour of each line, and whether it is dashed, as that of the training samples is."""
    others = [place for place, part in enumerate(parts) if part != "train"]

    def colour(place: int) -> QColor:
        if place not in others:
            return theme.curve("train")
        beside = others.index(place)
        return theme.run_colour(beside) if beside else theme.curve("test")

    return [(colour(place), part == "train") for place, part in enumerate(parts)]


class CurveHeader(PaintedWidget):
    """Title at the left; ``- - train 0.318 — test 0.378`` at the right. ``reserved`` px at unit 1 of its
    right end are left to something else."""

    enlarge_requested = Signal()

    def __init__(self, title: str, *, reserved: int = 0) -> None:
        super().__init__()
        self._reserved = reserved
        self._rows = 1
        self._title = title
        self._values: tuple[str, ...] = ("", "")
        self._parts: tuple[str, ...] = TRAIN_TEST
        self._titles: tuple[str, ...] = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def reserve(self, reserved: int) -> None:
        """So many px at unit 1 of its right end are left to something else."""
        if reserved != self._reserved:
            self._reserved = reserved
            self.update()

    def set_title(self, title: str) -> None:
        """Call it something else."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def set_lines(self, parts: tuple[str, ...], titles: tuple[str, ...]) -> None:
        """Other lines: "train", "test" or "" for each, and what one of no such part is called."""
        self._parts, self._titles, self._values = parts, titles, ("",) * len(parts)

    def show_values(self, *values: str) -> None:
        """Show other numbers, one a line, as text; empty before there are any."""
        if values != self._values:
            self._values = values
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.line_height * self._rows)

    def set_rows(self, rows: int) -> None:
        """1: all in one line; 2: the values below the title; more: each value in a line of its own."""
        if rows != self._rows:
            self._rows = rows
            self.updateGeometry()
            self.update()

    def rows_needed(self, least: int) -> int:
        """In how many lines, at least so many, the words find room beside their values."""
        theme, room = self._theme, self.width() - self._theme.px(OVERHANG)
        title = QFontMetricsF(theme.font(theme.room("section"), weight="semibold"))
        keys = self._keys_width(self._widths(), words=True, sample=_SAMPLES[1])
        beside = title.horizontalAdvance(self._title) + theme.px(_GAP + self._reserved) + keys
        if least == 1 and beside <= room:
            return 1
        return 2 if keys <= room else 1 + len(self._parts)

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
        title = QRectF(0, 0, box.width(), self.line_height)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self._title)
        every = range(len(self._parts))
        if self._rows == 1:
            room -= QFontMetricsF(font).horizontalAdvance(self._title) + theme.px(_GAP)
            self._paint_keys(painter, box, every, room)
        else:
            box = QRectF(0, 0, self.width() - theme.px(OVERHANG), self.line_height)
            lines = [every] if self._rows == 2 else [[place] for place in every]
            for row, places in enumerate(lines, start=1):
                box.moveTop(row * self.line_height)
                self._paint_keys(painter, box, places, box.width(), left=True)
        painter.end()

    def _words(self) -> list[str]:
        if len(self._parts) == 1:
            return [""]  # the heading says it
        translate = QCoreApplication.translate
        words = {"train": translate("CurveHeader", "train"), "test": translate("CurveHeader", "test")}
        return [words.get(part, title) for part, title in zip(self._parts, self._titles, strict=True)]

    def _value_font(self, place: int) -> QFont:
        weight = "regular" if self._parts[place] == "train" else "semibold"
        return self._theme.font(self._theme.room("label"), weight=weight, family="mono")

    def _widths(self) -> list[tuple[float, float]]:
        """How wide the value of each line is, and its word."""
        words = QFontMetricsF(self._theme.font(self._theme.room("label")))
        return [
            (
                QFontMetricsF(self._value_font(place)).horizontalAdvance(self._values[place]),
                words.horizontalAdvance(word) if word else 0.0,
            )
            for place, word in enumerate(self._words())
        ]

    def _keys_width(self, widths: Sequence[tuple[float, float]], *, words: bool, sample: int) -> float:
        """Of lines that are so wide, with pieces of ``sample`` px at unit 1."""
        theme = self._theme
        width, gap = float(theme.px(_BETWEEN)), theme.px(_GAP)
        for value, word in widths:
            width += theme.px(sample) + gap + value
            if words and word:
                width += word + gap
        return width

    def _paint_keys(
        self, painter: QPainter, box: QRectF, places: Sequence[int], room: float, *, left: bool = False
    ) -> None:
        """Samples of the lines and their names (where these fit in ``room``), and values, from the right;
        ``left``: at the left of ``box``."""
        theme, widths = self._theme, self._widths()
        chosen = [widths[place] for place in places]
        ways = [(words, sample) for words in (True, False) for sample in _SAMPLES]
        words, sample = next(
            (way for way in ways if self._keys_width(chosen, words=way[0], sample=way[1]) <= room), (False, 0)
        )
        taken = self._keys_width(chosen, words=words, sample=sample) - theme.px(_BETWEEN) * (len(places) < 2)
        right = box.left() + min(taken, box.width()) if left else box.right()
        sample = theme.px(sample)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        lines = list(zip(strokes(theme, self._parts), self._words(), self._values, strict=True))
        for i in reversed(places):
            (curve, dashed), word, value = lines[i]
            painter.setFont(self._value_font(i))
            painter.setPen(theme.text("secondary") if dashed else curve)
            painter.drawText(QRectF(0, box.top(), right, box.height()), middle, value)
            right -= widths[i][0] + theme.px(_GAP) * bool(value)
            if words and word:
                painter.setFont(theme.font(theme.room("label")))
                painter.setPen(theme.text("tertiary"))
                painter.drawText(QRectF(0, box.top(), right, box.height()), middle, word)
                right -= widths[i][1] + theme.px(_GAP)
            if not sample:
                right -= theme.px(_BETWEEN)
                continue
            pen = QPen(curve, theme.line("curve_train" if dashed else "curve_test"))
            if dashed:
                pen.setDashPattern([length / pen.widthF() for length in DASH])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            y = round(box.center().y()) + 0.5
            painter.drawLine(QLineF(right - sample, y, right, y))
            right -= sample + theme.px(_BETWEEN)
