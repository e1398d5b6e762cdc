"""What nnviz takes out it takes in again, and the network answers the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnviz.files.exchange.brought import Wanted, as_run, moment_of
from nnviz.files.exchange.formats import take_out
from nnviz.files.exchange.models import read_model_file
from nnviz.files.exchange.subject import Subject
from nnviz.training.experiment import Experiment
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

CASES = {
    "plane": {"data": "moons", "layers": "6, batchnorm, dropout(0.1), 4", "points": 40},
    "digits": {"data": "digits", "layers": "conv(3, 3), maxpool(2), 8", "points": 40},
    "values": {"data": "waves", "layers": "5, 4", "points": 40},
    "sequence": {"data": "temporal_order", "layers": "lstm(4)"},
    "each step": {"data": "echo", "layers": "gru(3, every_step=yes)"},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", ["onnx", "safetensors", "npz"])
def test_a_network_comes_back_as_it_was(case: str, kind: str, tmp_path: Path) -> None:
    settings = dict(CASES[case])
    trainer = Trainer(Experiment.on(str(settings.pop("data")), epochs=1, **settings))
    snapshot, timeline = trainer.snapshot(), Timeline()
    timeline.keep(snapshot)
    subject = Subject.of_run(trainer.experiment, snapshot, timeline, trainer.dataset)
    path = tmp_path / f"made.{kind}"
    take_out(subject, kind, path)
    run = as_run(read_model_file(path, Wanted()), path.name)
    dataset = run.source.data
    assert dataset is not None
    raw = trainer.dataset.raw(trainer.dataset.test_features[:7])
    found = moment_of(run).network().predict(dataset.scaled(raw))
    wanted = trainer.network.predict(trainer.dataset.test_features[:7])
    np.testing.assert_allclose(found, wanted, atol=2e-6)
    assert dataset.class_names == trainer.dataset.class_names
