"""The stage of the run's own workspace on that of a lesson: Images, Sequences, Generate and the others."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.theme import Theme, apply_theme

#: Where what is to be seen stands in the right column, beside the networks.
_BESIDE = ("generate", "images")
_RIGHT = "right"  # as the step asks for the right column alone


class WorkspaceView(QObject):
    """What the workspace shows, without its settings; see ``LessonView``.

    The step's ``of`` may be “stage” or “right”, for one of them alone.
    """

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from nnviz.ui.makers import makers  # here, where it delays no other view
        from nnviz.ui.views import Views
        from nnviz.ui.workspaces.place import Place

        self._parts = parts
        self._widget = _Room()
        self._views = Views(parts.desk.experiment, {}, self._widget)
        self._views.hide()
        _, _, made = makers(
            self._views,
            parts.desk,
            parts.looks,
            parts.signals,
            parts.runs,
            parts.settings,
            parts.reader,
            parts.my_digits,
        )
        self._place = Place(parts.desk, made, self)
        self._place.built.connect(self._views.add)
        self._asked = ""
        self._standing: list[QWidget] = []

    @property
    def widget(self) -> QWidget:
        return self._widget

    def show_step(self, told: StepShown) -> None:
        self._asked = told.step.show.of
        if self._place.name:
            self._stand()

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._place.choose()
        self._place.show(shown)
        self._stand()

    def settle(self) -> None:
        if self._place.name:
            self._place.settle()

    def shut_down(self) -> None:
        self._place.shut_down()

    # ---- what stands there
    def _stand(self) -> None:
        """Take stage and column from their places, where they are others than before; nothing in them
        changes the experiment."""
        workspace, home = self._place.current, self._place.home
        beside = self._asked == _RIGHT or (self._asked != "stage" and home in _BESIDE)
        stage = workspace.stage if self._asked != _RIGHT else None
        wanted = [one for one in (stage, workspace.right if beside else None) if one is not None]
        if wanted == self._standing:
            return
        self._standing = wanted
        self._widget.stand(wanted)
        for part in (workspace.stage, workspace.right):
            for recipe in part.findChildren(RecipeBar):
                recipe.hide()
        if isinstance(workspace.stage, NetworkStage):
            for diagram in workspace.stage.diagrams:
                diagram.set_fixed(True)
                diagram.set_editable(False)


class _Room(QWidget):
    """Holds what stands there side by side, a hairline apart."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)

    def stand(self, widgets: list[QWidget]) -> None:
        """Let these stand there, and hide what did."""
        while (item := self._row.takeAt(0)) is not None:
            if (one := item.widget()) is not None:
                one.hide()
        for place, widget in enumerate(widgets):
            self._row.addWidget(widget, 0 if place else 1)
            apply_theme(widget, self._theme)
            widget.show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("hairline"))
        painter.end()
