"""The Inspector's rows over the epochs: the value is that of the moment shown, and gaps are seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from nnviz.training.edits import Edit
from nnviz.ui.inspector.tracks import TrackRow
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Segmented
from tests.helpers.truth_texts import painted

NEURON = Selection("neuron", 0, 3)


@pytest.fixture
def person(open_ring):
    person = open_ring()
    person.desk.advance(3)
    person.wait(lambda: person.desk.shown.epoch == 3 and person.desk.shown.snapshot.whole)
    person.window.diagram.select(NEURON)
    return person


def row_of(person) -> TrackRow:
    return next(row for row in person.window.findChildren(TrackRow) if row.isVisible())


def told(person) -> str:
    """The number that the row says, as it is painted."""
    return painted(row_of(person))[-1][2].replace("−", "-")


def quantity(person, name: str) -> None:
    tracks = person.window.place.current.results.inspector.tracks
    tracks.findChild(Segmented).chosen.emit(name)
    QApplication.processEvents()


def says(person, value: float) -> bool:
    return abs(float(told(person)) - value) <= 0.0006


def activation(shown) -> float:
    """tanh of the weighted inputs, in float64, for the sample that is shown."""
    layer = shown.snapshot.layers[0]
    z = np.asarray(shown.probe.inputs, float) @ np.asarray(layer.weights, float)[:, 3] + float(layer.bias[3])
    return float(np.tanh(z))


def test_after_a_bias_is_set_by_hand_its_row_says_it(person):
    quantity(person, "bias")
    assert says(person, float(person.desk.shown.snapshot.layers[0].bias[3]))
    person.desk.edit(Edit(0, None, 3, 5.0))
    person.wait(lambda: says(person, 5.0))
    quantity(person, "activation")
    assert says(person, activation(person.desk.shown))


def test_between_two_epochs_it_is_the_value_of_the_moment(person):
    person.desk.set_step_unit("batch")
    for _ in range(3):
        done = person.desk.shown.update
        person.desk.step()
        person.wait(lambda done=done: person.desk.shown.update == done + 1)
        assert says(person, activation(person.desk.shown)), "at once, not soon"


def test_looking_back_at_an_epoch_that_is_not_kept_it_is_that_epochs(person):
    shown = person.desk.shown
    kept = shown.timeline.snapshots
    person.desk.look_at(1)
    person.wait(lambda: person.desk.shown.epoch == 1)
    true = float(person.desk.shown.snapshot.layers[0].bias[3])
    del shown.timeline._snapshots[1]  # as a long run thins its moments out
    assert 1 not in kept
    person.desk.look_at(2)
    person.wait(lambda: person.desk.shown.epoch == 2)
    person.desk.look_at(1)
    person.wait(lambda: person.desk.shown.epoch == 1)
    quantity(person, "bias")
    assert says(person, true)
    assert "known at 3 of 4 epochs" in row_of(person).toolTip()


def dark(row: TrackRow, theme: Theme) -> list[bool]:
    """Which columns of the row have something of the curve's colour in them."""
    image: QImage = row.grab().toImage()
    wanted = theme.curve("test")
    head = round(theme.type_px("caption") * 1.45) + 3

    def near(x: int, y: int) -> bool:
        colour = image.pixelColor(x, y)
        return all(abs(a - b) < 60 for a, b in zip(colour.getRgb()[:3], wanted.getRgb()[:3], strict=True))

    return [any(near(x, y) for y in range(head, image.height())) for x in range(image.width())]


def test_a_gap_between_kept_moments_is_seen(person):
    quantity(person, "bias")
    person.window.place.settle()
    whole = sum(dark(row_of(person), person.window.theme))
    timeline = person.desk.shown.timeline
    for epoch in (1, 2):
        del timeline._snapshots[epoch]
    quantity(person, "activation")
    quantity(person, "bias")
    assert sum(dark(row_of(person), person.window.theme)) < 0.6 * whole, "dotted between 0 and 3"
