"""The workspace Digits: draw, and watch the network read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.training.samples import ink_sample, takes_ink
from nnviz.ui.answers import Answers
from nnviz.ui.canvas import InputPanel
from nnviz.ui.guarded import Teller
from nnviz.ui.number_reader import NumberReader
from nnviz.ui.results_panel import ResultsPanel
from nnviz.ui.training_images import TrainingImages
from nnviz.ui.workspaces.network_stage import NetworkStage

PEN_DIAGRAM_MS = 60  # while a pen draws the answer comes first, the diagram follows after this pause
ANSWERS_INTERVAL_MS = 250  # how often the wrong test images are counted while it trains


class Digits(QObject):
    """Canvas and images, the diagram, and the answer with its curves; see ``Workspace``."""

    def __init__(
        self, desk: Desk, panel: InputPanel, stage: NetworkStage, results: ResultsPanel, answers: Answers
    ) -> None:
        super().__init__(panel)
        self._desk, self._panel, self._stage, self._results = desk, panel, stage, results
        self._answers = answers
        self._numbers = NumberReader(panel)
        self._numbers.read_out.connect(results.answer.show_number)
        self._training_images = TrainingImages(desk, panel)
        self._shown: Shown | None = None
        self._counted: Shown | None = None
        self._count_due = self._timer(ANSWERS_INTERVAL_MS, self._on_count_due)
        self._diagram_due = self._timer(PEN_DIAGRAM_MS, self._on_diagram_due)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    @property
    def left(self) -> QWidget:
        return self._panel

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._results

    def show_settings(self, experiment: Experiment) -> None:
        """Nothing here has settings of its own: the sentence is every workspace's."""

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        results = self._results
        if before is None or shown.dataset is not before.dataset:
            self._show_dataset(shown, tell)
            shown = self._desk.shown or shown  # with what somebody has drawn or brought
        self._shown = shown
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        if before is None or shown.sample is not before.sample:
            tell(self._panel.show_sample, shown.sample)
            tell(results.show_sample, shown.sample)
        if shown.another_moment(before):
            tell(results.show_snapshot, shown.snapshot)
        tell(self._stage.show_about, shown, before)
        if shown.another_network(before):
            self._show_diagram(tell)
            if not self._count_due.isActive():
                self._count_due.start()
        elif shown.another_moment(before) and not self._diagram_due.isActive():
            self._diagram_due.start()
        tell(self._answers.show, shown, before)
        tell(self._numbers.show, shown)
        tell(self._training_images.show, shown)

    def _show_dataset(self, shown: Shown, tell: Teller) -> None:
        """A drawing or a picture that is there is read anew."""
        dataset, panel = shown.dataset, self._panel
        tell(self._stage.set_dataset, dataset)
        tell(panel.samples.set_dataset, dataset)
        tell(self._results.set_dataset, dataset)
        drawn = panel.drawn
        sample, photo = shown.sample, panel.photo
        if not takes_ink(dataset) or (sample is not None and sample.from_person):
            return
        if drawn.strokes and panel.source == "draw":
            self._desk.set_sample(ink_sample(drawn.picture, dataset, drawn.label, strokes=drawn.strokes))
        elif panel.source == "picture" and photo.is_open:
            self._desk.set_sample(ink_sample(photo.picture, dataset, photo.label, index=photo.index))

    @Slot()
    def _on_diagram_due(self) -> None:
        self._show_diagram(Teller())

    def _show_diagram(self, tell: Teller) -> None:
        self._diagram_due.stop()
        if self._shown is not None and self._shown is self._desk.shown:
            tell(self._stage.show_network, self._shown)

    @Slot()
    def _on_count_due(self) -> None:
        """Which test images are read wrong is counted now and then."""
        shown = self._shown
        if shown is not None and shown.dataset.kind == "classification":
            self._panel.samples.show_answers(shown.test_answers)

    def settle(self) -> None:
        for timer, slot in ((self._diagram_due, self._on_diagram_due), (self._count_due, self._on_count_due)):
            timer.stop()
            slot()
        self._answers.settle()
        self._numbers.settle()
        self._results.settle()

    def shut_down(self) -> None:
        self._training_images.shut_down()
