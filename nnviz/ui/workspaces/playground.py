"""The workspace Playground: points on the plane, and every neuron's picture of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.samples import place_of, sample_of
from nnviz.ui.guarded import Teller, tell
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.playground.panel import PlaygroundPanel
from nnviz.ui.playground.results import PlaygroundResults


class Playground(QObject):
    """Data and inputs, the diagram with its maps, and what the network has learned; see ``Workspace``.

    ``drawn_changed(points)``: those drawn by hand, to be remembered.
    """

    drawn_changed = Signal(object)

    def __init__(self, desk: Desk, stage: NetworkStage, drawn: Mapping[str, Any], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._stage = desk, stage
        self._panel, self._results = PlaygroundPanel(desk.experiment), PlaygroundResults()
        self._panel.set_drawn_points(drawn)
        self._panel.experiment_requested.connect(desk.change)
        self._panel.drawing_changed.connect(self._on_drawing_changed)
        self._panel.sample_requested.connect(self._on_sample_requested)
        self._results.point_hovered.connect(desk.set_point)
        self._results.sample_requested.connect(self._on_sample_requested)
        self._results.selection_requested.connect(stage.diagram.select)
        stage.diagram.selection_changed.connect(self._results.show_selection)
        desk.playing_changed.connect(self._on_playing_changed)
        self._shown: Shown | None = None
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
    def panel(self) -> PlaygroundPanel:
        return self._panel

    @property
    def results(self) -> PlaygroundResults:
        return self._results

    def show_settings(self, experiment: Experiment) -> None:
        tell(self._panel.show_experiment, experiment)

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        panel, results, self._shown = self._panel, self._results, shown
        if shown.other_names(before):
            tell(self._stage.set_names, shown)
        if before is None or shown.dataset is not before.dataset:
            for set_dataset in (panel.set_dataset, results.set_dataset):
                tell(set_dataset, shown.dataset)
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        if before is None or shown.sample is not before.sample:
            self._show_sample(shown, tell)
        tell(self._stage.show_about, shown, before)
        if shown.another_network(before):
            tell(self._show_maps)
        if shown.another_moment(before):
            tell(self._stage.diagram.show_snapshot, shown.snapshot)
            tell(panel.show_snapshot, shown.snapshot)
            tell(results.show_snapshot, shown.snapshot, shown.derived)
        if shown.another_network(before):
            tell(panel.show_wrong, results.map.wrong)

    def _show_sample(self, shown: Shown, tell: Teller) -> None:
        sample = shown.sample
        tell(self._panel.show_sample, sample)
        tell(self._results.show_sample, sample)
        tell(self._results.set_point, None if sample is None else sample.point)
        tell(self._stage.diagram.set_point, None if sample is None else place_of(sample))

    def _show_maps(self) -> None:
        if self._shown is not None:
            maps = self._shown.maps(self._stage.diagram.map_resolution)
            self._stage.diagram.set_maps(maps)
            self._results.set_maps(maps)

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        """At rest the maps are finer."""
        shown = self._shown
        if not playing and shown is not None and shown is self._desk.shown and self._stage.isVisible():
            self._show_maps()
            self._stage.diagram.show_snapshot(shown.snapshot)

    @Slot()
    def _on_drawing_changed(self) -> None:
        self.drawn_changed.emit(self._panel.drawn_points)

    @Slot(str, int)
    def _on_sample_requested(self, part: Literal["test", "train"], index: int) -> None:
        if self._shown is not None:
            self._desk.set_sample(sample_of(self._shown.dataset, part, index))

    def settle(self) -> None:
        self._results.settle()

    def shut_down(self) -> None:
        """Nothing is done in the background."""
