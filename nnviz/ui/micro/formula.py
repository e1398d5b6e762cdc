"""A small box layout for formulas: text, rows, fractions and subscripts that know where they stand.

A box has a width, an ascent above and a descent below its baseline (px). Boxes may carry an id; ``hits``
tells where each id is, so that a factor in a formula and its badge in the diagram are one thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from nnviz.drawing.micro.symbols import Symbols
from nnviz.training.chain import Symbol
from nnviz.ui.theme import Theme

Hit = tuple[str, QRectF]


class Box:
    """Something to be painted on a baseline; here: empty room."""

    def __init__(self, width: float = 0.0, ascent: float = 0.0, descent: float = 0.0) -> None:
        self.width, self.ascent, self.descent = width, ascent, descent

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint with the left end of the baseline at (x, y)."""

    def hits(self, x: float, y: float) -> Iterator[Hit]:
        """The ids inside and where they are when painted at (x, y)."""
        return iter(())


class Text(Box):
    """A run of text in one font and colour."""

    def __init__(self, text: str, font: QFont, color: QColor) -> None:
        metrics = QFontMetricsF(font)
        super().__init__(metrics.horizontalAdvance(text), metrics.capHeight() * 1.12, metrics.descent() * 0.8)
        self.text, self._font, self._color = text, font, color

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        painter.setFont(self._font)
        painter.setPen(self._color)
        painter.drawText(QPointF(x, y), self.text)


class Row(Box):
    """Boxes side by side on one baseline."""

    def __init__(self, boxes: Sequence[Box], gap: float = 0.0) -> None:
        super().__init__(
            sum(box.width for box in boxes) + gap * max(0, len(boxes) - 1),
            max((box.ascent for box in boxes), default=0.0),
            max((box.descent for box in boxes), default=0.0),
        )
        self.boxes, self._gap = tuple(boxes), gap

    def placed(self, x: float) -> Iterator[tuple[Box, float]]:
        """The boxes with their left ends."""
        for box in self.boxes:
            yield box, x
            x += box.width + self._gap

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        for box, left in self.placed(x):
            box.paint(painter, left, y)

    def hits(self, x: float, y: float) -> Iterator[Hit]:
        for box, left in self.placed(x):
            yield from box.hits(left, y)


class Sub(Box):
    """A box with a smaller one below its right."""

    def __init__(self, base: Box, sub: Box, drop: float) -> None:
        super().__init__(base.width + sub.width, base.ascent, max(base.descent, drop + sub.descent))
        self._base, self._sub, self._drop = base, sub, drop

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        self._base.paint(painter, x, y)
        self._sub.paint(painter, x + self._base.width, y + self._drop)


class Fraction(Box):
    """One box over another, with a bar a little above the baseline between them."""

    def __init__(self, top: Box, bottom: Box, size: float, color: QColor) -> None:
        self._top, self._bottom, self._color = top, bottom, color
        self._pad, self._line = 0.2 * size, max(1.0, 0.065 * size)
        self._axis = 0.28 * size  # of the bar above the baseline
        self._space = 0.2 * size
        super().__init__(
            max(top.width, bottom.width) + 2 * self._pad,
            self._axis + self._space + top.descent + top.ascent,
            -self._axis + self._space * 1.3 + bottom.ascent + bottom.descent,
        )

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        bar = y - self._axis
        top, bottom = self._top, self._bottom
        top.paint(painter, x + (self.width - top.width) / 2, bar - self._space - top.descent)
        bottom.paint(painter, x + (self.width - bottom.width) / 2, bar + self._space * 1.3 + bottom.ascent)
        painter.setPen(QPen(self._color, self._line))
        painter.drawLine(QLineF(x, bar, x + self.width, bar))


class Marked(Box):
    """A box with an id and, if it has a colour, a rounded ground behind it."""

    def __init__(
        self, box: Box, mark: str, ground: QColor | None = None, pad: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        super().__init__(box.width + 2 * pad[0], box.ascent + pad[1], box.descent + pad[1])
        self._box, self._mark, self._ground, self._pad = box, mark, ground, pad

    def _rect(self, x: float, y: float) -> QRectF:
        return QRectF(x, y - self.ascent, self.width, self.ascent + self.descent)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        if self._ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ground)
            radius = min(9.0, (self.ascent + self.descent) / 4)
            painter.drawRoundedRect(self._rect(x, y), radius, radius)
        self._box.paint(painter, x + self._pad[0], y)

    def hits(self, x: float, y: float) -> Iterator[Hit]:
        yield self._mark, self._rect(x, y)
        yield from self._box.hits(x + self._pad[0], y)


class Flow(Box):
    """Words set in lines of at most ``width`` px, ``pitch`` px apart, on the baseline of the first."""

    def __init__(self, words: Sequence[Box], width: float, space: float, pitch: float) -> None:
        self._pitch = pitch
        self._lines: list[list[tuple[Box, float]]] = [[]]
        x = 0.0
        for word in words:
            if self._lines[-1] and x + word.width > width:
                self._lines.append([])
                x = 0.0
            self._lines[-1].append((word, x))
            x += word.width + space
        self.height = pitch * len(self._lines)
        super().__init__(width, 0.75 * pitch, self.height - 0.75 * pitch)

    @property
    def lines(self) -> int:
        return len(self._lines)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        for number, line in enumerate(self._lines):
            for word, left in line:
                word.paint(painter, x + left, y + number * self._pitch)


def math_font(theme: Theme, size: float, *, bold: bool = False) -> QFont:
    """The italic of formulas in px."""
    font = theme.font("formula", family="math", italic=True, weight="semibold" if bold else "regular")
    font.setPixelSize(max(1, round(size)))
    return font


def mono_font(theme: Theme, size: float, weight: str = "medium") -> QFont:
    """The font of numbers in px."""
    font = theme.font("number", family="mono", weight=weight)
    font.setPixelSize(max(1, round(size)))
    return font


class Pen:
    """Makes boxes in one size and colour for the symbols of one network."""

    def __init__(
        self, theme: Theme, symbols: Symbols, size: float, color: QColor, bold: bool = False
    ) -> None:
        self.theme, self.symbols, self.size, self.color = theme, symbols, size, color
        self._font = math_font(theme, size, bold=bold)

    def text(self, text: str) -> Box:
        """Upright or italic as the mathematics has it: letters italic."""
        return Text(text, self._font, self.color)

    def number(self, text: str) -> Box:
        return Text(text, mono_font(self.theme, self.size * 0.85), self.color)

    def symbol(self, symbol: Symbol, before: str = "") -> Box:
        """``h₃``, or with ``before`` ``∂h₃``."""
        letter, below = self.symbols.parts(symbol)
        base = Text(before + letter, self._font, self.color)
        if not below:
            return base
        small = Text(below, math_font(self.theme, self.size * 0.68), self.color)
        return Sub(base, small, self.size * 0.2)

    def derivative(self, top: Symbol, bottom: Symbol) -> Box:
        """``∂top / ∂bottom``."""
        return Fraction(self.symbol(top, "∂"), self.symbol(bottom, "∂"), self.size, self.color)

    def derivative_in_line(self, top: Symbol, bottom: Symbol) -> Box:
        """``∂top/∂bottom`` on one line."""
        return Row((self.symbol(top, "∂"), self.text("/"), self.symbol(bottom, "∂")), 0.06 * self.size)

    def fraction(self, top: Box, bottom: Box) -> Box:
        return Fraction(top, bottom, self.size, self.color)

    def row(self, *boxes: Box, gap: float = 0.22) -> Row:
        return Row(boxes, gap * self.size)

    def power(self, base: str, before: str, exponent: Symbol) -> Box:
        """``e`` to the power of a symbol; a symbol without a layer is just its letter."""
        small = Pen(self.theme, self.symbols, self.size * 0.7, self.color)
        letter = small.text(exponent.letter) if exponent.layer < 0 else small.symbol(exponent)
        return Sub(self.text(base), Row((small.text(before), letter)), -self.size * 0.42)
