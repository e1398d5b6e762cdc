"""The letters of a network's mathematics: as boxes for formulas, and as plain text for names."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont

from nnviz.training.chain import Symbol
from nnviz.training.micro import Micro
from nnviz.ui.micro.boxes import Box, Fraction, Row, Sub, Text
from nnviz.ui.theme import Theme

_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SHORT = 3  # letters of a class that still make a subscript


@dataclass(frozen=True)
class Symbols:
    """How the values of a network with ``layers`` dense layers and these outputs are written."""

    layers: int
    outputs: int
    classes: tuple[str, ...] = ()

    @classmethod
    def of(cls, micro: Micro) -> Symbols:
        layers = micro.batch.layers
        return cls(len(layers), layers[-1].units, micro.dataset.class_names)

    def parts(self, symbol: Symbol) -> tuple[str, str]:
        """(letter, what stands below it)."""
        if symbol.letter in ("L", "w"):
            return symbol.letter, ""
        if symbol.layer < 0 or symbol.letter == "x":
            return "x", str(symbol.unit + 1)
        if symbol.letter == "y" or (symbol.letter == "a" and symbol.layer == self.layers - 1):
            return "ŷ", self.output(symbol.unit)
        if symbol.layer == self.layers - 1:
            below = self.output(symbol.unit)
            return "z", f"ŷ{below}" if below else ""
        number = str(symbol.unit + 1)
        below = number if self.layers == 2 else f"{symbol.layer + 1}·{number}"
        return "z" if symbol.letter == "z" else "h", below

    def output(self, unit: int) -> str:
        """What tells one output from the others; nothing where there is but one."""
        if self.outputs == 1:
            return ""
        name = self.classes[unit] if unit < len(self.classes) else ""
        return name if 0 < len(name) <= _SHORT else str(unit + 1)

    def plain(self, symbol: Symbol) -> str:
        """As text: ``h₃``, ``ŷ``."""
        letter, below = self.parts(symbol)
        return letter + below.translate(_LOWER)


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

    def fraction(self, top: Box, bottom: Box) -> Box:
        return Fraction(top, bottom, self.size, self.color)

    def row(self, *boxes: Box, gap: float = 0.22) -> Row:
        return Row(boxes, gap * self.size)

    def power(self, base: str, before: str, exponent: Symbol) -> Box:
        """``e`` to the power of a symbol; a symbol without a layer is just its letter."""
        small = Pen(self.theme, self.symbols, self.size * 0.7, self.color)
        letter = small.text(exponent.letter) if exponent.layer < 0 else small.symbol(exponent)
        return Sub(self.text(base), Row((small.text(before), letter)), -self.size * 0.42)
