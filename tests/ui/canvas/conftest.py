"""A small data set of digits, and panels that are closed after the test."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.dataset import Dataset, RawData, make_dataset
from nnviz.ui.theme import Theme, apply_theme


@pytest.fixture(scope="session")
def digits() -> Dataset:
    """100 pictures of random counts 0..16 with labels 0..9; the test part has 40."""
    rng = np.random.default_rng(5)
    raw = RawData(
        rng.integers(0, 17, (100, 64)),
        rng.integers(0, 10, 100),
        class_names=tuple("0123456789"),
        feature_shape=(8, 8),
        family="digits",
    )
    return make_dataset("digits", raw, test_share=0.4, split_seed=1, scale="sixteenth")


@pytest.fixture
def shown(qtbot):
    """Show a widget of some size in the dark theme and close it afterwards."""

    def show(widget, width=240, height=240, theme="dark"):
        qtbot.addWidget(widget)
        apply_theme(widget, Theme(theme))
        widget.resize(width, height)
        with qtbot.waitActive(widget):  # or keys would go nowhere on a real display
            widget.show()
            widget.activateWindow()
        return widget

    return show
