"""The sheet for a function of one's own: typed, plotted with its slope, derived, and then learned with."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.lessons.activation import Curve, curve_of, draw_activations
from nnviz.drawing.lessons.paper import Paper
from nnviz.engine.activations import ACTIVATIONS, Activation, activation
from nnviz.engine.arrays import Array
from nnviz.engine.formulas import derivation
from nnviz.engine.formulas.computing import worked_out
from nnviz.engine.formulas.own import ANSWER, TARGET, OwnError, own_error
from nnviz.engine.losses import LOSSES, loss
from nnviz.session.sentences import told
from nnviz.ui.learn.function_words import CurvesAndWords, FunctionWords
from nnviz.ui.paper_view import PaperView
from nnviz.ui.sheets.sheet import Sheet
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import ChoiceChip, PushButton, TextLabel
from nnviz.ui.widgets.formula_edit import FormulaEdit
from nnviz.ui.widgets.segmented import Segment, Segmented

_SIZE = 1040, 620
_DIM = 0.35  # of what belongs to an earlier text
translate = QCoreApplication.translate
#: What a loss may begin from: formulas of some of the table, as they would be typed.
LOSS_FORMULAS = {
    "mse": "(y - t)**2",
    "mae": "abs(y - t)",
    "huber": "where(abs(y - t) < 1, (y - t)**2 / 2, abs(y - t) - 0.5)",
    "binary_crossentropy": "-(t * log(y) + (1 - t) * log(1 - y))",
}


def _dimmer(part: QWidget) -> QGraphicsOpacityEffect:
    """What dims it while it is on."""
    dim = QGraphicsOpacityEffect(part)
    dim.setOpacity(_DIM)
    dim.setEnabled(False)
    part.setGraphicsEffect(dim)
    return dim


class OwnSheet(Sheet):
    """``taken(text)``: the network is to learn with the function that is typed."""

    taken = Signal(str)

    def __init__(
        self, title: str, before: str, begins: list[tuple[str, str, str]], parent: QWidget | None
    ) -> None:
        super().__init__(title, parent)
        self.edit = FormulaEdit(before, title)
        self.edit.changed.connect(self._on_changed)
        self.edit.entered.connect(self._on_taken)
        self._alone: tuple[Curve, ...] = ()
        self._others: tuple[Curve, ...] = ()
        self._curves: tuple[Curve, ...] = ()
        self._chosen, self._all = "", False
        own = ("", self.tr("your own"), "")
        self.begin = ChoiceChip(
            [own, *begins],
            self.tr("Begin with"),
            self.tr("A known one, to look at or to change"),
            states=frozenset({""}),
        )
        self.begin.chosen.connect(self._on_begin)
        self.edit.field.textEdited.connect(self._on_edited)
        self.paper = PaperView(title, self._draw)
        self.which = Segmented(
            [
                Segment("this", self.tr("This one"), tip=self.tr("The function that is typed")),
                Segment("all", self.tr("All side by side"), tip=self.tr("Beside those of the table")),
            ],
            self.tr("Which functions"),
        )
        self.which.chosen.connect(self._on_which)
        self.words = FunctionWords(by_hand=True)
        self._both = CurvesAndWords(self.paper, self.which, self.words)
        self._dim = [_dimmer(part) for part in (self.paper, self.words)]
        self.checked = TextLabel("", "caption", "tertiary")
        self.take = PushButton(self.tr("Learn with it"), kind="strong")
        self.take.setToolTip(self.tr("Starts a new run; Ctrl+Z brings this one back (Enter)"))
        self.take.clicked.connect(self._on_taken)
        self.add_row(TextLabel(self.tr("Begin with"), "label", "secondary"), self.begin, None)
        self.body.addWidget(self.edit)
        self.body.addWidget(self._both, 1)
        self.body.addWidget(self.checked)
        self.buttons.insertWidget(self.buttons.count() - 1, self.take)
        self.edit.field.setFocus()

    # ---- what its two kinds say
    def read(self, text: str) -> None:
        """Show the function that is typed so. Raises ``ValueError`` with one sentence for what is none."""
        raise NotImplementedError

    def formula_of(self, key: str) -> str:
        """What is typed for the known one of that name; empty where nobody can type it."""
        raise NotImplementedError

    def show_known(self, key: str) -> None:
        """Show a known one that nobody can type."""

    # ---- what is shown
    def show_curves(self, curves: tuple[Curve, ...], others: tuple[Curve, ...]) -> None:
        """The curves of this one, and those of the others."""
        self._alone, self._others = curves, others
        self._curves = (*curves, *others) if self._all else curves
        self._chosen = curves[0].activation.name if curves else ""
        self.paper.redraw()

    def show_text(self, text: str) -> None:
        """Begin with this one."""
        self.edit.set_text(text)
        self._on_changed(text)

    def _draw(self, paper: Paper) -> str:
        return draw_activations(paper, self._curves, self._chosen)

    def say_checked(self, error: float) -> None:
        """By how much the slope is off central differences at most."""
        text = self.tr("Checked against central differences at 1001 points: off by at most {error}.")
        self.checked.setText(text.format(error=numbers.scientific(error)))

    @Slot(str)
    def _on_changed(self, text: str) -> None:
        try:
            self.read(text)
        except ValueError as mistake:
            # What stood there before stays to be seen, dimmed: half a formula is on its way to be one.
            self.edit.show_mistake(mistake)
            self.checked.setText("")
            self._set_faulty(True)
        else:
            self.edit.show_mistake(None)
            self._set_faulty(False)

    def _set_faulty(self, faulty: bool) -> None:
        """Whether what is shown is of an earlier text than the one that is typed."""
        self.take.setEnabled(not faulty)
        for dim in self._dim:
            dim.setEnabled(faulty)

    @Slot()
    def _on_edited(self) -> None:
        self.begin.set_current("")

    @Slot(str)
    def _on_begin(self, key: str) -> None:
        self.begin.set_current(key)
        if text := self.formula_of(key):
            self.show_text(text)
        else:
            self.show_known(key)

    @Slot(str)
    def _on_which(self, key: str) -> None:
        self._all = key == "all"
        self.which.set_current(key)
        self.show_curves(self._alone, self._others)

    @Slot()
    def _on_taken(self) -> None:
        if self.take.isEnabled():
            self.taken.emit(self.edit.text.strip())
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.edit.shut_down()
        self.words.shut_down()
        super().closeEvent(event)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        window = self.parentWidget()
        room = (window.width() - theme.px(40), window.height() - theme.px(60)) if window else _SIZE
        wide, high = (min(theme.px(want), have) for want, have in zip(_SIZE, room, strict=True))
        self._both.setMinimumSize(max(480, wide - theme.px(60)), max(260, high - theme.px(260)))


class OwnActivationSheet(OwnSheet):
    """An activation in x, the sum of a neuron."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        begins = [(name, told(entry.label), told(entry.purpose)) for name, entry in ACTIVATIONS.items()]
        super().__init__(self.tr("Your own activation"), "f(x) =", begins, parent)
        self.edit.field.setToolTip(
            self.tr(
                "A formula in x: numbers, + - * / **, and exp, log, sqrt, tanh, sigmoid, max, where(x > 0, …)"
            )
        )
        known = ACTIVATIONS.get(text)
        if known is not None:
            self.begin.set_current(text)
        self.show_text(self.formula_of(text) if known is not None else text)

    def formula_of(self, key: str) -> str:
        entry = ACTIVATIONS[key]
        if not entry.elementwise:
            return ""
        formula = entry.formula
        if entry.parameter is not None:
            name, value = entry.parameter
            formula = formula.replace(name, f"{value:g}")
        return formula

    def read(self, text: str) -> None:
        if not text.strip():
            hint = translate("OwnSheet", "Type a formula in x, such as x * tanh(log(1 + exp(x))).")
            raise ValueError(hint)
        entry = activation(text.strip())
        self._show(entry)
        if entry.own is not None:
            self.say_checked(entry.own.judged.error)

    def show_known(self, key: str) -> None:
        self._show(ACTIVATIONS[key])
        self.edit.set_text("")
        self.edit.show_mistake(None)
        self.edit.say(self.tr("It mixes all neurons of a layer, and is no function of one sum."))
        self.checked.setText("")
        self._set_faulty(False)
        self.take.setEnabled(False)

    def _show(self, entry: Activation) -> None:
        others = tuple(curve_of(one) for name, one in ACTIVATIONS.items() if name != entry.name)
        self.show_curves((curve_of(entry),), others)
        self.words.show_activation(entry)


class OwnLossSheet(OwnSheet):
    """A loss in y, the answer, and t, the target; ``last`` is the activation of the output."""

    def __init__(self, text: str, last: str, parent: QWidget | None = None) -> None:
        begins = [(name, told(LOSSES[name].label), told(LOSSES[name].purpose)) for name in LOSS_FORMULAS]
        super().__init__(self.tr("Your own loss"), "L(y, t) =", begins, parent)
        self._last = last
        self.edit.field.setToolTip(
            self.tr("A formula in y, the answer, and t, the target, such as (y - t)**4; its mean is taken")
        )
        if text in LOSSES and text not in LOSS_FORMULAS:
            text = next(iter(LOSS_FORMULAS))
        if text in LOSS_FORMULAS:
            self.begin.set_current(text)
        self.show_text(LOSS_FORMULAS.get(text, text))

    def formula_of(self, key: str) -> str:
        return LOSS_FORMULAS[key]

    def read(self, text: str) -> None:
        entry = loss(text.strip())
        entry.check_last(self._last)
        own = own_error(entry.name)
        squashed = self._last in ("sigmoid", "softmax")
        warning = ""
        if squashed:
            try:
                own.check_over(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
            except ValueError as sentence:  # an answer may be so sure that it is rounded to 0 or 1
                warning = told(sentence)
        span = (0.001, 0.999) if squashed else (-2.0, 3.0)
        curves = tuple(curve_of(_over_answers(own, target), span) for target in (0.0, 1.0))
        others = tuple(
            curve_of(_over_answers(own_error(formula), 1.0, told(LOSSES[name].label)), span)
            for name, formula in LOSS_FORMULAS.items()
            if squashed or name != "binary_crossentropy"
        )
        self.show_curves(curves, others)
        self.words.show_loss(entry, derivation(own.tree, ANSWER), warning)
        self.say_checked(own.error_between(*span))


def _over_answers(own: OwnError, target: float, label: str = "") -> Activation:
    """The loss of one answer for that target, as a curve over the answer."""

    def given(y: Array) -> dict[str, Array]:
        return {ANSWER: np.asarray(y, np.float64), TARGET: np.full(np.shape(y), target)}

    def value(y: Array, *_: object, **__: object) -> Array:
        return worked_out(own.value, given(y))

    def slope(y: Array, *_: object, **__: object) -> Array:
        return worked_out(own.slope, given(y))

    where = translate("OwnSheet", "where t = {target}").format(target=f"{target:g}")
    name = f"{label}, {where}" if label else where
    about = translate("OwnSheet", "the loss for each answer")
    return Activation(f"{own.text} {label} {target:g}", name, value, slope, own.text, about, "", "")
