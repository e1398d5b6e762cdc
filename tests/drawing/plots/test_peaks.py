"""Decimation: no peak is lost, no point is invented, new values cost only themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.drawing.plots import peaks
from nnviz.drawing.plots.peaks import BLOCK, Peaks, middle


def curve(n, seed=0):
    rng = np.random.default_rng(seed)
    return np.arange(n, dtype=float), rng.normal(size=n).cumsum()


@given(n=st.integers(20, 5000), columns=st.integers(1, 20), seed=st.integers(0, 99))
def test_extremes_and_last_value_survive(n, columns, seed):
    epochs, values = curve(n, seed)
    x, y = Peaks().decimated(epochs, values, 0, n, columns)
    assert x.shape == y.shape == (2 * columns + 1,)
    assert y.min() == values.min()
    assert y.max() == values.max()
    assert (x[-1], y[-1]) == (epochs[-1], values[-1])
    assert np.all(np.diff(x) >= 0)
    assert np.isin(y, values).all()


@pytest.mark.parametrize("n", [4 * BLOCK * 10, 4 * BLOCK * 10 + 77, 60_001])
def test_blocks_give_the_same_as_all_values(n):
    epochs, values = curve(n)
    columns = 10
    x, y = Peaks().decimated(epochs, values, 0, n, columns)
    edges = [*(int(e) for e in x[0:-1:2]), n]
    for k in range(columns):
        column = values[edges[k] : edges[k + 1]]
        assert {y[2 * k], y[2 * k + 1]} == {column.min(), column.max()}
        assert abs(edges[k] - k * n // columns) <= BLOCK


def test_a_window_of_a_long_run():
    epochs, values = curve(100_000)
    values[70_001] = 1e6
    x, y = Peaks().decimated(epochs, values, 60_000, 90_000, 10)
    assert y.max() == 1e6
    assert 60_000 - BLOCK <= x[0] <= 60_000
    assert x[-1] == 89_999


def test_growing_run_equals_a_fresh_look():
    epochs, values = curve(50_000)
    growing = Peaks()
    for n in range(5200, 50_001, 1793):
        got = growing.decimated(epochs[:n], values[:n], 0, n, 10)
        np.testing.assert_array_equal(got, Peaks().decimated(epochs[:n], values[:n], 0, n, 10))


def test_a_run_without_end_takes_no_more_blocks_and_loses_no_peak(monkeypatch):
    monkeypatch.setattr(peaks, "MOST", 100)
    epochs, values = curve(50_000)
    values[[7, 25_011, 49_990]] = 900.0, -900.0, 901.0
    growing = Peaks()
    for n in range(5200, 50_001, 1793):
        x, y = growing.decimated(epochs[:n], values[:n], 0, n, 10)
        assert (y.min(), y.max()) == (values[:n].min(), values[:n].max())
        np.testing.assert_array_equal(y, Peaks().decimated(epochs[:n], values[:n], 0, n, 10)[1])
        assert (np.diff(x) >= 0).all()
    assert growing.nbytes == 2 * 8 * 100


def test_one_value_that_is_no_number_does_not_hide_its_column():
    epochs, values = curve(8 * BLOCK * 10)
    values[33] = np.nan
    values[34] = 500.0
    assert np.nanmax(Peaks().decimated(epochs, values, 0, len(values), 10)[1]) == 500.0


def test_middle_lies_between_the_extremes_and_ends_at_the_last_value():
    epochs, values = curve(3000)
    x, y = Peaks().decimated(epochs, values, 0, 3000, 20)
    u, v = middle(x, y)
    assert len(u) == len(v) == 11
    assert (u[-1], v[-1]) == (2999, values[-1])
    for k in range(10):
        four = y[4 * k : 4 * k + 4]
        assert four.min() <= v[k] <= four.max()
        assert u[k] == x[4 * k]
