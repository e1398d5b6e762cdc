"""What the Session says, shown in the views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from nnviz.data import Dataset
from nnviz.session.samples import sample_of, test_answers
from nnviz.session.values import Message, Sample
from nnviz.training.snapshot import Snapshot

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

PEN_DIAGRAM_MS = 40  # while a pen draws the answer comes first, the diagram follows after this pause
ANSWERS_INTERVAL_MS = 250  # how often the wrong test images are counted while it trains


class Facts(QObject):
    """Slots for the Session's ``..._changed`` signals; the other direction is ``Wishes``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._shown: Snapshot | None = None
        self._answers_timer = self._timer(ANSWERS_INTERVAL_MS)
        self._answers_timer.timeout.connect(self._on_answers_due)
        self._diagram_timer = self._timer(PEN_DIAGRAM_MS)
        self._diagram_timer.timeout.connect(self._on_diagram_due)
        self._connect()

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        return timer

    def _connect(self) -> None:
        session, window = self._session, self._window
        session.experiment_changed.connect(self._on_experiment_changed)
        session.dataset_changed.connect(self._on_dataset_changed)
        session.snapshot_changed.connect(self._on_snapshot_changed)
        session.timeline_changed.connect(self._on_timeline_changed)
        session.run_started.connect(self._on_timeline_changed)
        session.ghosts_changed.connect(window.results.set_ghosts)
        session.playing_changed.connect(self._on_playing_changed)
        session.speed_changed.connect(window.transport.set_speed)
        session.sample_changed.connect(self._on_sample_changed)
        session.reading_changed.connect(self._on_reading_changed)
        session.undo_changed.connect(window.header.set_undo)
        session.message_raised.connect(self._on_message)

    def show_settings(self) -> None:
        """The present Experiment, wherever it is shown."""
        experiment, window = self._session.experiment, self._window
        window.recipe.show_experiment(experiment)
        window.transport.set_seed(experiment.seed)
        self._show_planned()
        window.sheets.show_experiment(experiment)

    def _show_planned(self) -> None:
        """How many epochs the run that is shown is to have, or had."""
        session, window = self._session, self._window
        shown = session.shown
        planned = shown.epoch if session.reading and shown is not None else session.experiment.epochs
        window.transport.set_planned_epochs(planned)
        window.results.set_planned_epochs(planned)

    @Slot(bool)
    def _on_reading_changed(self, reading: bool) -> None:
        self._show_planned()
        self._window.header.set_run(reading)

    @Slot(object)
    def _on_experiment_changed(self, experiment: object) -> None:
        self.show_settings()

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        window = self._window
        window.diagram.set_dataset_shape(dataset.feature_shape, dataset.class_names)
        window.input_panel.set_dataset(dataset)
        window.results.set_dataset(dataset)
        strokes, ink = window.input_panel.drawing
        source = window.input_panel.source
        if strokes and source == "draw":
            window.wishes.on_drawing(strokes, ink)
        elif self._session.sample is None and source != "picture":
            self._session.set_sample(sample_of(dataset, "test", 0))

    @Slot(object)
    def _on_snapshot_changed(self, snapshot: Snapshot) -> None:
        window, session = self._window, self._session
        same_network = self._shown is not None and snapshot.parameters is self._shown.parameters
        self._shown = snapshot
        window.results.show_snapshot(snapshot)
        if same_network:
            if not self._diagram_timer.isActive():
                self._diagram_timer.start()
            return
        self._on_diagram_due()
        window.results.show_timeline(session.shown_timeline, snapshot.epoch)
        window.transport.show_timeline(session.shown_timeline, snapshot)
        if not self._answers_timer.isActive():
            self._answers_timer.start()

    @Slot()
    def _on_diagram_due(self) -> None:
        self._diagram_timer.stop()
        self._window.diagram.show_snapshot(self._shown)
        self._window.message_bar.raise_()  # another network's headers are made anew, on top

    @Slot(object)
    def _on_timeline_changed(self, timeline: object) -> None:
        window, shown = self._window, self._session.shown
        history = self._session.shown_timeline
        window.diagram.set_timeline(history)
        window.results.show_timeline(history, shown.epoch if shown else 0)
        window.transport.show_timeline(history, shown)

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        self._window.transport.set_playing(playing)
        self._window.diagram.set_playing(playing)

    @Slot(object)
    def _on_sample_changed(self, sample: Sample | None) -> None:
        self._window.input_panel.show_sample(sample)
        self._window.results.show_sample(sample)

    @Slot(object)
    def _on_message(self, message: Message | None) -> None:
        bar = self._window.message_bar
        if message is None:
            bar.hide()
        else:
            bar.show_message(message.kind, message.title, message.text, message.action, message.action_id)

    @Slot()
    def _on_answers_due(self) -> None:
        session = self._session
        if session.shown is None or session.dataset is None:
            return
        if session.reading:
            answers = session.reader.answers(session.dataset)
        else:
            answers = test_answers(session.shown, session.dataset)
        self._window.input_panel.show_answers(answers)
