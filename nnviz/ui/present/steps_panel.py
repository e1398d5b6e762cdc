"""The steps of the lesson, to jump to, and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.lessons.lesson import Kind, Step
from nnviz.session.presenting import Presenting
from nnviz.ui.present.answers_told import clock_text
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import Caption, IconButton, TextLabel
from nnviz.ui.widgets.buttons import LinkButton
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.painted import PaintedButton, PaintedWidget, paint_focus
from nnviz.ui.widgets.scroll import Scroll


class StepButton(PaintedButton):
    """One step: its number, title and kind; filled before the open one."""

    def __init__(self, number: int, title: str, kind: str) -> None:
        super().__init__()
        self._number, self._kind = number, kind
        self._done = False
        self.setCheckable(True)
        self.setText(title)
        self.setAccessibleName(f"{number} {title}, {kind}")
        self.setToolTip(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, *, here: bool, done: bool) -> None:
        """Whether this is the open step, or lies before it."""
        self.setChecked(here)
        self._done = done
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(180), self._theme.px(46))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, here = self._theme, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if here or self.lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent("quiet") if here else theme.surface("hover"))
            painter.drawRoundedRect(box, theme.px(9), theme.px(9))
        paint_focus(painter, self, theme, box.adjusted(1.5, 1.5, -1.5, -1.5), theme.px(9))
        side, left = theme.px(24), theme.px(10)
        circle = QRectF(left, (box.height() - side) / 2, side, side)
        ground = theme.accent() if here else theme.text("secondary") if self._done else None
        painter.setPen(QPen(theme.surface("outline"), 1.5) if ground is None else Qt.PenStyle.NoPen)
        painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle.adjusted(0.75, 0.75, -0.75, -0.75))
        ink = theme.text("on_accent") if here else theme.surface("panel")
        painter.setPen(theme.text("tertiary") if ground is None else ink)
        painter.setFont(theme.font("caption", weight="semibold"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("secondary" if here else "tertiary"))
        right = box.right() - theme.px(10)
        kind = painter.fontMetrics().horizontalAdvance(self._kind)
        painter.drawText(QRectF(right - kind, 0, kind + 1, box.height()), _MIDDLE, self._kind)
        painter.setFont(theme.font("body", weight="semibold" if here else "medium"))
        painter.setPen(theme.text("primary" if here else "secondary"))
        start = circle.right() + theme.px(11)
        wide = right - kind - theme.px(8) - start
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(wide))
        painter.drawText(QRectF(start, 0, wide + 1, box.height()), _MIDDLE, text)
        painter.end()


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class ClockBar(PaintedWidget):
    """How much of the time planned has gone by."""

    def __init__(self) -> None:
        super().__init__(row=True)
        self._share = 0.0

    def show_share(self, share: float) -> None:
        """That part of it, at most all."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self._theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box, round_ = QRectF(self.rect()), self.height() / 2
        painter.setBrush(theme.surface("pressed"))
        painter.drawRoundedRect(box, round_, round_)
        box.setWidth(box.width() * self._share)
        painter.setBrush(theme.text("secondary"))
        painter.drawRoundedRect(box, round_, round_)
        painter.end()


class Clock(QWidget):
    """Since the first step, how long it was talked, and what time it is; can be paused, reset, hidden."""

    def __init__(self, presenting: Presenting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenting = presenting
        self._since = TextLabel(self.tr("Since the first step"), "label", "secondary")
        self._planned = Caption()
        self._time = TextLabel("00:00", "counter", family="mono", weight="semibold")
        self._pause = IconButton("pause", self.tr("Pause the clock"), small=True)
        self._reset = IconButton("reset", self.tr("Set the clock to 0"), small=True)
        self._hide = LinkButton(self.tr("Hide"), self.tr("Hide the clock, or show it again"))
        self._bar, self._talk, self._now = ClockBar(), Caption(), Caption()
        self._shown = QWidget()
        inner = QVBoxLayout(self._shown)
        inner.setContentsMargins(0, 0, 0, 0)
        top, middle, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._since, 1)
        top.addWidget(self._planned)
        for widget in (self._time, self._pause, self._reset):
            middle.addWidget(widget)
        middle.addStretch(1)
        foot.addWidget(self._talk, 1)
        foot.addWidget(self._now)
        for layout in (top, middle):
            inner.addLayout(layout)
        inner.addWidget(self._bar)
        inner.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._shown)
        column.addWidget(self._hide)
        self._pause.clicked.connect(presenting.pause_clock)
        self._reset.clicked.connect(presenting.reset_clock)
        self._hide.clicked.connect(self._on_hide)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()
        presenting.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the time as it is now."""
        there, now = self._presenting, self._presenting.now()
        minutes = there.lesson.minutes if there.lesson is not None else 0
        self._time.setText(clock_text(there.clock, now))
        self._planned.setText(self.tr("planned {n} min").format(n=minutes))
        self._bar.show_share(there.clock.seconds(now) / (60 * minutes) if minutes else 0.0)
        self._talk.setText(self.tr("discussion {time}").format(time=clock_text(there.discussion, now)))
        self._now.setText(self.tr("clock {time}").format(time=datetime.now().strftime("%H:%M")))
        running = there.clock.running
        self._pause.set_icon("pause" if running else "play")
        name = self.tr("Pause the clock") if running else self.tr("Let the clock go on")
        self._pause.setAccessibleName(name)
        self._pause.setToolTip(name)

    @Slot()
    def _on_hide(self) -> None:
        shown = self._shown.isHidden()
        self._shown.setVisible(shown)
        self._hide.setText(self.tr("Hide") if shown else self.tr("Show the clock"))
        self._hide.updateGeometry()

    def shut_down(self) -> None:
        """Tick no more."""
        self._tick.stop()


class StepsPanel(Ground):
    """``step_wished(number)``: to that step, from 1."""

    step_wished = Signal(int)

    def __init__(self, presenting: Presenting, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._presenting, self._theme = presenting, Theme()
        self._steps: Sequence[Step] = ()
        self._buttons: list[StepButton] = []
        self._of = Caption()
        head = QHBoxLayout()
        head.addWidget(TextLabel(self.tr("Steps"), "section", weight="semibold"), 1)
        head.addWidget(self._of)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self._jump = Caption(
            self.tr("Type a number and Enter to jump. Each step brings back its own weights.")
        )
        self._jump.setWordWrap(True)
        self.clock = Clock(presenting)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(Scroll(self._list, keyboard=True), 1)
        self._column.addWidget(self._jump)
        self._column.addWidget(self.clock)

    def show_steps(self) -> None:
        """The lesson as it stands."""
        lesson, place = self._presenting.lesson, self._presenting.runner.place
        steps = () if lesson is None else lesson.steps
        if steps is not self._steps:
            self._build(steps)
        card = self._presenting.phase in ("title", "end")
        ended = self._presenting.phase == "end"
        for at, button in enumerate(self._buttons):
            button.show_state(here=at == place and not card, done=at < place or ended)
        self._of.setText(self.tr("{n} of {all}").format(n=place + 1, all=len(steps)))

    def _build(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = []
        for number, step in enumerate(steps, 1):
            button = StepButton(number, step.title, self._kind(step.kind))
            button.clicked.connect(partial(self.step_wished.emit, number))
            self._rows.addWidget(button)
            self._buttons.append(button)
        self._rows.addStretch(1)
        apply_theme(self._list, self._theme)

    def _kind(self, kind: Kind) -> str:
        words: dict[Kind, str] = {
            "hook": self.tr("hook"),
            "look": self.tr("look"),
            "predict": self.tr("predict"),
            "run": self.tr("run"),
            "state": self.tr("state"),
            "why": self.tr("why"),
            "change": self.tr("change"),
            "make": self.tr("make"),
        }
        return words[kind]

    def show_typed(self, text: str) -> None:
        """The number that is being typed."""
        self._jump.setText(
            self.tr("Step {number}: Enter goes there, Esc forgets it.").format(number=text)
            if text
            else self.tr("Type a number and Enter to jump. Each step brings back its own weights.")
        )

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().set_theme(theme)
        self._column.setContentsMargins(theme.px(12), theme.px(14), theme.px(12), theme.px(12))
        self._column.setSpacing(theme.px(8))
