"""The letters of a network's mathematics."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.training.chain import Symbol
from nnviz.training.micro import Micro

_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SHORT = 3  # letters of a class that still make a subscript


@dataclass(frozen=True)
class Symbols:
    """How the values of a network with ``layers`` dense layers and these outputs are written.

    ``answering`` is the layer that gives the answers, -1 where something follows the last one.
    """

    layers: int
    outputs: int
    classes: tuple[str, ...]
    answering: int

    @classmethod
    def of(cls, micro: Micro) -> Symbols:
        outputs = micro.batch.learner.layers[-1].output_shape[0]
        return cls(len(micro.batch.layers), outputs, micro.classes, micro.batch.answering)

    def parts(self, symbol: Symbol) -> tuple[str, str]:
        """(letter, what stands below it)."""
        if symbol.letter in ("L", "w"):
            return symbol.letter, ""
        if symbol.layer < 0 or symbol.letter == "x":
            return "x", str(symbol.unit + 1)
        if symbol.letter == "y" or (symbol.letter == "a" and symbol.layer == self.answering):
            return "ŷ", self.output(symbol.unit)
        if symbol.layer == self.answering:
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
