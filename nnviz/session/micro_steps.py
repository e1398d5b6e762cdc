"""The batch that is looked at in micro-steps: the one that was, or will be, learned after a moment."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.data import Dataset
from nnviz.session import messages
from nnviz.session.messages import Message
from nnviz.session.sentences import told
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.micro import Micro
from nnviz.training.places import Place
from nnviz.training.replay import just_before_next_batch
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged

FASTEST = 30.0  # micro-steps a second


class MicroSteps(QObject):
    """A place in one batch, and the timer that goes on from it. A micro-step trains nothing.

    ``due`` asks for the next one while it plays. A batch that cannot be looked at raises a message.
    """

    due = Signal()
    playing_changed = Signal(bool)
    message_raised = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.micro: Micro | None = None
        self.awaited = False  # whether the batch that was looked at is being trained on
        self.begin_at: Place | None = None  # the place of a map that the next batch is to be looked into at
        self._of: Snapshot | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def play(self, playing: bool, speed: float) -> None:
        """Begin to take micro-steps one by one, ``speed`` of them a second, or cease."""
        before = self.playing
        if playing:
            self._timer.start(math.ceil(1000 / min(speed, FASTEST)))
        else:
            self._timer.stop()
        if playing != before:
            self.playing_changed.emit(playing)

    def shut_down(self) -> None:
        """Cease, for good."""
        self._timer.stop()

    def forget(self) -> None:
        """No batch is looked at."""
        self.micro = self._of = None
        self.awaited = False

    def take(self, snapshot: Snapshot, micro: Micro | None) -> None:
        """Go on from where somebody else is in the batch after this moment."""
        self._of, self.micro, self.awaited = snapshot, micro, False

    def look(
        self, snapshot: Snapshot, timeline: Timeline, dataset: Dataset, asked: KernelWeight | None = None
    ) -> None:
        """Another moment may be shown: the batch after it is the one to look at, as it was learned.

        Where none was looked at before, the weight ``asked`` about is that of the first.
        """
        if self._of is not None and self._of.parameters is snapshot.parameters:
            return
        self._of, self.awaited, before = snapshot, False, self.micro
        self.micro = None
        try:
            moment = just_before_next_batch(snapshot, timeline.changes_after(snapshot), dataset)
            self.micro = Micro.of(moment, dataset, before)
            if before is None:
                self.micro, self.begin_at = self.micro.at_choice(asked, self.begin_at), None
        except Diverged as diverged:
            self._tell(messages.diverged(diverged, snapshot.experiment.learning_rate))
        except ValueError as sentence:
            self._tell(messages.not_trainable(told(sentence)))

    def _tell(self, message: Message) -> None:
        self.message_raised.emit(message)

    def set(self, micro: Micro) -> bool:
        """Look at the same batch in another way: at another place, example, weight or path."""
        same = self.micro is not None and micro.batch is self.micro.batch
        if same:
            self.micro = micro
        return same

    @Slot()
    def _on_timeout(self) -> None:
        self.due.emit()
