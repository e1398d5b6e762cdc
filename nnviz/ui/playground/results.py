"""The right side of the Playground: what the network has learned, its loss, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.selection import Selection
from nnviz.session.values import Sample
from nnviz.training.plane import PlaneMaps
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.inspector.tabs import InspectorTabs
from nnviz.ui.playground.map_canvas import Point
from nnviz.ui.playground.output_map import OutputMap
from nnviz.ui.plots.curves_view import CurvesView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.rule import Rule

INSPECTOR_LEAST = 150  # px at unit 1, its tabs included: what is higher scrolls
MAP_LEAST = 180


class PlaygroundResults(QWidget):
    """Map, curve and inspector, one below the other, 400 px wide at unit 1."""

    selection_requested = Signal(object)  # Selection
    clear_ghosts_requested = Signal()
    point_hovered = Signal(object)  # (x1, x2) | None
    sample_requested = Signal(str, int)  # "train" | "test", and the place there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.map, self.curves, self.tabs = OutputMap(), CurvesView(compact=True), InspectorTabs()
        self.inspector = self.tabs.inspector
        self._rules = (Rule(), Rule())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self.map, self._rules[0], self.curves, self._rules[1]):
            self._column.addWidget(part)
        self._column.addWidget(self.tabs, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Results"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.map.point_hovered.connect(self.point_hovered)
        self.map.sample_requested.connect(self.sample_requested)
        self.tabs.selection_requested.connect(self.selection_requested)
        self.tabs.sample_requested.connect(self.sample_requested)
        self.curves.clear_ghosts_requested.connect(self.clear_ghosts_requested)

    def finish_start(self) -> None:
        """Load what is not needed for the first frame."""
        self.curves.finish_start()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The samples on the map, and names of inputs and classes."""
        self.map.set_dataset(dataset)
        self.curves.set_dataset(dataset)
        self.tabs.set_dataset(dataset)

    def set_maps(self, maps: PlaneMaps | None) -> None:
        """What the network makes of the plane: once for each picture, before :meth:`show_snapshot`."""
        self.map.set_maps(maps)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the numbers of another moment."""
        self.map.show_snapshot(snapshot)
        self.tabs.show_snapshot(snapshot)

    def set_point(self, point: Point | None) -> None:
        """Put the crosshair at (x1, x2)."""
        self.map.set_point(point)

    def show_timeline(self, timeline: Timeline | None, epoch: int) -> None:
        """Show the curve of the run, with the playhead at ``epoch``."""
        self.tabs.show_timeline(timeline)
        self.curves.show_timeline(timeline, epoch)

    def show_selection(self, selection: Selection | None) -> None:
        """Show the arithmetic of what is selected."""
        self.tabs.show_selection(selection)

    def show_sample(self, sample: Sample | None) -> None:
        """Where the shown sample comes from; one of the data set is marked on the map."""
        self.map.show_sample(sample)
        self.tabs.show_sample(sample)

    def set_ghosts(self, ghosts: tuple[Timeline, ...]) -> None:
        """Earlier runs, to be drawn pale."""
        self.curves.set_ghosts(ghosts)

    def set_planned_epochs(self, planned: int) -> None:
        """The length of the run."""
        self.curves.set_planned_epochs(planned)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedWidth(theme.layout("right_wide"))
        self._share_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """The map takes its width's square, less in a low window, where the inspector scrolls; in one lower
        still the curve, which stands in the timeline too, makes room."""
        theme, full = self._theme, self.map.sizeHint().height()
        curves = self.curves.minimumSizeHint().height() + theme.px(16)
        least = self.map.surplus + theme.px(MAP_LEAST)
        room = self.height() - theme.px(INSPECTOR_LEAST) - sum(rule.height() for rule in self._rules)
        self.curves.setVisible(room - curves >= least)
        self._rules[1].setVisible(room - curves >= least)
        if room - curves >= least:
            room -= curves
        self.curves.setFixedHeight(curves)
        self.map.setFixedHeight(max(self.map.minimumSizeHint().height(), min(full, room)))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("right_wide"), self._theme.px(760))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.layout("right_wide"), self._theme.px(360))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, round(self._theme.line("hairline")))
        painter.fillRect(0, 0, edge, self.height(), self._theme.surface("hairline"))
        painter.end()
