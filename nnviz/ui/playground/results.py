"""The right side of the Playground: what the network has learned, its curves, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.training.derived import Derived
from nnviz.training.plane import PlaneMaps
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.ui.map_column import MapColumn
from nnviz.ui.playground.map_canvas import Point
from nnviz.ui.playground.output_map import OutputMap


class PlaygroundResults(MapColumn):
    """A results column headed by the map of what the network has learned."""

    point_hovered = Signal(object)  # (x1, x2) | None

    def __init__(self, parent: QWidget | None = None) -> None:
        self.map = OutputMap()
        super().__init__(self.map, parent)
        self.map.point_hovered.connect(self.point_hovered)
        self.map.sample_requested.connect(self.sample_requested)

    def set_dataset(self, dataset: Dataset | None) -> None:
        self.map.set_dataset(dataset)
        super().set_dataset(dataset)

    def set_maps(self, maps: PlaneMaps | None) -> None:
        """What the network makes of the plane: once for each picture, before :meth:`show_snapshot`."""
        self.map.set_maps(maps)

    def show_snapshot(self, snapshot: Snapshot | None, derived: Derived | None = None) -> None:
        self.map.show_snapshot(snapshot, derived)
        super().show_snapshot(snapshot)

    def set_point(self, point: Point | None) -> None:
        """Put the crosshair at (x1, x2)."""
        self.map.set_point(point)

    def show_sample(self, sample: Sample | None) -> None:
        """One of the data set is marked on the map."""
        self.map.show_sample(sample)
        super().show_sample(sample)
