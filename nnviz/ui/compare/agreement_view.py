"""On how many test samples two runs agree: squares whose area is the number."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.training.agreement import Agreement, Closeness
from nnviz.ui.compare.parts import paint_text
from nnviz.ui.theme import Theme

_BOTH, _NEITHER = -1, -2
_WHOLE = 104  # px at unit 1: the side of a square of all samples


@dataclass(frozen=True)
class Square:
    """One square: how many, what they are, and the run's colour, or ``_BOTH`` or ``_NEITHER``."""

    count: int
    words: str
    colour: int


class AgreementSquares(QWidget):
    """Both right, only one, only the other, neither; of a regression who is closer, and both mean errors."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self.squares: tuple[Square, ...] = ()
        self._below = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_agreement(
        self, found: Agreement | Closeness, letters: tuple[str, str], colours: tuple[int, int]
    ) -> None:
        """Show what was found of the two runs."""
        one, other = letters
        if isinstance(found, Agreement):
            squares: tuple[Square, ...] = (
                Square(found.both, self.tr("both right"), _BOTH),
                Square(found.only_first, self.tr("only {run}").format(run=one), colours[0]),
                Square(found.only_second, self.tr("only {run}").format(run=other), colours[1]),
                Square(found.neither, self.tr("neither"), _NEITHER),
            )
            below = ""
        else:
            squares = (
                Square(found.closer_first, self.tr("{run} is closer").format(run=one), colours[0]),
                Square(found.closer_second, self.tr("{run} is closer").format(run=other), colours[1]),
            )
            errors = [numbers.fitted(float(e.mean())) for e in (found.errors_first, found.errors_second)]
            below = self.tr("Mean distance from the truth: {one} {near}, {other} {far}").format(
                one=one, near=errors[0], other=other, far=errors[1]
            )
        if (squares, below) != (self.squares, self._below):
            self.squares, self._below = squares, below
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

    def _largest(self) -> float:
        return max((self.side_of(square.count) for square in self.squares), default=0.0)

    def side_of(self, count: int) -> float:
        """The side in px of a square of that many samples: its area is their share."""
        total = sum(square.count for square in self.squares)
        whole = min(float(self._theme.px(_WHOLE)), self.width() * 0.34)
        return whole * math.sqrt(count / total) if total else 0.0

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _colours(self, square: Square) -> tuple[QColor, QColor]:
        """The colour of the square and that of its number."""
        theme = self._theme
        if square.colour >= 0:
            return theme.run_colour(square.colour), theme.run_colour(square.colour)
        both = square.colour == _BOTH
        return (theme.surface("pressed") if both else theme.text("tertiary")), theme.text(
            "primary" if both else "secondary"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, base = self._theme, self._largest()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count, word = theme.font("body", weight="semibold", family="mono"), theme.font("caption")
        metrics, digits = QFontMetricsF(word), QFontMetricsF(count)
        widths = [
            max(
                self.side_of(s.count),
                metrics.horizontalAdvance(s.words),
                digits.horizontalAdvance(str(s.count)),
            )
            for s in self.squares
        ]
        gap = (self.width() - sum(widths)) / max(1, len(widths) - 1)
        gap = max(float(theme.px(6)), min(float(theme.px(32)), gap))
        body, caption = theme.type_px("body"), theme.type_px("caption")
        x, line = 0.0, base + theme.px(6) + body * 0.75
        for square, width in zip(self.squares, widths, strict=True):
            fill, ink = self._colours(square)
            side = self.side_of(square.count)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            radius = min(theme.px(4), side / 4)
            painter.drawRoundedRect(QRectF(x, base - side, side, side), radius, radius)
            painter.setFont(count)
            painter.setPen(ink)
            paint_text(painter, QPointF(x, line), str(square.count))
            painter.setFont(word)
            painter.setPen(theme.text("secondary"))
            paint_text(painter, QPointF(x, line + (body + caption) * 0.75), square.words)
            x += width + gap
        paint_text(painter, QPointF(0, self.height() - caption * 0.75), self._below)
        painter.end()
