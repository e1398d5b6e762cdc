"""The race: the paths over the loss, the lanes beside, and the count that is gone through."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.numbers import count as whole
from nnviz.drawing.race.lanes import draw_lanes
from nnviz.drawing.race.scene import COUNTED, Entrant, RaceScene
from nnviz.session.sentences import told
from nnviz.session.work import Work
from nnviz.training.race import COUNTS, Count, Number, numbers_of
from nnviz.ui.paper_view import PaperView
from nnviz.ui.race.course import Starter
from nnviz.ui.race.plot import RacePlot
from nnviz.ui.race.running import Course, Raced, run_race
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import IconButton, PushButton
from nnviz.ui.widgets.chips import ChoiceChip, NumberChip
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.labels import Caption, TextLabel
from nnviz.ui.widgets.segmented import Segment, Segmented
from nnviz.ui.widgets.slider import Slider

_log = logging.getLogger(__name__)

_STEPS = 1000  # of the slider
_FRAME = 40  # ms between two pictures
_WHOLE = 12.0  # seconds from start to end
_BESIDE = 720  # px at unit 1 from which on the lanes stand beside the plot
_GOALS = (1e-12, 1e12)
_MOST_NUMBERS = 60  # that a menu offers


class RaceView(Ground):
    """Races what it is shown, in the background, and lets its course be gone through.

    ``by_hand``: somebody works here; else nothing can be chosen, and it is played as soon as it is known.
    """

    raced = Signal()

    def __init__(self, *, by_hand: bool = True, parent: QWidget | None = None) -> None:
        super().__init__("stage", parent=parent)
        self._by_hand = by_hand
        self._course: Course | None = None
        self._starters: tuple[Starter, ...] = ()
        self._result: Raced | None = None
        self._work: Work | None = None
        self._by: Count = "updates"
        self._share = 0.0
        self._typed: float | None = None  # the goal, where somebody has set another than the race's own
        self._ahead = True
        self._playing = QTimer(self)
        self._playing.setInterval(_FRAME)
        self._playing.timeout.connect(self._on_frame)
        self.plot = RacePlot()
        self.plot.start_requested.connect(self._on_start)
        self.lanes = PaperView(self.tr("Who is first"), self._draw)
        self._make_controls()
        self._lay_out()
        self.setAccessibleName(self.tr("Race"))

    def _make_controls(self) -> None:
        whole = self.tr("Once through all samples is one epoch")
        single = self.tr("The gradient of one sample is one evaluation: what an update costs")
        segments = [
            Segment("updates", self.tr("By updates"), tip=self.tr("Each change of the weights counts once")),
            Segment("epochs", self.tr("By epochs"), tip=whole),
            Segment("evaluations", self.tr("By gradients"), tip=single),
        ]
        self._which = Segmented(segments, self.tr("What is counted"))
        self._which.chosen.connect(self._on_by)
        tip = self.tr("The number of the network that goes from left to right")
        self._axes = [ChoiceChip([("", "", "")], self.tr("Across"), tip)]
        tip = self.tr("The number of the network that goes upwards")
        self._axes.append(ChoiceChip([("", "", "")], self.tr("Upwards"), tip))
        for place, chip in enumerate(self._axes):
            chip.chosen.connect(partial(self._on_axis, place))
        tip = self.tr("The loss that has to be reached, and held: who is there first")
        self._goal = NumberChip(self.tr("Goal"), tip, _GOALS, 0.0)
        self._goal.value_requested.connect(self._on_goal)
        self._goal_word = TextLabel(self.tr("goal"), "label", "secondary")
        self._move = PushButton(self.tr("Move the start"), small=True)
        self._move.setCheckable(True)
        self._move.setToolTip(self.tr("Then click where all are to start"))
        self._move.toggled.connect(self._on_move)
        self._play = IconButton("play", self.tr("Play the race"), kind="outline")
        self._play.clicked.connect(self._on_play)
        self._slider = Slider(self.tr("Where the race stands"), 0, _STEPS)
        self._slider.setPageStep(_STEPS // 20)
        self._slider.valueChanged.connect(self._on_slid)
        self._counted = TextLabel(role="body", family="mono")
        self._note = Caption()
        self._note.setWordWrap(True)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._which)
        self._head.addStretch()
        for part in (self._goal_word, self._goal, *self._axes, self._move):
            self._head.addWidget(part)
            part.setVisible(self._by_hand)
        self._which.setVisible(self._by_hand)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(1)
        self._row.addWidget(self.plot, 5)
        self._row.addWidget(self.lanes, 3)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._play)
        self._foot.addWidget(self._slider, 1)
        self._foot.addWidget(self._counted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self._note)
        column.addLayout(self._row, 1)
        column.addLayout(self._foot)

    # ---- what is raced
    def show_course(self, course: Course | None, starters: Sequence[Starter], note: str = "") -> None:
        """Race these, unless it is what is raced already; without a course ``note`` says why not."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._starters = tuple(starters)
        if course is None:
            self._forget()
        elif self._course is None or not _alike(course, self._course):
            self._typed = None
            for part in (self._goal_word, self._goal):
                part.setVisible(self._by_hand and course.goal)
            self._begin(course)
        else:
            self._show()

    def set_ahead(self, ahead: bool) -> None:
        """Whether what is to come may be seen. While it may not, all wait at the start; then it is played."""
        if ahead == self._ahead:
            return
        self._ahead, self._share = ahead, 0.0
        self._playing.stop()
        if ahead and self._result is not None and self.isVisible():
            self._playing.start()
        self._show()

    def _forget(self) -> None:
        self._end_work()
        self._course = self._result = None
        self.plot.show_surface(None, ("", ""))
        self._show()

    def _begin(self, course: Course) -> None:
        self._end_work()
        self._course, self._result = course, None
        self._share, self._by = 0.0, course.by
        self._which.set_current(course.by)
        network = course.start.network()
        offered = [(_called(number), _called(number), "") for number in numbers_of(network)[:_MOST_NUMBERS]]
        for chip, number in zip(self._axes, course.two, strict=True):
            chip.set_choices(offered)
            chip.set_current(_called(number))
        self._show()
        self._work = Work(partial(_raced, course), self._on_worked)
        self._work.progressed.connect(self._on_progress)
        self._work.start()

    @Slot(float)
    def _on_progress(self, share: float) -> None:
        if self._result is None:
            self._counted.setText(self.tr("racing: {share:.0%}").format(share=share))

    @Slot()
    def _on_worked(self) -> None:
        work = self._work
        if work is not None and self.sender() is work:
            work.wait()  # it has told that it is about to end, and must have ended when it is let go of
            self._take(work)

    def settle(self) -> None:
        """Wait until it is worked out what is raced, and show that."""
        work = self._work
        if work is not None:
            work.wait()
            self._take(work)

    def _take(self, work: Work) -> None:
        """What came of it."""
        self._work = None
        if isinstance(work.error, ValueError):
            self.show_course(None, self._starters, told(work.error))
        elif work.error is not None:
            _log.error("the race ended with a fault\n%s", work.fault)
        elif work.result is not None and self._course is not None:
            self._result = work.result
            across, up = (_called(number) for number in self._course.two)
            self.plot.show_surface(self._result.surface, (across, up))
            self._show()
            self.raced.emit()
            if not self._by_hand and self._ahead:
                self._playing.start()

    # ---- what is shown
    @property
    def goal(self) -> float:
        """The loss that they race for: the one that was typed, else one that all reach; 0 for none."""
        own = 0.0 if self._result is None else self._result.goal
        return own if self._typed is None or not own else self._typed

    @property
    def scene(self) -> RaceScene | None:
        """The race where it stands now; None while it is not known."""
        if self._result is None:
            return None
        entrants = {
            one.letter: Entrant(
                one.letter,
                one.title,
                self._theme.run_colour(one.colour).rgba(),
                self._theme.run_outlined(one.colour),
            )
            for one in self._starters
        }
        lanes = tuple(lane for lane in self._result.lanes if lane.letter in entrants)
        scene = RaceScene(lanes, entrants, self._by, count=0.0, goal=self.goal)
        return replace(scene, count=self._share * scene.furthest, ahead=self._ahead)

    def _show(self) -> None:
        scene = self.scene
        self.plot.show_scene(scene)
        self.lanes.redraw()
        for part in (self._slider, self._play, self._move, self._goal, *self._axes):
            part.setEnabled(scene is not None and self._ahead)
        self._goal.set_value(self.goal)
        self._slider.blockSignals(True)
        self._slider.setValue(round(self._share * _STEPS))
        self._slider.blockSignals(False)
        if scene is None:
            self._counted.setText("")
        else:
            text = self.tr("{counted} {now} / {all}").format(
                counted=told(COUNTED[self._by]), now=whole(int(scene.count)), all=whole(round(scene.furthest))
            )
            self._counted.setText(text)
            self._counted.setMinimumWidth(self._counted.sizeHint().width())
            self._slider.setToolTip(text)
        playing = self._playing.isActive()
        self._play.set_icon("pause" if playing else "play")
        self._play.setAccessibleName(self.tr("Pause the race") if playing else self.tr("Play the race"))

    def _draw(self, paper: Paper) -> str:
        scene = self.scene
        return "" if scene is None else draw_lanes(paper, scene)

    # ---- what is done here
    @Slot(str)
    def _on_by(self, by: str) -> None:
        self._by = next(count for count in COUNTS if count == by)
        self._which.set_current(by)
        self._show()

    def _on_axis(self, place: int, called: str) -> None:
        course = self._course
        if course is None:
            return
        number = next(one for one in numbers_of(course.start.network()) if _called(one) == called)
        two = (number, course.two[1]) if place == 0 else (course.two[0], number)
        self._begin(
            Course(experiments=course.experiments, dataset=course.dataset, start=course.start, two=two)
        )

    @Slot(float)
    def _on_goal(self, goal: float) -> None:
        """Another goal for the same race: nothing is trained again."""
        self._typed = goal
        self._show()

    @Slot(bool)
    def _on_move(self, on: bool) -> None:
        self.plot.picking = on

    @Slot(float, float)
    def _on_start(self, x: float, y: float) -> None:
        """All start there."""
        course = self._course
        self._move.setChecked(False)
        if course is not None:
            self._begin(replace(course, moved=(x, y)))

    @Slot()
    def _on_play(self) -> None:
        if self._playing.isActive():
            self._playing.stop()
        else:
            self._share = 0.0 if self._share >= 1.0 else self._share
            self._playing.start()
        self._show()

    @Slot()
    def _on_frame(self) -> None:
        self._share = min(1.0, self._share + _FRAME / 1000 / _WHOLE)
        if self._share >= 1.0:
            self._playing.stop()
        self._show()

    @Slot(int)
    def _on_slid(self, value: int) -> None:
        self._playing.stop()
        self._share = value / _STEPS
        self._show()

    # ---- looks and the end
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(10)
        for row in (self._head, self._foot):
            row.setContentsMargins(side, side, side, side)
            row.setSpacing(theme.px(8))
        self._note.setContentsMargins(side, 0, side, 0)
        self._turn()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        beside = self.width() >= self._theme.px(_BESIDE)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    def hideEvent(self, event: QHideEvent) -> None:
        self._playing.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        waits = self._by_hand or not self._ahead
        if not waits and self._result is not None and self._share < 1.0:
            self._playing.start()

    def _end_work(self) -> None:
        self._playing.stop()
        work, self._work = self._work, None
        if work is not None:
            work.end()

    def shut_down(self) -> None:
        """End what is done in the background, and wait for it."""
        self._end_work()


def _raced(course: Course, work: Work) -> Raced:
    return run_race(course, work.isInterruptionRequested, work.tell)


def _alike(one: Course, other: Course) -> bool:
    """Whether the same would come of both; where somebody has moved the start, it stays there."""
    return (
        dict(one.experiments) == dict(other.experiments)
        and one.dataset is other.dataset
        and one.start.players[0].parameters is other.start.players[0].parameters
        and (one.by, one.until, one.goal) == (other.by, other.until, other.goal)
    )


def _called(number: Number) -> str:
    """As a lesson and the gradient check call it: “dense1.weights[0, 2]”."""
    name, index = number
    return f"{name}[{', '.join(map(str, index))}]"
