"""The Session: the one mutable state of the program, in parts."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QObject

from nnviz.session.desk import Desk
from nnviz.session.doodles import MyDoodles
from nnviz.session.hands import MyDigits
from nnviz.session.history import History
from nnviz.session.lesson_progress import Progress
from nnviz.session.reader_run import ReaderRun
from nnviz.session.run import Run
from nnviz.session.runs import Runs
from nnviz.session.settings import Settings
from nnviz.session.sight import Parts
from nnviz.session.signals import Signals
from nnviz.session.state import State
from nnviz.session.story_speed import StorySpeed
from nnviz.session.training import Training
from nnviz.session.watching import Watching
from nnviz.training.derived import Moments
from nnviz.training.experiment import Experiment


class Session(QObject):
    """The runs, their training, their settings and the Reader; whoever uses a part is given that part alone.

    What is looked at is no part of it: each window has its own ``Desk``. ``my_digits`` are the person's own
    drawings, kept in ``my_digits_file``, ``my_doodles`` likewise those of classes that they name, and
    ``progress`` is how far they are in the lessons, kept in ``lessons_file``, beside which is the
    ``presenting_folder`` (None: only while this lives).
    """

    def __init__(
        self,
        experiment: Experiment | None = None,
        *,
        speed: float = math.inf,
        my_digits_file: Path | None = None,
        my_doodles_file: Path | None = None,
        lessons_file: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        run = Run("A", "A", 0, experiment or Experiment())
        state = State((run,), run)
        self.signals = Signals(self)
        self.my_digits = MyDigits(my_digits_file, self)
        self.my_doodles = MyDoodles(my_doodles_file, self)
        self.progress = Progress(lessons_file, self)
        self.presenting_folder = None if lessons_file is None else lessons_file.parent / "presenting"
        self.reader = ReaderRun(self.my_digits, parent=self)
        self.training = Training(state, self.signals, speed, self)
        self.story_speed = StorySpeed(run.experiment, self.signals, self.training, self)
        history = History(state, self.signals, self.training)
        self.runs = Runs(state, self.signals, self.training, history)
        self.settings = Settings(state, self.signals, self.training, history, self.runs, self.my_digits)
        self.watching = Watching(self.runs, self.training, self.signals, self)
        self._moments = Moments()
        self._started = False
        self.my_digits.message_raised.connect(self.signals.message_raised)
        self.my_doodles.message_raised.connect(self.signals.message_raised)
        self.reader.fault_raised.connect(self.signals.fault_raised)
        self.reader.message_raised.connect(self.signals.message_raised)
        self.reader.teaching_changed.connect(self.training.give_way_to_lesson)

    def desk(self, *, reading: bool = False, parent: QObject | None = None) -> Desk:
        """A Desk more, for a window; ``reading``: it shows the Reader once there are digits."""
        parts = Parts(self.signals, self.runs, self.training, self.reader, self._moments)
        return Desk(parts, self.settings, reading=reading, parent=parent)

    def start(self) -> None:
        """Read the data and begin the first run, at rest, once; both happen in the background."""
        if not self._started:
            self._started = True
            self.training.begin()

    def shut_down(self) -> None:
        """End everything in the background and wait for it; nothing is emitted any more."""
        self.watching.shut_down()
        self.training.shut_down()
        self.reader.shut_down()
        self.progress.shut_down()
