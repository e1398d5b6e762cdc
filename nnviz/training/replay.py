"""Recomputing what a Timeline has thinned out: from a snapshot held on, with every change in its place."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from nnviz.data import Dataset
from nnviz.training.edits import Change, Edit
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

BATCHES = 64  # trained on between two questions whether to stop


def replayed(
    timeline: Timeline,
    epoch: int,
    dataset: Dataset,
    *,
    progress: Callable[[float], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Snapshot | None:
    """The Snapshot of the end of ``epoch``, bit for bit as it was, computed anew from the nearest one held.

    ``progress`` is told the share done, 0 to 1, ``stopped`` is asked whether to end early. None if ended
    early, and where nothing is held that is not later. ``dataset`` is that of the run.
    """
    start = timeline.before(epoch)
    if start is None:
        return None
    return replayed_from(start, timeline.changes_after(start), epoch, dataset, progress, stopped)


def replayed_from(
    start: Snapshot,
    changes: Sequence[Change],
    epoch: int,
    dataset: Dataset,
    progress: Callable[[float], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Snapshot | None:
    """``replayed`` from that Snapshot on, ``changes`` being those that came after it."""
    if start.epoch == epoch:
        return start
    trainer = Trainer(start.experiment, dataset, start=start)
    if not _trained_on(trainer, changes, epoch, None, progress, stopped):
        return None
    return trainer.snapshot()


def replayed_updates(
    start: Snapshot,
    changes: Sequence[Change],
    step: int,
    dataset: Dataset,
    stopped: Callable[[], bool] | None = None,
) -> Snapshot | None:
    """The Snapshot after ``step`` updates, bit for bit as it was, before any change that followed; computed
    anew from ``start``, ``changes`` being those that came after it. None if ended early."""
    if start.step == step and start.whole:
        return start
    trainer = Trainer(start.experiment, dataset, start=start)
    if not _trained_on(trainer, changes, None, step, None, stopped):
        return None
    return trainer.snapshot()


def _trained_on(
    trainer: Trainer,
    changes: Sequence[Change],
    epoch: int | None,
    step: int | None,
    progress: Callable[[float], None] | None,
    stopped: Callable[[], bool] | None,
) -> bool:
    """Train to the end of that epoch, or until there were so many updates; False if ended early."""
    first, waiting = trainer.epoch, deque(changes)
    while trainer.epoch < epoch if epoch is not None else trainer.step < (step or 0):
        if stopped is not None and stopped():
            return False
        batches = BATCHES if step is None else min(BATCHES, step - trainer.step)
        if waiting and waiting[0].epoch == trainer.epoch:
            if waiting[0].step <= trainer.step:
                _repeat(trainer, waiting.popleft())
                continue
            batches = min(batches, waiting[0].step - trainer.step)
        before = trainer.epoch
        trainer.advance(batches)
        if progress is not None and epoch is not None and trainer.epoch > before:
            progress((trainer.epoch - first) / (epoch - first))
    return True


def each_update(start: Snapshot, changes: Sequence[Change], step: int, dataset: Dataset) -> Iterator[Trainer]:
    """The run from ``start`` on as it was, standing there and then after every update up to ``step``."""
    trainer, waiting = Trainer(start.experiment, dataset, start=start), deque(changes)
    yield trainer
    while trainer.step < step:
        while waiting and waiting[0].epoch == trainer.epoch and waiting[0].step <= trainer.step:
            _repeat(trainer, waiting.popleft())
        trainer.advance()
        yield trainer


def just_before_next_batch(snapshot: Snapshot, changes: Sequence[Change], dataset: Dataset) -> Snapshot:
    """The Snapshot as the batch after it met it: with those of the ``changes`` that took hold in between."""
    now = [change for change in changes if change.step <= snapshot.step]
    if not now:
        return snapshot
    trainer = Trainer(snapshot.experiment, dataset, start=snapshot)
    for change in now:
        _repeat(trainer, change)
    return trainer.snapshot()


def _repeat(trainer: Trainer, change: Change) -> None:
    if isinstance(change.value, Edit):
        trainer.edit(change.value)
    else:
        trainer.change(**{change.name: change.value})
    trainer.take_changes()
