"""What a step is to come to: a question about a principle, or a target that the program checks; and hints."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from nnviz.lessons.judging import letter_of
from nnviz.lessons.lesson import Check
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.session.sentences import told as translated
from nnviz.ui.learn.answering import OptionRow
from nnviz.ui.learn.card_parts import AccentLabel, NoteBox, TabPlace, Tinted
from nnviz.ui.learn.prose import Prose
from nnviz.ui.theme import apply_theme
from nnviz.ui.widgets import PushButton


class GoalBox(Tinted):
    """There in steps with a check or a puzzle."""

    def __init__(self, runner: LessonRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._goal: Check | None = None
        self._hints = 0  # how many have been told
        self._head = AccentLabel("", "label", weight="semibold")
        self.ask = Prose("title", room=True)
        self.options: OptionRow | None = None
        self.said = NoteBox()
        self._before = TabPlace(self)
        self.hint = PushButton(self.tr("A hint"), "help", kind="ghost", small=True)
        self.hint.clicked.connect(self._on_hint)
        self.hints = Prose(color="secondary", room=True)
        for widget in (self._head, self.ask, self.said, self.hints):
            self.column.addWidget(widget)
        self.column.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_step(self, told: StepShown, *, another: bool) -> None:
        """Show what the step is to come to, and whether it has."""
        if another:
            self._goal, self._hints = told.goal, 0
            self._build(told)
        goal = self._goal
        self.setVisible(goal is not None)
        if goal is None:
            return
        if told.answer.done:
            self._head.setText(self.tr("✓ Done"))
        elif told.step.puzzle is None:
            self._head.setText(self.tr("Your turn"))
        elif goal.most:
            self._head.setText(self.tr("Puzzle: with {most} at most").format(most=goal.most))
        else:
            self._head.setText(self.tr("Puzzle"))
        self._head.setVisible(True)
        chosen = told.answer.chosen
        if self.options is not None and chosen is not None:
            self.options.choose(chosen)
        said = translated(told.told_of_goal) or (goal.done if told.answer.done else "")
        self.said.say(said, mistake=bool(said) and not told.answer.done)
        self._show_hints()

    def _build(self, told: StepShown) -> None:
        if self.options is not None:
            self.column.removeWidget(self.options)
            self.options.hide()
            self.options.deleteLater()
            self.options = None
        goal = self._goal
        self.ask.show_text("" if goal is None else goal.ask)
        if goal is not None and goal.options:
            letters = [(option.text, letter_of(at)) for at, option in enumerate(goal.options)]
            self.options = OptionRow(letters, beside=False)
            self.options.taken.connect(self._runner.choose)
            self.column.insertWidget(2, self.options)
            self._before.fill(self.options)
            apply_theme(self.options, self._theme)

    def _show_hints(self) -> None:
        hints = () if self._goal is None else self._goal.hints
        self.hint.setVisible(self._hints < len(hints))
        self.hint.setText(self.tr("A hint") if not self._hints else self.tr("Another hint"))
        self.hints.show_text("\n\n".join(hints[: self._hints]))

    @Slot()
    def _on_hint(self) -> None:
        self._hints += 1
        self._show_hints()
