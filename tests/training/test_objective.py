"""What an objective is to the rest of the house, with a made-up one of two networks as the proof."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.measures import MetricsTable
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.replay import replayed_from
from nnviz.training.snapshot import Snapshot
from nnviz.training.streams import STREAMS, stream
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Diverged, Trainer
from tests.helpers.networks import dense_layers
from tests.helpers.pair import AVERAGE, PAIR


@pytest.fixture(autouse=True)
def _pair_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OBJECTIVES, PAIR.name, PAIR)


def pair(**settings: object) -> Experiment:
    common = {"objective": "pair", "points": 60, "batch_size": 16, "epochs": 6, "seed": 3}
    usual = {"data": "ring", "layers": (8,), "critic.layers": (6, 4)}
    return Experiment.on(**common | usual | settings)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """To the last bit."""
    assert (one.epoch, one.step, one.position, one.metrics) == (
        other.epoch,
        other.step,
        other.position,
        other.metrics,
    )
    assert one.generators == other.generators
    assert one.experiment == other.experiment
    for mine, others in zip(one.players, other.players, strict=True):
        assert mine.cut_weights == others.cut_weights
        assert [array.tobytes() for array in mine.arrays] == [array.tobytes() for array in others.arrays]


def test_the_generators_of_a_seed_are_its_children() -> None:
    for name, child in zip(STREAMS, np.random.SeedSequence(7).spawn(len(STREAMS)), strict=True):
        assert stream(7, name).random() == np.random.default_rng(child).random()


def test_two_networks_have_settings_of_their_own_and_both_are_in_a_snapshot() -> None:
    experiment = pair(**{"critic.optimizer": "sgd", "critic.learning_rate": 0.1})
    assert [network.name for network in experiment.networks] == ["maker", "critic"]
    trainer = Trainer(experiment)
    snapshot = trainer.snapshot()
    assert [snapshot.network(place).specs[0].units for place in range(2)] == [8, 6]
    assert set(snapshot.players[0].optimizer_state) > set(snapshot.players[1].optimizer_state)
    assert snapshot.generators.keys() == {"order", "masks", "noise"}
    trainer.advance()
    after = trainer.snapshot()
    for before, now in zip(snapshot.players, after.players, strict=True):
        assert (before.parameters != now.parameters).any()
    assert all(not array.flags.writeable for player in after.players for array in player.arrays)


def test_what_is_measured_has_the_names_of_the_objective() -> None:
    trainer, timeline = Trainer(pair(patience=2)), Timeline()
    for metrics in trainer.run():
        timeline.append_metrics(MetricsTable.of([metrics]))
    assert [kind.name for kind in timeline.metrics.kinds] == ["critic_loss", "distance"]
    assert len(set(timeline.values("distance").tolist())) == 7
    assert np.isnan(timeline.test_accuracy).all(), "there is no such thing"
    assert trainer.epoch == 6, "nothing is watched that patience could wait for"
    assert trainer.snapshot().best == trainer.metrics


def test_the_mean_of_the_parameters_follows_them() -> None:
    trainer = Trainer(pair())
    mean = trainer.snapshot().parameters.astype(np.float64)
    for _ in range(20):
        trainer.advance()
        mean = AVERAGE * mean + (1 - AVERAGE) * trainer.snapshot().parameters
    maker, critic = trainer.snapshot().players
    np.testing.assert_allclose(maker.averaged, mean, rtol=1e-5, atol=1e-6)
    assert critic.averaged is None


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"optimizer": "momentum", "critic.optimizer": "rmsprop", "schedule": "cosine"},
        {"layers": (Dense(6, "tanh"), BatchNorm(), Dropout(0.2)), "clip_norm": 0.5, "critic.max_norm": 1.0},
        {"dtype": "float64", "batch_size": None},
    ],
)
def test_it_replays_to_the_bit_from_any_moment_with_every_change(settings: dict[str, object]) -> None:
    trainer = Trainer(pair(**settings))
    moments, counts = [trainer.snapshot()], [0]
    for step in range(16):
        if step == 5:
            trainer.change(**{"critic.learning_rate": 0.05, "l2": 0.01})
        if step == 9:
            trainer.change(cut=((0, 1, 2),), **{"critic.frozen": (1,)})
        trainer.advance()
        moments.append(trainer.snapshot())
        counts.append(len(trainer.changes))
    assert {change.name for change in trainer.changes} == {
        *("critic.learning_rate", "l2", "cut", "critic.frozen")
    }
    end = next(one for one in reversed(moments) if one.whole)
    for start, count in zip(moments, counts, strict=True):
        if start.epoch < end.epoch:
            again = replayed_from(start, trainer.changes[count:], end.epoch, trainer.dataset)
            assert again is not None
            assert_same(again, end)


def test_micro_steps_end_where_the_update_does() -> None:
    one, other = Trainer(pair()), Trainer(pair())
    one.advance()
    steps = [*other.micro_steps()]
    assert [(step.kind, step.player) for step in steps if step.layer is None] == [
        ("input", 1),
        ("loss", 1),
        ("update", 1),
        ("update", 0),
    ]
    assert_same(one.snapshot(), other.snapshot())


def test_a_network_that_breaks_takes_both_back() -> None:
    trainer = Trainer(pair())
    next(iter(trainer.run()))
    trainer.edit(Edit(1, None, 0, 3e38))
    with pytest.raises(Diverged) as caught, np.errstate(all="ignore"):
        list(trainer.run())
    good = caught.value.last_good
    assert all(np.isfinite(player.parameters).all() for player in good.players)
    assert_same(trainer.snapshot(), good)


def test_weights_that_fit_are_kept_in_both() -> None:
    trainer = Trainer(pair())
    trainer.advance(4)
    old = trainer.snapshot()
    new = Trainer(pair(**{"critic.layers": (6, 5)}), keep_fitting=old).snapshot()
    assert new.players[0].parameters.tobytes() == old.players[0].parameters.tobytes()
    np.testing.assert_array_equal(
        dense_layers(new.network(1))[0].weights, dense_layers(old.network(1))[0].weights
    )


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda: Experiment(objective="guess"), "no objective “guess”; there are supervised"),
        (lambda: Experiment(objective=3), "no objective “3”"),
        (lambda: pair(data="waves"), "cannot learn from “waves”"),
        (lambda: pair().with_(networks=Experiment().networks), "needs the networks maker, critic"),
        (lambda: pair(**{"critic.cut": ((0, 0, 9),)}), "no edge"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(broken, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        broken().validated()


def test_another_objective_brings_its_own_networks() -> None:
    changed = Experiment(learning_rate=0.5).with_(objective="pair").validated()
    assert [network.name for network in changed.networks] == ["maker", "critic"]
    assert changed.with_(objective="supervised").validated().networks == Experiment().networks
