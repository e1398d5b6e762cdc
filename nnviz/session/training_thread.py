"""The thread that pulls one training run and puts what comes of it in its mailbox."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.data import Dataset
from nnviz.session.mailbox import Mailbox
from nnviz.session.pace import Pace, Turn
from nnviz.training.snapshot import Metrics
from nnviz.training.trainer import Diverged, Trainer

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
        self._changes: list[dict[str, Any]] = []
        self._metrics: Metrics | None = None
        self._epochs = 0
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

    def set_speed(self, speed: float) -> None:
        """At most ``speed`` epochs per second; ``math.inf`` for as fast as it goes."""
        self._pace.set_speed(speed)

    def change(self, changes: dict[str, Any]) -> None:
        """Hand live changes to the Trainer, which takes them at its next batch.

        Raises ``ValueError`` with one sentence for what cannot be; then nothing changes.
        """
        with self._lock:
            if self._trainer is None:
                self._changes.append(changes)
            else:
                self._trainer.change(**changes)
                self._epochs = changes.get("epochs", self._epochs)

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
        from threadpoolctl import threadpool_limits  # here, where it delays no window

        try:
            with threadpool_limits(limits=1, user_api="blas"):
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
            self.mailbox.put(refused=str(sentence))
            self._announce()
            return
        self._pull(trainer)
        while not self.isInterruptionRequested():
            turn = self._pace.turn(self._show_at if self._unshown else None)
            if turn is Turn.SHOW:
                self._show(trainer)
            elif turn is Turn.PULL and not self._finished(trainer):
                self._pull(trainer)
                self._finished(trainer)

    def _adopt(self, trainer: Trainer) -> None:
        """From now on live changes go to this Trainer; those that came too early go first."""
        with self._lock:
            self._trainer = trainer
            self._epochs = trainer.experiment.epochs
            for changes in self._changes:
                trainer.change(**changes)
                self._epochs = changes.get("epochs", self._epochs)

    def _pull(self, trainer: Trainer) -> None:
        """Train one epoch and put what it gave in the mailbox."""
        metrics = next(trainer.run(), None)
        if metrics is None:  # stopped
            return
        if metrics is not self._metrics:  # else this epoch was not evaluated
            self._metrics = metrics
            self.mailbox.add_metrics(metrics)
        self._unshown = True
        if self.mailbox.wants(trainer.epoch):
            self.mailbox.keep(trainer.snapshot())
        if monotonic() >= self._show_at:
            self._show(trainer)

    def _finished(self, trainer: Trainer) -> bool:
        """Rest, and say so, if the stop rule has taken hold."""
        if trainer.epoch < self._epochs:
            return False
        self._pace.pause()
        self.mailbox.put(finished=trainer.epoch)
        self._show(trainer)
        return True

    def _show(self, trainer: Trainer) -> None:
        # The data set comes with each snapshot, so that the two always fit each other.
        self.mailbox.put(snapshot=trainer.snapshot(), dataset=self._dataset)
        self._unshown = False
        self._show_at = monotonic() + self.interval
        self._announce()

    def _announce(self) -> None:
        if self.mailbox.announce():
            self.ready.emit(self._number)
