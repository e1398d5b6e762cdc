"""docs/engine.md says what comes out."""

from __future__ import annotations

import doctest
from pathlib import Path

import numpy as np


def test_the_page_on_the_mathematics_runs():
    page = Path(__file__).parents[2] / "docs" / "engine.md"
    with np.printoptions():
        failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 25
    assert failed == 0
