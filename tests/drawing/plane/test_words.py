"""What is said of points of the plane."""

from __future__ import annotations

import pytest

from nnviz.drawing.plane.points import PlacedPoints, PointAt
from nnviz.drawing.plane.words import answer_at, class_name, tip_of
from tests.helpers.plane import plane_case


def test_the_answer_at_a_point_is_the_likelier_class_with_its_share():
    snapshot, dataset = plane_case((2,))
    probed = snapshot.probed(dataset.test_features[0])
    share = float(probed.network().predict(dataset.test_features[:1])[0, 0])
    name, likely = ("amber", share) if share > 0.5 else ("blue", 1 - share)
    assert answer_at(probed, dataset).replace("\xa0", " ") == f"{name}, {100 * likely:.0f} %"
    assert answer_at(None, dataset) == answer_at(snapshot, None) == "no answer yet"


def test_of_values_the_number_is_said():
    snapshot, dataset = plane_case((2,), data="waves", loss="mse")
    probed = snapshot.probed(dataset.test_features[0])
    value = float(probed.network().predict(dataset.test_features[:1])[0, 0])
    assert answer_at(probed, dataset).replace("−", "-") == f"the network says {value:.3f}"
    label = float(dataset.train_labels[4].item())
    tip = tip_of(PlacedPoints(dataset), PointAt("train", 4)).replace("−", "-")
    assert tip == f"Training sample 5: {label:.3f}. Click to send it through."


@pytest.mark.parametrize("index", range(3))
def test_a_sample_is_told_with_its_colour(index):
    _, dataset = plane_case((2,))
    colour = ("blue", "amber")[int(dataset.test_labels[index])]
    tip = tip_of(PlacedPoints(dataset), PointAt("test", index))
    assert tip == f"Test sample {index + 1}: {colour}. Click to send it through."
    assert tip_of(PlacedPoints(dataset), None).startswith("Move over the map")
    assert class_name(6) == "6", "there are six colours"
