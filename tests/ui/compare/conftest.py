"""Three runs on the digits, one of them broken, and two on the plane; widgets that are closed."""

from __future__ import annotations

import pytest

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.runs import experiments, trained_runs


@pytest.fixture(scope="session")
def digits():
    return Experiment(test_share=0.25).dataset()


@pytest.fixture(scope="session")
def runs(digits):
    """A and B learn for eight epochs; C breaks in its second epoch."""
    return trained_runs(
        digits,
        experiments(
            {"optimizer": "sgd", "learning_rate": 0.1},
            {"optimizer": "adam", "learning_rate": 0.002},
            {"optimizer": "sgd", "learning_rate": 1.0},
            test_share=0.25,
            epochs=8,
            layers=(Dense(32, "linear"),),
        ),
    )


@pytest.fixture(scope="session")
def plane():
    """(dataset, runs) of two runs on the plane."""
    usual = {"layers": (Dense(6, "tanh"),), "epochs": 6}
    both = [Experiment.on("moons", learning_rate=rate, **usual) for rate in (0.01, 0.03)]
    dataset = both[0].dataset()
    return dataset, trained_runs(dataset, both)


@pytest.fixture
def shown(qtbot):
    """Show a widget of some size in the light theme and close it afterwards."""

    def show(widget, width=800, height=640, theme="light"):
        qtbot.addWidget(widget)
        apply_theme(widget, Theme(theme))
        widget.resize(width, height)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return show
