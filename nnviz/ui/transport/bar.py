"""The transport bar: start weights, play, step, timeline, counter, speed."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.training.experiment import LIMITS
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.ui import numbers
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.transport.speeds import SPEEDS, Rate, place_of, rate_text
from nnviz.ui.transport.track import TimelineTrack
from nnviz.ui.widgets import Caption, IconButton, NumberChip, PushButton, Slider, TextLabel


class PlayButton(IconButton):
    """The round, solid button that plays and pauses."""

    def __init__(self) -> None:
        super().__init__("play", "", kind="strong", size=44)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.text("secondary") if self.underMouse() else theme.strong)
        painter.drawEllipse(box)
        if self.hasFocus() and self.window().property("keyboard_focus"):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawEllipse(box.adjusted(2, 2, -2, -2))
        size = theme.px(22)
        pixmap = icon_pixmap(self._icon_name, theme.text("on_strong").rgba(), size, device_ratio(self))
        corner = (box.width() - size) / 2
        painter.drawPixmap(QRectF(corner, corner, size, size), pixmap, QRectF(pixmap.rect()))
        painter.end()


class TransportBar(QWidget):
    """Everything about time: 92 px high at unit 1, at the foot of the window."""

    play_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    reset_requested = Signal()
    new_weights_requested = Signal()
    speed_requested = Signal(float)  # epochs per second, math.inf for no limit
    epochs_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._playing = False
        self._speed = math.inf
        self._planned = 60
        self._rate = Rate()
        self._epoch = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Time"))
        self._build()
        self.set_playing(False)
        self.set_seed(0)
        self.set_speed(math.inf)
        self._show_counter()

    # ---- building
    def _build(self) -> None:
        self.track = TimelineTrack()
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._build_buttons())
        self._row.addLayout(self._build_weights())
        self._row.addWidget(self.track, 1)
        self._row.addLayout(self._build_right())

    def _build_buttons(self) -> QHBoxLayout:
        self._reset = IconButton(
            "reset", self.tr("Reset (Ctrl+R): back to epoch 0 with the same start weights"), size=34
        )
        self._play = PlayButton()
        self._step = IconButton("fwd", self.tr("Step (Right): train one epoch"), size=34)
        self._reset.setAccessibleName(self.tr("Reset to the same start weights"))
        self._step.setAccessibleName(self.tr("Train one epoch"))
        self._reset.clicked.connect(self.reset_requested)
        self._play.clicked.connect(self._on_play_clicked)
        self._step.clicked.connect(self.step_requested)
        buttons = QHBoxLayout()
        for button in (self._reset, self._play, self._step):
            buttons.addWidget(button)
        self._buttons = buttons
        return buttons

    def _build_weights(self) -> QVBoxLayout:
        self._weights_caption = Caption(self.tr("Start weights"))
        self._dice = PushButton(self.tr("seed 0"), "dice", small=True)
        self._dice.setToolTip(self.tr("New weights: start again from other random weights"))
        self._dice.clicked.connect(self.new_weights_requested)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(self._weights_caption)
        column.addWidget(self._dice, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._weights = column
        return column

    def _build_right(self) -> QVBoxLayout:
        self._word = TextLabel(self.tr("epoch"), "label", "tertiary", weight="medium")
        self._counter = _Counter()
        self._slash = TextLabel("/", "number", "tertiary", family="mono")
        low, high = LIMITS["epochs"]
        self._epochs = NumberChip(
            self.tr("Epochs to train"),
            self.tr("Training stops after this many epochs. Click to type, or drag sideways."),
            (max(1.0, low), high),
            60,
            integer=True,
        )
        self._epochs.value_requested.connect(self._on_epochs)
        counter = QHBoxLayout()
        counter.addStretch(1)
        for part in (self._word, self._counter, self._slash, self._epochs):
            counter.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._speed_caption = Caption(self.tr("Speed"))
        self._slider = Slider(self.tr("Speed"), 0, len(SPEEDS) - 1)
        self._slider.setPageStep(2)
        self._slider.valueChanged.connect(self._on_slider)
        self._speed_text = TextLabel("", "caption", "secondary", family="mono")
        self._speed_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        speed = QHBoxLayout()
        for widget, stretch in ((self._speed_caption, 0), (self._slider, 1), (self._speed_text, 0)):
            speed.addWidget(widget, stretch)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addLayout(counter)
        column.addLayout(speed)
        column.addStretch(1)
        self._right, self._counter_row, self._speed_row = column, counter, speed
        return column

    # ---- content
    def show_timeline(self, timeline: Timeline | None, snapshot: Snapshot | None) -> None:
        """Show how far the run is: its track, and the epoch of ``snapshot``."""
        self._epoch = snapshot.epoch if snapshot is not None else 0
        self.track.show_timeline(timeline, self._epoch)
        self._show_counter()
        if self._playing:
            self._show_speed(self._rate.at(self._epoch))

    def set_playing(self, playing: bool) -> None:
        """Whether it plays: the round button offers the other."""
        self._playing = playing
        self._rate.restart()
        self._play.set_icon("pause" if playing else "play")
        name = self.tr("Pause") if playing else self.tr("Play")
        self._play.setAccessibleName(name)
        self._play.setToolTip(f"{name} (Space)")
        self._show_speed(None)

    def set_speed(self, speed: float) -> None:
        """Show the speed in epochs per second, ``math.inf`` for no limit; no signal."""
        self._speed = speed
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(place_of(speed))
        self._slider.blockSignals(blocked)
        self._slider.update()
        self._show_speed(None)

    def set_seed(self, seed: int) -> None:
        """Show which random start weights these are."""
        self._dice.setText(self.tr("seed {n}").format(n=seed))
        self._dice.setAccessibleName(self.tr("New weights; now seed {n}").format(n=seed))
        self._dice.updateGeometry()

    def set_planned_epochs(self, planned: int) -> None:
        """Show after how many epochs training stops; no signal."""
        self._planned = planned
        self._epochs.set_value(planned)
        self.track.set_planned_epochs(planned)
        self._show_counter()

    def _show_counter(self) -> None:
        self._counter.show_number(self._epoch, max(self._planned, self._epoch))
        self._counter.setAccessibleDescription(
            self.tr("epoch {n} of {planned}").format(n=self._epoch, planned=self._planned)
        )

    def _show_speed(self, reached: float | None) -> None:
        """The speed asked for; where there is no limit, the speed reached."""
        if math.isinf(self._speed):
            text = self.tr("∞ ep/s") if reached is None else f"∞ {rate_text(reached)}/s"
            tip = self.tr("As fast as it goes")
        else:
            text = f"{rate_text(self._speed)} ep/s"
            tip = self.tr("{n} epochs a second").format(n=rate_text(self._speed))
        self._speed_text.setText(text)
        self._slider.setToolTip(f"{self.tr('Speed')}: {tip}")
        self._slider.setAccessibleDescription(tip)

    # ---- wishes
    @Slot()
    def _on_play_clicked(self) -> None:
        (self.pause_requested if self._playing else self.play_requested).emit()

    @Slot(int)
    def _on_slider(self, place: int) -> None:
        self._speed = SPEEDS[place]
        self._rate.restart()
        self._show_speed(None)
        self.speed_requested.emit(self._speed)

    @Slot(float)
    def _on_epochs(self, epochs: float) -> None:
        self.epochs_requested.emit(round(epochs))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFixedHeight(theme.layout("transport"))
        self._row.setContentsMargins(theme.px(16), max(1, round(theme.line("hairline"))), theme.px(16), 0)
        self._row.setSpacing(theme.px(20))
        self._buttons.setSpacing(theme.px(6))
        self._weights.setSpacing(theme.px(4))
        self._right.setSpacing(theme.px(5))
        self._counter_row.setSpacing(theme.px(5))
        self._speed_row.setSpacing(theme.px(10))
        for child in self.findChildren(TextLabel):
            child.set_theme(theme)
        metrics = self._speed_text.fontMetrics()
        self._speed_text.setMinimumWidth(metrics.horizontalAdvance("∞ 1,000/s"))
        self._slider.setMinimumWidth(theme.px(60))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(1000), self._theme.layout("transport"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, round(self._theme.line("hairline")))
        painter.fillRect(0, 0, self.width(), edge, self._theme.surface("hairline"))
        painter.end()


class _Counter(QWidget):
    """The present epoch, large; as wide as the last epoch, so that nothing beside it moves."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._text, self._widest = "0", "0"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Epoch")

    def show_number(self, number: int, largest: int) -> None:
        widest = "0" * len(numbers.count(largest))
        if widest != self._widest:
            self._widest = widest
            self.updateGeometry()
        if numbers.count(number) != self._text:
            self._text = numbers.count(number)
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font("counter", weight="semibold", family="mono"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._widest) + 2, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.accent())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()
