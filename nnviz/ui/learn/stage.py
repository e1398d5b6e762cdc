"""The stage of a lesson: the views that its step names, side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.ui.guarded import Teller
from nnviz.ui.learn.views.table import SQUARE, VIEWS, WIDE
from nnviz.ui.learn.views.view import LessonView, ViewParts
from nnviz.ui.theme import Theme, apply_theme

_LEAST = (200, 120)  # px of a view: three below one another fit into a small window
_SIDE_BY_SIDE = 420  # px at unit 1 that a view has beside another, else they stand below one another


class Stage(QWidget):
    """Shows one step and one moment in as many views as the step names; each is made when it is first named.

    ``answer_offered(object)``: a prediction made in one of them.
    """

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts, self._theme = parts, Theme()
        self._made: dict[str, LessonView] = {}
        self._names: tuple[str, ...] = ()
        self._told: StepShown | None = None
        self._seen: dict[str, Shown | None] = {}  # what each view was shown last
        self._shown: Shown | None = None
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)  # a hairline, of the ground between them
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def names(self) -> tuple[str, ...]:
        """The views that stand there, from the left."""
        return self._names

    def view(self, name: str) -> LessonView:
        """One that stands, or has stood, there."""
        return self._made[name]

    # ---- what is shown
    @Slot(object)
    def show_step(self, told: StepShown) -> None:
        """Let the views of this step stand there, and tell them of it. A name that is none is left out."""
        self._told = told
        names = tuple(dict.fromkeys(name for name in told.step.show.views if name in VIEWS))
        if names != self._names:
            self._stand(names)
        for name in names:
            self._tell(name)

    def _stand(self, names: tuple[str, ...]) -> None:
        for name in self._names:
            self._row.removeWidget(self._made[name].widget)
            self._made[name].widget.hide()
        for name in names:
            if name not in self._made:
                view = self._made[name] = VIEWS[name](self._parts)
                view.answer_offered.connect(self.answer_offered)
                view.widget.setParent(self)
                view.widget.setMinimumSize(*_LEAST)
                apply_theme(view.widget, self._theme)
            self._row.addWidget(self._made[name].widget)
            self._made[name].widget.show()
            self._seen[name] = None
        self._names = names
        self._turn()

    def _tell(self, name: str) -> None:
        """The step, and to a view that has not seen it the moment that is shown."""
        teller = Teller()
        if self._told is not None:
            teller(self._made[name].show_step, self._told)
        if self._shown is not None and self._seen[name] is None:
            self._show_in(name, self._shown)

    @Slot(object)
    def show_moment(self, shown: Shown | None) -> None:
        """Another moment; None while there is nothing to show yet."""
        self._shown = shown
        for name in self._names if shown is not None else ():
            self._show_in(name, shown)

    def _show_in(self, name: str, shown: Shown | None) -> None:
        if shown is not None:
            teller = Teller()
            before, self._seen[name] = self._seen[name], shown
            teller(self._made[name].show, shown, before)
            if teller.failed:  # what was left half told is told all of the next
                self._seen[name] = None

    def settle(self) -> None:
        """Let all that is seen be of the moment shown, now."""
        for name in self._names:
            self._made[name].settle()

    def shut_down(self) -> None:
        """Wait for what any view does in the background."""
        for view in self._made.values():
            view.shut_down()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._turn()
        self.update()

    def _turn(self) -> None:
        """Side by side where there is room for each and none is best wide, else below one another."""
        names = self._names
        narrow = self.width() < len(names) * self._theme.px(_SIDE_BY_SIDE)
        wide = any(name in WIDE for name in names) and not any(name in SQUARE for name in names)
        below = narrow or wide
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        )
        for place, name in enumerate(names):
            self._row.setStretch(place, WIDE.get(name, 2) if below else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("hairline" if self._names else "stage"))
        painter.end()
