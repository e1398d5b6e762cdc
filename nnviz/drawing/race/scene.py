"""A race at one count: who is where, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nnviz.said import translate
from nnviz.training.race import Count, Lane

#: What each count is called: who is ahead by it, and the number of it.
COUNTED = {
    "updates": translate("Race", "updates"),
    "epochs": translate("Race", "epochs"),
    "evaluations": translate("Race", "gradient evaluations"),
}


@dataclass(frozen=True)
class Entrant:
    """The letter, name and colour (0xffRRGGBB) of a run that races; ``outlined``: another has that too."""

    letter: str
    title: str
    colour: int
    outlined: bool = False


@dataclass(frozen=True, eq=False)
class RaceScene:
    """``lanes`` when ``count`` has been counted of ``by``; ``goal`` is the loss to be reached, 0 for none.

    ``ahead``: what is still to come may be seen, such as who is going to be first.
    """

    lanes: tuple[Lane, ...]
    entrants: Mapping[str, Entrant]
    by: Count
    count: float
    goal: float
    ahead: bool = True

    @cached_property
    def furthest(self) -> float:
        """The most that any has counted."""
        return max((float(lane.counts[self.by][-1]) for lane in self.lanes), default=0.0)

    def arrived(self, lane: Lane, by: Count) -> float | None:
        """What it had counted when it was at the goal for good; None if it never is."""
        update = lane.reached(self.goal)
        return None if update is None else float(lane.counts[by][update])

    @cached_property
    def order(self) -> tuple[Lane, ...]:
        """Who is there first, by the chosen count; then who never is, by the loss at the end."""
        if not self.ahead:
            return self.lanes

        def key(lane: Lane) -> tuple[bool, float]:
            arrived = self.arrived(lane, self.by)
            return arrived is None, float(lane.losses[-1]) if arrived is None else arrived

        return tuple(sorted(self.lanes, key=key))

    def ranks(self, by: Count) -> tuple[tuple[Lane, float], ...]:
        """Those that arrive and when, the first one first."""
        found = [(lane, arrived) for lane in self.lanes if (arrived := self.arrived(lane, by)) is not None]
        return tuple(sorted(found, key=lambda one: one[1]))

    def place(self, lane: Lane) -> int:
        """The update at which a run stands now."""
        return lane.place(self.by, self.count)
