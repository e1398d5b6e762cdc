"""The right side of the window: answer, curves, inspector."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.selection import Selection
from nnviz.session.values import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui.answer import AnswerView
from nnviz.ui.answer_foot import AnswerFoot
from nnviz.ui.inspector.tabs import InspectorTabs
from nnviz.ui.plots.curves_view import CurvesView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.rule import Rule


class ResultsPanel(QWidget):
    """Answer, curves and inspector, one below the other, 336 px wide at unit 1."""

    selection_requested = Signal(object)  # Selection
    sample_requested = Signal(str, int)
    clear_ghosts_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.answer, self.curves, self.tabs = AnswerView(), CurvesView(), InspectorTabs()
        self.inspector = self.tabs.inspector
        self.foot = AnswerFoot()
        self._rules = (Rule(), Rule())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.answer)
        self._column.addWidget(self.foot)
        self._column.addWidget(self._rules[0])
        self._column.addWidget(self.curves, 3)
        self._column.addWidget(self._rules[1])
        self._column.addWidget(self.tabs, 5)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Results"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tabs.selection_requested.connect(self.selection_requested)
        self.tabs.sample_requested.connect(self.sample_requested)
        self.curves.clear_ghosts_requested.connect(self.clear_ghosts_requested)

    def finish_start(self) -> None:
        """Load what is not needed for the first frame."""
        self.curves.finish_start()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Names of inputs and classes."""
        self.answer.set_dataset(dataset)
        self.curves.set_dataset(dataset)
        self.tabs.set_dataset(dataset)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show another moment: its answer, and the numbers of what is selected."""
        self.answer.show_snapshot(snapshot)
        self.tabs.show_snapshot(snapshot)

    def show_timeline(self, timeline: Timeline | None, epoch: int) -> None:
        """Show the curves of the run, with the playhead at ``epoch``."""
        self.tabs.show_timeline(timeline)
        self.curves.show_timeline(timeline, epoch)

    def show_selection(self, selection: Selection | None) -> None:
        """Show the arithmetic of what is selected."""
        self.tabs.show_selection(selection)

    def show_sample(self, sample: Sample | None) -> None:
        """Where the shown sample comes from."""
        self.answer.show_sample(sample)
        self.tabs.show_sample(sample)

    def set_ghosts(self, ghosts: tuple[Timeline, ...]) -> None:
        """Earlier runs, to be drawn pale."""
        self.curves.set_ghosts(ghosts)

    def set_planned_epochs(self, planned: int) -> None:
        """The length of the run."""
        self.curves.set_planned_epochs(planned)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedWidth(theme.layout("right"))
        self._share_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """In a low window the curves give way to the inspector first, then the inspector scrolls."""
        foot = 0 if self.foot.isHidden() else self.foot.sizeHint().height()
        taken = self.answer.sizeHint().height() + foot + self.curves.minimumSizeHint().height()
        room = self.height() - taken - sum(rule.height() for rule in self._rules)
        least = self.tabs.minimumSizeHint().height()
        self.tabs.setMinimumHeight(max(least, min(self.tabs.comfortable_height, room)))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("right"), self._theme.px(760))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.layout("right"), self._theme.px(360))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, round(self._theme.line("hairline")))
        painter.fillRect(0, 0, edge, self.height(), self._theme.surface("hairline"))
        painter.end()
