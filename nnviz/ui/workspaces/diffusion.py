"""Generate, for a diffusion: points on their way from noise, and the network that says what noise is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import probe
from nnviz.ui.generate.made_panel import MadePanel
from nnviz.ui.generate.way_map import WayMap
from nnviz.ui.guarded import Teller
from nnviz.ui.map_column import MapColumn
from nnviz.ui.network_stage import NetworkStage

_SHARES = (0.5, 0.32, 0.18)  # of the right column: the plane, the curves, the inspector


class Diffusion(QObject):
    """How good the points are, the network, and the plane of their ways; see ``Workspace``."""

    def __init__(self, desk: Desk, stage: NetworkStage, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._stage = desk, stage
        self.panel, self.map = MadePanel(), WayMap()
        self._results = MapColumn(self.map, shares=_SHARES)
        self._results.selection_requested.connect(stage.diagram.select)
        stage.diagram.selection_changed.connect(self._results.show_selection)
        self._results.finish_start()
        self._shown: Shown | None = None
        self.map.moved.connect(self._on_moved)

    @property
    def left(self) -> QWidget:
        return self.panel

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._results

    def show_settings(self, experiment: Experiment) -> None:
        """Nothing here has settings of its own: the sentence is every workspace's."""

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        results, stage = self._results, self._stage
        if shown.other_names(before):
            tell(stage.set_names, shown)
        if before is None or shown.dataset is not before.dataset:
            tell(results.set_dataset, shown.dataset)
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        tell(stage.show_about, shown, before)
        self._shown = shown
        if shown.another_network(before):
            tell(self.panel.show_moment, shown)
            tell(self.map.show_moment, shown, before)

    @Slot()
    def _on_moved(self) -> None:
        """The point that is followed goes through the network, as it does in that step."""
        shown, entering = self._shown, self.map.entering
        self.panel.account.show_lines(self.map.lines)
        if shown is None or entering is None:
            return
        sent = replace(shown.snapshot, probe=probe(shown.network, entering))
        self._stage.show_network(replace(shown, snapshot=sent, networks=(sent,)))
        self._results.show_snapshot(sent)

    def settle(self) -> None:
        self._results.settle()

    def shut_down(self) -> None:
        """Nothing is done in the background."""
