"""What many runs come to, from numbers written by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from nnviz.training.experiment import Experiment
from nnviz.training.many.axes import Axis
from nnviz.training.many.claim import read_claim
from nnviz.training.many.record import as_csv, as_json, run_values, summary_values
from nnviz.training.many.summary import bands, figures, judged, median_run
from nnviz.training.many.sweep import Ran, Sweep
from tests.training.many.test_claim import table

CLAIM = read_claim("test_accuracy >= 0.9 within 2 epochs")
MOONS = Experiment.on("moons", epochs=3)


def ran(seed: int, *accuracies: float, broke: str = "", fault: str = "", cell: int = 0) -> Ran:
    return Ran(cell, seed, table(*accuracies), 0.5, broke, fault)


RANS = [
    ran(3, 0.1, 0.2, 0.95, 1.0),
    ran(1, 0.3, 0.9, 0.8, 0.6),
    ran(0, 0.5, 0.4, 0.6, 0.95),
    ran(2, 0.7, 0.95, broke="It broke."),
    ran(4, fault="It could not be."),
]


def test_how_often_it_held_and_the_quartiles_of_the_ends() -> None:
    told = figures(RANS, CLAIM)
    assert (told.done, told.held, told.broke, told.faults, told.judged) == (5, 3, 1, 1, 4)
    # of 0.6, 0.95 and 1
    assert (told.lower, told.median, told.upper) == pytest.approx((0.775, 0.95, 0.975))
    assert told.spread == pytest.approx(0.2)
    assert math.isnan(figures(RANS[3:], CLAIM).median)
    outcomes = judged(RANS, CLAIM)
    assert [(one.seed, one.holds) for one in outcomes] == [(0, False), (1, True), (2, True), (3, True)]
    assert (outcomes[-1].kept, outcomes[-1].asked) == (3, 4)


def test_bands_are_quantiles_of_those_that_are_there() -> None:
    found = bands(RANS, "test_accuracy")
    assert found.epochs.tolist() == [0, 1, 2, 3]
    for place, column in enumerate(([0.1, 0.3, 0.5, 0.7], [0.2, 0.9, 0.4, 0.95], [0.95, 0.8, 0.6])):
        assert found.values[:, place] == pytest.approx(np.quantile(column, (0.1, 0.25, 0.5, 0.75, 0.9)))
    # one that was over early keeps what it had
    early = bands([ran(0, 0.2, 0.4), ran(1, 0.0, 0.0, 0.8)], "test_accuracy")
    assert early.values[2] == pytest.approx([0.1, 0.2, 0.6])
    assert len(bands([], "test_accuracy").epochs) == 0
    long = bands([ran(k, *np.linspace(k, 1, 3001)) for k in (0, 1)], "test_accuracy", most=4)
    assert long.epochs.tolist() == [0, 1000, 2000, 3000]
    assert long.values[2] == pytest.approx([0.5, 2 / 3, 5 / 6, 1.0])


def test_the_run_in_the_middle_reached_it_in_the_middle() -> None:
    middle = median_run(RANS, CLAIM)  # reached: seed 1 at 1, seed 3 at 2, seed 0 at 3
    assert middle is not None
    assert middle.seed == 3
    assert median_run(RANS[4:], CLAIM) is None


def test_the_table_has_a_line_for_each_run() -> None:
    sweep = Sweep(MOONS, CLAIM, (), (Axis("learning_rate", (0.1, 0.2)),), (0, 1, 2, 3, 4)).validated()
    lines = as_csv(sweep, [*RANS, ran(0, 0.1, cell=1)]).decode().splitlines()
    head = lines[0].split(",")
    assert head == [
        "seed", "learning_rate", "epochs", "train_loss", "test_loss", "train_accuracy", "test_accuracy",
        "reached", "holds", "seconds", "broke", "fault",
    ]  # fmt: skip
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["0", "0.1"], ["1", "0.1"], ["2", "0.1"], ["3", "0.1"], ["4", "0.1"], ["0", "0.2"],
    ]  # fmt: skip
    fourth = dict(zip(head, lines[4].split(","), strict=True))
    assert fourth | {"train_loss": "", "test_loss": "", "train_accuracy": ""} == {
        "seed": "3", "learning_rate": "0.1", "epochs": "3", "train_loss": "", "test_loss": "",
        "train_accuracy": "", "test_accuracy": "1.0", "reached": "2", "holds": "yes", "seconds": "0.5",
        "broke": "", "fault": "",
    }  # fmt: skip
    assert lines[5].endswith(",no,,,It could not be.")


def test_json_holds_the_settings_the_curves_and_what_they_come_to() -> None:
    sweep = Sweep(MOONS, CLAIM, (0, 1, 2, 3, 4)).validated()
    whole = json.loads(as_json(sweep, RANS, 2.0))
    assert Experiment.from_dict(whole["experiment"]) == MOONS
    assert whole["runs"][1]["curves"]["test_accuracy"] == [0.3, 0.9, 0.8, 0.6]
    assert whole["summary"] == json.loads(json.dumps(summary_values(sweep, RANS, 2.0)))
    summary = whole["summary"]
    assert (summary["runs"], summary["done"], summary["held"]) == (5, 5, 3)
    assert summary["interval"] == pytest.approx([0.3006, 0.9544], abs=1e-4)  # Wilson, 3 of 4
    assert run_values(sweep, RANS[3])["broke"] == "It broke."
    assert "test_accuracy" not in run_values(sweep, RANS[4])
