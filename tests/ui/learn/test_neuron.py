"""A neuron on the stage: its numbers are those of the network, and its weights can be moved."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnviz.engine.layers import Dense
from nnviz.ui.widgets.slider import Slider
from tests.helpers.lessons import rows_of, run_of, told_of

WEIGHTS = {"dense1.weights": [[0.0], [1.0]], "dense1.bias": [4.0]}


def neuron_run():
    """The picture of the design: 0 · 2 + 1 · 3 + 4 = 7, squashed."""
    rows = rows_of([(2, 3, 1), (1, 1, 0)], classes=True)
    return run_of(rows, WEIGHTS, loss="binary_crossentropy")


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_it_writes_what_the_network_computes(on_stage, theme: str) -> None:
    pupil = on_stage(neuron_run(), told_of("neuron", allow=["weight:dense1.weights[0, 0]"]), theme=theme)
    texts = pupil.texts("neuron")
    squashed = 1 / (1 + math.exp(-7))
    for text in ("2", "3", "0", "1", "4", "+0", "+3", "+4", "7", f"{squashed:.4f}", "target 1"):
        assert text in texts
    assert texts.count("7") == 3  # in both formulas, and in the body
    told = pupil.paper("neuron").accessibleDescription()
    assert "0 · 2 + 1 · 3 + 4 comes to 7" in told
    assert "0.9991" in told


def test_a_weight_is_moved_by_slider_by_key_and_by_typing(on_stage) -> None:
    pupil = on_stage(neuron_run(), told_of("neuron", allow=["weight:dense1.weights[0, 0]"]))
    (slider,) = pupil.paper("neuron").findChildren(Slider)

    def weight() -> float:
        return float(pupil.desk.shown.snapshot.layers[0].weights[0, 0])

    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    pupil.wait(lambda: weight() == -1.0)
    assert "−1" in pupil.texts("neuron")
    assert slider.value() == -10
    paper = pupil.paper("neuron")
    paper.go_to("weight:0")
    pupil.press("neuron", Qt.Key.Key_Plus)
    pupil.wait(lambda: weight() == -0.9)
    assert "Weight w1 is −0.9." in paper.accessibleDescription()
    pupil.press("neuron", Qt.Key.Key_Return)
    field = paper.findChild(QLineEdit)
    field.setText("-3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    pupil.wait(lambda: weight() == -3.0)
    squashed = 1 / (1 + math.exp(-(-3.0 * 2 + 1.0 * 3 + 4.0)))
    assert f"{squashed:.4f}" in pupil.texts("neuron")
    paper.go_to("weight:1")
    pupil.press("neuron", Qt.Key.Key_Plus, Qt.Key.Key_Return)
    assert paper.findChild(QLineEdit) in (None, field)  # that one is not to be moved
    assert float(pupil.desk.shown.snapshot.layers[0].weights[1, 0]) == 1.0


def test_arrow_keys_go_from_part_to_part(on_stage) -> None:
    pupil = on_stage(neuron_run(), told_of("neuron"), by_hand=False)
    assert pupil.paper("neuron").findChildren(Slider) == []
    pupil.press("neuron", Qt.Key.Key_Right)
    told = [pupil.paper("neuron").accessibleDescription()]
    for _ in range(6):
        pupil.press("neuron", Qt.Key.Key_Right)
        told.append(pupil.paper("neuron").accessibleDescription())
    assert any("The output is 0.9991, the target 1." in text for text in told)
    pupil.press("neuron", Qt.Key.Key_Escape)
    assert "A neuron:" in pupil.paper("neuron").accessibleDescription()


def test_a_hidden_neuron_is_fed_by_what_leaves_the_layer_before(on_stage) -> None:
    weights = {"dense1.weights": [[0.5, -1.0], [2.0, 0.25]], "dense1.bias": [0.0, 0.5]}
    weights |= {"dense2.weights": [[1.0], [-0.5]], "dense2.bias": [0.25]}
    run = run_of(rows_of([(1.0, 2.0, 1.0), (0.5, -1.0, 0.0)]), weights, layers=(Dense(2, "tanh"),))
    pupil = on_stage(run, told_of("neuron", of="dense1[1]"))
    z = 1.0 * -1.0 + 2.0 * 0.25 + 0.5
    assert z == 0.0
    assert {"−1", "+0.5", "0"} <= set(pupil.texts("neuron"))
    pupil.stage.show_step(told_of("neuron"))
    first, second = math.tanh(1.0 * 0.5 + 2.0 * 2.0), math.tanh(z)
    out = first * 1.0 + second * -0.5 + 0.25
    assert {f"{first:.4f}".rstrip("0"), f"{out:.4g}"} <= set(pupil.texts("neuron"))
    assert "a₁" in pupil.texts("neuron")  # its inputs are the answers of others


def test_of_many_inputs_the_rest_is_counted(on_stage) -> None:
    values = [float(k) for k in range(1, 11)]
    weights = {"dense1.weights": [[0.1]] * 10, "dense1.bias": [0.0]}
    pupil = on_stage(run_of(rows_of([(*values, 1.0), (*values, 0.0)]), weights), told_of("neuron"))
    texts = pupil.texts("neuron")
    assert "5 more inputs: +1.5" in texts  # 0.1 + 0.2 + 0.3 + 0.4 + 0.5
    assert texts.count("5.5") >= 2
