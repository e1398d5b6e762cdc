"""A convolution changed by hand: its filters frozen one by one, its biases typed, all of it taken back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnviz.drawing.selection import Selection
from nnviz.training.comparison import what_differs
from nnviz.training.replay import replayed_from
from nnviz.ui.diagram.headers import LayerHeader
from tests.gui.test_convolving import LAYERS, place_of

pytestmark = pytest.mark.usefixtures("few_figures")


@pytest.fixture
def person(open_window):
    """An update into figures: each epoch is one batch of the few samples kept for training."""
    person = open_window(
        data="figures", layers=LAYERS, learning_rate=0.003, epochs=1_000_000, test_share=0.8, batch_size=96
    )
    person.desk.advance(1)
    person.wait(lambda: person.desk.shown.epoch == 1)
    person.window.diagram.rest_now()
    return person


def menu_at(person, at: QPoint, reason=QContextMenuEvent.Reason.Mouse):
    diagram = person.window.diagram
    QApplication.sendEvent(diagram, QContextMenuEvent(reason, at, diagram.mapToGlobal(at)))
    return QApplication.activePopupWidget()


def choose(menu, text: str) -> None:
    menu.setActiveAction(next(action for action in menu.actions() if action.text() == text))
    QTest.keyClick(menu, Qt.Key.Key_Return)
    QApplication.processEvents()


def header(person, layer: int) -> LayerHeader:
    return next(one for one in person.window.diagram.findChildren(LayerHeader) if one.layer == layer)


def learned(person, epoch: int):
    person.desk.advance(epoch - person.session.runs.current.snapshot.epoch)
    person.wait(lambda: person.session.runs.current.snapshot.epoch == epoch)
    person.wait(lambda: person.desk.shown.epoch == epoch)
    return person.desk.shown.snapshot


def test_one_filter_is_frozen_by_its_menu_and_the_others_learn(person) -> None:
    before = person.desk.shown.snapshot
    choose(menu_at(person, place_of(person, 1, 2, 8, 5)), "Freeze the filter")
    person.wait(lambda: person.desk.experiment.frozen == ((0, 2),))
    person.wait(lambda: person.desk.shown.snapshot.experiment.frozen == ((0, 2),))
    title = header(person, 0).title
    assert title.accessibleName().endswith(", 1 of 6 frozen")
    assert "1 of 6 frozen: training leaves that as it is" in title.toolTip()
    assert "frozen: training leaves it as it is" in person.window.diagram.accessibleDescription()
    after = learned(person, 3)
    for name in ("weights", "bias"):
        was, now = (moment.layers[0].parameters[name] for moment in (before, after))
        np.testing.assert_array_equal(now[2], was[2])
        assert all(
            (now[unit] != was[unit]).any() for unit in range(6) if unit != 2 and (was[unit] != 0).any()
        )
    assert (after.layers[1].weights != before.layers[1].weights).any()
    run = person.session.runs.current
    start = run.timeline.exact(0)
    again = replayed_from(start, run.timeline.changes_after(start), 3, run.dataset)
    assert again.parameters.tobytes() == after.parameters.tobytes(), (
        "looked back at, it comes to the same bits"
    )
    by_key = menu_at(person, QPoint(), QContextMenuEvent.Reason.Keyboard)
    choose(by_key, "Let the filter learn again")
    person.wait(lambda: person.desk.experiment.frozen == ())
    free = learned(person, 4)
    assert (free.layers[0].parameters["weights"][2] != before.layers[0].parameters["weights"][2]).any()
    person.session.settings.undo()
    person.wait(lambda: person.desk.experiment.frozen == ((0, 2),))


def test_a_frozen_filter_is_told_by_micro_steps_and_in_a_comparison(person) -> None:
    plain = person.desk.experiment
    person.window.diagram.freeze_requested.emit(0, 2, True)
    person.wait(lambda: person.desk.experiment.frozen == ((0, 2),))
    assert [(one.word, one.values) for one in what_differs((plain, person.desk.experiment))] == [
        ("frozen", ("nothing frozen", "1 filter frozen"))
    ]
    person.wait(lambda: person.desk.shown.snapshot.experiment.frozen == ((0, 2),))
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    update = person.desk.micro.batch.update
    assert update.held == 5 * 5 + 1
    steps = update.step[: 6 * 25].reshape(6, 25)
    assert [unit for unit in range(6) if not steps[unit].any()] == [2]


def test_the_bias_of_a_filter_is_typed_and_set_to_nought(person) -> None:
    def bias() -> float:
        return float(person.session.runs.current.snapshot.layers[0].bias[3])

    before = bias()
    menu = menu_at(person, place_of(person, 1, 3, 8, 5))
    assert menu.actions()[0].text() == "Map 4 of conv 1"
    choose(menu, "Type a bias…\tEnter")
    field = person.window.diagram.findChild(QLineEdit, "number_entry")
    field.setText("0.75")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.wait(lambda: bias() == 0.75)
    maps = person.desk.shown.snapshot.probe.layers[0].z
    assert maps is not None
    choose(menu_at(person, place_of(person, 2, 3, 4, 4)), "Set the bias to 0")
    person.wait(lambda: bias() == 0)
    person.session.settings.undo()
    person.session.settings.undo()
    person.wait(lambda: bias() == before)


def test_a_whole_layer_and_one_of_its_filters_are_told_apart(person) -> None:
    diagram = person.window.diagram
    diagram.freeze_requested.emit(1, 0, True)
    diagram.freeze_requested.emit(1, None, True)
    person.wait(lambda: person.desk.shown.snapshot.experiment.frozen == (1, (1, 0)))
    assert header(person, 1).title.accessibleName().endswith(", frozen")
    diagram.select(Selection("neuron", 1, 3))
    menu = menu_at(person, QPoint(), QContextMenuEvent.Reason.Keyboard)
    texts = [action.text() for action in menu.actions()]
    assert "Let the layer learn again" in texts
    assert not any("filter" in text for text in texts), "its filters follow it"
    menu.close()
