"""What comes next, the notes, what each letter tells, and what the back row cannot read."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.lessons.lesson import Step
from nnviz.lessons.tallies import letter
from nnviz.session.preferences import NOTES
from nnviz.session.presenting_phases import answers_of
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.learn.prose import Prose
from nnviz.ui.present.hands_panel import Badge
from nnviz.ui.present.room_picture import Thumbnail
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import Caption, IconButton, PushButton, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.painted import PaintedWidget
from nnviz.ui.widgets.scroll import Scroll

#: The usual size of the notes, px.
NOTES_PX = 17
_SIGN = 19  # px at unit 1
_STEP = 2
_ANSWER = 96  # px at unit 1, of an answer beside what it tells


class NotesProse(Prose):
    """The notes at a size of their own."""

    size_px = float(NOTES_PX)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(replace(theme, text_scale=theme.text_scale * self.size_px / 13))

    def set_size(self, size: float, theme: Theme) -> None:
        """Text of that size."""
        self.size_px = size
        self.set_theme(theme)


class BackRowCard(PaintedWidget):
    """A warning with one way out. ``enlarge_wished``; ``show_wished(number)``: to the step it is about."""

    enlarge_wished = Signal()
    show_wished = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._title = TextLabel("", "body", weight="semibold")
        self._words = TextLabel("", "label", "secondary")
        for label in (self._title, self._words):
            label.setWordWrap(True)
        self._enlarge = PushButton(self.tr("Enlarge it"), kind="warning")
        self._show = PushButton(self.tr("Show me"), kind="ghost")
        self._enlarge.setToolTip(self.tr("All sizes of the room as large as its back row needs"))
        buttons = QHBoxLayout()
        buttons.addWidget(self._enlarge)
        buttons.addWidget(self._show)
        buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        for label in (self._title, self._words):
            self._column.addWidget(label)
        self._column.addLayout(buttons)
        self._enlarge.clicked.connect(self.enlarge_wished)
        self._show.clicked.connect(self._on_show)
        self.hide()

    def warn(self, number: int, words: str, *, can_enlarge: bool) -> None:
        """Of the step of that number, from 1."""
        self._number = number
        self._title.setText(self.tr("Back row: step {n} is too small").format(n=number))
        self._words.setText(words)
        self._enlarge.setVisible(can_enlarge)
        self.setAccessibleName(f"{self._title.text()}. {words}")
        self.show()

    @Slot()
    def _on_show(self) -> None:
        self.show_wished.emit(self._number)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(14)
        self._column.setContentsMargins(side + theme.px(_SIGN + 10), theme.px(12), side, theme.px(12))
        self._column.setSpacing(theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.note("warning", "bg"))
        painter.drawRoundedRect(self.rect(), theme.px(10), theme.px(10))
        sign = icon_pixmap("warn", theme.note("warning").rgba(), theme.px(_SIGN), device_ratio(self))
        painter.drawPixmap(theme.px(14), theme.px(12), sign)
        painter.end()


class NotesPanel(Ground):
    """``size_wished(px)``: notes of another size."""

    size_wished = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme, self._size = Theme(), NOTES_PX
        self._next = TextLabel("", "section", weight="semibold")
        key = Caption(self.tr("Page Down"))
        self.thumbnail = Thumbnail()
        head = QHBoxLayout()
        head.addWidget(self._next, 1)
        head.addWidget(key)
        smaller = IconButton("minus", self.tr("Smaller notes"), small=True)
        larger = IconButton("plus", self.tr("Larger notes"), small=True)
        smaller.clicked.connect(self._on_smaller)
        larger.clicked.connect(self._on_larger)
        title = QHBoxLayout()
        title.addWidget(TextLabel(self.tr("Notes"), "section", weight="semibold"), 1)
        title.addWidget(smaller)
        title.addWidget(larger)
        self._notes = NotesProse()
        self._notes.setAccessibleName(self.tr("Notes"))
        self._none = Caption(self.tr("This step has no notes."))
        self._letters = QWidget()
        self._rows = QGridLayout(self._letters)
        self._lettered: tuple[Step, int | None] | None = None  # which step's stand there
        self._rows.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, 0, 0)
        for part in (self._notes, self._none, self._letters):
            inner.addWidget(part)
        inner.addStretch(1)
        self._inner = inner
        self._scroll = Scroll(body, keyboard=True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.back_row = BackRowCard()
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.thumbnail)
        self._column.addLayout(title)
        self._column.addWidget(self._scroll, 1)
        self._column.addWidget(self.back_row)

    def show_next(self, title: str, picture: QPixmap, words: str) -> None:
        """What Next comes to: its title, and a picture or the ``words`` for a hatch."""
        self._next.setText(title)
        self.thumbnail.show_picture(picture, words or title)

    def show_step(self, step: Step, right: int | None) -> None:
        """The notes of that step, and what each of its answers says of who chose it."""
        self._notes.show_text(step.notes)
        self._none.setVisible(not step.notes)
        self._show_letters(step, right)

    def _show_letters(self, step: Step, right: int | None) -> None:
        if (step, right) == self._lettered:
            return
        self._lettered = (step, right)
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        question = step.predict or step.check
        options = () if question is None else question.options
        says = [option.say for option in options]
        self._letters.setVisible(bool(answers_of(step)) and any(says))
        if not self._letters.isVisibleTo(self):
            return
        self._rows.addWidget(TextLabel(self.tr("What a letter tells you"), "label", "secondary"), 0, 0, 1, 3)
        for place, option in enumerate(options):
            self._rows.addWidget(Badge(letter(place), small=True, right=place == right), place + 1, 0)
            answer = TextLabel(option.text, "body", family="mono")
            answer.setMaximumWidth(self._theme.px(_ANSWER))
            self._rows.addWidget(answer, place + 1, 1)
            said = TextLabel(option.say, "body", "primary" if place == right else "secondary")
            said.setWordWrap(True)
            self._rows.addWidget(said, place + 1, 2)
        self._rows.setColumnStretch(2, 1)
        apply_theme(self._letters, self._theme)

    def set_size(self, size: int) -> None:
        """Notes of that size."""
        self._size = min(NOTES[1], max(NOTES[0], size))
        self._notes.set_size(self._size, self._theme)

    @Slot()
    def _on_smaller(self) -> None:
        self.set_size(self._size - _STEP)
        self.size_wished.emit(self._size)

    @Slot()
    def _on_larger(self) -> None:
        self.set_size(self._size + _STEP)
        self.size_wished.emit(self._size)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().set_theme(theme)
        self._column.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(16))
        self._column.setSpacing(theme.px(10))
        self._inner.setContentsMargins(0, 0, theme.px(12), 0)  # of the scroll bar
        self._rows.setHorizontalSpacing(theme.px(11))
        self._rows.setVerticalSpacing(theme.px(8))
