"""A made-up workspace, which tests put in the tables by a line each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.data import DATASETS, FAMILIES
from nnviz.said import Sentence
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.presets import PRESETS
from nnviz.training.workspaces import WORKSPACES, Workspace
from nnviz.ui.inspector.tabs import InspectorTabs
from nnviz.ui.makers import MAKERS
from nnviz.ui.plots.curves_view import CurvesView
from tests.helpers.made_up_data import SEA, TIDES
from tests.helpers.pair import PAIR

BEACH = Workspace("beach", Sentence("workspaces", "Beach"), "By the sea.", ("sea",), ("supervised", "pair"))
PAIR_OF_NETWORKS = {"objective": "pair", "layers": (8,), "critic.layers": (6, 4), "critic.optimizer": "sgd"}


def into_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """A family, its data set, the workspace and an objective, a line each."""
    monkeypatch.setitem(FAMILIES, "sea", SEA)
    monkeypatch.setitem(DATASETS, "tides", TIDES)
    monkeypatch.setitem(WORKSPACES, "beach", BEACH)
    monkeypatch.setitem(MAKERS, "beach", Beach)
    monkeypatch.setitem(OBJECTIVES, "pair", PAIR)
    monkeypatch.setitem(PRESETS, "beach", preset())


def preset() -> Experiment:
    """What the workspace begins with, once its data set is in the table."""
    return Experiment.on("tides", layers=(8,), batch_size=16, epochs=1_000_000, learning_rate=0.02)


class Beach(QObject):
    """A word on the left, the networks, and on the right what was measured, in words and curves, and the
    inspector."""

    def __init__(self, parts) -> None:
        super().__init__(parts.views)
        self.left, self.stage, self.right = QLabel("The sea"), parts.views.stage, QWidget()
        self.words, self.curves, self.tabs = QLabel(), CurvesView(), InspectorTabs()
        self.tabs.selection_requested.connect(self.stage.select)
        column = QVBoxLayout(self.right)
        column.addWidget(self.words)
        column.addWidget(self.curves, 1)
        column.addWidget(self.tabs, 1)
        self.curves.finish_start()

    def show_settings(self, experiment) -> None:
        self.stage.recipe.show_experiment(experiment)

    def show(self, shown, before, tell) -> None:
        if shown.other_names(before):
            tell(self.stage.set_names, shown)
            tell(self.tabs.set_dataset, shown.dataset)
        tell(self.stage.show_about, shown, before)
        if shown.another_moment(before):
            tell(self.stage.show_network, shown)
            tell(self.tabs.show_snapshot, shown.snapshot)
        tell(self.tabs.show_timeline, shown.timeline)
        if before is None or shown.selection != before.selection:
            tell(self.tabs.show_selection, shown.selection)
        tell(self.curves.show_timeline, shown.timeline, shown.epoch, shown)
        row = shown.snapshot.metrics
        self.words.setText(", ".join(f"{kind.name} {row[kind.name]:.3f}" for kind in row.kinds))

    def settle(self) -> None:
        self.curves.settle()
        self.tabs.settle()

    def shut_down(self) -> None:
        """Nothing is done in the background."""
