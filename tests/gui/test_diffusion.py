"""Generate, for a diffusion, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from nnviz.engine import Dense
from nnviz.session.preferences import Preferences
from nnviz.training.diffusion import STEPS, timed
from nnviz.training.experiment import Experiment
from nnviz.training.presets import NAMED
from nnviz.ui.theme import THEMES

DIFFUSION = Experiment.on(
    "ring_of_8", objective="denoise", points=400, layers=(Dense(12, "relu"),), learning_rate=0.01, epochs=8
)


@pytest.fixture
def person(open_window):
    person = open_window(experiment=DIFFUSION)
    person.train_to(2)
    return person


def way_map(person):
    return person.window.place.current.map


def panel(person):
    return person.window.place.current.panel


def test_generate_opens_with_a_diffusion_of_its_own_views(person) -> None:
    assert person.window.place.home == "generate"
    view = way_map(person)
    assert view.isVisible()
    assert view.step == STEPS // 2
    assert view.words.startswith("step 25 of 50")
    titles = [row.title for row in panel(person).measures.rows]
    assert titles == ["within 3 sigma", "modes found", "Jensen-Shannon distance"]


def test_keys_and_slider_go_step_by_step_and_the_numbers_follow(person) -> None:
    view = way_map(person)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view.step == 24
    view.slider.setValue(STEPS - 3)
    assert view.step == 3
    assert [line.formula for line in panel(person).account.lines][-1] == "x₂"
    QTest.keyClick(view.canvas, Qt.Key.Key_End)
    assert view.step == 0
    assert len(panel(person).account.lines) == 1
    QTest.keyClick(view.canvas, Qt.Key.Key_Home)
    assert view.step == STEPS
    assert view.slider.value() == 0


def test_a_click_follows_the_nearest_point_and_it_goes_through_the_network(person) -> None:
    view = way_map(person)
    area, plane = view.canvas.area, view.plane
    shares = plane.shares(plane.points[view.step])
    chosen = int(np.argmin(np.hypot(*(shares - 0.5).T)))
    x, y = shares[chosen]
    spot = QPointF(area.x() + x * area.width(), area.y() + y * area.height()).toPoint()
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot)
    assert np.hypot(*(shares[view.point] - shares[chosen])) < 0.02
    wanted = timed(plane.way.points[view.step, view.point][np.newaxis], view.step)[0]
    shown = person.window.diagram.scene.snapshot.probe
    np.testing.assert_allclose(shown.inputs, wanted, rtol=1e-5, atol=1e-6)
    said = plane.way.said[view.step, view.point]
    np.testing.assert_allclose(shown.output, said, rtol=1e-3, atol=1e-4)
    before = view.point
    QTest.keyClick(view.canvas, Qt.Key.Key_PageDown)
    assert view.point == before + 1


def test_it_follows_training_and_looking_back_by_the_same_noise(person) -> None:
    view = way_map(person)
    now = view.plane
    person.desk.look_at(0)
    person.wait(lambda: person.desk.shown.epoch == 0)
    assert view.plane is not now
    np.testing.assert_array_equal(view.plane.points[STEPS], now.points[STEPS])
    assert (view.plane.points[0] != now.points[0]).any()
    person.desk.look_at_newest()
    person.wait(lambda: person.desk.shown.epoch == 2)
    np.testing.assert_array_equal(view.plane.points, now.points)


def test_micro_steps_show_the_batch_with_its_noise(person) -> None:
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.shown.micro is not None)
    assert person.window.place.name == "micro"
    assert person.desk.shown.micro.batch.inputs.shape[1] == 10
    assert not person.window.grab().isNull()
    person.desk.set_step_unit("epoch")
    person.wait(lambda: person.window.place.name == "generate/denoise")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
def test_it_is_painted_in_every_theme_and_size(open_window, theme, size) -> None:
    person = open_window(experiment=DIFFUSION, preferences=Preferences(theme=theme))
    person.train_to(1)
    person.window.resize(*size)
    for look in ("points", "field"):
        way_map(person).look.chosen.emit(look)
        assert not person.window.grab().isNull()


def test_one_click_sets_it_beside_a_gan_on_the_same_data(open_window) -> None:
    person = open_window(experiment=NAMED["generate"]["diffusion_ring"].experiment.with_(epochs=2))
    person.train_to(1)
    person.window.message_row.offer_taken.emit("rival")
    person.wait(lambda: person.window.place.name == "compare")
    runs = person.session.runs
    person.wait(lambda: all(run.snapshot is not None and run.snapshot.epoch for run in runs.all))
    assert [run.experiment.objective for run in runs.all] == ["denoise", "adversarial"]
    panel = person.window.place.current.right
    person.wait(lambda: len(panel.made.pair) == 2)
    assert panel.made.isVisible()
    assert "within 3 sigma" in panel.made.accessibleDescription()
    labels = {label.text() for label in person.window.findChildren(QLabel)}
    assert "First to 90 %: within 3 sigma" in labels
    person.desk.pause()
    person.wait(lambda: not person.desk.playing)
    assert not person.window.grab().isNull()
