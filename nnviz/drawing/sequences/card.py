"""How the numbers of one unit at one step came about, as rows and lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.numbers import fitted
from nnviz.drawing.sequences.content import Content
from nnviz.said import Sentence, translate
from nnviz.training.through_time import SumParts, Unrolled


@dataclass(frozen=True)
class GateRow:
    """A gate: its letter, its word, the parts of its sum, and whether its value may be below 0."""

    name: str
    word: Sentence
    parts: SumParts
    signed: bool


@dataclass(frozen=True, eq=False)
class Card:
    """``Cell 4 at step 14``, what it ``reads`` there, a row for each gate, and what it all comes to.

    ``symbols``: what is read are symbols, else numbers.
    """

    title: Sentence
    reads: str
    symbols: bool
    rows: tuple[GateRow, ...]
    lines: tuple[SumLine, ...]
    notes: Sentence


def card_of(content: Content, unit: int, step: int) -> Card:
    """The card of that unit at that step."""
    layer = content.layer
    scheme = layer.scheme
    title = translate("Sequences", "Unit {unit} at step {step}")
    if scheme.label == "LSTM":
        title = translate("Sequences", "Cell {unit} at step {step}")
    rows = tuple(
        GateRow(gate.name, gate.word, layer.parts(gate, unit, step), gate.signed) for gate in scheme.gates
    )
    lines = _LINES[scheme.label](layer, unit, step)
    return Card(
        title.format(unit=unit + 1, step=step + 1),
        content.reads.text(step),
        bool(content.reads.symbols),
        rows,
        lines,
        _NOTES,
    )


_NOTES = translate(
    "Sequences", "Each sum sees what is read and the last h only. Shown rounded, computed in full."
)


def _value(layer: Unrolled, name: str, unit: int, step: int) -> float:
    return float(layer.values[name][unit, step]) if step >= 0 else 0.0


def _product(label: Sentence | str, one: float, other: float) -> SumLine:
    return SumLine(
        label, fitted(one * other, 3, sign=True), maths=True, factors=f"{fitted(one, 3)} × {fitted(other, 3)}"
    )


def _lstm(layer: Unrolled, unit: int, step: int) -> tuple[SumLine, ...]:
    f, i, g, o, c = (_value(layer, name, unit, step) for name in ("f", "i", "g", "o", "c"))
    before, squashed = _value(layer, "c", unit, step - 1), float(np.tanh(c))
    h = _value(layer, "h", unit, step)
    return (
        _product(translate("Sequences", "kept f·c"), f, before),
        _product(translate("Sequences", "written i·g"), i, g),
        SumLine(
            translate("Sequences", "c now"), fitted(c, 3, sign=True), ruled=True, maths=True, kind="result"
        ),
        SumLine(
            "h = o·tanh(c)",
            fitted(h, 3, sign=True),
            maths=True,
            factors=f"{fitted(o, 3)} × {fitted(squashed, 3)}",
        ),
    )


def _gru(layer: Unrolled, unit: int, step: int) -> tuple[SumLine, ...]:
    u, n, h = (_value(layer, name, unit, step) for name in ("u", "n", "h"))
    return (
        _product(translate("Sequences", "kept u·h"), u, _value(layer, "h", unit, step - 1)),
        _product(translate("Sequences", "written (1−u)·n"), 1 - u, n),
        SumLine(
            translate("Sequences", "h now"), fitted(h, 3, sign=True), ruled=True, maths=True, kind="result"
        ),
    )


def _rnn(layer: Unrolled, unit: int, step: int) -> tuple[SumLine, ...]:
    h = _value(layer, "h", unit, step)
    return (
        SumLine(translate("Sequences", "h now"), fitted(h, 3, sign=True), maths=True, kind="result"),
        SumLine(
            translate("Sequences", "h before"),
            fitted(_value(layer, "h", unit, step - 1), 3, sign=True),
            maths=True,
        ),
    )


_LINES: dict[str, Callable[[Unrolled, int, int], tuple[SumLine, ...]]] = {
    "LSTM": _lstm,
    "GRU": _gru,
    "RNN": _rnn,
}
