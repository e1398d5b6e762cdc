"""The room of micro-steps: one batch, taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.session.values import Sample
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.examples_panel import ExamplesPanel
from nnviz.ui.micro.stage import MicroStage
from nnviz.ui.recipe import RecipeBar

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow


class MicroRoom(QObject):
    """The batch's examples, the network with every number, and the chain of factors; see ``Room``."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._examples, self._stage, self._chain = ExamplesPanel(), MicroStage(), ChainPanel()
        self._recipe, self._whole = RecipeBar(window.session.experiment), QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._recipe)
        column.addWidget(self._stage, 1)
        self._recipe.experiment_requested.connect(self._session.change_experiment)
        self._recipe.more_requested.connect(window.sheets.more_settings)
        self._session.micro_changed.connect(self._on_micro_changed)
        for view in (self._examples, self._stage, self._chain):
            view.micro_requested.connect(self._session.set_micro)
        window.transport.place_requested.connect(self._on_place)

    @property
    def left(self) -> QWidget:
        return self._examples

    @property
    def stage(self) -> QWidget:
        return self._whole

    @property
    def right(self) -> QWidget:
        return self._chain

    @Slot(object)
    def _on_micro_changed(self, micro: Micro | None) -> None:
        for view in (self._examples, self._stage, self._chain):
            view.show_micro(micro)

    @Slot(int)
    def _on_place(self, place: int) -> None:
        """A cell of the strip was asked for."""
        if (micro := self._session.micro) is not None:
            self._session.set_micro(micro.at(place))

    def show_dataset(self, dataset: Dataset) -> None:
        """The batch knows its samples."""

    def show_experiment(self, experiment: Experiment, planned: int) -> None:
        self._recipe.show_experiment(experiment)

    def show_timeline(self, timeline: Timeline, epoch: int) -> None:
        self._examples.show_timeline(timeline, epoch)

    def show_sample(self, sample: Sample | None) -> None:
        """The batch has its own samples."""

    def show_snapshot(self, snapshot: Snapshot, same_network: bool) -> None:
        """On opening the room, the batch that follows."""
        if not same_network:
            self._on_micro_changed(self._session.micro)
