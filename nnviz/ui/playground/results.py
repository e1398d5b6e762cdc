"""The right side of the Playground: what the network has learned, its curves, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.training.derived import Derived
from nnviz.training.plane import PlaneMaps
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.ui.enlarging import LargePart
from nnviz.ui.playground.map_canvas import Point
from nnviz.ui.playground.output_map import OutputMap
from nnviz.ui.results_column import ResultsColumn

INSPECTOR_LEAST = 240  # px at unit 1, its tabs included: what is higher scrolls
_MAP, _CURVES, _INSPECTOR = 0.4, 0.33, 0.26  # of the height
_FOLDED_MAP = 0.6  # where the curves or the inspector have the rest


class PlaygroundResults(ResultsColumn):
    """A results column headed by the map, 400 px wide at unit 1."""

    point_hovered = Signal(object)  # (x1, x2) | None

    def __init__(self, parent: QWidget | None = None) -> None:
        self.map = OutputMap()
        super().__init__(self.map, "right_wide", parent)
        self.map.point_hovered.connect(self.point_hovered)
        self.map.sample_requested.connect(self.sample_requested)
        self.map.enlarge_requested.connect(self._on_enlarge_map)

    @property
    def large_parts(self) -> list[LargePart]:
        return [self.map, self.curves]

    @Slot()
    def _on_enlarge_map(self) -> None:
        self.enlarge_requested.emit(self.map)

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

    def shares(self, height: int) -> list[int]:
        """The map takes its width's square at most; in a low window the curves, which stand in the timeline
        too, make room for the inspector, then the map does."""
        most = self.map.height_for(self.parts.width())
        if self.folded or self.two_columns:
            map_ = min(most, round(height * _FOLDED_MAP))
            return [map_, height - map_, height - map_]
        tabs = max(self._theme.px(INSPECTOR_LEAST), round(height * _INSPECTOR))
        least, map_least = self.curves.minimumSizeHint().height(), self.map.minimumSizeHint().height()
        tabs = max(self.tabs.minimumSizeHint().height(), min(tabs, height - least - map_least))
        room = height - tabs
        map_ = max(map_least, min(most, round(height * _MAP)))
        curves = max(least, min(round(height * _CURVES), room - map_), room - most)
        return [room - curves, curves, tabs]
