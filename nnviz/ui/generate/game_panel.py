"""The left panel where two networks play: real data, modes, measures, and ways to break it on purpose."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.data import DATASETS
from nnviz.drawing.generate.beads import mode_beads
from nnviz.drawing.generate.meeting import DigitSheet, MadeDigit, Meeting
from nnviz.drawing.numbers import count, fitted
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.generated import SAMPLES
from nnviz.training.presets import NAMED
from nnviz.ui.canvas.pixels import Raster
from nnviz.ui.generate.beads_view import BeadsView
from nnviz.ui.generate.digit_pair import DigitPair
from nnviz.ui.generate.measure_rows import MeasureRows
from nnviz.ui.generate.noise_pad import NoisePad
from nnviz.ui.generate.right_rows import RightRows
from nnviz.ui.generate.square_canvas import Floats
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, PushButton, SectionTitle, Slider
from nnviz.ui.widgets.flow_layout import FlowLayout
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

_PAD = 132  # px at unit 1
WALK = 20  # steps of a walk through the noise


class GamePanel(Ground):
    """``preset_requested(str)``: begin that preset, which fails on purpose. ``walked(int)``: so many parts of
    ``WALK`` on the way from the noise of the digit that is followed to that of the next."""

    preset_requested = Signal(str)
    walked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge="right", parent=parent)
        self._title, self._data = SectionTitle(self.tr("Real data")), Caption()
        self._modes, self._rule = SectionTitle(), Caption()
        self.beads, self.measures, self.right = BeadsView(), MeasureRows(), RightRows()
        self._right_title = SectionTitle(self.tr("Discriminator is right on"))
        self._noise_title, self._noise_told = SectionTitle(self.tr("Noise of one point")), Caption()
        self.pad = NoisePad()
        self._walk_title, self.pair = (
            SectionTitle(self.tr("One digit, and the nearest real one")),
            DigitPair(),
        )
        self.walk = Slider(self.tr("Walk through the noise, from this digit to the next"), 0, WALK)
        self.walk.valueChanged.connect(self.walked)
        self._break_title = SectionTitle(self.tr("Break it on purpose"))
        self._breaks = QWidget()
        self._flow = FlowLayout(self._breaks)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, PushButton] = {}
        for label in (self._data, self._rule, self._noise_told):
            label.setWordWrap(True)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        pad = QHBoxLayout()
        pad.addWidget(self.pad)
        pad.addWidget(self._noise_told, 1)
        above: tuple[QWidget, ...] = (self._title, self._data, self._modes, self._rule, self.beads)
        for part in (*above, self.measures, self._right_title, self.right, self._noise_title):
            self._column.addWidget(part)
        self._column.addLayout(pad)
        for part in (self._walk_title, self.pair, self.walk):
            self._column.addWidget(part)
        self._column.addWidget(self._break_title)
        self._column.addWidget(self._breaks)
        self._column.addStretch(1)
        self._scroll = Scroll(inside, keyboard=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.addWidget(self._scroll)
        self._offer_breaks()
        self.setAccessibleName(self.tr("Real and made points"))

    def _offer_breaks(self) -> None:
        """A button for each game of two networks that fails on purpose."""
        for preset in NAMED["generate"].values():
            if preset.fails and preset.experiment.objective == "adversarial":
                button = PushButton(told(preset.label), small=True)
                button.setToolTip(plain_tip(told(preset.story)))
                button.setProperty("preset", preset.name)
                button.clicked.connect(self._on_break)
                button.hide()
                self._flow.addWidget(button)
                self.buttons[preset.name] = button

    @Slot()
    def _on_break(self) -> None:
        self.preset_requested.emit(str(self.sender().property("preset")))

    # ---- what is shown
    def show_moment(self, shown: Shown, met: Meeting | DigitSheet) -> None:
        """Another moment, or points of the other generator."""
        data = shown.dataset
        source = DATASETS[data.name]
        self._data.setText(f"{told(source.label)}. {told(source.purpose)}")
        breaks = [NAMED["generate"][name].experiment.data == data.name for name in self.buttons]
        for button, offered in zip(self.buttons.values(), breaks, strict=True):
            button.setVisible(offered)
        self._break_title.setVisible(any(breaks))
        beads = None
        if isinstance(met, Meeting) and met.counts is not None and data.modes is not None:
            beads = mode_beads(met.counts, SAMPLES, data.modes.centres)
            text = self.tr("Modes found: {found} of {all}").format(found=beads.found, all=len(beads.beads))
            self._modes.setText(text)
            rule = self.tr("a mode counts with {least} of {all} points within 3 sigma of its centre; {whose}")
            said = rule.format(least=beads.least, all=count(SAMPLES), whose=told(met.whose))
        else:
            self._modes.setText(self.tr("What is made"))
            text = self.tr("measured on {all} samples; {whose}")
            said = text.format(all=count(SAMPLES), whose=told(met.whose))
        self._rule.setText(said)
        self.beads.show_beads(beads)
        self.measures.show_values(data, met.quality, without="" if beads is None else "modes_found")
        self.right.show_right(met.right)
        self._right_title.setVisible(met.right is not None)

    def show_noise(self, still: Floats, noise: Floats, point: Floats | None, verdict: float) -> None:
        """The noise of the point that is followed (k,), of which there is a square only for two numbers.

        The ``point`` (2,) of the plane is made of it; the discriminator's ``verdict`` is of that.
        """
        two = still.shape[1] == 2
        for part in (self._walk_title, self.pair, self.walk):
            part.setVisible(self.pair.shows)
        self._noise_title.setVisible(two)
        self.pad.setVisible(two)
        self._noise_told.setVisible(two)
        if not two:
            return
        self.pad.show_noise(still, noise)
        made = [] if point is None else [("x₁", point[0]), ("x₂", point[1])]
        said = [("z₁", noise[0]), ("z₂", noise[1]), *made, ("D", verdict)]
        numbers = "\n".join(f"{name} = {fitted(float(value), 3)}" for name, value in said)
        self._noise_told.setText(
            self.tr("{numbers}\n\ndrag it, and see where the point goes").format(numbers=numbers)
        )

    def show_digit(self, digit: MadeDigit | None, raster: Raster | None) -> None:
        """The digit that is followed beside the nearest real one; None where points are made."""
        self.pair.show_digit(digit, raster)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._column.setContentsMargins(theme.px(16), theme.px(14), theme.px(15), theme.px(8))
        self._column.setSpacing(theme.px(7))
        self._flow.setSpacing(theme.px(6))
        self.pad.setFixedSize(theme.px(_PAD), theme.px(_PAD))
        self.setMinimumWidth(theme.layout("left"))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("left"), self._column.sizeHint().height())
