"""The course: a path of lessons, and beside it the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.lessons.course import Entry
from nnviz.lessons.lesson import Lesson
from nnviz.session.lesson_progress import Progress
from nnviz.ui.learn.course_path import CoursePath
from nnviz.ui.learn.lesson_side import LessonSide
from nnviz.ui.learn.standing import standing, to_go_on_with
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

_SIDE, _SIDE_LEAST = 400, 300  # px at unit 1
_SIDE_SHARE, _SIDE_MOST = 0.3, 0.36  # of the width
_MINUTES = 5  # what is left of the course is told in steps of so many


class CoursePage(Ground):
    """All lessons that are there.

    ``lesson_requested(Entry, place)``: to open it at that step; ``again_requested(Entry)``: from the start;
    ``file_requested(str)``: the lesson in that file or folder; ``present_requested(Entry, place)``.
    """

    lesson_requested = Signal(object, int)
    again_requested = Signal(object)
    file_requested = Signal(str)
    present_requested = Signal(object, int)

    def __init__(
        self, entries: Sequence[Entry], progress: Progress, language: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("stage", parent=parent)
        self._entries, self._progress, self._language = tuple(entries), progress, language
        self._dialog: QFileDialog | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("The course"))
        self._heading = TextLabel(self.tr("The course"), "heading", weight="semibold")
        self._state = TextLabel("", "body", "secondary")
        self.open_file = PushButton(self.tr("Open a lesson file"))
        self.open_file.setToolTip(self.tr("A lesson of your own: a folder, or a file *.nnlesson or *.md"))
        self.answers = PushButton(self.tr("Answers of a class"))
        self.answers.setToolTip(self.tr("A folder of files *.nnanswers: a table, and how each was answered"))
        self.present = PushButton(self.tr("Present"), "proj")
        self.present.setToolTip(self.tr("The lesson that is chosen, in front of a class"))
        self.path = CoursePath(entries)
        self.side = LessonSide(progress, language)
        self._none = TextLabel(
            self.tr("No lesson came with this nnviz. Install it again, or open a lesson file."), "body"
        )
        self._none.setWordWrap(True)
        self._lay_out()
        self.path.chosen.connect(self._on_chosen)
        self.path.open_requested.connect(self._on_open)
        self.side.open_requested.connect(self.lesson_requested)
        self.side.again_requested.connect(self.again_requested)
        self.open_file.clicked.connect(self.ask)
        self.answers.clicked.connect(self.open_answers)
        self.present.clicked.connect(self._on_present)
        progress.changed.connect(self._on_progress)
        self.refresh()
        if (first := to_go_on_with(self._entries, progress)) or self._entries:
            self.path.choose((first or self._entries[0]).number)

    @Slot()
    def open_answers(self) -> None:
        """What a class has handed in, in a window of its own."""
        from nnviz.ui.learn.answers_sheet import AnswersSheet  # here, where it delays no window

        AnswersSheet(self._lesson_of, self).present(self._theme)

    def _lesson_of(self, lesson: str) -> Lesson | None:
        """The lesson of the course with that id."""
        entry = next((entry for entry in self._entries if entry.front.id == lesson), None)
        return None if entry is None else entry.read(self._language).lesson

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        for widget in (self._heading, self._state):
            self._head.addWidget(widget, 0, Qt.AlignmentFlag.AlignBaseline)
        self._head.addStretch(1)
        for button in (self.open_file, self.answers, self.present):
            self._head.addWidget(button)
        self.rows = Scroll(self.path)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addLayout(self._head)
        main.addWidget(self._none)
        main.addWidget(self.rows, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(main, 1)
        whole.addWidget(self.side)
        there = bool(self._entries)
        self._none.setVisible(not there)
        self.rows.setVisible(there)
        self.side.setVisible(there)
        self.present.setVisible(there)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        left = theme.px(32)
        self._head.setContentsMargins(left, theme.px(16), left, theme.px(14))
        self._head.setSpacing(theme.px(10))
        self._none.setContentsMargins(left, theme.px(20), left, 0)
        self._share()

    def _share(self) -> None:
        theme = self._theme
        least = min(theme.px(_SIDE_LEAST), round(self.width() * _SIDE_MOST))
        side = min(theme.px(_SIDE), max(least, round(self.width() * _SIDE_SHARE)))
        self.side.setFixedWidth(side)
        shown = [self._heading, self._state, self.open_file, self.present]
        wide = sum(one.sizeHint().width() for one in shown) + 4 * self._head.spacing()
        margins = self._head.contentsMargins()
        room = self.width() - (side if self._entries else 0) - margins.left() - margins.right()
        self._state.setVisible(wide <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the card that is chosen."""
        super().focusInEvent(event)
        if self.path.cards:
            self.path.setFocus(event.reason())

    # ---- content
    @Slot()
    def _on_progress(self) -> None:
        if self.isVisible():  # else on being shown
            self.refresh()

    def refresh(self) -> None:
        """Tell how far somebody is."""
        ways = {entry.number: standing(entry, self._progress) for entry in self._entries}
        onward = to_go_on_with(self._entries, self._progress)
        self.path.show_standings(ways, onward.number if onward is not None else 0)
        self.side.show_progress()
        done = sum(way.finished for way in ways.values())
        left = sum(entry.front.minutes for entry in self._entries if not ways[entry.number].finished)
        state = self.tr("{done} of {n} done").format(done=done, n=len(ways))
        if left:
            state = self.tr("{state}, about {time} left").format(state=state, time=self._time(left))
        self._state.setText(state if ways else "")

    def _time(self, minutes: int) -> str:
        hours, rest = divmod(max(_MINUTES, round(minutes / _MINUTES) * _MINUTES), 60)
        if not hours:
            return self.tr("{n} min").format(n=rest)
        if not rest:
            return self.tr("{hours} h").format(hours=hours)
        return self.tr("{hours} h {minutes} min").format(hours=hours, minutes=rest)

    @Slot(object)
    def _on_chosen(self, entry: Entry) -> None:
        self.side.show_entry(entry)
        card = self.path.cards[entry.number]
        if card.height():
            box: QRect = card.geometry()
            self.rows.ensureVisible(box.center().x(), box.center().y(), 0, box.height() // 2 + 24)

    # ---- wishes
    @Slot(object)
    def _on_open(self, entry: Entry) -> None:
        self.side.show_entry(entry)
        self.side.go_on.click()

    @Slot()
    def _on_present(self) -> None:
        if (entry := self.path.current) is not None:
            self.present_requested.emit(entry, self.side.place)

    @Slot()
    def ask(self) -> None:
        """Ask for a lesson file."""
        if self._dialog is None:
            self._dialog = QFileDialog(self, self.tr("Open a lesson"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setNameFilters(
                [self.tr("Lessons ({kinds})").format(kinds="*.nnlesson *.md"), self.tr("All files (*)")]
            )
            self._dialog.fileSelected.connect(self.file_requested)
        self._dialog.open()
