"""The middle of a sweep: how often the claim held with its curves, and below a map over the settings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.sweep.always import AlwaysPicture
from nnviz.drawing.sweep.heat import HeatPicture, title_of
from nnviz.drawing.sweep.scene import TELLS, SweepScene, Told
from nnviz.session.sentences import told
from nnviz.ui.paper_view import PaperView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.labels import SectionTitle
from nnviz.ui.widgets.segmented import Segment, Segmented
from nnviz.ui.widgets.splitter import Sizes, Splitter

_TOPS = (1.0, 0.64, 0.515)  # of the height that the claim has, by how many settings the map has


class SweepStage(Ground):
    """``run_requested(cell, seed)``: a disc is to be opened; ``run_seen``: it is gone to. ``cell_chosen``."""

    run_requested = Signal(int, int)
    run_seen = Signal(int, int)
    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("stage", parent=parent)
        self._scene: SweepScene | None = None
        self._told: Told = "median"
        self.always = PaperView(self.tr("How often the claim holds"), self._draw_always)
        self.heat = PaperView(self.tr("Map over the settings"), self._draw_heat)
        self.always.setMinimumSize(280, 180)
        self.heat.setMinimumSize(280, 120)
        self.tells = Segmented(
            [
                Segment("median", self.tr("Median"), tip=self.tr("The run in the middle, at the end")),
                Segment("spread", self.tr("Spread"), tip=self.tr("How wide the middle half is, at the end")),
                Segment("holds", self.tr("Claim holds"), tip=self.tr("For how many seeds")),
            ],
            self.tr("What a cell tells"),
        )
        self._title = SectionTitle()
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # it gives way
        self._below = QWidget()
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self.tells)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addLayout(self._head)
        below.addWidget(self.heat, 1)
        self._parts = Splitter(Qt.Orientation.Vertical, self._heights)
        for part in (self.always, self._below):
            self._parts.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._parts)
        self.tells.chosen.connect(self._on_told)
        self.tells.set_current(self._told)
        self.always.spot_pressed.connect(self._on_run)
        self.always.spot_changed.connect(self._on_seen)
        self.heat.spot_pressed.connect(self._on_cell)
        self.heat.spot_changed.connect(self._on_cell)

    def _heights(self, height: int) -> list[int]:
        axes = 0 if self._scene is None else len(self._scene.sweep.axes)
        top = round(_TOPS[axes] * height)
        return [top, height - top]

    def remember(self, memory: Sizes, key: str) -> None:
        """Keep the border that the person moves."""
        self._parts.remember(memory, key)

    def show_scene(self, scene: SweepScene) -> None:
        """Show what there is."""
        before = None if self._scene is None else len(self._scene.sweep.axes)
        self._scene = scene
        if before != len(scene.sweep.axes):
            self._below.setVisible(bool(scene.sweep.axes))
            self._parts.arrange()
        if scene.sweep.axes:
            self._title.setText(told(title_of(scene, self._told)))
            self.heat.redraw()
        self.always.redraw()

    def _draw_always(self, paper: Paper) -> str:
        return "" if self._scene is None else AlwaysPicture(paper, self._scene, told).draw()

    def _draw_heat(self, paper: Paper) -> str:
        if self._scene is None or not self._scene.sweep.axes:
            return ""
        return HeatPicture(paper, self._scene, self._told).draw()

    @Slot(str)
    def _on_told(self, key: str) -> None:
        self._told = next(one for one in TELLS if one == key)
        if self._scene is not None:
            self.show_scene(self._scene)

    @Slot(str)
    def _on_run(self, spot: str) -> None:
        self.run_requested.emit(*run_named(spot))

    @Slot(str)
    def _on_seen(self, spot: str) -> None:
        if spot:
            self.run_seen.emit(*run_named(spot))

    @Slot(str)
    def _on_cell(self, spot: str) -> None:
        if spot:
            self.cell_chosen.emit(int(spot.partition(":")[2]))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._head.setContentsMargins(theme.px(24), theme.px(10), theme.px(20), theme.px(4))
        self._head.setSpacing(theme.px(12))


def run_named(spot: str) -> tuple[int, int]:
    """The cell and the seed of a disc's name."""
    _, cell, seed = spot.split(":")
    return int(cell), int(seed)
