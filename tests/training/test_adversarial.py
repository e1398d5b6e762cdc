"""Two networks against each other: what an update does, that it replays to the bit, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.training.experiment import Experiment
from nnviz.training.micro_batch import MicroBatch
from nnviz.training.nudge import nudged
from nnviz.training.replay import replayed_from
from nnviz.training.snapshot import Snapshot
from nnviz.training.trainer import Trainer

LEAKY = (Dense(8, "leaky_relu", 0.2), Dense(6, "leaky_relu", 0.2))
LOSSES = ("non_saturating", "minimax", "least_squares", "wasserstein", "wasserstein_clipped")


def game(**settings: object) -> Experiment:
    usual = {"points": 120, "batch_size": 16, "epochs": 3, "updates": 7, "seed": 3, "data": "ring_of_8"}
    layers = {"generator.layers": LEAKY, "discriminator.layers": LEAKY}
    return Experiment.on(**{"objective": "adversarial"} | usual | layers | settings)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """To the last bit."""
    assert (one.epoch, one.step, one.position) == (other.epoch, other.step, other.position)
    assert np.array(one.metrics.values).tobytes() == np.array(other.metrics.values).tobytes()
    assert one.generators == other.generators
    for mine, others in zip(one.players, other.players, strict=True):
        assert [array.tobytes() for array in mine.arrays] == [array.tobytes() for array in others.arrays]


SETTINGS = [
    *({"loss": loss} for loss in LOSSES),
    {"r1": 0.1, "averaging": 0.9, "discriminator_steps": 3},
    {"simultaneous": True, "batch_size": None, "dtype": "float64", "optimizer": "sgd"},
    {"loss": "wasserstein", "r1": 0.2, "l2": 0.01, "l1": 0.001, "generator.clip_norm": 0.1},
    {"generator.layers": (*LEAKY, Dropout(0.2)), "discriminator.layers": (Dropout(0.1), *LEAKY)},
    {"data": "moons", "schedule": "linear", "discriminator.max_norm": 1.0},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_it_replays_to_the_bit_from_any_moment_with_every_change(settings: dict[str, object]) -> None:
    trainer = Trainer(game(**settings))
    moments, counts = [trainer.snapshot()], [0]
    for step in range(17):
        if step == 5:
            trainer.change(**{"discriminator.learning_rate": 0.05, "gradient_penalty": 0.3})
        if step == 9:
            trainer.change(cut=((0, 1, 2),), **{"discriminator.frozen": (1,), "weight_clip": 0.02})
        trainer.advance()
        moments.append(trainer.snapshot())
        counts.append(len(trainer.changes))
    end = next(one for one in reversed(moments) if one.whole)
    assert end.epoch == 2
    for start, count in zip(moments, counts, strict=True):
        if start.epoch < end.epoch:
            again = replayed_from(start, trainer.changes[count:], end.epoch, trainer.dataset)
            assert again is not None
            assert_same(again, end)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_micro_steps_end_where_the_update_does(settings: dict[str, object]) -> None:
    one, other = Trainer(game(**settings)), Trainer(game(**settings))
    for trainer in (one, other):
        trainer.advance(2)
    one.advance()
    [*other.micro_steps()]
    assert_same(one.snapshot(), other.snapshot())


def test_the_steps_of_a_round_come_in_their_order() -> None:
    trainer = Trainer(game(r1=0.1))
    order = [(step.player, step.part, step.kind) for step in trainer.micro_steps() if step.layer is None]
    assert order == [
        (1, "real", "input"),
        (1, "real", "loss"),
        (0, "made", "input"),
        (1, "made", "input"),
        (1, "made", "loss"),
        (1, "r1", "slopes"),
        (1, "r1", "term"),
        (1, "", "update"),
        (0, "maker", "input"),
        (1, "through", "input"),
        (0, "maker", "loss"),
        (0, "", "update"),
    ]


def test_an_epoch_is_so_many_updates_and_rows_hang_on_the_seed_alone() -> None:
    trainer = Trainer(game())
    assert [metrics.epoch for metrics in trainer.run()] == [0, 1, 2, 3]
    assert trainer.step == 3 * 7
    more = Trainer(game(**{"discriminator.layers": (Dense(5, "relu"),)}))
    [*more.run()]
    assert more.snapshot().generators == trainer.snapshot().generators


def test_an_objective_has_its_own_losses_and_begins_with_its_usual_one() -> None:
    assert Experiment(objective="adversarial", data="ring_of_8").loss == "non_saturating"
    assert Experiment().with_(objective="adversarial").updates == 50
    back = game(l2=0.5).with_(objective="supervised", data="moons")
    assert (back.loss, back.updates, back.l2) == ("categorical_crossentropy", 0, 0.5)
    assert Experiment.from_dict(game(loss="minimax").to_dict()) == game(loss="minimax")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"loss": "mse"}, "There is no loss “mse”; there are non_saturating, minimax"),
        ({"r1": 1, "discriminator.layers": (Dense(4, "tanh"),)}, "linear, relu, leaky_relu, not tanh"),
        (
            {"r1": 1, "discriminator.layers": (*LEAKY, Dropout(0.5))},
            "dense layers alone, not dropout",
        ),
        (
            {"loss": "wasserstein", "discriminator.layers": (Dense(4, "gelu"),)},
            "linear, relu, leaky_relu, not gelu",
        ),
        ({"simultaneous": True, "discriminator_steps": 2}, "only where each has one step, not 2"),
        ({"simultaneous": 1}, "must be yes or no, not '1'"),
        ({"data": "iris"}, "cannot learn from “iris”"),
        ({"averaging": 1.0}, "The averaging must be from 0 to 0.9999, not 1.0"),
    ],
)
def test_what_cannot_be_is_one_sentence(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Trainer(game(**settings))


def test_a_penalty_that_cannot_be_taken_is_refused_while_it_runs() -> None:
    trainer = Trainer(game(**{"discriminator.layers": (Dense(4, "tanh"),)}))
    with pytest.raises(ValueError, match="not tanh"):
        trainer.change(r1=0.5)


def test_a_clipped_critic_has_no_weight_beyond() -> None:
    trainer = Trainer(game(loss="wasserstein_clipped", weight_clip=0.03))
    trainer.advance(2)
    generator, critic = trainer.snapshot().players
    assert np.abs(critic.parameters).max() == np.float32(0.03)
    assert np.abs(generator.parameters).max() > 0.1


def test_what_is_measured_is_what_the_average_makes() -> None:
    trainer = Trainer(game(averaging=0.9))
    [*trainer.run()]
    snapshot, dataset = trainer.snapshot(), trainer.dataset
    generator, judge = snapshot.network(0), snapshot.network(1)
    generator.parameters[:] = snapshot.players[0].averaged
    noise = np.random.default_rng(0).standard_normal((2000, 2))
    says_made = judge.predict(generator.predict(noise))[:, 0].astype(np.float64)
    says_real = judge.predict(dataset.test_features)[:, 0].astype(np.float64)
    metrics = trainer.metrics
    wanted = -np.log(says_real).mean() - np.log(1 - says_made).mean()
    assert metrics["discriminator_loss"] == pytest.approx(wanted, rel=1e-5)
    assert metrics["generator_loss"] == pytest.approx(-np.log(says_made).mean(), rel=1e-5)
    assert metrics["right_on_real"] == np.mean(says_real > 0.5)
    assert metrics["mean_made"] == pytest.approx(says_made.mean(), rel=1e-5)


def test_who_can_tell_nothing_has_the_losses_to_read_against() -> None:
    """D = 1/2 everywhere: 2 ln 2 and ln 2."""
    experiment = game(**{"discriminator.layers": (), "discriminator.initializer": "zeros"})
    metrics = Trainer(experiment).metrics
    assert metrics["discriminator_loss"] == pytest.approx(2 * math.log(2), rel=1e-6)
    assert metrics["generator_loss"] == pytest.approx(math.log(2), rel=1e-6)


CHECKED = [
    {"loss": "minimax"},
    {"r1": 0.5, "l2": 0.02},
    {"loss": "least_squares", "r1": 0.3, "discriminator_steps": 2},
    {"loss": "wasserstein", "gradient_penalty": 0.7, "r1": 0.1},
    {"loss": "wasserstein_clipped", "averaging": 0.9},
    {"simultaneous": True, "r1": 0.2, "discriminator.layers": (Dense(9, "relu"), Dense(5, "linear"))},
    {"generator.layers": (Dense(6, "tanh"), BatchNorm()), "discriminator.layers": (*LEAKY, Dropout(0.3))},
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("settings", CHECKED, ids=str)
@pytest.mark.parametrize("part", ["real", "made", "maker"])
def test_the_gradient_of_each_turn_is_the_numerical_one(
    settings: dict[str, object], part: str, dtype: str
) -> None:
    """R1 and the gradient penalty with it: central differences of the whole loss, by the very draws."""
    trainer = Trainer(game(dtype=dtype, **settings))
    trainer.advance(3)
    batch = MicroBatch.of(trainer.snapshot(), trainer.dataset, part)
    assert (batch.part, batch.player) == (part, 0 if part == "maker" else 1)
    network = batch.learner
    met = 0
    for index in np.random.default_rng(0).choice(network.size, 12, replace=False).tolist():
        *_, nudge = nudged(batch, index)
        assert nudge.agrees or nudge.check.kink, (network.parameter_name(index), nudge)
        met += not nudge.check.kink and abs(nudge.slope) > 1e-6
    assert met >= 4


def test_r1_is_a_part_of_the_gradient_with_a_name() -> None:
    """gamma / 2 E |dD/dx|² by hand, for a discriminator of one layer: gamma w, and 0 for the bias."""
    experiment = game(r1=0.4, dtype="float64", **{"discriminator.layers": ()})
    trainer = Trainer(experiment)
    weights = trainer.snapshot().players[1].parameters.copy()
    steps = [*trainer.micro_steps()]
    term = next(float(step.values) for step in steps if step.kind == "term")
    assert term == pytest.approx(0.2 * (weights[:2] ** 2).sum())
    slopes = next(step.values for step in steps if step.kind == "slopes")
    np.testing.assert_allclose(slopes, np.tile(weights[:2], (16, 1)))
    update = next(step.update for step in steps if step.update is not None)
    np.testing.assert_allclose(update.parts["r1"], [*0.4 * weights[:2], 0])
    np.testing.assert_allclose(sum(update.parts.values()), update.data_gradient)
    assert update.of(0).parts["r1"] == update.parts["r1"][0]


def test_what_reaches_a_made_point_leads_to_each_weight_of_the_generator() -> None:
    together = {"simultaneous": True, "generator.layers": ()}  # the discriminator has not moved yet
    trainer = Trainer(game(dtype="float64", **together))
    snapshot = trainer.snapshot()
    batch = MicroBatch.of(snapshot.of(0), trainer.dataset)
    weights = snapshot.players[0].parameters.reshape(3, 2)
    judge = snapshot.network(1)
    reached = batch.layers[-1].da
    for row in range(3):
        point = batch.inputs[row] @ weights[:2] + weights[2]
        for axis in range(2):
            moved = [point + sign * 1e-6 * np.eye(2)[axis] for sign in (1, -1)]
            high, low = (-math.log(judge.predict(one[None])[0, 0]) for one in moved)
            assert reached[row, axis] == pytest.approx((high - low) / 2e-6 / 16, rel=1e-5)
        assert batch.example_loss(row) == pytest.approx(-math.log(judge.predict(point[None])[0, 0]))
    np.testing.assert_allclose(batch.layers[0].dW, batch.inputs.T @ reached)
    assert batch.loss == pytest.approx(np.mean([batch.example_loss(row) for row in range(16)]))


def dirac(**settings: object) -> Experiment:
    """One number against one: the generator makes theta, the discriminator says psi x; theta 1, psi 0."""
    held = {f"{name}.cut": ((0, -1, 0),) for name in ("generator", "discriminator")}
    begin = {"generator.initializer": "ones", "discriminator.initializer": "zeros"}
    alone = {f"{name}.layers": () for name in ("generator", "discriminator")}
    moved = {f"{name}.optimizer": "sgd" for name in ("generator", "discriminator")}
    rates = {f"{name}.learning_rate": 0.2 for name in ("generator", "discriminator")}
    one = {"features": ("x1",), "noise_numbers": 0, "simultaneous": True, "batch_size": None, "points": 10}
    usual = {"updates": 50, "epochs": 100} | one
    return Experiment.on(
        "dirac", objective="adversarial", **held | begin | alone | moved | rates | usual | settings
    )


def distances(experiment: Experiment, updates: tuple[int, ...]) -> list[float]:
    """How far (theta, psi) is from (0, 0) after so many updates; the biases stay 0."""
    trainer, found = Trainer(experiment), []
    assert [player.network.parameters.tolist() for player in trainer.players] == [[1, 0], [0, 0]]
    while trainer.step < updates[-1]:
        trainer.advance()
        theta, psi = (player.network.parameters for player in trainer.players)
        assert (theta[1], psi[1]) == (0, 0)
        if trainer.step in updates:
            found.append(math.hypot(theta[0], psi[0]))
    return found


def by_hand(gamma: float, updates: tuple[int, ...], *, in_turn: bool = False) -> list[float]:
    """The same by the formulas of Mescheder et al.: dL_D/dpsi = s(psi theta) theta + gamma psi, dL_G/dtheta =
    -(1 - s(psi theta)) psi, with the non-saturating loss."""
    theta, psi, found = 1.0, 0.0, []
    for update in range(1, updates[-1] + 1):
        said = 1 / (1 + math.exp(-psi * theta))
        moved = psi - 0.2 * (said * theta + gamma * psi)
        judge = moved if in_turn else psi
        said = 1 / (1 + math.exp(-judge * theta))
        theta, psi = theta + 0.2 * (1 - said) * judge, moved
        if update in updates:
            found.append(math.hypot(theta, psi))
    return found


@pytest.mark.parametrize("gamma", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("together", [True, False])
def test_one_number_against_one_goes_as_worked_out_by_hand(gamma: float, together: bool) -> None:
    looks = (1, 10, 100, 300)
    found = distances(dirac(r1=gamma, simultaneous=together, dtype="float64"), looks)
    assert found == pytest.approx(by_hand(gamma, looks, in_turn=not together), rel=1e-9)


def test_without_r1_both_circle_and_with_it_they_come_to_rest() -> None:
    free, held = distances(dirac(), (300, 1000)), distances(dirac(r1=0.3), (300, 1000))
    assert free[0] > 0.6
    assert free[1] > 0.6
    assert held[1] < held[0] < 1e-3


def test_the_average_can_be_looked_at_in_the_place_of_the_learner() -> None:
    trainer = Trainer(game(averaging=0.9))
    trainer.advance(4)
    snapshot = trainer.snapshot()
    average = snapshot.averaged(0)
    assert average.shows_average
    assert not snapshot.shows_average
    np.testing.assert_array_equal(average.network().parameters, snapshot.players[0].averaged)
    np.testing.assert_array_equal(average.layers[0].weights, average.network().layers[0].values["weights"])
    assert (average.layers[0].weights != snapshot.layers[0].weights).any()
    assert average.of(1).parameters is snapshot.players[1].parameters
    judge = snapshot.averaged(1)
    assert (judge.player, judge.shows_average) == (1, False)


@pytest.mark.parametrize(
    "settings", [{}, {"discriminator_steps": 2, "r1": 0.1}, {"simultaneous": True}], ids=str
)
def test_one_network_alone_moves_for_one_update_and_it_replays_to_the_bit(
    settings: dict[str, object],
) -> None:
    trainer = Trainer(game(averaging=0.9, **settings))
    start = trainer.snapshot()
    moved = []
    for step, only in enumerate(["", "discriminator", "", "generator", "generator", "", "discriminator"] * 2):
        before = trainer.snapshot()
        if only:
            trainer.change(only=only)
        if step % 3:
            [*trainer.micro_steps()]
        else:
            trainer.advance()
        after = trainer.snapshot()
        assert after.experiment.only == ""
        changed = [
            (one.parameters != two.parameters).any()
            for one, two in zip(before.players, after.players, strict=True)
        ]
        assert changed == [only in ("", "generator"), only in ("", "discriminator")]
        moved.append(after)
    end = next(one for one in reversed(moved) if one.whole)
    again = replayed_from(start, trainer.changes, end.epoch, trainer.dataset)
    assert again is not None
    assert_same(again, end)
    between = moved[7]  # in the middle of the second epoch, the discriminator about to move alone
    waiting = Trainer(between.experiment, trainer.dataset, start=between)
    waiting.change(only="discriminator")
    waiting.take_changes()
    kept = Trainer(waiting.experiment, trainer.dataset, start=waiting.snapshot())
    kept.advance()
    assert (kept.snapshot().players[0].parameters == between.players[0].parameters).all()


def test_who_can_move_alone_is_one_of_two() -> None:
    with pytest.raises(ValueError, match="No network “critic” can move alone; there are generator, d"):
        Trainer(game()).change(only="critic")
    with pytest.raises(ValueError, match="there are network"):
        Experiment(only="critic").validated()


def test_losses_and_verdicts_are_read_against_what_guessing_gets() -> None:
    told = {
        loss: {
            kind.name: None if kind.reference is None else kind.reference[0] for kind in game(loss=loss).kinds
        }
        for loss in ("non_saturating", "minimax", "least_squares", "wasserstein")
    }
    halves = {"mean_real": 0.5, "mean_made": 0.5, "right_on_real": 0.5, "right_on_made": 0.5}
    of_both = {"non_saturating": 2 * math.log(2), "minimax": 2 * math.log(2), "least_squares": 0.5}
    of_made = {"non_saturating": math.log(2), "minimax": -math.log(2), "least_squares": 0.25}
    for loss, both in of_both.items():
        assert told[loss]["discriminator_loss"] == pytest.approx(both)
        assert told[loss]["generator_loss"] == pytest.approx(of_made[loss])
        assert {name: told[loss][name] for name in halves} == halves
    assert set(told["wasserstein"].values()) == {None}, "a score has no such point"
