"""The right end of the transport bar: which epoch this is, of how many, and how fast it goes."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing.speed import SPEEDS, Rate, place_of, rate_text
from nnviz.training.augmentation import learned_count
from nnviz.training.experiment import LIMITS
from nnviz.training.snapshot import Snapshot
from nnviz.ui.theme import Theme
from nnviz.ui.transport.parts import Counter
from nnviz.ui.widgets import Caption, ChoiceChip, NumberChip, Slider, TextLabel


class Readout(QWidget):
    """The counter over the speed."""

    speed_requested = Signal(float)
    epochs_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._playing = False
        self._unit = "epoch"
        self._speed = math.inf
        self._planned, self._known = 60, True
        self._rate = Rate()
        self._epoch = 0
        self._dataset: Dataset | None = None
        self._batch: tuple[int, int] | None = None  # done, of how many
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._build()

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addLayout(self._build_counter())
        self._column.addLayout(self._build_speed())
        self._column.addStretch(1)

    def _build_counter(self) -> QBoxLayout:
        self._batch_text = TextLabel("", "caption", "secondary")
        word = TextLabel(self.tr("epoch"), "label", "tertiary", weight="medium", room=True)
        self._counter = Counter()
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
        self._above, row = QHBoxLayout(), QHBoxLayout()
        above = self._above
        above.addWidget(self._batch_text, 0, Qt.AlignmentFlag.AlignVCenter)
        for layout, parts in ((above, (word,)), (row, (self._counter, self._slash, self._epochs))):
            layout.addStretch(1)
            for part in parts:
                layout.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._counter_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._counter_row.addLayout(above, 1)
        self._counter_row.addLayout(row)
        return self._counter_row

    def _build_speed(self) -> QHBoxLayout:
        self._slider = Slider(self.tr("Speed"), 0, len(SPEEDS) - 1)
        self._slider.setPageStep(2)
        self._slider.valueChanged.connect(self._on_slider)
        self._speed_text = TextLabel("", "caption", "secondary", family="mono")
        self._speed_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed_chip = ChoiceChip(
            [(str(place), self._speed_words(speed), "") for place, speed in enumerate(SPEEDS)],
            self.tr("Speed"),
            self.tr("Steps a second"),
        )
        self.speed_chip.chosen.connect(self._on_speed_chosen)
        self._speed_title = Caption(self.tr("Speed"))
        row = QHBoxLayout()
        row.addWidget(self._speed_title)
        row.addWidget(self._slider, 1)
        row.addWidget(self._speed_text)
        self._speed_row = row
        return row

    # ---- content
    def show_moment(self, snapshot: Snapshot | None, newest: int) -> None:
        """How far into its epoch ``snapshot`` is; ``newest`` is the last epoch trained."""
        self._batch = None
        if snapshot is not None and self._dataset is not None and len(self._dataset.train_labels):
            samples = learned_count(snapshot.experiment, self._dataset)
            size = snapshot.experiment.batch_size or samples
            self._batch = math.ceil(snapshot.position / size), math.ceil(samples / size)
        self._show_batch()
        if self._playing:
            self._show_speed(self._rate.at(newest))

    def show_epoch(self, epoch: int) -> None:
        """The epoch looked at."""
        self._epoch = epoch
        self._show_counter()

    def set_dataset(self, dataset: Dataset) -> None:
        """The samples that an epoch goes through."""
        self._dataset = dataset

    def set_playing(self, playing: bool) -> None:
        """While it plays without a limit the speed reached is told."""
        self._playing = playing
        self._rate.restart()
        self._show_speed(None)

    def set_unit(self, unit: str) -> None:
        """What a step is: its batch is told where it is one, and the speed is in micro-steps where it is."""
        self._unit = unit
        self._show_batch()
        self._show_speed(None)

    def set_speed(self, speed: float) -> None:
        """The speed asked for, in steps per second; no signal."""
        self._speed = speed
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(place_of(speed))
        self._slider.blockSignals(blocked)
        self.speed_chip.set_current(str(place_of(speed)))
        self._slider.update()
        self._show_speed(None)

    def set_trainable(self, on: bool) -> None:
        """Whether epochs are to come."""
        self._epochs.setEnabled(on)
        self._slider.setEnabled(on)
        self.speed_chip.setEnabled(on)

    def set_plan_known(self, known: bool) -> None:
        """Whether it is known how many epochs are to come: of what another program trains it is not."""
        self._known = known
        self._slash.setVisible(known)
        self._epochs.setVisible(known)
        self._show_counter()

    def set_planned_epochs(self, planned: int) -> None:
        """After how many epochs training stops; no signal."""
        self._planned = planned
        self._epochs.set_value(planned)
        self._show_counter()

    def _show_batch(self) -> None:
        text = ""
        if self._unit == "batch" and self._batch is not None:
            text = self.tr("batch {n} of {all}").format(n=self._batch[0], all=self._batch[1])
        self._batch_text.setText(text)
        self._batch_text.setVisible(bool(text))

    def _show_counter(self) -> None:
        self._counter.show_number(self._epoch, max(self._planned, self._epoch))
        text = self.tr("epoch {n} of {planned}") if self._known else self.tr("epoch {n}")
        self._counter.setAccessibleDescription(text.format(n=self._epoch, planned=self._planned))

    def _show_speed(self, reached: float | None) -> None:
        """The speed asked for; where there is no limit, the speed reached."""
        micro, endless = self._unit == "micro", math.isinf(self._speed)
        if endless and reached is not None and not micro:
            text, rate = self.tr("∞ {n}/s"), rate_text(reached)
        else:
            text = self.tr("{n} step/s") if micro else self.tr("{n} ep/s")
            rate = "∞" if endless else rate_text(self._speed)
        tip = self.tr("{n} steps a second") if micro else self.tr("{n} epochs a second")
        tip = self.tr("As fast as possible") if endless else tip
        self._speed_text.setText(text.format(n=rate))
        self._slider.setToolTip(tip.format(n=rate))
        self._slider.setAccessibleDescription(tip.format(n=rate))

    # ---- wishes
    @Slot(int)
    def _on_slider(self, place: int) -> None:
        self._speed = SPEEDS[place]
        self._rate.restart()
        self._show_speed(None)
        self.speed_requested.emit(self._speed)

    def _speed_words(self, speed: float) -> str:
        return "∞" if math.isinf(speed) else self.tr("{n} / s").format(n=rate_text(speed))

    @Slot(str)
    def _on_speed_chosen(self, place: str) -> None:
        self._slider.setValue(int(place))
        self.speed_chip.set_current(place)

    @Slot(float)
    def _on_epochs(self, epochs: float) -> None:
        self.epochs_requested.emit(round(epochs))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(5))
        self._counter_row.setSpacing(0 if theme.projector else theme.px(5))
        self._above.setSpacing(
            theme.px(8)
        )  # between “batch 0 of 75” and “epoch”, however little room there is
        directions = QBoxLayout.Direction
        self._counter_row.setDirection(directions.TopToBottom if theme.projector else directions.LeftToRight)
        for widget in (self._speed_title, self._slider, self._speed_text):
            widget.setVisible(not theme.projector)
        self._speed_row.setSpacing(theme.px(10))
        for child in self.findChildren(TextLabel):
            child.set_theme(theme)
        self._speed_text.setMinimumWidth(self._speed_text.fontMetrics().horizontalAdvance("∞ 1,000/s"))
        self._slider.setMinimumWidth(theme.px(60))
