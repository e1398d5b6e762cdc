"""The strip on which a batch goes cell by cell: where the cells stand, and what is written at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nnviz.drawing import numbers
from nnviz.said import translate
from nnviz.training.micro import Micro, Phase

PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update")


@dataclass(frozen=True)
class Strip:
    """The cells of ``micro`` in ``width`` px, ``gap`` px between two phases, half of it where it is narrow.

    ``names`` are the widths of the phases' names.
    """

    micro: Micro
    width: float
    gap: float
    names: Mapping[Phase, float]

    @property
    def narrow(self) -> bool:
        """Whether only the present phase has room for its name."""
        return sum(self.names.values()) + (len(PHASES) - 1) * self.gap > self.width

    @property
    def between(self) -> float:
        """From the last cell of a phase to the first of the next."""
        return self.gap / 2 if self.narrow else self.gap

    @cached_property
    def spans(self) -> dict[Phase, tuple[float, float]]:
        """(left, width) of each phase: by its cells, but where there is room at least that of its name."""
        room = self.width - (len(PHASES) - 1) * self.between
        counts = {phase: len(self.micro.places(phase)) for phase in PHASES}
        least = dict.fromkeys(PHASES, 0.0) if self.narrow else self.names
        even = room / sum(counts.values())
        kept = {phase: least[phase] for phase in PHASES if counts[phase] * even < least[phase]}
        left = max(1.0, room - sum(kept.values()))
        cells = sum(counts[phase] for phase in PHASES if phase not in kept) or 1
        x, spans = 0.0, {}
        for phase in PHASES:
            spans[phase] = (x, kept.get(phase, left * counts[phase] / cells))
            x += spans[phase][1] + self.between
        return spans

    def cell(self, place: int) -> tuple[float, float]:
        """(left, width) of a cell."""
        phase = self.micro.cells[place].phase
        places, (x, width) = self.micro.places(phase), self.spans[phase]
        each = width / len(places)
        return x + (place - places[0]) * each, each

    def place_at(self, x: float) -> int:
        """The cell whose middle is nearest."""
        middles = [left + width / 2 for left, width in map(self.cell, range(len(self.micro.cells)))]
        return min(range(len(middles)), key=lambda place: abs(middles[place] - x))


def phase_name(micro: Micro, phase: Phase) -> str:
    """With an arrow where it goes somewhere; of the present one how far it has come."""
    places = micro.places(phase)
    names = {
        "forward": translate("Micro", "Forward →"),
        "loss": translate("Micro", "Loss"),
        "backward": translate("Micro", "← Backward"),
        "update": translate("Micro", "Update"),
    }
    if micro.phase != phase or len(places) < 2:
        return names[phase]
    counted = {
        "forward": translate("Micro", "Forward → {n} of {all}"),
        "backward": translate("Micro", "← Backward {n} of {all}"),
    }
    return counted[phase].format(n=micro.place - places[0] + 1, all=len(places))


#: Where an update has several parts: which it is.
TURNS = {
    "real": translate(
        "Micro", "The discriminator on real sample {n} of {all}, batch {step}, epoch {epoch}. Right goes on."
    ),
    "made": translate(
        "Micro", "The discriminator on made sample {n} of {all}, batch {step}, epoch {epoch}. Right goes on."
    ),
    "maker": translate(
        "Micro",
        "The generator by what the discriminator says of sample {n} of {all}, batch {step}, epoch {epoch}. "
        "Right goes on.",
    ),
}


def example_words(micro: Micro) -> str:
    """Which example of which batch it is, and how one goes on."""
    text = translate(
        "Micro",
        "Example {n} of {all} in batch {step}, epoch {epoch}. Right goes one cell on, Left one back.",
    )
    if micro.looked is not None:
        text = translate(
            "Micro",
            "Example {n} of {all} in batch {step}, epoch {epoch}. "
            "Right goes on; in the stage arrow keys move the place.",
        )
    if micro.timed_layer is not None:
        text = translate(
            "Micro",
            "Example {n} of {all} in batch {step}, epoch {epoch}. "
            "Right goes on; Ctrl+Right goes to the next step of the sequence.",
        )
    if (turn := TURNS.get(micro.batch.part)) is not None:
        text = turn
    return text.format(
        n=micro.example + 1,
        all=micro.batch.n,
        step=numbers.count(micro.snapshot.step + 1),
        epoch=numbers.count(micro.snapshot.epoch + 1),
    )
