"""The bars of the window, the views of its first room, and the place between the bars where rooms stand."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.training.experiment import Experiment
from nnviz.ui.canvas import InputPanel
from nnviz.ui.diagram import DiagramView
from nnviz.ui.header import HeaderBar
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.time.looking_back import LookingBack
from nnviz.ui.transport import TransportBar
from nnviz.ui.widgets import MessageBar
from nnviz.ui.workspaces import TITLES

translate = QCoreApplication.translate


class Views(QWidget):
    """Header, a room (input panel, stage, results panel), transport bar.

    ``network_stage`` is the settings sentence over the diagram, the stage of more than one room.
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
        self.network_stage, self._body = QWidget(), QWidget()
        column, row, whole = QVBoxLayout(self.network_stage), QHBoxLayout(self._body), QVBoxLayout(self)
        for layout in (column, row, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.recipe)
        column.addWidget(self.diagram, 1)
        self.message_bar = MessageBar(self.diagram)  # over the stage: neurons never move
        self.looking_back = LookingBack(self.diagram)
        self.looking_back.setFocusProxy(self.transport.track)
        row.addWidget(self.input_panel)
        row.addWidget(self.network_stage, 1)
        row.addWidget(self.results)
        whole.addWidget(self.header)
        whole.addWidget(self._body, 1)
        whole.addWidget(self.transport)
        self._row = row

    def add_room(self, left: QWidget, stage: QWidget, right: QWidget) -> None:
        """Give the views of a room their places, hidden; those that have one keep it."""
        for place, widget in ((0, left), (self._row.indexOf(self.network_stage) + 1, stage), (-1, right)):
            if self._row.indexOf(widget) < 0:
                widget.hide()
                self._row.insertWidget(place, widget, 1 if widget is stage else 0)

    @property
    def parts(self) -> set[QWidget]:
        """The panels and stages of all rooms that have been built."""
        return {widget for widget in self._body.children() if isinstance(widget, QWidget)}

    def clear(self) -> None:
        """Hide all that stands between the bars; the stages first, lest they take the room of the panels."""
        for widget in sorted(self.parts, key=lambda widget: -self._row.stretch(self._row.indexOf(widget))):
            widget.hide()
