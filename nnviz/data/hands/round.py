"""A round of drawings: ten are read, three of each digit are taught, ten more are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.data.hands.drawings import MyDigit, my_digit
from nnviz.data.ink import prepare
from nnviz.said import translate

Phase = Literal["before", "teach", "after"]
EACH = 3  # drawings taught of each digit

#: (64,) counts of a drawing -> the digit that is read.
Read = Callable[[NDArray[np.float32]], int]


@dataclass(frozen=True)
class Task:
    """What is to be drawn next, and what for."""

    phase: Phase
    digit: int


def _plan(rng: np.random.Generator) -> tuple[Task, ...]:
    tasks: list[Task] = []
    for phase, times in (("before", 1), ("teach", EACH), ("after", 1)):
        for _ in range(times):
            tasks += [Task(phase, int(digit)) for digit in rng.permutation(10)]  # type: ignore[arg-type]
    return tuple(tasks)


@dataclass
class HandRound:
    """Where somebody is in the round. ``right`` counts drawings read rightly, ``drawn`` are to be taught."""

    rng: np.random.Generator
    done: int = 0
    right: dict[Phase, int] = field(default_factory=lambda: {"before": 0, "teach": 0, "after": 0})
    drawn: list[MyDigit] = field(default_factory=list)
    tasks: tuple[Task, ...] = ()

    def __post_init__(self) -> None:
        self.tasks = _plan(self.rng)

    @property
    def task(self) -> Task | None:
        """What is to be drawn now; None at the end."""
        return self.tasks[self.done] if self.done < len(self.tasks) else None

    def take(self, strokes: Sequence[ArrayLike], read: Read) -> bool:
        """Take the drawing for the present task; whether it was the last one to be taught.

        Raises ``ValueError`` with one sentence if it is no drawing of a digit; the task then stays.
        """
        task = self.task
        if task is None:
            raise ValueError(translate("Session", "The round is over."))
        picture = prepare(strokes)
        if picture.empty:
            raise ValueError(translate("Session", "There is no digit yet."))
        if task.phase == "teach":
            self.drawn.append(my_digit(strokes, task.digit))
        self.right[task.phase] += read(picture.seen) == task.digit
        self.done += 1
        following = self.task
        return task.phase == "teach" and (following is None or following.phase == "after")
