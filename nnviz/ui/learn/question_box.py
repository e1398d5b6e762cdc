"""“Your turn”: the question of a step, where its answer is given, and how sure one is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.lessons.lesson import CONFIDENCES, Confidence
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.ui.learn.answering import ANSWERINGS, Answering, StageAnswering
from nnviz.ui.learn.card_parts import AccentLabel, Sureness, TabPlace, Tinted
from nnviz.ui.learn.prose import Prose
from nnviz.ui.theme import apply_theme
from nnviz.ui.widgets import PushButton, TextLabel


class QuestionBox(Tinted):
    """There while the step's own question has not been revealed."""

    def __init__(self, runner: LessonRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._asking: Answering | None = None
        self._head = AccentLabel(self.tr("Your turn"), "label", weight="semibold")
        self.ask = Prose("title", room=True)
        self._place = 2  # among the parts, of where the answer is given
        self.fault = TextLabel("", "label", "secondary", room=True)
        self.fault.setWordWrap(True)
        self._before = TabPlace(self)
        self.sureness = Sureness()
        self.sureness.taken.connect(self._on_sure)
        self.commit = PushButton(self.tr("That is my answer"), kind="strong")
        self.commit.clicked.connect(self._on_commit)
        self.show_me = PushButton(self.tr("Show me"), kind="ghost", small=True)
        self.show_me.setToolTip(self.tr("Reveal it without a prediction"))
        self.show_me.clicked.connect(runner.show_me)
        self._counting = TextLabel(self.tr("Working it out …"), "label", "tertiary")
        foot = QHBoxLayout()
        foot.addWidget(self.show_me)
        foot.addWidget(self._counting)
        foot.addStretch(1)
        for widget in (self._head, self.ask, self.fault, self.sureness, self.commit):
            self.column.addWidget(widget)
        self.column.addLayout(foot)
        self.hide()

    @property
    def counting(self) -> bool:
        """Whether what was said is being judged."""
        return self.isVisible() and not self.show_me.isEnabled()

    @property
    def on_stage(self) -> bool:
        """Whether the answer is given on the stage."""
        return isinstance(self._asking, StageAnswering)

    def say_how_sure(self) -> bool:
        """Have the keys where one says how sure one is; False where there is no answer yet."""
        there = self._asking is not None and self._asking.value is not None and not self.isHidden()
        if there:
            last = self.commit if self.sureness.isHidden() else self.sureness
            last.setFocus(Qt.FocusReason.TabFocusReason)
        return there

    @property
    def answering(self) -> Answering | None:
        """Where the answer is given."""
        return self._asking

    def show_step(self, told: StepShown, *, another: bool) -> None:
        """Show the question of the step, or hide where there is none, or none any more."""
        asked = told.step.predict
        if another:
            self._ask(told)
        asks = asked is not None and told.phase == "ask"
        self.setVisible(asks)
        if asked is None or not asks:
            return
        for widget in (self.sureness, self.commit, self.show_me):
            widget.setEnabled(not told.counting)
        self._counting.setVisible(told.counting)
        self.sureness.setVisible(asked.confidence)
        self.commit.setVisible(not asked.confidence)
        self._say_fault()

    def _ask(self, told: StepShown) -> None:
        if self._asking is not None:
            self.column.removeWidget(self._asking)
            self._asking.hide()
            self._asking.deleteLater()
            self._asking = None
        asked = told.step.predict
        if asked is None:
            return
        self.ask.show_text(asked.ask)
        self._asking = ANSWERINGS[asked.kind](asked)
        self._asking.value_changed.connect(self._say_fault)
        self._asking.entered.connect(self._on_entered)
        self.column.insertWidget(self._place, self._asking)
        self._before.fill(self._asking)
        apply_theme(self._asking, self._theme)
        if told.given is not None and told.given.value is not None:
            self._asking.take(told.given.value)
        self.fault.hide()

    def take_keys(self) -> None:
        """Have the keys where the answer is given."""
        if self._asking is not None:
            self._asking.setFocus(Qt.FocusReason.TabFocusReason)

    def take(self, value: object) -> None:
        """What was pointed at or drawn on the stage."""
        if self._asking is not None and isinstance(value, float | int | str | tuple):
            self._asking.take(value)

    @Slot()
    def _say_fault(self) -> None:
        """Under the field, what is wrong with what is there; nothing of it is lost."""
        asking = self._asking
        text = "" if asking is None else asking.fault()
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    @Slot()
    def _on_entered(self) -> None:
        """A mind has been made up: how sure is it?"""
        asking = self._asking
        if asking is None or asking.value is None:
            self._say_fault()
        elif not asking.asked.confidence:
            self._on_commit()
        else:
            self.sureness.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keys."""
        here = next((one for one in (self.commit, self.show_me) if one is self.window().focusWidget()), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            here.click()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_sure(self, confidence: str) -> None:
        self._predict(next(known for known in CONFIDENCES if known == confidence))

    @Slot()
    def _on_commit(self) -> None:
        self._predict(None)

    def _predict(self, confidence: Confidence | None) -> None:
        asking = self._asking
        if asking is None:
            return
        if asking.value is None:
            text = asking.fault() or self.tr("There is no answer yet.")
            self.fault.setText(text)
            self.fault.show()
            asking.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._runner.predict(asking.value, confidence)
