"""The workspace Digits: draw, and watch the network read."""

from __future__ import annotations

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.ui.answers import Answers
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.picture_input import PictureInput
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.workspaces.pictures import Pictures


class Digits(Pictures):
    """Pictures with an answer that can be calibrated, explained and taught."""

    def __init__(
        self,
        desk: Desk,
        pictures: PictureInput,
        stage: NetworkStage,
        results: ResultsPanel,
        answers: Answers,
    ) -> None:
        super().__init__(desk, pictures, stage, results)
        self._answers = answers
        pictures.number_read.connect(results.answer.show_number)

    def show_more(self, shown: Shown, before: Shown | None) -> None:
        self._answers.show(shown, before)

    def settle(self) -> None:
        super().settle()
        self._answers.settle()
