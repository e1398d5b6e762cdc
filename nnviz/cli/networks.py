"""Options for each of the networks of an objective in which several play, such as ``--generator LAYERS``."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentTypeError, Namespace
from collections.abc import Iterator
from typing import Any

from nnviz.cli import parser as read
from nnviz.cli.parser import Parser
from nnviz.engine import LayerSpec
from nnviz.said import translate
from nnviz.training.command import option_of
from nnviz.training.described import EACH
from nnviz.training.experiment import SETTINGS, Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.settings import read_layers
from nnviz.training.structure import activated_as

#: Settings of a network that have no option, since they are chosen in the window.
HELD = ("cut", "frozen")


def layers_read(text: str) -> tuple[LayerSpec, ...]:
    """Hidden layers separated by commas."""
    try:
        return read_layers(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def network_settings() -> Iterator[tuple[str, str]]:
    """(player, setting) of everything that can be said of a network where several play."""
    players = [name for one in OBJECTIVES.values() if len(one.players) > 1 for name in one.players]
    for player in dict.fromkeys(players):
        for name, setting in SETTINGS.items():
            if setting.part in EACH and name not in HELD:
                yield player, name


def add_network_options(parser: Parser) -> None:
    """An option for every setting of each network that plays with others, read as the table says."""
    groups: dict[str, Any] = {}
    for player, name in network_settings():
        if player not in groups:
            title = translate("Cli", "network “{player}”, where it plays").format(player=player)
            groups[player] = parser.add_argument_group(title).add_argument
        add, setting = groups[player], SETTINGS[name]
        known: dict[str, Any] = {"dest": f"{player}.{name}", "default": SUPPRESS}
        if name == "layers":
            said = translate("Cli", "its hidden layers, written as for --layers")
            add(option_of(name, player), type=layers_read, metavar="LAYERS", help=said, **known)
            said = translate("Cli", "of its layers that take one, one for all or one for each")
            known["dest"] = f"{player}.activation"
            add(f"--{player}-activation", type=read.functions, metavar="NAME", help=said, **known)
            continue
        said = translate("Cli", "its {setting}").format(setting=setting.word)
        if setting.table is not None:
            choices = ", ".join(setting.table)
            said = translate("Cli", "its {setting}: {choices}").format(setting=setting.word, choices=choices)
            add(option_of(name, player), type=read.name, metavar="NAME", help=said, **known)
        else:
            add(option_of(name, player), type=float, metavar="X", help=said, **known)


def usual_of_networks(preset: Experiment) -> dict[str, Any]:
    """The settings of its networks by the names of their options, where several play."""
    if len(preset.networks) == 1:
        return {}
    names = [(player, name) for player, name in network_settings() if player in preset.players]
    return {f"{player}.{name}": preset.setting(f"{player}.{name}") for player, name in names}


def settings_of_networks(options: Namespace, experiment: Experiment) -> dict[str, Any]:
    """What the options say of the networks that play in the experiment.

    Raises ``ValueError`` with one sentence for an option of one that does not play there.
    """
    given = {name: value for name, value in vars(options).items() if "." in name}
    for name in given:
        player, _, own = name.rpartition(".")
        if player not in experiment.players:
            text = translate("Cli", "{option} is of a network that does not play here: there are {players}.")
            raise ValueError(
                text.format(option=option_of(own, player), players=", ".join(experiment.players))
            )
    for player in experiment.players:
        activations = given.pop(f"{player}.activation", None)
        if activations is not None:
            layers = given.get(f"{player}.layers", experiment.setting(f"{player}.layers"))
            given[f"{player}.layers"] = activated_as(layers, activations)
    return given
