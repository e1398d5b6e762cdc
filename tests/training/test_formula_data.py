"""Data that a formula makes: the points are where it says, and what makes none is refused in a sentence."""

from __future__ import annotations

import random

import numpy as np
import pytest

from nnviz.data import DATASETS
from nnviz.training.experiment import Experiment
from nnviz.training.plane_sets import points_of, with_formula, with_set
from nnviz.training.trainer import Trainer
from tests.engine.formulas.test_own import hostile
from tests.helpers.counts import count

CURVE = Experiment.on("formula", formula="x**2 / 3 - 2", points=400, noise=0.0)
VALUES = Experiment.on("formula_values", formula="x1 * cos(x2)", points=300, noise=0.0)


def made(experiment: Experiment) -> tuple[np.ndarray, np.ndarray]:
    data = experiment.dataset()
    return data.train_features, data.train_labels


def test_points_lie_above_and_below_the_curve():
    (x1, x2), above = made(CURVE)[0].T, made(CURVE)[1]
    assert np.array_equal(above, x2 > x1**2 / 3 - 2)
    assert np.abs(x2 - (x1**2 / 3 - 2)).min() > 0.1
    assert 0.2 < above.mean() < 0.8
    noisy = made(CURVE.with_(noise=0.3))
    assert not np.array_equal(noisy[1], noisy[0][:, 1] > noisy[0][:, 0] ** 2 / 3 - 2), "they are moved"


def test_values_are_those_of_the_formula():
    (x1, x2), values = made(VALUES)[0].T, made(VALUES)[1].ravel()
    np.testing.assert_allclose(values, x1 * np.cos(x2), rtol=1e-5, atol=1e-6)
    alone = VALUES.with_(formula="x**2")
    np.testing.assert_allclose(made(alone)[1].ravel(), made(alone)[0][:, 0] ** 2, rtol=1e-5)
    off = made(VALUES.with_(noise=0.5))[1].ravel() - values
    assert 0.4 < off.std() < 0.6


def test_seed_and_share_hold_for_them_as_for_others():
    other = CURVE.with_(split_seed=1)
    assert not np.array_equal(made(CURVE)[0], made(other)[0])
    assert np.array_equal(made(CURVE)[0], made(CURVE)[0])
    assert len(CURVE.with_(test_share=0.5).dataset().test_labels) == 200


def test_the_usual_formula_stands_where_none_is_typed():
    for name in ("formula", "formula_values"):
        usual = Experiment.on(name)
        assert np.array_equal(made(usual)[0], made(usual.with_(formula=DATASETS[name].formula))[0])


@pytest.mark.parametrize(
    ("name", "formula", "said"),
    [
        ("formula", "2 * sin(x", "Column 8: this bracket is never closed."),
        ("formula", "x1 + x2", "Column 6: x2 is not known"),
        ("formula", "7", "Nearly all points are below the curve"),
        ("formula", "9**9**9**9", "has no value"),
        ("formula_values", "log(x1)", "has no value"),
        ("formula_values", "exp(9 * x1)", "values beyond 1,000,000"),
        ("formula_values", "__import__('os')", "Column 1"),
        ("formula_values", "y", "Column 1: y is not known"),
    ],
)
def test_what_makes_no_points_is_a_sentence(name, formula, said):
    with pytest.raises(ValueError, match=r"[.?]$") as refused:
        with_formula(Experiment.on(name), formula)
    assert said in str(refused.value)


def test_a_formula_is_kept_where_it_can_stand_and_no_further():
    assert with_set(CURVE, "formula_values", 2).formula == CURVE.formula
    assert with_set(VALUES, "formula", 2).formula == "", "it has x2, and no curve has"
    assert with_set(CURVE, "ring", 2).formula == CURVE.formula
    assert len(points_of(CURVE)) == 400


def test_it_is_learned_and_comes_back_from_its_dictionary():
    trainer = Trainer(CURVE.with_(epochs=40, learning_rate=0.03))
    for metrics in trainer.run():
        last = metrics
    assert last.test_accuracy > 0.9
    assert Experiment.from_dict(CURVE.to_dict()) == CURVE
    with pytest.raises(ValueError, match="must be a text"):
        Experiment.from_dict({"data": "ring", "formula": 3})


def test_hostile_formulas_are_a_sentence_or_points():
    rng, refused, made_some = random.Random(3), [], 0
    for _ in range(count(50, 3000)):
        experiment = Experiment.on(rng.choice(["formula", "formula_values"]), points=50)
        try:
            data = with_formula(experiment, hostile(rng)).dataset()
        except ValueError as sentence:
            refused.append(str(sentence))
            continue
        made_some += 1
        assert np.isfinite(data.train_features).all()
        assert np.isfinite(data.train_labels).all()
    assert made_some
    assert all(sentence.endswith((".", "?")) for sentence in refused)
