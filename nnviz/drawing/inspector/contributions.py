"""A sum z = Σ w·x + b taken apart, the largest parts first. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers
from nnviz.said import translate


@dataclass(frozen=True)
class Bar:
    """One line of the waterfall: what it is, how it comes about, its value; or all the ``rest`` in one."""

    name: str
    detail: str
    value: float
    rest: bool = False


@dataclass(frozen=True, eq=False)
class Contributions:
    """The parts of a neuron's sum: ``inputs`` x and ``weights`` w, both (n,) float64, and its ``bias``.

    ``name`` gives the name of the i-th input. ``running`` says whether the bars stand each at the end
    of the one before, and so lead to the sum, or all on the zero line.
    """

    inputs: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float | None
    name: Callable[[int], str]
    running: bool = True

    @property
    def products(self) -> NDArray[np.float64]:
        """(n,) w·x."""
        return self.inputs * self.weights

    @property
    def weighted(self) -> float:
        """Σ w·x."""
        return math.fsum(self.products)

    @property
    def total(self) -> float:
        """z = Σ w·x + b, which is what the bars add up to."""
        return self.weighted + (self.bias or 0.0)

    @property
    def filled(self) -> int:
        """How many of the products are not zero: each can be a bar."""
        return int(np.count_nonzero(self.products))

    def bars(self, room: int) -> tuple[Bar, ...]:
        """At most ``room`` bars: the largest, the sum of the others that are not zero, and the bias."""
        products = self.products
        order = np.argsort(-np.abs(products), kind="stable")
        filled = self.filled
        fixed = 0 if self.bias is None else 1
        fits = filled + fixed <= room
        top = filled if fits else max(1, room - fixed - 1)
        bars = [self._bar(int(i), float(products[i])) for i in order[:top]]
        if not fits and self.running:
            rest = math.fsum(products[order[top:]])
            name = translate("Inspector", "{n} more").format(n=numbers.count(filled - top))
            bars.append(Bar(name, "", rest, rest=True))
        if self.bias is not None:
            bars.append(Bar(translate("Inspector", "bias"), "", self.bias))
        return tuple(bars)

    def _bar(self, index: int, product: float) -> Bar:
        detail = f"{numbers.plain(self.inputs[index])} × {numbers.plain(self.weights[index])}"
        return Bar(self.name(index), detail, product)


def bar_ends(bars: tuple[Bar, ...], *, running: bool) -> list[tuple[float, float]]:
    """Where each bar begins and ends: at the end of the one before (``running``), or at zero."""
    ends, at = [], 0.0
    for bar in bars:
        ends.append((at, at + bar.value))
        at = at + bar.value if running else 0.0
    return ends
