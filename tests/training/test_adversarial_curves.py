"""The loss curves of PyTorch for two networks against each other, to 1e-9 over 50 updates."""

from __future__ import annotations

import importlib.util
import json

import numpy as np
import pytest

from tests.engine import curves
from tests.training import adversarial_curves

STORED = json.loads(adversarial_curves.STORED.read_text())


def test_every_case_has_its_stored_curve():
    assert set(STORED["curves"]) == set(adversarial_curves.CASES)
    assert STORED["torch"] == curves.TORCH_VERSION


@pytest.mark.parametrize("name", adversarial_curves.CASES)
def test_the_stored_curve_of_pytorch(name):
    curve = adversarial_curves.ours(name)
    assert len({update[0] for update in curve}) == adversarial_curves.UPDATES
    np.testing.assert_allclose(curve, STORED["curves"][name], rtol=1e-9, atol=1e-9)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("name", adversarial_curves.CASES)
def test_the_curve_of_the_pytorch_that_is_installed(name):
    theirs = adversarial_curves.theirs(name)
    np.testing.assert_allclose(adversarial_curves.ours(name), theirs, rtol=1e-9, atol=1e-9)
