"""Formulas as pictures: that Qt shows all of them, where their line is, and what stands there instead."""

from __future__ import annotations

import numpy as np
import pytest
from latex2mathml.converter import convert
from PySide6.QtGui import QImage

from nnviz.engine.activations import ACTIVATIONS
from nnviz.engine.formulas import latex
from nnviz.lessons.latex import COMMANDS
from nnviz.ui.learn.formula import FormulaLabel, formula_picture
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.lessons import told_of

#: What a command of the list stands before, where that is not nothing.
WITH = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "binom", "overset", "underset"), "{a}{b}"),
    **dict.fromkeys(("color",), "{red} x"),
    **dict.fromkeys(("textcolor",), "{red}{x}"),
    **dict.fromkeys(("big", "Big", "bigg", "Bigg"), "("),
    "left": r"( x \right)",
    "not": "=",
}
ARGUMENT = """sqrt underbrace overbrace overline underline hat widehat tilde widetilde bar vec dot ddot mathbf
mathrm mathit mathsf mathtt mathbb mathcal text textbf textit boldsymbol operatorname"""


def inked(image: QImage) -> np.ndarray:
    """(rows, columns): where something is painted."""
    rows, columns = image.height(), image.width()
    values = np.frombuffer(image.constBits(), np.uint8).reshape(rows, image.bytesPerLine() // 4, 4)
    return values[:, :columns, 3] > 60


def drawn(formula: str, size: float = 40) -> np.ndarray:
    return inked(formula_picture(formula, size, "#dddddd").image())


def test_no_command_is_drawn_as_its_name():
    """What ziamath's reader does not know it keeps as a word with its backslash."""
    for name in COMMANDS - {"right", "middle", "begin", "end", "limits", "nolimits"}:
        argument = WITH.get(name, "{x}" if name in ARGUMENT.split() else "")
        assert "\\" not in convert(rf"A \{name}{argument} B"), name
    assert "\\foo" in convert(r"A \foo B")


@pytest.mark.parametrize("sign", ["alpha", "nabla", "odot", "to", "langle", "infty", "ldots", "mathbb{R}"])
def test_signs_are_shown(sign, qapp):
    assert formula_picture(rf"\{sign}", 40, "#dddddd").width > 5
    assert drawn(rf"\{sign}").sum() > 20


def test_a_fraction_has_all_of_its_parts(qapp):
    """With SVG 2 Qt shows the line alone, and says nothing."""
    image = drawn(r"\frac{aaa}{bbb}")
    rows = image.any(axis=1)
    parts = np.flatnonzero(np.diff(rows.astype(int)) == 1).size + bool(rows[0])
    assert parts == 3  # above the line, the line, below it
    line = image.sum(axis=1).max()
    assert image[: len(image) // 3].sum() > line
    assert image[-len(image) // 3 :].sum() > line


def test_letters_stand_on_the_line(qapp):
    """The foot of an x is at the line, and a y goes below it."""
    for formula, below in (("x", 0), ("y", 1)):
        picture = formula_picture(formula, 40, "#dddddd")
        foot = np.flatnonzero(drawn(formula).any(axis=1)).max()
        assert (foot > picture.baseline + 2) == bool(below)
        assert foot >= picture.baseline - 2


def test_a_formula_is_as_large_as_it_is_asked_for(qapp):
    small, large = formula_picture("x + 1", 20, "#dddddd"), formula_picture("x + 1", 50, "#ff0000")
    assert large.width == pytest.approx(2.5 * small.width)
    assert inked(large.image()).shape[0] == pytest.approx(2.5 * inked(small.image()).shape[0], abs=2)
    assert large.image().pixelColor(*np.argwhere(inked(large.image()))[0][::-1].tolist()).red() > 200


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_and_its_derivative_are_set(name, qapp):
    entry = ACTIVATIONS[name]
    for node in (entry.tree, entry.derivation().result):
        assert formula_picture(latex(node), 20, "#dddddd").width > 5


@pytest.mark.parametrize("formula", ["x^2^3", "x_", r"\frac{1}", "&", r"\sqrt"])
def test_what_cannot_be_set_is_a_sentence(formula, qapp):
    with pytest.raises(ValueError, match=r"^The formula .* cannot be set: a part of it is missing"):
        formula_picture(formula, 20, "#dddddd")


def test_a_label_shows_it_in_the_colour_of_the_theme_or_says_why_not(qtbot):
    label = FormulaLabel(r"\frac{1}{2}", grown=4)
    qtbot.addWidget(label)
    for name in ("dark", "light"):
        apply_theme(label, Theme(name))
        label.resize(label.sizeHint())
        image = label.grab().toImage()
        colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert Theme(name).text().name() in colours
    assert label.accessibleName() == r"\frac{1}{2}"
    assert label.fault == ""
    label.set_latex(r"\frak{1}")
    assert label.fault == r"The formula has \frak, which is not known; is \frac meant?"
    label.set_latex("")
    assert label.sizeHint().height() == 0


def test_a_wide_one_shrinks_to_the_room_there_is(qtbot):
    label = FormulaLabel("a + b + c + d + e + f + g + h")
    qtbot.addWidget(label)
    apply_theme(label, Theme())
    wide = label.sizeHint().width()
    label.resize(wide // 2, label.sizeHint().height())
    image = label.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = image.pixelColor(0, 0)
    columns = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    ]
    assert max(columns) > wide // 2 - 12
    assert any(x < 12 for x in columns)


def test_the_view_shows_the_formula_of_the_step(on_stage):
    from tests.helpers.lessons import rows_of, run_of

    pupil = on_stage(run_of(rows_of([(1.0, 2.0)])), told_of("formula", formula=r"z = w \, x + b"))
    label = pupil.stage.view("formula").widget.findChild(FormulaLabel)
    assert label.latex == r"z = w \, x + b"
    assert label.isVisible()
    assert label.height() > Theme().font("body").pixelSize() * 2
