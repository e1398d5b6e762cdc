"""A number with a slider: its name, the slider, the number."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.drawing.plane.scales import Scale
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Slider, TextLabel

PAUSE_MS = 250  # after the last key or wheel step, before the number is taken to be meant


class NumberRow(QWidget):
    """``moved(float)`` comes with every step, ``settled(float)`` when the hand has come to rest."""

    moved = Signal(float)
    settled = Signal(float)

    def __init__(self, name: str, tip: str, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._value = scale, scale.value(0)
        self._name = TextLabel(name, "label", "secondary", weight="medium")
        self.slider = Slider(name, 0, scale.steps)
        self.slider.setToolTip(tip)
        self._number = TextLabel("", "label", "secondary", family="mono")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._name)
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self._number)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self._on_settled)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._on_settled)
        self.show_value(self._value)

    @property
    def value(self) -> float:
        """The number that it stands at."""
        return self._value

    @property
    def moving(self) -> bool:
        """Whether a hand is on it: what is shown is not what is set."""
        return self.slider.isSliderDown() or self._rest.isActive()

    def show_value(self, value: float) -> None:
        """Show ``value``, without a signal; one that the slider cannot reach is written all the same."""
        self._value = value
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round(self._scale.place(value)))
        self.slider.blockSignals(blocked)
        self.slider.update()
        self._write()

    def _write(self) -> None:
        text = self._scale.text(self._value)
        self._number.setText(text)
        self.slider.setAccessibleName(f"{self._name.text()}: {text}")

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(8))
        for part in (self._name, self.slider, self._number):
            part.set_theme(theme)
        self._name.setFixedWidth(max(theme.px(64), self._name.sizeHint().width()))
        metrics = self._number.fontMetrics()
        self._number.setFixedWidth(max(theme.px(42), metrics.horizontalAdvance("5,000") + 2))
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @Slot(int)
    def _on_moved(self, place: int) -> None:
        self._value = self._scale.value(place)
        self._write()
        if not self.slider.isSliderDown():
            self._rest.start()
        self.moved.emit(self._value)

    @Slot()
    def _on_settled(self) -> None:
        self._rest.stop()
        self.settled.emit(self._value)
