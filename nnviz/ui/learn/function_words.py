"""All about a function but its curve: what it is in mathematics, what it is for, how its slope is derived."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from nnviz.engine.activations import Activation
from nnviz.engine.formulas import Derivation, latex
from nnviz.engine.formulas.tree import Name
from nnviz.engine.losses import Loss
from nnviz.session.sentences import told
from nnviz.ui.learn.derivation import DerivationList, first_formulas
from nnviz.ui.learn.formula import FormulaLabel
from nnviz.ui.paper_view import PaperView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.labels import Caption, SectionTitle, TextLabel
from nnviz.ui.widgets.scroll import Scroll
from nnviz.ui.widgets.segmented import Segmented

_APART = 8
_BESIDE = 760  # px at unit 1 from which on the words stand beside the curves
MOST_STEPS, LONGEST = 80, 900
"""Longer derivations, or formulas of more letters, are not set: nobody could read them."""


class FunctionWords(Ground):
    """Words, formula and derivation of an activation or of a loss."""

    def __init__(self, *, by_hand: bool) -> None:
        super().__init__("panel")
        self._title = SectionTitle()
        self._function = FormulaLabel(grown=1.5)
        self._texts = [TextLabel() for _ in range(3)]
        self._captions = [Caption(text) for text in (self.tr("Outputs"), self.tr("Used"), self.tr("Beware"))]
        self._derivation = DerivationList(by_hand=by_hand)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.addWidget(self._title)
        self._column.addWidget(self._function)
        for caption, text in zip(self._captions, self._texts, strict=True):
            text.setWordWrap(True)
            self._column.addSpacing(_APART)
            self._column.addWidget(caption)
            self._column.addWidget(text)
        self._column.addSpacing(_APART)
        self._heading = SectionTitle(self.tr("The derivative, step by step"))
        self._too_long = TextLabel(self.tr("Too long to be read step by step; it is computed all the same."))
        self._too_long.setWordWrap(True)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._too_long)
        self._column.addWidget(self._derivation)
        self._column.addStretch()
        for part in (*self._captions, *self._texts, self._heading, self._too_long, self._derivation):
            part.hide()  # until there is a function
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(body, keyboard=by_hand))

    @property
    def steps(self) -> list[str]:
        """The steps that are open, as they are told."""
        return self._derivation.texts

    @property
    def function(self) -> str:
        """The function in mathematics, as LaTeX."""
        return self._function.latex

    def show_activation(self, entry: Activation, *, derived: bool = True) -> None:
        """Say what there is to say of this one, with its derivative or without."""
        texts = entry.range, entry.purpose, entry.pitfalls
        self._show(entry.label, _function_of(entry), texts, _derivations_of(entry), derived)

    def show_loss(self, entry: Loss, derivation: Derivation | None, warning: str) -> None:
        """Say what there is to say of this loss, with its derivative by the answer where it has one."""
        derivations = [] if derivation is None else [derivation]
        self._show(entry.label, entry.latex, ("", entry.purpose, warning), derivations, bool(derivations))

    def _show(
        self,
        title: str,
        function: str,
        texts: Sequence[str],
        derivations: Sequence[Derivation],
        derived: bool,
    ) -> None:
        self._title.setText(told(title))
        self._function.set_latex(function)
        for caption, label, text in zip(self._captions, self._texts, texts, strict=True):
            label.setText(told(text))
            for part in (caption, label):
                part.setVisible(bool(text))
        short = all(_readable(each) for each in derivations)
        self._heading.setVisible(derived)
        self._derivation.setVisible(derived and short)
        self._too_long.setVisible(derived and not short)
        self._derivation.show_derivations(derivations if derived and short else [])

    def shut_down(self) -> None:
        """Set no more formulas."""
        self._derivation.shut_down()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(16)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(4))


class CurvesAndWords(Ground):
    """Curves and words, beside one another where there is room."""

    def __init__(self, paper: PaperView, which: Segmented, words: FunctionWords) -> None:
        super().__init__("stage")
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addWidget(which)
        self._top.addStretch()
        left.addLayout(self._top)
        left.addWidget(paper, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self._row.addLayout(left, 5)
        self._row.addWidget(words, 4)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(10)
        self._top.setContentsMargins(side, side, side, 0)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        beside = self.width() >= self._theme.px(_BESIDE)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)


def formulas_of(entry: Activation) -> list[str]:
    """As LaTeX what is seen at first of this one: the function, and the first step of its derivation."""
    found, derivations = [_function_of(entry)], _derivations_of(entry)
    if derivations and all(_readable(each) for each in derivations):
        found += first_formulas(derivations[0])
    return found


def _function_of(entry: Activation) -> str:
    where = "" if entry.parameter is None else _where(*entry.parameter)
    return f"f({latex(Name(entry.variables[0]))}) = {latex(entry.tree)}{where}"


def _derivations_of(entry: Activation) -> list[Derivation]:
    by = entry.variables[: 1 if entry.elementwise else 2]
    return [entry.derivation(name) for name in by]


def _where(parameter: str, value: float) -> str:
    """What stands for its parameter, in the run or in the table."""
    return rf", \quad {latex(Name(parameter))} = {value:g}"


def _readable(derivation: Derivation) -> bool:
    return len(derivation.steps) <= MOST_STEPS and all(
        len(latex(step.part)) + len(latex(step.becomes)) <= LONGEST for step in derivation.steps
    )
