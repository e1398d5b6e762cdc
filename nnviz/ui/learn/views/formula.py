"""A formula in large on a lesson's stage."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.ui.learn.formula import FormulaLabel
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.ground import Ground

_LEAST, _MOST = 1.5, 5.0  # times the text of a panel
_FILLED = 0.8  # of the width


class _Sheet(Ground):
    """The ground that it stands on."""

    def __init__(self, formula: FormulaLabel) -> None:
        super().__init__("stage")
        self._column = QVBoxLayout(self)
        self._formula = formula
        self._column.addStretch()
        self._column.addWidget(formula)
        self._column.addStretch()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(24)
        self._column.setContentsMargins(side, side, side, side)
        self.grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.grow()

    def grow(self) -> None:
        """As large as there is room for."""
        self._formula.set_grown(1.0)
        wide, high = self._formula.sizeHint().width(), self._formula.sizeHint().height()
        share = min(_FILLED * self.width() / max(1, wide), _FILLED * self.height() / max(1, high))
        self._formula.set_grown(min(_MOST, max(_LEAST, share)))


class FormulaView(QObject):
    """The formula that the step gives; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._formula = FormulaLabel()
        self._formula.set_centred(True)
        self._sheet = _Sheet(self._formula)

    @property
    def widget(self) -> QWidget:
        return self._sheet

    def show_step(self, told: StepShown) -> None:
        self._formula.set_latex(told.step.show.formula)
        self._sheet.grow()

    def show(self, shown: Shown, before: Shown | None) -> None:
        """It is the same at every moment."""

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""
