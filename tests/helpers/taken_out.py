"""Runs to take out, and the programs that they become, run where there is no nnviz."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.subject import Subject
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics, MetricsTable
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

#: Runs a program as its owner would, but for what nnviz is made of, which cannot be imported.
ALONE = (
    "import runpy, sys; [sys.modules.__setitem__(n, None) for n in ('nnviz', 'sklearn', 'PySide6')]; "
    "runpy.run_path(sys.argv[1], run_name='__main__')"
)
FRAMEWORK = ALONE.replace("'sklearn', ", "")


def taken(
    experiment: Experiment,
    act: Callable[[Trainer], None] = lambda trainer: None,
    begun: Callable[[Trainer], None] = lambda trainer: None,
) -> Subject:
    """The run of that experiment; ``begun`` is done before it, ``act`` after every epoch."""
    trainer, timeline = Trainer(experiment), Timeline()
    begun(trainer)
    timeline.begin(trainer.snapshot())
    rows: list[Metrics] = []
    for metrics in trainer.run():
        if not rows or metrics.epoch > rows[-1].epoch:
            rows.append(metrics)
        act(trainer)
    timeline.append_metrics(MetricsTable.of(rows))
    timeline.add_changes(trainer.changes)
    timeline.keep(trainer.snapshot())
    return Subject.of_run(trainer.experiment, trainer.snapshot(), timeline, trainer.dataset)


def losses_of(subject: Subject, names: tuple[str, str] = ("train_loss", "test_loss")) -> NDArray[np.float64]:
    """(epochs, 3) the epoch and both losses as the run measured them."""
    table = subject.timeline.metrics
    return np.column_stack([table.epochs, *(table.values(name) for name in names)])


def printed(
    contents: Mapping[str, bytes],
    folder: Path,
    alone: str = ALONE,
    names: tuple[str, str] = ("train_loss", "test_loss"),
) -> NDArray[np.float64]:
    """(epochs, 3) what the program prints, which is the first of the files, in an empty folder."""
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    command = [sys.executable, "-I", "-c", alone, str(folder / next(iter(contents)))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "UserWarning" not in done.stderr, done.stderr
    line = r"^epoch (\d+)  {} (\S+)  {} (\S+)$".format(*names)
    lines = re.findall(line, done.stdout, re.MULTILINE)
    return np.array(lines, dtype=np.float64)


def relative(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """How far the losses differ at most, relative to what they are; the epochs must be the same."""
    assert one.shape == other.shape
    np.testing.assert_array_equal(one[:, 0], other[:, 0])
    return float(np.max(np.abs(one - other)[:, 1:] / np.abs(other[:, 1:])))
