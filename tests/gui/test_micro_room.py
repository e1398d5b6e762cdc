"""Micro-steps in the real window: one press a step, on the stage, in the panels and in the strip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.engine import Dense
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.examples_panel import ExamplesPanel
from nnviz.ui.micro.micro_cells import MicroCells
from nnviz.ui.micro.micro_stage import MicroStage

FOUR_QUARTERS = {
    "data": "checkerboard",
    "layers": (Dense(3, "sigmoid"),),
    "loss": "half_squared_error",
    "batch_size": 10,
    "optimizer": "sgd",
    "learning_rate": 1.5,
    "scale": "none",
}


def test_back_from_the_first_micro_step_says_that_it_is_the_first(open_window):
    person = open_window(**FOUR_QUARTERS)
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    assert person.desk.micro.place == 0
    person.key(Qt.Key.Key_Left)
    assert "first micro-step" in person.window.message_row.text
    assert person.desk.micro.place == 0
    person.key(Qt.Key.Key_Right)
    assert person.desk.micro.place == 1


def test_a_batch_is_walked_through_and_then_learned(open_window):
    person = open_window(**FOUR_QUARTERS)
    desk = person.desk
    session, window = person.session, person.window
    desk.set_step_unit("micro")
    person.wait(lambda: window.findChild(MicroStage) is not None and window.findChild(MicroStage).isVisible())
    stage, chain = window.findChild(MicroStage), window.findChild(ChainPanel)
    strip = window.findChild(MicroCells)
    assert chain.isVisible()
    assert strip.isVisible()
    before = session.runs.current.snapshot.parameters.tobytes()
    places = len(desk.micro.cells)
    for place in range(1, places):
        desk.step()
        assert desk.micro.place == place
        assert chain.head.isVisible() == (desk.micro.phase == "backward")
    assert session.runs.current.snapshot.parameters.tobytes() == before, "looking trains nothing"
    wanted = desk.micro.batch.update.limited.tobytes()
    desk.step()
    person.wait(lambda: desk.micro is not None and desk.micro.place == 0)
    assert session.runs.current.snapshot.parameters.tobytes() == wanted, (
        "the batch is learned by the very bits shown"
    )
    assert stage.isVisible()


def test_weight_example_and_place_are_chosen_with_the_mouse(open_window):
    person = open_window(**FOUR_QUARTERS)
    desk = person.desk
    window = person.window
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None and window.findChild(MicroStage).isVisible())
    stage, strip = window.findChild(MicroStage), window.findChild(MicroCells)
    table = window.findChild(ExamplesPanel).table
    at = table.table.visualRect(table.place(2)).center()
    QTest.mouseClick(table.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert desk.micro.example == 2
    x, y = stage.plan.point(0, 2)
    QTest.mouseClick(stage, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert (desk.micro.weight.layer, desk.micro.weight.unit) == (0, 2)
    cell = strip.cell_rect(9).center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=cell)
    assert desk.micro.place == 9
    desk.step_back()
    assert desk.micro.place == 8


def test_two_numbers_below_nought_stand_apart_in_a_small_neuron(open_window):
    """Between the sum and the activation there is nothing but the two grounds."""
    layers = (Dense(6, "tanh"), Dense(4, "tanh"))
    person = open_window(data="spirals", layers=layers, loss="binary_crossentropy", size=(1024, 700))
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None and person.window.findChild(MicroStage).isVisible())
    micro = person.desk.micro
    person.desk.set_micro(micro.at(len(micro.cells) - 1))
    QApplication.processEvents()
    stage, negative = person.window.findChild(MicroStage), 0
    image = stage.grab().toImage()
    for layer, numbers in enumerate(micro.batch.layers[:2]):
        for unit, z in enumerate(numbers.z[micro.example]):
            if z < -0.005:
                x, y = map(round, stage.plan.point(layer, unit))
                for column in (x - 2, x + 2):
                    assert len({image.pixel(column, row) for row in range(y - 4, y + 9)}) == 1
                negative += 1
    assert negative > 2
