"""The loss curves of PyTorch over pictures and sequences, to 1e-9 over 50 updates: every kind and option."""

from __future__ import annotations

import importlib.util
import json

import numpy as np
import pytest

from nnviz.engine import LAYERS
from tests.engine import curves, shaped_curves

CASES = shaped_curves.cases()
STORED = json.loads(shaped_curves.STORED.read_text())


def test_every_case_has_its_stored_curve_and_every_kind_its_case():
    assert set(STORED["curves"]) == set(CASES)
    assert STORED["torch"] == curves.TORCH_VERSION
    written = " ".join(case["layers"] for case in CASES.values())
    kinds = {kind.replace("_", "") for kind, spec in LAYERS.items() if spec.shaped}
    assert all(kind in written for kind in kinds)


@pytest.mark.parametrize("name", CASES)
def test_the_stored_curve_of_pytorch(name):
    curve = shaped_curves.ours(CASES[name])
    assert curve[-1] != curve[0]
    np.testing.assert_allclose(curve, STORED["curves"][name], rtol=1e-9, atol=1e-9)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("name", CASES)
def test_the_curve_of_the_pytorch_that_is_installed(name):
    theirs = shaped_curves.theirs(CASES[name])
    np.testing.assert_allclose(shaped_curves.ours(CASES[name]), theirs, rtol=1e-9, atol=1e-9)
