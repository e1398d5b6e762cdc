"""A lesson in the window: its card, its stage, one to three controls, and its steps as a path."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnviz.lessons.lesson import Step
from nnviz.session.desk import Desk
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.session.shown import Shown
from nnviz.ui.guarded import tell
from nnviz.ui.learn.controls import ControlRow
from nnviz.ui.learn.lesson_card import LessonCard
from nnviz.ui.learn.lesson_end import LessonEnd
from nnviz.ui.learn.python_drawer import PythonDrawer
from nnviz.ui.learn.stage import Stage
from nnviz.ui.learn.step_path import StepPath
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import TextLabel


class LessonPage(QWidget):
    """Shows what the runner tells, and nothing of the window beside it.

    ``leave_requested``: back to all lessons. ``present_requested``: show it to a class. ``next_requested``:
    the lesson after this one. ``door_requested(kind, name)``: to that “workspace” or “lesson”.
    ``keep_requested(runs)``: copies of the runs of this step, for the person's own project.
    """

    leave_requested = Signal()
    next_requested = Signal()
    door_requested = Signal(str, str)
    present_requested = Signal()
    keep_requested = Signal(object)

    def __init__(
        self, runner: LessonRunner, desk: Desk, parts: ViewParts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._runner, self._desk, self._theme = runner, desk, Theme()
        self._step: Step | None = None
        self._shown: Shown | None = None
        self.card = LessonCard(runner)
        self.stage = Stage(parts)
        self.controls = ControlRow(runner)
        self.path = StepPath()
        self.drawer = PythonDrawer()
        self.drawer.hide()
        self.end = LessonEnd(runner)
        self._wait = TextLabel(self.tr("Training up to this step …"), "body", "tertiary")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._centre = QStackedWidget()
        for widget in (self.stage, self._wait, self.end):
            self._centre.addWidget(widget)
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Lesson"))

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._centre, 1)
        column.addWidget(self.controls)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.card)
        row.addWidget(middle, 1)
        row.addWidget(self.drawer)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(row, 1)
        outer.addWidget(self.path)

    def _connect(self) -> None:
        runner = self._runner
        runner.step_changed.connect(self._on_step)
        runner.answer_changed.connect(self._on_answer)
        runner.done_changed.connect(self._on_answer)
        self._desk.shown_changed.connect(self._on_shown)
        self.card.leave_requested.connect(self.leave_requested)
        self.card.present_requested.connect(self.present_requested)
        self.card.end_requested.connect(self.show_end)
        self.card.door_requested.connect(self.door_requested)
        self.end.leave_requested.connect(self.leave_requested)
        self.end.next_requested.connect(self.next_requested)
        self.end.again_requested.connect(runner.start_again)
        self.stage.answer_offered.connect(self._on_offered)
        self.path.chosen.connect(runner.go)
        self.controls.python.toggled.connect(self._on_python)
        self.controls.keep.clicked.connect(self._on_keep)
        self.drawer.closed.connect(self._on_python_closed)

    def set_number(self, number: int, count: int) -> None:
        """Which of how many lessons it is, counted from 1; 0: none of the course."""
        self.card.set_number(number, count)

    def set_next(self, title: str) -> None:
        """What the lesson after this one is called; "" for none."""
        self.end.set_next(title)

    # ---- what is shown
    @Slot()
    def _on_step(self) -> None:
        """Another step: it is told before its moment is, and has the keys if the last one had them."""
        here, told = self._has_keys, self._runner.told
        if told is not None:
            self._show(told)
        if here or not self.isVisible():
            self._take_keys()

    def _take_keys(self) -> None:
        """Have the keys where there is something to do: what is pointed at or drawn is so on the stage."""
        if self.card.question.on_stage and self.stage.names and not self.card.question.isHidden():
            _focusable(self.stage.view(self.stage.names[0]).widget).setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.card.take_keys()

    @Slot()
    def _on_answer(self) -> None:
        told = self._runner.told
        if told is None:
            return
        question, here = self.card.question, self._has_keys
        counted, waited = question.counting, self._centre.currentWidget() is self._wait
        self._show(told)
        if here and ((counted and not question.counting) or (waited and told.ready and question.on_stage)):
            self._take_keys()  # what had them has gone, could not be used meanwhile, or has come

    @property
    def _has_keys(self) -> bool:
        """Whether what is worked in is on this page, or was until it went."""
        here = self.window().focusWidget()
        return here is None or here is self.window() or here is self or self.isAncestorOf(here)

    def _show(self, told: StepShown) -> None:
        if told.step is not self._step or not told.ready:  # what is shown was of another step
            self._step, self._shown = told.step, None
            tell(self.stage.show_moment, None)
        tell(self.stage.show_step, told)
        tell(self.card.show_step, told)
        tell(self.controls.show_step, told)
        self.drawer.show_code(told.lesson.python, told.step.show.lines)
        progress = self._runner.progress
        settled = progress.settled(told.lesson)
        self.path.show_steps(told.lesson, told.place, progress.way(told.lesson).opened, settled)
        self._wait.setText(self._waiting(told))
        self._centre.setCurrentWidget(self.stage if told.ready else self._wait)
        if told.ready:
            self._show_moment()

    def _waiting(self, told: StepShown) -> str:
        return (
            self.tr("This step has nothing to show.") if told.fault else self.tr("Training up to this step …")
        )

    @Slot(object)
    def _on_shown(self, shown: Shown | None) -> None:
        told = self._runner.told
        if told is not None and told.ready:
            self._show_moment()

    def _show_moment(self) -> None:
        shown = self._desk.shown
        if shown is not self._shown:
            self._shown = shown
            tell(self.stage.show_moment, shown)
            if shown is not None:
                tell(self.controls.show_moment, shown)

    @Slot(object)
    def _on_offered(self, value: object) -> None:
        """Something was pointed at or drawn; a drawing is whole, while pointing may go on from key to key."""
        self.card.take(value)
        told = self._runner.told
        if told is not None and told.step.predict is not None and told.step.predict.kind == "curve":
            self.card.question.say_how_sure()

    @Slot()
    def show_end(self) -> None:
        """What comes after the last step."""
        self.end.show_lesson()
        self._centre.setCurrentWidget(self.end)
        self.controls.hide()
        self.end.take_keys()

    @Slot(bool)
    def _on_python(self, on: bool) -> None:
        self.drawer.setVisible(on)

    @Slot()
    def _on_python_closed(self) -> None:
        self.controls.python.setChecked(False)
        self.controls.python.setFocus()

    @Slot()
    def _on_keep(self) -> None:
        self.keep_requested.emit(self._runner.kept_runs())

    def settle(self) -> None:
        """Let all that is seen be of the moment shown, now."""
        self.stage.settle()

    def shut_down(self) -> None:
        """Keep what was typed, and wait for what any view does in the background."""
        self.card.keep_words()
        self.stage.shut_down()

    # ---- keys
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever turns to this page has the keys where there is something to do."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.OtherFocusReason and self._runner.told is not None:
            self._take_keys()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PageDown and PageUp go from step to step, wherever the keys are; Enter presses what has them."""
        if event.key() == Qt.Key.Key_PageDown:
            self.card.go_on()
        elif event.key() == Qt.Key.Key_PageUp:
            self._runner.back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            button = self.focusWidget()
            if not self.card.question.say_how_sure() and isinstance(button, QAbstractButton):
                button.click()
        elif event.key() == Qt.Key.Key_Escape and self.drawer.isVisible():
            self.controls.python.setChecked(False)
        else:
            super().keyPressEvent(event)

    # ---- looks
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.set_room(self.width())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.path.setVisible(not theme.projector)  # there the card has dots


def _focusable(widget: QWidget) -> QWidget:
    """What of a view takes the keys: itself, or the first part of it that does."""
    parts = [widget, *widget.findChildren(QWidget)]
    takes = (part for part in parts if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible())
    return next(takes, widget)
