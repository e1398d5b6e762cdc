"""Every number that Generate shows of two networks against each other is that of the moment shown, and of
one generator: the one that is named."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from tests.gui.test_game import GAME
from tests.helpers.truth_facts import audit
from tests.helpers.truth_generate import SHOWN, Game, game_facts
from tests.helpers.truth_texts import texts

PANELS = {"GamePanel", "MeetMap"}
HIDDEN, RESTING = (8,), 100


@pytest.fixture
def person(open_window):
    person = open_window(experiment=GAME)
    person.train_to(4)
    person.wait(lambda: not person.desk.playing)
    return person


def game_of(person, *, learns: bool) -> Game:
    dataset = person.desk.shown.dataset
    unit = float(np.abs(dataset.train_points).max() / np.abs(dataset.train_features).max())
    return Game(person.desk.shown.networks[0], learns=learns, hidden=HIDDEN, unit=unit)


def check(person, game: Game, noise: np.ndarray, look: str, state: str) -> None:
    """All numbers in the panels are right, and none is unknown."""
    QApplication.processEvents()
    person.window.place.settle()
    said = [one for one in texts(person.window, ()) if PANELS & set(one.owner)]
    assert said, state
    faults = audit(said, game_facts(game, person.desk.shown.dataset, noise, look, RESTING))
    assert not faults, f"{state}:\n" + "\n".join(faults)


def look_at(person, epoch: int) -> None:
    person.desk.look_at(epoch)
    person.wait(lambda: person.desk.shown.epoch == epoch and person.desk.shown.exact)


@pytest.mark.parametrize("learns", [False, True])
def test_at_rest_and_looking_back_of_the_average_and_of_the_learner(person, learns: bool) -> None:
    view = person.window.place.current.map
    view.whose.chosen.emit("learner" if learns else "average")
    QTest.keyClick(view.canvas, Qt.Key.Key_PageDown)
    for epoch in (4, 1):
        look_at(person, epoch)
        game = game_of(person, learns=learns)
        for look in ("verdict", "density", "off"):
            view.look.chosen.emit(look)
            check(person, game, game.noise[1], look, f"epoch {epoch}, {look}")
        view.look.chosen.emit("verdict")


@pytest.mark.parametrize("learns", [False, True])
def test_noise_of_ones_own_goes_through_both_networks_of_the_diagram(person, learns: bool) -> None:
    """What stands between the two is the point that is ringed on the plane."""
    current = person.window.place.current
    current.map.whose.chosen.emit("learner" if learns else "average")
    QTest.keyClick(current.panel.pad, Qt.Key.Key_Right)
    for epoch in (4, 2):
        look_at(person, epoch)
        game = game_of(person, learns=learns)
        noise = game.noise[0] + (0.1, 0)
        check(person, game, noise, "verdict", f"epoch {epoch}")
        point = game.made(noise[np.newaxis])
        generator, discriminator = (diagram.scene.moment for diagram in current.stage.diagrams)
        made, judged = generator.columns[-1].values["a"], discriminator.columns[-1].values["a"]
        np.testing.assert_allclose(made * game.unit, point[0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(discriminator.parts[0].values["a"], made, rtol=1e-6)
        np.testing.assert_allclose(judged, game.says(point), rtol=1e-4)


def test_points_arrows_and_sheet_are_those_of_the_networks(person) -> None:
    view = person.window.place.current.map
    for epoch in (4, 1):
        look_at(person, epoch)
        for learns in (False, True):
            view.whose.chosen.emit("learner" if learns else "average")
            game, met = game_of(person, learns=learns), view.meeting
            np.testing.assert_allclose(met.made, game.made(), rtol=1e-3, atol=1e-4)
            z = np.linspace(-2.4, 2.4, 13)
            line = game.made(np.stack([np.full(72, z[3]), np.linspace(-2.4, 2.4, 72)], axis=1))
            np.testing.assert_allclose(met.sheet[3], line, rtol=1e-3, atol=1e-4)
            assert (met.gradient is None) == (not learns), "an average learns nothing"
            if learns:
                wanted = game.gradient(game.made()[:SHOWN:3])
                cosine = (wanted * met.gradient).sum(axis=1)
                lengths = np.hypot(*wanted.T), np.hypot(*met.gradient.T)
                np.testing.assert_allclose(cosine, lengths[0] * lengths[1], rtol=1e-2, atol=1e-6)
                ratio = lengths[1] / lengths[0]
                np.testing.assert_allclose(ratio, np.median(ratio), rtol=2e-2)


@pytest.mark.parametrize("learns", [False, True])
def test_tiles_are_what_neurons_make_of_noise_and_of_the_plane(person, learns: bool) -> None:
    current = person.window.place.current
    current.map.whose.chosen.emit("learner" if learns else "average")
    for epoch in (4, 1):
        look_at(person, epoch)
        game = game_of(person, learns=learns)
        made, said = (diagram.scene.maps for diagram in current.stage.diagrams)
        for maps, reach in ((made, 2.4), (said, 6.0)):
            cells = maps.resolution
            middles = ((np.arange(cells) + 0.5) / cells - 0.5) * 2 * reach
            places = np.stack([axis.ravel() for axis in np.meshgrid(middles, -middles)], axis=1)
            if maps is made:
                wanted = (game.made(places) / game.unit).T.reshape(2, cells, cells)
            else:
                wanted = game.says(places).reshape(1, cells, cells)
            np.testing.assert_allclose(maps.layers[-1], wanted, rtol=1e-3, atol=1e-5)


def test_an_average_is_named_and_not_changed_by_hand(person) -> None:
    current = person.window.place.current
    generator = current.stage.diagrams[0]
    current.map.whose.chosen.emit("average")
    asked = []
    generator.edit_requested.connect(asked.append)
    for whose in ("average", "learner"):
        current.map.whose.chosen.emit(whose)
        said = {
            one.text
            for one in texts(person.window, ())
            if "NetworkSide" in one.owner and one.how == "painted"
        }
        assert ("2 → 8 → 2, its average" in said) == (whose == "average")
        person.desk.select(None)
        generator.select(Selection("edge", 0, 3, 1))
        generator.setFocus()
        QTest.keyClick(generator, Qt.Key.Key_Plus)
        assert bool(asked) == (whose == "learner")
