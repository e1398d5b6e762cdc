"""Permutation importance: what is lost where a column is shuffled, worked out by hand beside it."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.shuffled import shuffled
from nnviz.training.trainer import Trainer
from tests.helpers.small_tables import plants


@pytest.fixture(scope="module")
def trained():
    experiment = plants()
    dataset = experiment.dataset()
    trainer = Trainer(experiment, dataset)
    list(trainer.run())
    return trainer.snapshot().network(), dataset


def test_all_inputs_of_a_column_are_shuffled_together(trained) -> None:
    network, dataset = trained
    found = shuffled(network, dataset, repeats=3)
    assert found.columns == ("height", "width", "colour")
    generator, features = np.random.default_rng(0), np.asarray(dataset.test_features)
    right = 100 * np.mean(network.predict(features).argmax(axis=1) == dataset.test_labels)
    assert found.whole == pytest.approx(right)
    for place, inputs in enumerate(([0], [1], [2, 3, 4])):
        lost = []
        for _ in range(3):
            mixed = features.copy()
            mixed[:, inputs] = features[generator.permutation(len(features))][:, inputs]
            lost.append(right - 100 * np.mean(network.predict(mixed).argmax(axis=1) == dataset.test_labels))
        assert found.lost[place] == pytest.approx(np.mean(lost), abs=1e-6)
        assert found.spread[place] == pytest.approx(np.std(lost), abs=1e-6)
    assert list(found.order) == sorted(range(3), key=lambda place: -found.lost[place])


def test_it_is_the_same_each_time_and_can_be_ended(trained) -> None:
    assert shuffled(*trained).lost.tolist() == shuffled(*trained).lost.tolist()
    assert shuffled(*trained, lambda: True) is None
