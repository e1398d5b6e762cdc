"""What a lesson asks of a run: truths and claims, read from their text and worked out of recorded runs.

The grammar stands in ``truths/grammar.py``, the functions in ``truths/functions.py``; docs/lessons.md tells
both. Nothing of a text is ever run as a program.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import Setup
from nnviz.lessons.truths.functions import FUNCTIONS, check_calls, check_names
from nnviz.lessons.truths.grammar import Comparison, Node, Parser, seeds_in
from nnviz.lessons.truths.working import Asked, holds, worked
from nnviz.said import translate
from nnviz.training.many.outcome import Outcome

__all__ = ["Claim", "Truth", "check_truth", "read_claim", "read_truth"]

Value = float | bool | tuple[str, ...] | tuple[int, ...] | NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """What is asked, as it was written and as it was read."""

    text: str
    node: Node

    @property
    def seeds(self) -> int:
        """Over how many seeds a claim is asked in it, 0 for none."""
        return seeds_in(self.node)

    def value(
        self, runs: Mapping[str, Recorded], told: Callable[[Outcome], None] = lambda outcome: None
    ) -> Value:
        """What it comes to in these runs, by their names; a path without a run's name is of the first.

        A number; whether a claim holds; names in an order; the place of the largest number; or an array.
        ``told`` is given each outcome of a claim over seeds as it comes. Raises ``ValueError`` with one
        sentence for what cannot be said, has not been worked out, or is no number; ``Stopped``.
        """
        _check_runs(runs)
        return _finite(worked(self.node, Asked(runs, FUNCTIONS, told=told)), self.text)


@dataclass(frozen=True)
class Claim:
    """What holds of a run or does not."""

    text: str
    node: Comparison

    def holds(self, runs: Mapping[str, Recorded]) -> bool:
        """Whether it holds of these runs. Raises as ``Truth.value``."""
        _check_runs(runs)
        return holds(self.node, Asked(runs, FUNCTIONS))


def read_truth(text: str) -> Truth:
    """What a text asks. Raises ``ValueError`` with one sentence, which says where it is wrong."""
    node = Parser(text).read()
    check_calls(node)
    return Truth(text, node)


def read_claim(text: str) -> Claim:
    """A claim, such as “test_accuracy >= 0.9 within 50 epochs”. Raises ``ValueError`` with one sentence."""
    node = read_truth(text).node
    if not isinstance(node, Comparison):
        raise ValueError(
            translate("Lessons", "“{text}” is no claim: write “{text} >= 0.9”, or “<” or “==”.").format(
                text=text if len(text) <= 80 else f"{text[:79]}…"
            )
        )
    return Claim(text, node)


def check_truth(truth: Truth | Claim, setups: Mapping[str, Setup]) -> None:
    """Raise ``ValueError`` with one sentence for a run, name, place or sample that there is not in these
    runs; nothing is trained for it."""
    _check_runs(setups)
    check_names(truth.node, {name: Recorded(setup) for name, setup in setups.items()})


def _check_runs(runs: Mapping[str, Any]) -> None:
    if not runs:
        raise ValueError(
            translate("Lessons", "This step has no run that could be asked: give it an experiment.")
        )


def _finite(value: Any, text: str) -> Value:
    """The value, where it is one."""
    if isinstance(value, bool | tuple):
        return value
    array = np.asarray(value, dtype=np.float64)
    if np.isnan(array).any():
        raise ValueError(translate("Lessons", "“{text}” is not a number here.").format(text=text))
    if array.ndim:
        return array
    number = float(array)
    if math.isinf(number):
        raise ValueError(translate("Lessons", "“{text}” is infinite here.").format(text=text))
    return number
