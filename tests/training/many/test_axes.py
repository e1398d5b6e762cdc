"""Settings that a sweep goes through, and which runs that makes."""

from __future__ import annotations

from typing import Any

import pytest

from nnviz.training.experiment import Experiment
from nnviz.training.many.axes import Axis, offered, read_axis, value_of, with_value
from nnviz.training.many.claim import read_claim
from nnviz.training.many.sweep import MOST_SEEDS, Sweep, read_seeds, seeds_text
from nnviz.training.presets import PRESETS

MOONS = Experiment.on("moons", layers="6, 4", epochs=9)
GAME = PRESETS["generate"]
CLAIM = read_claim("test_accuracy >= 0.9")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("learning_rate=0.01, 0.1,1", (0.01, 0.1, 1.0)),
        ("learning-rate=3e-4", (0.0003,)),
        ("batch_size=8,full", (8, None)),
        ("units2=2,16", (2, 16)),
        ("activation=tanh,Leaky-ReLU", ("tanh", "leaky_relu")),
        ("optimizer=sgd,adam", ("sgd", "adam")),
        ("features=x1,x2;x1", (("x1", "x2"), ("x1",))),
    ],
)
def test_values_are_read_and_written(text: str, values: tuple[Any, ...]) -> None:
    axis = read_axis(text, MOONS)
    assert axis.values == values
    assert read_axis(str(axis), MOONS) == axis


def test_layers_are_parted_by_semicolons() -> None:
    axis = read_axis("layers=16,8;4;none", MOONS)
    assert [[layer.units for layer in value] for value in axis.values] == [[16, 8], [4], []]
    assert read_axis(str(axis), MOONS) == axis


def test_units_and_activation_change_that_layer_and_no_other() -> None:
    assert [layer.units for layer in with_value(MOONS, "units2", 9).layers] == [6, 9]
    assert {layer.activation for layer in with_value(MOONS, "activation", "tanh").layers} == {"tanh"}
    of_critic = f"{GAME.players[1]}.learning_rate"
    changed = with_value(GAME, of_critic, 0.5)
    assert changed.differing(GAME) == {of_critic}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("learning_rate", "no setting with values"),
        ("learning_rate=", "no setting with values"),
        ("learning_rate=1,,2", "no setting with values"),
        ("speed=1", "cannot go through “speed”"),
        ("seed=1,2", "cannot go through “seed”"),
        ("data=moons", "cannot go through “data”"),
        ("units3=4", "cannot go through “units3”"),
        ("units-1=4", "cannot go through"),
        ("critic.learning_rate=1", "cannot go through"),
        ("learning_rate=fast", "must be a number"),
        ("learning_rate=0", "must be from 0.000001"),
        ("units1=0", "must be from 1"),
        ("learning_rate=1,1", "stands there twice"),
        ("activation=wild", "is not known"),
        ("noise=nan", "must be from 0"),
        ("points=" + ",".join(map(str, range(100, 151))), "has 1 to 50 values"),
    ],
)
def test_what_cannot_be_swept_is_said_in_one_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        read_axis(text, MOONS)
    assert why in str(caught.value)


@pytest.mark.parametrize("experiment", [MOONS, GAME, *PRESETS.values()])
def test_what_is_offered_can_be_taken(experiment: Experiment) -> None:
    for name in offered(experiment):
        value = value_of(experiment, name)
        if value is not None:
            assert with_value(experiment, name, value) == experiment, name


def test_cells_stand_row_by_row_behind_the_settings_as_they_are() -> None:
    axes = Axis("learning_rate", (0.1, 0.2)), Axis("units1", (2, 3, 4))
    sweep = Sweep(MOONS, CLAIM, (0, 1, 2), axes, (5,)).validated()
    assert sweep.runs == 3 + 2 * 3
    assert [cell.place for cell in sweep.cells] == [(), (0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)]
    assert [cell.values for cell in sweep.cells[1:4]] == [(0.1, 2), (0.2, 2), (0.1, 3)]
    last = sweep.cells[-1].run(5)
    assert (last.learning_rate, last.layers[0].units, last.layers[1].units, last.seed) == (0.2, 4, 4, 5)
    assert sweep.cells[0].run(2) == MOONS.with_(seed=2)
    alone = Sweep(MOONS, CLAIM, (), axes[:1], (0, 1)).validated()
    assert [(cell.place, cell.seeds) for cell in alone.cells] == [((0,), (0, 1)), ((1,), (0, 1))]


def test_a_sweep_that_cannot_be_is_refused() -> None:
    rate, units = Axis("learning_rate", (0.1,)), Axis("units1", (2,))
    for sweep, why in (
        (Sweep(MOONS, CLAIM, ()), "needs a seed"),
        (Sweep(MOONS, CLAIM, (1, 1)), "once"),
        (Sweep(MOONS, CLAIM, (1,), (rate,)), "needs a seed"),
        (Sweep(MOONS, CLAIM, (1,), (rate, rate), (1,)), "once, not twice"),
        (Sweep(MOONS, CLAIM, (1,), (rate, units, Axis("units2", (2,))), (1,)), "one or two"),
        (Sweep(MOONS, read_claim("reward > 1"), (1,)), "no “reward”"),
        (Sweep(MOONS.with_(epochs=100_000), CLAIM, tuple(range(200))), "have 20000200 evaluations"),
        (Sweep(MOONS, read_claim("test_loss < 1 within 99 epochs"), (1,)), "about 99 epochs"),
    ):
        with pytest.raises(ValueError, match=r"\.$") as caught:
            sweep.validated()
        assert why in str(caught.value)


def test_seeds_are_counted_from_nought_or_named() -> None:
    assert read_seeds("3") == (0, 1, 2)
    assert read_seeds("10-12") == (10, 11, 12)
    assert [seeds_text(read_seeds(text)) for text in ("30", "5-9", "0-4")] == ["30", "5-9", "5"]
    for text in ("", "0", "-3", "3-1", "x", "1.5", "1-2-3", str(MOST_SEEDS + 1), "9" * 30):
        with pytest.raises(ValueError, match=r"\.$"):
            read_seeds(text)
