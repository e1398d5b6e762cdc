"""The views on a lesson's stage: which stand there, what they are told, the network among them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnviz.drawing.selection import Selection
from nnviz.engine.layers import Dense
from nnviz.lessons.lesson import Predict
from nnviz.session.preferences import Preferences
from nnviz.session.session import Session
from nnviz.ui.diagram import DiagramView
from nnviz.ui.learn.stage import Stage
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.looks import Looks
from tests.helpers.lessons import moment_of, opened, rows_of, run_of, told_of

WEIGHTS = {"dense1.weights": [[0.5, -1.0], [2.0, 0.25]], "dense1.bias": [0.0, 0.5]}
WEIGHTS |= {"dense2.weights": [[1.0], [-0.5]], "dense2.bias": [0.25]}


def small_run():
    return run_of(rows_of([(1.0, 2.0, 1.0), (0.5, -1.0, 0.0)]), WEIGHTS, layers=(Dense(2, "tanh"),))


@pytest.fixture
def opened_stage(qtbot) -> Iterator[tuple[Session, Stage]]:
    """A stage on a lesson's Session, in sight."""
    session = opened(small_run())
    desk = session.desk()
    qtbot.waitUntil(lambda: desk.shown is not None)
    stage = Stage(ViewParts.of(session, desk, Looks(Preferences(), session)))
    desk.shown_changed.connect(stage.show_moment)
    stage.resize(900, 500)
    qtbot.addWidget(stage)
    stage.show()
    yield session, stage
    stage.shut_down()
    desk.shut_down()
    session.shut_down()


def diagram(stage: Stage) -> DiagramView:
    found = stage.view("network").widget
    assert isinstance(found, DiagramView)
    return found


def test_the_network_stands_there_and_can_be_pointed_at(opened_stage, qtbot) -> None:
    _, stage = opened_stage
    shown = moment_of(small_run())
    asked = Predict(ask="Which fires more?", kind="point", truth="argmax(dense1.a @ epoch 0)")
    stage.show_step(told_of("network", "no such view", predict=asked, select="dense1[1]"))
    stage.show_moment(shown)
    stage.settle()
    assert stage.names == ("network",)
    answers: list[object] = []
    stage.answer_offered.connect(answers.append)
    assert diagram(stage).selection == Selection("neuron", 0, 1)
    assert answers == []  # the lesson pointed at it, nobody else
    QTest.keyClick(diagram(stage), Qt.Key.Key_Up)
    assert answers == [(0,)]
    diagram(stage).select(Selection("neuron", 1, 0))
    diagram(stage).select(Selection("edge", 0, 0, 1))
    assert answers == [(0,)]  # neither is what was asked for


def test_a_weight_is_changed_only_where_the_step_allows_it(opened_stage, qtbot) -> None:
    session, stage = opened_stage
    stage.show_step(told_of("network", allow=["weight:dense1.weights[0, 1]"]))
    stage.show_moment(moment_of(small_run()))
    view = diagram(stage)
    view.select(Selection("edge", 0, 0, 0))
    QTest.keyClick(view, Qt.Key.Key_Plus)
    view.select(Selection("edge", 0, 1, 0))
    before = session.runs.current.snapshot.layers[0].weights.copy()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: session.runs.current.snapshot.layers[0].weights[0, 1] > before[0, 1])
    assert session.runs.current.snapshot.layers[0].weights[0, 0] == before[0, 0]
