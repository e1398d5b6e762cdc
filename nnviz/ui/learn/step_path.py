"""The steps of a lesson as a path: which are done, which were passed, which is open, the way to any other."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.lessons.lesson import Kind, Lesson, Step
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.plain import plain_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import ButtonRow, PaintedButton, framed

translate = QCoreApplication.translate

#: What is known of a step: it is open; nothing in it is left to be answered; it was left with a question
#: open; nobody was there yet.
State = Literal["here", "done", "passed", "to come"]

_HEIGHT: Final = 76  # px at unit 1
_RADIUS: Final = 13
_GAP: Final = 9
_LINE: Final = 24  # px of a line between two steps, at least


def kind_words() -> dict[Kind, str]:
    """What is done in a step of each kind, as short as a path has room for."""
    return {
        "hook": translate("StepPath", "Begin"),
        "look": translate("StepPath", "Look"),
        "predict": translate("StepPath", "Predict"),
        "run": translate("StepPath", "Run"),
        "state": translate("StepPath", "Say what you saw"),
        "why": translate("StepPath", "Why"),
        "change": translate("StepPath", "Change one thing"),
        "make": translate("StepPath", "Make"),
    }


def say_step(button: PaintedButton, number: int, title: str, state: State) -> None:
    """Name the step for who does not see it, and in its tip."""
    text = translate("StepPath", "Step {n}: {title}")
    if state == "passed":
        text = translate("StepPath", "Step {n}: {title} (not answered yet)")
    button.setAccessibleName(text.format(n=number, title=title))
    button.setToolTip(plain_tip(text.format(n=number, title=title) if state == "passed" else title))


def _state_of(step: Step, here: bool, opened: Collection[str], settled: Collection[str]) -> State:
    if here:
        return "here"
    return "done" if step.key in settled else "passed" if step.key in opened else "to come"


class _StepButton(PaintedButton):
    """A number in a circle with the kind of its step; a check once nothing in it is left to be answered."""

    def __init__(self, number: int, words: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.named, self._title = number, True, title
        self.state: State = "to come"
        self.setText(words)
        self.show_state("to come")

    def show_state(self, state: State) -> None:
        """How far it is with it."""
        self.state = state
        say_step(self, self.number, self._title, state)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("label", weight="medium"))
        super().set_theme(theme)

    @property
    def words_width(self) -> int:
        """How wide it is with its words."""
        wide = self.fontMetrics().horizontalAdvance(self.text())
        return self.circle_width + self._theme.px(_GAP) + wide + 2

    @property
    def circle_width(self) -> int:
        """How wide it is without."""
        return 2 * self._theme.px(_RADIUS) + 4

    def sizeHint(self) -> QSize:
        return QSize(self.words_width if self.named else self.circle_width, self.circle_width)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, here, done = self._theme, self.state == "here", self.state == "done"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px(_RADIUS)
        middle = QPointF(radius + 2, self.height() / 2)
        passed = self.state == "passed"
        edge = theme.accent() if here or framed(self) else theme.text("primary" if passed else "tertiary")
        painter.setPen(Qt.PenStyle.NoPen if (here or done) and not framed(self) else QPen(edge, 1.5))
        painter.setBrush(theme.accent() if here else theme.text() if done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius, radius)
        box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        if done:
            side = theme.px(16)
            tick = icon_pixmap("check", theme.text("on_strong").rgba(), side, device_ratio(self))
            painter.drawPixmap(QPointF(middle.x() - side / 2, middle.y() - side / 2), tick)
        else:
            painter.setFont(theme.font("label", weight="semibold"))
            painter.setPen(theme.text("on_accent") if here else theme.text("secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.number))
        if self.named:
            ink = theme.accent() if here else theme.text("primary" if done or self.lit else "secondary")
            painter.setFont(theme.font("label", weight="semibold" if here else "medium"))
            painter.setPen(ink)
            left = box.right() + theme.px(_GAP)
            words = QRectF(left, 0, self.width() - left, self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()


class StepPath(ButtonRow):
    """In the place of the transport bar; ``chosen(place)``, counted from 0."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self.setAccessibleName(self.tr("Steps of the lesson"))
        self.group.idClicked.connect(self._on_clicked)

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.chosen.emit(place)

    def show_steps(
        self, lesson: Lesson, place: int, opened: Collection[str], settled: Collection[str]
    ) -> None:
        """Show the steps of a lesson, of which that one is open and those with these keys have been; in those
        ``settled`` nothing is left to be answered."""
        if (key := f"{lesson.id} {lesson.digest}") != self._key or len(self.buttons) != len(lesson.steps):
            self._key = key
            self._fill(lesson)
        for at, (button, step) in enumerate(zip(self.buttons, lesson.steps, strict=True)):
            if isinstance(button, _StepButton):
                button.show_state(_state_of(step, at == place, opened, settled))
        if not any(button.hasFocus() for button in self.buttons):
            self.set_stop(self.buttons[place])
        self._place()
        self.update()

    def _fill(self, lesson: Lesson) -> None:
        for button in self.buttons:
            self.group.removeButton(button)
            button.hide()
            button.deleteLater()
        words = kind_words()
        for at, step in enumerate(lesson.steps):
            button = _StepButton(at + 1, words[step.kind], step.title, self)
            button.set_theme(self._theme)
            self.add(button)
            button.show()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setFixedHeight(theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """From edge to edge; where the words of all do not fit, only the open step has its own."""
        theme = self._theme
        buttons = [button for button in self.buttons if isinstance(button, _StepButton)]
        if not buttons:
            return
        edge, gap = theme.px(32), theme.px(14)
        room = self.width() - 2 * edge - (len(buttons) - 1) * (theme.px(_LINE) + 2 * gap)
        for button in buttons:
            button.named = True
        if sum(button.words_width for button in buttons) > room:
            for button in buttons:
                button.named = button.state == "here"
        wide = [button.sizeHint().width() for button in buttons]
        spare = self.width() - 2 * edge - sum(wide)
        between = spare / max(1, len(buttons) - 1)
        x = float(edge)
        for button, width in zip(buttons, wide, strict=True):
            high = button.sizeHint().height()
            button.setGeometry(round(x), (self.height() - high) // 2, width, high)
            x += width + between

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.surface("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme.surface("hairline"))
        gap, middle = theme.px(14), self.height() // 2
        buttons = [button for button in self.buttons if isinstance(button, _StepButton)]
        for left, right in pairwise(buttons):
            gone = right.state != "to come"
            painter.setPen(QPen(theme.text() if gone else theme.surface("outline"), 2 if gone else 1))
            painter.drawLine(left.geometry().right() + gap, middle, right.x() - gap, middle)
        painter.end()


class StepDots(ButtonRow):
    """The same in front of a class: dots, of which the open one is longer."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps of the lesson"))
        self.group.idClicked.connect(self._on_clicked)

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.chosen.emit(place)

    def show_steps(
        self, lesson: Lesson, place: int, opened: Collection[str], settled: Collection[str]
    ) -> None:
        """As ``StepPath.show_steps``."""
        while len(self.buttons) > len(lesson.steps):
            button = self.buttons[-1]
            self.group.removeButton(button)
            button.hide()
            button.deleteLater()
        while len(self.buttons) < len(lesson.steps):
            dot = _Dot(self)
            dot.set_theme(self._theme)
            self.add(dot)
            dot.show()
        for at, (button, step) in enumerate(zip(self.buttons, lesson.steps, strict=True)):
            if isinstance(button, _Dot):
                button.state = _state_of(step, at == place, opened, settled)
                say_step(button, at + 1, step.title, button.state)
                button.update()
        self.set_stop(self.buttons[place] if self.buttons else None)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        unit = self._theme.px(7)
        return QSize((len(self.buttons) * 2 + 3) * unit, 3 * unit)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        unit, x = self._theme.px(7), 0
        for button in self.buttons:
            wide = unit * (4 if isinstance(button, _Dot) and button.state == "here" else 2)
            button.setGeometry(x, 0, wide, self.height())
            x += wide


class _Dot(PaintedButton):
    """A step among the dots."""

    state: State = "to come"

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = theme.px(7)
        painter.setPen(QPen(theme.accent(), theme.line("focus")) if framed(self) else Qt.PenStyle.NoPen)
        colours = {
            "here": theme.accent(),
            "done": theme.text(),
            "passed": theme.text("tertiary"),
            "to come": theme.surface("outline"),
        }
        painter.setBrush(colours[self.state])
        high = unit
        box = QRectF(unit / 4, (self.height() - high) / 2, self.width() - unit / 2, high)
        if self.state != "here":
            box = QRectF((self.width() - high) / 2, box.top(), high, high)
        painter.drawRoundedRect(box, high / 2, high / 2)
        painter.end()
