"""What is selected among its neighbours, and what a number over the epochs is called."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.inspector.names import Names
from nnviz.drawing.inspector.selected import describe, neighbour, siblings
from nnviz.drawing.inspector.track import Track, known_of, quantities
from nnviz.drawing.selection import Selection
from nnviz.training.history import History
from tests.helpers.snapshots import hand_built_snapshot

SNAPSHOT = hand_built_snapshot()  # 64, 32, 10


@pytest.mark.parametrize(
    ("selection", "count", "next_"),
    [
        (Selection("neuron", 0, 31), 32, Selection("neuron", 0, 0)),
        (Selection("edge", 0, 5, 63), 64, Selection("edge", 0, 5, 0)),
        (Selection("edge", 1, 9, 3), 32, Selection("edge", 1, 9, 4)),
        (Selection("input", -1, 63), 64, Selection("input", -1, 0)),
        (Selection("neuron", 1, 10), 0, None),
        (Selection("neuron", 2, 0), 0, None),
        (Selection("edge", 1, 3, 32), 0, None),
        (Selection("input", -1, 64), 0, None),
    ],
)
def test_neighbours_are_those_of_the_same_kind_and_place(selection, count, next_):
    assert siblings(SNAPSHOT, selection) == count
    assert neighbour(SNAPSHOT, selection, 1) == next_
    if next_ is not None:
        assert neighbour(SNAPSHOT, next_, -1) == selection
    else:
        assert describe(SNAPSHOT, None, None, selection, None).title == "The network"


def test_a_number_over_the_epochs_has_the_name_of_what_it_is_of():
    names = Names(2, 10, (8, 8), (), tuple("0123456789"))
    line, neuron = Selection("edge", 1, 4, 5), Selection("neuron", 0, 2)
    assert Track(line, "weight").name(names) == "weight, hidden 6 → output 4"
    assert Track(line, "gradient").name(names) == "∂L/∂w, hidden 6 → output 4"
    assert Track(neuron, "gradient").name(names) == "∂L/∂z, hidden 3"
    assert quantities(Selection("input", -1, 0)) == quantities(None) == ()


def test_a_curve_says_how_much_of_it_is_known():
    found = History(np.array([2.0, 3.0, 9.0]), np.array([0.5, -1.25, 2.0]))
    said = known_of(found).replace("−", "-")
    assert said == "+0.500 at epoch 2, from -1.250 to +2.000 since; known at 3 of 8 epochs"
    assert known_of(History(np.empty(0), np.empty(0))).startswith("There is no earlier moment")
