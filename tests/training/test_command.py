"""An Experiment as options of the command line: it makes the same one of them."""

from __future__ import annotations

import pytest

from nnviz.cli.options import add_experiment_options, experiment_from, parse_experiment
from nnviz.cli.parser import Parser
from nnviz.data.unchosen import unchosen_name
from nnviz.engine import Dense
from nnviz.training.command import command_options
from nnviz.training.experiment import Experiment
from nnviz.training.presets import NAMED, PRESETS

EXPERIMENTS = {
    **PRESETS,
    **{f"{home} {name}": preset.experiment for home in NAMED for name, preset in NAMED[home].items()},
    "plain": Experiment(),
    "values": Experiment.on("waves", layers="8, dropout(0.2), 4", seed=3, features=("x1", "x1_squared")),
    "none": Experiment.on("xor", layers=(), batch_size=None),
    "mixed": Experiment.on("moons", layers=(Dense(4, "tanh"), Dense(3, "relu")), schedule="cosine"),
}


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_the_command_line_makes_the_same_experiment(experiment: Experiment) -> None:
    leaks = [getattr(layer, "parameter", None) for one in experiment.networks for layer in one.layers]
    held = any(one.cut or one.frozen for one in experiment.networks)
    if held or any(leak is not None for leak in leaks):
        with pytest.raises(ValueError, match="by hand" if held else "no word for"):
            command_options(experiment)
        return
    words = command_options(experiment)
    parser = Parser()
    add_experiment_options(parser)
    again = experiment_from(parse_experiment(parser, words))
    assert again == experiment, again.differing(experiment)


def test_what_was_made_by_hand_has_no_option() -> None:
    for changed in ({"cut": ((0, 0, 0),)}, {"frozen": (0,)}):
        with pytest.raises(ValueError, match=r"cut or frozen by hand\.$"):
            command_options(Experiment.on("moons", layers="4").with_(**changed))


def test_a_network_without_data_has_no_command() -> None:
    name = unchosen_name("digits", "classification")
    with pytest.raises(ValueError, match=r"without data\.$"):
        command_options(Experiment(data=name, layers="4"))
