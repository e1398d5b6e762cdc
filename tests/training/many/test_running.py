"""The same runs one by one, in processes and on a cluster; cancelled, broken, without what they need."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from nnviz.training.experiment import Experiment
from nnviz.training.many.axes import Axis
from nnviz.training.many.claim import read_claim
from nnviz.training.many.pools import Cluster, OneByOne, Pool, Processes, cores
from nnviz.training.many.running import run_sweep
from nnviz.training.many.sweep import Ran, Sweep
from nnviz.training.trainer import Trainer
from tests.data.own.made import SPECIES, own

MOONS = Experiment.on("moons", layers="4, dropout(0.1), 3", epochs=6, points=60, learning_rate=0.02)
CLAIM = read_claim("test_accuracy >= 0.9 within 5 epochs")
THIRTY = Sweep(MOONS, CLAIM, tuple(range(30))).validated()
ENDLESS = MOONS.with_(epochs=10_000_000, evaluate_every=100_000)
LONG = Sweep(ENDLESS, read_claim("test_loss < 0"), (0, 1)).validated()


def by_seed(rans: list[Ran]) -> list[bytes]:
    assert [ran.fault for ran in rans] == [""] * len(rans)
    return [ran.table.numbers.tobytes() for ran in sorted(rans, key=lambda ran: ran.seed)]


@pytest.fixture(scope="module")
def one_by_one() -> list[bytes]:
    return by_seed([*run_sweep(THIRTY, OneByOne())])


@pytest.fixture
def two() -> Iterator[Pool]:
    pool = Processes(2, polite=True)
    yield pool
    pool.close()


def test_one_by_one_is_what_a_trainer_gives(one_by_one: list[bytes]) -> None:
    for seed in (0, 29):
        rows = [(one.epoch, *one.values) for one in Trainer(MOONS.with_(seed=seed)).run()]
        assert one_by_one[seed] == np.array(rows, np.float64).tobytes()
    assert len({*one_by_one}) == 30  # each seed is a run of its own


def test_thirty_runs_in_processes_are_the_same_to_the_bit(one_by_one: list[bytes], two: Pool) -> None:
    begun: list[tuple[int, int]] = []
    assert by_seed([*run_sweep(THIRTY, two, begun=begun.append)]) == one_by_one
    assert begun == [(0, seed) for seed in range(30)]


def test_thirty_runs_on_a_cluster_are_the_same_to_the_bit(one_by_one: list[bytes], tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    out = tmp_path / "runs.json"
    asked = ["--data", "moons", "--points", "60", "--layers", "4,dropout(0.1),3", "--epochs", "6"]
    asked += ["--learning-rate", "0.02", "--claim", str(CLAIM), "--out", str(out)]
    subprocess.run([sys.executable, "-m", "tests.helpers.cluster", *asked], check=True, timeout=60)
    found = json.loads(out.read_text())
    assert Experiment.from_dict(found["experiment"]) == MOONS
    names = ["epoch", *(kind.name for kind in MOONS.kinds)]
    curves = [run["curves"] for run in found["runs"]]
    assert [np.array([one[name] for name in names]).T.tobytes() for one in curves] == one_by_one


def test_who_stops_gets_no_more_and_the_processes_end_at_once() -> None:
    others = {*multiprocessing.active_children()}
    pool = Processes(2)
    begun: list[object] = []
    started = time.monotonic()
    rans = [*run_sweep(LONG, pool, stopped=lambda: len(begun) == 2, begun=begun.append)]
    workers = {*multiprocessing.active_children()} - others
    pool.close()
    pool.close()
    until = time.monotonic() + 15
    while time.monotonic() < until and any(worker.is_alive() for worker in workers):
        time.sleep(0.01)
    assert rans == []
    assert workers
    assert not any(worker.is_alive() for worker in workers)
    assert time.monotonic() - started < 20  # the runs would take hours


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_process_that_is_killed_takes_its_runs_with_it_and_no_others() -> None:
    """The pool begins again: those that wait are trained all the same."""
    pool = Processes(1)
    killed: list[int] = []
    rans = []
    for ran in run_sweep(THIRTY, pool):
        rans.append(ran)
        if not killed:
            killed = [one.pid or 0 for one in multiprocessing.active_children()]
            os.kill(killed[0], signal.SIGKILL)
    pool.close()
    lost = [ran for ran in rans if ran.fault]
    assert len(rans) == 30
    assert 0 < len(lost) < 5
    assert {str(ran.fault) for ran in lost} == {"The process that trained this run has ended."}


def test_a_run_that_cannot_be_says_so_and_the_others_run() -> None:
    """A batch of more samples than there are is known to be wrong only once the data are there."""
    wide = Sweep(MOONS, CLAIM, (), (Axis("batch_size", (8, 500)),), (0,)).validated()
    fine, wrong = run_sweep(wide, OneByOne())
    assert (fine.fault, len(fine.table)) == ("", 7)
    assert str(wrong.fault).endswith(".")
    assert len(wrong.table) == 0
    assert np.isnan(wrong.last("test_accuracy"))


def test_a_run_that_diverges_keeps_what_was_before() -> None:
    wild = MOONS.with_(learning_rate=100.0, optimizer="sgd", loss="mse", output_activation="linear")
    (ran,) = run_sweep(Sweep(wild, CLAIM, (0,)).validated(), OneByOne())
    assert "diverged" in ran.broke
    assert 0 < len(ran.table) < 7
    assert np.isnan(ran.last("test_accuracy"))


@pytest.mark.parametrize(
    "address", ["", "localhost", "http://a:1", "file:///etc/passwd:1", "tcp://a b:1", "a:x"]
)
def test_what_is_no_address_is_refused_before_anybody_is_asked(address: str) -> None:
    with pytest.raises(ValueError, match=r"is no address of a scheduler: .*\.$"):
        Cluster(address)


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r"pip install 'nnviz-desktop\[dask\]'”\.$"):
        Cluster("127.0.0.1:1")


def test_where_nobody_answers_it_is_said() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ValueError, match=r"No Dask scheduler answers at 127.0.0.1:9\.$"):
        Cluster("127.0.0.1:9")


def test_a_number_of_jobs_that_cannot_be_is_refused() -> None:
    assert cores() >= 1
    for jobs in (0, -1, 65):
        with pytest.raises(ValueError, match=r"From 1 to 64 runs"):
            Processes(jobs)


@pytest.mark.parametrize("make", [OneByOne, lambda: Processes(1)], ids=["one by one", "processes"])
def test_data_of_ones_own_come_along(make: Callable[[], Pool]) -> None:
    """They are not among the settings; they are sent beside them, once."""
    mine = Experiment.on("own_table", own=own(SPECIES), epochs=2, seed=5)
    pool = make()
    (ran,) = run_sweep(Sweep(mine, read_claim("test_loss < 1"), (5,)).validated(), pool)
    pool.close()
    rows = [(one.epoch, *one.values) for one in Trainer(mine).run()]
    assert ran.fault == ""
    assert ran.table.numbers.tobytes() == np.array(rows, np.float64).tobytes()
