"""The settings of all runs of a project, told as what differs from the run before."""

from __future__ import annotations

from nnviz.files.project_experiments import Experiments, read_experiments
from nnviz.training.experiment import Experiment


def test_runs_for_different_ends_keep_all_their_settings() -> None:
    told = Experiments()
    given = [
        Experiment.on("digits", objective=objective, layers="9, 3", epochs=7, seed=5, learning_rate=0.02)
        for objective in ("supervised", "reconstruct", "supervised")
    ]
    given[2] = given[2].with_(epochs=8)
    for number, experiment in enumerate(given):
        assert told.number(experiment) == number
    assert read_experiments(told.described, {}) == given
