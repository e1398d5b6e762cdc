"""Points of the plane on a map: where they are, which is nearest, and the numbers of the sliders."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.planar import EXTENT
from nnviz.drawing.plane.points import PlacedPoints, PointAt, as_point, share_of, shares, wrong_answers
from nnviz.drawing.plane.scales import NOISE_SCALE, POINTS_SCALE, SHARE_SCALE
from nnviz.engine import Network
from nnviz.training.derived import Derived
from nnviz.training.snapshot import Snapshot
from tests.helpers.plane import plane_case

SNAPSHOT, SPIRALS = plane_case((2,))
_, WAVES = plane_case((2,), data="waves", loss="mse")
_, THREE = plane_case((2,), data="clouds", classes=3, loss="categorical_crossentropy")


def test_a_point_is_as_far_to_the_right_and_up_as_its_numbers_say():
    assert share_of(0, 0) == (0.5, 0.5)
    assert share_of(-EXTENT, EXTENT) == (0, 0)
    assert share_of(EXTENT / 2, -EXTENT) == (0.75, 1)
    assert shares(np.array([[EXTENT, 0], [0, EXTENT / 2]])).tolist() == [[1, 0.5], [0.5, 0.25]]
    assert as_point(*share_of(1.5, -2)) == pytest.approx((1.5, -2))
    assert as_point(-3, 2) == (-EXTENT, -EXTENT), "beyond the border: on it"


def test_the_nearest_sample_is_the_one_that_all_distances_say():
    placed = PlacedPoints(SPIRALS)
    points = np.concatenate([SPIRALS.points("train"), SPIRALS.points("test")])
    away = np.hypot(*(points - (1.0, 2.0)).T)
    found = placed.nearest(*share_of(1.0, 2.0))
    index = int(away.argmin())
    many = len(SPIRALS.points("train"))
    assert found == (PointAt("train", index) if index < many else PointAt("test", index - many))
    assert placed.nearest(*share_of(1.0, 2.0), reach=away.min() / (2 * EXTENT) * 0.9) is None
    assert placed.place(PointAt("test", 0)) == pytest.approx(share_of(*SPIRALS.points("test")[0]))


def test_wrong_are_those_whose_share_says_the_other_class():
    found = wrong_answers(SPIRALS, SNAPSHOT)
    given = {}
    for part, features, labels in (
        ("train", SPIRALS.train_features, SPIRALS.train_labels),
        ("test", SPIRALS.test_features, SPIRALS.test_labels),
    ):
        amber = SNAPSHOT.network().predict(features)[:, 0]
        expected = [k for k in range(len(labels)) if (amber[k] > 0.5) != labels[k]]
        assert sorted(at.index for at in found.points if at.part == part) == expected
        given |= {PointAt(part, k): (int(labels[k]), float(amber[k])) for k in expected}
    assert found.points, "two units cannot learn two spirals"
    assert found.shares
    for at, label, said, share in zip(found.points, found.labels, found.said, found.given, strict=True):
        is_, amber = given[at]
        assert (label, said) == (is_, 1 - is_)
        assert share == pytest.approx(1 - amber if is_ else amber)
    assert (np.diff(found.given) <= 0).all(), "of two classes: the surer of the wrong one, the higher up"
    assert wrong_answers(WAVES, SNAPSHOT).points == [], "a value is neither right nor wrong"
    assert wrong_answers(THREE, SNAPSHOT).points == [], "a network of two classes, as other data come"


def test_maps_and_answers_of_a_moment_take_one_network_and_each_is_worked_out_once(monkeypatch):
    made, once = [], wrong_answers(SPIRALS, SNAPSHOT)
    network = SNAPSHOT.network()
    monkeypatch.setattr(Snapshot, "network", lambda snapshot: made.append(snapshot) or network)
    derived = Derived(SNAPSHOT, SPIRALS)
    maps = derived.maps(8)
    found = wrong_answers(SPIRALS, SNAPSHOT, derived)
    assert made == [SNAPSHOT]
    monkeypatch.setattr(Network, "predict", lambda *_: pytest.fail("worked out again"))
    again = wrong_answers(SPIRALS, SNAPSHOT, derived)
    assert once.points == found.points == again.points
    assert derived.maps(8) is maps
    assert len(derived.test_answers) == len(SPIRALS.test_labels)


@pytest.mark.parametrize("scale", [POINTS_SCALE, NOISE_SCALE, SHARE_SCALE])
def test_a_slider_stands_again_where_its_number_was_read(scale):
    for place in range(scale.steps + 1):
        value = scale.value(place)
        assert scale.value(round(scale.place(value))) == pytest.approx(value, rel=0.06)
    assert (POINTS_SCALE.value(0), POINTS_SCALE.value(POINTS_SCALE.steps)) == (10, 5000)
