"""What comes after the last step: the lesson in a few words, its glossary, and answers to hand in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from nnviz.data.saving import chosen_path
from nnviz.lessons.answers import ENDING, MOST_NICKNAME, file_name
from nnviz.lessons.lesson import CONFIDENCES
from nnviz.session.lesson_progress import tallies_of
from nnviz.session.lesson_runner import LessonRunner
from nnviz.session.sentences import told
from nnviz.ui.folders import folder
from nnviz.ui.learn.card_parts import sureness_words
from nnviz.ui.learn.prose import Prose
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, SectionTitle, TextLabel
from nnviz.ui.widgets.scroll import Scroll

_WIDTH = 640  # px at unit 1 of a column of text


class LessonEnd(QWidget):
    """Stands in the place of the stage.

    ``again_requested``: begin the lesson again. ``next_requested``: go on with the one after it.
    """

    again_requested = Signal()
    next_requested = Signal()
    leave_requested = Signal()

    def __init__(self, runner: LessonRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._theme = runner, Theme()
        self.title = TextLabel("", "heading", weight="semibold")
        self.summary = Prose(room=True)
        self._words_title = SectionTitle(self.tr("Words"))
        self.words = Prose(room=True)
        self._tally_title = SectionTitle(self.tr("Your predictions"))
        self.tally = TextLabel("", "body", "secondary", room=True)
        self.tally.setWordWrap(True)
        self._hand_in_title = SectionTitle(self.tr("Hand in your answers"))
        self._plain = TextLabel(
            self.tr(
                "A file with your predictions, how sure you were, and what you wrote. It is saved where you "
                "say and sent nowhere; it holds no times, and anyone can change it with a text editor."
            ),
            "label",
            "tertiary",
        )
        self._plain.setWordWrap(True)
        self.nickname = QLineEdit(runner.progress.nickname)
        self.nickname.setMaxLength(MOST_NICKNAME)
        self.nickname.setPlaceholderText(self.tr("a name or nickname, if you wish"))
        self.nickname.setAccessibleName(self.tr("Name or nickname"))
        self.nickname.editingFinished.connect(self._on_named)
        self.save = PushButton(self.tr("Save my answers …"))
        self.save.clicked.connect(self._on_save)
        self.said = TextLabel("", "label", "secondary")
        self.said.setWordWrap(True)
        self.next = PushButton("", "right", kind="strong", icon_last=True)
        self.next.clicked.connect(self.next_requested)
        self.next.hide()
        self.again = PushButton(self.tr("Begin again"), "reset")
        self.again.clicked.connect(self.again_requested)
        self.lessons = PushButton(self.tr("All lessons"), "menu")
        self.lessons.clicked.connect(self.leave_requested)
        hand_in, ways = QHBoxLayout(), QHBoxLayout()
        hand_in.addWidget(self.nickname, 1)
        hand_in.addWidget(self.save)
        ways.addWidget(self.next)
        ways.addWidget(self.again)
        ways.addWidget(self.lessons)
        ways.addStretch(1)
        self._text = QWidget()
        self._column = QVBoxLayout(self._text)
        for part in (
            self.title,
            self.summary,
            self._words_title,
            self.words,
            self._tally_title,
            self.tally,
            ways,
            self._hand_in_title,
            self._plain,
            hand_in,
            self.said,
        ):
            if isinstance(part, QHBoxLayout):
                self._column.addLayout(part)
            else:
                self._column.addWidget(part)
        self._column.addStretch(1)
        body = QWidget()
        row = QHBoxLayout(body)
        row.addStretch(1)
        row.addWidget(self._text, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(body, keyboard=True))

    def set_next(self, title: str) -> None:
        """What the lesson after this one is called; "" for none."""
        self.next.setText(self.tr("Next lesson: {title}").format(title=title))
        self.next.setAccessibleName(self.next.text())
        self.next.setVisible(bool(title))

    def take_keys(self) -> None:
        """Have the keys where one goes on, else where answers are saved."""
        (self.save if self.next.isHidden() else self.next).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lesson(self) -> None:
        """Show the end of the lesson that is open."""
        lesson, answers = self._runner.lesson, self._runner.answers
        if lesson is None or answers is None:
            return
        self.title.setText(self.tr("What was in “{title}”").format(title=lesson.title))
        self.summary.show_text(lesson.summary, lesson.media)
        self._words_title.setVisible(bool(lesson.words))
        self.words.show_text("\n".join(f"- **{word}**: {meaning}" for word, meaning in lesson.words))
        tallies, words = tallies_of(answers), sureness_words()
        text = self.tr("{sure}: {right} of {made} right")
        lines = [
            text.format(sure=words[one].capitalize(), right=tallies[one].right, made=tallies[one].made)
            for one in CONFIDENCES
            if one in tallies
        ]
        self._tally_title.setVisible(bool(lines))
        self.tally.setVisible(bool(lines))
        self.tally.setText("\n".join(lines))
        self.said.setText("")

    @Slot()
    def _on_named(self) -> None:
        self._runner.progress.call(self.nickname.text())

    @Slot()
    def _on_save(self) -> None:
        self._on_named()
        answers = self._runner.handed_in()
        if answers is None:
            return
        place = folder(QStandardPaths.StandardLocation.DocumentsLocation)
        wanted = str(place / file_name(answers))
        kinds = self.tr("Answers (*{ending})").format(ending=ENDING)
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save my answers"), wanted, kinds)
        if name:
            self.save_named(Path(name))

    def save_named(self, named: Path) -> None:
        """Save the answers under that name; what cannot be is said below."""
        try:
            path = chosen_path(named, ENDING)
            self._runner.hand_in(path)
        except ValueError as sentence:
            self.said.setText(told(sentence))
        else:
            self.said.setText(self.tr("Saved in “{file}”.").format(file=path))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._text.setMaximumWidth(theme.px(_WIDTH))
        self._column.setContentsMargins(0, theme.px(32), 0, theme.px(32))
        self._column.setSpacing(theme.px(12))
        self.nickname.setFont(theme.font("body"))
        self.nickname.setMinimumHeight(theme.px(30))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        painter.end()
