"""Doodles: kept in a file, made into pictures, changed only where they are learned from."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.hands.drawings import write_drawings
from nnviz.data.own.content import Content
from nnviz.data.own.doodles import (
    SIDE,
    DoodleRecipe,
    check,
    doodle,
    doodle_content,
    read_doodles,
    read_recipe,
    write_doodles,
)
from nnviz.data.own.own import Own
from tests.helpers.doodles import CLASSES, doodles


def own(each: int, copies: int = 3) -> Own:
    return Own("doodles", doodle_content(doodles(each), CLASSES), DoodleRecipe(copies=copies))


def made(each: int, copies: int = 3, share: float = 0.2):
    from nnviz.data.own.doodles import make

    return make(own(each, copies), share, 0, "none")


def test_the_file_holds_them_as_they_are(tmp_path):
    path, kept = tmp_path / "d.npz", doodles(3)
    path.write_bytes(write_doodles(kept))
    again = read_doodles(path)
    assert [each.label for each in again] == [each.label for each in kept]
    for one, other in zip(kept, again, strict=True):
        assert one.content == other.content
        assert one.when == pytest.approx(other.when)


def test_another_file_is_a_sentence(tmp_path):
    path = tmp_path / "digits.npz"
    path.write_bytes(write_drawings([]))
    with pytest.raises(ValueError, match="does not say what its drawings are of"):
        read_doodles(path)
    path.write_bytes(b"PK\3\4 no such thing")
    with pytest.raises(ValueError, match=r"\.$"):
        read_doodles(path)


@pytest.mark.parametrize("name", ["", "  ", "x" * 25, "a\0b"])
def test_a_name_has_letters(name):
    with pytest.raises(ValueError, match="The name of a class has 1 to 24 letters"):
        doodle([[(0.1, 0.1), (0.5, 0.5)]], name)


def test_pictures_are_as_large_and_only_what_is_learned_has_copies():
    data = made(5)
    assert data.class_names == CLASSES
    assert data.feature_shape == (SIDE, SIDE)
    assert len(data.test_labels) == 3, "one of five of each is kept for the test"
    assert len(data.train_labels) == 3 * 4 * (1 + 3)
    plain = made(5, copies=0)
    np.testing.assert_array_equal(data.test_features, plain.test_features)
    known = {row.tobytes() for row in plain.train_features}
    assert sum(row.tobytes() in known for row in data.train_features) == 12, "the copies are others"
    for row in plain.train_features:
        rows, columns = np.nonzero(row.reshape(SIDE, SIDE) > 0.2)
        size = max(np.ptp(rows), np.ptp(columns)) + 1
        assert 20 <= size <= 24
        assert abs((rows.min() + rows.max()) / 2 - (SIDE - 1) / 2) <= 1


def test_of_two_each_all_are_learned_and_tested():
    data = made(2, copies=0)
    assert len(data.train_labels) == len(data.test_labels) == 6


def test_the_same_again_and_known_by_its_digest():
    np.testing.assert_array_equal(made(4).train_features, made(4).train_features)
    assert own(4).digest == own(4).digest != own(5).digest


def test_what_is_no_content_or_recipe_is_a_sentence():
    good = dict(doodle_content(doodles(2), CLASSES).arrays)
    for name, wrong in (
        ("points", np.zeros((3, 3), np.float32)),
        ("labels", np.array([9] * 6, np.int32)),
        ("sample_start", np.array([0, 5, 2, 1, 6, 6, 6], np.int32)),
        ("stroke_start", np.array([0], np.int32)),
    ):
        with pytest.raises(ValueError, match="hold no doodles"):
            check(Content({"name": "doodles"}, good | {name: wrong}))
    with pytest.raises(ValueError, match="hold no doodles"):
        check(Content({}, {}))
    for wrong in ({}, {"copies": -1}, {"copies": True}, {"copies": 3, "more": 1}, {"copies": "3"}, []):
        with pytest.raises(ValueError, match="recipe of the doodles"):
            read_recipe(wrong)
    assert read_recipe(DoodleRecipe(copies=4).to_dict()) == DoodleRecipe(copies=4)
