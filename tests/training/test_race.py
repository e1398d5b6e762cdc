"""A race: each goes as it would alone, what is counted, who has arrived, and the loss that it runs over."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.engine.layers import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.race import COUNTS, HELD, Lane, LossSurface, Race, goal_for_all
from nnviz.training.trainer import Trainer
from tests.helpers.lessons import rows_of

TWO = (("dense1.weights", (0, 0)), ("dense1.weights", (1, 0)))


def valley(n: int = 24):
    """Two inputs that say nearly the same, and a sign: a long narrow valley."""
    rng = np.random.default_rng(3)
    shared, apart = rng.normal(size=n), 0.2 * rng.normal(size=n)
    targets = np.tanh(1.5 * (shared + apart) - 1.5 * (shared - apart))
    return rows_of([*zip(shared + apart, shared - apart, targets, strict=True)])


def racer(**settings) -> Experiment:
    usual = {"layers": (), "loss": "mse", "optimizer": "sgd", "learning_rate": 0.1, "batch_size": None}
    return Experiment(**{**usual, "epochs": 5, "dtype": "float64", "seed": 7, **settings})


#: The methods of the lesson: on all samples, on one, on a few, and those with a memory.
RACERS = {
    "A": racer(),
    "B": racer(batch_size=1),
    "C": racer(batch_size=5),
    "D": racer(optimizer="momentum"),
    "E": racer(optimizer="adagrad"),
    "F": racer(optimizer="rmsprop", learning_rate=0.02),
    "G": racer(optimizer="adam", learning_rate=0.05),
}


def test_each_goes_bit_for_bit_as_it_would_alone():
    data = valley()
    race = Race(RACERS, data, TWO)
    race.go_on("updates", 37)
    start = None
    for lane in race.lanes:
        alone = Trainer(RACERS[lane.letter], data)
        blocks = {block.name: block for block in alone.network.blocks}
        for update in range(38):
            weights = blocks["dense1.weights"].of(alone.network.parameters)
            assert lane.path[update].tolist() == [weights[0, 0], weights[1, 0]]
            loss, _ = alone.network.evaluate(data.train_features, data.train_labels)
            assert lane.losses[update] == pytest.approx(loss, rel=1e-14)
            if update < 37:
                alone.advance()
        start = lane.path[0] if start is None else start
        np.testing.assert_array_equal(lane.path[0], start)


def test_all_start_from_the_weights_of_that_moment_whatever_their_seed():
    data = valley()
    trainer = Trainer(racer(seed=1), data)
    trainer.advance(3)
    lanes = Race({"A": racer(), "B": racer(seed=8, batch_size=5)}, data, TWO, trainer.snapshot())
    weights = trainer.network.blocks[0].of(trainer.network.parameters)
    for lane in lanes.lanes:
        assert lane.path[0].tolist() == weights[:, 0].tolist()
    other = Race({"A": racer(batch_size=5), "B": racer(seed=8, batch_size=5)}, data, TWO)
    other.go_on("updates", 9)
    np.testing.assert_array_equal(other.lanes[0].losses, other.lanes[1].losses)


def test_what_is_counted():
    """24 samples: five at a time are 5, 5, 5, 5 and 4, and then the next epoch begins."""
    race = Race({letter: RACERS[letter] for letter in "ABC"}, valley(), TWO)
    race.go_on("updates", 6)
    whole, single, few = race.lanes
    assert whole.counts["evaluations"].tolist() == [0, 24, 48, 72, 96, 120, 144]
    assert single.counts["evaluations"].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert few.counts["evaluations"].tolist() == [0, 5, 10, 15, 20, 24, 29]
    assert few.counts["epochs"][5] == 1.0
    assert few.counts["updates"].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert few.place("evaluations", 23) == 4
    assert few.place("evaluations", 24) == 5
    assert few.place("epochs", 0.5) == 2


@pytest.mark.parametrize("by", COUNTS)
def test_they_go_on_in_step_by_any_count(by):
    race = Race({letter: RACERS[letter] for letter in "ABC"}, valley(), TWO)
    race.go_on(by, {"updates": 7, "epochs": 2, "evaluations": 48}[by])
    ends = {lane.letter: [lane.counts[count][-1] for count in COUNTS] for lane in race.lanes}
    expected = {
        "updates": {"A": [7, 7, 168], "B": [7, 7 / 24, 7], "C": [7, 34 / 24, 34]},
        "epochs": {"A": [2, 2, 48], "B": [48, 2, 48], "C": [10, 2, 48]},
        "evaluations": {"A": [2, 2, 48], "B": [48, 2, 48], "C": [10, 2, 48]},
    }[by]
    assert ends == {letter: pytest.approx(values) for letter, values in expected.items()}


def lane(losses, letter="A", broke="") -> Lane:
    n = np.arange(len(losses), dtype=float)
    counts = dict.fromkeys(COUNTS, n)
    return Lane(letter, np.array(losses, dtype=float), np.zeros((len(losses), 2)), counts, broke)


def test_the_goal_has_to_be_held():
    assert HELD == 5
    through = lane([9, 1, 0.1, 1, 0.1, 0.1, 0.1, 0.1, 1, 0.1, 0.1, 0.1, 0.1, 0.1])
    assert through.reached(0.1) == 9
    assert through.reached(1) == 1
    assert through.reached(0.01) is None
    assert lane([0.1] * 4).reached(0.1) is None
    assert lane([0.1] * 5).reached(0.1) == 0
    assert lane([1, np.nan, 1, 1, 1, 1, 1]).reached(1) == 2


def test_a_goal_that_all_reach_is_found():
    quick, slow = lane([9, *[0.1234] * 6]), lane([9, 5, 2, *[0.456] * 6], "B")
    goal = goal_for_all([quick, slow])
    assert goal == 0.46
    assert quick.reached(goal) == 1
    assert slow.reached(goal) == 3
    stuck = lane([9] * 9, "C")
    assert goal_for_all([quick, slow, stuck]) == 0.46
    assert goal_for_all([quick, lane([9, 1e30, np.inf], "D", "broke")]) == 0.13
    assert goal_for_all([lane([8, *[1e-9] * 6])]) == 0.041  # no lower than a two-hundredth of the start
    assert goal_for_all([]) == 0.0


def test_another_count_has_another_winner():
    """On all samples it takes the fewest updates, one sample at a time the fewest gradients."""
    race = Race({"A": racer(learning_rate=0.3), "B": racer(learning_rate=0.02, batch_size=1)}, valley(), TWO)
    race.go_on("updates", 600)
    goal = goal_for_all(race.lanes)
    arrived = {lane.letter: lane.reached(goal) for lane in race.lanes}
    counts = {lane.letter: lane.counts["evaluations"][arrived[lane.letter]] for lane in race.lanes}
    assert arrived["A"] < arrived["B"]
    assert counts["A"] > counts["B"]


def test_one_that_breaks_stands_still_and_says_so():
    race = Race(
        {"A": racer(), "B": racer(loss="mse", learning_rate=100.0, output_activation="linear")}, valley(), TWO
    )
    race.go_on("updates", 400)
    sound, broken = race.lanes
    assert sound.broke == ""
    assert len(sound.losses) == 401
    assert "update" in broken.broke or "loss" in broken.broke
    assert len(broken.losses) < 401
    assert broken.place("updates", 400) == len(broken.losses) - 1


def test_what_cannot_run_side_by_side_is_a_sentence():
    data = valley()
    with pytest.raises(ValueError, match="There is no run to race"):
        Race({}, data, TWO)
    with pytest.raises(ValueError, match="Run B has another network, and cannot start there"):
        Race({"A": racer(), "B": racer(layers=(Dense(3, "tanh"),))}, data, TWO)
    for name in (("dense1.weights", (2, 0)), ("dense1.weights", (0,)), ("dense9.bias", (0,))):
        with pytest.raises(ValueError, match="The network has no number"):
            Race({"A": racer()}, data, (name, name))


def test_stopped_it_ends_at_once():
    race = Race({"A": racer()}, valley(), TWO)
    race.go_on("updates", 10**9, stopped=lambda: len(race.lanes[0].losses) > 20)
    assert len(race.lanes[0].losses) == 21


def test_the_surface_is_the_real_loss_and_leaves_the_network_alone():
    data = valley()
    trainer = Trainer(racer(layers=(Dense(2, "tanh"),)), data)
    surface = LossSurface(trainer.snapshot(), data, (("dense1.weights", (0, 1)), ("dense2.bias", (0,))))
    across, up = np.array([-1.0, 0.5]), np.array([0.0, 2.0, 3.0])
    losses = surface.grid(across, up)
    for row, bias in enumerate(up):
        for column, weight in enumerate(across):
            trainer.network.blocks[0].of(trainer.network.parameters)[0, 1] = weight
            trainer.network.blocks[3].of(trainer.network.parameters)[0] = bias
            expected, _ = trainer.network.evaluate(data.train_features, data.train_labels)
            assert losses[row, column] == pytest.approx(expected, rel=1e-14)
    assert np.isnan(surface.grid(across, up, stopped=lambda: True)).all()
    np.testing.assert_array_equal(surface.grid(across, up), losses)
