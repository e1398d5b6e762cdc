"""What a notebook user imports: the examples run, and importing stays cheap."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest

import nnviz


def test_the_examples_are_true() -> None:
    results = doctest.testmod(nnviz)
    assert results.failed == 0
    assert results.attempted > 20


@pytest.mark.parametrize("name", nnviz.__all__)
def test_every_name_is_there_and_listed(name: str) -> None:
    assert getattr(nnviz, name) is not None
    assert name in dir(nnviz)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'jump'"):
        _ = nnviz.jump


def test_importing_is_cheap() -> None:
    script = (
        "import sys, nnviz; assert 'numpy' not in sys.modules; from nnviz import Trainer, datasets; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()).isdisjoint({"PySide6", "shiboken6", "pyqtgraph", "sklearn", "scipy"})
