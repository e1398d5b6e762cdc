"""The workspace of micro-steps: one batch, there and back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.ui.guarded import Teller, tell
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.examples_panel import ExamplesPanel
from nnviz.ui.micro.kernel_stage import KernelStage
from nnviz.ui.micro.lane_stage import LaneStage
from nnviz.ui.micro.micro_stage import MicroStage
from nnviz.ui.micro.time_stage import TimeStage
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.theme import Theme


class MicroWorkspace(QObject):
    """The batch's examples, the network with every number, and the chain of factors; see ``Workspace``."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._examples, self._micro_stage, self._chain = ExamplesPanel(), MicroStage(), ChainPanel()
        self._kernel_stage, self._time_stage = KernelStage(), TimeStage()
        self._lane_stage = LaneStage()
        self.recipe = RecipeBar(desk.experiment, sided=False)
        stages = (self._micro_stage, self._kernel_stage, self._time_stage, self._lane_stage)
        self._stages = stages[1:]
        self._stage = _SentenceAndSteps(self.recipe, stages)
        for view in (self._examples, *stages, self._chain):
            view.micro_requested.connect(desk.set_micro)

    @property
    def left(self) -> QWidget:
        return self._examples

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._chain

    def show_settings(self, experiment: Experiment) -> None:
        tell(self.recipe.show_experiment, experiment)

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        if before is None or shown.who.source is not before.who.source:
            tell(self.recipe.show_source, shown.who.source)
            tell(self.recipe.show_experiment, shown.experiment)
        tell(self.recipe.show_rate, shown.rate)
        if shown.another_history(before):
            tell(self._examples.show_timeline, shown.timeline, shown.epoch)
        if before is None or shown.micro is not before.micro:
            micro = shown.micro
            through_time = micro is not None and micro.timed_layer is not None
            about_maps = micro is not None and micro.looked is not None
            on_lanes = micro is not None and micro.on_lanes
            self._stage.show_stage(3 if on_lanes else 2 if through_time else 1 if about_maps else 0)
            tell(self._micro_stage.show_micro, None if through_time or on_lanes else micro)
            for view in (*self._stages, self._examples, self._chain):
                tell(view.show_micro, micro)

    def settle(self) -> None:
        """Let the check be worked out, where it is seen."""
        self._chain.settle()

    def shut_down(self) -> None:
        """Nothing is done in the background."""


class _SentenceAndSteps(QWidget):
    """The settings over the steps; in front of a class, where they have a drawer, the steps alone."""

    def __init__(self, recipe: RecipeBar, stages: Sequence[QWidget]) -> None:
        super().__init__()
        self._recipe, self._stages = recipe, stages
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(recipe)
        for place, stage in enumerate(stages):
            column.addWidget(stage, 1)
            stage.setVisible(not place)

    def show_stage(self, place: int) -> None:
        """The whole network, the place of a map, a sequence, or lanes; who had the keyboard keeps it."""
        shown = self._stages[place]
        focus = any(stage.hasFocus() for stage in self._stages)
        shown.show()
        if focus:
            shown.setFocus()
        for stage in self._stages:
            if stage is not shown:
                stage.hide()

    def set_theme(self, theme: Theme) -> None:
        self._recipe.setVisible(not theme.projector)
