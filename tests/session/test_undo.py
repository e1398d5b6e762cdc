"""Undo and redo of settings and structure, weights included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.session import undo
from nnviz.session.run import Run
from nnviz.session.undo import Entry, Past, UndoStack
from tests.session.conftest import Stage, toy
from tests.session.fakes import make_snapshot

Open = Callable[..., Stage]


def live(text: str, **settings: object) -> Entry:
    return Entry(text, frozenset(settings), toy(**settings), restarts=False)


def leaving(**settings: object) -> undo.Leave:
    """Leaves an experiment of these settings."""
    return lambda entry: Entry(entry.text, entry.names, toy(**settings), entry.restarts)


# The stack


def test_nothing_to_undo_or_redo() -> None:
    stack = UndoStack()
    assert stack.texts == ("", "")
    assert stack.undo(leaving()) is None
    assert stack.redo(leaving()) is None


def test_back_and_forth() -> None:
    stack = UndoStack()
    stack.push(live("Rate", learning_rate=0.1))
    stack.push(live("Smaller", learning_rate=0.2))
    assert stack.texts == ("Smaller", "")
    assert stack.undo(leaving(learning_rate=0.3)).experiment.learning_rate == 0.2
    assert stack.texts == ("Rate", "Smaller")
    assert stack.undo(leaving(learning_rate=0.2)).experiment.learning_rate == 0.1
    assert stack.texts == ("", "Rate")
    assert stack.redo(leaving(learning_rate=0.1)).experiment.learning_rate == 0.2
    assert stack.redo(leaving(learning_rate=0.2)).experiment.learning_rate == 0.3
    assert stack.texts == ("Smaller", "")


def test_a_new_change_ends_redo_even_if_it_is_like_the_last() -> None:
    stack = UndoStack()
    stack.push(live("Rate", learning_rate=0.1))
    stack.push(live("Batch", batch_size=1))
    stack.undo(leaving())
    stack.push(live("Rate", learning_rate=0.2))
    assert stack.texts == ("Rate", "")
    assert stack.undo(leaving()).experiment.learning_rate == 0.2


def test_a_change_that_goes_on_with_the_last_is_part_of_it() -> None:
    stack = UndoStack()
    for rate in (0.1, 0.2, 0.3):
        stack.push(live("Rate", learning_rate=rate))
    assert stack.undo(leaving()).experiment.learning_rate == 0.1
    assert stack.undo(leaving()) is None


@pytest.mark.parametrize(
    "second",
    [
        live("Rate", l2=0.1),
        live("Another", learning_rate=0.1),
        Entry("Rate", frozenset({"learning_rate"}), toy(), restarts=True),
    ],
)
def test_a_different_change_is_one_of_its_own(second: Entry) -> None:
    stack = UndoStack()
    stack.push(live("Rate", learning_rate=0.1))
    stack.push(second)
    assert stack.undo(leaving()) is second
    assert stack.undo(leaving()) is not None


def test_the_same_change_a_while_later_is_one_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = UndoStack()
    stack.push(live("Rate", learning_rate=0.1))
    monkeypatch.setattr(undo, "COALESCE", 0.0)
    stack.push(live("Rate", learning_rate=0.2))
    assert stack.undo(leaving()).experiment.learning_rate == 0.2


def test_at_most_a_hundred() -> None:
    stack = UndoStack()
    for number in range(undo.ENTRIES + 5):
        stack.push(live(str(number)))
    count = 0
    while stack.undo(leaving()) is not None:
        count += 1
    assert count == undo.ENTRIES


def test_the_oldest_go_when_their_snapshots_take_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = UndoStack()
    for number in range(5):
        snapshot = make_snapshot(1, size=1000)
        past = Past((Run("A", "A", 0, toy(), snapshot=snapshot),), "A")
        monkeypatch.setattr(undo, "SNAPSHOT_BYTES", int(2.5 * snapshot.nbytes))
        stack.push(Entry(str(number), frozenset(), toy(), restarts=True, past=past))
    assert stack.undo(leaving()).text == "4"
    assert stack.undo(leaving()).text == "3"
    assert stack.undo(leaving()) is None


# The Session


def test_undoing_a_structure_brings_back_the_very_weights_and_the_curves(stage: Stage) -> None:
    stage.train_to(3)
    before, curve = stage.session.runs.current.snapshot, stage.session.runs.current.timeline.test_loss.copy()
    wider = replace(stage.desk.experiment, layers=(Dense(6, "tanh"), Dense(3, "relu")))
    stage.desk.change(wider, "Add a layer")
    stage.wait_for_run()
    stage.train_to(2)
    changed = stage.session.runs.current.snapshot
    assert stage.heard.undo[-1] == ("Add a layer", "")

    stage.session.settings.undo()
    assert stage.heard.undo[-1] == ("", "Add a layer")
    stage.wait_until(lambda: stage.epoch == 3)
    assert stage.desk.experiment == before.experiment
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, before.parameters)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.test_loss, curve)
    # The run that was come back to is no ghost any more; the one that was left is.
    assert [ghost.epochs.size for ghost in stage.session.runs.ghosts] == [3]
    stage.train_to(4)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.epochs, np.arange(5))

    stage.session.settings.redo()
    stage.wait_until(lambda: stage.epoch == 2)
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, changed.parameters)


def test_after_undo_training_goes_on_as_if_nothing_had_been(open_session: Open) -> None:
    plain = open_session()
    plain.train_to(6)
    stage = open_session()
    stage.train_to(3)
    stage.desk.change(replace(stage.desk.experiment, seed=9), "Seed")
    stage.wait_for_run()
    stage.session.settings.undo()
    stage.train_to(6)
    np.testing.assert_array_equal(
        stage.session.runs.current.snapshot.parameters, plain.session.runs.current.snapshot.parameters
    )
    np.testing.assert_array_equal(
        stage.session.runs.current.timeline.test_loss, plain.session.runs.current.timeline.test_loss
    )


def test_live_changes_are_undone_live(stage: Stage) -> None:
    stage.train_to(2)
    timeline = stage.session.runs.current.timeline
    rate = stage.desk.experiment.learning_rate
    stage.desk.change(replace(stage.desk.experiment, learning_rate=0.5), "Rate")
    stage.session.settings.undo()  # nothing has been learned by it
    assert stage.session.runs.current.timeline is timeline
    stage.desk.change(replace(stage.desk.experiment, learning_rate=0.5), "Rate")
    stage.desk.play()
    stage.wait_until(lambda: stage.epoch >= 4)
    stage.session.settings.undo()
    stage.desk.pause()
    stage.wait_until(lambda: not stage.desk.playing)
    assert stage.session.runs.current.timeline is timeline
    stage.desk.step()
    stage.wait_until(lambda: stage.session.runs.current.snapshot.experiment.learning_rate == rate)
    assert stage.epoch >= 4


def test_at_rest_another_rate_is_undone_with_what_was_learned_by_it(stage: Stage) -> None:
    stage.train_to(2)
    before = stage.session.runs.current.snapshot
    stage.desk.change(replace(stage.desk.experiment, learning_rate=0.5), "Rate")
    stage.train_to(5)
    after = stage.session.runs.current.snapshot
    stage.session.settings.undo()
    stage.wait_until(lambda: stage.epoch == 2)
    assert stage.desk.experiment == before.experiment
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, before.parameters)
    assert [ghost.epochs.size for ghost in stage.session.runs.ghosts] == [6]
    stage.session.settings.redo()
    stage.wait_until(lambda: stage.epoch == 5)
    assert stage.desk.experiment.learning_rate == 0.5
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, after.parameters)
    assert stage.session.runs.ghosts == ()
    stage.session.settings.undo()
    stage.wait_until(lambda: stage.epoch == 2)
    stage.train_to(4)
    assert stage.session.runs.current.snapshot.experiment.learning_rate == before.experiment.learning_rate


@pytest.mark.parametrize("playing", [False, True])
def test_a_batch_that_does_not_fit_is_come_back_to_and_said_to_be_so(
    open_session: Open, playing: bool
) -> None:
    """Of 10 points 8 are learnt from: 32 of them cannot be taken at once, also when that was undone to."""
    stage = open_session(data="moons", points=400, batch_size=32, epochs=1_000_000)
    settings = stage.session.settings
    stage.train_to(2)
    many = stage.desk.experiment
    stage.desk.change(many.with_(points=10), "Points")
    why = "A batch of 32 samples is more than the 8 samples to learn from."
    stage.wait_until(lambda: stage.heard.message is not None and stage.heard.message.text == why)
    few = stage.desk.experiment
    stage.desk.change(few.with_(batch_size=4), "Batch")
    stage.train_to(3)
    if playing:
        stage.desk.play()

    settings.undo()
    assert stage.desk.experiment == few
    assert stage.heard.undo[-1] == ("Points", "Batch")
    stage.wait_until(lambda: stage.heard.message is not None and stage.heard.message.text == why)
    reached = stage.epoch
    assert reached >= 3
    assert stage.heard.playing[-1:] in ([], [False])

    settings.redo()
    assert stage.desk.experiment == few.with_(batch_size=4)
    assert stage.heard.undo[-1] == ("Batch", "")
    assert stage.heard.message is None
    stage.train_to(reached + 1)

    settings.undo()
    settings.undo()
    assert stage.desk.experiment == many
    assert stage.heard.undo[-1] == ("", "Points")
    stage.wait_until(lambda: stage.epoch == 2)
    stage.train_to(3)


def test_dragging_a_number_is_one_step_of_undo(stage: Stage) -> None:
    experiment = stage.desk.experiment
    for number in range(1, 30):
        stage.desk.change(replace(experiment, learning_rate=number / 100), "Rate")
    stage.desk.change(replace(stage.desk.experiment, l2=0.1), "L2")
    stage.session.settings.undo()
    assert stage.desk.experiment.learning_rate == 0.29
    stage.session.settings.undo()
    assert stage.desk.experiment == experiment
    assert stage.heard.undo[-1] == ("", "Rate")


def test_a_reset_by_mistake_can_be_undone(stage: Stage) -> None:
    stage.train_to(5)
    before = stage.session.runs.current.snapshot
    stage.session.settings.reset()
    stage.wait_for_run()
    stage.session.settings.undo()
    stage.wait_until(lambda: stage.epoch == 5)
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, before.parameters)


def test_two_structures_in_quick_succession_keep_the_weights_and_so_does_undo(stage: Stage) -> None:
    stage.train_to(3)
    before = stage.session.runs.current.snapshot.layers[0].weights
    for units in (5, 6):
        wider = replace(stage.desk.experiment, layers=(Dense(units, "tanh"),))
        stage.desk.change(wider, "One more")
    stage.session.settings.undo()
    stage.wait_for_run()
    assert stage.session.runs.current.snapshot.layers[0].weights.shape == (64, 5)
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.layers[0].weights[:, :4], before)


def test_two_resets_in_quick_succession_are_undone_one_by_one(stage: Stage) -> None:
    start = stage.session.runs.current.snapshot
    stage.train_to(3)
    before = stage.session.runs.current.snapshot
    stage.session.settings.reset()
    stage.session.settings.reset()
    stage.session.settings.undo()
    stage.wait_for_run()
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, start.parameters)
    stage.session.settings.undo()
    stage.wait_until(lambda: stage.epoch == 3)
    np.testing.assert_array_equal(stage.session.runs.current.snapshot.parameters, before.parameters)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.epochs, np.arange(4))


def test_undo_before_anything_was_shown_restarts(open_session: Open) -> None:
    stage = open_session(start=False)
    stage.session.start()
    stage.desk.change(replace(stage.desk.experiment, seed=4), "Seed")
    stage.session.settings.undo()
    stage.wait_for_run()
    assert stage.session.runs.current.snapshot.experiment.seed == 0


def test_with_nothing_to_undo_nothing_happens(stage: Stage) -> None:
    snapshot = stage.session.runs.current.snapshot
    stage.session.settings.undo()
    stage.session.settings.redo()
    assert stage.session.runs.current.snapshot is snapshot
    assert stage.heard.undo == []
