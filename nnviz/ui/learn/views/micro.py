"""The micro-steps on a lesson's stage: forward, loss, backward, update, each with its numbers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from nnviz.drawing.micro.factor_words import PHASES, place_words
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.training.micro import Micro
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.micro.kernel_stage import KernelStage
from nnviz.ui.micro.lane_stage import LaneStage
from nnviz.ui.micro.micro_stage import MicroStage
from nnviz.ui.micro.time_stage import TimeStage
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import TextLabel

_LEAST = (200, 120)  # px: what else stands on the page has its room

_Stage = MicroStage | KernelStage | TimeStage | LaneStage


class MicroView(QObject):
    """The stage of the micro-steps under a line that says what is worked out; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._stages: tuple[_Stage, ...] = (
            MicroStage(listed=False),
            KernelStage(),
            TimeStage(),
            LaneStage(),
        )
        self._words = TextLabel("", "body", "secondary", room=True)
        self._words.setWordWrap(True)
        self._widget = _Lesson(self._words)
        self._asks = False
        for stage in self._stages:
            self._widget.row.addWidget(stage)
            stage.setMinimumSize(*_LEAST)
            if parts.by_hand:
                stage.micro_requested.connect(self._on_micro_requested)

    @property
    def widget(self) -> QWidget:
        return self._widget

    def show_step(self, told: StepShown) -> None:
        """Where the steps begin is the step's own affair; nobody goes on while it asks."""
        self._asks = told.phase == "ask"

    def show(self, shown: Shown, before: Shown | None) -> None:
        micro = shown.micro
        if before is not None and micro is before.micro:
            return
        self._widget.row.setCurrentIndex(_which(micro))
        for place, stage in enumerate(self._stages):
            stage.show_micro(micro if place == _which(micro) else None)
        if micro is None:
            self._words.setText(self.tr("The batch is stepped through from its first micro-step on."))
            return
        phase, words = translated(PHASES[micro.phase]), translated(place_words(micro))
        self._words.setText(words if words.startswith(phase) else f"{phase}: {words}")

    @Slot(object)
    def _on_micro_requested(self, micro: Micro) -> None:
        if not self._asks:
            self._parts.desk.set_micro(micro)

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""


def _which(micro: Micro | None) -> int:
    """The stage for it: the whole network, the place of a map, a sequence, or lanes."""
    if micro is None:
        return 0
    if micro.on_lanes:
        return 3
    return 2 if micro.timed_layer is not None else 1 if micro.looked is not None else 0


class _Lesson(QWidget):
    """The words over the stages, of which one is seen."""

    def __init__(self, words: TextLabel) -> None:
        super().__init__()
        self._theme, self._words = Theme(), words
        self._column, self.row = QVBoxLayout(self), QStackedLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(words)
        self._column.addLayout(self.row, 1)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._words.setContentsMargins(theme.px(20), theme.px(10), theme.px(20), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("stage"))
        painter.end()
