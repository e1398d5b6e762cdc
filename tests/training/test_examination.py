"""Since when a network has had what ails it."""

from __future__ import annotations

from itertools import islice

import pytest

from nnviz.engine import Dense
from nnviz.training.edits import Edit
from nnviz.training.examination import Examination, note
from nnviz.training.experiment import Experiment
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer


def run_with_dead_unit(dies_after: int, epochs: int) -> tuple[Trainer, Timeline]:
    """Unit 2 of four is dead from the epoch after ``dies_after`` on."""
    trainer = Trainer(Experiment(data="moons", layers=(Dense(4, "relu"),), batch_size=None))
    timeline = Timeline()
    for _ in islice(trainer.run(), epochs + 1):
        timeline.keep(trainer.snapshot())
        if trainer.epoch == dies_after:
            trainer.edit(Edit(0, None, 2, -1000.0))
    timeline.add_changes(trainer.changes)
    return trainer, timeline


@pytest.mark.parametrize("epoch", [0, 3, 6])
def test_the_epoch_in_which_a_unit_died_is_found_among_those_held(epoch: int) -> None:
    trainer, timeline = run_with_dead_unit(epoch, 12)
    found = Examination.of(trainer.snapshot(), timeline, trainer.dataset).findings()
    assert {f.units: f.since for f in found if f.kind == "dead"} == {(2,): epoch + 1}


def test_what_was_known_before_is_not_looked_for_again() -> None:
    trainer, timeline = run_with_dead_unit(3, 12)
    found = Examination.of(trainer.snapshot(), timeline, trainer.dataset).findings()
    asked = []
    again = Examination.of(trainer.snapshot(), timeline, trainer.dataset, found)
    assert again.findings(lambda: bool(asked.append(1))) == found
    assert not asked


def test_where_a_kind_was_first_seen_in_a_layer_is_marked_once() -> None:
    trainer, timeline = run_with_dead_unit(3, 12)
    found = Examination.of(trainer.snapshot(), timeline, trainer.dataset).findings()
    assert note(timeline, found)
    assert [mark.epoch for mark in timeline.noted if mark.text == "dead in layer 1"] == [4]
    assert not note(timeline, found)
