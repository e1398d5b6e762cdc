"""The run that was trained earlier: the Reader, with My digits taught to it and the present sample in it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from nnviz.data import FAMILIES, Dataset
from nnviz.data.hands.drawings import MyDigit, counted
from nnviz.session.hands import MyDigits
from nnviz.session.values import Message, Sample
from nnviz.training.measures import MetricsTable
from nnviz.training.outputs import classes
from nnviz.training.reader import Reader, load_reader
from nnviz.training.snapshot import Snapshot, probe
from nnviz.training.teaching import rehearsal, taught
from nnviz.training.timeline import Timeline

_log = logging.getLogger(__name__)


class _Teacher(QThread):
    """Teaches a Reader these drawings; ``taught`` is the Reader afterwards, None if that failed or ended."""

    def __init__(self, reader: Reader, drawings: tuple[MyDigit, ...]) -> None:
        super().__init__()
        self.taught: Reader | None = None
        self.fault = ""
        self._reader, self._drawings = reader, drawings

    def run(self) -> None:
        from threadpoolctl import threadpool_limits  # here, where it delays no window

        try:
            with threadpool_limits(limits=1, user_api="blas"):
                done = taught(self._reader, *counted(self._drawings), stopped=self.isInterruptionRequested)
        except Exception:
            self.fault = traceback.format_exc()
        else:
            self.taught = None if self.isInterruptionRequested() else done


class _Rehearsal(QThread):
    """Gets ready what every lesson needs, so that the first one takes no longer than the others."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def run(self) -> None:
        rehearsal(self._reader)


class ReaderRun(QObject):
    """The Reader as a run of its own: a Snapshot and a Timeline, like those of a run in training.

    It is always taught from the weights that nnviz comes with, with all of My digits; to take a drawing back
    is to teach the others alone. ``snapshot`` is None where the data at hand are no digits of 8 x 8.
    """

    changed = Signal()  # its network
    teaching_changed = Signal(bool)
    message_raised = Signal(object)
    fault_raised = Signal(str)

    def __init__(
        self,
        my_digits: MyDigits,
        load: Callable[[], Reader] = load_reader,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.snapshot: Snapshot | None = None
        self.timeline = Timeline()
        self.reader: Reader | None = None
        self.untaught: Reader | None = None
        self._my_digits, self._load = my_digits, load
        self._sample: Sample | None = None
        self._teacher: _Teacher | None = None
        self._rehearsal: _Rehearsal | None = None
        self._stale = False
        my_digits.changed.connect(self._on_my_digits_changed)

    @property
    def teaching(self) -> bool:
        """Whether My digits are being taught in the background."""
        return self._teacher is not None

    def open(self, dataset: Dataset) -> None:
        """Be there for this data set, if it is one of digits of 8 x 8; what was kept is taught again."""
        if not FAMILIES[dataset.family].ink:
            self.snapshot = None
            return
        if self.reader is None:
            self.untaught = self.reader = self._loaded(self._load)
            if self.reader is None:
                return
            self._teach()
        self._adopt(self.reader)

    def use(self, load: Callable[[], Reader]) -> None:
        """Read with what ``load`` gives from now on, My digits taught to it; it may be called at any time."""
        self._load = load
        if self.snapshot is None:
            self.untaught = self.reader = None  # loaded when there are digits
            return
        if (loaded := self._loaded(load)) is not None:
            self.untaught = loaded
            self._teach()

    def _loaded(self, load: Callable[[], Reader]) -> Reader | None:
        """What ``load`` gives; where that is damaged, what reads at present or else the Reader of nnviz."""
        try:
            return load()
        except FileNotFoundError as error:
            _log.warning("The Reader cannot be used: %s", error)
            return None
        except ValueError as sentence:
            _log.warning("The Reader cannot be used: %s", sentence)
            self.message_raised.emit(Message("warning", self.tr("The Reader"), str(sentence)))
        return self.untaught or (None if load is load_reader else self._loaded(load_reader))

    def set_sample(self, sample: Sample | None) -> None:
        """Send another sample through the network; None for none."""
        self._sample = sample
        if self.snapshot is not None:
            self._probe(self.snapshot)

    def expect_lesson(self) -> None:
        """Somebody is about to teach: get ready, once, in the background."""
        if self._rehearsal is None and self.reader is not None:
            self._rehearsal = _Rehearsal(self.reader)
            self._rehearsal.start()

    def inputs(self, sample: Sample) -> NDArray[np.float32] | None:
        """(64,) what the Reader is given of a sample, whatever the run in training is; None if nothing is."""
        if self.reader is None or sample.seen is None:
            return None
        dataset, seen = self.reader.dataset, np.asarray(sample.seen)
        return dataset.scaled(seen) if seen.size == dataset.input_size else None

    def answers(self, dataset: Dataset) -> NDArray[np.int64]:
        """(n_test,) what the Reader says of each test sample of this data set."""
        assert self.reader is not None
        inputs = self.reader.dataset.scaled(dataset.raw(dataset.test_features))
        return classes(self.reader.network.predict(inputs))

    def shut_down(self) -> None:
        """End teaching and wait for it."""
        self._stale = False
        teacher, self._teacher = self._teacher, None
        if teacher is not None:
            teacher.requestInterruption()
            teacher.wait()
        if self._rehearsal is not None:
            self._rehearsal.wait()

    def _probe(self, snapshot: Snapshot) -> None:
        sample, reader = self._sample, self.reader
        inputs = None if sample is None else self.inputs(sample)
        sent = None
        if sample is not None and inputs is not None and reader is not None:
            sent = probe(reader.network, inputs, sample.label)
        self.snapshot = replace(snapshot, probe=sent)

    def _take(self, reader: Reader) -> None:
        self._adopt(reader)
        self.changed.emit()

    def _adopt(self, reader: Reader) -> None:
        self.reader = reader
        snapshot = reader.snapshot()
        self.timeline = Timeline()
        self.timeline.append_metrics(MetricsTable.of((*reader.history[:-1], reader.metrics)))
        self.timeline.keep(snapshot)
        self._probe(snapshot)

    # Teaching

    @Slot()
    def _on_my_digits_changed(self) -> None:
        if self.untaught is not None:
            self._teach()

    def _teach(self) -> None:
        """Teach all of My digits; a lesson in progress is begun anew when it has ended."""
        drawings = self._my_digits.drawings
        if self._teacher is not None:
            self._stale = True
            self._teacher.requestInterruption()
            return
        assert self.untaught is not None
        if not drawings:
            if self.reader is not self.untaught:
                self._take(self.untaught)
            return
        self._teacher = _Teacher(self.untaught, drawings)
        self._teacher.finished.connect(self._on_lesson_over, Qt.ConnectionType.QueuedConnection)
        self.teaching_changed.emit(True)
        self._teacher.start()

    @Slot()
    def _on_lesson_over(self) -> None:
        teacher, self._teacher = self._teacher, None
        if teacher is None:
            return
        teacher.wait()
        if self._stale:
            self._stale = False
            self._teach()
        elif teacher.taught is not None and self.snapshot is not None:
            self._take(teacher.taught)
        elif teacher.taught is not None and self.untaught is not None:
            self.reader = teacher.taught
        if teacher.fault:
            self.fault_raised.emit(teacher.fault)
        if self._teacher is None:
            self.teaching_changed.emit(False)
