"""On how many test samples two runs agree: squares whose area is the number."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.training.agreement import Agreement, Closeness
from nnviz.ui.compare.parts import paint_text
from nnviz.ui.theme import Theme

_WHOLE = 104  # px at unit 1: the side of a square of all samples


@dataclass(frozen=True)
class _Square:
    """One square: how many, what they are, and the run's colour (-1: both, -2: neither)."""

    count: int
    words: str
    colour: int


class AgreementSquares(QWidget):
    """Both right, only one, only the other, neither; of a regression who is closer, and both mean errors."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._squares: tuple[_Square, ...] = ()
        self._below = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_agreement(
        self, found: Agreement | Closeness, letters: tuple[str, str], colours: tuple[int, int]
    ) -> None:
        """Show what was found of the two runs."""
        one, other = letters
        if isinstance(found, Agreement):
            squares: tuple[_Square, ...] = (
                _Square(found.both, self.tr("both right"), -1),
                _Square(found.only_first, self.tr("only {0}").format(one), colours[0]),
                _Square(found.only_second, self.tr("only {0}").format(other), colours[1]),
                _Square(found.neither, self.tr("neither"), -2),
            )
            below = ""
        else:
            squares = (
                _Square(found.closer_first, self.tr("{0} is closer").format(one), colours[0]),
                _Square(found.closer_second, self.tr("{0} is closer").format(other), colours[1]),
            )
            below = self.tr("Mean distance from the truth: {0} {1}, {2} {3}").format(
                one,
                numbers.fitted(float(found.errors_first.mean())),
                other,
                numbers.fitted(float(found.errors_second.mean())),
            )
        if (squares, below) != (self._squares, self._below):
            self._squares, self._below = squares, below
            told = ", ".join(f"{square.count} {square.words}" for square in squares)
            self.setAccessibleName(f"{told}. {below}".strip())
            self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()

    def _fit(self) -> None:
        theme = self._theme
        lines = theme.type_px("body") * 1.5 + theme.type_px("caption") * 1.5 * (2 if self._below else 1)
        self.setFixedHeight(round(self._largest() + theme.px(6) + lines))
        self.update()

    def _whole(self) -> float:
        return min(float(self._theme.px(_WHOLE)), self.width() * 0.34)

    def _largest(self) -> float:
        return max((self._side(square) for square in self._squares), default=0.0)

    def _side(self, square: _Square) -> float:
        total = sum(each.count for each in self._squares)
        return self._whole() * math.sqrt(square.count / total) if total else 0.0

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.minimumHeight())

    def _colours(self, square: _Square) -> tuple[QColor, QColor]:
        """The colour of the square and that of its number."""
        theme = self._theme
        if square.colour == -1:
            return theme.surface("pressed"), theme.text()
        if square.colour == -2:
            return theme.text("tertiary"), theme.text("secondary")
        return theme.run_colour(square.colour), theme.run_colour(square.colour)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count, word = theme.font("body", weight="semibold", family="mono"), theme.font("caption")
        metrics, digits = QFontMetricsF(word), QFontMetricsF(count)
        widths = [
            max(self._side(s), metrics.horizontalAdvance(s.words), digits.horizontalAdvance(str(s.count)))
            for s in self._squares
        ]
        free = self.width() - sum(widths)
        gap = max(float(theme.px(6)), min(float(theme.px(32)), free / max(1, len(widths) - 1)))
        x, base = 0.0, self._largest()
        below = base + theme.px(6)
        for square, width in zip(self._squares, widths, strict=True):
            fill, ink = self._colours(square)
            side = self._side(square)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            radius = min(theme.px(4), side / 4)
            painter.drawRoundedRect(QRectF(x, base - side, side, side), radius, radius)
            painter.setFont(count)
            painter.setPen(ink)
            line = below + theme.type_px("body") * 0.75
            paint_text(painter, QPointF(x, line), str(square.count))
            painter.setFont(word)
            painter.setPen(theme.text("secondary"))
            line += theme.type_px("body") * 0.75 + theme.type_px("caption") * 0.75
            paint_text(painter, QPointF(x, line), square.words)
            x += width + gap
        if self._below:
            paint_text(painter, QPointF(0, self.height() - theme.type_px("caption") * 0.75), self._below)
        painter.end()
