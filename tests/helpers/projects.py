"""Projects of small networks, really trained, with everything in them that a project can hold."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.files.project import Drawing, Project, SavedRun
from nnviz.training.edits import Change, Edit
from nnviz.training.experiment import Experiment
from nnviz.training.marks import Mark
from nnviz.training.measures import MetricsTable
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from tests.helpers.timelines import hand_built_timeline

PLAIN = Experiment.on("ring", layers=(Dense(4, "tanh"),), points=40, epochs=12, optimizer="adam")
RICH = Experiment.on(
    "digits",
    layers=(Dense(5, "elu", 0.5), BatchNorm(), Dropout(0.2), Dense(4, "relu")),
    epochs=3,
    optimizer="momentum",
)


def trained(experiment: Experiment, timeline: Timeline | None = None) -> tuple[Trainer, Timeline]:
    """The experiment run to its end, and its history."""
    trainer, timeline = Trainer(experiment), timeline or Timeline()
    for metrics in trainer.run():
        timeline.append_metrics(MetricsTable.of([metrics]))
        timeline.keep(trainer.snapshot())
    return trainer, timeline


@cache
def full_project() -> Project:
    """Two runs, one between two epochs and one that broke, with all that can be; treat it as frozen."""
    _, timeline = trained(PLAIN)
    timeline.add_changes(
        [
            Change(3, 3, "learning_rate", 0.01),
            Change(3, 3, "edit", Edit(0, None, 1, 0.1)),
            Change(4, 4, "batch_size", None),
            Change(5, 5, "cut", ((0, 1, 2),)),
            Change(5, 5, "edit", Edit(1, 3, 0, -1 / 3)),
            Change(6, 6, "cut", ((0, 1, 2), (1, 0, 0))),
            Change(7, 7, "frozen", (0,)),
        ]
    )
    timeline.note(Mark(4, "3 units of layer 1 are dead", "diagnosis"))
    cut = replace(PLAIN, learning_rate=0.01, cut=((0, 1, 2),), epochs=20)
    newest = timeline.newest
    assert newest is not None
    held = (replace(newest.players[0], cut_weights=(0.25,)),)
    between = replace(newest, step=newest.step + 1, experiment=cut, players=held, changes=1)
    _, other = trained(RICH)
    runs = (
        SavedRun(letter="A", name="A", colour=0, experiment=cut, timeline=timeline, snapshot=between),
        SavedRun(
            letter="B",
            name="größer, ×2",
            colour=1,
            experiment=RICH,
            timeline=other,
            diverged=(77, 4, "the loss is infinite"),
            parent=("A", 3),
        ),
    )
    strokes = (np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.25]]), np.array([[0.7, 0.7]]))
    return Project(
        runs=runs,
        current="B",
        cursor=2,
        ghosts=(hand_built_timeline(7), hand_built_timeline(3, every=5)),
        drawing=Drawing(strokes, 4),
        view={"workspace": "digits", "speed": None, "selection": {"layer": 1, "units": [2, 3]}},
    )


def same_snapshot(one: Snapshot, other: Snapshot) -> None:
    """Raise unless both are the same to the last bit, but for the probed sample."""
    for name in ("epoch", "step", "position", "changes", "experiment"):
        assert getattr(one, name) == getattr(other, name), name
    for mine, theirs in (
        (one.metrics, other.metrics),
        (one.best or one.metrics, other.best or other.metrics),
    ):
        assert (mine.epoch, mine.kinds) == (theirs.epoch, theirs.kinds)
        np.testing.assert_array_equal(mine.values, theirs.values)
    assert one.generators == other.generators
    pairs: list[tuple[object, object]] = []
    for mine, theirs in zip(one.players, other.players, strict=True):
        assert (mine.ends, mine.cut_weights) == (theirs.ends, theirs.cut_weights)
        pairs += [(mine.parameters, theirs.parameters), (mine.running, theirs.running)]
        assert set(mine.optimizer_state) == set(theirs.optimizer_state)
        pairs += [(value, theirs.optimizer_state[name]) for name, value in mine.optimizer_state.items()]
        assert (mine.averaged is None) == (theirs.averaged is None)
        pairs += [] if mine.averaged is None else [(mine.averaged, theirs.averaged)]
    for mine, theirs in zip(one.layers, other.layers, strict=True):
        assert (mine.units, mine.activation) == (theirs.units, theirs.activation)
        pairs += [(mine.weights, theirs.weights), (mine.bias, theirs.bias)]
    for mine, theirs in zip(one.statistics, other.statistics, strict=True):
        pairs += [(getattr(mine, name), getattr(theirs, name)) for name in ("mean", "maximum", "firing")]
    for mine, theirs in pairs:
        np.testing.assert_array_equal(mine, theirs, strict=isinstance(mine, np.ndarray))
