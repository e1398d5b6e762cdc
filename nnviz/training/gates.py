"""What each kind of recurrent layer has in a step: its gates, what it holds, and what is kept and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.said import Sentence, translate

Floats = NDArray[np.float64]
Values = Mapping[str, NDArray[np.floating[Any]]]


@dataclass(frozen=True)
class Gate:
    """One sum of a unit and what becomes of it: the layer's quantity ``name``, said in a ``word``.

    ``block``: which part of the layer's sums it is. ``signed``: it may be below 0, else it is a share of 1.
    ``resets`` is the quantity that multiplies what comes to the sum from the last state, "" for none.
    """

    name: str
    word: Sentence
    block: int
    signed: bool = False
    resets: str = ""


@dataclass(frozen=True)
class Conveyor:
    """What every unit holds after each step, (units, T), as a sum: ``kept`` of the last step and ``written``.

    ``before`` is what it held before the step. Without ``kept`` nothing is kept: all is written anew.
    """

    held: Floats
    written: Floats
    before: Floats
    kept: Floats | None = None

    @property
    def forgotten(self) -> Floats:
        """What was held before and is not kept, (units, T)."""
        return self.before - (0.0 if self.kept is None else self.kept)


@dataclass(frozen=True)
class Scheme:
    """One line of the table. ``label`` is what the kind is called, ``unit`` one of its units.

    ``held`` is the quantity on the conveyor and ``kept``, ``written`` and ``result`` are the formulas of it;
    ``h`` is what leaves a unit where that is another quantity, as a formula, else "". ``forward`` are the
    quantities of a step in the order in which they are worked out, those of one moment together, and
    ``backward`` those on the way back.
    """

    label: str
    gates: tuple[Gate, ...]
    held: str
    conveyor: Callable[[Values], Conveyor]
    unit: Sentence
    forward: tuple[tuple[str, ...], ...]
    kept: str = ""
    written: str = ""
    h: str = ""
    backward: tuple[tuple[str, ...], ...] = (("dh",), ("slope", "dz"))


def _before(held: Floats) -> Floats:
    """(units, T) what was held before each step: nothing before the first."""
    before = np.zeros_like(held)
    before[:, 1:] = held[:, :-1]
    return before


def _lstm(values: Values) -> Conveyor:
    f, i, g, c = (np.asarray(values[name], dtype=np.float64) for name in ("f", "i", "g", "c"))
    before = _before(c)
    return Conveyor(c, i * g, before, f * before)


def _gru(values: Values) -> Conveyor:
    u, n, h = (np.asarray(values[name], dtype=np.float64) for name in ("u", "n", "h"))
    before = _before(h)
    return Conveyor(h, (1 - u) * n, before, u * before)


def _rnn(values: Values) -> Conveyor:
    h = np.asarray(values["h"], dtype=np.float64)
    return Conveyor(h, h, _before(h))


_CELL, _UNIT = translate("Sequences", "cell"), translate("Sequences", "unit")

#: By kind, as the engine calls it. Gates stand in the order in which they are shown.
SCHEMES: dict[str, Scheme] = {
    "lstm": Scheme(
        "LSTM",
        (
            Gate("f", translate("Sequences", "keep"), 1),
            Gate("i", translate("Sequences", "write"), 0),
            Gate("g", translate("Sequences", "what"), 2, signed=True),
            Gate("o", translate("Sequences", "show"), 3),
        ),
        "c",
        _lstm,
        _CELL,
        (("z",), ("i", "f", "g", "o"), ("c",), ("h",)),
        "f·c",
        "i·g",
        "o·tanh(c)",
        (("dh",), ("dc",), ("slope", "dz")),
    ),
    "gru": Scheme(
        "GRU",
        (
            Gate("r", translate("Sequences", "recall"), 0),
            Gate("u", translate("Sequences", "keep"), 1),
            Gate("n", translate("Sequences", "what"), 2, signed=True, resets="r"),
        ),
        "h",
        _gru,
        _UNIT,
        (("s", "z", "r", "u", "n"), ("h",)),
        "u·h",
        "(1−u)·n",
    ),
    "rnn": Scheme(
        "RNN",
        (Gate("h", translate("Sequences", "state"), 0, signed=True),),
        "h",
        _rnn,
        _UNIT,
        (("z",), ("h",)),
    ),
}
