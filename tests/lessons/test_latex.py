"""LaTeX that lessons may use, and what is said of the rest."""

from __future__ import annotations

import pytest

from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.formulas import RULES, latex
from nnviz.lessons.latex import check_latex


@pytest.mark.parametrize(
    "formula",
    [
        r"L = \tfrac{1}{2} \sum (a - t)^2",
        r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat y} \cdot \nabla",
        r"\left\{ x \right\} \, \{y\} \\ z",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        *(latex(entry.tree) for entry in ACTIVATIONS.values()),
        *(latex(entry.derivation().result) for entry in ACTIVATIONS.values()),
        *(latex(step.after) for entry in ACTIVATIONS.values() for step in entry.derivation().steps),
        *(rule.law for rule in RULES.values() if rule.law),
    ],
)
def test_what_can_be_set_is_no_mistake(formula):
    check_latex(formula)


MISTAKES = {
    "  ": "The formula is empty.",
    "x" * 1001: "The formula has 1001 characters, and at most 1000 are set.",
    r"\frax{1}{2}": r"The formula has \frax, which is not known; is \frac meant?",
    r"\input{/etc/passwd}": r"The formula has \input, which is not known; is \int meant?",
    r"\href{http://x}{y}": r"The formula has \href, which is not known.",
    r"\frac{1}{2": "The formula opens a brace { that it does not close.",
    "x}": "The formula closes a brace } that it has not opened.",
    r"\left( x )": r"The formula has 1 times \left and 0 times \right; they come in pairs.",
    r"\begin{cases} x": "The formula begins cases and does not end it.",
    r"\begin{cases} x \end{matrix}": "The formula ends matrix, which it has not begun there.",
    r"\begin{verbatim} x \end{verbatim}": "The formula begins or ends 'verbatim', which is not known; "
    "there are matrix, pmatrix, bmatrix, vmatrix, Vmatrix, cases, aligned, array.",
}


@pytest.mark.parametrize("formula", MISTAKES, ids=lambda formula: formula[:20])
def test_a_mistake_is_one_sentence(formula):
    with pytest.raises(ValueError) as refused:
        check_latex(formula)
    assert str(refused.value) == MISTAKES[formula]
