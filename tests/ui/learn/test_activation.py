"""An activation on a lesson's stage: curve, point of a neuron, words, and the derivation step by step."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from nnviz.drawing.lessons.activation import curve_of, draw_activations
from nnviz.drawing.lessons.marks import Path, Words
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import Look
from nnviz.drawing.selection import Selection
from nnviz.engine.activations import ACTIVATIONS, activation
from nnviz.engine.layers import Dense
from nnviz.lessons.lesson import Predict
from nnviz.ui.learn.derivation import DerivationList
from nnviz.ui.learn.formula import FormulaLabel
from tests.helpers.lessons import rows_of, run_of, told_of

WEIGHTS = {"dense1.weights": [[0.5, -1.0], [0.25, 1.0]], "dense1.bias": [0.5, 0.5]}
WEIGHTS |= {"dense2.weights": [[1.0], [-0.5]], "dense2.bias": [0.25]}
# The sum of dense1[0] is 0.5 * 1 + 0.25 * 2 + 0.5 = 1.5, that of dense1[1] likewise -1 * 1 + 1 * 2 + 0.5.


def small_run():
    return run_of(rows_of([(1.0, 2.0, 1.0), (0.5, -1.0, 0.0)]), WEIGHTS, layers=(Dense(2, "sigmoid"),))


def words_of(pupil) -> list[str]:
    return [label.text() for label in pupil.stage.view("activation").widget.findChildren(QLabel)]


def derivation(pupil) -> DerivationList:
    return pupil.stage.view("activation").widget.findChild(DerivationList)


def press(pupil, name: str) -> None:
    buttons = pupil.stage.view("activation").widget.findChildren(QAbstractButton)
    (found,) = [button for button in buttons if button.accessibleName() == name and button.isVisible()]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


# --- the picture ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_both_lines_end_at_the_height_of_their_values(name):
    """Read off the picture, by the lines of its ticks."""
    paper = Paper(600, 400, Look())
    curve = curve_of(activation(name))
    draw_activations(paper, [curve])
    marks, look = paper.sheet().marks, paper.look
    texts = [m for m in marks if isinstance(m, Words) and m.family == "mono" and m.anchor == "end"]
    ticks = sorted((m.y, float(m.text.replace("−", "-"))) for m in texts)
    per_px = (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])
    for colour, expected in ((look.text(), curve.a), (look.gradient, curve.slope)):
        lines = [m for m in marks if isinstance(m, Path) and m.pen and m.pen.colour == colour]
        end = max((m.points[-1] for m in lines if len(m.points) > 2), default=lines[-1].points[-1])
        value = ticks[0][1] + per_px * (end[1] - ticks[0][0])
        assert value == pytest.approx(expected[-1], abs=0.01)


def test_a_neuron_far_out_widens_the_picture():
    curve = curve_of(activation("sigmoid"), at=126.0)
    assert curve.z[0] < -126
    assert curve.z[-1] > 126
    assert curve.point == (126.0, 1.0, 0.0)
    assert curve_of(activation("sigmoid"), at=math.inf).point is None
    assert curve_of(activation("sigmoid"), (-2.0, 2.0), at=126.0).z[-1] == 2.0


def test_relu_turns_at_0_and_its_slope_jumps_there():
    curve = curve_of(activation("relu"))
    below, above = curve.slope[curve.z < 0], curve.slope[curve.z > 0]
    assert set(below) == {0.0}
    assert set(above) == {1.0}


# --- on the stage -----------------------------------------------------------------------------------------
def test_the_neuron_of_the_step_has_its_point_and_its_numbers(on_stage):
    pupil = on_stage(small_run(), told_of("activation", of="dense1[0]"))
    a = 1 / (1 + math.exp(-1.5))
    assert {"z = 1.5", f"a = {a:.4f}", f"f′(z) = {a * (1 - a):.4f}"} <= set(pupil.texts("activation"))
    assert "z = 1.5 gives a = 0.8176" in pupil.paper("activation").accessibleDescription()
    words = words_of(pupil)
    entry = ACTIVATIONS["sigmoid"]
    assert {"Sigmoid", "(0, 1)", entry.purpose, entry.pitfalls} <= set(words)
    label = pupil.stage.view("activation").widget.findChild(FormulaLabel)
    assert label.latex == r"f(z) = \frac{1}{1 + e^{-z}}"


def test_the_neuron_pointed_at_in_the_network_is_the_one(on_stage):
    pupil = on_stage(small_run(), told_of("network", "activation"))
    pupil.desk.select(Selection("neuron", 0, 1))
    pupil.wait(lambda: "z = 1.5" in pupil.texts("activation"))


def test_the_derivation_is_opened_step_by_step_by_mouse_and_keys(on_stage):
    pupil = on_stage(small_run(), told_of("activation", of="sigmoid"))
    steps = derivation(pupil)
    assert [text.partition(":")[0] for text in steps.texts] == ["Quotient rule"]
    press(pupil, "Next step")
    assert steps.texts[1] == "Constant: d/dz(1) = 0"
    press(pupil, "All steps")
    pupil.wait(lambda: len(steps.texts) == len(activation("sigmoid").derivation().steps))
    assert steps.texts[-1].endswith("sigmoid(z) * (1 - sigmoid(z))")
    rows = next(child for child in steps.children() if hasattr(child, "currentIndex"))
    assert rows.currentIndex().row() == len(steps.texts) - 1
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert rows.currentIndex().row() == len(steps.texts) - 2
    assert rows.currentIndex().data() == steps.texts[-2]


def test_softmax_says_that_the_other_sums_are_held(on_stage):
    pupil = on_stage(small_run(), told_of("activation", of="softmax"))
    assert "z₂ = z₃ = 0" in pupil.texts("activation")
    assert derivation(pupil).texts[0].startswith("Quotient rule: d/dz_1(exp(z_1) / (exp(z_1) + exp(z_2)")


def test_the_room_sees_all_steps_without_a_button(on_stage):
    pupil = on_stage(small_run(), told_of("activation", of="leaky_relu"), by_hand=False)
    steps = derivation(pupil)
    pupil.wait(lambda: len(steps.texts) == len(activation("leaky_relu").derivation().steps))
    assert steps.texts[-1].endswith("= where(z > 0, 1, slope)")
    buttons = pupil.stage.view("activation").widget.findChildren(QAbstractButton)
    assert [button.accessibleName() for button in buttons if button.isVisible()] == []


def test_several_stand_side_by_side_and_one_is_looked_at_closely(on_stage):
    pupil = on_stage(small_run(), told_of("activation", of="sigmoid, tanh, relu"))
    assert [spot.name for spot in pupil.paper("activation").sheet.spots] == ["sigmoid", "tanh", "relu"]
    pupil.press("activation", Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert "Tanh" in words_of(pupil)
    assert ACTIVATIONS["tanh"].pitfalls in words_of(pupil)
    press(pupil, "All side by side")
    assert [spot.name for spot in pupil.paper("activation").sheet.spots] == list(ACTIVATIONS)
    # The last neuron of the network is a linear one: no other curve has its point.
    told = {spot.name: spot.told for spot in pupil.paper("activation").sheet.spots}
    assert [name for name, text in told.items() if "gives a =" in text] == ["linear"]


def test_a_parameter_is_that_of_the_run(on_stage):
    run = run_of(rows_of([(-1.0, 1.0)]), layers=(Dense(1, "leaky_relu", 0.3),))
    pupil = on_stage(run, told_of("activation", of="dense1[0]"))
    label = pupil.stage.view("activation").widget.findChild(FormulaLabel)
    assert label.latex.endswith("s = 0.3")


@pytest.mark.parametrize(("size", "theme"), [((420, 500), "dark"), ((1900, 1000), "projector")])
def test_it_stands_in_any_room(on_stage, size, theme):
    pupil = on_stage(small_run(), told_of("activation", of="gelu"), size=size, theme=theme)
    assert pupil.stage.grab().toImage().width() == size[0]
    assert derivation(pupil).width() > 200


def asked(truth: str) -> Predict:
    return Predict(ask="How much?", kind="number", truth=truth)


@pytest.mark.parametrize(
    ("truth", "slope_is_seen"),
    [("gradient(dense1.bias[0]) @ epoch 0", False), ("dense1.a[0] @ epoch 0", True)],
)
def test_what_is_asked_for_is_not_seen_before_the_reveal(on_stage, truth, slope_is_seen):
    question = asked(truth)
    pupil = on_stage(small_run(), told_of("activation", of="dense1[0]", predict=question))
    texts, words = pupil.texts("activation"), words_of(pupil)
    assert not [text for text in texts if text.startswith(("a =", "f′(z)"))]
    assert ("f ′" in texts) == slope_is_seen
    assert derivation(pupil).isVisible() == slope_is_seen
    assert "0.8176" not in pupil.paper("activation").accessibleDescription()
    assert "Sigmoid" in words
    pupil.stage.show_step(
        told_of("activation", of="dense1[0]", predict=question, answers={"phase": "revealed"})
    )
    assert "a = 0.8176" in pupil.texts("activation")
    assert derivation(pupil).isVisible()


def test_where_the_activation_can_be_chosen_it_is_that_of_the_run(on_stage):
    run = run_of(rows_of([(1.0, 2.0, 1.0)]), WEIGHTS, layers=(Dense(2, "tanh"),))
    pupil = on_stage(run, told_of("activation", of="sigmoid", allow=("activation",)))
    assert "Tanh" in words_of(pupil)
    assert f"a = {math.tanh(1.5):.4f}" in pupil.texts("activation")
