"""The Reader that comes with nnviz is what its command makes, and can be looked at and trained on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.assets import asset_path
from nnviz.files.model import read_model
from nnviz.training.calibration import fit_temperature, logits, probabilities, reliability
from nnviz.training.likeness import Known
from nnviz.training.reader import READER, load_reader, read_reader, train_reader, write_reader
from nnviz.training.trainer import Trainer


@pytest.fixture(scope="module")
def reader():
    return load_reader()


def test_it_was_made_by_these_settings(reader):
    assert reader.experiment == READER
    assert reader.metrics.epoch == READER.epochs
    found, loss = reader.network.predict(reader.dataset.test_features), reader.metrics.test_loss
    right = (found.argmax(axis=1) == reader.dataset.test_labels).mean()
    assert right == pytest.approx(reader.metrics.test_accuracy)
    assert right > 0.98
    chance = found[np.arange(len(found)), reader.dataset.test_labels]
    assert -np.log(chance).mean() == pytest.approx(loss, rel=1e-3)


def test_its_history_is_of_the_digits_alone(reader, tmp_path):
    found = reader.network.predict(reader.dataset.train_features)
    right = (found.argmax(axis=1) == reader.dataset.train_labels).mean()
    chance = found[np.arange(len(found)), reader.dataset.train_labels]
    assert reader.metrics.train_accuracy == right
    assert reader.metrics.train_loss == pytest.approx(-np.log(chance).mean(), rel=1e-2)
    assert all(row.train_accuracy > 0.9 for row in reader.history[1:]), "copies are harder than digits"
    with np.load(asset_path("reader.npz"), allow_pickle=False) as file:
        older = {name: file[name] for name in file.files if name != "measured"}
    np.savez(tmp_path / "older.npz", **older)
    read = read_reader(tmp_path / "older.npz")
    assert read.metrics.values == pytest.approx(reader.metrics.values, rel=1e-4)
    assert all(np.isnan(row.train_loss) and np.isnan(row.train_accuracy) for row in read.history[:-1])
    assert [row.test_loss for row in read.history[:-1]] == [row.test_loss for row in reader.history[:-1]]


def test_its_file_is_small_and_a_model_like_any_other(reader):
    path = asset_path("reader.npz")
    assert path.stat().st_size < 150_000
    with np.load(path, allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "fU" for name in file.files)
    model = read_model(path)
    raw = reader.dataset.raw(reader.dataset.test_features)
    np.testing.assert_array_equal(
        model.predict(raw).argmax(axis=1),
        reader.network.predict(reader.dataset.test_features).argmax(axis=1),
    )


def test_the_same_training_is_the_same_file(tmp_path: Path):
    """With few test digits: reading each of them as a photo of it takes most of the time."""
    small = replace(READER, augment=1, epochs=2, evaluate_every=1, test_share=0.02)
    for name in ("a", "b"):
        write_reader(train_reader(small), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_reader_can_be_shown_and_trained_on(reader):
    snapshot = reader.snapshot()
    assert snapshot.epoch == 40
    assert [layer.units for layer in snapshot.layers] == [128, 64, 10]
    probed = snapshot.probed(reader.dataset.test_features[0])
    assert probed.probe.answer == reader.dataset.test_labels[0]
    further = replace(READER, augment=0, epochs=41, batch_size=64, learning_rate=1e-4, schedule="constant")
    trainer = Trainer(further, reader.dataset, start=replace(snapshot, experiment=further))
    before, after = [*trainer.run()]
    assert (before.epoch, after.epoch) == (40, 41)
    assert after.test_accuracy > 0.98


def test_temperature_is_the_one_with_the_least_cross_entropy():
    rng = np.random.default_rng(0)
    z = rng.normal(0, 3, (4000, 10))
    chances = probabilities(z / 2.5)
    labels = (chances.cumsum(axis=1) > rng.random((4000, 1))).argmax(axis=1)
    assert fit_temperature(z, labels) == pytest.approx(2.5, rel=0.05)
    np.testing.assert_allclose(probabilities(z, 2.5), chances)
    assert reliability(probabilities(z, 2.5).max(axis=1), z.argmax(axis=1) == labels).error < 0.02
    assert reliability(probabilities(z).max(axis=1), z.argmax(axis=1) == labels).error > 0.1


def test_reliability_by_hand():
    table = reliability([0.95, 0.85, 0.85, 0.1, 1.0], [True, True, False, False, True], bins=10)
    assert table.count.tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 2, 2]
    assert table.accuracy[[1, 8, 9]].tolist() == [0.0, 0.5, 1.0]
    assert table.confidence[9] == pytest.approx(0.975)
    assert table.error == pytest.approx((0.1 + 2 * 0.35 + 2 * 0.025) / 5)


def test_known_digits_are_their_own_nearest_and_a_little_move_is_free(reader):
    data = reader.dataset
    index, distance = reader.known.nearest(data.train_features[:50], 3)
    np.testing.assert_array_equal(index[:, 0], np.arange(50))
    np.testing.assert_allclose(distance[:, 0], 0, atol=1e-6)
    assert (np.diff(distance, axis=1) >= 0).all()
    plain = np.linalg.norm(data.test_features[:50, None] - data.train_features[None], axis=2).min(axis=1)
    assert (reader.known.nearest(data.test_features[:50])[1][:, 0] <= plain + 1e-6).all()
    column = np.zeros((8, 8))
    column[1:7, 3] = 1.0
    moved = 0.8 * column + 0.2 * np.roll(column, 1, axis=1)
    known = Known.of(column.reshape(1, 64), [1])
    assert known.nearest(moved.reshape(1, 64))[1][0, 0] < 0.9 * np.linalg.norm(moved - column)


def test_logits_are_those_of_the_network(reader):
    z = logits(reader.network, reader.dataset.test_features[:5])
    np.testing.assert_allclose(
        probabilities(z), reader.network.predict(reader.dataset.test_features[:5]), atol=1e-5
    )
