"""The room of comparison: runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Slot
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
        self._stage.epoch_requested.connect(session.look_at)
        panel.run_chosen.connect(session.choose_run)
        panel.experiment_requested.connect(session.change_experiment)
        panel.sample_requested.connect(self._on_sample_requested)
        panel.look_requested.connect(self._on_look_requested)
        session.runs_changed.connect(self._on_runs_changed)
        session.cursor_changed.connect(self._on_runs_changed)

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
        if self._window.rooms.current is self:
            self._show_runs()

    def _show_runs(self) -> None:
        session = self._session
        epoch = session.shown.epoch if session.shown is not None else 0
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
        self._show_runs()

    def show_sample(self, sample: Sample | None) -> None:
        self._stage.show_sample(sample)
        self._panel.show_sample(sample)

    def show_snapshot(self, snapshot: Snapshot, same_network: bool) -> None:
        if not same_network:
            self._show_runs()

    @Slot(str, int)
    def _on_sample_requested(self, part: Literal["test", "train"], index: int) -> None:
        if self._session.dataset is not None:
            self._session.set_sample(sample_of(self._session.dataset, part, index))

    @Slot(str, int)
    def _on_look_requested(self, letter: str, epoch: int) -> None:
        self._session.choose_run(letter)
        self._session.look_at(epoch)
