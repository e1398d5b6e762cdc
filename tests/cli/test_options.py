"""An Experiment on the command line: an option for each setting, and a workspace's own layers."""

from __future__ import annotations

import pytest

from nnviz.cli.options import HELP, add_experiment_options, experiment_from, parse_experiment
from nnviz.cli.parser import Parser
from nnviz.data import DATASETS
from nnviz.engine import BatchNorm, Conv, Dense, Dropout, GlobalMaxPool, MaxPool
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.presets import PRESETS, begun_on
from nnviz.training.settings import SETTINGS
from nnviz.training.workspaces import WORKSPACES

MIXED = (Dense(8, "tanh"), BatchNorm(), Dense(6, "relu"), Dropout(0.25))


def asked(*arguments: str) -> Experiment:
    parser = Parser(prog="nnviz train")
    add_experiment_options(parser)
    return experiment_from(parse_experiment(parser, arguments))


@pytest.mark.parametrize("name", [name for name, one in SETTINGS.items() if one.limits and name != "targets"])
def test_every_number_among_the_settings_has_an_option_and_its_limits(name: str) -> None:
    low, high = SETTINGS[name].limits or (0, 0)
    option = f"--{name.replace('_', '-')}"
    assert getattr(asked(option, f"{low:g}"), name) == low
    with pytest.raises((ValueError, SystemExit), match="must be"):
        asked(option, f"{high * 2:.0f}")


@pytest.mark.parametrize("workspace", list(PRESETS))
def test_data_of_a_workspace_begin_as_they_do_in_the_window(workspace: str) -> None:
    home = WORKSPACES[workspace]
    objectives = [OBJECTIVES[name] for name in home.objectives]
    families = [name for name, one in DATASETS.items() if one.family in home.families]
    taken = [name for name in families if any(one.kinds(Experiment(data=name)) for one in objectives)]
    assert taken
    for data in taken:
        if not DATASETS[data].brought:
            assert asked("--workspace", workspace, "--data", data) == begun_on(workspace, data), data


@pytest.mark.parametrize(
    ("arguments", "layers"),
    [
        ((), MIXED),
        (("--activation", "sigmoid"), (Dense(8, "sigmoid"), BatchNorm(), Dense(6, "sigmoid"), Dropout(0.25))),
        (("--layers", "5,4"), (Dense(5, "tanh"), Dense(4, "tanh"))),
        (("--layers", "none"), ()),
    ],
)
def test_a_workspace_keeps_its_layers_of_every_kind(
    arguments: tuple[str, ...], layers: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRESETS, "digits", PRESETS["digits"].with_(layers=MIXED))
    assert asked("--workspace", "digits", *arguments).layers == layers


def test_a_workspace_may_have_no_dense_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "digits", PRESETS["digits"].with_(layers=(BatchNorm(),)))
    assert asked("--workspace", "digits").layers == (BatchNorm(),)


def test_a_setting_without_a_text_of_its_own_has_an_option_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(HELP["data"], "noise")
    assert asked("--data", "moons", "--noise", "0.3").noise == 0.3


@pytest.mark.parametrize(
    ("arguments", "layers"),
    [
        (
            ("--layers", "conv(8, 3), maxpool(2), 5"),
            (Conv(8, 3, activation="relu"), MaxPool(2), Dense(5, "relu")),
        ),
        (
            ("--layers", "conv(8,3),maxpool(2),5", "--activation", "tanh,elu"),
            (Conv(8, 3, activation="tanh"), MaxPool(2), Dense(5, "elu")),
        ),
        (
            ("--layers", "conv(8,3),globalmaxpool", "--batch-norm", "--dropout", "0.1"),
            (Conv(8, 3, activation="relu"), BatchNorm(), Dropout(0.1), GlobalMaxPool()),
        ),
    ],
)
def test_an_activation_holds_for_all_layers_that_take_one(
    arguments: tuple[str, ...], layers: tuple[object, ...]
) -> None:
    assert asked(*arguments).layers == layers


def test_a_workspace_keeps_the_activations_of_its_convolutions(monkeypatch: pytest.MonkeyPatch) -> None:
    own = (Conv(4, 3, activation="tanh"), MaxPool(2), Dense(6, "leaky_relu", 0.2))
    monkeypatch.setitem(PRESETS, "digits", PRESETS["digits"].with_(layers=own))
    assert asked("--workspace", "digits").layers == own


def test_what_would_say_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="--formula says nothing of the data “moons”: it is of formula"):
        asked("--data", "moons", "--formula=x**2")
    assert asked("--data", "formula", "--formula", "x**2").formula == "x**2"
    with pytest.raises(ValueError, match="after “=” where it begins with “-”: --loss=-x"):
        asked("--loss", "-(y-t)**2")
