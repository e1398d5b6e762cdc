"""What is seen of a recurrent layer at one moment: its rows, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.reads import Reads
from nnviz.said import Sentence, translate
from nnviz.training.gates import Conveyor
from nnviz.training.through_time import Blame, Unrolled, shares_of

Floats = NDArray[np.float64]
Show = str  # "gates" or "state"


@dataclass(frozen=True, eq=False)
class Strip:
    """Units by time: ``values`` (units, T) of the quantity ``name``; the colour is full at ``full``.

    Of one that is not ``signed`` no value is below 0.
    """

    name: str
    word: Sentence | str
    values: NDArray[Any]
    full: float
    signed: bool

    def shares(self, units: Sequence[int], steps: slice) -> Floats:
        """Of the full colour, -1 to 1, for these units and steps."""
        values = np.nan_to_num(np.asarray(self.values[list(units), steps], dtype=np.float64))
        return np.clip(values / self.full, -1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Line:
    """A line of blame over the steps: ``values`` (T,), 1 at the last one, and what it is called.

    ``kind`` is "own" for |dL/dh| of the network shown, "cell" for its |dL/dc|, "other" for a second run's.
    """

    kind: str
    name: str
    values: Floats

    @property
    def ratio(self) -> float:
        """First by last."""
        return float(self.values[0])


@dataclass(frozen=True, eq=False)
class BlameRow:
    """|dL/dh_t| and |dL/dc_t| at the end of an ``epoch``, means over ``count`` sequences.

    ``late``: the network shown is another by now, and what it blames is being worked out.
    """

    lines: tuple[Line, ...]
    count: int
    epoch: int
    late: bool = False

    @property
    def told(self) -> Sentence:
        """What the lines are."""
        text = translate(
            "Sequences",
            "blame that gets back to each step; 1 = at the last step, mean of {n} test sequences",
        )
        if self.late:
            text = translate(
                "Sequences",
                "blame at epoch {epoch}; 1 = at the last step, mean of {n} test sequences",
            )
        return text.format(n=self.count, epoch=self.epoch)

    def of_before(self) -> BlameRow:
        """The same while another network is shown."""
        return replace(self, late=True)

    @property
    def steps(self) -> int:
        return len(self.lines[0].values)


@dataclass(frozen=True, eq=False)
class Content:
    """All that the stage shows of ``layer``. ``slopes`` is |dL/dx_t| (T,), None without a label."""

    layer: Unrolled
    reads: Reads
    gates: tuple[Strip, ...]
    state: tuple[Strip, ...]
    conveyor: Conveyor
    asked: Asked | None
    slopes: Floats | None
    blame: BlameRow | None = None

    @property
    def steps(self) -> int:
        return self.layer.steps

    @property
    def units(self) -> int:
        return self.layer.units

    def strips(self, show: Show) -> tuple[Strip, ...]:
        """The gates, or what is held and leaves."""
        return self.state if show == "state" and self.state else self.gates


_STATE_WORDS = {"c": translate("Sequences", "cell state"), "h": translate("Sequences", "output")}


def content_of(layer: Unrolled, reads: Reads, asked: Asked | None, blame: BlameRow | None = None) -> Content:
    """The rows of that layer. Behind a pooling it has fewer steps, and reads what that lets through."""
    if reads.steps != layer.steps:
        reads = Reads(np.asarray(layer.x))
    gates = tuple(_strip(gate.name, gate.word, layer, gate.signed) for gate in layer.scheme.gates)
    state = tuple(
        _strip(name, _STATE_WORDS[name], layer, True)
        for name in dict.fromkeys((layer.scheme.held, "h"))
        if name not in {gate.name for gate in layer.scheme.gates}
    )
    slope = layer.slopes.get("x")
    slopes = None if slope is None else np.linalg.norm(np.asarray(slope, dtype=np.float64), axis=0)
    return Content(layer, reads, gates, state, layer.conveyor(), asked, slopes, blame)


def _strip(name: str, word: Sentence | str, layer: Unrolled, signed: bool) -> Strip:
    values = layer.values[name]
    largest = float(np.max(np.abs(np.nan_to_num(values)), initial=0.0))
    return Strip(name, word, values, 1.0 if largest <= 1 else largest, signed)


def blame_row(own: Blame, name: str, epoch: int, other: tuple[Blame, str] | None = None) -> BlameRow:
    """Lines of this network, called ``name``, and of a second one with its name."""
    lines = [Line("own", name, own.shares)]
    if own.cell is not None:
        lines.append(Line("cell", "c", shares_of(own.cell)))
    if other is not None and len(other[0].state) == len(own.state):
        lines.append(Line("other", other[1], other[0].shares))
    return BlameRow(tuple(lines), own.count, epoch)


def usual_unit(conveyor: Conveyor) -> int:
    """The unit that holds the most anywhere, which is chosen while nobody has chosen another."""
    return int(np.abs(np.nan_to_num(conveyor.held)).max(axis=1).argmax())
