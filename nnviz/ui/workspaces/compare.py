"""The workspace of comparison: runs side by side."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.session.desk import Desk
from nnviz.session.runs import Runs
from nnviz.session.shown import Shown
from nnviz.session.signals import Signals
from nnviz.training.derived import Moments
from nnviz.training.experiment import Experiment
from nnviz.training.samples import Sample, fitted
from nnviz.ui.compare import ComparePanel, CompareRooms, CompareStage, RunsPanel
from nnviz.ui.compare.runs import runs_at
from nnviz.ui.guarded import Teller


class Compare(QObject):
    """The list of runs, their curves and networks, and where they disagree; see ``Workspace``.

    ``lanes_changed(runs)``: those whose lanes stand in the timeline.
    """

    lanes_changed = Signal(object)
    sample_requested = Signal(str, int)

    def __init__(self, desk: Desk, runs: Runs, signals: Signals, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._session_runs = desk, runs
        self._runs, self._stage, self._panel = RunsPanel(), CompareStage(), ComparePanel()
        self._rooms = CompareRooms(self._stage)
        self._views = self._runs, self._rooms, self._panel
        self._moments = Moments()
        self._sample: Sample | None = None
        self._beyond: tuple[str, int] | None = None  # an epoch that the run with this letter has not reached
        self._runs.run_chosen.connect(runs.choose)
        self._runs.new_run_requested.connect(self._on_new_run)
        self._runs.rename_requested.connect(runs.rename)
        self._runs.remove_requested.connect(runs.remove)
        self._runs.share_requested.connect(runs.share_start)
        self._runs.hidden_changed.connect(self._rooms.set_hidden)
        self._stage.pair_changed.connect(self._panel.set_pair)
        self._stage.new_run_requested.connect(self._on_new_run)
        self._stage.epoch_requested.connect(self._on_epoch_requested)
        self._panel.run_chosen.connect(runs.choose)
        self._panel.experiment_requested.connect(desk.change)
        self._panel.sample_requested.connect(self._on_sample_requested)
        self._panel.look_requested.connect(self._on_look_requested)
        signals.runs_changed.connect(self._on_runs_changed)

    @property
    def left(self) -> QWidget:
        return self._runs

    @property
    def stage(self) -> QWidget:
        return self._rooms

    @property
    def right(self) -> QWidget:
        return self._panel

    @Slot(str, str)
    def show_pair(self, left: str, right: str) -> None:
        """Lay these two runs side by side."""
        self._stage.set_pair(left, right)

    @Slot()
    def _on_new_run(self) -> None:
        self._session_runs.new()

    @Slot(object)
    def _on_runs_changed(self, _runs: object) -> None:
        if not self._rooms.isHidden():
            self._show_runs()

    @Slot(int)
    def _on_epoch_requested(self, epoch: int) -> None:
        """Look at an epoch; one that only other runs have reached is looked at in them."""
        run = self._desk.run
        longer = run.snapshot is None or epoch > run.snapshot.epoch
        self._beyond = (run.letter, epoch) if longer else None
        self._desk.look_at(epoch)
        self._show_runs()

    @property
    def _epoch(self) -> int:
        """Where the playhead stands."""
        shown, beyond = self._shown, self._beyond
        epoch = shown.epoch if shown is not None else 0
        if beyond is not None and beyond[0] == self._desk.run.letter:
            return max(epoch, beyond[1])
        return epoch

    @property
    def _shown(self) -> Shown | None:
        """The moment of the run that is looked at, also while the Reader is shown elsewhere."""
        shown = self._desk.shown
        return self._desk.other if shown is not None and shown.reading else shown

    def _show_runs(self) -> None:
        self._tell_runs(Teller())

    def _tell_runs(self, tell: Teller) -> None:
        runs = self._session_runs.of(self._desk.run.experiment.home)
        at = runs_at(runs, self._epoch, self._moments, self._sample, self._shown)
        for view in self._views:
            tell(view.show_runs, at, self._desk.run.letter)
        self.lanes_changed.emit(runs)

    def show_settings(self, experiment: Experiment) -> None:
        self._show_runs()

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        if shown.cursor is not None and (before is None or shown.cursor != before.cursor):
            self._beyond = None
        another = before is None or shown.sample is not before.sample
        if another:
            self._sample = shown.sample
        if another or shown.another_network(before) or shown.another_history(before):
            self._tell_runs(tell)

    @Slot(object)
    def _on_sample_requested(self, sample: Sample) -> None:
        """A sample was picked; one that the run which is looked at does not know is looked at here alone."""
        dataset = self._desk.dataset
        here = None if dataset is None else fitted(sample, dataset)
        if here is not None and here.index is not None:
            self.sample_requested.emit(here.source, here.index)
        else:
            self._sample = sample
            self._show_runs()

    def settle(self) -> None:
        for view in self._views:
            view.settle()

    def shut_down(self) -> None:
        self._rooms.shut_down()

    @Slot(str, int)
    def _on_look_requested(self, letter: str, epoch: int) -> None:
        self._session_runs.choose(letter)
        self._desk.look_at(epoch)
