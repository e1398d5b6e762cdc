"""The card left of a lesson's stage: what the step says, asks and answers, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from nnviz.lessons.answers import MOST_SAID
from nnviz.lessons.prose import in_words
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.session.sentences import told as translated
from nnviz.ui.learn.card_parts import Comparison, NoteBox, sureness_words
from nnviz.ui.learn.goal_box import GoalBox
from nnviz.ui.learn.prose import Prose
from nnviz.ui.learn.question_box import QuestionBox
from nnviz.ui.learn.step_path import StepDots
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton, PushButton, Segmented, TextLabel
from nnviz.ui.widgets.scroll import Scroll

_WIDTH = 416  # px at unit 1
_LEAST = 300
_SHARE = 0.34  # of the room, at most
_WIDTH_FAR = 555  # on a projector 1080 px high
_TITLE_FAR = 60
_SAY_MS = 300  # what is typed is kept when the keys rest


class WideButton(PushButton):
    """The button that leads on: as high as a thumb, as wide as there is room."""

    def __init__(self, text: str = "", icon_name: str = "", **more: object) -> None:
        super().__init__(text, icon_name, **more)  # type: ignore[arg-type]
        self._size = 40


class _Title(TextLabel):
    """The title of the lesson: in front of a class as large as a headline."""

    def __init__(self) -> None:
        super().__init__("", "heading", weight="semibold")

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if theme.projector:
            font = theme.font("heading", weight="semibold")
            font.setPixelSize(round(theme.look.on_projector(_TITLE_FAR)))
            self.setFont(font)


class _Words(QPlainTextEdit):
    """Where one writes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not turns(event):
            super().keyPressEvent(event)


class _Body(Scroll):
    """What the step says and asks; the arrow keys scroll it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not turns(event):
            super().keyPressEvent(event)


def turns(event: QKeyEvent) -> bool:
    """Whether it is PageUp or PageDown, which is left to the lesson, whose steps they turn."""
    if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        event.ignore()
        return True
    return False


class LessonCard(QWidget):
    """Shows a ``StepShown`` and hands on what is done here to the runner.

    ``leave_requested``: all lessons; ``end_requested``: what comes after the last step.
    ``present_requested``: show it to a class. ``door_requested(kind, name)``: a link of its text was pressed.
    """

    leave_requested = Signal()
    end_requested = Signal()
    door_requested = Signal(str, str)
    present_requested = Signal()

    def __init__(self, runner: LessonRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._theme = runner, Theme()
        self._key: tuple[str, str] | None = None  # of the lesson and the step that is shown
        self._saying = False
        self._said = ("", "")  # of what was predicted, and of the goal
        self._room = 10_000
        self._build()
        self._say_due = QTimer(self)
        self._say_due.setSingleShot(True)
        self._say_due.setInterval(_SAY_MS)
        self._say_due.timeout.connect(self.keep_words)

    def _build(self) -> None:
        self._number = TextLabel("", "label", "secondary")
        self.lessons = PushButton(self.tr("All lessons"), "menu", kind="ghost", small=True)
        self.lessons.setToolTip(self.tr("All lessons"))
        self.lessons.clicked.connect(self.leave_requested)
        self.present = IconButton("proj", self.tr("Present this lesson to a class (F5)"), small=True)
        self.present.clicked.connect(self.present_requested)
        self.dots = StepDots()
        self.dots.chosen.connect(self._runner.go)
        head = QHBoxLayout()
        head.addWidget(self._number, 1)
        head.addWidget(self.dots)
        head.addWidget(self.present)
        head.addWidget(self.lessons)
        self._title = _Title()
        self._title.setWordWrap(True)
        self.prose = Prose("title", room=True)
        self.prose.door_requested.connect(self.door_requested)
        self.fault = NoteBox()
        self.question = QuestionBox(self._runner)
        self.asked = Prose("title", room=True)
        self.both = Comparison()
        self._sure_label = TextLabel(self.tr("How sure you were"), "label", "secondary")
        self.sure = Segmented([*sureness_words().items()], self.tr("How sure you were"), small=True)
        self.sure.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # it is told, not asked
        for button in self.sure.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sure_row = QWidget()
        row = QHBoxLayout(self._sure_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sure_label, 1)
        row.addWidget(self.sure)
        self.feedback = NoteBox()
        self.goal = GoalBox(self._runner)
        self._say_label = TextLabel(self.tr("Say what you saw"), "section", weight="semibold")
        self.say = _Words()
        self.say.setAccessibleName(self.tr("Say what you saw"))
        self.say.setTabChangesFocus(True)
        self.say.textChanged.connect(self._on_said)
        self._say_kept = TextLabel(
            self.tr("Kept on this computer, beside your guess."), "caption", "tertiary"
        )
        self._say_kept.setWordWrap(True)

        body = QWidget()
        self._column = QVBoxLayout(body)
        for widget in (
            self._title,
            self.prose,
            self.fault,
            self.question,
            self.goal,  # above what an earlier step asked, which is there to be looked back at
            self.asked,
            self.both,
            self._sure_row,
            self.feedback,
            self._say_label,
            self.say,
            self._say_kept,
        ):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.scrolled = _Body(body, keyboard=True)
        self.scrolled.setAccessibleName(self.tr("The step"))

        self.back = WideButton("", "left")
        self.back.setAccessibleName(self.tr("Step back"))
        self.back.setToolTip(self.tr("Step back (PageUp)"))
        self.back.clicked.connect(self._runner.back)
        self.next = WideButton("", "right", kind="strong", icon_last=True)
        self.next.setToolTip(self.tr("PageDown"))
        self.next.clicked.connect(self.go_on)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addWidget(self.next, 1)
        self._outer = QVBoxLayout(self)
        self._outer.addLayout(head)
        self._outer.addWidget(self.scrolled, 1)
        self._outer.addLayout(foot)

    # ---- what is shown
    def set_number(self, number: int, count: int) -> None:
        """Which of how many lessons it is, counted from 1; 0: none of the course."""
        text = self.tr("Lesson {n} of {count}").format(n=number, count=count)
        self._number.setText(text if number else self.tr("A lesson of your own"))

    def show_step(self, told: StepShown) -> None:
        """Show the step as it stands now."""
        key = told.lesson.id, told.step.key
        another, self._key = key != self._key, key
        if another:
            self.keep_words()
            self._title.setText(told.lesson.title)
            self.prose.show_text(told.step.body, told.lesson.media)
            progress = self._runner.progress
            settled = progress.settled(told.lesson)
            self.dots.show_steps(told.lesson, told.place, progress.way(told.lesson).opened, settled)
            self._show_way(told)
            self.scrolled.verticalScrollBar().setValue(0)
        self.fault.say(told.fault or told.broke, mistake=True)
        self.question.show_step(told, another=another)
        self._show_both(told)
        self.goal.show_step(told, another=another)
        self._show_saying(told, another=another)
        said, self._said = self._said, (told.feedback, told.told_of_goal)
        if not another and said != self._said:
            QTimer.singleShot(0, self, self._show_said)

    @Slot()
    def _show_said(self) -> None:
        """What has just been said is in sight, also below an open pad of keys."""
        boxes = [box for box in (self.feedback, self.goal.said) if box.isVisibleTo(self)]
        if boxes:
            self.scrolled.ensureWidgetVisible(boxes[0])

    def _show_way(self, told: StepShown) -> None:
        steps, place = told.lesson.steps, told.place
        self.back.setEnabled(place > 0)
        last = place == len(steps) - 1
        text = self.tr("To the end") if last else self.tr("Next: {step}").format(step=steps[place + 1].title)
        self.next.setText(text)
        self.next.setAccessibleName(text)

    def _show_both(self, told: StepShown) -> None:
        """What was said and what is so, once it has been revealed."""
        asked, given, truth = told.question, told.given, told.truth
        if asked is None or given is None or truth is None or told.phase == "ask":
            for widget in (self.asked, self.both, self._sure_row):
                widget.hide()
            self.feedback.say("" if told.phase != "ask" else told.feedback, mistake=True)
            return
        self.asked.show_text(asked.ask)
        guess = "" if given.value is None else translated(in_words(asked, given.value))
        self.both.show_both(guess, translated(in_words(asked, truth)))
        self.both.show()
        if given.confidence is not None:
            self.sure.set_current(given.confidence)
        self._sure_row.setVisible(given.confidence is not None and given.value is not None)
        self.feedback.say(translated(told.feedback), mistake=told.right is False)

    def _show_saying(self, told: StepShown, *, another: bool) -> None:
        asks = told.step.kind == "state"
        for widget in (self._say_label, self.say, self._say_kept):
            widget.setVisible(asks)
        if asks and another:
            self._saying = True
            self.say.setPlainText(told.answer.said)
            self._saying = False

    def take(self, value: object) -> None:
        """What was pointed at or drawn on the stage."""
        self.question.take(value)

    # ---- what is done here
    @Slot()
    def go_on(self) -> None:
        """To the next step; from the last to the end."""
        told = self._runner.told
        if told is not None and told.place == len(told.lesson.steps) - 1:
            self.keep_words()
            self.end_requested.emit()
        else:
            self._runner.next()

    @Slot()
    def _on_said(self) -> None:
        if not self._saying:
            self._say_due.start()

    @Slot()
    def keep_words(self) -> None:
        """Keep what has been typed."""
        if self._say_due.isActive():
            self._say_due.stop()
            self._runner.say(self.say.toPlainText()[:MOST_SAID])

    def take_keys(self) -> None:
        """Have the keys where there is something to do in this step."""
        told = self._runner.told
        if told is not None and told.phase == "ask" and self.question.isVisibleTo(self):
            self.question.take_keys()
        elif self.say.isVisibleTo(self):
            self.say.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.next.setFocus(Qt.FocusReason.TabFocusReason)

    # ---- looks
    def set_room(self, room: int) -> None:
        """So many px are there for the card and the stage together."""
        self._room = room
        self._fit()

    def _fit(self) -> None:
        theme = self._theme
        width = round(theme.look.on_projector(_WIDTH_FAR)) if theme.projector else theme.px(_WIDTH)
        self.setFixedWidth(max(theme.px(_LEAST), min(width, round(_SHARE * self._room))))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        edge = theme.px(27)
        self._fit()
        self._outer.setContentsMargins(edge, theme.px(20), edge, theme.px(20))
        self._outer.setSpacing(theme.px(10))
        self._column.setContentsMargins(0, 0, theme.px(2), 0)
        self._column.setSpacing(theme.px(12))
        self.say.setFont(theme.font(theme.room("body")))
        self.say.setFixedHeight(self.say.fontMetrics().height() * 3 + theme.px(14))
        self.dots.setVisible(theme.projector)
        self.present.setVisible(not theme.projector)
        self.lessons.setText("" if theme.projector else self.tr("All lessons"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.surface("panel"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.surface("hairline"))
        painter.end()
