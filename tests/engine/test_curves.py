"""The loss curves of PyTorch, to 1e-9 over 50 epochs: every optimiser, schedule, loss and activation."""

from __future__ import annotations

import importlib.util
import json

import numpy as np
import pytest

from tests.engine import curves

CASES = curves.cases()
STORED = json.loads(curves.STORED.read_text())


def test_every_case_has_its_stored_curve():
    assert set(STORED["curves"]) == set(CASES)
    assert STORED["torch"] == curves.TORCH_VERSION


@pytest.mark.parametrize("name", CASES)
def test_the_stored_curve_of_pytorch(name):
    curve = curves.ours(CASES[name])
    assert curve[-1] != curve[0]
    np.testing.assert_allclose(curve, STORED["curves"][name], rtol=1e-9, atol=1e-9)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("name", CASES)
def test_the_curve_of_the_pytorch_that_is_installed(name):
    np.testing.assert_allclose(curves.ours(CASES[name]), curves.theirs(CASES[name]), rtol=1e-9, atol=1e-9)
