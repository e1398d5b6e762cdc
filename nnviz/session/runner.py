"""The present run's thread, and those of earlier runs that have yet to end."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from nnviz.data import Dataset
from nnviz.session.training_thread import Build, TrainingThread
from nnviz.training.experiment import Experiment
from nnviz.training.mailbox import Delivery
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer


def build(
    experiment: Experiment, dataset: Dataset | None, start: Snapshot | None, keep: Snapshot | None
) -> tuple[Dataset, Trainer]:
    """The data set, read if it is not given, and a Trainer on it. Raises ``ValueError`` as they do."""
    if dataset is None:
        dataset = experiment.dataset()
    return dataset, Trainer(experiment, dataset, start=start, keep_fitting=keep)


class Runner(QObject):
    """Starts runs, one at a time, and passes on what the present one delivers; all earlier ones are stale."""

    delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._current: TrainingThread | None = None
        self._ending: list[TrainingThread] = []

    def start(self, build: Build, *, playing: bool, speed: float, interval: float) -> None:
        """Begin a run; the present one, if any, is left."""
        self.leave()
        self._number += 1
        thread = TrainingThread(self._number, build, playing=playing, speed=speed, interval=interval)
        thread.ready.connect(self._on_ready, Qt.ConnectionType.QueuedConnection)
        thread.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._current = thread
        thread.start()

    def leave(self) -> None:
        """Drop the present run: it delivers nothing any more and ends by itself."""
        if self._current is not None:
            self._current.stop()
            self._ending.append(self._current)
            self._current = None
            self._on_finished()

    @property
    def current(self) -> TrainingThread | None:
        """The present run, None before the first; it may have ended by itself."""
        return self._current

    @property
    def ending(self) -> bool:
        """Whether earlier ones have yet to end."""
        return bool(self._ending)

    def shut_down(self) -> None:
        """End every run and wait for it."""
        self.leave()
        for thread in self._ending:
            thread.wait()
        self._ending.clear()

    def collect(self) -> Delivery | None:
        """What the present run has put in its mailbox and the Session has not been told of."""
        return None if self._current is None else self._current.mailbox.take()

    @Slot(int)
    def _on_ready(self, run: int) -> None:
        if self._current is not None and run == self._number:
            self.delivered.emit(self._current.mailbox.take())

    @Slot()
    def _on_finished(self) -> None:
        """Let go of the threads that have ended; one that is destroyed before would end the program."""
        for thread in [thread for thread in self._ending if thread.isFinished()]:
            thread.wait()
            self._ending.remove(thread)
