"""Activations on a lesson's stage: curve, slope, what they are for, and how the derivative is derived."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.activation import Curve, curve_of, draw_activations
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.lessons.unit import Unit, unit_of
from nnviz.engine.activations import ACTIVATIONS, Activation
from nnviz.lessons.lesson import Show
from nnviz.lessons.named import read_named
from nnviz.session.lesson_runner import StepShown
from nnviz.session.shown import Shown
from nnviz.ui.learn.function_words import CurvesAndWords, FunctionWords
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView
from nnviz.ui.widgets.segmented import Segment, Segmented


class ActivationView(QObject):
    """The activations that the step names, or that of a neuron with its point; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: StepShown | None = None
        self._shown: Shown | None = None
        self._curves: tuple[Curve, ...] = ()
        self._all = False
        self._chosen = ""
        self._paper = PaperView(self.tr("Activation"), self._draw)
        self._paper.spot_pressed.connect(self._choose)
        self._which = Segmented(
            [
                Segment("named", self.tr("This one"), tip=self.tr("The activation that the step is about")),
                Segment("all", self.tr("All side by side"), tip=self.tr("Every activation of the table")),
            ],
            self.tr("Which activations"),
        )
        self._which.chosen.connect(self._on_which)
        if not parts.by_hand:
            self._which.hide()  # shown before it stands anywhere, it would be a window
        self._words = FunctionWords(by_hand=parts.by_hand)
        self._sheet = CurvesAndWords(self._paper, self._which, self._words)

    @property
    def widget(self) -> QWidget:
        return self._sheet

    # ---- what is shown
    def show_step(self, told: StepShown) -> None:
        another = self._told is None or told.step is not self._told.step
        self._told = told
        if another:
            self._all, self._chosen = False, ""
        self._show()

    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        self._show()

    def _show(self) -> None:
        span = self._told.step.show.span if self._told is not None else None
        hidden = self._hidden()
        named, unit = self._named()
        # Of softmax the curve is of one sum alone: a neuron among others is no point of it.
        alone = unit is not None and unit.activation.elementwise
        neuron, at = (unit.activation.name, unit.z) if unit is not None and alone else ("", None)
        typed = [entry for entry in named if entry.own is not None]
        entries = [*ACTIVATIONS.values(), *typed] if self._all else named
        # A neuron's own may have another slope or alpha than that of the table.
        own = {entry.name: entry for entry in named}
        self._curves = tuple(
            curve_of(own.get(entry.name, entry), span, at if entry.name == neuron else None, hidden)
            for entry in entries
        )
        self._which.set_current("all" if self._all else "named")
        self._which.set_text("named", self.tr("These") if len(named) > 1 else self.tr("This one"))
        if self._chosen not in [curve.activation.name for curve in self._curves]:
            self._chosen = named[0].name
        chosen = own.get(self._chosen) or ACTIVATIONS[self._chosen]
        self._words.show_activation(chosen, derived="slope" not in hidden)
        self._paper.redraw()

    def _hidden(self) -> frozenset[str]:
        """What would tell the answer, while somebody is asked for it."""
        told = self._told
        if told is not None and told.step.kind == "hook":  # the curve alone: the rest of it is to come
            return frozenset({"slope"})
        if told is None or told.phase != "ask" or told.question is None:
            return frozenset()
        asked = " ".join([told.question.truth, *(option.when for option in told.question.options)])
        return frozenset({"point", "slope"} if "gradient" in asked or ".dz" in asked else {"point"})

    def _named(self) -> tuple[list[Activation], Unit | None]:
        """The activations that the step is about, and the neuron whose point is shown where it has one."""
        show = self._told.step.show if self._told is not None else Show()
        unit = self._unit(show)
        names = [name.strip() for name in show.of.split(",")]
        alone = len(names) == 1 and "[" not in show.of
        if alone and self._can_be_chosen and (hidden := self._unit_at(0, 0)) is not None:
            return [hidden.activation], hidden
        if all(name in ACTIVATIONS for name in names):
            named = [ACTIVATIONS[name] for name in names]
            own = None if unit is None else unit.activation
            return [own if own is not None and own.name == entry.name else entry for entry in named], unit
        return [ACTIVATIONS["sigmoid"] if unit is None else unit.activation], unit

    def _unit(self, show: Show) -> Unit | None:
        """The neuron that the step is about, else that pointed at, that picked, the last."""
        shown = self._shown
        if shown is None:
            return None
        layer, unit = len(shown.snapshot.layers) - 1, 0
        picked = shown.selection
        try:
            named = next((read_named(text) for text in (show.of,) if "[" in text), None)
            if named is None and picked is not None and picked.kind == "neuron":
                layer, unit = picked.layer, picked.unit
            elif named is not None or show.select:
                named = named or read_named(show.select)
                layer, unit = named.place(shown.snapshot), named.index[-1] if named.index else 0
        except ValueError:  # the view is about no neuron: then it has no point
            return None
        return self._unit_at(layer, unit)

    def _unit_at(self, layer: int, unit: int) -> Unit | None:
        """That neuron, None where no sample is sent or there is none."""
        shown = self._shown
        assert shown is not None
        try:
            return unit_of(shown.snapshot, shown.dataset.feature_names, layer, unit)
        except ValueError:
            return None

    @property
    def _can_be_chosen(self) -> bool:
        """Whether the step lets the activation of the hidden layers be chosen: then it is that one."""
        told = self._told
        return (
            self._shown is not None
            and told is not None
            and any("activation" in run.allow for run in told.step.runs)
        )

    def _draw(self, paper: Paper) -> str:
        return draw_activations(paper, self._curves, self._chosen)

    # ---- what is done here
    @Slot(str)
    def _choose(self, name: str) -> None:
        """One of several is looked at closely."""
        self._chosen = name
        self._show()

    @Slot(str)
    def _on_which(self, key: str) -> None:
        self._all = key == "all"
        self._show()

    def settle(self) -> None:
        """Nothing is put off."""

    def shut_down(self) -> None:
        self._words.shut_down()
