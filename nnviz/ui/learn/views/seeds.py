"""A claim over many seeds on a lesson's stage: for which it holds, once it is revealed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.seeds import SeedsPicture, SeedsScene, words_of
from nnviz.lessons.truth import read_truth
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView


class SeedsView(QObject):
    """A disc for each seed; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paper = PaperView(self.tr("Seeds"), self._draw)
        self._scene = SeedsScene(count=0)

    @property
    def widget(self) -> QWidget:
        return self._paper

    def show_step(self, told: StepShown) -> None:
        seeds = (
            0 if told.question is None or not told.question.truth else read_truth(told.question.truth).seeds
        )
        outcomes = told.outcomes if told.phase == "revealed" else ()
        said = tuple(translated(sentence) for sentence in words_of(seeds, outcomes))
        self._scene = SeedsScene(count=seeds, outcomes=outcomes, said=said)
        self._paper.redraw()

    def show(self, shown: Shown, before: Shown | None) -> None:
        """It is the same at every moment of the run."""

    def _draw(self, paper: Paper) -> str:
        if self._scene.count:
            return SeedsPicture(paper, self._scene).draw()
        text = self.tr("Nothing is asked over several seeds here.")
        paper.words(text, paper.width / 2, paper.height / 2, paper.size("body"), paper.look.text("secondary"))
        return text

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""
