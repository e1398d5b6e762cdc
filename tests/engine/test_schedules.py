"""Schedules: the factor in every epoch."""

from __future__ import annotations

import pytest

from nnviz.engine.schedules import SCHEDULES, schedule


@pytest.mark.parametrize(
    ("name", "settings", "factors"),
    [
        ("constant", {}, {0: 1, 500: 1}),
        ("step", {"epochs": 10, "gamma": 0.5}, {0: 1, 9: 1, 10: 0.5, 25: 0.25}),
        ("exponential", {"gamma": 0.9}, {0: 1, 1: 0.9, 3: 0.729}),
        ("cosine", {"epochs": 100}, {0: 1, 50: 0.5, 100: 0, 150: 0}),
        ("warmup", {"epochs": 4, "start": 0.2}, {0: 0.2, 1: 0.4, 4: 1, 9: 1}),
        ("linear", {"epochs": 4, "gamma": 0.2}, {0: 1, 1: 0.8, 2: 0.6, 4: 0.2, 9: 0.2}),
    ],
)
def test_factors(name, settings, factors):
    factor = schedule(name, **settings)
    assert {epoch: factor(epoch) for epoch in factors} == pytest.approx(factors, abs=1e-15)


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        (
            "square",
            {},
            "'square' is not known; there are constant, step, exponential, cosine, linear, warmup",
        ),
        ("constant", {"gamma": 0.5}, "constant has no setting gamma; it has: none"),
        ("step", {"gamma": 0.0}, "gamma must be above 0 and at most 1, not 0.0"),
        ("warmup", {"start": 2.0}, "start must be above 0"),
        ("cosine", {"epochs": 0}, "epochs must be 1 or more, not 0"),
    ],
)
def test_faults_are_sentences(name, settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        schedule(name, **settings)


def test_the_defaults():
    assert schedule("step")(29) == 1
    assert schedule("step")(30) == pytest.approx(0.1)
    assert schedule("exponential")(2) == pytest.approx(0.95**2)
    assert schedule("cosine")(100) == 0
    assert schedule("warmup")(0) == pytest.approx(1 / 3)
    assert schedule("warmup")(4) < schedule("warmup")(5) == 1


def test_every_line_of_the_table_is_filled_in_and_works_by_default():
    for name, entry in SCHEDULES.items():
        assert entry.name == name
        assert entry.label
        assert entry.latex
        assert entry.purpose.endswith(".")
        assert 0 < schedule(name)(1) <= 1
