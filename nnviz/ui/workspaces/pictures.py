"""What the workspaces of pictures share: the input panel, the diagram, and an answer with its curves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.experiment import Experiment
from nnviz.ui.guarded import Teller
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.picture_input import PictureInput
from nnviz.ui.results_column import ResultsColumn

PEN_DIAGRAM_MS = 60  # while a pen draws the answer comes first, the diagram follows after this pause


class Pictures(QObject):
    """Canvas and images, the diagram, and the answer with its curves; see ``Workspace``.

    Who derives from it says in :meth:`show_more` what else there is to see of a moment.
    """

    def __init__(
        self, desk: Desk, pictures: PictureInput, stage: NetworkStage, results: ResultsColumn
    ) -> None:
        super().__init__(results)
        self._desk, self._pictures, self._stage = desk, pictures, stage
        self._column = results
        self._shown: Shown | None = None
        self._diagram_due = QTimer(self)
        self._diagram_due.setSingleShot(True)
        self._diagram_due.setInterval(PEN_DIAGRAM_MS)
        self._diagram_due.timeout.connect(self._on_diagram_due)

    @property
    def left(self) -> QWidget:
        return self._pictures.panel

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._column

    def show_settings(self, experiment: Experiment) -> None:
        """Nothing here has settings of its own: the sentence is every workspace's."""

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        results = self._column
        if shown.other_names(before):
            tell(self._stage.set_names, shown)
        if before is None or shown.dataset is not before.dataset:
            tell(results.set_dataset, shown.dataset)
            self._pictures.show_dataset(shown, tell)
            shown = self._desk.shown or shown  # with what somebody has drawn or brought
        self._shown = shown
        if before is None or shown.planned != before.planned:
            tell(results.set_planned_epochs, shown.planned)
        if shown.another_history(before) or shown.another_network(before):
            tell(results.show_timeline, shown.timeline, shown.epoch, shown)
        if before is None or shown.sample is not before.sample:
            tell(self._pictures.show_sample, shown)
            tell(results.show_sample, shown.sample)
        if shown.another_moment(before):
            tell(results.show_snapshot, shown.snapshot)
        tell(self._stage.show_about, shown, before)
        if shown.another_network(before):
            self._show_diagram(tell)
        elif shown.another_moment(before) and not self._diagram_due.isActive():
            self._diagram_due.start()
        tell(self.show_more, shown, before)
        self._pictures.show(shown, before, tell)

    def show_more(self, shown: Shown, before: Shown | None) -> None:
        """What there is to see here beside the answer."""
        raise NotImplementedError

    @Slot()
    def _on_diagram_due(self) -> None:
        self._show_diagram(Teller())

    def _show_diagram(self, tell: Teller) -> None:
        self._diagram_due.stop()
        if self._shown is not None and self._shown is self._desk.shown:
            tell(self._stage.show_network, self._shown)

    def settle(self) -> None:
        if self._diagram_due.isActive():  # else it would begin anew, with few lines
            self._on_diagram_due()
        self._pictures.settle()
        self._column.settle()

    def shut_down(self) -> None:
        self._pictures.shut_down()
