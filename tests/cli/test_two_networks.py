"""Two networks that play with each other, on the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.cli.options import add_experiment_options, experiment_from, parse_experiment
from nnviz.cli.parser import Parser
from nnviz.engine import Dense
from nnviz.files.model import read_model, read_weights
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PRESETS
from nnviz.training.settings import SETTINGS
from nnviz.training.trainer import Trainer
from tests.helpers.made_up_workspace import PAIR_OF_NETWORKS, into_the_tables

PAIR = ("--workspace", "beach", "--objective", "pair")
GIVEN = ("--maker", "5", "--critic", "6,4", "--critic-activation", "tanh", "--critic-rate", "0.02")


@pytest.fixture(autouse=True)
def _in_the_tables(monkeypatch):
    into_the_tables(monkeypatch)


def asked(*arguments: str) -> Experiment:
    parser = Parser(prog="nnviz train")
    add_experiment_options(parser)
    return experiment_from(parse_experiment(parser, arguments))


def test_each_network_has_its_layers_and_its_rate():
    experiment = asked(*PAIR, *GIVEN, "--critic-optimizer", "sgd", "--maker-init", "glorot")
    assert experiment.players == ("maker", "critic")
    assert [network.layers for network in experiment.networks] == [
        (Dense(5, "relu"),),
        (Dense(6, "tanh"), Dense(4, "tanh")),
    ]
    assert experiment.setting("critic.learning_rate") == 0.02
    assert experiment.setting("critic.optimizer") == "sgd"
    assert experiment.setting("maker.initializer") == "glorot"
    assert experiment.learning_rate == PRESETS["beach"].learning_rate, "that of the first, as without a name"


def test_every_setting_of_a_network_has_an_option():
    for name, setting in SETTINGS.items():
        if setting.part == "optimizers" and setting.limits is not None:
            low, _ = setting.limits
            option = f"--critic-{'rate' if name == 'learning_rate' else name.replace('_', '-')}"
            experiment = asked(*PAIR, option, f"{low:g}")
            assert experiment.setting(f"critic.{name}") == low
            assert experiment.setting(f"maker.{name}") != low or low == 0


def test_a_workspace_begins_with_all_of_its_networks(monkeypatch):
    monkeypatch.setitem(PRESETS, "beach", PRESETS["beach"].with_(**PAIR_OF_NETWORKS))
    experiment = asked("--workspace", "beach")
    assert experiment == PRESETS["beach"]
    assert asked("--workspace", "beach", "--critic-rate", "1").setting("critic.layers") == (
        Dense(6, "relu"),
        Dense(4, "relu"),
    )
    assert asked("--workspace", "beach", "--objective", "supervised").players == ("network",)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--critic", "8"), "--critic is of a network that does not play here: there are network."),
        ((*PAIR, "--critic-rate", "-1"), "The learning rate must be from"),
        ((*PAIR, "--critic", "6,4", "--critic-activation", "relu,tanh,elu"), "3 activations do not fit 2"),
        ((*PAIR, "--critic", "six"), "six"),
        (
            ("--objective", "three"),
            "There is no objective “three”; there are supervised, adversarial, reconstruct, denoise, pair.",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(arguments, sentence, capsys):
    assert main(["train", *arguments, "--epochs", "1"]) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.strip().splitlines()) == 1


def test_both_are_trained_saved_and_gone_on_from(tmp_path, capsys):
    path = tmp_path / "two.npz"
    assert main(["train", *PAIR, *GIVEN, "--epochs", "3", "--save", str(path)]) == 0
    out = capsys.readouterr().out
    assert "tides: maker 2-5-2, critic 2-6-4-1, " in out
    trainer = Trainer(asked(*PAIR, *GIVEN, "--epochs", "3"))
    [*trainer.run()]
    weights = read_weights(path)
    assert set(weights) == {
        f"{name}.dense{layer}.{block}"
        for name, layers in (("maker", 2), ("critic", 3))
        for layer in range(1, layers + 1)
        for block in ("weights", "bias")
    }
    for name, player in zip(("maker", "critic"), trainer.players, strict=True):
        for block in player.network.blocks:
            mine = block.of(player.network.parameters if player.averaged is None else player.averaged)
            np.testing.assert_array_equal(weights[f"{name}.{block.name}"], mine)
    assert main(["train", *PAIR, *GIVEN, "--epochs", "0", "--weights", str(path), "--json"]) == 0
    metrics = json.loads(capsys.readouterr().out)["metrics"]
    begun = Trainer(asked(*PAIR, *GIVEN))
    begun.load_weights(weights)
    assert metrics["critic_loss"] == begun.metrics["critic_loss"]


def test_weights_that_do_not_fit_change_nothing(tmp_path, capsys):
    path = tmp_path / "two.npz"
    assert main(["train", *PAIR, *GIVEN, "--epochs", "1", "--save", str(path)]) == 0
    trainer = Trainer(asked(*PAIR, "--maker", "5"))
    before = trainer.players[0].network.parameters.copy()
    with pytest.raises(ValueError, match="dense1"):
        trainer.load_weights(read_weights(path))
    np.testing.assert_array_equal(trainer.players[0].network.parameters, before)
    with pytest.raises(ValueError, match="none of the networks maker, critic"):
        trainer.load_weights({"network.dense1.weights": before})


def test_a_saved_pair_predicts_with_the_one_that_takes_samples(tmp_path):
    path = tmp_path / "two.npz"
    assert main(["train", *PAIR, *GIVEN, "--epochs", "3", "--save", str(path)]) == 0
    model = read_model(path)
    trainer = Trainer(asked(*PAIR, *GIVEN, "--epochs", "3"))
    [*trainer.run()]
    dataset = trainer.dataset
    features = dataset.test_features
    assert model.class_names == ("made", "real")
    expected = trainer.players[1].network.predict(features)
    np.testing.assert_allclose(model.predict(dataset.raw(features)), expected, rtol=1e-4)


def test_the_gradients_of_both_are_checked(capsys):
    assert main(["gradcheck", *PAIR, *GIVEN, "--parameters", "10", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["checked"] == 20
    assert result["wrong"] == 0
    assert result["worst"]["name"].partition(".")[0] in ("maker", "critic")


def test_a_screenshot_looks_at_the_one_that_is_named(tmp_path, capsys):
    path, wanted = tmp_path / "two.png", ["--epochs", "2", "--size", "1024x700"]
    assert main(["screenshot", str(path), *PAIR, *GIVEN, *wanted, "--network", "judge"]) == 2
    assert "No network “judge” plays here; there are maker, critic." in capsys.readouterr().err
