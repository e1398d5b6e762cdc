"""Generate, for two networks against each other, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnviz.drawing.plane.points import shares
from nnviz.drawing.selection import Selection
from nnviz.engine import Dense
from nnviz.session.preferences import Preferences
from nnviz.training.adversarial_presets import ADVERSARIAL
from nnviz.training.experiment import Experiment
from nnviz.training.presets import NAMED, PRESETS
from nnviz.ui.theme import THEMES
from nnviz.ui.widgets import TextLabel

HIDDEN = (Dense(8, "leaky_relu", 0.2),)
GAME = Experiment.on(
    "ring_of_8",
    objective="adversarial",
    points=400,
    averaging=0.9,
    r1=0.05,
    updates=10,
    epochs=8,
    **{"generator.layers": HIDDEN, "discriminator.layers": HIDDEN},
)


@pytest.fixture
def person(open_window):
    person = open_window(experiment=GAME)
    person.train_to(2)
    return person


def place(person):
    return person.window.place.current


def histories(person):
    """The values over the epochs of what is selected, as the inspector shows them."""
    person.window.place.settle()
    person.wait(lambda: len(place(person).right.tabs.inspector.tracks.rows) == 1)
    (row,) = place(person).right.tabs.inspector.tracks.rows
    return row.found.values


def probes(person):
    return [diagram.scene.snapshot.probe for diagram in place(person).stage.diagrams]


def test_generate_opens_with_both_networks_and_the_plane(person) -> None:
    assert person.window.place.name == "generate/adversarial"
    assert len(place(person).stage.diagrams) == 2
    assert place(person).map.words.startswith("made by the average of the generator")
    titles = [row.title for row in place(person).panel.measures.rows]
    assert titles == ["within 3 sigma", "Jensen-Shannon distance"], "the modes have their own beads"
    assert sum(bead.count for bead in place(person).panel.beads.beads.beads) <= 2000


def test_what_the_generator_makes_enters_the_discriminator(person) -> None:
    made, judged = probes(person)
    np.testing.assert_allclose(made.inputs, np.random.default_rng(0).standard_normal((2000, 2))[0], rtol=1e-6)
    np.testing.assert_allclose(made.output, judged.inputs, rtol=1e-6)


def test_a_click_follows_a_made_point(person) -> None:
    view = place(person).map
    view.whose.chosen.emit("learner")
    canvas, made = view.canvas, view.meeting.made[:200]
    area = canvas.area
    x, y = (shares(made[7:8])[0] * area.width()).round()
    spot = QPoint(round(area.x() + x), round(area.y() + y))
    if not canvas.area.contains(spot):
        pytest.fail("the point is not on the plane")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot)
    noise, wanted = probes(person)[0].inputs, view.meeting.made
    index = int(np.argmin(np.abs(np.random.default_rng(0).standard_normal((200, 2)) - noise).sum(axis=1)))
    assert np.hypot(*(wanted[index] - wanted[7])) < 0.3, "that point, or one that lies on it"
    QTest.keyClick(canvas, Qt.Key.Key_PageDown)
    following = np.random.default_rng(0).standard_normal((200, 2))[index + 1]
    np.testing.assert_allclose(probes(person)[0].inputs, following, rtol=1e-6)


def test_the_noise_of_one_point_can_be_moved(person) -> None:
    pad = place(person).panel.pad
    before = np.array(probes(person)[0].inputs)
    QTest.keyClick(pad, Qt.Key.Key_Right)
    after = probes(person)[0].inputs
    np.testing.assert_allclose(after - before, [0.1, 0], atol=1e-6)
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(pad.width() // 2, pad.height() // 2))
    np.testing.assert_allclose(probes(person)[0].inputs, [0, 0], atol=0.05)


def test_learner_and_average_are_told_apart(person) -> None:
    view, panel = place(person).map, place(person).panel
    assert view.meeting.gradient is None
    average = view.meeting.made
    view.whose.chosen.emit("learner")
    assert view.words.startswith("made by the generator as it learns")
    assert "arrows" in view.words
    assert np.abs(view.meeting.made - average).max() > 0
    found = [bead.count for bead in panel.beads.beads.beads]
    assert found == view.meeting.counts.tolist()


def test_the_learner_is_kept_in_the_project_and_its_weights_have_its_history(
    person, open_window, tmp_path
) -> None:
    place(person).map.whose.chosen.emit("learner")
    person.window.diagram.select(Selection("edge", 1, 1, 3))
    learner = histories(person)
    path = tmp_path / "game.nnviz"
    person.window.project_files.save_named(path)
    person.wait(path.exists)
    other = open_window()
    other.window.project_files.open(path)
    other.wait(lambda: other.window.place.name == "generate/adversarial" and other.desk.shown is not None)
    other.wait(lambda: place(other).map.words.startswith("made by the generator as it learns"))
    assert other.desk.shown.learner
    place(person).map.whose.chosen.emit("average")
    held = person.session.runs.current.timeline.snapshots.values()
    average = [moment.averaged(0).network(0).parameters for moment in held]
    learns = [moment.of(0).network(0).parameters for moment in held]
    at = int(np.flatnonzero(np.isclose(learns[-1], learner[-1], rtol=1e-6))[0])
    np.testing.assert_allclose(learner, [one[at] for one in learns], rtol=1e-6)
    np.testing.assert_allclose(histories(person), [one[at] for one in average], rtol=1e-6)
    assert abs(histories(person)[-1] - learner[-1]) > 1e-6


def test_the_ground_can_be_verdict_density_or_none(person) -> None:
    view = place(person).map
    assert "D from" in view.words
    view.look.chosen.emit("density")
    assert "warm: more real points" in view.words
    view.look.chosen.emit("off")
    assert "D from" not in view.words


def test_looking_back_shows_the_points_of_then(person) -> None:
    now = place(person).map.meeting.made
    person.desk.look_at(0)
    person.wait(lambda: person.desk.shown.epoch == 0)
    then = place(person).map.meeting.made
    assert np.abs(then - now).max() > 0


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted_in_every_theme(open_window, theme) -> None:
    person = open_window(experiment=GAME, preferences=Preferences(theme=theme))
    person.train_to(1)
    assert not place(person).map.canvas.grab().isNull()
    assert not place(person).panel.grab().isNull()


def test_turns_noise_and_damping_are_in_the_sentence(person) -> None:
    game = place(person).stage.recipe.game
    game.turns.chosen.emit("5")
    assert person.session.runs.current.experiment.discriminator_steps == 5
    game.turns.chosen.emit("at once")
    assert person.session.runs.current.experiment.simultaneous


def test_the_network_that_moves_next_is_told_from_one_that_is_held(person) -> None:
    def told() -> list[str]:
        names = ("its turn", "held")
        tags = [one for one in place(person).stage.findChildren(QWidget) if one.accessibleName() in names]
        return [tag.accessibleName() for tag in sorted(tags, key=lambda tag: tag.mapToGlobal(tag.pos()).x())]

    assert told() == ["held", "its turn"], "an update begins with the discriminator"
    place(person).stage.recipe.game.turns.chosen.emit("at once")
    person.wait(lambda: told() == ["its turn", "its turn"])


def test_where_each_is_one_number_the_way_of_both_is_shown(open_window) -> None:
    person = open_window(experiment=ADVERSARIAL["dirac"].experiment)
    person.train_to(5)
    view = place(person).map
    assert view.look.current == "path"
    weights = [side.layers[0].weights.item() for side in person.desk.shown.networks]
    np.testing.assert_allclose(view.path.shown.now, weights)
    assert view.words.startswith(f"generator {weights[0]:+.3f}")
    person.click(view.look.button("verdict"))
    assert view.canvas.isVisible()
    assert view.path.isHidden()


def test_larger_networks_have_no_path(person) -> None:
    assert place(person).map.look.button("path").isHidden()


def test_one_network_can_move_alone(person) -> None:
    snapshot = person.session.runs.current.snapshot
    before = [player.parameters.copy() for player in snapshot.players]
    person.click(place(person).map.only.buttons["discriminator"])
    person.wait(lambda: person.session.runs.current.snapshot.step == snapshot.step + 1)
    after = [player.parameters for player in person.session.runs.current.snapshot.players]
    np.testing.assert_array_equal(after[0], before[0])
    assert (after[1] != before[1]).any()


DIGITS = Experiment.on(
    "digits",
    objective="adversarial",
    scale="around_eight",
    noise_numbers=5,
    averaging=0.9,
    updates=5,
    epochs=4,
    **{"generator.layers": HIDDEN, "discriminator.layers": HIDDEN},
)


def test_digits_are_a_sheet_of_the_same_noise_and_one_is_followed(open_window) -> None:
    person = open_window(experiment=DIGITS)
    person.train_to(1)
    view, panel = place(person).map, place(person).panel
    assert view.digits.isVisible()
    assert not view.canvas.isVisible()
    side = view.digits.area.width() / 10
    spot = view.digits.area.topLeft() + QPointF(3.5 * side, 1.5 * side)
    QTest.mouseClick(view.digits, Qt.MouseButton.LeftButton, pos=spot.toPoint())
    noise = np.random.default_rng(0).standard_normal((2000, 5))
    np.testing.assert_allclose(probes(person)[0].inputs, noise[13], rtol=1e-6)
    digit = view.meeting.digits[13]
    assert panel.pair.words[0].startswith(f"read as {digit.read}")
    real = person.desk.shown.dataset.raw(person.desk.shown.dataset.train_features)
    away = np.linalg.norm((real[:2000].astype(float) - digit.picture) / 16, axis=1)
    assert digit.away == pytest.approx(away.min(), rel=1e-3)
    np.testing.assert_allclose(digit.near, real[away.argmin()])
    panel.walk.setValue(10)
    np.testing.assert_allclose(probes(person)[0].inputs, (noise[13] + noise[14]) / 2, rtol=1e-6)
    QTest.keyClick(view.digits, Qt.Key.Key_Right)
    assert panel.walk.value() == 0
    np.testing.assert_allclose(probes(person)[0].inputs, noise[14], rtol=1e-6)


def test_ways_to_break_it_are_those_of_the_same_data(open_window) -> None:
    person = open_window(experiment=PRESETS["generate"])
    panel = place(person).panel
    person.wait(lambda: person.desk.shown is not None)
    offered = {name for name, button in panel.buttons.items() if not button.isHidden()}
    assert offered == {"collapse", "slow_discriminator", "no_r1", "five_turns"}
    person.click(panel.buttons["collapse"])
    person.wait(lambda: person.session.runs.current.experiment == ADVERSARIAL["collapse"].experiment)


@pytest.mark.parametrize("theme", THEMES)
def test_what_dotted_lines_are_is_never_cut(open_window, theme) -> None:
    person = open_window(experiment=GAME, preferences=Preferences(theme=theme))
    person.train_to(2)
    place(person).settle()
    said = [label for label in person.window.findChildren(TextLabel) if label.text().startswith("dotted")]
    assert said
    for label in said:
        if label.isVisible():
            assert label.x() >= 0
            assert label.geometry().right() < label.parentWidget().width()


def test_a_moment_of_another_objective_is_not_shown_where_it_cannot_be(person, caplog) -> None:
    old = person.desk.shown
    person.desk.begin(NAMED["generate"]["diffusion_ring"].experiment, "diffusion")
    person.window.place.choose()
    assert person.window.place.name == "generate/denoise"
    person.window.place.show(old)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_in_compare_a_discriminator_says_made_or_real(person) -> None:
    person.session.runs.new(GAME.with_(seed=4))
    person.train_to(1)
    person.desk.look_at_network(1)
    person.window.place.compare(True)
    person.wait(lambda: person.window.place.name == "compare")
    assert not person.window.grab().isNull()
