"""What the thread of the current run delivers, taken into the run's history."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.session import messages
from nnviz.session.messages import Message
from nnviz.session.run import Run
from nnviz.session.signals import Signals
from nnviz.session.state import State
from nnviz.training.edits import Change
from nnviz.training.mailbox import Delivery
from nnviz.training.snapshot import Snapshot

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ending:
    """Training has come to rest by itself, with what there is to say about it."""

    message: Message | None


class Deliveries:
    """Takes what comes into the current run, and knows how a run ended."""

    def __init__(self, state: State, signals: Signals) -> None:
        self._state, self._signals = state, signals
        self._shown_edits = 0  # so many of the run's edits have taken hold, but are not in its snapshot yet
        self._anew = False  # whether a new part of the run's history begins

    def begin(self, *, anew: bool) -> None:
        """A thread begins; ``anew``: with a new part of the run's history."""
        self._anew, self._shown_edits = anew, 0

    def extend(self, run: Run, delivery: Delivery) -> int:
        """Take it into the run; returns how far apart the snapshots lie that its history keeps."""
        timeline = run.timeline
        run.worked = run.worked[0] + delivery.worked[0], run.worked[1] + delivery.worked[1]
        if delivery.diverged is not None:
            timeline.forget_after(delivery.diverged.last_good)
            run.edits, self._shown_edits = (), 0
        known = timeline.epochs[-1] if timeline.epochs.size else -1.0
        timeline.append_metrics(delivery.metrics.chosen(delivery.metrics.epochs > known))
        if delivery.diverged is None:
            timeline.add_changes(delivery.changes)
            self._shown_edits += _edits(delivery.changes)
        newest = () if delivery.snapshot is None else (delivery.snapshot,)
        for snapshot in sorted((*delivery.kept, *newest), key=lambda kept: kept.epoch):
            if self._anew:
                timeline.begin(snapshot)
                self._anew = False
            timeline.keep(snapshot)
        if delivery.snapshot is not None:
            self._forget_edits(run, delivery.snapshot)
            run.snapshot = delivery.snapshot
        if delivery.fault:
            _log.error("The training thread failed:\n%s", delivery.fault)
            run.snapshot = timeline.newest or run.snapshot
        return timeline.stride

    def _forget_edits(self, run: Run, snapshot: Snapshot) -> None:
        """Those that the snapshot shows are waited for no more."""
        unshown = _edits(run.timeline.changes_after(snapshot))
        run.edits = run.edits[self._shown_edits - unshown :]
        self._shown_edits = unshown

    def goes_on(self, delivery: Delivery) -> bool:
        """Whether the stop rule that took hold has been raised in the meantime."""
        epoch = delivery.finished
        return epoch is not None and not delivery.patience and epoch < self._state.current.experiment.epochs

    def ending(self, delivery: Delivery) -> Ending | None:
        """How the run ended with this; None if it has not."""
        run = self._state.current
        if delivery.finished is not None:
            best = run.snapshot.best if run.snapshot is not None else None
            if delivery.patience and best is not None:
                return Ending(messages.patience_over(delivery.finished, delivery.patience, best.epoch))
            return Ending(messages.finished(delivery.finished, run.stretch))
        if delivery.diverged is not None:
            run.diverged, run.over = delivery.diverged, True
            self._signals.runs_changed.emit(self._state.runs)
            return Ending(messages.diverged(delivery.diverged, run.experiment.learning_rate))
        if delivery.refused or delivery.fault:
            run.over = True
            return Ending(messages.not_trainable(delivery.refused) if delivery.refused else None)
        return None


def _edits(changes: Sequence[Change]) -> int:
    return sum(change.name == "edit" for change in changes)
