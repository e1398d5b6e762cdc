"""The bars of the waterfall add up to z, the largest first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.drawing.inspector.contributions import Contributions, bar_ends


def parts(x, w, bias=0.1, **more):
    return Contributions(np.asarray(x, float), np.asarray(w, float), bias, lambda i: f"x{i}", **more)


@given(seed=st.integers(0, 999), n=st.integers(1, 80), room=st.integers(4, 12))
def test_bars_add_up_whatever_the_room(seed, n, room):
    rng = np.random.default_rng(seed)
    sums = parts(rng.random(n) * (rng.random(n) > 0.4), rng.normal(size=n), rng.normal())
    bars = sums.bars(room)
    assert len(bars) <= room
    assert sum(bar.value for bar in bars) == pytest.approx(sums.total, abs=1e-12)
    assert bar_ends(bars, running=True)[-1][1] == pytest.approx(sums.total, abs=1e-12)
    assert sums.total == pytest.approx(float(sums.inputs @ sums.weights) + sums.bias)
    tops = [abs(bar.value) for bar in bars if bar.detail]
    assert tops == sorted(tops, reverse=True)
    left_out = sorted(np.abs(sums.products))[: n - len(tops)]
    assert not tops or not left_out or tops[-1] >= left_out[-1]


def test_words_of_the_bars():
    bars = parts([0.875, 0.0, 0.5, 0.25, 0.125], [0.35, 9.0, -0.4, 0.1, 0.1]).bars(4)
    assert [(bar.name, bar.detail) for bar in bars] == [
        ("x0", "0.88 × 0.35"),
        ("x2", "0.50 × −0.40"),
        ("2 more", ""),
        ("bias", ""),
    ]


def test_what_is_zero_is_no_bar():
    bars = parts([0.0, 1.0], [5.0, 2.0]).bars(8)
    assert [bar.name for bar in bars] == ["x1", "bias"]


def test_pushes_stand_on_zero_without_a_rest():
    bars = parts(np.ones(20), np.arange(20), None, running=False).bars(5)
    assert all(bar.detail for bar in bars)
    assert bar_ends(bars, running=False) == [(0.0, bar.value) for bar in bars]
