"""One neuron on a lesson's stage, with sliders for the weights that the step lets be moved."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.figures import written
from nnviz.drawing.lessons.neuron import NeuronPicture
from nnviz.drawing.lessons.neuron_brush import Scales, Unseen
from nnviz.drawing.lessons.neuron_plan import NeuronPlan
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.unit import Unit, unit_of
from nnviz.lessons.named import Named, allowed, read_named
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.training.edits import Edit
from nnviz.ui.diagram.number_entry import NumberEntry
from nnviz.ui.learn.views.hiding import hidden_of
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView
from nnviz.ui.widgets.slider import Slider

_STEP = 0.1  # of a slider, and of a press of plus or minus
_REACH = 3.0  # a slider goes from minus that to that, unless the step or the weight asks for more


class NeuronView(QObject):
    """The neuron that the step names (“dense1[0]”), or the last of the network; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._paper = PaperView(self.tr("Neuron"), self._draw)
        self._paper.spot_pressed.connect(self._on_pressed)
        self._paper.changed.connect(self._on_changed)
        self._paper.placed.connect(self._place_sliders)
        self._sliders: dict[int, Slider] = {}  # by their input, -1 that of the bias
        self._told: StepShown | None = None
        self._shown: Shown | None = None
        self._unit: Unit | None = None
        self._why = ""  # there is no neuron to show
        self._scales = Scales()

    @property
    def widget(self) -> QWidget:
        return self._paper

    # ---- what is shown
    def show_step(self, told: StepShown) -> None:
        self._told = told
        if self._shown is not None:
            self.show(self._shown, None)

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        try:
            self._unit, self._why = unit_of(shown.snapshot, shown.dataset.feature_names, *self._named()), ""
        except ValueError as sentence:
            self._unit, self._why = None, translated(sentence)
        self._set_scales()
        self._paper.redraw()

    def _named(self) -> tuple[int, int]:
        """Which neuron is shown: its layer, and its number there."""
        shown = self._shown
        assert shown is not None
        asked = self._told.step.show if self._told is not None else None
        for text in () if asked is None else (asked.of, asked.select):
            named = read_named(text) if text else None
            if named is not None and named.index:
                return named.place(shown.snapshot), named.index[-1]
        return len(shown.snapshot.layers) - 1, 0

    def _draw(self, paper: Paper) -> str:
        if self._unit is None:
            size = paper.size("body")
            paper.words(self._why, paper.width / 2, paper.height / 2, size, paper.look.text("secondary"))
            return self._why
        plan, unseen = self._plan(paper.width, paper.height), Unseen()
        if self._shown is not None:
            hidden = hidden_of(self._told, self._shown, self._unit.layer)
            unseen = Unseen(hidden.sums, hidden.outputs)
        return NeuronPicture(paper, plan, self._unit, self._scales, unseen).draw()

    def _plan(self, width: float, height: float) -> NeuronPlan:
        rows = 0 if self._unit is None else len(self._unit.terms)
        return NeuronPlan(width, height, rows, self._paper.theme.look.type_px("micro"))

    # ---- sliders
    def _set_scales(self) -> None:
        """Which weights can be moved, and how far."""
        told, unit = self._told, self._unit
        movable: dict[int, float] = {}
        if told is not None and told.step.runs and unit is not None and self._parts.by_hand:
            named = allowed(told.step.runs[0].allow)
            values = {term.source: term.weight for term in unit.terms}
            values |= {} if unit.bias is None else {-1: unit.bias}
            movable = {k: v for k, v in values.items() if any(one.covers(self._name(k)) for one in named)}
        span = told.step.show.span if told is not None else None
        furthest = max([_REACH, *(abs(value) for value in movable.values())])
        low, high = span or (-float(round(furthest + 0.49)), float(round(furthest + 0.49)))
        self._scales = Scales(tuple(movable), low, high)
        for source in [source for source in self._sliders if source not in movable]:
            self._sliders.pop(source).deleteLater()
        for source, value in movable.items():
            self._show_slider(source, value)

    def _name(self, source: int) -> Named:
        unit, shown = self._unit, self._shown
        assert unit is not None
        assert shown is not None
        layer = shown.snapshot.layers[unit.layer].name
        if source < 0:
            return Named(layer, "bias", (unit.unit,))
        return Named(layer, "weights", (source, unit.unit))

    def _show_slider(self, source: int, value: float) -> None:
        """A slider at ``value``; it says what it is to whoever cannot see it."""
        steps = round(self._scales.low / _STEP), round(self._scales.high / _STEP)
        name = self.tr("Bias") if source < 0 else self.tr("Weight {number}").format(number=source + 1)
        if source not in self._sliders:
            slider = self._sliders[source] = Slider(name, *steps, parent=self._paper)
            slider.set_theme(self._paper.theme)
            slider.setPageStep(round(1 / _STEP))
            slider.valueChanged.connect(partial(self._on_slid, source))
            slider.show()
        slider = self._sliders[source]
        slider.blockSignals(True)
        slider.setRange(*steps)
        slider.setValue(round(value / _STEP))
        slider.blockSignals(False)
        slider.setToolTip(f"{name}: {written(value)}")

    @Slot()
    def _place_sliders(self) -> None:
        plan, unit = self._plan(self._paper.width(), self._paper.height()), self._unit
        if unit is None:
            return
        rows = {term.source: row for row, term in enumerate(unit.terms)} | {-1: -1}
        for source, slider in self._sliders.items():
            place = QRectF(*plan.slider(rows[source])).toRect()
            high = max(place.height(), slider.sizeHint().height())
            slider.setGeometry(QRect(place.x(), place.center().y() - high // 2, place.width(), high))

    # ---- what is done here
    def _set(self, source: int, value: float) -> None:
        unit = self._unit
        if unit is not None and source in self._scales.movable:
            edited = None if source < 0 else source
            self._parts.desk.edit(Edit(unit.layer, edited, unit.unit, value))

    def _on_slid(self, source: int, steps: int) -> None:
        self._set(source, round(steps * _STEP, 6))

    def _value(self, source: int) -> float | None:
        unit = self._unit
        if unit is None or source not in self._scales.movable:
            return None
        return unit.bias if source < 0 else next(t.weight for t in unit.terms if t.source == source)

    @Slot(str, int)
    def _on_changed(self, name: str, steps: int) -> None:
        """Plus and minus on a weight."""
        source = _source(name)
        value = None if source is None else self._value(source)
        if source is not None and value is not None:
            self._set(source, round(value + steps * _STEP, 6))

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        """A weight that can be moved can also be typed."""
        source, spot = _source(name), self._paper.spot
        value = None if source is None else self._value(source)
        if source is None or value is None or spot is None:
            return
        symbol = "b" if source < 0 else f"w{source + 1}"
        entry = NumberEntry(symbol, value, translated(spot.told), self._paper.theme, self._paper)
        entry.entered.connect(partial(self._set, source))
        left, top, wide, high = spot.rect
        entry.open_at(QPointF(left + wide / 2, top + high / 2))

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        """Nothing is done in the background."""


def _source(name: str) -> int | None:
    """The input whose weight a spot is, -1 for the bias; None for other spots."""
    if name == "bias":
        return -1
    kind, _, number = name.partition(":")
    return int(number) if kind == "weight" else None
