"""Every number that the panels of Images show is that of the moment shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from nnviz.training.image_presets import IMAGES
from nnviz.training.trainer import Trainer
from nnviz.ui.images.matrix import MatrixView
from nnviz.ui.preset_note import note_of
from tests.gui.test_images import at_figures, click_cell, results, select
from tests.helpers import truth_images as truth
from tests.helpers.truth_facts import Fact, audit
from tests.helpers.truth_texts import texts

PANELS = {"PlaceCard", "PushView"}


pytestmark = pytest.mark.usefixtures("few_figures")


def check(person, facts: list[Fact], state: str, hovered: tuple[type, ...] = ()) -> None:
    """All numbers in the panels of Images are right, and none is unknown."""
    QApplication.processEvents()
    person.window.place.settle()
    said = [one for one in texts(person.window, hovered) if PANELS & set(one.owner)]
    assert said, state
    faults = audit(said, facts)
    assert not faults, f"{state}:\n" + "\n".join(faults)


def own(person) -> truth.OwnPictures:
    """The network shown, gone through again with the sample shown, from what the data are."""
    shown = person.desk.shown
    dataset, sample = shown.dataset, shown.sample
    assert dataset.name == "figures"  # whose scale is none: the pixels are what the network takes
    features = np.asarray(dataset.test_features[sample.index], dtype=np.float64)
    return truth.OwnPictures(shown.snapshot, features, (28, 28), sample.label)


def pushes(person, network: truth.OwnPictures) -> list[Fact]:
    last = max(place for place, layer in enumerate(network.layers) if layer.a.ndim == 3)
    return truth.push_facts(network, last, person.desk.shown.dataset.class_names)


def named(network: truth.OwnPictures, layer: int, unit: int, row: int, column: int) -> list[Fact]:
    """What the card says of which place it is."""
    title = r"^Filter (\d+) at row (\d+), column (\d+)$"
    return [
        truth.fact("place", title, unit + 1, row + 1, column + 1),
        truth.fact("layer", r"^output of (\w+)$", network.layers[layer].name),
    ]


@pytest.fixture
def person(open_window):
    return at_figures(open_window)


def test_places_of_both_convolutions_at_rest_and_looking_back(person) -> None:
    for epoch in (2, 1):
        person.desk.look_at(epoch)
        person.wait(lambda epoch=epoch: person.desk.shown.epoch == epoch and person.desk.shown.exact)
        network = own(person)
        select(person, 0, 3, 9, 5)
        facts = [*truth.place_facts(network, 0, 3, 9, 5, 0), *pushes(person, network)]
        check(person, facts, f"conv1 at epoch {epoch}", (MatrixView,))
        select(person, 1, 6, 3, 6)
        at = network.layers[2]
        by_channel = (at.window(3, 6)[0] * at.numbers["weights"][6]).sum(axis=(1, 2))
        channel = int(np.abs(by_channel).argmax())
        facts = [*truth.place_facts(network, 2, 6, 3, 6, channel), *pushes(person, network)]
        check(person, facts, f"conv2 at epoch {epoch}", (MatrixView,))
        select(person, 0, 2, 4, 5, behind=1)
        check(
            person,
            [*truth.pooled_facts(network, 1, 2, 4, 5), *pushes(person, network)],
            f"pooling at epoch {epoch}",
            (MatrixView,),
        )


def test_blame_of_weights_and_what_a_chosen_cell_says(person) -> None:
    network = own(person)
    for layer, behind, unit, place, weight in ((0, 0, 4, (8, 8), (0, 1, 3)), (1, 2, 4, (2, 2), (0, 2, 0))):
        select(person, layer, unit, *place)
        card = results(person).card
        person.click(card.mode.button("number"))
        card.forward.channels.row_chosen.emit(weight[0])
        click_cell(card.forward.weights, *weight[1:])
        facts = [*named(network, behind, unit, *place), *truth.blame_facts(network, behind, unit, *weight)]
        check(person, facts, f"blame in layer {behind}", (MatrixView,))


def test_all_windows_that_hold_a_pixel(person) -> None:
    network = own(person)
    select(person, 0, 4, 8, 8)
    card = results(person).card
    person.click(card.mode.button("pixel"))
    click_cell(card.pixel.map, 13, 11)
    at, found = network.layers[0], []
    for unit in range(6):
        kernel, total = at.numbers["weights"][unit, 0], 0.0
        for i, j in np.ndindex(5, 5):  # the window whose cell (i, j) lies on the pixel
            total += float(kernel[i, j] * at.dz[unit, 13 - i, 11 - j])
        found.append((f"filter {unit + 1}", total))
    facts = [
        *named(network, 0, 4, 8, 8),
        truth.fact("pixel", r"Row (\d+), column (\d+) is in (\d+) windows", 14, 12, 25),
        *truth.table("image", at.x[0], scale=1.0, painted=False),
        *truth.bars(found, "What each filter adds"),
        *truth.sums([("∂L/∂x", sum(value for _, value in found))]),
    ]
    check(person, facts, "a pixel", (MatrixView,))


def test_what_pushed_and_what_it_says_without_a_part(person) -> None:
    network, pushed = own(person), results(person).pushes
    person.click(pushed.open)
    pushed.picture.setFocus()
    person.key(Qt.Key.Key_Right)
    for _ in range(3):
        person.key(Qt.Key.Key_Down)
    shown, patch = person.desk.shown, pushed.picture.erased.patch
    other = np.array(shown.dataset.test_features[shown.sample.index], dtype=np.float64).reshape(28, 28)
    other[patch.top : patch.bottom, patch.left : patch.right] = 0.0
    without = truth.OwnPictures(shown.snapshot, other.ravel(), (28, 28), None)
    names = shown.dataset.class_names
    facts = [*pushes(person, network), *truth.erased_facts(without.output, network.output, names)]
    check(person, facts, "erased")


def test_what_excites_a_map(person) -> None:
    network = own(person)
    select(person, 0, 1, 3, 3)
    card = results(person).card
    person.click(card.mode.button("excites"))
    person.window.place.settle()
    shown, found = person.desk.shown, []
    kernel, bias = (network.layers[0].numbers[name] for name in ("weights", "bias"))
    for index, picture in enumerate(shown.dataset.test_features):
        x = np.lib.stride_tricks.sliding_window_view(np.asarray(picture, float).reshape(28, 28), (5, 5))
        z = np.maximum(0, np.einsum("rqij,ij->rq", x, kernel[1, 0]) + bias[1])
        found.append((float(z.max()), index, np.unravel_index(z.argmax(), z.shape)))
    best = sorted(found, key=lambda one: (-one[0], one[1]))[:12]
    names = shown.dataset.class_names
    facts = named(network, 0, 1, 3, 3)
    painted = r"^((?:[\d.]+\|?){12})$"
    facts.append(truth.fact("values", painted, [one[0] for one in best], where="ExcitingPictures"))
    for rank, (value, index, (row, column)) in enumerate(best, start=1):
        name = names[int(shown.dataset.test_labels[index])]
        told = rf"{rank}: test image (\d+), (\w+), ({truth.N}) at row (\d+), column (\d+)"
        rights = index + 1, name, value, int(row) + 1, int(column) + 1
        facts.append(truth.fact(f"image {rank}", rf"(?<!\d){told}", *rights))
    check(person, facts, "what excites it")


def begun(name: str) -> Trainer:
    """A preset after two epochs."""
    experiment = IMAGES[name].experiment
    trainer = Trainer(experiment.with_(epochs=2), experiment.dataset())
    for _ in trainer.run():
        pass
    return trainer


def test_what_is_said_of_presets(open_window) -> None:
    """The rate to try is that of the one that works; what is said to be 0 is 0 in every number."""
    fast, zero = begun("figures_fast"), begun("digits_zero")
    answers = fast.network.forward(fast.dataset.test_features).stages[2].a
    moved = np.abs(zero.network.parameters[: -zero.network.layers[-1].bias.size]).max()
    rate = IMAGES["figures"].experiment.learning_rate
    stands_still = [truth.fact("gradient", r"whose gradient is (0)", float(moved))]
    facts = {
        "figures_fast": [
            truth.fact("rate", rf"the rate ({truth.N})", rate),
            truth.fact("ReLU", r"a ReLU that is (0) for every", float(np.abs(answers).max())),
        ],
        "digits_zero": stands_still,
        "mnist28": [truth.fact("year of LeNet-5", r"since (\d+)", 1998)],
        "mnist28_zero": stands_still,
    }
    person = open_window()
    for name, preset in IMAGES.items():
        person.window.message_row.show_note(note_of(preset.experiment, comparing=False))
        QApplication.processEvents()
        said = [one for one in texts(person.window) if "MessageRow" in one.owner]
        assert any(str(preset.advice or preset.story) in one.text for one in said), name
        assert audit(said, facts.get(name, [])) == [], name
