"""The stage of more than one workspace: the settings sentence over the diagram of the network."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.plane.field import value_scale
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.ui.diagram import DiagramView
from nnviz.ui.recipe import RecipeBar


class NetworkStage(QWidget):
    """Shows a moment's settings, network, history and findings."""

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recipe, self.diagram = RecipeBar(experiment), DiagramView()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.recipe)
        self._column.addWidget(self.diagram, 1)

    def hold(self, recipe: RecipeBar) -> None:
        """Take the sentence back that stood elsewhere."""
        self._column.insertWidget(0, recipe)

    def set_dataset(self, dataset: Dataset) -> None:
        """Names of inputs and classes."""
        diagram = self.diagram
        if dataset.planar:
            diagram.set_dataset_shape(
                dataset.feature_shape, dataset.class_names, dataset.feature_names, value_scale(dataset)
            )
            return
        diagram.set_maps(None)
        diagram.set_point(None)
        names = () if len(dataset.feature_shape) == 2 else dataset.feature_names  # pixels have none
        diagram.set_dataset_shape(dataset.feature_shape, dataset.class_names, names)

    def show_about(self, shown: Shown, before: Shown | None) -> None:
        """All but the network itself."""
        diagram = self.diagram
        if shown.another_history(before):
            diagram.set_timeline(shown.timeline)
        if before is None or shown.findings != before.findings:
            diagram.set_findings(shown.findings)

    def show_network(self, shown: Shown) -> None:
        """The network with the sample in it."""
        self.diagram.show_snapshot(shown.snapshot)
