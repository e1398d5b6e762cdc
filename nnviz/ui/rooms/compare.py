"""The room of comparison: runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.session.samples import sample_of
from nnviz.session.values import Sample
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.compare import ComparePanel, CompareStage, RunsPanel

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow


class CompareRoom(QObject):
    """The list of runs, their curves and networks, and where they disagree; see ``Room``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._runs, self._stage, self._panel = RunsPanel(), CompareStage(), ComparePanel()
        self._beyond: tuple[str, int] | None = None  # an epoch that the run with this letter has not reached
        self._timeline: Timeline | None = None
        self._due = QTimer(self)  # a moment comes with its history: both are shown at once
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._on_due)
        self._connect()

    def _connect(self) -> None:
        session, runs, panel = self._session, self._runs, self._panel
        runs.run_chosen.connect(session.choose_run)
        runs.new_run_requested.connect(session.new_run)
        runs.rename_requested.connect(session.rename_run)
        runs.remove_requested.connect(session.remove_run)
        runs.share_requested.connect(session.share_start)
        runs.hidden_changed.connect(self._stage.set_hidden)
        self._stage.pair_changed.connect(panel.set_pair)
        self._stage.new_run_requested.connect(session.new_run)
        self._stage.epoch_requested.connect(self._on_epoch_requested)
        panel.run_chosen.connect(session.choose_run)
        panel.experiment_requested.connect(session.change_experiment)
        panel.sample_requested.connect(self._on_sample_requested)
        panel.look_requested.connect(self._on_look_requested)
        session.runs_changed.connect(self._on_runs_changed)
        session.cursor_changed.connect(self._on_cursor_changed)

    @property
    def left(self) -> QWidget:
        return self._runs

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._panel

    @Slot(object)
    def _on_runs_changed(self, _what: object) -> None:
        self._on_due()

    @Slot()
    def _on_due(self) -> None:
        if self._window.rooms.current is self:
            self._show_runs()

    @Slot(object)
    def _on_cursor_changed(self, cursor: object) -> None:
        if cursor is not None:
            self._beyond = None
        self._on_runs_changed(cursor)

    @Slot(int)
    def _on_epoch_requested(self, epoch: int) -> None:
        """Look at an epoch; one that only other runs have reached is looked at in them."""
        run = self._session.run
        longer = run.snapshot is None or epoch > run.snapshot.epoch
        self._beyond = (run.letter, epoch) if longer else None
        self._session.look_at(epoch)
        self._show_runs()

    @property
    def _epoch(self) -> int:
        """Where the playhead stands."""
        shown, beyond = self._session.shown, self._beyond
        epoch = shown.epoch if shown is not None else 0
        if beyond is not None and beyond[0] == self._session.run.letter:
            return max(epoch, beyond[1])
        return epoch

    def _show_runs(self) -> None:
        self._due.stop()
        session, epoch = self._session, self._epoch
        runs = self._window.runs_here
        for view in (self._runs, self._stage, self._panel):
            view.show_runs(runs, session.run.letter, epoch)
        self._window.transport.show_runs(runs)

    def show_dataset(self, dataset: Dataset) -> None:
        for view in (self._runs, self._stage, self._panel):
            view.set_dataset(dataset)

    def show_experiment(self, experiment: Experiment, planned: int) -> None:
        self._show_runs()

    def show_timeline(self, timeline: Timeline, epoch: int) -> None:
        another, self._timeline = timeline is not self._timeline, timeline
        if another:
            self._show_runs()
        else:
            self._due.start()

    def show_sample(self, sample: Sample | None) -> None:
        self._stage.show_sample(sample)
        self._panel.show_sample(sample)

    def show_snapshot(self, snapshot: Snapshot, same_network: bool) -> None:
        if not same_network:
            self._due.start()

    @Slot(str, int)
    def _on_sample_requested(self, part: Literal["test", "train"], index: int) -> None:
        if self._session.dataset is not None:
            self._session.set_sample(sample_of(self._session.dataset, part, index))

    @Slot(str, int)
    def _on_look_requested(self, letter: str, epoch: int) -> None:
        self._session.choose_run(letter)
        self._session.look_at(epoch)
