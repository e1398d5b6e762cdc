"""Matrices, rows and digits on the stage: every number is worked out here as well, with NumPy alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnviz.data.dataset import RawData, make_dataset
from nnviz.drawing.lessons.marks import Words
from nnviz.engine.layers import Dense
from nnviz.lessons.lesson import Predict
from nnviz.training.experiment import Experiment
from nnviz.ui.canvas import DrawingCanvas
from tests.helpers.lessons import rows_of, run_of, told_of

#: Case L1: a batch of three through two linear layers.
X = np.array([[1, 2, 3, 2.5], [2, 5, -1, 2], [-1.5, 2.7, 3.3, -0.8]])
W1 = np.array([[-0.2, -0.27, -0.5, 1], [0.5, 0.91, -0.5, -0.33], [0.2, 0.8, -0.5, 1]]).T
W2 = np.array([[0.2, -0.27, -0.5], [0.5, 0.91, -0.5], [-0.44, 0.8, -0.5]]).T
B1, B2 = np.array([2, 3, 0.5]), np.array([-1, 3, 0.5])


def batch_of_three(activation: str = "linear"):
    weights = {"dense1.weights": W1, "dense1.bias": B1, "dense2.weights": W2, "dense2.bias": B2}
    raw = RawData(X, np.ones((3, 3)), whole=True)
    data = make_dataset("rows", raw, test_share=0.2, split_seed=0, scale="none")
    return run_of(data, weights, layers=(Dense(3, activation),))


def told(value: float) -> str:
    """Four digits, as the window writes them."""
    return f"{value:.4g}".replace("-", "−")


def test_matrices_are_multiplied_number_by_number(on_stage) -> None:
    pupil = on_stage(batch_of_three(), told_of("numbers", of="dense1"))
    texts = pupil.texts("numbers")
    for value in (2.26, 2.995, 3.3, 2.75, 8.39, 7.4, -0.879, 3.321, -0.09):
        assert told(value) in texts
    assert {"3 × 4", "4 × 3", "1 × 3", "3 × 3"} <= set(texts)
    paper = pupil.paper("numbers")
    pupil.press("numbers", Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert paper.spot.name == "sum:1,1"
    assert paper.accessibleDescription() == (
        "Row 2, column 2: 2 · (−0.27) + 5 · 0.91 + (−1) · 0.8 + 2 · (−0.5) + 3 = 8.39".replace(
            "2 · (−0.27) + 5 · 0.91 + (−1) · 0.8 + 2 · (−0.5)",
            "2 · 0.5 + 5 · 0.91 + (−1) · (−0.5) + 2 · (−0.33)",
        )
    )
    pupil.stage.show_step(told_of("numbers", of="dense2"))
    out = (X @ W1 + B1) @ W2 + B2
    assert {told(value) for value in out.ravel()} <= set(pupil.texts("numbers"))


def test_what_is_asked_for_is_not_written(on_stage) -> None:
    asked = Predict(ask="The first?", kind="number", truth="dense1.z[0] @ epoch 0")
    pupil = on_stage(batch_of_three("tanh"), told_of("numbers", of="dense1", predict=asked))
    texts = pupil.texts("numbers")
    assert texts.count("?") == 2 * 9 + 1  # sums, outputs, and what is spelled out
    assert not {told(2.26), told(math.tanh(2.26))} & set(texts)
    pupil.stage.show_step(told_of("numbers", of="dense1", predict=asked, answers={"phase": "revealed"}))
    assert {told(2.26), told(math.tanh(2.26))} <= set(pupil.texts("numbers"))


def test_gradients_are_those_of_the_loss(on_stage) -> None:
    pupil = on_stage(batch_of_three(), told_of("numbers", of="dense1.gradients"))
    out = (X @ W1 + B1) @ W2 + B2
    slope = X.T @ (2 * (out - 1) / 9 @ W2.T)
    texts = pupil.texts("numbers")
    assert {told(value) for value in slope.ravel()} <= set(texts)
    pupil.stage.show_step(told_of("numbers", of="conv1"))
    assert pupil.texts("numbers") == ["There is no layer “conv1”; there are dense1, dense2."]


def test_rows_have_outputs_and_errors(on_stage) -> None:
    rows = [(0.5, -1.0, 0.25), (2.0, 1.0, -1.0), (0.0, 3.0, 0.5)]
    weights = {"dense1.weights": [[0.5], [-1.0]], "dense1.bias": [0.25]}
    pupil = on_stage(run_of(rows_of(rows), weights), told_of("table"))
    spots = {spot.name: spot.told for spot in pupil.paper("table").sheet.spots}
    for place, (one, other, wanted) in enumerate(rows):
        out = 0.5 * one - other + 0.25
        error = told(out - wanted)
        sign = "" if error.startswith("−") else "+"
        assert spots[f"row:{place}"] == (
            f"Row {place + 1}: {told(one)}, {told(other)}. Target {told(wanted)}, output {told(out)}, "
            f"error {sign}{error}."
        )
    losses = [(0.5 * a - b + 0.25 - t) ** 2 for a, b, t in rows]
    assert any(text.endswith(f"of all 3 rows: {np.mean(losses):.4g}") for text in pupil.texts("table"))
    pupil.press("table", Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert pupil.desk.shown.sample.index == 2


def test_of_classes_it_is_said_which_are_right(on_stage) -> None:
    run = run_of(
        rows_of([(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)], classes=True),
        {"dense1.weights": [[2.0], [2.0]], "dense1.bias": [-1.0]},
        loss="binary_crossentropy",
    )
    pupil = on_stage(run, told_of("table"))
    texts = pupil.texts("table")
    assert [text for text in texts if text in "✓✗"] == ["✓", "✗", "✗", "✓"]
    sure = 1 / (1 + math.exp(-1))
    assert texts.count(f"{100 * sure:.0f}\xa0%") == 3
    assert any(text.startswith("2 of 4 right") for text in texts)


@pytest.fixture(scope="module")
def digits_run():
    data = Experiment(data="digits", layers=()).dataset()
    return run_of(data, updates=20, data="digits", loss="categorical_crossentropy", learning_rate=0.5)


def test_a_digit_is_its_numbers_and_the_shares_come_when_nothing_is_asked(on_stage, digits_run) -> None:
    asked = Predict(ask="Which?", kind="number", truth="dense1.a[3] @ epoch 0")
    pupil = on_stage(digits_run, told_of("digit", predict=asked), sample=31)
    dataset = digits_run.dataset
    raw = dataset.raw(dataset.train_features[31:32])[0]
    marks = [mark for mark in pupil.paper("digit").sheet.marks if isinstance(mark, Words)]
    assert [mark.text for mark in marks if mark.family == "mono"] == [f"{value:g}" for value in raw]
    pupil.stage.show_step(told_of("digit"))
    out = pupil.desk.shown.probe.output
    spots = {spot.name: spot.told for spot in pupil.paper("digit").sheet.spots}
    for place, share in enumerate(out.tolist()):
        text = f"{100 * share:.1f}" if share >= 0.0005 else "<0.1"
        assert spots[f"share:{place}"] == f"{place}: {text}\xa0%"
    assert spots["cell:1,2"].startswith(f"Row 2, column 3: {raw[10]:g} of 16;")


def test_a_digit_is_drawn_and_read(on_stage, digits_run) -> None:
    pupil = on_stage(digits_run, told_of("digit", allow=["draw"]), sample=31)
    canvas = pupil.stage.view("digit").widget.findChild(DrawingCanvas)
    side = canvas.width()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(side // 2, side // 5))
    for k in range(1, 10):
        QTest.mouseMove(canvas, QPoint(side // 2, side // 5 + k * side // 18))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(side // 2, 7 * side // 10))
    pupil.wait(lambda: pupil.desk.shown.sample is not None and pupil.desk.shown.sample.source == "drawing")
    seen = np.asarray(pupil.desk.shown.sample.seen).ravel()
    spots = {spot.name: spot.told for spot in pupil.paper("digit").sheet.spots}
    inked = int(seen.argmax())
    assert spots[f"cell:{inked // 8},{inked % 8}"].startswith(
        f"Row {inked // 8 + 1}, column {inked % 8 + 1}: {float(f'{seen[inked]:.4g}'):g} of 16;"
    )
    pupil.stage.show_step(told_of("digit"))
    assert not canvas.isVisible()
