"""A batch is looked at at once: all samples are measured for that only where nobody has, and is asked."""

from __future__ import annotations

import pytest

from nnviz.engine import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.trainer import Trainer


@pytest.fixture
def at_end():
    """(trainer, dataset) at the end of the first epoch."""
    experiment = Experiment.on("iris", layers=(Dense(4, "tanh"),), epochs=1, batch_size=16)
    dataset = experiment.dataset()
    trainer = Trainer(experiment, dataset)
    list(trainer.run())
    return trainer, dataset


def test_the_loss_at_the_end_of_an_epoch_is_the_one_that_was_measured(at_end, monkeypatch):
    trainer, dataset = at_end
    monkeypatch.setattr(Trainer, "measured", None)
    batch = Micro.of(trainer.snapshot(), dataset).batch
    assert batch.mean_loss == trainer.metrics.get("train_loss")


def test_within_an_epoch_it_is_measured_when_it_is_asked_for(at_end, monkeypatch):
    trainer, dataset = at_end
    trainer.advance()
    right = trainer.measured().get("train_loss")
    asked, measured = [], Trainer.measured
    monkeypatch.setattr(Trainer, "measured", lambda trainer: asked.append(1) or measured(trainer))
    batch = Micro.of(trainer.snapshot(), dataset).batch
    assert not asked
    assert batch.mean_loss == batch.mean_loss == right
    assert len(asked) == 1
    assert right != trainer.metrics.get("train_loss")
