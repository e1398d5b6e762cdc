"""Changed copies join what is learned from, and never what is tested on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.data import load_dataset
from nnviz.engine import Dense
from nnviz.training.augmentation import with_copies
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

SMALL = Experiment(layers=(Dense(16, "relu"),), epochs=1, batch_size=256, learning_rate=0.01)


@pytest.fixture(scope="module")
def digits():
    return load_dataset("digits")


def test_copies_come_after_the_samples_and_the_test_part_stays(digits):
    learned = with_copies(digits, 2, seed=3)
    count = len(digits.train_labels)
    assert learned.train_features.shape == (3 * count, 64)
    np.testing.assert_array_equal(learned.train_features[:count], digits.train_features)
    np.testing.assert_array_equal(learned.train_labels, np.tile(digits.train_labels, 3))
    np.testing.assert_array_equal(learned.test_features, digits.test_features)
    assert not set(learned.train_indices) & set(digits.test_indices)
    assert not learned.train_features.flags.writeable
    for copies in (learned.train_features[count : 2 * count], learned.train_features[2 * count :]):
        assert (np.abs(copies - digits.train_features).max(axis=1) > 0.2).mean() > 0.99
    assert ((learned.train_features >= 0) & (learned.train_features <= 1)).all()


def test_the_seed_decides_the_copies(digits):
    again = with_copies(load_dataset("digits"), 1, seed=3).train_features
    np.testing.assert_array_equal(with_copies(digits, 1, seed=3).train_features, again)
    assert not np.array_equal(with_copies(digits, 1, seed=4).train_features, again)
    assert with_copies(digits, 0, seed=3) is digits


def test_copies_come_in_the_scale_of_the_data():
    scaled = with_copies(load_dataset("digits", scale="minmax"), 1, seed=3)
    plain = with_copies(load_dataset("digits"), 1, seed=3)
    np.testing.assert_allclose(scaled.raw(scaled.train_features), plain.raw(plain.train_features), atol=1e-4)


def test_a_run_with_copies_is_repeatable_and_learns_from_them(digits):
    runs = [Trainer(replace(SMALL, augment=2)), Trainer(replace(SMALL, augment=2), digits)]
    metrics = [list(run.run())[-1] for run in runs]
    assert metrics[0] == metrics[1]
    np.testing.assert_array_equal(runs[0].network.parameters, runs[1].network.parameters)
    assert runs[0].step == -(-3 * len(digits.train_labels) // 256)


def test_copies_are_learned_from_and_measured_on_by_none(digits):
    trainer = Trainer(replace(SMALL, augment=2), digits)
    metrics = list(trainer.run())[-1]
    a = np.asarray(digits.train_features, np.float64)
    first, last = trainer.snapshot().layers
    a = np.maximum(a @ first.weights.astype(float) + first.bias, 0) @ last.weights.astype(float) + last.bias
    chances = np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
    rows = np.arange(len(a))
    assert metrics.train_loss == pytest.approx(-np.log(chances[rows, digits.train_labels]).mean(), rel=1e-5)
    assert metrics.train_accuracy == np.mean(a.argmax(axis=1) == digits.train_labels)


def test_only_digits_have_copies():
    with pytest.raises(
        ValueError, match=r"^Only the digits can be learned with changed copies, .*spirals”\.$"
    ):
        Trainer(replace(Experiment.on("spirals"), augment=1))
    with pytest.raises(ValueError, match=r"^The number of changed copies .* from 0 to 100"):
        replace(SMALL, augment=101).validated()
