"""The room of the Session where a step is taken: an epoch, a batch, or a micro-step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.session import messages
from nnviz.training.trainer import Diverged

if TYPE_CHECKING:
    from nnviz.session.session import Session
    from nnviz.training.micro import Micro

StepUnit = Literal["epoch", "batch", "micro"]
FASTEST = 30.0  # micro-steps a second


class Steps(QObject):
    """What one step is, and the batch that is looked at in micro-steps.

    A micro-step trains nothing; the step past the last one has the training thread train on that very batch.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.unit: StepUnit = "epoch"
        self.micro: Micro | None = None
        self._awaited = False  # whether the batch that was looked at is being trained on
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)

    def set_unit(self, unit: StepUnit) -> None:
        """Step by the epoch, the batch, or the micro-step. Raises ``ValueError`` for anything else."""
        if unit not in get_args(StepUnit):
            raise ValueError(f"A step is an epoch, a batch or a micro-step, not “{unit}”.")
        if unit == self.unit:
            return
        if "micro" in (unit, self.unit):
            self._session.pause()
        self.unit = unit
        self.tell_unit()
        self._session.step_unit_changed.emit(unit)
        self.look_again()

    def tell_unit(self) -> None:
        """Let the current run's thread know what playing is."""
        self._awaited = False
        if (thread := self._session.running.thread_now) is not None:
            thread.play_by_batch(self.unit != "epoch")

    def step(self) -> None:
        """One step on: where the view looks back, in what is known already."""
        session = self._session
        cursor = session.looking.cursor
        if self.unit == "micro":
            session.pause()
            self.move(1)
        elif cursor is not None:
            session.look_at(cursor + 1)
        else:
            session.advance(1)

    def back(self) -> None:
        """One step back: an epoch or a micro-step."""
        session = self._session
        if self.unit == "micro":
            session.pause()
            self.move(-1)
            return
        shown = session.looking.shown
        if shown is None or session.reading:
            return
        cursor = session.looking.cursor
        epoch = shown.epoch if cursor is None else cursor
        session.look_at(epoch - 1 if cursor is not None or shown.whole else epoch)

    # Micro-steps

    def move(self, by: int) -> None:
        """So many micro-steps on, or back; past the last one the batch is trained on."""
        if self.micro is None or self._awaited:
            return
        moved = self.micro.moved(by)
        if moved is not None:
            self._set(moved)
        elif self._session.looking.cursor is not None:
            self._session.pause()  # what came after that moment has been trained already
        else:
            self._awaited = True
            self._session.play_room.train_batch()

    def set_micro(self, micro: Micro) -> None:
        """Look at the batch in another way: at another place, example, weight or path."""
        if self.micro is not None and micro.batch is self.micro.batch:
            self._set(micro)

    def play(self, playing: bool) -> None:
        """Begin to take micro-steps one by one, ``speed`` of them a second, or cease."""
        if playing and self.unit == "micro":
            speed = min(self._session.speed, FASTEST)
            self._timer.start(math.ceil(1000 / speed))
        else:
            self._timer.stop()

    def look_again(self) -> None:
        """Another moment is shown: its batch is the one to look at."""
        self._awaited = False
        snapshot, dataset = self._session.looking.shown, self._session.run.dataset
        if self.unit != "micro" or snapshot is None or dataset is None:
            if self.micro is not None:
                self._set(None)
            return
        same = self.micro is not None and self.micro.snapshot.parameters is snapshot.parameters
        if same or not self._session.looking.exact:
            return
        from nnviz.training.micro import Micro  # here: no start waits for it

        try:
            self._set(Micro.of(snapshot, dataset, self.micro))
        except Diverged as diverged:
            self._set(None)
            rate = self._session.experiment.learning_rate
            self._session.message_raised.emit(messages.diverged(diverged, rate))
        except ValueError as sentence:
            self._set(None)
            self._session.message_raised.emit(messages.not_trainable(str(sentence)))

    def _set(self, micro: Micro | None) -> None:
        self.micro = micro
        self._session.micro_changed.emit(micro)

    @Slot()
    def _on_timeout(self) -> None:
        self.move(1)
