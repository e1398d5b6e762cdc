"""The phases that a step goes through in front of a class."""

from __future__ import annotations

import re
from typing import Final, Literal

from nnviz.lessons.lesson import Step

#: “title” and “end” are cards between the lessons; “announce” says that a long run comes.
Phase = Literal[
    "title", "ask", "count_before", "talk", "count_after", "reveal", "show", "announce", "run", "end"
]
#: In which phases hands are counted, and for which turn.
COUNTING: Final = {"count_before": "before", "count_after": "after"}
#: From so many epochs or updates on, a run is announced before it starts.
LONG_EPOCHS, LONG_UPDATES = 500, 5000
_MOMENT = re.compile(r"(epoch|update)\s+(\d+)")


def answers_of(step: Step) -> tuple[str, ...]:
    """What a class can raise its hands for in that step; () where it chooses from nothing."""
    if step.predict is not None:
        if step.predict.kind == "direction":
            return "up", "down", "same"
        return tuple(option.text for option in step.predict.options)
    return () if step.check is None else tuple(option.text for option in step.check.options)


def asks(step: Step) -> bool:
    """Whether the step asks the class something that is revealed."""
    return step.predict is not None or bool(step.check is not None and step.check.options)


def runs_on(step: Step) -> str:
    """Until when the step is run on, such as “epoch 50”; "" where it is not."""
    return next((run.until for run in step.runs if run.until and "run" in run.allow), "")


def is_long(until: str) -> bool:
    """Whether running on until then is announced before."""
    found = _MOMENT.match(until.replace(",", ""))
    if found is None:
        return bool(until)  # nobody knows
    return int(found[2]) > (LONG_EPOCHS if found[1] == "epoch" else LONG_UPDATES)


def phases_of(step: Step, counting: bool) -> tuple[Phase, ...]:
    """The phases of a step, in order. Where nothing can be chosen, or nobody counts, there is no count."""
    if asks(step):
        if counting and answers_of(step):
            return "ask", "count_before", "talk", "count_after", "reveal"
        return "ask", "reveal"
    until = runs_on(step)
    if not until:
        return ("show",)
    return ("show", "announce", "run") if is_long(until) else ("show", "run")
