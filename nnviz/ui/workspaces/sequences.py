"""The workspace Sequences: a network that reads step by step, unrolled in time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.drawing.selection import Selection
from nnviz.drawing.sequences.content import Content, blame_row, usual_unit
from nnviz.session.desk import Desk
from nnviz.session.runs import Runs
from nnviz.session.shown import Shown
from nnviz.session.signals import Signals
from nnviz.training.experiment import Experiment
from nnviz.training.samples import Sample, sample_of
from nnviz.training.through_time import Blames, Unrolled
from nnviz.ui.guarded import Teller, tell
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.sequences.moment import answered_of, content_at, difference, reads_of
from nnviz.ui.sequences.panel import SequencePanel
from nnviz.ui.sequences.results import SequenceResults
from nnviz.ui.sequences.second import Second
from nnviz.ui.sequences.time_stage import TimeStage
from nnviz.ui.theme import Theme

ANSWERS_MS = 250  # how often, while it trains, the test sequences are answered and blame is worked out


class Sequences(QObject):
    """The sequence at the left, the unrolled network, and a unit at a step; see ``Workspace``."""

    def __init__(self, desk: Desk, runs: Runs, signals: Signals, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panel, self._time, self._results = SequencePanel(), TimeStage(), SequenceResults()
        self.recipe = RecipeBar(desk.experiment)
        self._stage = _SentenceAndTime(self.recipe, self._time)
        self._blames = Blames()
        self._second = Second(desk, runs, self._panel.second, self._blames, self)
        self._shown: Shown | None = None
        self._content: Content | None = None
        self._index = 0  # of the test sequence that was shown last
        self._base: Unrolled | None = None  # what was read before something was written
        self._due = QTimer(self, singleShot=True, interval=ANSWERS_MS)
        self._due.timeout.connect(self._on_due)
        self._panel.written.connect(self._on_written)
        self._panel.samples_requested.connect(self._on_samples)
        self._panel.sample_requested.connect(self._on_sample)
        self._panel.step_requested.connect(self._on_step)
        self._panel.experiment_requested.connect(desk.change)
        self._time.chosen.connect(self._on_chosen)
        self._results.sample_requested.connect(self._on_sample_of)
        signals.runs_changed.connect(self._on_runs_changed)
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
    def panel(self) -> SequencePanel:
        return self._panel

    @property
    def time_stage(self) -> TimeStage:
        return self._time

    @property
    def results(self) -> SequenceResults:
        return self._results

    def show_settings(self, experiment: Experiment) -> None:
        tell(self.recipe.show_experiment, experiment)
        tell(self._panel.show_experiment, experiment)

    # ---- what there is to show
    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        results = self._results
        if before is None or shown.dataset is not before.dataset:
            tell(self._panel.set_dataset, shown.dataset)
            tell(results.set_dataset, shown.dataset)
            self._base = None
            if shown.probe is None:  # there is always something to read
                self._index = min(self._index, len(shown.dataset.test_labels) - 1)
                self._desk.set_sample(sample_of(shown.dataset, "test", self._index))
                shown = self._desk.shown or shown
        self._shown = shown
        tell(self.recipe.show_rate, shown.rate)
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        if before is None or shown.sample is not before.sample:
            tell(self._show_sample, shown.sample)
        if shown.another_moment(before):
            tell(results.show_snapshot, shown.snapshot)
            tell(self._show_moment, shown)
        if shown.another_network(before):
            tell(self._ask_for_answers, shown)
        if shown.another_moment(before) or before is None or shown.selection != before.selection:
            tell(self._show_chosen)

    def _show_sample(self, sample: Sample | None) -> None:
        self._results.show_sample(sample)
        if sample is not None and sample.source == "test" and sample.index is not None:
            self._index = sample.index
            self._panel.list.show_sample(sample.index)
        else:
            self._panel.list.show_sample(-1)

    def _show_moment(self, shown: Shown) -> None:
        blame = None if self._content is None else self._content.blame
        content = content_at(shown)
        if content is not None and blame is not None and blame.steps == content.steps:
            content = replace(content, blame=blame)  # of a moment ago: it comes anew in a moment
        self._content = content
        self._second.show(shown, content)

    def _show_chosen(self) -> None:
        content, (unit, step) = self._content, self.chosen
        shown = self._shown
        self._time.show_content(content, unit, step)
        untrained = shown is not None and shown.untrained
        self._results.show_content(content, unit, step, untrained=untrained)
        own = shown is not None and shown.sample is not None and shown.sample.source == "written"
        reads = reads_of(shown) if content is None else content.reads
        differs = difference(content, self._base) if own else None
        self._panel.show_reads(reads, step, own, differs)

    @property
    def chosen(self) -> tuple[int, int]:
        """The unit and the step that are looked at: those selected, else the usual ones."""
        content, shown = self._content, self._shown
        if content is None or shown is None:
            return 0, 0
        selection = shown.selection
        cell = selection is not None and selection.kind == "neuron" and selection.cell
        if cell and selection.unit < content.units and selection.column < content.steps:  # type: ignore[union-attr]
            return selection.unit, selection.column  # type: ignore[union-attr]
        keys = [step for step in range(content.steps) if content.reads.is_key(step)]
        return usual_unit(content.conveyor), keys[-1] if keys else max(0, content.reads.length - 1)

    # ---- what takes longer
    def _ask_for_answers(self, shown: Shown) -> None:
        """At once where nothing moves, else now and then."""
        if not self._desk.playing:
            self._due.stop()
            self._on_due()
        elif not self._due.isActive():
            self._due.start()

    @Slot()
    def _on_due(self) -> None:
        shown, content = self._shown, self._content
        if shown is None:
            return
        self._panel.show_answered(answered_of(shown))
        if content is None:
            return
        own = self._blames.of(shown.derived, content.layer.place)
        row = blame_row(own, content.layer.scheme.label, self._second.blame(shown, content))
        self._content = replace(content, blame=row)
        self._time.show_blame(row)

    @Slot(object)
    def _on_runs_changed(self, _runs: object) -> None:
        if self._shown is not None and not self._stage.isHidden() and self._shown is self._desk.shown:
            self._second.show(self._shown, self._content)
            self._on_due()

    def settle(self) -> None:
        self._due.stop()
        self._on_due()
        self._results.settle()

    # ---- what the person does
    @Slot(int, int)
    def _on_chosen(self, unit: int, step: int) -> None:
        shown, content = self._shown, self._content
        if shown is None or content is None:
            return
        layer = shown.network.weighted.index(content.layer.place)
        self._desk.select(Selection("neuron", layer, unit, row=0, column=step))

    @Slot(int)
    def _on_step(self, step: int) -> None:
        self._on_chosen(self.chosen[0], step)

    @Slot(object)
    def _on_written(self, values: NDArray[Any]) -> None:
        """A sequence of one's own; what was read before is what it is held against."""
        shown, content = self._shown, self._content
        if shown is None:
            return
        if content is not None and (shown.sample is None or shown.sample.source != "written"):
            self._base = content.layer
        features = np.asarray(values, dtype=np.float32).ravel()
        sample = Sample(features, None, "written", seen=features, dataset=shown.dataset)
        self._desk.set_sample(sample)

    @Slot()
    def _on_samples(self) -> None:
        self._on_sample(self._index)

    @Slot(int)
    def _on_sample(self, index: int) -> None:
        self._on_sample_of("test", index)

    @Slot(str, int)
    def _on_sample_of(self, part: str, index: int) -> None:
        if self._shown is not None:
            self._desk.set_sample(
                sample_of(self._shown.dataset, "train" if part == "train" else "test", index)
            )

    def shut_down(self) -> None:
        self._due.stop()


class _SentenceAndTime(QWidget):
    """The settings over the stage; in front of a class, where they have a drawer, the stage alone."""

    def __init__(self, recipe: RecipeBar, time: TimeStage) -> None:
        super().__init__()
        self._recipe = recipe
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(recipe)
        column.addWidget(time, 1)

    def set_theme(self, theme: Theme) -> None:
        self._recipe.setVisible(not theme.projector)
