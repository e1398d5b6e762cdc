"""The presets show what they are for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnviz.training.presets import PLAYGROUND
from nnviz.training.trainer import Trainer


@pytest.mark.parametrize("seed", [0, 5])
def test_the_playground_begins_with_spirals_that_are_learned(seed: int) -> None:
    experiment = replace(PLAYGROUND, seed=seed)
    history = list(Trainer(experiment, experiment.dataset()).run())
    assert history[0].train_accuracy < 0.75
    assert history[-1].train_accuracy > 0.94
    assert history[-1].test_accuracy > 0.9
