"""What is read at each step: a symbol, or numbers; and what a person types instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.said import translate

SHOWN = {" ": "␣", "\n": "↵"}  # what would be seen as nothing


@dataclass(frozen=True, eq=False)
class Reads:
    """``values`` (features, T) as they are read; one-hot where there are ``symbols``.

    ``places`` (T,) are those of the symbols, -1 where nothing is read: padding, only at the end.
    """

    values: NDArray[Any]
    symbols: tuple[str, ...] = ()

    @property
    def steps(self) -> int:
        return int(self.values.shape[1])

    @property
    def places(self) -> NDArray[np.int64]:
        empty = ~self.values.any(axis=0)
        return np.where(empty, -1, self.values.argmax(axis=0)).astype(np.int64)

    @property
    def length(self) -> int:
        """How many steps there is something to read."""
        return int((self.places >= 0).sum()) if self.symbols else self.steps

    def text(self, step: int) -> str:
        """The symbol, or "" where nothing is read; of values the number, alone only."""
        if self.symbols:
            place = int(self.places[step])
            return "" if place < 0 else shown_symbol(self.symbols[place])
        return f"{float(self.values[0, step]):.2f}" if len(self.values) == 1 else ""

    def is_key(self, step: int) -> bool:
        """Whether the symbol is one of those that matter, which are capitals among small letters."""
        place = int(self.places[step]) if self.symbols else -1
        return place >= 0 and self.symbols[place] in key_symbols(self.symbols)


def shown_symbol(symbol: str) -> str:
    """As it is painted."""
    return SHOWN.get(symbol, symbol)


def key_symbols(symbols: tuple[str, ...]) -> frozenset[str]:
    """The capitals, where there are small letters beside them."""
    capitals = frozenset(symbol for symbol in symbols if symbol.isupper())
    return capitals if any(symbol.islower() for symbol in symbols) else frozenset()


def typed(text: str, symbols: tuple[str, ...], steps: int) -> NDArray[np.float32]:
    """(symbols, steps) of what a person types, zeros behind its end.

    Raises ``ValueError`` with one sentence for a symbol that there is not, too many of them, and none.
    """
    unknown = [one for one in text if one not in symbols]
    if unknown:
        raise ValueError(
            translate("Sequences", "There is no symbol “{symbol}”; there are {symbols}.").format(
                symbol=shown_symbol(unknown[0]), symbols=" ".join(map(shown_symbol, symbols))
            )
        )
    if not 0 < len(text) <= steps:
        raise ValueError(
            translate("Sequences", "It takes 1 to {steps} symbols, not {count}.").format(
                steps=steps, count=len(text)
            )
        )
    values = np.zeros((len(symbols), steps), dtype=np.float32)
    values[[symbols.index(one) for one in text], np.arange(len(text))] = 1
    return values


def typed_text(reads: Reads) -> str:
    """What would have to be typed for it."""
    return "".join(reads.symbols[place] for place in reads.places if place >= 0)
