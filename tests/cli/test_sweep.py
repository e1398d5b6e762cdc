"""``nnviz sweep``: a line for each run, what they come to, and what stays when somebody ends it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz import cli
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

SMALL = ["--data", "moons", "--points", "60", "--layers", "4", "--epochs", "4", "--jobs", "1"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    status = cli.main(["sweep", *SMALL, *arguments])
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


def test_each_run_is_told_as_it_ends_and_what_all_come_to(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "runs.csv"
    claim = "test_accuracy >= 0.5 within 3 epochs"
    status, lines, error = run(
        capsys,
        "--set",
        "learning_rate=0.01,0.1",
        "--seeds",
        "3-4",
        "--claim",
        claim,
        "--json",
        "--out",
        str(out),
    )
    assert (status, error) == (0, "")
    *runs, summary = map(json.loads, lines)
    assert [(one["set"], one["seed"]) for one in runs] == [
        ({"learning_rate": rate}, seed) for rate in (0.01, 0.1) for seed in (3, 4)
    ]
    held = [0, 0]
    for at, one in enumerate(runs):
        experiment = Experiment.on("moons", points=60, layers=4, epochs=4, seed=one["seed"], **one["set"])
        rows = [*Trainer(experiment).run()]
        assert one["test_loss"] == rows[-1].test_loss
        reached = [row.epoch for row in rows if row.test_accuracy >= 0.5]
        assert one["reached"] == (reached[0] if reached else None)
        assert one["holds"] == any(epoch <= 3 for epoch in reached)
        held[at // 2] += one["holds"]
    assert summary["claim"] == claim
    assert (summary["runs"], summary["done"], summary["held"]) == (4, 4, sum(held))
    assert [cell["held"] for cell in summary["cells"]] == held
    with out.open() as file:
        table = [*csv.DictReader(file)]
    assert [float(row["test_loss"]) for row in table] == [one["test_loss"] for one in runs]


def test_the_settings_as_they_are_have_seeds_of_their_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "runs.json"
    status, lines, _ = run(
        capsys, "--set", "units1=2,3", "--seeds", "3", "--cell-seeds", "2", "--out", str(out)
    )
    assert status == 0
    summary = json.loads(lines[-1])
    assert [(cell["set"], cell["done"]) for cell in summary["cells"]] == [
        ({}, 3), ({"units1": 2}, 2), ({"units1": 3}, 2)
    ]  # fmt: skip
    assert lines[0] == "test_accuracy >= 0.9 within 4 epochs: 7 of 7 runs"
    assert json.loads(out.read_text())["summary"]["cells"] == summary["cells"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--claim", "good"], "“good” is no claim"),
        (["--claim", "test_loss < 1 within 9 epochs"], "about 9 epochs, but a run has 4"),
        (["--set", "speed=1"], "cannot go through “speed”"),
        (["--set", "units1=1", "--set", "units1=2"], "once, not twice"),
        (["--seeds", "none"], "“none” are no seeds"),
        (["--cell-seeds", "3"], "--set, which is missing"),
        (["--jobs", "-3"], "From 1 to 64"),
        (["--dask", "nowhere"], "is no address of a scheduler"),
        (["--out", "runs.png"], "saved as .csv or .json"),
    ],
)
def test_mistakes_are_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    status, lines, error = run(capsys, *arguments)
    assert (status, lines) == (2, [])
    assert why in error
    assert error.count("\n") == 1


def test_runs_that_cannot_be_trained_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, error = run(capsys, "--set", "batch_size=8,500", "--seeds", "2", "--json")
    assert status == 1
    assert json.loads(lines[-1])["faults"] == 2
    assert "2 of 4 runs could not be trained" in error


def _hear_ctrl_c() -> None:
    """Whoever runs the tests may have had it ignored, which a process would inherit."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_ctrl_c_keeps_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    command = [
        sys.executable,
        "-m",
        "nnviz",
        "sweep",
        *SMALL[:-1],
        "2",
        "--seeds",
        "1000",
        "--epochs",
        "1000",
    ]
    with subprocess.Popen(
        [*command, "--json", "--out", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=_hear_ctrl_c,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of its processes
        rest, error = process.communicate(timeout=20)
    summary = json.loads(rest.splitlines()[-1])
    assert process.returncode == 130
    assert error.startswith("nnviz: stopped after ")
    assert error.count("\n") == 1
    with out.open() as file:
        rows = [*csv.DictReader(file)]
    assert 0 < len(rows) == summary["done"] < 1000
    assert first["seed"] in {int(row["seed"]) for row in rows}
