"""What the Session says, shown in the bars of the window and in the room that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from nnviz.data import Dataset
from nnviz.session.film import Film
from nnviz.session.values import Message, Sample
from nnviz.training.presets import workspace_of
from nnviz.training.snapshot import Snapshot

if TYPE_CHECKING:
    from nnviz.training.micro import Micro
    from nnviz.ui.main_window import MainWindow


class Facts(QObject):
    """Slots for the Session's ``..._changed`` signals; the other direction is ``Wishes``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session, self._rooms = window, window.session, window.rooms
        self._film: Film | None = None
        self._waiting: Message | None = None
        self._connect()

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
        session.cursor_changed.connect(self._on_cursor_changed)
        session.recomputing_changed.connect(window.transport.show_recomputing)
        session.recomputing_changed.connect(window.message_row.show_recomputing)
        session.micro_changed.connect(self._on_micro_changed)
        session.findings_changed.connect(window.diagram.set_findings)
        session.runs_changed.connect(self._on_runs_changed)
        self._rooms.opened.connect(self._on_room_opened)
        session.step_unit_changed.connect(self._on_step_unit_changed)
        session.sample_changed.connect(self._on_sample_changed)
        session.reading_changed.connect(self._on_reading_changed)
        session.undo_changed.connect(window.header.set_undo)
        session.message_raised.connect(self._on_message)
        window.message_row.closed.connect(self._on_message_closed)

    def show_settings(self) -> None:
        """The present Experiment, wherever it is shown, in the room that it belongs to."""
        experiment, window = self._session.experiment, self._window
        window.recipe.show_experiment(experiment)
        window.transport.set_seed(experiment.seed)
        window.sheets.show_experiment(experiment)
        self._rooms.choose()
        self._show_planned()

    def _show_planned(self) -> None:
        self._window.transport.set_planned_epochs(self._rooms.planned)
        self._rooms.tell_experiment()

    @Slot(bool)
    def _on_reading_changed(self, reading: bool) -> None:
        self._show_planned()
        self._window.transport.set_film(None if reading else self._film)
        self._show_runs()

    @Slot(object)
    def _on_experiment_changed(self, experiment: object) -> None:
        self.show_settings()

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        self._rooms.tell_dataset()
        transport = self._window.transport
        transport.set_dataset(dataset)
        before, self._film = self._film, Film(dataset, self)
        transport.set_film(None if self._session.reading else self._film)
        if before is not None:
            before.deleteLater()

    @Slot(object)
    def _on_cursor_changed(self, cursor: int | None) -> None:
        self._window.transport.show_cursor(cursor)
        self._window.header.runs.set_cursor(cursor)
        self._show_looking_back()

    def _show_looking_back(self) -> None:
        session = self._session
        newest = session.snapshot.epoch if session.snapshot is not None else 0
        self._window.message_row.show_moment(session.cursor, newest)

    @Slot(object)
    def _on_micro_changed(self, micro: Micro | None) -> None:
        self._window.transport.show_micro(micro)

    @Slot(object)
    def _on_runs_changed(self, runs: object) -> None:
        self._show_runs()

    def _show_runs(self) -> None:
        session, menu = self._session, self._window.header.runs
        menu.show_runs(self._window.runs_here, session.run.letter, comparing=self._rooms.comparing)
        menu.set_reader(session.reader.snapshot is not None, session.reading)

    @Slot(str)
    def _on_room_opened(self, name: str) -> None:
        self._window.header.set_workspace(workspace_of(self._session.experiment.data))
        self._window.header.set_comparing(self._rooms.comparing)
        self._show_runs()

    @Slot(str)
    def _on_step_unit_changed(self, unit: str) -> None:
        self._window.transport.set_step_unit(unit)
        self._rooms.choose()

    @Slot(object)
    def _on_snapshot_changed(self, snapshot: Snapshot) -> None:
        if self._rooms.tell_snapshot(snapshot):
            self._show_timeline()

    @Slot(object)
    def _on_timeline_changed(self, timeline: object) -> None:
        self._show_timeline()

    def _show_timeline(self) -> None:
        window, session = self._window, self._session
        window.diagram.set_timeline(session.shown_timeline)
        self._rooms.tell_timeline()
        window.transport.show_timeline(session.shown_timeline, session.shown)
        if session.cursor is not None:
            self._show_looking_back()

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        self._window.transport.set_playing(playing)
        self._window.diagram.set_playing(playing)

    @Slot(object)
    def _on_sample_changed(self, sample: Sample | None) -> None:
        self._rooms.tell_sample()

    @Slot(object)
    def _on_message(self, message: Message | None) -> None:
        row = self._window.message_row
        if message is None:
            self._waiting = None
            row.clear()
        elif message.by_itself and row.tells_trouble:
            self._waiting = message
        else:
            row.show_message(message.kind, message.title, message.text, message.action, message.action_id)

    @Slot()
    def _on_message_closed(self) -> None:
        message, self._waiting = self._waiting, None
        if message is not None:
            self._on_message(message)
