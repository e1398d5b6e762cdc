"""What is made of the shown sample beyond the outputs: calibrated answers, the other network's, reasons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.drawing import numbers
from nnviz.session.desk import Desk
from nnviz.session.hands import MyDigits
from nnviz.session.messages import Message
from nnviz.session.reader_run import ReaderRun
from nnviz.session.sentences import told
from nnviz.session.settings import Settings
from nnviz.session.shown import Shown
from nnviz.training.judge import reading_of, reliabilities
from nnviz.training.reasons import why
from nnviz.ui.canvas import InputPanel
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.widgets.labels import run_name

CAREFUL_MS = 120  # after the pen has rested, a drawing is read turned as well
OTHER_MS = 100  # how often the other network's answer is written: its length moves what stands beside it
EXPLAIN_MS = 1000  # how often a network that trains is asked why
EXPECT_MS = 1500  # after the pen has rested for so long, a lesson is got ready


class Answers(QObject):
    """The answer's foot, the calibrated answer where it is asked for, and why the network answers so.

    ``calibration_shown(name, raw, calibrated, temperature)``: how far it can be believed is asked for.
    """

    calibration_shown = Signal(str, object, object, float)
    message_raised = Signal(object)

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        reader: ReaderRun,
        my_digits: MyDigits,
        panel: InputPanel,
        results: ResultsPanel,
    ) -> None:
        super().__init__(results)
        self._desk, self._settings, self._reader, self._my_digits = desk, settings, reader, my_digits
        self._panel, self._results, self._foot, self._answer = panel, results, results.foot, results.answer
        self._calibrated = {True: True, False: False}  # while reading; while the run is shown
        self._rested = True  # whether the pen has, or there is none
        self._other_waits = True  # whether what the other network says is not written yet
        self._shown: Shown | None = None
        self._careful = self._timer(CAREFUL_MS, self._on_careful_due)
        self._explained = QTimer(self, singleShot=True, interval=EXPLAIN_MS)  # a moment ago
        self._other_due = self._timer(OTHER_MS, self._on_other_due)
        self._expecting = self._timer(EXPECT_MS, reader.expect_lesson)
        self._foot.hide()
        self._connect()

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def _connect(self) -> None:
        foot = self._foot
        self._desk.other_changed.connect(self._on_other_changed)
        self._desk.playing_changed.connect(self._on_playing_changed)
        self._reader.teaching_changed.connect(self._on_teaching_changed)
        self._my_digits.changed.connect(self._on_my_digits_changed)
        self._results.inspector.reasons.stroke_hovered.connect(self._panel.leave_out)
        foot.calibration_requested.connect(self._on_calibration_requested)
        foot.other_requested.connect(self._on_other_requested)
        foot.calibrated_requested.connect(self._on_calibrated_requested)
        foot.teach_requested.connect(self.teach)

    # ---- what is shown
    def show(self, shown: Shown, before: Shown | None) -> None:
        """Another moment, or another sample."""
        self._shown = shown
        if before is None or (shown.dataset, shown.reading) != (before.dataset, before.reading):
            self._foot.setVisible(self._desk.reader_there)
            self._foot.set_calibrated(self._calibrated[shown.reading])
            self._other_due.stop()  # the other one is another now: at once
            self._on_my_digits_changed()
            self._on_other_changed()
        if before is None or shown.can_be_calibrated != before.can_be_calibrated:
            self._foot.set_calibration(possible=shown.can_be_calibrated)
        another_sample = before is None or shown.sample is not before.sample
        if another_sample:
            self._show_drawing(shown)
            self._on_other_changed()
            self._rested = shown.sample is None or not shown.sample.strokes
            if not self._rested:
                self._careful.start()
        asked = before is None or another_sample or shown.selection != before.selection
        if asked or not self._trains(shown):
            self._explained.stop()
        if asked or shown.another_moment(before):
            self._show()

    def _trains(self, shown: Shown) -> bool:
        """Whether another network takes this one's place at once."""
        return self._desk.playing and shown.cursor is None and not shown.reading

    def settle(self) -> None:
        """Have everything of the moment shown, now."""
        for timer in (self._careful, self._explained):
            timer.stop()
        self._on_careful_due()
        self._on_other_due()

    # ---- the calibrated answer
    def _show(self) -> None:
        """The answer and, unless a pen waits for it, the reasons."""
        shown, reader = self._shown, None
        if shown is not None and shown.sample is not None and self._foot.calibrated:
            reader = shown.calibrated_reader
        if shown is None or shown.sample is None or reader is None:
            self._answer.show_reading(None)
        else:
            self._answer.show_reading(reading_of(shown.sample, reader, careful=self._rested))
        if self._foot.isHidden():
            self._results.inspector.show_why(None)  # what was said of a digit
        elif self._rested and not self._explained.isActive():
            self._explain()
            self._explained.start()

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        """The last moment is explained, too."""
        self._explained.stop()
        self._on_careful_due()

    @Slot()
    def _on_careful_due(self) -> None:
        self._rested = True
        if not self._results.isHidden():
            self._show()

    def _explain(self) -> None:
        """Why the network answers as it does, wherever nothing else is asked for.

        While a stroke is left out the reasons stay those of the whole drawing: they are being looked at.
        """
        if self._panel.previews:
            return
        inspector, shown = self._results.inspector, self._shown
        reader = None if shown is None else shown.plain_reader
        if shown is None or shown.sample is None or reader is None or not _asks_why(shown):
            inspector.show_why(None)
        else:
            answer = None if shown.selection is None else shown.selection.unit
            epoch = shown.epoch if self._trains(shown) else None
            inspector.show_why(why(shown.snapshot, shown.sample, reader, answer), epoch)

    @Slot(bool)
    def _on_calibrated_requested(self, calibrated: bool) -> None:
        self._calibrated[self._shown is not None and self._shown.reading] = calibrated
        self._show()

    @Slot()
    def _on_calibration_requested(self) -> None:
        shown = self._shown
        reader = None if shown is None else shown.calibrated_reader
        if shown is not None and reader is not None:
            name = self.tr("the Reader")
            if not shown.reading:
                run, epoch = run_name(shown.who.letter, shown.who.name), numbers.count(shown.epoch)
                name = self.tr("{run} at epoch {n}").format(run=run, n=epoch)
            self.calibration_shown.emit(name, *reliabilities(reader), reader.temperature)

    # ---- the other network
    @Slot()
    def _on_other_changed(self) -> None:
        self._other_waits = True
        if not self._other_due.isActive():
            self._on_other_due()

    @Slot()
    def _on_other_due(self) -> None:
        """Ask the other network, where anything has changed, and then leave it alone for a while."""
        if not self._other_waits or self._results.isHidden():
            return
        self._other_waits = False
        self._other_due.start()
        other = self._desk.other
        if other is not None:
            self._foot.show_other(self._other_text(other))

    def _other_text(self, other: Shown) -> str:
        name = self.tr("Reader") if other.reading else run_name(other.who.letter, other.who.name)
        probe = other.probe
        if other.untrained:
            said = self.tr("untrained")
        elif probe is None or not np.isfinite(probe.output).all():
            said = "–"
        else:
            shares, answer = other.snapshot.probabilities, probe.answer
            said = (
                numbers.plain(float(probe.output[answer]))
                if shares is None
                else numbers.percent(shares[answer])
            )
            said = f"{other.dataset.class_names[answer]} ({said})"
        return f"{name}: {said}"

    @Slot()
    def _on_other_requested(self) -> None:
        self._desk.show_reader(not self._desk.reading)

    # ---- teaching
    def _show_drawing(self, shown: Shown) -> None:
        sample, names = shown.sample, shown.dataset.class_names
        drawn = sample is not None and sample.from_person and sample.seen is not None
        labelled = sample is not None and sample.label is not None and sample.label < len(names)
        self._foot.show_drawing(drawn, names[sample.label] if labelled else None)  # type: ignore[index, union-attr]
        if drawn:
            self._expecting.start()

    @Slot()
    def teach(self) -> None:
        """The digit joins My digits as what it is meant to be; the Reader learns it in the background."""
        sample = self._desk.sample
        if sample is None or not sample.from_person or sample.label is None:
            return
        if self._panel.previews:
            self._panel.leave_out(-1)
            sample = self._desk.sample or sample
        try:
            self._settings.teach(sample)
        except ValueError as sentence:
            message = Message("error", self.tr("This cannot be taught"), told(sentence))
            self.message_raised.emit(message)
        else:
            self._panel.yield_undo()

    @Slot(bool)
    def _on_teaching_changed(self, teaching: bool) -> None:
        self._foot.show_lessons(len(self._my_digits.drawings), teaching)

    @Slot()
    def _on_my_digits_changed(self) -> None:
        self._foot.show_lessons(len(self._my_digits.drawings), self._reader.teaching)


def _asks_why(shown: Shown) -> bool:
    """Whether nothing is selected, or an output, whose reasons these are then."""
    selection, last = shown.selection, len(shown.snapshot.layers) - 1
    if selection is None:
        return True
    output = selection.kind == "neuron" and selection.layer == last
    return output and selection.unit < shown.snapshot.layers[last].units  # else of a network before this one
