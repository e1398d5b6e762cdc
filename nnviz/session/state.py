"""The runs there are, which of them is current, and the curves of those that were left."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.said import translate
from nnviz.session.run import Run
from nnviz.training.timeline import Timeline


@dataclass(eq=False)
class State:
    """What the parts of the Session share. Who changes it says so by the Session's signals.

    ``ghosts`` are the curves of what resets left behind, without snapshots.
    """

    runs: tuple[Run, ...]
    current: Run
    ghosts: tuple[Timeline, ...] = field(default=())

    def find(self, letter: str) -> Run:
        """The run of that letter. Raises ``ValueError`` with one sentence if there is none."""
        for run in self.runs:
            if run.letter == letter:
                return run
        raise ValueError(translate("Session", "There is no run {letter}.").format(letter=letter))
