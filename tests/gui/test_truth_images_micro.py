"""Every number of micro-steps through maps is that of the batch, gone through again in float64."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.places import Place
from tests.gui.test_images_micro import at_a_batch, go
from tests.helpers.truth_facts import Fact, audit
from tests.helpers.truth_kernel import OwnKernel, pooled_stage
from tests.helpers.truth_texts import texts

PANELS = {"KernelStage", "KernelBlameView", "ToldView"}
PLACE, WEIGHT = (6, 4, 5), (3, 1, 2)


pytestmark = pytest.mark.usefixtures("few_figures")


@pytest.fixture
def person(open_window):
    return at_a_batch(open_window)


def check(person, facts: list[Fact], state: str) -> None:
    QApplication.processEvents()
    said = [one for one in texts(person.window) if PANELS & set(one.owner)]
    assert said, state
    faults = audit(said, facts)
    assert not faults, f"{state}:\n" + "\n".join(faults)


def own_at(person, phase: str, label: str, place: tuple[int, int, int] = PLACE) -> OwnKernel:
    desk = person.desk
    go(person, phase, label)
    micro = desk.micro.with_kernel(KernelWeight(2, place[0], *WEIGHT)).with_spot(Place(2, *place))
    desk.set_micro(micro)
    data = desk.shown.dataset
    pictures = np.asarray(data.train_features, np.float64).reshape(-1, 28, 28)
    return OwnKernel.of(micro, pictures, data.train_labels, 2, place, WEIGHT)


def test_forward_at_the_newest_and_looking_back(person) -> None:
    for epoch in (2, 1):
        person.desk.look_at(epoch)
        person.wait(lambda epoch=epoch: person.desk.shown.epoch == epoch and person.desk.micro is not None)
        assert person.desk.micro.snapshot.epoch == epoch
        own = own_at(person, "forward", "conv2: window")
        check(person, [*own.stage("window"), *own.told("window")], f"window at epoch {epoch}")
        own = own_at(person, "forward", "conv2: z")
        check(person, [*own.stage("z"), *own.told("z")], f"z at epoch {epoch}")
        own = own_at(person, "forward", "conv2: a")
        check(person, [*own.stage("a"), *own.told("a")], f"a at epoch {epoch}")


def test_blame_of_the_strongest_place_and_of_another(person) -> None:
    own = own_at(person, "backward", "conv2: ∂L/∂W")
    strongest = np.unravel_index(np.abs(own.products).argmax(), own.products.shape)
    for place in (PLACE, (PLACE[0], *map(int, strongest))):
        own = own_at(person, "backward", "conv2: ∂L/∂W", place)
        facts = [*own.stage("a", badges=3), *own.blame()]
        if own.delta[place[1:]] == 0:
            facts = [one for one in facts if one.name != "reasons"]
            why = (
                r"^Row (\d+), column (\d+) has no blame: (?:[^\d]+|in the pooling row \d+, column \d+ won\.)$"
            )
            facts.append(Fact("reason", why, (place[1] + 1, place[2] + 1), "KernelBlameView"))
        check(person, facts, f"blame of {place}")


def test_a_pooling_there_and_back(person) -> None:
    """What the stage paints: what it tells and the panel are the same lines."""
    own = own_at(person, "forward", "conv2: a").own
    for phase, label in (("forward", "maxpool2: winner"), ("backward", "maxpool2: ∂L/∂a")):
        go(person, phase, label)
        place = (6, 2, 3)
        person.desk.set_micro(person.desk.micro.with_spot(Place(3, *place)))
        QApplication.processEvents()
        facts = pooled_stage(own, person.desk.micro, 3, place)
        said = [one for one in texts(person.window) if "KernelStage" in one.owner and one.how == "painted"]
        faults = audit(said, facts)
        assert not faults, f"{label}:\n" + "\n".join(faults)
