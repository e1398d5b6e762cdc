"""The bars of the window, the views of its first room, and the place between the bars where rooms stand."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.training.experiment import Experiment
from nnviz.ui.canvas import InputPanel
from nnviz.ui.diagram import DiagramView
from nnviz.ui.header import HeaderBar
from nnviz.ui.message_row import MessageRow
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.transport import TransportBar
from nnviz.ui.workspaces import TITLES

translate = QCoreApplication.translate


class Views(QWidget):
    """Header, a room (input panel, stage, results panel), transport bar.

    ``network_stage`` is the settings sentence over the diagram, the stage of more than one room; below every
    stage lies the ``message_row``.
    """

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        titles = [(name, translate("workspaces", title)) for name, title in TITLES.items()]
        self.header = HeaderBar(titles)
        self.input_panel = InputPanel()
        self.recipe = RecipeBar(experiment)
        self.diagram = DiagramView()
        self.results = ResultsPanel()
        self.transport = TransportBar()
        self._lay_out()

    def _lay_out(self) -> None:
        self.network_stage, self._centre = QWidget(), QWidget()
        self.message_row = MessageRow(self._centre)
        network, centre = QVBoxLayout(self.network_stage), QVBoxLayout(self._centre)
        row, whole = QHBoxLayout(), QVBoxLayout(self)
        for layout in (network, centre, row, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        network.addWidget(self.recipe)
        network.addWidget(self.diagram, 1)
        centre.addWidget(self.network_stage, 1)
        centre.addWidget(self.message_row)
        row.addWidget(self.input_panel)
        row.addWidget(self._centre, 1)
        row.addWidget(self.results)
        whole.addWidget(self.header)
        whole.addLayout(row, 1)
        whole.addWidget(self.transport)
        self._row, self._column = row, centre
        self._stages, self._panels = [self.network_stage], [self.input_panel, self.results]

    def add_room(self, left: QWidget, stage: QWidget, right: QWidget) -> None:
        """Give the views of a room their places, hidden; those that have one keep it."""
        for place, widget in ((0, left), (-1, right)):
            if widget not in self._panels:
                widget.hide()
                self._row.insertWidget(place, widget)
                self._panels.append(widget)
        if stage not in self._stages:
            stage.hide()
            self._column.insertWidget(0, stage, 1)
            self._stages.append(stage)

    @property
    def parts(self) -> set[QWidget]:
        """The panels and stages of all rooms that have been built."""
        return {*self._panels, *self._stages}

    def clear(self) -> None:
        """Hide what stands between the bars; the stages first, lest they take the room of the panels."""
        for widget in (*self._stages, *self._panels):
            widget.hide()
