"""Two networks against each other on the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.files.model import read_model, read_weights
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer

GAME = ("--objective", "adversarial", "--data", "ring_of_8", "--points", "300", "--generator", "8,6")
MORE = ("--discriminator", "7", "--r1", "0.1", "--averaging", "0.9", "--discriminator-steps", "2")
RATES = ("--generator-rate", "0.002", "--discriminator-rate", "0.004", "--updates", "5")
FALLING = ("--schedule", "linear", "--schedule-gamma", "0.1")


def experiment() -> Experiment:
    layers = {"generator.layers": (8, 6), "discriminator.layers": (7,)}
    rates = {"generator.learning_rate": 0.002, "discriminator.learning_rate": 0.004, "updates": 5}
    more = {"r1": 0.1, "averaging": 0.9, "discriminator_steps": 2, "points": 300, "epochs": 3}
    falling = {"schedule": "linear", "schedule_gamma": 0.1}
    return Experiment.on("ring_of_8", objective="adversarial", **layers, **rates, **more, **falling)


def test_it_is_trained_as_the_words_say(capsys):
    assert main(["train", *GAME, *MORE, *RATES, *FALLING, "--epochs", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    trainer = Trainer(experiment())
    [*trainer.run()]
    names = [kind.name for kind in trainer.metrics.kinds]
    assert told["metrics"] == pytest.approx(dict(zip(names, trainer.metrics.values, strict=True)))
    assert (told["train_loss"], told["test_accuracy"]) == (None, None)


@pytest.mark.parametrize("loss", ["non_saturating", "minimax", "least_squares", "wasserstein"])
def test_the_gradients_of_both_turns_are_checked(loss, capsys):
    assert main(["gradcheck", *GAME, *MORE, "--loss", loss, "--parameters", "15", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["checked"], told["wrong"]) == (30, 0)


def test_what_cannot_be_is_one_sentence(capsys):
    refused = {
        ("--r1", "1", "--discriminator-activation", "tanh"): "of linear, relu, leaky_relu, not tanh.",
        ("--loss", "mse"): "There is no loss “mse”; there are non_saturating,",
        ("--simultaneous", "--discriminator-steps", "3"): "only where each has one step, not 3.",
    }
    for arguments, sentence in refused.items():
        assert main(["train", *GAME, *arguments]) == 2
        error = capsys.readouterr().err
        assert sentence in error
        assert len(error.strip().splitlines()) == 1


@pytest.mark.parametrize("learner", [True, False])
def test_the_average_is_saved_unless_the_learner_is_asked_for(learner, tmp_path):
    path = tmp_path / "game.npz"
    asked = ["--learner"] if learner else []
    assert main(["train", *GAME, *MORE, *RATES, *FALLING, "--epochs", "3", "--save", str(path), *asked]) == 0
    trainer = Trainer(experiment())
    [*trainer.run()]
    generator, discriminator = trainer.players
    weights = read_weights(path)
    for name, player, parameters in (
        ("generator", generator, generator.network.parameters if learner else generator.averaged),
        ("discriminator", discriminator, discriminator.network.parameters),
    ):
        for block in player.network.blocks:
            np.testing.assert_array_equal(weights[f"{name}.{block.name}"], block.of(parameters))


def test_a_saved_generator_makes_samples_and_its_discriminator_is_read_by_default(tmp_path, capsys):
    path = tmp_path / "game.npz"
    assert main(["train", *GAME, *MORE, *RATES, *FALLING, "--epochs", "3", "--save", str(path)]) == 0
    capsys.readouterr()
    assert main(["predict", "--model", str(path), "--made", "4", "--json"]) == 0
    made = [json.loads(line)["made"] for line in capsys.readouterr().out.splitlines()]
    trainer = Trainer(experiment())
    [*trainer.run()]
    generator = trainer.players[0].network
    generator.parameters[:] = trainer.players[0].averaged
    features = generator.predict(np.random.default_rng(0).standard_normal((4, 2)))
    np.testing.assert_allclose(made, trainer.dataset.raw(features), rtol=1e-5)
    model = read_model(path)
    assert model.class_names == ("made", "real")
    points = trainer.dataset.test_features
    expected = trainer.players[1].network.predict(points)
    np.testing.assert_allclose(model.predict(trainer.dataset.raw(points)), expected, rtol=1e-4)
