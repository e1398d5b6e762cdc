"""The workspace Sequences: a network that reads step by step, unrolled in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnviz.drawing.sequences.reads import Reads, typed
from nnviz.drawing.sequences.sides import side_of
from nnviz.engine.layers import LayerSpec
from nnviz.session.desk import Desk
from nnviz.session.runs import Runs
from nnviz.session.shown import Shown
from nnviz.session.signals import Signals
from nnviz.training.continuing import SequenceReader, continued
from nnviz.training.experiment import Experiment
from nnviz.training.samples import Sample, begun_with, sample_of, telling, written_sample
from nnviz.training.through_time import Blames
from nnviz.ui.guarded import Teller, tell
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.sequences.moment import (
    answered_of,
    asked_at,
    given_reads,
    reads_of,
    written_on,
)
from nnviz.ui.sequences.panel import SequencePanel
from nnviz.ui.sequences.results import SequenceResults
from nnviz.ui.sequences.second import Second
from nnviz.ui.sequences.views import VIEWS, Parts, StageView
from nnviz.ui.theme import Theme, apply_theme

ANSWERS_MS = 250  # how often, while it trains, the test sequences are answered and blame is worked out


class Sequences(QObject):
    """The sequence at the left, the unrolled network, and a unit at a step; see ``Workspace``.

    ``stage_changed(QWidget)``: the network is seen from another side, on that ``stage``.
    """

    stage_changed = Signal(object)

    def __init__(
        self, desk: Desk, runs: Runs, signals: Signals, network: NetworkStage, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panel, self._results = SequencePanel(), SequenceResults()
        self.recipe = RecipeBar(desk.experiment)
        self._stage = _SentenceAndStage(self.recipe)
        self._blames = Blames()
        self._second = Second(desk, runs, self._panel.second, self._blames, self)
        self._network = network
        self._parts = Parts(self._second, self._blames, network, desk.look_from)
        self._views: dict[str, StageView] = {}  # those that have been needed
        self._view = self._view_for(desk.experiment.layers)
        self._shown: Shown | None = None
        self._drawn = 0  # how often symbols have been drawn
        self._index = 0  # of the test sequence that was shown last
        self._due = QTimer(self, singleShot=True, interval=ANSWERS_MS)
        self._due.timeout.connect(self._on_due)
        self._panel.written.connect(self._on_written)
        self._panel.going_on.requested.connect(self._on_going_on)
        self._panel.samples_requested.connect(self._on_samples)
        self._panel.sample_requested.connect(self._on_sample)
        self._panel.step_requested.connect(self._on_step)
        self._panel.experiment_requested.connect(desk.change)
        self._results.sample_requested.connect(self._on_sample_of)
        self._results.selection_requested.connect(desk.select)
        signals.runs_changed.connect(self._on_runs_changed)
        self._results.finish_start()

    def _view_for(self, layers: Sequence[LayerSpec]) -> StageView:
        """The stage of such a network, and its card, in their places."""
        side = side_of(layers, as_diagram=self._desk.as_diagram).name
        if side not in self._views:
            made = self._views[side] = VIEWS[side](self._parts, self)
            made.selection_requested.connect(self._desk.select)
        view = self._views[side]
        if view.stage is not self._network:
            self._stage.show_stage(view.stage)
        self._panel.show_notes(view.notes)
        return view

    def _come_to(self, view: StageView) -> None:
        """The network is seen from another side; who went there by key goes on by key."""
        before, self._view = self.stage, view
        if self.stage is before:
            return
        left, come = (self.recipe, self._network.recipe)[:: 1 if before is self._stage else -1]
        by_key = left.side is not None and left.side.focusWidget() is not None
        self.stage_changed.emit(self.stage)
        if by_key and come.side is not None:
            come.side.setFocus()

    @property
    def left(self) -> QWidget:
        return self._panel

    @property
    def stage(self) -> QWidget:
        return self._network if self._view.stage is self._network else self._stage

    @property
    def right(self) -> QWidget:
        return self._results

    @property
    def panel(self) -> SequencePanel:
        return self._panel

    @property
    def view(self) -> StageView:
        """The stage that is shown, with its card."""
        return self._view

    @property
    def results(self) -> SequenceResults:
        return self._results

    def show_settings(self, experiment: Experiment) -> None:
        tell(self.recipe.show_source, self._desk.run.source)
        tell(self.recipe.show_experiment, experiment)
        tell(self._panel.show_experiment, experiment)

    # ---- what there is to show
    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        results = self._results
        if before is None or shown.dataset is not before.dataset:
            tell(self._panel.set_dataset, shown.dataset)
            tell(results.set_dataset, shown.dataset)
            if shown.probe is None:  # there is always something to read
                self._index = telling(shown.dataset)
                self._desk.set_sample(begun_with(shown.dataset))
                shown = self._desk.shown or shown
        self._shown = shown
        tell(self.recipe.show_rate, shown.rate)
        tell(self.recipe.show_side, shown.as_diagram)
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        if before is None or shown.sample is not before.sample:
            tell(self._show_sample, shown.sample)
        view = self._view_for(shown.snapshot.experiment.layers)
        last = before if view is self._view else None
        self._come_to(view)
        if shown.another_moment(before):
            tell(results.show_snapshot, shown.snapshot)
        tell(self._view.show, shown, last)
        chosen = last is None or (shown.selection, shown.looking) != (last.selection, last.looking)
        if chosen or shown.another_moment(last):
            tell(self._show_chosen, shown)
        if chosen:
            tell(results.show_selection, shown.selection)
        if shown.another_network(last):
            tell(self._ask_for_answers, shown)

    def _show_sample(self, sample: Sample | None) -> None:
        self._results.show_sample(sample)
        if sample is not None and sample.source == "test" and sample.index is not None:
            self._index = sample.index
            self._panel.list.show_sample(sample.index)
        else:
            self._panel.list.show_sample(-1)

    def _show_chosen(self, shown: Shown) -> None:
        """What the network says, and the sequence with the step that is looked at."""
        view, reads, followed = self._view, reads_of(shown), shown.probe
        asked = None if followed is None else asked_at(shown, followed)
        self._results.show_asked(asked, reads, view.step, untrained=shown.untrained)
        self._results.show_card(view.card)
        own = shown.sample is not None and shown.sample.source == "written"
        if own and reads is not None:
            reads = given_reads(reads, shown.dataset)
        step = view.step if reads is None else min(view.step, reads.steps - 1)
        self._panel.show_reads(reads, step, own, view.differs() if own else None)

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
        shown = self._shown
        if shown is None:
            return
        self._panel.show_answered(answered_of(shown))
        reads = reads_of(shown)
        if reads is not None and shown.sample is not None and shown.sample.source == "written":
            self._read_anew(shown, reads)
        self._view.show_late(self._shown or shown)

    def _read_anew(self, shown: Shown, reads: Reads) -> None:
        """Another network may answer otherwise what it reads of its own answers."""
        values = written_on(shown, reads.values)
        if not np.array_equal(values, reads.values):
            self._read(shown, values)

    @Slot(object)
    def _on_runs_changed(self, _runs: object) -> None:
        if self._shown is not None and not self._stage.isHidden() and self._shown is self._desk.shown:
            self._view.show_late(self._shown)

    def settle(self) -> None:
        self._due.stop()
        self._on_due()
        self._results.settle()

    # ---- what the person does
    @Slot(int)
    def _on_step(self, step: int) -> None:
        self._view.choose_step(step)

    @Slot(object)
    def _on_written(self, values: NDArray[Any]) -> None:
        """A sequence of one's own; what was read before is what it is held against."""
        shown = self._shown
        if shown is None:
            return
        if shown.sample is None or shown.sample.source != "written":
            self._view.hold()
        self._read(shown, written_on(shown, values))

    def _read(self, shown: Shown, values: NDArray[np.float32]) -> None:
        self._desk.set_sample(written_sample(shown.dataset, values))

    @Slot(bool)
    def _on_going_on(self, whole: bool) -> None:
        """What was written, gone on with by what the network says; of too many steps the first go."""
        shown, reads = self._shown, reads_of(self._shown)
        if shown is None or reads is None or not reads.length:
            return
        steps, given = reads.steps, reads.values[:, : reads.length]
        count = max(1, steps - reads.length) if whole else 1
        self._drawn += 1
        reader, heat = SequenceReader(shown.network, shown.dataset), self._panel.going_on.temperature.value
        more = continued(reader, given, count, temperature=heat, seed=self._drawn)
        places = np.concatenate([reads.places[: reads.length], more.places])[-steps:]
        text = "".join(reads.symbols[place] for place in places)
        self._on_written(typed(text, reads.symbols, steps))

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


class _SentenceAndStage(QWidget):
    """The settings over the stage; in front of a class, where they have a drawer, the stage alone."""

    def __init__(self, recipe: RecipeBar) -> None:
        super().__init__()
        self._theme = Theme()
        self._recipe, self._stages = recipe, QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(recipe)
        column.addWidget(self._stages, 1)

    def show_stage(self, stage: QWidget) -> None:
        """Show this one."""
        if self._stages.indexOf(stage) < 0:
            self._stages.addWidget(stage)
            apply_theme(stage, self._theme)
        self._stages.setCurrentWidget(stage)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._recipe.setVisible(not theme.projector)
