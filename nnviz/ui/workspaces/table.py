"""The workspace My data: a table, its rows through the network, and which of its columns matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from nnviz.data import DATASETS
from nnviz.drawing.table.said import said_of_row
from nnviz.session.desk import Desk
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.presets import begun_on
from nnviz.training.row_answers import row_answers
from nnviz.training.samples import Sample, sample_of
from nnviz.training.typed_rows import Cell, typed_sample
from nnviz.ui.guarded import Teller, tell
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.table.panel import TablePanel
from nnviz.ui.table.results import TableResults

ANSWERS_MS = 250  # how often, while it trains, all rows are answered; more seldom where they are many
MANY_ROWS = 5_000


class TableWorkspace(QObject):
    """The table at the left, the diagram, and what is said of the rows; see ``Workspace``."""

    def __init__(self, desk: Desk, stage: NetworkStage, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._stage = desk, stage
        self._panel, self._results = TablePanel(), TableResults()
        self._shown: Shown | None = None
        self._changed: Sample | None = None  # the row that was there before one was typed
        self._due = QTimer(self, singleShot=True, interval=ANSWERS_MS)
        self._due.timeout.connect(self._on_due)
        self._panel.example_requested.connect(self._on_example)
        self._panel.row_requested.connect(self._on_row)
        self._panel.experiment_requested.connect(desk.change)
        self._panel.what_if.cells_changed.connect(self._on_cells)
        self._panel.what_if.row_wished.connect(self._on_row_wished)
        self._results.rows.row_requested.connect(self._on_test_row)
        self._results.sample_requested.connect(self._on_sample)
        self._results.selection_requested.connect(stage.diagram.select)
        stage.diagram.selection_changed.connect(self._results.show_selection)
        desk.playing_changed.connect(self._on_playing_changed)
        self._results.finish_start()

    @property
    def left(self) -> QWidget:
        return self._panel

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._results

    @property
    def panel(self) -> TablePanel:
        return self._panel

    @property
    def results(self) -> TableResults:
        return self._results

    def show_settings(self, experiment: Experiment) -> None:
        tell(self._panel.show_experiment, experiment)

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        results = self._results
        if shown.other_names(before):
            tell(self._stage.set_names, shown)
        if before is None or shown.dataset is not before.dataset:
            tell(self._panel.set_dataset, shown.dataset)
            tell(results.set_dataset, shown.dataset)
            if shown.probe is None and len(shown.dataset.test_labels):  # there is a row to look at
                self._desk.set_sample(sample_of(shown.dataset, "test", 0))
                shown = self._desk.shown or shown
        self._shown = shown
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        if before is None or shown.sample is not before.sample:
            tell(results.show_sample, shown.sample)
            tell(self._panel.show_sample, shown.sample)
        tell(self._stage.show_about, shown, before)
        if shown.another_moment(before):
            tell(self._stage.show_network, shown)
            tell(results.show_snapshot, shown.snapshot)
            tell(
                self._panel.show_answer,
                told(said_of_row(shown.snapshot, shown.dataset, shown.sample)),
            )
        if shown.another_network(before):
            tell(self._ask_for_answers)

    # ---- what takes longer
    def _ask_for_answers(self) -> None:
        """At once where nothing moves, else now and then."""
        if not self._desk.playing:
            self._due.stop()
            self._on_due()
        elif not self._due.isActive():
            rows = 0 if self._shown is None else len(self._shown.dataset.test_labels)
            self._due.start(ANSWERS_MS * max(1, rows // MANY_ROWS))

    @Slot()
    def _on_due(self) -> None:
        shown = self._shown
        if shown is not None:
            told_of = shown.snapshot.ends.learns_labels and shown.dataset.labelled
            answers = row_answers(shown.derived) if told_of and shown.snapshot.computable else None
            self._results.show_answers(answers, shown)
            at_rest = answers is not None and not self._desk.playing
            self._results.shuffled.show_moment(shown if at_rest else None, playing=self._desk.playing)

    def settle(self) -> None:
        self._due.stop()
        self._on_due()
        self._results.settle()

    # ---- what the person does
    @Slot(str)
    def _on_example(self, name: str) -> None:
        text = self.tr("“{table}”").format(table=told(DATASETS[name].label))
        self._desk.begin(begun_on("table", name), text)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        """A row of the file, in whichever part it is."""
        if self._shown is None:
            return
        dataset = self._shown.dataset
        for part, places in (("test", dataset.test_indices), ("train", dataset.train_indices)):
            found = np.flatnonzero(places == row)
            if found.size:
                self._on_sample(part, int(found[0]))
                return

    @Slot(object)
    def _on_cells(self, cells: Sequence[Cell]) -> None:
        """A row that was typed, or changed from one that is there."""
        if self._shown is not None:
            sample = self._shown.sample
            if sample is not None and sample.index is not None:
                self._changed = sample
            self._desk.set_sample(typed_sample(self._shown.dataset, cells))

    @Slot()
    def _on_row_wished(self) -> None:
        """The row again that was changed."""
        if self._shown is None:
            return
        before, dataset = self._changed, self._shown.dataset
        part, index = "test", 0
        if before is not None and before.dataset is dataset and before.index is not None:
            part, index = before.source, before.index
        self._on_sample(part, index)

    @Slot(int)
    def _on_test_row(self, index: int) -> None:
        self._on_sample("test", index)

    @Slot(str, int)
    def _on_sample(self, part: str, index: int) -> None:
        if self._shown is not None:
            self._desk.set_sample(
                sample_of(self._shown.dataset, "train" if part == "train" else "test", index)
            )

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        """At rest more can be said."""
        if not playing and self._shown is not None and self._shown is self._desk.shown:
            self._on_due()

    def shut_down(self) -> None:
        self._due.stop()
        self._results.shut_down()
