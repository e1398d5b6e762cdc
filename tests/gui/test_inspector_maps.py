"""The Inspector on filters and kernels: their own numbers now and over the epochs, kept in sight by a pin."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.drawing.selection import Selection
from nnviz.engine import Conv, Dense, MaxPool
from nnviz.ui.inspector.tracks import TrackRow
from nnviz.ui.widgets import Segmented
from tests.helpers.convolving import convolved, pooled
from tests.helpers.truth_texts import painted

LAYERS = (
    Conv(3, 3, padding="valid", activation="relu"),
    MaxPool(2),
    Conv(4, 3, activation="relu"),
    Dense(5, "tanh"),
)


@pytest.fixture
def person(open_window):
    """Three filters of three rows: what belongs to a filter is not what belongs to a row. Among the digits,
    since in Images a filter has a card of its own."""
    person = open_window(data="digits", layers=LAYERS, learning_rate=0.01, epochs=1_000_000)
    person.desk.advance(2)
    person.wait(lambda: person.desk.shown.epoch == 2)
    return person


def inspector(person):
    return person.window.results.inspector


def select(person, selection: Selection) -> str:
    person.window.diagram.select(selection)
    QApplication.processEvents()
    person.window.place.settle()
    return inspector(person).accessibleName()


def row(person) -> TrackRow:
    return inspector(person).tracks.rows[0]


def told(person) -> float:
    return float(painted(row(person))[-1][2].replace("−", "-"))


def quantity(person, name: str) -> None:
    inspector(person).tracks.findChild(Segmented).chosen.emit(name)
    QApplication.processEvents()
    person.window.place.settle()


def forward(snapshot, kernels=None):
    """The loss and both maps of the sample shown, term by term in float64."""
    first, second, third, last = (layer.parameters for layer in snapshot.layers)
    picture = np.asarray(snapshot.probe.inputs, float).reshape(1, 8, 8)
    weights = first["weights"] if kernels is None else kernels
    one = np.maximum(convolved(picture, weights, first["bias"], places=(6, 6)), 0)
    small, _ = pooled(one, 2)
    two = np.maximum(convolved(small, second["weights"], second["bias"], before=1, places=(3, 3)), 0)
    hidden = np.tanh(two.ravel() @ third["weights"].astype(float) + third["bias"])
    z = hidden @ last["weights"].astype(float) + last["bias"]
    return float(np.log(np.exp(z).sum()) - z[snapshot.probe.label]), one, two


def largest(values) -> float:
    """The one that is largest by size, with its sign, as the line in the diagram."""
    flat = np.asarray(values, float).ravel()
    return float(flat[np.abs(flat).argmax()])


def test_a_filter_has_its_own_weights_and_the_largest_of_its_map(person):
    assert select(person, Selection("neuron", 0, 1)) == "Map 2 of conv 1"
    snapshot = person.desk.shown.snapshot
    kernel = snapshot.layers[0].parameters["weights"][1]
    said = inspector(person).accessibleDescription().replace("−", "-")
    low, high = (float(part) for part in said.split("weights: ")[1].split(";")[0].split(" to "))
    assert (low, high) == pytest.approx((kernel.min(), kernel.max()), abs=6e-4)
    assert row(person).text() == "largest activation, map 2 of conv 1"
    _, one, two = forward(snapshot)
    assert told(person) == pytest.approx(one[1].max(), abs=6e-4)
    select(person, Selection("neuron", 1, 3))
    assert told(person) == pytest.approx(two[3].max(), abs=6e-4)
    quantity(person, "bias")
    assert told(person) == pytest.approx(float(snapshot.layers[1].bias[3]), abs=6e-4)


def test_a_kernel_over_the_epochs_is_its_largest_weight_and_stays_when_it_is_pinned(person):
    assert select(person, Selection("edge", 1, 2, 1)) == "Into map 3 of conv 2"
    assert row(person).text() == "largest w, map 2 of conv 1 → map 3 of conv 2"
    timeline = person.desk.shown.timeline
    sizes = {
        epoch: largest(moment.layers[1].parameters["weights"][2, 1])
        for epoch, moment in timeline.snapshots.items()
    }
    found = row(person).found
    np.testing.assert_allclose(found.values, [sizes[int(epoch)] for epoch in found.epochs], rtol=1e-6)
    assert told(person) == pytest.approx(sizes[2], abs=6e-4)
    inspector(person).tracks.pin_button.click()
    select(person, Selection("edge", 0, 2, 0))
    names = [one.text() for one in inspector(person).tracks.rows]
    assert names[0] == "largest w, channel 1 of what enters → map 3 of conv 1"
    assert names[1] == "largest w, map 2 of conv 1 → map 3 of conv 2"
    person.desk.look_at(1)
    person.wait(lambda: person.desk.shown.epoch == 1)
    pinned = inspector(person).tracks.rows[1]
    assert pinned.value == pytest.approx(sizes[1], rel=1e-6)


def test_its_gradient_is_that_by_nudging_every_weight(person):
    select(person, Selection("edge", 0, 1, 0))
    quantity(person, "gradient")
    assert row(person).text().startswith("largest ∂L/∂w, ")
    snapshot = person.desk.shown.snapshot
    kernels = snapshot.layers[0].parameters["weights"].astype(float)
    slopes = []
    for place in np.ndindex(3, 3):
        losses = []
        for by in (1e-6, -1e-6):
            moved = kernels.copy()
            moved[1, 0][place] += by
            losses.append(forward(snapshot, moved)[0])
        slopes.append((losses[0] - losses[1]) / 2e-6)
    assert row(person).value == pytest.approx(largest(np.array(slopes)), rel=1e-3)


def test_what_lies_behind_maps_has_its_history_too(person):
    select(person, Selection("neuron", 2, 3))
    assert row(person).text() == "activation, hidden 3 · 4"
    found = row(person).found
    assert len(found.values) == 3, "also of an activation, whose sample is a picture"
    assert found.values[-1] == pytest.approx(float(person.desk.shown.probe.a[2][3]), rel=1e-6)
