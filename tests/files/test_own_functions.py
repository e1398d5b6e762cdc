"""Functions of one's own in projects and models: kept as text, read again by the same reader."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine.layers import Dense
from nnviz.files.project import SavedRun, read_project, write_project
from nnviz.training.experiment import Experiment
from tests.helpers.projects import full_project, same_snapshot, trained

MISH, LOSS = "x * tanh(log(1 + exp(x)))", "where(abs(y - t) < 1, (y - t)**2 / 2, abs(y - t) - 0.5)"


def own_experiment() -> Experiment:
    layers = (Dense(4, MISH), Dense(3, "max(z, 0.1 * z)"))
    return Experiment.on("ring", layers=layers, loss=LOSS, output_activation="1 / (1 + exp(-x))", points=60)


def test_a_project_keeps_them_as_text():
    _, timeline = trained(own_experiment().with_(epochs=3))
    newest = timeline.newest
    run = SavedRun(
        letter="A", name="A", colour=0, experiment=newest.experiment, timeline=timeline, snapshot=newest
    )
    project = replace(full_project(), runs=(run,), current="A")
    data = write_project(project)
    again = read_project(io.BytesIO(data))
    mine, theirs = project.runs[0].timeline, again.runs[0].timeline
    assert [run.experiment for run in again.runs] == [run.experiment for run in project.runs]
    for one, other in zip(mine.snapshots.values(), theirs.snapshots.values(), strict=True):
        same_snapshot(one, other)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".json")).decode()
    assert json.dumps(MISH)[1:-1] in kept


@pytest.mark.parametrize("bad", ["__import__('os').getcwd()", "9**9**9**9", "log(x)", "x" * 900, "((((", 3])
def test_what_a_file_says_instead_is_refused_in_a_sentence(bad):
    for place in ("activation", "loss"):
        values = own_experiment().to_dict()
        if place == "loss":
            values["objective"]["loss"] = bad
        else:
            values["networks"]["network"]["layers"][0]["activation"] = bad
        with pytest.raises(ValueError, match=r"[.?]$"):
            Experiment.from_dict(json.loads(json.dumps(values)))


def test_it_comes_back_from_its_dictionary():
    experiment = own_experiment()
    assert Experiment.from_dict(json.loads(json.dumps(experiment.to_dict()))) == experiment
    _, timeline = trained(experiment.with_(epochs=2))
    assert np.isfinite(timeline.metrics.values("train_loss")).all()
