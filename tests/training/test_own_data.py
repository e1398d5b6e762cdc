"""An Experiment on data of one's own: settings, dictionaries, and a run by a table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.data.own.made import MASS, SPECIES, birds, own

CLASSES = Experiment.on("own_table", own=own(SPECIES), epochs=40, learning_rate=0.02)


def test_it_is_equal_by_what_is_in_the_data_and_says_little_of_them() -> None:
    again = Experiment.on("own_table", own=own(SPECIES), epochs=40, learning_rate=0.02)
    assert again == CLASSES
    assert hash(again) == hash(CLASSES)
    assert again.differing(CLASSES) == frozenset()
    other = CLASSES.with_(own=own(MASS), loss="mse")
    assert other.differing(CLASSES) == {"own", "loss"}
    assert len(repr(CLASSES)) < len(repr(Experiment())) + 60


def test_its_dictionary_knows_the_content_and_does_not_hold_it() -> None:
    values = CLASSES.validated().to_dict()
    assert len(str(values)) < 4000
    read = Experiment.from_dict(values)
    assert read == CLASSES
    with pytest.raises(ValueError, match="are not here"):
        read.dataset()


def test_it_learns_classes_and_values() -> None:
    assert CLASSES.loss == "categorical_crossentropy"
    assert CLASSES.scale == "standard"
    *_, last = Trainer(CLASSES).run()
    assert last.train_accuracy > 0.9
    values = Experiment.on("own_table", own=own(MASS), epochs=1)
    assert values.loss == "mse"
    *_, last = Trainer(values).run()
    assert "test_r2" in last.kinds.places


@pytest.mark.parametrize("given", [None, {"source": "own_table"}, "birds.csv"])
def test_what_is_no_such_data_is_a_sentence(given: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        Experiment.from_dict({"data": {"name": "own_table", "own": given}})
    with pytest.raises(ValueError, match=r"\.$"):
        Experiment(data="own_table", own=given).validated()


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_what_a_value_costs_is_told_in_its_own_unit_too(loss: str) -> None:
    trainer = Trainer(Experiment.on("own_table", own=own(MASS), epochs=3, loss=loss))
    *_, last = trainer.run()
    mass = birds().columns[3].numbers
    assert mass is not None
    data = trainer.dataset
    scaler = StandardScaler().fit(mass[data.train_indices, np.newaxis])
    answers = scaler.inverse_transform(trainer.network.predict(data.test_features))[:, 0]
    off = np.abs(answers - mass[data.test_indices])
    wanted = {"mse": np.square(off), "mae": off, "huber": np.where(off < 1, off**2 / 2, off - 0.5)}[
        loss
    ].mean()
    assert last["test_loss_in_unit"] == pytest.approx(wanted, rel=1e-5)
    assert last["test_mean_error"] == pytest.approx(off.mean(), rel=1e-5)
    plain = Trainer(Experiment.on("own_table", own=own(replace(MASS, target_scale="none")), epochs=1))
    *_, last = plain.run()
    assert "test_loss_in_unit" not in last.kinds.places


def test_a_small_table_is_learned_in_one_batch() -> None:
    assert Experiment.on("own_table", own=own(SPECIES, birds(22))).batch_size is None
    assert CLASSES.batch_size == 32
    assert Experiment.on("own_table", own=own(SPECIES, birds(22)), batch_size=8).batch_size == 8
