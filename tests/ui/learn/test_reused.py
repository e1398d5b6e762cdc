"""What stands on a lesson's stage as it stands in the window: curves, micro-steps, pictures, workspaces."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from nnviz.lessons.answers import Given
from nnviz.lessons.lesson import Lesson, Predict, Step
from nnviz.training.experiment import Experiment
from nnviz.ui.learn.stage import Stage
from nnviz.ui.micro.micro_stage import MicroStage
from nnviz.ui.network_stage import NetworkStage
from nnviz.ui.plots.curve_plot import CurvePlot
from nnviz.ui.plots.curves_view import CurvesView
from nnviz.ui.recipe import RecipeBar
from tests.helpers.lessons import rows_of, run_of, told_of
from tests.helpers.seen import words

CURVE = Predict(ask="Draw it.", kind="curve", truth="curve(train_loss, epoch 0, epoch 10)")


def small_run(updates: int = 0):
    return run_of(rows_of([(1, 2, 1), (0.5, -1, 0)]), updates=updates)


def test_curves_are_those_of_the_run(on_stage) -> None:
    run = small_run(3)
    pupil = on_stage(run, told_of("curves"))
    pupil.stage.settle()
    plots = pupil.stage.view("curves").widget.findChild(CurvesView)
    assert plots.isVisible()
    loss = run.timeline.metrics.values("train_loss")[-1]
    assert f"{loss:.3f}" in plots.accessibleDescription()


def test_only_plots_in_which_there_is_something_stand_there(on_stage) -> None:
    lone = run_of(rows_of([(1, 2, 1)]), updates=2)  # of one sample there is no R²
    pupil = on_stage(lone, told_of("curves"))
    plots = pupil.stage.view("curves").widget.findChild(CurvesView)
    pupil.wait(lambda: plots.findChild(CurvePlot) is not None)
    pupil.stage.settle()
    assert [plot.isVisible() for plot in plots.findChildren(CurvePlot)] == [True, False]


def test_a_curve_is_drawn_by_mouse_and_by_key_and_then_stands_beside_the_real_one(on_stage) -> None:
    pupil = on_stage(small_run(), told_of("curves", predict=CURVE))
    answers: list[tuple[float, ...]] = []
    pupil.stage.answer_offered.connect(answers.append)
    sheet = pupil.stage.view("curves").widget.currentWidget()
    start = float(pupil.desk.shown.timeline.metrics.values("train_loss")[0])
    assert f"it starts at {start:.4g}" in sheet.sheet.texts
    top, left = sheet.picture.place(0, 0.5 * start), sheet.picture.place(10, 0.25 * start)
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, top)))
    QTest.mouseMove(sheet, QPoint(*map(round, left)))
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(*map(round, left)))
    (drawn,) = answers
    assert len(drawn) == 11
    assert drawn == pytest.approx(np.linspace(0.5 * start, 0.25 * start, 11), abs=0.02 * start)
    for _ in range(30):
        QTest.keyClick(sheet, Qt.Key.Key_Right)
    QTest.keyClick(sheet, Qt.Key.Key_Up)
    assert "Epoch 10:" in sheet.accessibleDescription()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert answers[-1][-1] > drawn[-1]
    assert answers[-1][:9] == pytest.approx(drawn[:9])
    truth = tuple(float(start * 0.5**k) for k in range(11))
    told = {"phase": "revealed", "given": Given(answers[-1]), "truth": truth}
    pupil.stage.show_step(told_of("curves", predict=CURVE, answers=told))
    assert {"your curve", "what it did"} <= set(sheet.sheet.texts)
    assert f"the real one from {truth[0]:.4g} to {truth[-1]:.4g}" in sheet.accessibleDescription()
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert len(answers) == 2  # what is revealed is not drawn any more


def test_micro_steps_say_what_is_worked_out(on_stage) -> None:
    pupil = on_stage(small_run(), told_of("micro"))
    pupil.desk.set_step_unit("micro")
    view = pupil.stage.view("micro").widget
    assert view.findChild(MicroStage).plan is not None
    (first,) = words(view)
    assert first.startswith("Forward")
    pupil.desk.move_micro(len(pupil.desk.micro.cells) - 1 - pupil.desk.micro.place)
    (last,) = words(view)
    assert last.startswith("Update")


def test_a_picture_is_shown_or_told(on_stage) -> None:
    image, buffer = QImage(40, 20, QImage.Format.Format_RGB32), QBuffer()
    image.fill(Qt.GlobalColor.red)
    image.save(buffer, "PNG")
    step = Step(key="a", title="A", kind="look", line=1)
    media = {"media/red.png": bytes(buffer.data()), "media/bad.png": b"no picture"}
    lesson = Lesson(id="made-up", title="A lesson", steps=(step,), media=media)
    told = told_of("picture", lesson=lesson, picture="media/red.png", alt="All red.")
    pupil = on_stage(small_run(), told, size=(400, 300))
    picture = pupil.stage.view("picture").widget
    assert picture.accessibleDescription() == "All red."
    assert picture.grab().toImage().pixelColor(200, 150).red() == 255
    pupil.stage.show_step(told_of("picture", lesson=lesson, picture="media/bad.png"))
    assert picture.accessibleDescription() == "The picture media/bad.png cannot be shown."


def test_a_workspace_brings_its_stage_without_its_settings(on_stage, qtbot) -> None:
    experiment = Experiment(data="ring", points=40, layers=(), loss="binary_crossentropy", epochs=5)
    dataset = experiment.dataset()
    run = run_of(dataset, loss="binary_crossentropy", data="ring", points=40)
    pupil = on_stage(run, told_of("workspace"))
    stage: Stage = pupil.stage
    network = stage.view("workspace").widget.findChild(NetworkStage)
    assert network.isVisible()
    assert network.diagram.scene.snapshot.parameters is pupil.desk.shown.snapshot.parameters
    assert not any(recipe.isVisible() for recipe in stage.findChildren(RecipeBar))
