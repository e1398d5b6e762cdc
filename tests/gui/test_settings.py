"""The sentence and the diagram's buttons change the run: live, keeping weights, or starting again."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from nnviz.engine.layers import Dense
from nnviz.session.preferences import Preferences
from nnviz.ui.diagram.headers import LayerHeader


def test_the_rate_changes_live(person) -> None:
    person.desk.step()
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 1)
    person.window.recipe.rate.value_requested.emit(0.01)
    assert person.desk.experiment.learning_rate == 0.01
    person.desk.step()
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 2)
    assert person.session.runs.ghosts == ()


def test_more_neurons_keep_the_weights_that_fit(person) -> None:
    person.desk.step()
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 1)
    before = person.session.runs.current.snapshot
    person.window.diagram.units_requested.emit(0, 40)
    person.wait(lambda: person.session.runs.current.snapshot.layers[0].units == 40)
    after = person.session.runs.current.snapshot
    assert np.array_equal(after.layers[0].weights[:, :32], before.layers[0].weights)
    person.session.settings.undo()
    person.wait(lambda: person.session.runs.current.snapshot.layers[0].units == 32)
    assert np.array_equal(person.session.runs.current.snapshot.parameters, before.parameters)


def test_a_setting_that_is_not_offered_is_shown_and_not_to_be_chosen(open_window) -> None:
    """Softmax, and 7 neurons, come from a project, the command line or a notebook."""
    person = open_window(data="iris", layers=(Dense(7, "softmax"),), epochs=1_000_000)
    chip = person.window.recipe.activation
    assert chip.text() == "Softmax"

    def entries(menu: QMenu) -> dict[str, tuple[bool, bool]]:
        """Whether each is ticked, and can be chosen."""
        return {a.text(): (a.isChecked(), a.isEnabled()) for a in menu.actions() if a.isCheckable()}

    chip.open_menu()
    menu = chip.findChild(QMenu)
    offered = entries(menu)
    menu.close()
    assert offered["Softmax"] == (True, False)
    assert offered["ReLU"] == (False, True)
    menus = {a.text(): a.menu() for a in person.window.diagram.findChild(LayerHeader).menu().actions()}
    assert entries(menus["Activation"]) == offered
    assert entries(menus["Neurons"])["7"] == (True, True)
    person.desk.step()
    person.wait(lambda: person.session.runs.current.snapshot.epoch == 1)

    person.window.recipe.activation.chosen.emit("relu")
    person.wait(lambda: person.session.runs.current.snapshot.experiment.layers == (Dense(7, "relu"),))
    assert chip.text() == "ReLU"
    person.session.settings.undo()
    person.wait(lambda: person.session.runs.current.snapshot.experiment.layers == (Dense(7, "softmax"),))
    assert chip.text() == "Softmax"
    relu = Dense(5, "relu")
    person.desk.change(person.desk.experiment.with_(layers=(Dense(7, "softmax"), relu)), "Layers")
    assert chip.text() == "mixed"


def test_layers_come_and_go(person) -> None:
    for count in range(2, 7):
        person.window.diagram.layer_added_requested.emit(0)
        person.wait(lambda count=count: len(person.session.runs.current.snapshot.layers) == count + 1)
    person.window.diagram.layer_added_requested.emit(0)
    assert "room for 6 hidden layers" in person.window.message_row.text
    for count in range(5, -1, -1):
        person.window.diagram.layer_removed_requested.emit(0)
        person.wait(lambda count=count: len(person.session.runs.current.snapshot.layers) == count + 1)
    assert [layer.units for layer in person.session.runs.current.snapshot.layers] == [10]
    person.desk.play()
    person.wait(lambda: not person.desk.playing)
    assert person.session.runs.current.snapshot.metrics.test_accuracy > 0.9, (
        "without hidden layers it still learns"
    )


def test_a_diverging_run_says_so_and_offers_a_way_out(open_window) -> None:
    layers = (Dense(32, "leaky_relu"), Dense(32, "leaky_relu"))
    person = open_window(layers=layers, learning_rate=50.0, optimizer="sgd", epochs=200)
    person.desk.play()
    bar = person.window.message_row
    person.wait(lambda: bar.isVisible() and not person.desk.playing)
    assert np.isfinite(person.session.runs.current.snapshot.parameters).all()
    assert "step" in bar.text
    bar.action_requested.emit("smaller_rate")
    assert person.desk.experiment.learning_rate < 50
    person.desk.pause()


SIZES = (1024, 700), (1279, 800), (1440, 900), (1920, 1080), (2560, 1440)


@pytest.mark.parametrize("theme", ["dark", "light", "projector"])
def test_nothing_overlaps_at_any_size(person, theme: str) -> None:
    person.window.looks.set("theme", theme)
    for size in SIZES:
        person.window.resize(*size)
        person.qtbot.wait(30)
        nothing_overlaps(person.window, size)


def nothing_overlaps(window, size: tuple[int, int]) -> None:
    assert (window.width(), window.height()) == size
    parts = [
        window.input_panel,
        window.results,
        window.diagram,
        window.recipe,
        window.transport,
        window.header,
    ]
    boxes = [
        part.rect().translated(part.mapTo(window, part.rect().topLeft()))
        for part in parts
        if part.isVisible()
    ]
    for i, box in enumerate(boxes):
        assert window.rect().contains(box), size
        assert not any(box.intersects(other) for other in boxes[i + 1 :]), size
    assert window.diagram.width() >= 0.45 * size[0], size


def test_pale_curves_are_those_of_the_same_data_loss_and_split(open_window) -> None:
    person = open_window(epochs=6)
    runs, settings = person.session.runs, person.session.settings

    def left_behind() -> None:
        person.desk.advance(3)
        person.wait(lambda: runs.current.snapshot is not None and runs.current.snapshot.epoch == 3)
        settings.new_weights()
        person.wait(lambda: not runs.current.timeline.epochs.size or runs.current.snapshot.epoch == 0)

    left_behind()
    curves = person.window.results.curves
    assert len(curves.model.ghosts) == len(runs.ghosts) == 1
    before = person.desk.experiment
    person.desk.change(before.with_(loss="half_squared_error"), "loss")
    person.wait(lambda: runs.current.experiment.loss == "half_squared_error")
    assert curves.model.ghosts == runs.ghosts == ()
    person.desk.change(before.with_(test_share=0.4), "split")
    person.wait(lambda: runs.current.experiment.test_share == 0.4)
    assert curves.model.ghosts == ()
    person.desk.change(before, "back")
    person.wait(lambda: runs.current.experiment.test_share == before.test_share)
    assert len(curves.model.ghosts) >= 1


def test_a_change_of_the_systems_theme_is_followed_at_once(open_window, qapp, monkeypatch) -> None:
    person = open_window(Preferences(theme="system"))
    for scheme, name in ((Qt.ColorScheme.Light, "light"), (Qt.ColorScheme.Dark, "dark")):
        monkeypatch.setattr("nnviz.ui.appearance.system_is_light", lambda name=name: name == "light")
        qapp.styleHints().colorSchemeChanged.emit(scheme)
        assert person.window.theme.name == name


def test_layers_are_added_and_removed_by_keys(person) -> None:
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    person.key(Qt.Key.Key_L, ctrl)
    person.wait(lambda: len(person.session.runs.current.snapshot.layers) == 3)
    person.key(Qt.Key.Key_L, ctrl | shift)
    person.wait(lambda: len(person.session.runs.current.snapshot.layers) == 2)
