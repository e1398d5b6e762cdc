"""The judge of made digits that comes with nnviz: what made it, and how it judges."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnviz.assets import asset_path
from nnviz.data import load_dataset
from nnviz.engine import Dense
from nnviz.files.model import read_model
from nnviz.training.digit_judge import LAYERS, judged_digits, load_judge
from nnviz.training.experiment import Experiment
from nnviz.training.generated import CLASS_SHARE, QUALITY, nearest_real, quality, real_quality
from nnviz.training.trainer import Trainer

RECIPE = Experiment(layers=(LAYERS,), learning_rate=0.003, epochs=30)


@pytest.fixture(scope="module")
def digits():
    return load_dataset("digits", scale="around_eight")


def test_its_file_was_saved_by_its_recipe_and_is_small() -> None:
    path = asset_path("digit_judge.npz")
    assert path.stat().st_size < 40_000
    with np.load(path, allow_pickle=False) as file:
        assert Experiment.from_dict(json.loads(str(file["experiment"]))) == RECIPE
    assert load_judge().specs[-1] == Dense(10, "softmax")


def test_the_same_recipe_makes_as_good_a_judge() -> None:
    trainer = Trainer(RECIPE)
    *_, last = trainer.run()
    assert last["test_accuracy"] > 0.98
    with np.load(asset_path("digit_judge.npz"), allow_pickle=False) as file:
        made = trainer.network.parameters
        shipped = np.concatenate([file[block.name].ravel() for block in trainer.network.blocks])
    # To the last bit on one machine; another rounds otherwise, and is soon elsewhere.
    assert np.corrcoef(made, shipped)[0, 1] > 0.8


def test_it_reads_as_the_model_in_its_file_does(digits) -> None:
    raw = digits.raw(digits.test_features)
    likely = judged_digits(raw)
    np.testing.assert_allclose(likely, read_model(asset_path("digit_judge.npz")).predict(raw), atol=1e-5)
    assert (likely.argmax(axis=1) == digits.test_labels).mean() > 0.98
    noise = np.random.default_rng(0).uniform(0, 16, (1000, 64))
    assert (judged_digits(noise).max(axis=1) >= 0.9).mean() < 0.35, "noise is no digit"


def test_real_digits_are_read_and_cover_all_classes(digits) -> None:
    sure, covered, nearest = real_quality(digits)
    assert sure > 0.95
    assert covered == 10
    raw, known = digits.raw(digits.test_features) / 16, digits.raw(digits.train_features) / 16
    apart = np.sqrt(((raw[:, None].astype(np.float64) - known[None]) ** 2).sum(axis=2))
    assert nearest == pytest.approx(apart.min(axis=1).mean(), rel=1e-6)
    index, distances = nearest_real(digits, digits.test_features[:20])
    np.testing.assert_array_equal(index, apart[:20].argmin(axis=1))
    np.testing.assert_allclose(distances, apart[:20].min(axis=1), rtol=1e-6)


def test_a_class_is_covered_from_two_in_a_hundred_on(digits) -> None:
    right = judged_digits(digits.raw(digits.train_features)).argmax(axis=1)
    threes, fours = (digits.train_features[right == digit][:100] for digit in (3, 4))
    names = [kind.name for kind in QUALITY["digits"]]
    covered = names.index("classes_covered")
    assert CLASS_SHARE == 0.02
    for few, classes in ((2, 2), (1, 1)):
        made = np.concatenate([threes[: 100 - few], fours[:few]])
        assert quality(digits, made)[covered] == classes
    assert quality(digits, threes)[names.index("nearest")] == 0, "of learned ones itself"


def test_what_is_read_with_confidence_is_headed_by_its_own_name_and_not_as_right_answers():
    assert "accuracy" not in QUALITY["digits"].plots  # made digits have no right answer
    assert [kind.name for kind in QUALITY["digits"].plots["read"]] == ["read_with_confidence"]
