"""The network changed by hand, and every change taken back bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.session import undo
from nnviz.training.changes import carried
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer
from tests.session.conftest import Stage, toy

Open = Callable[..., Stage]


@pytest.fixture(autouse=True)
def every_change_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "COALESCE", 0.0)


def shows(stage: Stage, test: Callable[[Snapshot], bool]) -> None:
    stage.wait_until(lambda: test(stage.desk.shown.snapshot), timeout=5000)


def weight(stage: Stage, layer: int, source: int, unit: int) -> float:
    return float(stage.desk.shown.snapshot.layers[layer].weights[source, unit])


def test_a_weight_and_a_bias_at_rest_are_seen_at_once(stage: Stage) -> None:
    stage.train_to(2)
    epochs = stage.session.runs.current.timeline.epochs.copy()
    stage.desk.edit(Edit(1, 2, 3, 1.5), Edit(0, None, 1, -0.25))
    shows(stage, lambda shown: shown.layers[1].weights[2, 3] == 1.5)
    assert stage.desk.shown.snapshot.layers[0].bias[1] == -0.25
    assert (stage.epoch, stage.desk.playing) == (2, False)
    np.testing.assert_array_equal(stage.session.runs.current.timeline.epochs, epochs)
    assert [change.value for change in stage.session.runs.current.timeline.changes] == [
        Edit(1, 2, 3, 1.5),
        Edit(0, None, 1, -0.25),
    ]
    assert [mark.epoch for mark in stage.session.runs.current.timeline.marks if mark.kind == "edit"] == [2]


def test_what_was_before_an_edit_is_what_the_epoch_ended_with(stage: Stage) -> None:
    stage.train_to(2)
    before = stage.session.runs.current.snapshot
    stage.desk.edit(Edit(1, 2, 3, 1.5))
    shows(stage, lambda shown: shown.layers[1].weights[2, 3] == 1.5)
    stage.desk.look_at(2)
    assert stage.desk.cursor == 2
    np.testing.assert_array_equal(stage.desk.shown.snapshot.parameters, before.parameters)


def test_edits_while_it_trains_go_on_in_the_same_run(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    timeline = session.runs.current.timeline
    desk.play()
    stage.wait_until(lambda: stage.epoch > 3)
    desk.edit(Edit(0, None, 1, 50.0))
    shows(stage, lambda shown: abs(shown.layers[0].bias[1] - 50) < 5)
    assert desk.playing
    assert session.runs.current.timeline is timeline


def test_undo_and_redo_of_edits_bit_for_bit(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    stage.train_to(3)
    moments = [desk.shown.snapshot]
    for number in range(4):
        desk.edit(Edit(1, number, 0, 2.0 + number))
        shows(stage, lambda shown, n=number: shown.layers[1].weights[n, 0] == 2.0 + n)
        moments.append(desk.shown.snapshot)
        if number == 1:
            stage.train_to(5)
            moments.append(desk.shown.snapshot)
    del moments[2]  # trained on since the edit: undo of the next one leads to what was trained
    for moment in reversed(moments[:-1]):
        session.settings.undo()
        np.testing.assert_array_equal(desk.shown.snapshot.parameters, moment.parameters)
        assert desk.shown.snapshot.step == moment.step
    for moment in moments[1:]:
        session.settings.redo()
        np.testing.assert_array_equal(desk.shown.snapshot.parameters, moment.parameters)
    stage.train_to(6)
    np.testing.assert_array_equal(session.runs.current.timeline.epochs, np.arange(7))


def test_edits_that_follow_each_other_unseen_are_undone_one_by_one(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    start = weight(stage, 1, 0, 0)
    desk.edit(Edit(1, 0, 0, 2.0))
    desk.edit(Edit(1, 0, 1, 3.0))  # before the first is shown
    session.settings.undo()
    shows(stage, lambda shown: shown.layers[1].weights[0, 0] == 2.0)
    stage.wait(50)
    assert weight(stage, 1, 0, 1) != 3.0
    session.settings.undo()
    stage.wait(50)
    assert weight(stage, 1, 0, 0) == start
    session.settings.redo()
    session.settings.redo()
    shows(stage, lambda shown: shown.layers[1].weights[0, 1] == 3.0)
    assert weight(stage, 1, 0, 0) == 2.0


def test_dragging_a_weight_is_one_step_of_undo(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "COALESCE", 5.0)
    session, desk, before = stage.session, stage.desk, stage.desk.shown.snapshot
    for number in range(40):
        desk.edit(Edit(1, 0, 0, number / 10))
        stage.wait(2)
    desk.edit(Edit(1, 1, 0, 9.0))
    shows(stage, lambda shown: shown.layers[1].weights[1, 0] == 9.0)
    assert weight(stage, 1, 0, 0) == np.float32(3.9)
    session.settings.undo()
    shows(stage, lambda shown: shown.layers[1].weights[0, 0] == np.float32(3.9))  # the last was not shown yet
    session.settings.undo()
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, before.parameters)
    assert stage.heard.undo[-1][0] == ""


def test_a_cut_edge_stays_cut_and_comes_back_with_its_weight(stage: Stage) -> None:
    desk = stage.desk
    stage.train_to(1)
    had = weight(stage, 1, 2, 5)
    desk.cut(1, 2, 5)
    shows(stage, lambda shown: shown.experiment.cut == ((1, 2, 5),))
    assert weight(stage, 1, 2, 5) == 0
    assert desk.experiment.cut == ((1, 2, 5),)
    stage.train_to(5)
    assert weight(stage, 1, 2, 5) == 0
    desk.edit(Edit(1, 2, 5, 1.0))
    assert "restore it first" in stage.heard.message.text
    desk.cut(1, 2, 5, on=False)
    shows(stage, lambda shown: not shown.experiment.cut)
    assert weight(stage, 1, 2, 5) == had
    assert stage.epoch == 5


def test_undo_of_a_cut_brings_back_the_moment(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    stage.train_to(2)
    before = desk.shown.snapshot
    desk.cut(1, 2, 5)
    stage.train_to(4)
    after = desk.shown.snapshot
    session.settings.undo()
    assert desk.experiment.cut == ()
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, before.parameters)
    session.settings.redo()
    assert desk.experiment.cut == ((1, 2, 5),)
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, after.parameters)
    desk.cut(1, 2, 5, on=False)
    shows(stage, lambda shown: not shown.experiment.cut)
    assert weight(stage, 1, 2, 5) == before.layers[1].weights[2, 5]


def test_a_frozen_layer_learns_nothing_until_it_thaws(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    stage.train_to(1)
    desk.freeze(0)
    stage.train_to(4)
    frozen = desk.shown.snapshot.layers[0]
    np.testing.assert_array_equal(frozen.weights, session.runs.current.timeline.exact(1).layers[0].weights)
    assert not np.array_equal(
        desk.shown.snapshot.layers[1].weights, session.runs.current.timeline.exact(1).layers[1].weights
    )
    desk.freeze(0, on=False)
    stage.train_to(6)
    assert not np.array_equal(desk.shown.snapshot.layers[0].weights, frozen.weights)


def test_what_cannot_be_says_so_and_changes_nothing(stage: Stage) -> None:
    desk = stage.desk
    before = desk.experiment
    for call, words in (
        (lambda: desk.edit(Edit(5, 0, 0, 1.0)), "layer 6"),
        (lambda: desk.edit(Edit(0, 0, 0, float("nan"))), "finite"),
        (lambda: desk.edit(Edit(0, 64, 0, 1.0)), "64"),
        (lambda: desk.cut(0, 64, 0), "64"),
        (lambda: desk.cut(1, 0, 10), "10"),
        (lambda: desk.freeze(2), "layer"),
    ):
        call()
        assert stage.heard.message.kind == "error"
        assert words in stage.heard.message.text
    assert desk.experiment == before
    assert stage.heard.undo == []


def test_an_edit_of_the_past_is_made_in_a_branch(stage: Stage) -> None:
    session = stage.session
    desk = stage.desk
    stage.train_to(6)
    end = session.runs.current.snapshot
    desk.look_at(3)
    past = desk.shown.snapshot
    desk.edit(Edit(1, 0, 0, 4.0))
    assert session.runs.current.letter == "B"
    shows(stage, lambda shown: shown.layers[1].weights[0, 0] == 4.0)
    assert stage.epoch == 3
    desk.look_at(2)
    desk.cut(1, 1, 1)
    assert session.runs.current.letter == "C"
    shows(stage, lambda shown: shown.experiment.cut == ((1, 1, 1),))
    desk.look_at(1)
    desk.change(replace(desk.experiment, layers=(Dense(5, "tanh"),)), "wider")
    assert session.runs.current.letter == "D"
    stage.wait_for_run()
    assert [run.letter for run in session.runs.all] == ["A", "B", "C", "D"]
    session.runs.choose("A")
    np.testing.assert_array_equal(desk.shown.snapshot.parameters, end.parameters)
    session.runs.choose("B")
    session.settings.undo()  # the structure of D, its branch, the cut, its branch
    session.settings.undo()
    session.settings.undo()
    session.settings.undo()
    assert [run.letter for run in session.runs.all] == ["A", "B"]
    session.settings.undo()
    assert (session.runs.current.letter, weight(stage, 1, 0, 0)) == ("B", past.layers[1].weights[0, 0])


def test_an_edit_begins_again_a_run_that_is_over(open_session: Open) -> None:
    stage = open_session(optimizer="sgd", learning_rate=100.0, loss="half_squared_error", l2=10.0)
    stage.desk.play()
    stage.wait_until(lambda: stage.session.runs.current.over)
    assert stage.session.runs.current.diverged is not None
    stage.desk.edit(Edit(1, 0, 0, 0.5))
    shows(stage, lambda shown: shown.layers[1].weights[0, 0] == 0.5)
    assert not stage.session.runs.current.over


# Structure


def test_what_is_cut_or_frozen_is_carried_along() -> None:
    before = toy(
        layers=(Dense(4, "tanh"), Dense(3, "tanh")),
        cut=((0, 5, 3), (0, 5, 1), (1, 3, 2), (1, 0, 1), (2, 2, 7), (2, 0, 7)),
        frozen=(0, 2),
    )
    fewer = carried(before, replace(before, layers=(Dense(3, "tanh"), Dense(2, "tanh"))), (10,))
    assert fewer.cut == ((0, 5, 1), (1, 0, 1), (2, 0, 7))
    assert fewer.frozen == (0, 2)
    assert fewer.validated() is fewer
    one = carried(before, replace(before, layers=(Dense(4, "tanh"),)), (10,))
    assert one.cut == ((0, 5, 3), (0, 5, 1), (1, 2, 7), (1, 0, 7))
    assert one.frozen == (0, 1)
    more = carried(before, replace(before, layers=(*before.layers, Dense(2, "relu"))), (10,))
    assert more.cut == ((0, 5, 3), (0, 5, 1), (1, 3, 2), (1, 0, 1), (3, 0, 7))
    assert more.frozen == (0, 3)
    none = carried(before, replace(before, layers=()), (10,))
    assert (none.cut, none.frozen) == ((), (0,))
    other = carried(before, replace(before, data="iris"), (10,))
    assert other.cut == ((1, 3, 2), (1, 0, 1))
    own = replace(before, layers=(Dense(4, "tanh"),), cut=(), frozen=())
    assert carried(before, own, (10,)) is own


@pytest.mark.parametrize(
    ("data", "outputs", "change", "kept"),
    [
        ("digits", 10, {"loss": "mse"}, ((0, 1, 1), (1, 2, 0))),
        ("digits", 10, {"optimizer": "sgd"}, ((0, 1, 1), (1, 2, 0))),
        ("digits", 10, {"data": "iris"}, ()),
        ("moons", 2, {"loss": "binary_crossentropy"}, ((0, 1, 1),)),  # one sigmoid instead of two outputs
        ("spirals", 3, {"loss": "binary_crossentropy"}, ((0, 1, 1), (1, 2, 0))),
        ("spirals", 3, {"classes": 4}, ((0, 1, 1),)),
        ("spirals", 3, {"features": ("x1", "x2", "x1x2")}, ((1, 2, 0),)),
    ],
)
def test_edges_that_are_still_there_stay_cut(
    data: str, outputs: int, change: dict[str, object], kept: tuple[object, ...]
) -> None:
    before = toy(data=data, classes=3 if outputs == 3 else 2, cut=((0, 1, 1), (1, 2, 0)))
    assert carried(before, before.with_(**change), (outputs,)).cut == kept


@pytest.mark.parametrize(
    ("layers", "cut", "frozen"),
    [
        ("conv(4, 3), maxpool(2), conv(5, 3)", ((0, 8, 3), (1, 35, 4), (2, 79, 9)), ((0, 3), 1, (2, 9))),
        # the filters of the first are channels of the second, and of those four only three are left
        ("conv(3, 3), maxpool(2), conv(5, 3)", (), (1, (2, 9))),
        ("conv(4, 3), maxpool(2), conv(4, 3)", ((0, 8, 3),), ((0, 3), 1, (2, 9))),
        # another kernel has other places
        ("conv(4, 2), maxpool(2), conv(5, 3)", (), ((0, 3), 1, (2, 9))),
        ("conv(4, 3), maxpool(4), conv(5, 3)", ((0, 8, 3),), ((0, 3), 1, (2, 9))),
        (
            "conv(4, 3), dropout(0.1), maxpool(2), conv(5, 3)",
            ((0, 8, 3), (1, 35, 4), (2, 79, 9)),
            ((0, 3), 1, (2, 9)),
        ),
        ("32", (), ((1, 9),)),
    ],
)
def test_what_is_cut_or_frozen_in_maps_stays_where_the_same_weights_are(
    layers: str, cut: tuple[object, ...], frozen: tuple[object, ...]
) -> None:
    before = Experiment.on(
        "digits",
        layers="conv(4, 3), maxpool(2), conv(5, 3)",
        cut=((0, 8, 3), (1, 35, 4), (2, 79, 9)),
        frozen=((0, 3), 1, (2, 9)),
    )
    after = carried(before, before.with_(layers=layers), (10,))
    assert after.cut == cut
    assert after.frozen == frozen
    trainer = Trainer(after)
    assert trainer.network.size


def test_another_loss_keeps_what_is_cut(stage: Stage) -> None:
    stage.desk.cut(0, 20, 1)
    stage.desk.cut(1, 2, 5)
    stage.desk.change(stage.desk.experiment.with_(loss="mse"), "Loss")
    assert stage.desk.experiment.cut == ((0, 20, 1), (1, 2, 5))
    shows(stage, lambda shown: shown.experiment == stage.desk.experiment)
    stage.train_to(2)
    assert (weight(stage, 0, 20, 1), weight(stage, 1, 2, 5)) == (0.0, 0.0)


def test_a_new_structure_keeps_what_is_cut(stage: Stage) -> None:
    desk = stage.desk
    stage.train_to(1)
    had = weight(stage, 1, 2, 5)
    desk.cut(1, 2, 5)
    desk.freeze(0)
    stage.train_to(2)
    desk.change(replace(desk.experiment, layers=(Dense(6, "tanh"),)), "wider")
    stage.wait_for_run()
    stage.train_to(2)
    assert desk.experiment.cut == ((1, 2, 5),)
    assert weight(stage, 1, 2, 5) == 0
    desk.cut(1, 2, 5, on=False)
    shows(stage, lambda shown: not shown.experiment.cut)
    assert weight(stage, 1, 2, 5) == had
