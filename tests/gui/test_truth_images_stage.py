"""Diagram, answer, input panel and global pooling of Images say what is so, also after an edit by hand."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from nnviz.training.edits import Edit
from nnviz.training.image_presets import IMAGES
from nnviz.ui.images.matrix import MatrixView
from tests.gui.test_images import at_figures, results, select
from tests.gui.test_truth_images import own
from tests.helpers import truth_images as truth
from tests.helpers import truth_stage as stage
from tests.helpers.truth_facts import Fact, audit
from tests.helpers.truth_texts import texts

PARTS = {"AnswerView", "DiagramView", "InputPanel"}


@pytest.fixture
def person(open_window):
    return at_figures(open_window)


def check(person, facts: list[Fact], state: str, parts: set[str], hovered: tuple[type, ...] = ()) -> None:
    """All numbers of these parts are right, and none is unknown."""
    QApplication.processEvents()
    person.window.place.settle()
    said = [one for one in texts(person.window, hovered) if parts & set(one.owner)]
    assert said, state
    faults = audit(said, facts)
    assert not faults, f"{state}:\n" + "\n".join(faults)


def right_now(person) -> list[Fact]:
    """What all parts may say of the moment, whatever is selected."""
    network, shown = own(person), person.desk.shown
    return [
        *stage.answer_facts(network, shown.dataset, shown.sample.label),
        *stage.output_facts(network),
        *stage.header_facts(network),
        *stage.legend_facts(network),
        *stage.panel_facts(network, shown.dataset, shown.sample.index),
    ]


def test_at_rest_with_a_cell_looking_back_and_after_an_edit(person) -> None:
    check(person, right_now(person), "at rest", PARTS)
    select(person, 1, 6, 3, 6)
    chosen = stage.cell_facts(own(person), person.desk.shown.dataset, 6, 3, 6)
    check(person, [*right_now(person), *chosen], "a cell, the answer being compact", PARTS)
    person.desk.look_at(1)
    person.wait(lambda: person.desk.shown.epoch == 1 and person.desk.shown.exact)
    chosen = stage.cell_facts(own(person), person.desk.shown.dataset, 6, 3, 6)
    check(person, [*right_now(person), *chosen], "looking back", PARTS)
    person.desk.look_at_newest()
    person.wait(lambda: person.desk.shown.epoch == 2)
    before = own(person).output
    person.desk.edit(Edit(0, 7, 2, 1.75), Edit(1, None, 6, 0.5))
    person.wait(lambda: person.desk.shown.snapshot.layers[1].bias[6] == np.float32(0.5))
    network = own(person)
    assert np.abs(network.output - before).max() > 1e-3
    assert network.layers[0].numbers["weights"].reshape(6, -1)[2, 7] == 1.75
    chosen = stage.cell_facts(network, person.desk.shown.dataset, 6, 3, 6)
    check(person, [*right_now(person), *chosen], "edited by hand", PARTS)
    at = network.layers[2]
    by_channel = (at.window(3, 6)[0] * at.numbers["weights"][6]).sum(axis=(1, 2))
    channel = int(np.abs(by_channel).argmax())
    results(person).card.forward.channels.row_chosen.emit(channel)
    facts = truth.place_facts(network, 2, 6, 3, 6, channel)
    check(person, facts, "the card after an edit", {"PlaceCard"}, (MatrixView,))


def test_all_of_a_map_and_the_place_that_won(open_window) -> None:
    person = open_window(**vars(IMAGES["shapes"].experiment))
    person.desk.advance(2)
    person.wait(lambda: person.desk.shown.epoch == 2 and not person.desk.playing)
    shown = person.desk.shown
    features = np.asarray(shown.dataset.test_features[shown.sample.index], np.float64)
    network = truth.OwnPictures(shown.snapshot, features, (12, 12), shown.sample.label)
    at = network.layers[1]
    for unit in (int(at.a.argmax()), int(at.a.argmin())):
        person.window.diagram.select(Selection("neuron", 0, unit, -1, 0, 0, 1))
        person.wait(lambda unit=unit: person.desk.shown.selection.unit == unit)
        found = np.argwhere(at.x[unit] == at.x[unit].max())
        facts = [
            truth.fact("place", r"^All of map (\d+)$", unit + 1),
            truth.fact("layer", r"^output of (\w+)$", at.name),
            *truth.table("the whole map", at.x[unit], scale=float(np.abs(at.x).max()), painted=False),
            *truth.sums([("largest of 144", float(at.a[unit]))]),
            truth.fact("stands", r"(\d+), (\d+)\|it stands at", *(int(one) + 1 for one in found[0])),
            truth.fact("stands, told", r"it stands at (\d+), (\d+)", *(int(one) + 1 for one in found[0])),
        ]
        if len(found) > 1:
            facts.append(truth.fact("ties", r"(\d+) are as large", len(found), where="SumLines", least=2))
        check(person, facts, f"map {unit}", {"PlaceCard"}, (MatrixView,))
