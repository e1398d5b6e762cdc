"""Activations and losses that somebody has typed, through all that is done with a run."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing.micro.examples import worked_loss
from nnviz.engine import Conv, Dense, MaxPool
from nnviz.training.comparison import what_differs
from nnviz.training.experiment import Experiment
from nnviz.training.structure import oddities
from nnviz.training.trainer import Trainer

MISH, LOSS = "x * tanh(log(1 + exp(x)))", "abs(y - t)**3"
OWN = Experiment.on("moons", layers=(Dense(5, MISH), Dense(3, "max(z, 0.1 * z)")), loss=LOSS, points=80)


def run(experiment: Experiment) -> Trainer:
    trainer = Trainer(experiment)
    for _ in trainer.run():
        pass
    return trainer


def test_mish_learns_and_comes_to_the_same_again():
    first, again = run(OWN.with_(epochs=6)), run(OWN.with_(epochs=6))
    assert np.array_equal(first.network.parameters, again.network.parameters)


def test_a_micro_step_makes_the_same_update_as_a_batch():
    whole, steps = Trainer(OWN), Trainer(OWN)
    whole.advance()
    last = list(steps.micro_steps())[-1]
    assert last.update is not None
    assert np.array_equal(whole.network.parameters, steps.network.parameters)


def test_pictures_go_through_it_too():
    layers = (Conv(3, 3, activation="x / (1 + abs(x))"), MaxPool(2), Dense(8, MISH))
    trainer = run(Experiment.on("shapes", layers=layers, epochs=1, learning_rate=0.01, workspace="images"))
    assert np.isfinite(trainer.network.parameters).all()


def test_what_differs_says_them_in_words():
    other = OWN.with_(loss="mse", layers=(Dense(5, "relu"), Dense(3, "relu")), output_activation=MISH)
    found = {str(one.word): one.values for one in what_differs([OWN, other])}
    assert found["loss"] == (f"mean of {LOSS}", "mean squared error")
    assert f"{MISH}, max(z, 0.1 * z)" in {str(values[0]) for values in found.values()}


def test_the_numbers_stand_in_the_loss():
    assert worked_loss(LOSS, np.array([0.25]), np.array([1.0])) == "abs(0.250 - 1)**3"
    assert worked_loss(LOSS, np.array([-0.5]), np.array([0.0])) == "abs((−0.500) - 0)**3"


def test_what_is_odd_about_them_is_known():
    assert oddities(OWN) == (
        "max(z, 0.1 * z): It has a corner at z = 0: there is no slope, and 0.1 is taken for it.",
    )
    assert oddities(OWN.with_(layers=(Dense(2, MISH),))) == ()


@pytest.mark.parametrize("bad", ["log(x)", "x +", "9**9**9**9"])
def test_an_experiment_with_what_is_none_is_one_sentence(bad):
    for wrong in (lambda: Dense(3, bad), lambda: OWN.with_(output_activation=bad).validated(),
                  lambda: OWN.with_(loss=bad).validated()):  # fmt: skip
        with pytest.raises(ValueError, match=r"[.?]$"):
            wrong()
