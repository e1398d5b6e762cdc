"""The pictures that are made by code: what is on them, how many of each, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import figures, load_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.digits import digits
from nnviz.data.shapes import holes

MADE = {
    "figures": (28, 2400, 480),
    "shapes": (12, 300, 600),
    "moved_digits": (12, 1437, 360),
    "centred_digits": (12, 1437, 360),
}


def usual(name: str, **settings: object) -> Dataset:
    share = {"figures": 0.1667, "shapes": 0.6667}.get(name, 0.2)
    return load_dataset(name, **{"test_share": share} | settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", MADE)
def test_pictures_have_their_size_and_range_and_come_again_to_the_bit(name: str) -> None:
    side, learned, tested = MADE[name]
    data = usual(name)
    figures.figures.cache_clear()
    again, other = usual(name), usual(name, split_seed=7)
    assert data.train_features.shape == (learned, side * side)
    assert data.test_features.shape == (tested, side * side)
    assert (data.feature_shape, data.family) == ((side, side), "images")
    assert data.feature_names[side] == "row 2, column 1"
    for part in ("train_features", "train_labels", "test_features", "test_labels", "test_indices"):
        assert getattr(data, part).tobytes() == getattr(again, part).tobytes()
    assert not np.array_equal(data.train_features, other.train_features)
    pixels = np.concatenate([data.train_features, data.test_features])
    assert pixels.min() == 0
    assert pixels.max() == 1
    assert len(np.unique(pixels, axis=0)) == len(pixels), "no picture is learned and tested as well"
    assert sorted([*data.train_indices, *data.test_indices]) == list(range(learned + tested))


@pytest.mark.parametrize("name", ["figures", "shapes"])
@pytest.mark.parametrize("share", [0.1667, 0.6667, 0.2])
def test_there_are_as_many_of_each_class_in_either_part(name: str, share: float) -> None:
    data = usual(name, test_share=share)
    for labels in (data.train_labels, data.test_labels):
        assert len(set(np.bincount(labels, minlength=6).tolist())) == 1
    total = len(data.train_labels) + len(data.test_labels)
    assert abs(len(data.test_labels) / total - share) <= 3 / total


@pytest.mark.parametrize("name", ["figures", "shapes"])
@pytest.mark.parametrize("share", [0.0001, 0.9999])
def test_a_part_without_samples_is_one_sentence(name: str, share: float) -> None:
    with pytest.raises(ValueError, match="leaves one part of"):
        usual(name, test_share=share)


def test_the_same_seed_draws_the_same_pictures_whatever_is_kept_for_testing() -> None:
    few, many = usual("shapes", test_share=0.2), usual("shapes", test_share=0.6667)
    whole = [np.concatenate([data.train_features, data.test_features]) for data in (few, many)]
    np.testing.assert_array_equal(*whole)


#: 5 x 5, written down here once more: rows as binary numbers.
THIN = {
    "dash": (0, 0, 31, 0, 0),
    "bar": (4, 4, 4, 4, 4),
    "plus": (4, 4, 31, 4, 4),
    "times": (17, 10, 4, 10, 17),
    "square": (31, 17, 17, 17, 31),
    "triangle": (4, 10, 10, 17, 31),
}


def test_a_thin_shape_stands_somewhere_and_all_places_occur() -> None:
    data = usual("shapes")
    assert data.class_names == tuple(THIN)
    wanted = np.array([[[row >> (4 - k) & 1 for k in range(5)] for row in rows] for rows in THIN.values()])
    found = set()
    for pixels, label in zip(data.test_features, data.test_labels, strict=True):
        picture = pixels.reshape(12, 12)
        off = {}
        for row, column in np.ndindex(8, 8):
            shape = np.zeros((12, 12))
            shape[row : row + 5, column : column + 5] = wanted[label]
            off[row, column] = float(((picture - shape) ** 2).sum())
        row, column = min(off, key=lambda place: off[place])
        found.add((row, column))
        without = picture.copy()
        without[row : row + 5, column : column + 5] -= wanted[label]
        assert np.abs(without).max() < 0.8
        assert 0.05 < without[without > 0].std() < 0.25  # the grain, and nothing else
    assert len(found) >= 60


def test_a_digit_is_moved_whole_and_learned_in_the_middle_where_it_is_said_so() -> None:
    known = digits().features.reshape(-1, 8, 8)
    for name in ("moved_digits", "centred_digits"):
        data = usual(name)
        plain = load_dataset("digits")
        assert {*data.test_indices.tolist()} == {*plain.test_indices.tolist()}, "the same are tested"
        np.testing.assert_array_equal(data.test_labels, digits().labels[data.test_indices])
        for part in ("train", "test"):
            pictures = data.raw(getattr(data, f"{part}_features")).reshape(-1, 12, 12)
            places = set()
            for picture, index in zip(pictures, getattr(data, f"{part}_indices"), strict=True):
                inked = np.argwhere(known[index])
                row, column = np.argwhere(picture).min(axis=0) - inked.min(axis=0)
                assert 0 <= row <= 4
                assert 0 <= column <= 4
                np.testing.assert_array_equal(picture[row : row + 8, column : column + 8], known[index])
                assert picture.sum() == known[index].sum()
                places.add((int(row), int(column)))
            middle = name == "centred_digits" and part == "train"
            assert places == {(2, 2)} if middle else len(places) == 25


def test_figures_are_filled_or_hollow_small_or_large_and_all_there() -> None:
    data = usual("figures")
    assert data.class_names == ("circle", "square", "triangle", "cross", "star", "heart")
    pictures = data.train_features.reshape(-1, 28, 28)
    dark = pictures > 0.45
    border = np.concatenate([dark[:, 0], dark[:, -1], dark[:, :, 0], dark[:, :, -1]], axis=1)
    assert border.mean() < 0.002, "none is cut off"
    for label in range(6):
        chosen = dark[data.train_labels == label]
        spans = np.array([np.ptp(np.argwhere(one), axis=0) + 1 for one in chosen])
        assert spans.min() >= 8
        assert spans.max() <= 24
        assert np.ptp(spans[:, 0]) >= 5, "small and large"
        middles = np.array([np.argwhere(one).mean(axis=0) for one in chosen]) - 13.5
        assert np.abs(middles).max() < 5.5
        assert (middles.std(axis=0) > 1).all()
        hollow = np.mean([holes(one).sum() > 2 for one in chosen[:80]])
        assert 0.25 < hollow < 0.6, "filled and hollow, some too small for their hole to be seen"


def test_a_filled_circle_has_the_area_of_its_radius() -> None:
    data = usual("figures")
    circles = data.train_features[data.train_labels == 0].reshape(-1, 28, 28)
    middle = [
        circle[tuple(np.round(np.argwhere(circle > 0.45).mean(axis=0)).astype(int))] for circle in circles
    ]
    for circle in circles[np.array(middle) > 0.6][:60]:
        ink = float(np.median(circle[circle > 0.6]))
        area = (np.where(circle > 0.25, circle, 0) / ink).sum()  # without the grain of the paper
        width = np.sqrt(4 * area / np.pi)
        spans = np.ptp(np.argwhere(circle > ink / 2), axis=0) + 1
        np.testing.assert_allclose(spans, width, atol=1.3)
