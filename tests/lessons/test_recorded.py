"""A run at any of its moments: to the last bit as it is trained, whatever was asked for before."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.lessons.lesson import Asked
from nnviz.lessons.moment import Moment
from nnviz.lessons.recorded import Recorded, Stopped
from nnviz.lessons.setup import Setup, set_up
from nnviz.training.edits import Edit
from nnviz.training.snapshot import Snapshot
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer


def ring(**settings: object) -> Setup:
    """40 points in batches of 16: three updates an epoch."""
    given = {"data": "ring", "points": 50, "batch_size": 16, "layers": [4], "epochs": 9, **settings}
    return set_up(Asked(settings=given), 3)


def same(one: Snapshot, other: Snapshot) -> bool:
    kept = [
        (moment.epoch, moment.step, moment.position, moment.metrics.values, dict(moment.generators))
        for moment in (one, other)
    ]
    states = [moment.players[0].optimizer_state for moment in (one, other)]
    memories = [
        {name: value.tobytes() if isinstance(value, np.ndarray) else value for name, value in state.items()}
        for state in states
    ]
    bits = one.parameters.tobytes() == other.parameters.tobytes()
    return kept[0] == kept[1] and memories[0] == memories[1] and bits


def trained(setup: Setup, moment: Moment) -> Snapshot:
    """By the Trainer, one epoch after the other as in the window, and then update by update."""
    trainer = setup.trainer()
    if moment.unit == "epoch":
        trainer.experiment = trainer.experiment.with_(epochs=moment.number)
        for _ in trainer.run():
            pass
    else:
        for _ in range(moment.number):
            trainer.advance()
    return trainer.snapshot()


def test_a_moment_is_to_the_bit_what_training_makes_of_it_in_any_order() -> None:
    setup = ring()
    moments = [
        Moment("epoch", 5),
        Moment("update", 7),
        Moment("epoch", 0),
        Moment("update", 15),
        Moment("update", 0),
        Moment("epoch", 9),
        Moment("update", 1),
    ]
    expected = {moment: trained(setup, moment) for moment in moments}
    for order in (moments, moments[::-1], moments[3:] + moments[:3]):
        recorded = Recorded(setup)
        for moment in order:
            assert same(recorded.snapshot(moment), expected[moment]), str(moment)
    assert same(Recorded(setup).snapshot(), expected[Moment("epoch", 9)])


def test_the_timeline_is_that_of_a_run_that_went_so_far_and_can_go_on() -> None:
    recorded = Recorded(ring())
    recorded.snapshot(Moment("epoch", 9))
    parts = recorded.run_parts(Moment("update", 7))
    assert [*parts.timeline.snapshots] == [0, 1, 2]
    assert parts.timeline.epochs.tolist() == [0, 1, 2]
    assert (parts.snapshot.step, parts.snapshot.position) == (7, 16)
    going_on = Trainer(parts.experiment, parts.dataset, start=parts.snapshot)
    going_on.advance(100)
    assert same(going_on.snapshot(), recorded.snapshot(Moment("epoch", 3)))
    parts.timeline.keep(going_on.snapshot())
    assert [*recorded.timeline(Moment("update", 7)).snapshots] == [0, 1, 2]


def test_a_long_run_that_is_opened_early_has_its_moments_close_together() -> None:
    setup = set_up(Asked(rows=((1.0, 0.0),), settings={"loss": "mse", "learning_rate": 0.001}))
    recorded = Recorded(setup)
    recorded.snapshot(Moment("epoch", 1200))
    assert [*recorded.timeline(Moment("epoch", 4)).snapshots] == [0, 1, 2, 3, 4]
    assert len(recorded.timeline(Moment("epoch", 1200)).epochs) == 1201


def test_a_run_that_breaks_says_so_and_stands_at_its_last_good_moment() -> None:
    """Case B5: far too large a rate."""
    setup = set_up(
        Asked(
            rows=((1.0, 0.0),),
            settings={"loss": "mse", "learning_rate": 50.0, "epochs": 1000},
            weights={"dense1.weights": [[2.0]]},
        )
    )
    recorded = Recorded(setup)
    with pytest.raises(ValueError, match=r"^Training diverged in step \d+, epoch \d+: .*\.$"):
        recorded.snapshot(Moment("epoch", 1000))
    parts = recorded.run_parts(Moment("epoch", 1000))
    assert parts.diverged is not None
    assert parts.snapshot.epoch == parts.diverged.last_good.epoch > 3
    assert recorded.snapshot(Moment("epoch", 2)).epoch == 2
    assert recorded.run_parts(Moment("epoch", 2)).diverged is None


def test_a_run_as_somebody_made_it() -> None:
    setup = ring()
    trainer, timeline = setup.trainer(), Timeline()
    timeline.begin(trainer.snapshot())
    trainer.advance(3)
    timeline.keep(trainer.snapshot())
    expected = trainer.snapshot()
    trainer.edit(Edit(0, 0, 0, 5.0))
    trainer.advance(2)
    timeline.add_changes(trainer.changes)
    newest = trainer.snapshot()
    made = Recorded.of(setup.experiment, timeline, newest, setup.dataset)
    assert made.snapshot() is newest
    assert same(made.snapshot(Moment("epoch", 1)), expected)
    assert same(made.snapshot(Moment("update", 5)), newest)
    after = made.snapshot(Moment("update", 4))
    assert abs(float(after.layers[0].weights[0, 0]) - 5.0) < 0.1
    assert made.metrics().train_loss != expected.metrics.train_loss
    for moment, sentence in (
        (Moment("epoch", 2), "got to epoch 1, not yet to 2"),
        (Moment("update", 6), "has had 5 updates, not yet 6"),
    ):
        with pytest.raises(ValueError, match=sentence):
            made.snapshot(moment)


def test_what_is_measured_between_two_evaluations_is_worked_out() -> None:
    recorded, every = Recorded(ring(evaluate_every=4)), Recorded(ring())
    for epoch in (0, 3, 4, 6):
        assert recorded.metric("test_loss", epoch) == every.metric("test_loss", epoch)
    assert recorded.metrics(Moment("update", 4)).train_loss not in every.table(9).values("train_loss")


def test_it_can_be_ended_early() -> None:
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Stopped):
        Recorded(ring(epochs=1000), stopped).snapshot()
    assert len(asked) == 4


def forked(**then: object) -> Setup:
    given = {"data": "ring", "points": 50, "batch_size": 16, "layers": [4], "epochs": 9}
    return set_up(Asked(settings=given, then=then), 3)


@pytest.mark.parametrize(
    "settings", [{"learning_rate": 0.5}, {"optimizer": "sgd", "learning_rate": 0.3}, {"batch_size": 5}]
)
def test_two_futures_have_one_past(settings: dict[str, object]) -> None:
    """Fork at epoch 4: up to there to the bit the same run, from there on as it goes on in the window."""
    plain, other = Recorded(ring()), Recorded(forked(at="epoch 4", **settings))
    expected = Trainer(
        ring().experiment.with_(**settings), plain.dataset, start=plain.snapshot(Moment("epoch", 4))
    )
    for _ in range(2):
        expected.advance(100)
    end = expected.snapshot()
    for order in ((6, 2, 4), (2, 4, 6), (4, 6, 2)):
        other = Recorded(forked(at="epoch 4", **settings))
        for epoch in order:
            here = other.snapshot(Moment("epoch", epoch))
            if epoch <= 4:
                assert same(here, plain.snapshot(Moment("epoch", epoch)))
            else:
                assert here.parameters.tobytes() == end.parameters.tobytes()
                assert here.parameters.tobytes() != plain.snapshot(Moment("epoch", 6)).parameters.tobytes()
    parts = other.run_parts(Moment("epoch", 4))  # opened there, it is the other one that goes on
    going_on = Trainer(parts.experiment, parts.dataset, start=parts.snapshot)
    for _ in range(2):
        going_on.advance(100)
    assert going_on.snapshot().parameters.tobytes() == end.parameters.tobytes()
    assert other.run_parts(Moment("epoch", 6)).timeline.epochs.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert other.table(6).values("train_loss")[:5].tolist() == plain.table(4).values("train_loss").tolist()
    updates = [trainer.step for trainer in other.each_update(Moment("epoch", 6))]
    assert updates[-1] == end.step
    assert sorted(set(updates)) == [*range(end.step + 1)]


@pytest.mark.parametrize(
    ("then", "sentence"),
    [
        ({"learning_rate": 0.1}, "no moment of a run"),
        ({"at": "update 3", "learning_rate": 0.1}, "begins at an epoch"),
        ({"at": "epoch 3", "layers": [3]}, "is no setting that can change on the way"),
        ({"at": "epoch 3", "lerning_rate": 3}, "did you mean “learning_rate”"),
        ({"at": "epoch 3", "learning_rate": -3}, "learning rate must be"),
    ],
)
def test_a_fork_that_cannot_be_is_a_sentence(then: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        forked(**then)


def test_a_run_that_broke_before_its_fork_says_so() -> None:
    setup = set_up(
        Asked(
            rows=((1.0, 0.0),),
            settings={"loss": "mse", "learning_rate": 50.0, "epochs": 1000},
            then={"at": "epoch 500", "learning_rate": 0.1},
        )
    )
    with pytest.raises(ValueError, match=r"^Training diverged"):
        Recorded(setup).snapshot(Moment("epoch", 600))
    assert Recorded(setup).run_parts(Moment("epoch", 600)).diverged is not None
