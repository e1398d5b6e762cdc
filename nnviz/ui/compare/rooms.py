"""The two pages of the centre of Compare: curves and networks, or the race."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from nnviz.session.sentences import told
from nnviz.ui.compare.runs import Runs
from nnviz.ui.compare.stage import CompareStage
from nnviz.ui.race.course import field_of
from nnviz.ui.race.race_view import RaceView
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.segmented import Segment, Segmented

_RACE = "race"


class CompareRooms(Ground):
    """``stage``, and a race that is made when it is first turned to."""

    def __init__(self, stage: CompareStage) -> None:
        super().__init__("panel")
        self._stage = stage
        self._race: RaceView | None = None
        self._runs: Runs = ()
        self._hidden: frozenset[str] = frozenset()
        race = self.tr("Race")
        tip = self.tr("All runs in step from one start, over the loss of two weights")
        side = self.tr("Side by side")
        self._pages = Segmented(
            [Segment("side", side, tip=self.tr("Curves and networks")), Segment(_RACE, race, tip=tip)],
            self.tr("What is compared"),
            small=True,
        )
        self._pages.chosen.connect(self._turn)
        self._head = QHBoxLayout()
        self._head.addWidget(self._pages)
        self._head.addStretch()
        body = QWidget()
        self._stack = QStackedLayout(body)  # without a widget, it would show its own as windows
        self._stack.addWidget(stage)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(body, 1)

    @Slot(str)
    def _turn(self, key: str) -> None:
        self._pages.set_current(key)
        if key == _RACE and self._race is None:
            self._race = RaceView()
            apply_theme(self._race, self._theme)
            self._stack.addWidget(self._race)
        self._stack.setCurrentIndex(1 if key == _RACE else 0)
        self._show_race()

    @property
    def racing(self) -> bool:
        """Whether it is the race that is turned to."""
        return self._pages.current == _RACE

    def show_runs(self, runs: Runs, current_letter: str) -> None:
        """Show ``runs`` on the page that is open."""
        self._runs = runs
        self._stage.show_runs(runs, current_letter)
        self._show_race()

    @Slot(object)
    def set_hidden(self, letters: frozenset[str]) -> None:
        """Leave these runs out of curves and race."""
        self._hidden = letters
        self._stage.set_hidden(letters)
        self._show_race()

    def _show_race(self) -> None:
        if self._race is not None and self.racing:
            field = field_of([run for run in self._runs if run.letter not in self._hidden])
            self._race.show_course(field.course, field.starters, told(field.note))

    def settle(self) -> None:
        """Show now what is put off."""
        self._stage.settle()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(6)
        self._head.setContentsMargins(theme.px(12), side, side, side)

    def shut_down(self) -> None:
        """End what the race does in the background."""
        if self._race is not None:
            self._race.shut_down()
