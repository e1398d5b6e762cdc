"""What was thinned out is computed anew, bit for bit, whatever was changed while it trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.data import Dataset
from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.training import timeline as timelines
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.replay import replayed
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count

SMALL = Experiment(data="moons", layers=(Dense(4, "tanh"), Dense(3, "relu")), batch_size=13, points=60)


def same(one: Snapshot, other: Snapshot) -> None:
    """Every number of both, to the last bit."""
    assert (one.epoch, one.step, one.experiment) == (other.epoch, other.step, other.experiment)
    assert one.parameters.tobytes() == other.parameters.tobytes()
    assert one.running.tobytes() == other.running.tobytes()
    assert (one.metrics, one.best, one.cut_weights) == (other.metrics, other.best, other.cut_weights)
    assert one.generators == other.generators
    assert one.optimizer_state.keys() == other.optimizer_state.keys()
    for name, value in one.optimizer_state.items():
        np.testing.assert_array_equal(value, other.optimizer_state[name])
    for mine, theirs in zip(one.statistics, other.statistics, strict=True):
        np.testing.assert_array_equal(mine.mean, theirs.mean)


EDGES = st.one_of(
    st.tuples(st.just(0), st.integers(0, 1), st.integers(0, 3)),
    st.tuples(st.just(1), st.integers(0, 3), st.integers(0, 2)),
)
EDITS = st.builds(
    lambda edge, bias, value: Edit(edge[0], None if bias else edge[1], edge[2], value),
    EDGES, st.booleans(), st.floats(-2, 2),
)  # fmt: skip
CHANGES = st.one_of(
    EDITS,
    st.builds(lambda rate: {"learning_rate": rate}, st.floats(1e-4, 0.1)),
    st.builds(lambda size: {"batch_size": size}, st.sampled_from([None, 5, 13, 30])),
    st.builds(lambda l2: {"l2": l2}, st.sampled_from([0.0, 0.01])),
    st.builds(lambda cut: {"cut": tuple(cut)}, st.lists(EDGES, max_size=3, unique=True)),
    st.builds(lambda frozen: {"frozen": tuple(sorted(frozen))}, st.sets(st.integers(0, 2), max_size=2)),
)
#: At which epoch, after how many batches of it, what.
PLANS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 4), CHANGES), max_size=8)
NETWORKS = st.sampled_from(
    [
        {},
        {"optimizer": "adamw", "clip_norm": 0.5, "max_norm": 1.0},
        {"optimizer": "momentum", "l1": 0.001, "schedule": "cosine"},
        {"layers": (Dense(4, "tanh"), Dropout(0.2), Dense(3, "relu"), BatchNorm())},
        {"evaluate_every": 3, "optimizer": "rmsprop", "max_norm": 0.7},
    ]
)


def trained(
    experiment: Experiment, dataset: Dataset, plan: list[Any], resume_at: int
) -> tuple[Timeline, list[Snapshot]]:
    """A run of twelve epochs with these changes, gone on with by another Trainer once; every epoch's end."""
    trainer, timeline, ends = Trainer(experiment, dataset), Timeline(), []
    known = 0
    while True:
        ends.append(trainer.snapshot())
        timeline.add_changes(trainer.changes[known:])
        known = len(trainer.changes)
        timeline.keep(ends[-1])
        if trainer.epoch == 12:
            return timeline, ends
        if trainer.epoch == resume_at:
            resume_at = -1
            changed = replace(trainer.experiment, learning_rate=0.02)
            trainer, known = Trainer(changed, dataset, start=trainer.snapshot()), 0
        here = trainer.epoch
        for _, batch, change in sorted((entry for entry in plan if entry[0] == here), key=lambda e: e[1]):
            if batch:
                trainer.advance(batch)
            if isinstance(change, Edit):
                trainer.edit(change)
            else:
                trainer.change(**change)
            trainer.take_changes()
            if trainer.epoch != here:
                break
        while trainer.epoch == here:
            trainer.advance(100)


@given(network=NETWORKS, plan=PLANS, count=st.integers(2, 5), resume_at=st.integers(-1, 11), data=st.data())
@settings(max_examples=count(40, 2000), deadline=None)
def test_any_epoch_of_any_run(
    network: dict[str, Any], plan: list[Any], count: int, resume_at: int, data: st.DataObject
) -> None:
    experiment = replace(SMALL, **network)
    dataset = experiment.dataset()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timelines, "SNAPSHOT_COUNT", count)
        timeline, ends = trained(experiment, dataset, plan, resume_at)
    assert len(timeline.snapshots) <= count
    by_epoch = {end.epoch: end for end in ends if end.whole}
    epoch = data.draw(st.sampled_from(sorted(by_epoch)))
    found = replayed(timeline, epoch, dataset)
    assert found is not None
    same(found, by_epoch[epoch])


def long_run(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> tuple[Timeline, list[Snapshot]]:
    monkeypatch.setattr(timelines, "SNAPSHOT_COUNT", 2)
    return trained(replace(SMALL, batch_size=None), dataset, [], -1)


def test_progress_is_told_and_stopping_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = SMALL.dataset()
    timeline, ends = long_run(dataset, monkeypatch)
    shares: list[float] = []
    found = replayed(timeline, 10, dataset, progress=shares.append)
    assert found is not None
    same(found, ends[10])
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) == 10
    asked: Callable[[], bool] = lambda: len(shares) > 13  # noqa: E731
    assert replayed(timeline, 11, dataset, progress=shares.append, stopped=asked) is None
    assert len(shares) == 14


def test_what_is_held_is_not_computed_and_without_a_beginning_there_is_nothing() -> None:
    dataset = SMALL.dataset()
    timeline = Timeline()
    assert replayed(timeline, 3, dataset) is None
    trainer = Trainer(SMALL, dataset)
    timeline.keep(trainer.snapshot())
    assert replayed(timeline, 0, dataset) is timeline.exact(0)
