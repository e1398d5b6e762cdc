"""The Playground room: points on the plane, and every neuron's picture of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.session.samples import sample_of
from nnviz.session.values import Sample
from nnviz.training.experiment import Experiment
from nnviz.training.plane import plane_maps
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.playground.field import value_scale
from nnviz.ui.playground.map_points import PARTS
from nnviz.ui.playground.panel import PlaygroundPanel
from nnviz.ui.playground.results import PlaygroundResults

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow


class PlaygroundRoom(QObject):
    """Data and inputs, the diagram with its maps, and what the network has learned; see ``Room``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._panel, self._results = PlaygroundPanel(window.session.experiment), PlaygroundResults()
        self._panel.set_drawn_points(window.preferences.drawn_points)
        self._panel.experiment_requested.connect(self._session.change_experiment)
        self._panel.drawing_changed.connect(self._on_drawing_changed)
        self._results.point_hovered.connect(self._on_point_hovered)
        self._results.sample_requested.connect(self._on_sample_requested)
        self._results.selection_requested.connect(window.diagram.select)
        self._results.clear_ghosts_requested.connect(self._session.clear_ghosts)
        window.diagram.selection_changed.connect(self._results.show_selection)
        self._session.ghosts_changed.connect(self._results.set_ghosts)
        self._session.playing_changed.connect(self._on_playing_changed)
        self._results.finish_start()

    @property
    def left(self) -> QWidget:
        return self._panel

    @property
    def stage(self) -> QWidget:
        return self._window.network_stage

    @property
    def right(self) -> QWidget:
        return self._results

    @property
    def panel(self) -> PlaygroundPanel:
        return self._panel

    @property
    def results(self) -> PlaygroundResults:
        return self._results

    def show_dataset(self, dataset: Dataset) -> None:
        """Without a point that is pointed at, the first test point goes through the network."""
        if not dataset.planar:
            return  # the new one is on its way
        self._window.diagram.set_dataset_shape(
            dataset.feature_shape, dataset.class_names, dataset.feature_names, value_scale(dataset)
        )
        self._panel.set_dataset(dataset)
        self._results.set_dataset(dataset)
        if self._session.sample is None:
            self._session.set_sample(sample_of(dataset, "test", 0))

    def show_experiment(self, experiment: Experiment, planned: int) -> None:
        self._panel.show_experiment(experiment)
        self._results.set_planned_epochs(planned)

    def show_timeline(self, timeline: Timeline, epoch: int) -> None:
        self._results.show_timeline(timeline, epoch)

    def show_sample(self, sample: Sample | None) -> None:
        point = None if sample is None else sample.point
        self._panel.show_sample(sample)
        self._results.show_sample(sample)
        self._results.set_point(point)
        self._window.diagram.set_point(point or self._place_of(sample))

    def _place_of(self, sample: Sample | None) -> tuple[float, float] | None:
        """Where a sample of the data set lies on the plane."""
        dataset = self._session.dataset
        if sample is None or dataset is None or sample.index is None or sample.source not in PARTS:
            return None
        points = dataset.points("train" if sample.source == "train" else "test")
        if points is None or sample.index >= len(points):
            return None
        x1, x2 = points[sample.index].tolist()
        return x1, x2

    def show_snapshot(self, snapshot: Snapshot, same_network: bool) -> None:
        dataset, diagram = self._session.dataset, self._window.diagram
        if dataset is None or not dataset.planar:
            return
        if not same_network:
            maps = plane_maps(snapshot, dataset, diagram.map_resolution)
            diagram.set_maps(maps)
            self._results.set_maps(maps)
        diagram.show_snapshot(snapshot)
        self._panel.show_snapshot(snapshot)
        self._results.show_snapshot(snapshot)

    @Slot(bool)
    def _on_playing_changed(self, playing: bool) -> None:
        """At rest the maps are finer."""
        snapshot = self._session.shown
        if not playing and snapshot is not None and self._window.rooms.current is self:
            self.show_snapshot(snapshot, same_network=False)

    @Slot()
    def _on_drawing_changed(self) -> None:
        self._window.preferences.drawn_points = self._panel.drawn_points

    @Slot(object)
    def _on_point_hovered(self, point: tuple[float, float] | None) -> None:
        self._session.set_point(point)

    @Slot(str, int)
    def _on_sample_requested(self, part: str, index: int) -> None:
        dataset = self._session.dataset
        if dataset is not None:
            self._session.set_sample(sample_of(dataset, "test" if part == "test" else "train", index))
