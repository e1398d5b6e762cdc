"""The runs of a lesson, trained once however many steps look at them; and which option is right in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nnviz.lessons.lesson import Asked, Option
from nnviz.lessons.recorded import Recorded
from nnviz.lessons.setup import set_up
from nnviz.lessons.truth import read_claim


class Shelf:
    """Records of runs; those that differ in where they look alone are one.

    ``stopped`` is that of ``Recorded``.
    """

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        self._stopped = stopped
        self._kept: list[tuple[Mapping[str, Any], Recorded]] = []

    def record(self, asked: Asked, seed: int) -> Recorded:
        """That run, with the lesson's ``seed``. Raises ``ValueError`` with one sentence if it cannot be."""
        setup = set_up(asked, seed)
        for weights, recorded in self._kept:
            alike = recorded.experiment == setup.experiment and recorded.setup.fork == setup.fork
            if alike and weights == asked.weights:
                return recorded.asked_as(setup)
        recorded = Recorded(setup, self._stopped)
        self._kept.append((asked.weights, recorded))
        return recorded

    def records(self, runs: Sequence[Asked], seed: int) -> dict[str, Recorded]:
        """Those runs by their names; as ``record``."""
        return {asked.name: self.record(asked, seed) for asked in runs}


def right_options(options: Sequence[Option], runs: Mapping[str, Recorded]) -> list[int]:
    """The places of the options that are right in these runs. Raises as ``Claim.holds``."""
    return [
        place
        for place, option in enumerate(options)
        if (read_claim(option.when).holds(runs) if option.when else option.right)
    ]
