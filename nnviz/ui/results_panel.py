"""The right side where a sample has an answer: the answer, curves, inspector."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.ui.answer import AnswerView
from nnviz.ui.answer_foot import AnswerFoot
from nnviz.ui.results_column import ResultsColumn
from nnviz.ui.theme import Theme

QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own, which PySide does not name


class AnswerColumn(ResultsColumn):
    """A results column whose head holds the ``answer``; a kind of it says how high the head is."""

    answer: AnswerView

    def _fit_head(self) -> None:
        """Give the head the height that it needs."""
        raise NotImplementedError

    def set_dataset(self, dataset: Dataset | None) -> None:
        self.answer.set_dataset(dataset)
        super().set_dataset(dataset)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        self.answer.show_snapshot(snapshot)
        super().show_snapshot(snapshot)

    def show_sample(self, sample: Sample | None) -> None:
        self.answer.show_sample(sample)
        super().show_sample(sample)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What stands in the head has come or gone, or has another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_head()
        return False

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._fit_head()

    def shares(self, height: int) -> list[int]:
        """In a low window the curves give way to the inspector first, then the inspector scrolls."""
        head = self._head.maximumHeight()
        room = height - head
        if self.folded:
            return [head, room, room]
        wanted = min(self.tabs.comfortable_height, room - self.curves.minimumSizeHint().height())
        tabs = max(room * 5 // 8, wanted)
        return [head, room - tabs, tabs]


class ResultsPanel(AnswerColumn):
    """A results column headed by the answer, 336 px wide at unit 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.answer, self.foot = AnswerView(), AnswerFoot()
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.answer)
        column.addWidget(self.foot)
        super().__init__(head, "right", parent)
        head.installEventFilter(self)

    def _fit_head(self) -> None:
        """The answer takes what it needs, with or without its foot."""
        # In front of a class the foot is folded away: one person uses it.
        self.foot.setMaximumHeight(0 if self._theme.projector else QWIDGETSIZE_MAX)
        hidden = self.foot.isHidden() or self._theme.projector
        foot = 0 if hidden else self.foot.sizeHint().height()
        height = self.answer.sizeHint().height() + foot
        if height != self._head.maximumHeight():
            self._head.setFixedHeight(height)
            self.parts.arrange()
