"""The Digits room: draw, and watch the network read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.session.samples import sample_of, takes_ink, test_answers
from nnviz.session.values import Sample
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

PEN_DIAGRAM_MS = 60  # while a pen draws the answer comes first, the diagram follows after this pause
ANSWERS_INTERVAL_MS = 250  # how often the wrong test images are counted while it trains


class DigitsRoom(QObject):
    """Canvas and images, the diagram, and the answer with its curves; see ``Room``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._shown: Snapshot | None = None
        self._answers_timer = self._timer(ANSWERS_INTERVAL_MS)
        self._answers_timer.timeout.connect(self._on_answers_due)
        self._diagram_timer = self._timer(PEN_DIAGRAM_MS)
        self._diagram_timer.timeout.connect(self._on_diagram_due)

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        return timer

    @property
    def left(self) -> QWidget:
        return self._window.input_panel

    @property
    def stage(self) -> QWidget:
        return self._window.network_stage

    @property
    def right(self) -> QWidget:
        return self._window.results

    def show_dataset(self, dataset: Dataset) -> None:
        """A drawing that is there is read anew; without one the first test image is shown."""
        window = self._window
        window.diagram.set_maps(None)
        window.diagram.set_point(None)
        window.diagram.set_dataset_shape(dataset.feature_shape, dataset.class_names)
        window.input_panel.set_dataset(dataset)
        window.results.set_dataset(dataset)
        strokes, ink = window.input_panel.drawing
        source = window.input_panel.source
        if strokes and source == "draw" and takes_ink(dataset):
            window.wishes.on_drawing(strokes, ink, window.input_panel.drawing_label)
        elif self._session.sample is None and (source != "picture" or not takes_ink(dataset)):
            self._session.set_sample(sample_of(dataset, "test", 0))

    def show_experiment(self, experiment: Experiment, planned: int) -> None:
        self._window.results.set_planned_epochs(planned)

    def show_timeline(self, timeline: Timeline, epoch: int) -> None:
        self._window.results.show_timeline(timeline, epoch)

    def show_sample(self, sample: Sample | None) -> None:
        self._window.input_panel.show_sample(sample)
        self._window.results.show_sample(sample)

    def show_snapshot(self, snapshot: Snapshot, same_network: bool) -> None:
        self._shown = snapshot
        self._window.results.show_snapshot(snapshot)
        if same_network:
            if not self._diagram_timer.isActive():
                self._diagram_timer.start()
            return
        self._on_diagram_due()
        if not self._answers_timer.isActive():
            self._answers_timer.start()

    @Slot()
    def _on_diagram_due(self) -> None:
        self._diagram_timer.stop()
        if self._window.rooms.current is self:
            self._window.diagram.show_snapshot(self._shown)

    @Slot()
    def _on_answers_due(self) -> None:
        session = self._session
        if session.shown is None or session.dataset is None or self._window.rooms.current is not self:
            return
        if session.reading:
            answers = session.reader.answers(session.dataset)
        else:
            answers = test_answers(session.shown, session.dataset)
        self._window.input_panel.show_answers(answers)
