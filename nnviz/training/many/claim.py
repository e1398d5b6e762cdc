"""A claim about a run, read from its text: “test_accuracy >= 0.9 within 50 epochs”."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from nnviz.said import Sentence, translate
from nnviz.training.measures import Kinds, Metric, MetricsTable

Sign = Literal["<", "<=", ">", ">="]
_COMPARED: Final[dict[Sign, Callable[[Any, float], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WRITTEN: Final[dict[str, Sign]] = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">="}
LONGEST: Final = 200
MOST_EPOCHS: Final = 10_000_000
_NUMBER: Final = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_FORM: Final = re.compile(
    rf"\s*(?P<metric>[A-Za-z_]\w*)\s*(?P<sign><=|>=|[<>≤≥])\s*(?P<value>{_NUMBER})(?P<share>\s*%)?"
    r"(?:\s+within\s+(?P<within>\d+)\s+epochs?)?\s*\.?\s*",
    re.ASCII,
)


@dataclass(frozen=True)
class Claim:
    """A metric compared with a number: at some evaluated epoch ``within`` so many, None: at the end."""

    metric: str
    sign: Sign
    value: float
    within: int | None = None

    def __str__(self) -> str:
        """As it is written; ``read_claim`` reads it back."""
        ending = "" if self.within is None else f" within {self.within} epochs"
        return f"{self.metric} {self.sign} {self.value!r}{ending}"

    def true_of(self, value: float) -> bool:
        """Whether a number of the metric is as is claimed."""
        return bool(_COMPARED[self.sign](value, self.value))

    def reached(self, table: MetricsTable) -> int | None:
        """The first evaluated epoch at which it is so, however late; None: never."""
        true = _COMPARED[self.sign](table.values(self.metric), self.value)
        return int(table.epochs[np.argmax(true)]) if true.any() else None

    def holds(self, table: MetricsTable, *, broke: bool = False) -> bool:
        """Whether the run with these metrics has kept it. One that ``broke`` has no end to be judged by."""
        if self.within is None:
            return not broke and len(table) > 0 and self.true_of(float(table.values(self.metric)[-1]))
        first = self.reached(table)
        return first is not None and first <= self.within

    def kind(self, kinds: Kinds) -> Metric:
        """What is measured that it is about. Raises ``ValueError`` with one sentence if nothing is."""
        place = kinds.places.get(self.metric)
        if place is None:
            raise ValueError(
                translate("Training", "The runs have no “{metric}”; there are {metrics}.").format(
                    metric=self.metric, metrics=", ".join(kind.name for kind in kinds)
                )
            )
        return kinds[place]

    def check(self, kinds: Kinds, epochs: int) -> None:
        """Raise ``ValueError`` with one sentence unless runs of so many epochs can be asked it."""
        self.kind(kinds)
        if self.within is not None and self.within > epochs:
            raise ValueError(
                translate(
                    "Training", "The claim is about {within} epochs, but a run has {epochs}: give it more."
                ).format(within=self.within, epochs=epochs)
            )


def usual_claim(kinds: Kinds, epochs: int) -> Claim:
    """What one would ask first of runs of so many epochs: the goal that they have, else a loss below 0.1."""
    kind = kinds.goal
    if kind.reached is None:
        return Claim(kind.name, "<=", 0.1, epochs)
    return Claim(kind.name, ">=", kind.reached[0], epochs)


def read_claim(text: str) -> Claim:
    """The claim in a text. Raises ``ValueError`` with one sentence where it is none."""
    if len(text) > LONGEST:
        raise ValueError(
            translate("Training", "A claim has at most {most} characters, not {count}.").format(
                most=LONGEST, count=len(text)
            )
        )
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(
            translate("Training", "“{text}” is no claim: {why}. Write “{example}”.").format(
                text=" ".join(text.split())[:60],
                why=_why_not(text),
                example="test_accuracy >= 0.9 within 50 epochs",
            )
        )
    value = float(found["value"].replace("−", "-")) / (100 if found["share"] else 1)
    within = None if found["within"] is None else int(found["within"][:12])
    if not math.isfinite(value):
        raise ValueError(translate("Training", "The number of a claim must be finite."))
    if within is not None and within > MOST_EPOCHS:
        raise ValueError(
            translate("Training", "A claim is about at most {most} epochs.").format(most=MOST_EPOCHS)
        )
    return Claim(found["metric"], _WRITTEN[found["sign"]], value, within)


def _why_not(text: str) -> Sentence:
    """What is missing first."""
    steps = (
        (r"\s*[A-Za-z_]\w*", translate("Training", "it begins with the name of what is measured")),
        (r"\s*(<=|>=|[<>≤≥])", translate("Training", "a name is followed by <, <=, > or >=")),
        (rf"\s*{_NUMBER}(\s*%)?", translate("Training", "a number is missing, with a decimal point")),
    )
    at = 0
    for pattern, why in steps:
        match = re.compile(pattern, re.ASCII).match(text, at)
        if match is None:
            return why
        at = match.end()
    return translate("Training", "only “within N epochs” may follow the number")
