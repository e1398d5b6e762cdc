"""The one to three controls of a step, in a row under its stage: a maker for each name, in one table."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.optimizers import OPTIMIZERS
from nnviz.lessons.lesson import Step
from nnviz.lessons.named import Named, read_named
from nnviz.session.desk import Desk
from nnviz.session.lesson_runner import LessonRunner, StepShown
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.experiment import LIMITS, Experiment
from nnviz.training.structure import activation_of, hidden_layers, with_activation_everywhere
from nnviz.ui.learn.card_parts import TabPlace
from nnviz.ui.micro.micro_cells import MicroCells
from nnviz.ui.theme import Theme, apply_theme
from nnviz.ui.widgets import ChoiceChip, IconButton, NumberChip, PushButton, Slider, TextLabel

translate = QCoreApplication.translate

_STEPS: Final = 200  # of a slider
_ALL: Final = 1000  # of the room that is to spare
_DECADES: Final = 2.0  # that the slider of a rate goes either way
_WEIGHTS: Final = (-5.0, 5.0)
_NUMBERS: Final = (-1e6, 1e6)


class Control(QWidget):
    """A control of a step: a label, if any, and what belongs to it on one line."""

    def __init__(self, label: str = "") -> None:
        super().__init__()
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.label = TextLabel(label, "body", "secondary", weight="medium")
        self.line.addWidget(self.label)
        self.label.setVisible(bool(label))

    def show_moment(self, shown: Shown) -> None:
        """Show what is set now."""

    def set_theme(self, theme: Theme) -> None:
        self.line.setSpacing(theme.px(12))


class ButtonControl(Control):
    """Trains a little, or begins again."""

    def __init__(self, text: str, icon_name: str, act: Callable[[], object]) -> None:
        super().__init__()
        self.button = PushButton(text, icon_name)
        self.button.clicked.connect(lambda: act())
        self.line.addWidget(self.button)


class RunControl(Control):
    """Runs on until the moment that the step names, or on and on, and pauses."""

    def __init__(self, runner: LessonRunner) -> None:
        super().__init__()
        self._runner = runner
        self.button = PushButton(translate("Controls", "Run"), "play", kind="strong")
        self.button.clicked.connect(self._on_clicked)
        runner.running_changed.connect(self._on_running)
        self.line.addWidget(self.button)

    @Slot()
    def _on_clicked(self) -> None:
        (self._runner.pause if self._runner.running else self._runner.run_on)()

    @Slot(bool)
    def _on_running(self, running: bool) -> None:
        self.button.set_icon("pause" if running else "play")
        text = translate("Controls", "Pause") if running else translate("Controls", "Run")
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self.button.updateGeometry()


class _LongSlider(Slider):
    """As long as a hand likes it, and shorter where three stand in a narrow window."""

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(180), super().sizeHint().height())


class NumberControl(Control):
    """A number that can be slid and typed: ``read`` finds it in a moment, ``ask`` wishes another."""

    def __init__(
        self,
        label: str,
        limits: tuple[float, float],
        read: Callable[[Shown], float],
        ask: Callable[[float], None],
        *,
        slides: tuple[float, float] | None = None,
        by_factors: bool = False,
    ) -> None:
        super().__init__(label)
        self._read, self._ask = read, ask
        self._slides, self._by_factors = slides or limits, by_factors
        self._placed = slides is not None  # else the slider's ends follow from the first value
        self._showing = False
        self.slider = _LongSlider(label, 0, _STEPS)
        self.chip = NumberChip(label, "", limits, 0.0)
        self.slider.valueChanged.connect(self._on_slid)
        self.chip.value_requested.connect(self._on_typed)
        self.line.addWidget(self.slider)
        self.line.addWidget(self.chip)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.slider.setMaximumWidth(theme.px(180))
        self.label.setMinimumWidth(min(self.label.sizeHint().width(), theme.px(34)))

    def show_moment(self, shown: Shown) -> None:
        value = self._read(shown)
        if not self._placed and value > 0:
            self._placed = True
            low, high = self._slides
            self._slides = max(low, value / 10**_DECADES), min(high, value * 10**_DECADES)
        self.chip.set_value(value)
        self._showing = True
        if not self.slider.isSliderDown():
            self.slider.setValue(self._place_of(value))
        self._showing = False

    def _place_of(self, value: float) -> int:
        low, high = self._slides
        if self._by_factors:
            share = math.log(max(value, low) / low) / math.log(high / low)
        else:
            share = (value - low) / (high - low)
        return round(_STEPS * min(1.0, max(0.0, share)))

    @Slot(int)
    def _on_slid(self, place: int) -> None:
        if self._showing:
            return
        low, high = self._slides
        share = place / _STEPS
        value = low * (high / low) ** share if self._by_factors else low + (high - low) * share
        self._on_typed(float(f"{value:.2g}") if self._by_factors else round(value, 3))

    @Slot(float)
    def _on_typed(self, value: float) -> None:
        self.chip.set_value(value)
        self._ask(value)


class ChoiceControl(Control):
    """One of a table: ``read`` finds which it is, ``ask`` wishes another."""

    def __init__(
        self,
        label: str,
        choices: list[tuple[str, str, str]],
        read: Callable[[Experiment], str],
        ask: Callable[[str], None],
    ) -> None:
        super().__init__(label)
        self._read = read
        self.chip = ChoiceChip(choices, label, "")
        self.chip.chosen.connect(ask)
        self.line.addWidget(self.chip)

    def show_moment(self, shown: Shown) -> None:
        self.chip.set_current(self._read(shown.experiment))


class MicroControl(Control):
    """The micro-steps one by one: back, by themselves, on, and where one is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.play = IconButton("play", translate("Controls", "Play the micro-steps"), kind="outline")
        self.back = IconButton("back", translate("Controls", "One micro-step back"), kind="outline")
        self.on = IconButton("fwd", translate("Controls", "One micro-step on"), kind="outline")
        self.where = TextLabel("", "body", "secondary", room=True)
        self.play.clicked.connect(desk.toggle_playing)
        self.back.clicked.connect(lambda: desk.move_micro(-1))
        self.on.clicked.connect(lambda: desk.move_micro(1))
        desk.playing_changed.connect(self._on_playing)
        self.cells = MicroCells()
        self.cells.place_requested.connect(self._on_place)
        self.cells.setMinimumWidth(120)
        for widget in (self.play, self.back, self.on):
            self.line.addWidget(widget)
        self.line.addWidget(self.cells, 1)
        self.line.addWidget(self.where)

    @Slot(int)
    def _on_place(self, place: int) -> None:
        if (micro := self._desk.micro) is not None:
            self._desk.set_micro(micro.at(place))

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        self.play.set_icon("pause" if playing else "play")

    def show_moment(self, shown: Shown) -> None:
        self.cells.show_micro(shown.micro)
        if (micro := shown.micro) is not None:
            text = translate("Controls", "step {n} of {count}")
            self.where.setText(text.format(n=micro.place + 1, count=len(micro.cells)))


# ---- what makes each
def _wish(runner: LessonRunner, text: str, **changes: object) -> None:
    desk = runner.desk
    desk.change(desk.experiment.with_(**changes), text)


def _step(runner: LessonRunner, step: Step, name: str) -> Control:
    text = translate("Controls", "One step")
    return ButtonControl(text, "step", lambda: runner.advance(by_batch=True))


def _epoch(runner: LessonRunner, step: Step, name: str) -> Control:
    text = translate("Controls", "One epoch")
    return ButtonControl(text, "step", lambda: runner.advance(by_batch=False))


def _restart(runner: LessonRunner, step: Step, name: str) -> Control:
    return ButtonControl(translate("Controls", "From the start"), "reset", runner.again)


def _run(runner: LessonRunner, step: Step, name: str) -> Control:
    return RunControl(runner)


def _micro(runner: LessonRunner, step: Step, name: str) -> Control:
    return MicroControl(runner.desk)


def _use(runner: LessonRunner, step: Step, name: str) -> Control:
    return ButtonControl(translate("Controls", "Send 100 samples through"), "play", runner.use)


def _forget(runner: LessonRunner, step: Step, name: str) -> Control:
    return ButtonControl(translate("Controls", "Take the training data away"), "trash", runner.forget)


def _rate(runner: LessonRunner, step: Step, name: str) -> Control:
    label = translate("Controls", "Learning rate")
    return NumberControl(
        label,
        LIMITS["learning_rate"],
        lambda shown: shown.experiment.learning_rate,
        lambda value: _wish(runner, label, learning_rate=value),
        by_factors=True,
    )


def _activation(runner: LessonRunner, step: Step, name: str) -> Control:
    def read(experiment: Experiment) -> str:
        names = [activation_of(layer) for layer in hidden_layers(experiment).values()]
        return next((one for one in names if one), next(iter(ACTIVATIONS)))

    def ask(key: str) -> None:
        desk = runner.desk
        desk.change(with_activation_everywhere(desk.experiment, key), label)

    label = translate("Controls", "Activation")
    choices = [(key, told(entry.label), told(entry.purpose)) for key, entry in ACTIVATIONS.items()]
    return ChoiceControl(label, choices, read, ask)


def _optimizer(runner: LessonRunner, step: Step, name: str) -> Control:
    label = translate("Controls", "Optimiser")
    choices = [(key, told(entry.label), told(entry.purpose)) for key, entry in OPTIMIZERS.items()]
    return ChoiceControl(
        label,
        choices,
        lambda experiment: experiment.optimizer,
        lambda key: _wish(runner, label, optimizer=key),
    )


def _seed(runner: LessonRunner, step: Step, name: str) -> Control:
    text = translate("Controls", "Another seed")
    return ButtonControl(text, "dice", lambda: _wish(runner, text, seed=runner.desk.experiment.seed + 1))


class WeightControl(NumberControl):
    """A weight or a bias, slid and typed."""

    def __init__(self, desk: Desk, named: Named, span: tuple[float, float], *, short: bool) -> None:
        super().__init__(
            str(named), _NUMBERS, lambda shown: named.value(shown.snapshot), self._edit, slides=span
        )
        self._desk, self._named, self._short = desk, named, short

    def _edit(self, value: float) -> None:
        if (shown := self._desk.shown) is not None:
            self._desk.edit(self._named.edit(shown.snapshot, value))

    def show_moment(self, shown: Shown) -> None:
        super().show_moment(shown)
        letter = self._named.letter(shown.snapshot)
        if self._short and letter == str(self._named):
            letter = self._named.symbol(shown.snapshot)
        self.label.setText(letter)
        self.label.setToolTip(str(self._named))


def _weight(runner: LessonRunner, step: Step, name: str) -> Control:
    named = read_named(name.partition(":")[2])
    span = step.show.span if step.show.of == str(named) else None
    short = len(step.runs[0].allow) > 1
    return WeightControl(runner.desk, named, span or _WEIGHTS, short=short)


def _setting(runner: LessonRunner, step: Step, name: str) -> Control:
    label = name.replace("_", " ").capitalize()
    low, high = LIMITS[name]
    return NumberControl(
        label,
        (low, high),
        lambda shown: float(shown.experiment.setting(name) or 0.0),
        lambda value: _wish(runner, label, **{name: value}),
        slides=(low, min(high, 1.0)),
    )


Maker = Callable[[LessonRunner, Step, str], Control]

#: By the name that a step allows it by; before a colon, where a name of its own follows.
CONTROLS: Final[dict[str, Maker]] = {
    "run": _run,
    "step": _step,
    "epoch": _epoch,
    "restart": _restart,
    "learning_rate": _rate,
    "micro": _micro,
    "use": _use,
    "forget": _forget,
    "activation": _activation,
    "optimizer": _optimizer,
    "seed": _seed,
    "weight": _weight,
    "bias": _weight,
}


#: What leads on to a later moment, where the answer stands: not there before it is revealed.
LEADS_ON: Final = frozenset({"run", "step", "epoch", "micro"})


class ControlRow(QWidget):
    """The controls that a step allows, from the left; hidden where it allows none."""

    def __init__(self, runner: LessonRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._theme = runner, Theme()
        self.controls: dict[str, Control] = {}
        self._filled: tuple[Step, bool] | None = None
        self._before = TabPlace(self)
        self.python = PushButton(self.tr("Python"), "log", kind="ghost")
        self.python.setToolTip(self.tr("The same in Python"))
        self.python.setCheckable(True)
        self.keep = IconButton("pin", self.tr("Keep these runs: copies of them go into your project"))
        self._row = QHBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row.addStretch(1)
        self._row.addWidget(self.keep)
        self._row.addWidget(self.python)

    def show_step(self, told: StepShown) -> None:
        """Have the controls of this step, and the way to the lesson's Python."""
        self.python.setVisible(bool(told.lesson.python))
        filled = told.step, told.phase == "ask"
        if filled != self._filled:
            self._filled = filled
            self._fill(*filled)
        for control in self.controls.values():
            control.setEnabled(told.ready)
        self.setVisible(bool(self.controls) or bool(told.lesson.python))

    def _fill(self, step: Step, asks: bool) -> None:
        for control in self.controls.values():
            self._row.removeWidget(control)
            control.hide()
            control.deleteLater()
        allowed = step.runs[0].allow if step.runs else ()
        if asks:
            allowed = tuple(name for name in allowed if name not in LEADS_ON)
        self.controls = {}
        for name in allowed:
            maker = CONTROLS.get(name.partition(":")[0], _setting if name in LIMITS else None)
            if maker is not None:
                control = self.controls[name] = maker(self._runner, step, name)
                apply_theme(control, self._theme)
                self._row.insertWidget(len(self.controls) - 1, control, _ALL if name == "micro" else 0)
        self._before.fill(*self.controls.values())
        shown = self._runner.desk.shown
        if shown is not None:
            self.show_moment(shown)

    def show_moment(self, shown: Shown) -> None:
        """Show what is set now; a number that the step names, and the network has not, is left as it is."""
        for control in self.controls.values():
            try:
                control.show_moment(shown)
            except ValueError:
                control.setEnabled(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._row.setContentsMargins(theme.px(32), theme.px(12), theme.px(32), theme.px(12))
        self._row.setSpacing(theme.px(28))
        self.setMinimumHeight(theme.px(64))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("stage"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.surface("hairline"))
        painter.end()
