"""Training in portions: replayed, followed number by number and checked like any other, with its masks."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import portions
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.nudge import nudged
from nnviz.training.replay import replayed
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer


@pytest.fixture(autouse=True)
def _seven_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "NEAR", 1)
    monkeypatch.setattr(portions, "FEWEST", 7)


@pytest.fixture
def experiment() -> Experiment:
    layers = "conv(4, 3), dropout(0.2), maxpool(2), conv(6, 3), globalmaxpool"
    return Experiment.on("digits", layers=layers, learning_rate=0.01, epochs=3, l2=0.001)


def test_any_epoch_comes_again_to_the_bit(experiment: Experiment) -> None:
    trainer, timeline = Trainer(experiment), Timeline()
    timeline.begin(trainer.snapshot())
    *_, metrics = trainer.run()
    again = replayed(timeline, 3, trainer.dataset)
    assert again is not None
    assert again.parameters.tobytes() == trainer.snapshot().parameters.tobytes()
    assert metrics.train_loss < 2.2


def test_a_batch_is_followed_and_its_numbers_are_checked_with_its_own_masks(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    trainer.advance(20)
    micro = Micro.of(trainer.snapshot(), trainer.dataset)
    update = micro.batch.update
    for block in trainer.network.blocks:
        nudge = [*nudged(micro.batch, block.start + block.parameter.size // 2)][-1]
        assert nudge is not None
        assert nudge.agrees, (block.name, nudge)
    values = {(step.kind, step.layer): step.values for step in micro.batch.steps}
    dW = np.einsum("ncijrq,nfrq->fcij", values["window", 3], values["dz", 3])
    np.testing.assert_allclose(values["dW", 3], dW, atol=1e-6)
    trainer.advance()
    assert update.new.tobytes() == trainer.snapshot().parameters.tobytes()
