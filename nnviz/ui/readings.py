"""What is made of the shown sample beyond the outputs: calibrated answers, the other network's, lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.drawing import numbers
from nnviz.session.judge import Judge, reading_of, reliabilities
from nnviz.session.values import Message, Sample
from nnviz.session.why import why
from nnviz.training.calibrated import changed
from nnviz.training.reader import Reader
from nnviz.training.snapshot import Snapshot

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

CAREFUL_MS = 120  # after the pen has rested, a drawing is read turned as well
FIT_MS = 250  # how often a network in training is calibrated
OTHER_MS = 100  # how often the other network's answer is written: its length moves what stands beside it
EXPECT_MS = 1500  # after the pen has rested for so long, a lesson is got ready
EXPLAIN_MS = 1000  # how often it is asked why, if it is not


class Readings(QObject):
    """Connects the Session with the answer's foot and, where asked for, the calibrated answer."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._foot, self._answer = window.results.foot, window.results.answer
        self._judge = Judge()
        self._calibrated = {True: True, False: False}  # while reading; while the run is shown
        self._fitted: Reader | None = None
        self._other: Snapshot | None = None
        self._careful, self._fit = QTimer(self), QTimer(self)
        self._other_due, self._expecting = QTimer(self), QTimer(self)
        for timer, interval, slot in (
            (self._careful, CAREFUL_MS, self._on_careful_due),
            (self._fit, FIT_MS, self._on_fit_due),
            (self._other_due, OTHER_MS, self._on_other_due),
            (self._expecting, EXPECT_MS, self._session.reader.expect_lesson),
        ):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(slot)
        self._connect()

    def _connect(self) -> None:
        session, foot = self._session, self._foot
        session.dataset_changed.connect(self._on_dataset_changed)
        session.snapshot_changed.connect(self._on_snapshot_changed)
        session.sample_changed.connect(self._on_sample_changed)
        session.other_changed.connect(self._on_other_changed)
        session.reading_changed.connect(self._on_reading_changed)
        session.playing_changed.connect(self._on_asked)
        self._window.input_panel.pen_used.connect(self._on_pen_used)
        session.reader.teaching_changed.connect(self._on_teaching_changed)
        session.my_digits.changed.connect(self._on_my_digits_changed)
        self._window.diagram.selection_changed.connect(self._on_asked)
        self._window.results.inspector.reasons.stroke_hovered.connect(self._window.input_panel.leave_out)
        foot.calibration_requested.connect(self._on_calibration_requested)
        foot.hand_requested.connect(self._window.sheets.hand_round)
        foot.other_requested.connect(self._on_other_requested)
        foot.calibrated_requested.connect(self._on_calibrated_requested)
        foot.teach_requested.connect(self.teach)

    @Slot(object)
    def _on_dataset_changed(self, dataset: object) -> None:
        there = self._session.reader.snapshot is not None
        self._foot.setVisible(there)
        self._window.header.runs.set_reader(there, self._session.reading)
        self._on_my_digits_changed()
        self._on_reading_changed(self._session.reading)

    # ---- the answer
    @Slot(object)
    def _on_snapshot_changed(self, snapshot: Snapshot) -> None:
        """While a network trains its temperature is fitted now and then; the Reader's is known."""
        session, calibrated = self._session, self._foot.calibrated
        if not calibrated:
            self._answer.show_reading(None)
        elif session.reading or self._judge.knows(snapshot):
            self._show(careful=False)
        if self._foot.isHidden():
            return
        if session.reading or not session.playing:
            self._careful.start()
        elif not self._fit.isActive():
            self._fit.start(FIT_MS if calibrated else EXPLAIN_MS)

    @Slot()
    def _on_asked(self) -> None:
        """Something else is selected, or the run rests: soon the reasons are others."""
        self._careful.start()

    @Slot()
    def _on_pen_used(self) -> None:
        """Nothing that takes long while a pen waits for its answer."""
        if self._fit.isActive():
            self._fit.start(CAREFUL_MS)

    @Slot()
    def _on_fit_due(self) -> None:
        self._on_careful_due()

    @Slot()
    def _on_careful_due(self) -> None:
        self._show(careful=True)
        self._explain()

    @Slot()
    def _explain(self) -> None:
        """Why the network answers as it does, wherever nothing else is asked for.

        While a stroke is left out the reasons stay those of the whole drawing: they are being looked at.
        """
        if self._window.input_panel.previews:
            return
        inspector, sample, reader = self._window.results.inspector, self._session.sample, self._plain_reader()
        shown, answer = self._session.shown, inspector.explained
        if shown is None or sample is None or reader is None or answer == -1:
            inspector.show_why(None)
        else:
            inspector.show_why(why(shown, sample, reader, answer))

    def _show(self, *, careful: bool) -> None:
        """The calibrated answer, if it is asked for."""
        sample = self._session.sample
        reader = self.reader() if sample is not None and self._foot.calibrated else None
        if sample is None or reader is None:
            self._answer.show_reading(None)
        else:
            self._answer.show_reading(reading_of(sample, reader, careful=careful))

    def _plain_reader(self) -> Reader | None:
        """The network that is shown, whatever its temperature is."""
        session = self._session
        shipped, run, dataset = session.reader.reader, session.snapshot, session.dataset
        if shipped is None or session.reading:
            return shipped
        if run is None or dataset is None or session.reader.snapshot is None:
            return None
        return changed(shipped, network=run.network(), experiment=run.experiment, dataset=dataset)

    def reader(self) -> Reader | None:
        """The network that is shown, with its temperature; None where there is none to fit."""
        session = self._session
        if session.reading:
            return session.reader.reader
        run, dataset, shipped = session.snapshot, session.dataset, session.reader.reader
        if run is None or dataset is None or shipped is None or session.reader.snapshot is None:
            return None
        return self._judge.fit(run, dataset, shipped)

    @Slot(bool)
    def _on_calibrated_requested(self, calibrated: bool) -> None:
        self._calibrated[self._session.reading] = calibrated
        self._show(careful=True)

    @Slot()
    def _on_calibration_requested(self) -> None:
        reader = self.reader()
        if reader is not None:
            name = self.tr("the Reader") if self._session.reading else self.tr("Run A")
            self._window.sheets.calibration(name, *reliabilities(reader), reader.temperature)

    @Slot(bool)
    def _on_reading_changed(self, reading: bool) -> None:
        self._other_due.stop()  # the other one is another now: at once
        self._foot.set_calibrated(self._calibrated[reading])
        self._show(careful=True)

    # ---- the other network
    @Slot(object)
    def _on_other_changed(self, snapshot: Snapshot) -> None:
        self._other = snapshot
        if not self._other_due.isActive():
            self._on_other_due()

    @Slot()
    def _on_other_due(self) -> None:
        if self._other is not None:
            self._foot.show_other(self._other_text(self._other))
            self._other = None
            self._other_due.start()

    def _other_text(self, snapshot: Snapshot) -> str:
        name = self.tr("Run A") if self._session.reading else self.tr("Reader")
        probe, dataset = snapshot.probe, self._session.dataset
        if snapshot.epoch == 0:
            said = self.tr("untrained")
        elif probe is None or dataset is None or not np.isfinite(probe.output).all():
            said = "–"
        else:
            share = numbers.percent(float(np.max(probe.output)))
            said = f"{dataset.class_names[probe.answer]} ({share})"
        return f"{name}: {said}"

    @Slot()
    def _on_other_requested(self) -> None:
        self._session.show_reader(not self._session.reading)

    # ---- teaching
    @Slot(object)
    def _on_sample_changed(self, sample: Sample | None) -> None:
        dataset = self._session.dataset
        drawn = sample is not None and sample.from_person and sample.seen is not None
        meant = None
        if sample is not None and sample.label is not None and dataset is not None:
            meant = dataset.class_names[sample.label]
        self._foot.show_drawing(drawn, meant)
        if drawn:
            self._expecting.start()

    @Slot()
    def teach(self) -> None:
        """The digit joins My digits as what it is meant to be; the Reader learns it in the background."""
        sample = self._session.sample
        if sample is None or not sample.from_person or sample.label is None:
            return
        if self._window.input_panel.previews:
            self._window.input_panel.leave_out(-1)
            sample = self._session.sample or sample
        try:
            self._session.teach(sample)
        except ValueError as sentence:
            message = Message("error", self.tr("This cannot be taught"), str(sentence))
            self._session.message_raised.emit(message)
        else:
            self._window.input_panel.yield_undo()

    @Slot(bool)
    def _on_teaching_changed(self, teaching: bool) -> None:
        self._foot.show_lessons(len(self._session.my_digits.drawings), teaching)

    @Slot()
    def _on_my_digits_changed(self) -> None:
        session = self._session
        self._foot.show_lessons(len(session.my_digits.drawings), session.reader.teaching)
