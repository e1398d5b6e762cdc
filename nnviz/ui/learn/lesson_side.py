"""What is told of the lesson that is chosen in the course: its steps, and where to go on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.lessons.course import Entry
from nnviz.lessons.lesson import Kind, Lesson, Step
from nnviz.said import Sentence, translate
from nnviz.session.lesson_progress import Progress
from nnviz.session.sentences import told
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.learn.glyphs import paint_glyph
from nnviz.ui.learn.standing import Standing, standing
from nnviz.ui.learn.tallies_view import TalliesView
from nnviz.ui.plain import plain_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import Caption, PushButton, SectionTitle, TextLabel
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.painted import ButtonRow, PaintedButton, PaintedWidget, paint_focus
from nnviz.ui.widgets.scroll import Scroll

_FAULTS = 5  # that are told of a lesson that does not open

KIND_WORDS: Final[dict[Kind, Sentence]] = {
    "hook": translate("Lessons", "begin"),
    "look": translate("Lessons", "look"),
    "predict": translate("Lessons", "predict"),
    "run": translate("Lessons", "run"),
    "state": translate("Lessons", "say"),
    "why": translate("Lessons", "why"),
    "change": translate("Lessons", "change"),
    "make": translate("Lessons", "make"),
}


class LessonPicture(PaintedWidget):
    """The picture of a lesson, large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row=True)
        self._number = 0

    def show_number(self, number: int) -> None:
        """That of the lesson of this number."""
        self._number = number
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(132))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.surface("hairline"), 1))
        painter.setBrush(theme.surface("stage"))
        painter.drawRoundedRect(box, theme.px(10), theme.px(10))
        if self._number:
            edge = theme.px(14)
            paint_glyph(painter, theme, self._number, box.adjusted(edge, edge, -edge, -edge))
        painter.end()


class StepRow(PaintedButton):
    """A step: whether it was opened, its title and its kind. A click opens the lesson there."""

    def __init__(self, step: Step, *, opened: bool, here: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._opened, self._here, self._kind = opened, here, told(KIND_WORDS[step.kind])
        self.setText(step.title)
        state = self.tr("you are here") if here else self.tr("opened") if opened else ""
        self.setAccessibleName(", ".join(part for part in (step.title, self._kind, state) if part))
        self.setToolTip(plain_tip(self.tr("Open the lesson at this step")))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("body", weight="semibold" if self._here else "regular"))
        super().set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(160), max(self._theme.px(31), self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.lit:
            painter.fillRect(self.rect(), theme.surface("hover"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.surface("hairline"))
        ink = theme.accent() if self._here else theme.text("primary" if self._opened else "secondary")
        self._paint_mark(painter, QPointF(theme.px(10), self.height() / 2))
        painter.setFont(theme.font("caption"))
        kind = painter.fontMetrics().horizontalAdvance(self._kind)
        line = QRectF(self.rect()).adjusted(theme.px(30), 0, -theme.px(4), 0)
        side = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.text("tertiary"))
        painter.drawText(line, side | Qt.AlignmentFlag.AlignRight, self._kind)
        painter.setFont(self.font())
        painter.setPen(ink)
        room = round(line.width()) - kind - theme.px(10)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, side | Qt.AlignmentFlag.AlignLeft, words)
        paint_focus(painter, self, theme, QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), theme.px(4))
        painter.end()

    def _paint_mark(self, painter: QPainter, at: QPointF) -> None:
        theme = self._theme
        if self._here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent())
            painter.drawEllipse(at, theme.px(5), theme.px(5))
        elif self._opened:
            size = theme.px(15)
            icon = icon_pixmap("check", theme.text().rgba(), size, device_ratio(self))
            painter.drawPixmap(at - QPointF(size / 2, size / 2), icon)
        else:
            painter.setPen(QPen(theme.surface("outline"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, theme.px(4), theme.px(4))


class StepRows(ButtonRow):
    """The steps of a lesson, one below the other: ``chosen(place)``."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.group.idClicked.connect(self.chosen)

    def show_steps(self, lesson: Lesson | None, way: Standing) -> None:
        """Those of this lesson."""
        for button in self.buttons:
            self.group.removeButton(button)
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        for step in lesson.steps if lesson is not None else ():
            here = step.key == way.step
            row = StepRow(step, opened=step.key in way.opened, here=here, parent=self)
            self.add(row)
            self._column.addWidget(row)
            apply_theme(row, self._theme)
        self.set_stop(next(iter(self.buttons), None))


class LessonSide(Ground):
    """The lesson that is chosen. ``open_requested(Entry, place)``, ``again_requested(Entry)``."""

    open_requested = Signal(object, int)
    again_requested = Signal(object)

    def __init__(self, progress: Progress, language: str, parent: QWidget | None = None) -> None:
        super().__init__("panel", "left", parent)
        self._progress, self._language = progress, language
        self._entry: Entry | None = None
        self._lesson: Lesson | None = None
        self._place = 0
        self._facts = Caption("")
        self._title = TextLabel("", "heading", weight="semibold")
        self._title.setWordWrap(True)
        self._picture = LessonPicture()
        self._purpose = TextLabel("", "body", "secondary")
        self._purpose.setWordWrap(True)
        self._fault = TextLabel("", "body")
        self._fault.setWordWrap(True)
        self.steps = StepRows()
        self._heading = SectionTitle(self.tr("Your predictions so far"))
        self._count = Caption("")
        self._tallies = TalliesView()
        self.go_on = PushButton("…", "right", kind="strong", icon_last=True)
        self.again = PushButton(self.tr("Start over"))
        self.again.setToolTip(
            self.tr("Begin this lesson again: its answers are forgotten, that it was done is not")
        )
        self._lay_out()
        self.steps.chosen.connect(self._on_step)
        self.go_on.clicked.connect(self._on_go_on)
        self.again.clicked.connect(self._on_again)

    def _lay_out(self) -> None:
        body = QWidget()
        self._column = QVBoxLayout(body)
        for widget in (
            self._facts, self._title, self._picture, self._purpose, self._fault, self.steps,
        ):  # fmt: skip
            self._column.addWidget(widget)
        heading = QHBoxLayout()
        heading.addWidget(self._heading, 1)
        heading.addWidget(self._count)
        self._column.addLayout(heading)
        self._column.addWidget(self._tallies)
        self._column.addStretch(1)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.go_on, 1)
        self._foot.addWidget(self.again)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Scroll(body, keyboard=True), 1)
        whole.addLayout(self._foot)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        margin = theme.px(23)
        self._column.setContentsMargins(margin, theme.px(18), margin, theme.px(8))
        self._column.setSpacing(theme.px(10))
        self._foot.setContentsMargins(margin, theme.px(12), margin, theme.px(20))
        self._foot.setSpacing(theme.px(8))
        for button in (self.go_on, self.again):
            button.setFixedHeight(theme.px(40))

    # ---- content
    @Slot(object)
    def show_entry(self, entry: Entry) -> None:
        """This lesson; it is read now."""
        if self._entry is not entry or self._lesson is None:
            read = entry.read(self._language)
            self._entry, self._lesson = entry, read.lesson if read.lesson and read.lesson.steps else None
            faults = read.mistakes[:_FAULTS] if self._lesson is None else ()
            self._fault.setText("\n".join(told(fault.sentence) for fault in faults))
        self.show_progress()

    @Slot()
    def show_progress(self) -> None:
        """How far somebody is in it."""
        entry, lesson = self._entry, self._lesson
        if entry is None:
            return
        way, front = standing(entry, self._progress), entry.front
        number = self.tr("Lesson {n}").format(n=entry.number)
        facts = [number, self.tr("%n minute(s)", "", front.minutes)]
        if lesson is not None:
            facts.append(self.tr("%n step(s)", "", len(lesson.steps)))
        self._facts.setText(", ".join(facts))
        self._title.setText(front.title)
        self._picture.show_number(entry.number)
        self._purpose.setText(front.purpose)
        self._fault.setVisible(lesson is None)
        self.steps.show_steps(lesson, way)
        keys = [step.key for step in lesson.steps] if lesson is not None else []
        self._place = keys.index(way.step) if way.step in keys else 0
        begun = bool(way.step) and not (way.finished and self._place == len(keys) - 1)
        if not begun:
            self._place = 0
        if begun and self._place:
            words = self.tr("Continue at step {n}").format(n=self._place + 1)
        elif way.finished:
            words = self.tr("Do it again")
        else:
            words = self.tr("Begin")
        self.go_on.setText(words)
        self.go_on.setAccessibleName(words)
        self.go_on.setEnabled(lesson is not None)
        self.again.setVisible(begun and bool(self._place))
        tallies = self._progress.tallies()
        made = sum(tally.made for tally in tallies.values())
        self._tallies.show_tallies(tallies)
        self._count.setText(str(made))
        for widget in (self._heading, self._count, self._tallies):
            widget.setVisible(bool(made))

    @property
    def place(self) -> int:
        """The step at which the lesson goes on, from 0."""
        return self._place

    # ---- wishes
    @Slot()
    def _on_go_on(self) -> None:
        if self._entry is not None and self._lesson is not None:
            self.open_requested.emit(self._entry, self._place)

    @Slot(int)
    def _on_step(self, place: int) -> None:
        if self._entry is not None:
            self.open_requested.emit(self._entry, place)

    @Slot()
    def _on_again(self) -> None:
        if self._entry is not None:
            self.again_requested.emit(self._entry)
