"""Initialisers: the spread that each promises, and the same draws for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.initializers import INITIALIZERS, initializer

DEVIATIONS = {
    "zeros": 0.0,
    "ones": 0.0,
    "uniform": 1 / np.sqrt(3),
    "normal": 1.0,
    "glorot": np.sqrt(2 / 500),
    "he": np.sqrt(2 / 200),
    "lecun": np.sqrt(1 / 200),
    "orthogonal": np.sqrt(1 / 300),
}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_deviation(name):
    weights = INITIALIZERS[name].function(np.random.default_rng(0), 200, 300)
    assert weights.shape == (200, 300)
    assert weights.dtype == np.float64
    assert weights.std() == pytest.approx(DEVIATIONS[name], rel=0.02)
    assert weights.mean() == pytest.approx(float(name == "ones"), abs=0.02)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_seed_gives_the_same_weights(name):
    first, second = (INITIALIZERS[name].function(np.random.default_rng(3), 4, 5) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(("rows", "columns"), [(7, 3), (3, 7), (5, 5), (1, 4)])
def test_orthogonal_has_orthonormal_rows_or_columns(rows, columns):
    weights = INITIALIZERS["orthogonal"].function(np.random.default_rng(0), rows, columns)
    product = weights.T @ weights if rows >= columns else weights @ weights.T
    np.testing.assert_allclose(product, np.eye(min(rows, columns)), atol=1e-12)


@pytest.mark.parametrize(("name", "limit"), [("uniform", 1.0), ("glorot", np.sqrt(6 / 500))])
def test_uniform_draws_fill_their_interval_and_no_more(name, limit):
    weights = INITIALIZERS[name].function(np.random.default_rng(0), 200, 300)
    assert limit * 0.999 < np.abs(weights).max() <= limit


def test_an_unknown_name_is_a_sentence():
    with pytest.raises(ValueError, match="'xavier' is not known; there are zeros, ones, uniform, normal"):
        initializer("xavier")


def test_every_line_of_the_table_is_filled_in():
    for name, entry in INITIALIZERS.items():
        assert entry.name == name
        assert entry.label
        assert entry.latex
        assert entry.purpose.endswith(".")
