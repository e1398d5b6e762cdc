"""Sequences made by code: what is read, what is asked when, and the same for the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from nnviz.data import DATASETS, RawData, load_dataset, make_dataset
from nnviz.data.dataset import Dataset
from nnviz.data.digits import digits
from nnviz.data.sequences import names, rhyme
from nnviz.data.sequences.symbols import of_symbols, padded

#: By name: features, steps, how many are learned and tested, and what is asked.
MADE = {
    "temporal_order": ((6, 50), 1024, 512, "classification"),
    "echo": ((4, 50), 960, 240, "each_step"),
    "anbn": ((2, 20), 10, 10, "each_step"),
    "rhyme": ((26, 32), 192, 48, "each_step"),
    "names": ((18, 8), 320, 80, "each_step"),
    "digit_rows": ((8, 8), 1437, 360, "classification"),
    "sine_sequence": ((1, 50), 256, 64, "regression"),
    "reverse": ((10, 11), 4000, 500, "each_step"),
    "sort": ((10, 11), 4000, 500, "each_step"),
}


def usual(name: str, **settings: object) -> Dataset:
    source = DATASETS[name]
    share = {"test_share": source.test_share, "scale": source.scale}
    return load_dataset(name, **share | settings)  # type: ignore[arg-type]


def read(features: NDArray[np.float32], symbols: tuple[str, ...]) -> list[str]:
    """Each of (n, K * T) as a text, without what is padded; one symbol a step."""
    texts = []
    for sample in features.reshape(len(features), len(symbols), -1):
        assert set(np.unique(sample)) <= {0, 1}
        steps = int(sample.sum())
        assert (sample.sum(axis=0) == (np.arange(sample.shape[1]) < steps)).all(), "padded at the end alone"
        texts.append("".join(symbols[place] for place in sample[:, :steps].argmax(axis=0)))
    return texts


def both(name: str, **settings: object) -> tuple[list[str], NDArray[np.int64], Dataset]:
    """What is read and asked in both parts."""
    data = usual(name, **settings)
    features = np.concatenate([data.train_features, data.test_features])
    return read(features, data.symbols), np.concatenate([data.train_labels, data.test_labels]), data


def test_all_sequences_of_the_table_are_tested_here() -> None:
    assert MADE.keys() == {
        name for name, source in DATASETS.items() if source.family == "sequences" and not source.unchosen
    }


@pytest.mark.parametrize("name", MADE)
def test_they_have_their_shape_and_come_again_to_the_bit(name: str) -> None:
    shape, learned, tested, asked = MADE[name]
    data, again = usual(name), usual(name)
    assert data.train_features.shape == (learned, shape[0] * shape[1])
    assert data.test_features.shape == (tested, shape[0] * shape[1])
    assert (data.feature_shape, data.family, data.asked) == (shape, "sequences", asked)
    assert (DATASETS[name].asked, DATASETS[name].every_step) == (asked, data.every_step)
    assert len(data.symbols) == (shape[0] if name not in ("digit_rows", "sine_sequence") else 0)
    assert len(set(data.feature_names)) == shape[0] * shape[1]
    for part in ("train_features", "train_labels", "test_features", "test_labels", "test_indices"):
        assert getattr(data, part).tobytes() == getattr(again, part).tobytes()
        assert not getattr(data, part).flags.writeable
    steps = shape[1:] if data.every_step else ()
    assert (data.train_labels.shape, data.test_labels.shape) == ((learned, *steps), (tested, *steps))
    assert data.output_size == (len(data.class_names) or 1)


@pytest.mark.parametrize("name", ["temporal_order", "echo", "names", "sine_sequence", "reverse", "sort"])
def test_another_seed_draws_others_and_no_share_does(name: str) -> None:
    data, other, more = usual(name), usual(name, split_seed=7), usual(name, test_share=0.5)
    assert not np.array_equal(data.train_features, other.train_features)
    whole = [np.concatenate([each.train_features, each.test_features]) for each in (data, more)]
    np.testing.assert_array_equal(*whole)
    with pytest.raises(ValueError, match="leaves one part of"):
        usual(name, test_share=0.0001)


@pytest.mark.parametrize("length", [20, 50, 60, 100])
def test_of_temporal_order_the_keys_stand_in_their_places_and_the_answer_is_their_order(length: int) -> None:
    texts, labels, data = both("temporal_order", length=length)
    places = []
    for text, label in zip(texts, labels, strict=True):
        keys = [place for place, letter in enumerate(text) if letter in "XY"]
        assert len(text) == length
        assert "".join(text[place] for place in keys) == data.class_names[label]
        places.append(keys)
    first, second = np.array(places).T
    assert (first.min(), first.max()) == (length // 10, length // 5)
    assert (second.min(), second.max()) == (length // 2, int(length * 0.6))
    for part in (data.train_labels, data.test_labels):
        assert len(set(np.bincount(part, minlength=4).tolist())) == 1


@pytest.mark.parametrize("delay", [1, 5, 15])
def test_an_echo_is_what_was_read_so_many_steps_before(delay: int) -> None:
    texts, labels, data = both("echo", length=40, delay=delay)
    for text, label in zip(texts, labels, strict=True):
        assert (label[:delay] == -1).all()
        assert "".join(data.class_names[k] for k in label[delay:]) == text[:-delay]


def test_of_as_many_b_as_a_each_b_is_asked_and_the_last_is_the_end() -> None:
    texts, labels, data = both("anbn")
    longer = data.longer
    assert longer is not None
    assert texts[:10] == texts[10:] == ["a" * n + "b" * n for n in range(1, 11)]
    assert read(longer.features, data.symbols) == ["a" * n + "b" * n for n in range(11, 26)]
    every = [*zip(range(1, 11), labels, strict=False), *zip(range(11, 26), longer.labels, strict=True)]
    for n, label in every:
        asked = [data.class_names[k] for k in label[label >= 0]]
        assert (np.flatnonzero(label >= 0) == n + np.arange(n)).all()
        assert asked == ["b"] * (n - 1) + ["end"]


def test_a_rhyme_goes_on_as_it_does_and_begins_again() -> None:
    texts, labels, data = both("rhyme")
    twice = rhyme.TEXT * 2
    starts = set()
    for text, label in zip(texts, labels, strict=True):
        start = twice.index(text)
        starts.add(start)
        assert "".join(data.class_names[k] for k in label) == twice[start + 1 : start + 33]
    assert len(texts) == len(rhyme.TEXT) == len(starts)


def test_names_are_of_the_grammar_and_each_ends() -> None:
    texts, labels, data = both("names")
    assert len(set(texts)) == 400
    for text, label in zip(texts, labels, strict=True):
        assert text[0] == names.BORDER
        assert names.GRAMMAR.fullmatch(text[1:])
        assert "".join(data.class_names[k] for k in label[: len(text)]) == text[1:] + names.BORDER
        assert (label[len(text) :] == -1).all()
    assert max(map(len, texts)) == data.feature_shape[1]


def test_of_a_digit_a_step_is_a_row() -> None:
    data, known = usual("digit_rows"), digits()
    read_in = data.raw(data.test_features).reshape(-1, 8, 8)
    for sample, index, label in zip(read_in, data.test_indices, data.test_labels, strict=True):
        picture = known.features[index].reshape(8, 8)
        assert (sample[:, 2] == picture[2]).all(), "the third step is the third row"
        np.testing.assert_array_equal(sample, picture.T)
        assert label == known.labels[index]
    assert data.feature_names[:9] == tuple(f"row {1 + k % 8}, column {1 + k // 8}" for k in range(9))


def test_a_sine_goes_on_by_the_same_angle_and_is_not_asked_where_nobody_could_know() -> None:
    data = usual("sine_sequence", length=30)
    values, following = data.train_features, data.train_labels
    assert values.shape == following.shape == (256, 30)
    assert np.isnan(following[:, 0]).all()
    np.testing.assert_array_equal(following[:, 1:-1], values[:, 2:])
    # sin(x + d) + sin(x - d) = 2 cos(d) sin(x)
    np.testing.assert_allclose(following[:, 1:] + values[:, :-1], 2 * np.cos(0.3) * values[:, 1:], atol=1e-6)


@pytest.mark.parametrize("name", ["reverse", "sort"])
def test_six_digits_are_said_again_and_what_was_said_is_read(name: str) -> None:
    texts, labels, _ = both(name)
    assert len(set(texts)) == 4500
    for text, label in zip(texts, labels, strict=True):
        given, answer = text[:6], "".join(map(str, label[5:]))
        assert (label[:5] == -1).all()
        assert answer == (given[::-1] if name == "reverse" else "".join(sorted(given)))
        assert text[6:] == answer[:5]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"length": 19}, "The length must be from 20 to 100 steps, not 19."),
        ({"length": 101}, "The length must be from 20 to 100 steps, not 101."),
        ({"delay": 0}, "The delay must be from 1 to 15 steps, not 0."),
        ({"delay": 16}, "The delay must be from 1 to 15 steps, not 16."),
    ],
)
def test_lengths_and_delays_that_cannot_be_are_one_sentence(settings: dict[str, int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        usual("echo", **settings)


def _raw() -> RawData:
    places = padded([[0, 1, 1], [1, 0]])
    return of_symbols("ab", places, padded([[-1, 0, 1], [1, 1]]), ("no", "yes"))


def made(raw: RawData) -> Dataset:
    return make_dataset("own", raw, test_share=0.5, split_seed=0, scale="none")


def test_labels_at_every_step_are_looked_at() -> None:
    assert made(_raw()).every_step
    with pytest.raises(ValueError, match=r"a label at each step of its sequences \(2, 3\), not \(2,\)"):
        made(replace(_raw(), labels=np.array([[0, 1], [1, 0]])))
    with pytest.raises(ValueError, match="has a sequence of which nothing is asked"):
        made(replace(_raw(), labels=np.array([[0, 1, 0], [-1, -1, -1]])))
    with pytest.raises(ValueError, match="are not class numbers from 0 to 1"):
        made(replace(_raw(), labels=np.array([[0, 1, 2], [-1, 1, -1]])))
    with pytest.raises(ValueError, match="samples of 1 class only"):
        made(replace(_raw(), labels=np.array([[1, 1, 1], [-1, 1, -1]])))


def test_values_at_every_step_may_be_left_open_but_not_infinite() -> None:
    values = replace(_raw(), class_names=(), labels=np.array([[0.5, np.nan, 1], [np.nan, 1, 2]]))
    assert made(values).asked == "regression"
    with pytest.raises(ValueError, match="infinite or no numbers"):
        made(replace(values, labels=np.array([[0.5, np.inf, 1], [np.nan, 1, 2]])))
    once = replace(values, every_step=False, labels=np.array([0.5, np.nan]))
    with pytest.raises(ValueError, match="infinite or no numbers"):
        made(once)
