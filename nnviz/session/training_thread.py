"""The thread that pulls one training run and puts what comes of it in its mailbox."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable
from threading import Lock
from time import monotonic, perf_counter
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.data import Dataset
from nnviz.session.sentences import told
from nnviz.session.work import one_blas_thread
from nnviz.training.edits import Edit
from nnviz.training.mailbox import Mailbox
from nnviz.training.measures import Metrics
from nnviz.training.pace import Pace, Turn
from nnviz.training.trainer import Diverged, Trainer

_INTERVAL_WITH_PEN = 1.0  # seconds

Build = Callable[[], tuple[Dataset, Trainer]]


class TrainingThread(QThread):
    """One run. Its methods belong to the window's thread; what they ask takes hold soon after.

    ``build`` makes the data set and the Trainer, in this thread. Epoch 0 is pulled and shown at once.
    When something waits in the mailbox, ``ready(run)`` is emitted: never more than one that has not been
    answered by ``mailbox.take()``, and no more often than every ``interval`` seconds, but as soon as an
    epoch that took longer has ended.
    """

    ready = Signal(int)

    def __init__(
        self,
        run: int,
        build: Build,
        *,
        playing: bool = False,
        speed: float = math.inf,
        interval: float = 1 / 30,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.mailbox = Mailbox()
        self.interval = interval
        self._number = run
        self._build = build
        self._pace = Pace(playing=playing, speed=speed)
        self._lock = Lock()
        self._dataset: Dataset | None = None
        self._trainer: Trainer | None = None
        self._changes: list[dict[str, Any] | tuple[Edit, ...]] = []
        self._metrics: Metrics | None = None
        self._told = 0  # how many of the Trainer's changes are in the mailbox
        self._show_at = 0.0
        self._unshown = False

    def play(self) -> None:
        """Pull epoch after epoch until paused or the stop rule takes hold."""
        self._pace.play()

    def pause(self) -> None:
        """Let the epoch that is being trained end, and pull no more."""
        self._pace.pause()

    def step(self, count: int = 1) -> None:
        """Pull ``count`` epochs, then rest."""
        self._pace.step(count)

    def step_batches(self, count: int = 1) -> None:
        """Train on ``count`` batches, then rest; what is in the middle of an epoch is shown, not kept."""
        self._pace.step_batches(count)

    def play_by_batch(self, on: bool) -> None:
        """Play batch after batch, ``speed`` of them a second, or epoch after epoch."""
        self._pace.play_by_batch(on)

    def set_speed(self, speed: float) -> None:
        """At most ``speed`` epochs per second; ``math.inf`` for as fast as it goes."""
        self._pace.set_speed(speed)

    def change(self, changes: dict[str, Any]) -> None:
        """Hand live changes to the Trainer, which takes them at its next batch, or at rest at once.

        Raises ``ValueError`` with one sentence for what cannot be; then nothing changes.
        """
        self._hand_over(changes)

    def edit(self, *edits: Edit) -> None:
        """Hand weights and biases set by hand to the Trainer; as ``change``."""
        self._hand_over(edits)

    def _hand_over(self, changes: dict[str, Any] | tuple[Edit, ...]) -> None:
        with self._lock:
            if self._trainer is None:
                self._changes.append(changes)
                return
            _change(self._trainer, changes)
        self._pace.changes_wait()

    def give_way(self, seconds: float) -> None:
        """A lesson goes on: rest between batches for that long."""
        self._pace.ask_way(seconds)
        self._look_between_batches()

    def give_way_to_pen(self) -> None:
        """A pen is at work: rest until its answer has been painted, and show little of the run meanwhile."""
        self._pace.note_pen()
        self._look_between_batches()

    def note_showing(self, on: bool) -> None:
        """Something is being shown, or has been painted: rest between batches meanwhile."""
        self._pace.note_showing(on)
        if on:
            self._look_between_batches()

    def _look_between_batches(self) -> None:
        with self._lock:
            if self._trainer is not None:
                self._trainer.between = self._between_batches

    def stop(self) -> None:
        """Ask the run to end, at the next batch; ``wait()`` then does not take long."""
        self.requestInterruption()
        self._pace.stop()
        with self._lock:
            if self._trainer is not None:
                self._trainer.stop()

    # From here on in the thread itself.

    def run(self) -> None:
        """Pull the run until it is stopped, diverges or fails."""
        try:
            with one_blas_thread():
                self._train()
        except Diverged as diverged:
            self.mailbox.put(diverged=diverged, snapshot=diverged.last_good, dataset=self._dataset)
        except Exception:
            self.mailbox.put(fault=traceback.format_exc())
        else:
            return
        self._announce()

    def _train(self) -> None:
        if self.isInterruptionRequested():
            return
        try:
            self._dataset, trainer = self._build()
            self._adopt(trainer)
        except ValueError as sentence:
            self.mailbox.put(refused=told(sentence))
            self._announce()
            return
        self._pull(trainer)
        while not self.isInterruptionRequested():
            turn = self._pace.turn(self._show_at if self._unshown else None)
            if turn is Turn.SHOW:
                self._show(trainer)
            elif turn is Turn.TAKE:
                self._take_changes(trainer)
            elif turn is not Turn.STOP and not self._finished(trainer):
                if turn is Turn.PULL:
                    self._pull(trainer)
                else:
                    self._advance(trainer)
                self._finished(trainer)

    def _adopt(self, trainer: Trainer) -> None:
        """From now on live changes go to this Trainer; those that came too early go first."""
        with self._lock:
            self._trainer = trainer
            for changes in self._changes:
                _change(trainer, changes)
        if self._changes:
            self._pace.changes_wait()

    def _pull(self, trainer: Trainer) -> None:
        """Train to the end of the epoch and put what it gave in the mailbox."""
        began, whole = perf_counter(), trainer.whole
        if next(trainer.run(), None) is not None:  # else it was stopped
            if whole and trainer.epoch:
                self.mailbox.add_worked(perf_counter() - began)
            self._take_in(trainer)

    def _advance(self, trainer: Trainer) -> None:
        """Train on one batch."""
        trainer.advance()
        self._take_in(trainer)

    def _take_in(self, trainer: Trainer) -> None:
        metrics = trainer.metrics
        if metrics is not self._metrics:  # else this epoch was not evaluated
            self._metrics = metrics
            self.mailbox.add_metrics(metrics)
        self._tell_changes(trainer)
        self._unshown = True
        if self.mailbox.wants(trainer.epoch) and trainer.whole:
            self.mailbox.keep(trainer.snapshot())
        if monotonic() >= self._show_at:
            self._show(trainer)

    def _between_batches(self) -> None:
        if not self._pace.give_way() and self._trainer is not None:
            self._trainer.between = None

    def _take_changes(self, trainer: Trainer) -> None:
        """Let changes that wait take hold between two batches, so that they are seen at rest too."""
        if not trainer.waits:
            return
        if self._unshown and trainer.whole:
            self.mailbox.keep(trainer.snapshot())  # as it was before
        trainer.take_changes()
        self._tell_changes(trainer)
        self._unshown = True

    def _tell_changes(self, trainer: Trainer) -> None:
        if len(trainer.changes) > self._told:
            self.mailbox.add_changes(trainer.changes[self._told :])
            self._told = len(trainer.changes)

    def _finished(self, trainer: Trainer) -> bool:
        """Rest, and say so, if a stop rule has taken hold."""
        self._take_changes(trainer)
        if not trainer.finished:
            return False
        self._pace.pause()
        experiment = trainer.experiment
        self.mailbox.put(
            finished=trainer.epoch, patience=experiment.patience if trainer.epoch < experiment.epochs else 0
        )
        self._show(trainer)
        return True

    def _show(self, trainer: Trainer) -> None:
        # The data set comes with each snapshot, so that the two always fit each other.
        self.mailbox.put(snapshot=trainer.snapshot(), dataset=self._dataset)
        self._unshown = False
        # What is shown has to be painted, which a pen would have to wait for.
        interval = max(self.interval, _INTERVAL_WITH_PEN) if self._pace.pen_at_work else self.interval
        self._show_at = monotonic() + interval
        self._announce()

    def _announce(self) -> None:
        if self.mailbox.announce():
            self.ready.emit(self._number)


def _change(trainer: Trainer, changes: dict[str, Any] | tuple[Edit, ...]) -> None:
    if isinstance(changes, tuple):
        trainer.edit(*changes)
    else:
        trainer.change(**changes)
