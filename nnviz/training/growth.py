"""How a run broke: its last steps done again from a Snapshot, and how the loss grew in them. No Qt."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nnviz.data import Dataset
from nnviz.training.divergence import Diverged
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer

STEPS_BEFORE = 40  # steps that are looked for before the break
SOUND = 2.0  # a loss up to so many times the lowest one held belongs to the good times
STEPS_MOST = 4000  # steps that are done again at most, where an earlier snapshot is held


@dataclass(frozen=True)
class Growth:
    """The loss of every batch before a run broke: ``losses[i]`` is that of step ``first_step + i``.

    ``broke_at`` is the step in which it broke, ``why`` half a sentence. ``repeated``: doing the steps again
    broke in the very same one; else settings were changed on the way, and the losses are not those seen.
    """

    first_step: int
    losses: tuple[float, ...]
    broke_at: int
    why: str
    repeated: bool

    @property
    def lowest_step(self) -> int:
        """The step from which the loss grew: the last one with the smallest loss."""
        smallest = min(self.losses)
        return self.first_step + max(i for i, loss in enumerate(self.losses) if loss == smallest)

    @property
    def factor(self) -> float | None:
        """By what the loss was multiplied a step, on average from its lowest to the last finite one.

        None where there are no two steps to compare, or nothing grew.
        """
        rising = self.losses[self.lowest_step - self.first_step :] if self.losses else ()
        if len(rising) < 2 or rising[0] <= 0 or not rising[-1] > rising[0]:
            return None
        return float(np.exp((np.log(rising[-1]) - np.log(rising[0])) / (len(rising) - 1)))


class Repetition:
    """Does the steps before a break again, a slice of time at a time, so that a window stays free."""

    def __init__(self, diverged: Diverged, dataset: Dataset, held: Iterable[Snapshot] = ()) -> None:
        """``held`` are earlier snapshots of the run, of which the one that tells enough is begun from."""
        self._diverged = diverged
        start = _start(diverged, held)
        self._trainer = Trainer(start.experiment, dataset, start=start)
        self._first_step = start.step + 1
        self._losses: list[float] = []
        self.growth: Growth | None = None

    def go_on(self, seconds: float) -> bool:
        """Work for about ``seconds``; whether ``growth`` is there."""
        end = time.perf_counter() + seconds
        while self.growth is None and time.perf_counter() < end:
            self._step()
        return self.growth is not None

    def _step(self) -> None:
        step = self._trainer.step + 1
        if step > self._diverged.step:
            self._finish(repeated=False)
            return
        try:
            self._trainer.advance()
        except Diverged as again:
            loss = self._trainer.batch_loss
            if np.isfinite(loss):  # the batch itself was fine, what came of it was not
                self._losses.append(loss)
            self._finish(repeated=again.step == self._diverged.step)
            return
        self._losses.append(self._trainer.batch_loss)

    def _finish(self, *, repeated: bool) -> None:
        event = self._diverged
        self.growth = Growth(self._first_step, tuple(self._losses), event.step, event.why, repeated)


def _start(diverged: Diverged, held: Iterable[Snapshot]) -> Snapshot:
    """The newest snapshot of the good times with ``STEPS_BEFORE`` steps to go, or else the oldest.

    None is further back than ``STEPS_MOST``.
    """
    good = diverged.last_good
    near = [
        snapshot
        for snapshot in held
        if snapshot.step <= good.step
        and diverged.step - snapshot.step <= STEPS_MOST
        and snapshot.parameters.size == good.parameters.size
    ]
    early = [snapshot for snapshot in near if diverged.step - snapshot.step > STEPS_BEFORE]
    lowest = min(map(_loss, near), default=0.0)
    sound = [snapshot for snapshot in early if _loss(snapshot) <= SOUND * lowest]
    if sound:
        return max(sound, key=lambda snapshot: snapshot.step)
    return min(near, key=lambda snapshot: snapshot.step, default=good)


def _loss(snapshot: Snapshot) -> float:
    return snapshot.metrics.get(snapshot.metrics.kinds.learned)
