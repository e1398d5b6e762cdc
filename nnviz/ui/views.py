"""All views of the Digits room, laid out as the window shows them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.training.experiment import Experiment
from nnviz.ui.canvas import InputPanel
from nnviz.ui.diagram import DiagramView
from nnviz.ui.header import HeaderBar
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.transport import TransportBar
from nnviz.ui.widgets import MessageBar


class Views(QWidget):
    """Header, input panel, settings sentence over the diagram, results panel, transport bar."""

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = HeaderBar([("digits", self.tr("Digits"))])
        self.input_panel = InputPanel()
        self.recipe = RecipeBar(experiment)
        self.diagram = DiagramView()
        self.results = ResultsPanel()
        self.transport = TransportBar()
        self._lay_out()

    def _lay_out(self) -> None:
        centre, body = QWidget(), QWidget()
        column, row, whole = QVBoxLayout(centre), QHBoxLayout(body), QVBoxLayout(self)
        for layout in (column, row, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.recipe)
        column.addWidget(self.diagram, 1)
        self.message_bar = MessageBar(self.diagram)  # over the stage: neurons never move
        row.addWidget(self.input_panel)
        row.addWidget(centre, 1)
        row.addWidget(self.results)
        whole.addWidget(self.header)
        whole.addWidget(body, 1)
        whole.addWidget(self.transport)
