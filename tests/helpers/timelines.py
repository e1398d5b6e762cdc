"""Timelines made by hand: for tests of what only looks at Timelines."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnviz.data.dataset import Kind
from nnviz.training.measures import Metrics, MetricsTable
from nnviz.training.outputs import MEASURED
from nnviz.training.timeline import Timeline


def table(rows: ArrayLike, kind: Kind = "classification") -> MetricsTable:
    """Metrics: of each row the epoch, the losses of training and test, and how much is right of both."""
    return MetricsTable(MEASURED[kind], np.asarray(rows, dtype=np.float64))


def measured(epoch: int, *values: float, kind: Kind = "classification") -> Metrics:
    """One row of such a table."""
    return Metrics(epoch, MEASURED[kind], values)


def hand_built_timeline(length: int = 31, *, seed: int = 0, every: int = 1, noise: float = 0.0) -> Timeline:
    """A Timeline of ``length`` evaluated epochs, ``every`` apart, whose losses fall from 2.3 to 0.25."""
    timeline = Timeline()
    extend(timeline, length, seed=seed, every=every, noise=noise)
    return timeline


def extend(timeline: Timeline, count: int, *, seed: int = 0, every: int = 1, noise: float = 0.0) -> None:
    """Add ``count`` evaluated epochs to ``timeline``."""
    rng = np.random.default_rng(seed)
    start = timeline.epochs[-1] + every if len(timeline.epochs) else 0.0
    epochs = start + every * np.arange(count)
    train = 0.25 + 2.05 * np.exp(-epochs / 8)
    test = train + 0.1 * (1 - np.exp(-epochs / 10)) + noise * rng.standard_normal(count)
    right = 0.95 - 0.85 * np.exp(-epochs / 4)
    timeline.append_metrics(
        table(np.column_stack([epochs, train, np.maximum(test, 0.01), right, right - 0.02]))
    )
