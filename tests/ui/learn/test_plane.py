"""The plane on a lesson's stage: points, the line of a lone neuron, and moving it."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnviz.training.experiment import Experiment
from nnviz.ui.playground.output_map import OutputMap
from tests.helpers.lessons import rows_of, run_of, told_of

AND = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)]
ALL = ["weight:dense1.weights", "bias:dense1.bias[0]"]


def and_run(bias: float = -1.0):
    weights = {"dense1.weights": [[2.0], [1.0]], "dense1.bias": [bias]}
    return run_of(rows_of(AND, classes=True), weights, loss="binary_crossentropy")


def test_points_and_answers_are_those_of_the_network(on_stage) -> None:
    pupil = on_stage(and_run(), told_of("plane"))
    paper = pupil.paper("plane")
    told = {spot.name: spot.told for spot in paper.sheet.spots}
    for place, (x1, x2, label) in enumerate(AND):
        answer = int(2 * x1 + x2 - 1 > 0)
        assert told[f"point:{place}"] == f"Point ({x1}, {x2}): it is {label}, the answer is {answer}."
    assert "1 of 4 wrong" in pupil.texts("plane")
    assert "handle:0" not in told  # the step does not let it be moved
    paper.go_to("point:3")
    pupil.press("plane", Qt.Key.Key_Return)
    assert pupil.desk.shown.sample.index == 3


def test_the_line_is_dragged_through_where_the_pointer_is(on_stage) -> None:
    pupil = on_stage(and_run(), told_of("plane", allow=ALL))
    paper = pupil.paper("plane")
    start, other = paper.picture.handles
    kept = paper.picture.point(*other)
    goal = QPoint(round(start[0]) + 40, round(start[1]) - 25)
    QTest.mousePress(paper, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, start)))
    QTest.mouseMove(paper, goal)
    QTest.mouseRelease(paper, Qt.MouseButton.LeftButton, pos=goal)

    def line() -> tuple[float, float, float]:
        layer = pupil.session.runs.current.snapshot.layers[0]
        return float(layer.weights[0, 0]), float(layer.weights[1, 0]), float(layer.bias[0])

    pupil.wait(lambda: line() != (2.0, 1.0, -1.0))
    w1, w2, bias = line()
    assert math.hypot(w1, w2) == pytest.approx(math.hypot(2, 1), abs=1e-3)
    for x1, x2 in (paper.picture.point(goal.x(), goal.y()), kept):
        assert w1 * x1 + w2 * x2 + bias == pytest.approx(0, abs=2e-3)


def test_with_the_bias_alone_the_line_is_shifted_also_by_key(on_stage) -> None:
    pupil = on_stage(and_run(), told_of("plane", allow=["bias:dense1.bias[0]"]))
    paper = pupil.paper("plane")
    paper.go_to("handle:0")
    pupil.press("plane", Qt.Key.Key_Plus)
    run = pupil.session.runs.current
    pupil.wait(lambda: float(run.snapshot.layers[0].bias[0]) < -1.0)
    assert run.snapshot.layers[0].weights[:, 0].tolist() == [2.0, 1.0]


def test_data_of_the_playground_have_its_map(on_stage) -> None:
    experiment = Experiment(data="ring", points=40)
    run = run_of(experiment.dataset(), data="ring", points=40, layers="3", loss="binary_crossentropy")
    pupil = on_stage(run, told_of("plane"))
    assert pupil.stage.view("plane").widget.findChild(OutputMap).isVisible()
    other = run_of(rows_of([(1, 2, 3, 0), (3, 2, 1, 1)]))
    told = on_stage(other, told_of("plane"))
    assert told.texts("plane") == ["A plane has two inputs; this network has others."]
