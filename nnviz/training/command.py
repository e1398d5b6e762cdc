"""An Experiment as the options of the command line, and what each option is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from nnviz.data import DATASETS
from nnviz.engine import LayerSpec
from nnviz.engine.layers import written
from nnviz.said import translate
from nnviz.training.described import EACH
from nnviz.training.experiment import Experiment
from nnviz.training.settings import (
    SETTINGS,
    NetworkSpec,
    OptimizerSpec,
    read_layers,
    takes_activation,
)
from nnviz.training.structure import activated_as, activation_of

#: Settings without such an option, and why.
NO_OPTION: Final = {
    "workspace": "it is the first of all",
    "layers": "they have several",
    "drawn": "points are drawn in the window",
    "rows": "rows are given by lessons",
    "targets": "as the rows that they are of",
    "own": "files are opened by --csv",
    "cut": "as what is frozen, it is chosen in the window",
    "frozen": "as what is cut",
    "only": "it lasts for one update",
}
#: Settings that suit the data where nothing is said.
SUITING: Final = ("scale", "test_share", "loss", "batch_size", "objective", "updates")
_SHORT: Final = {"initializer": "init"}
_SHORTER: Final = {"learning_rate": "rate", "initializer": "init"}  # behind the name of a network


def option_of(name: str, player: str = "") -> str:
    """``--learning-rate``, and of one network among several ``--generator``, ``--generator-rate``."""
    if not player:
        return f"--{_SHORT.get(name, name)}".replace("_", "-")
    own = "" if name == "layers" else f"-{_SHORTER.get(name, name)}"
    return f"--{player}{own}".replace("_", "-")


def command_options(experiment: Experiment) -> list[str]:
    """The options with which the command line makes that experiment, those left out that it has anyway.

    Raises ``ValueError`` with one sentence where it has something that there is no option for.
    """
    experiment = experiment.of(0)
    _check(experiment)
    usual, suiting = Experiment(), Experiment.on(experiment.data, objective=experiment.objective)
    named = bool(experiment.workspace)
    words = ["--workspace", experiment.workspace] if named else []
    words += ["--data", experiment.data, *_layers_options(experiment.layers)]
    for name in [name for name in SETTINGS if name not in {*NO_OPTION, "data"}]:
        if name == "formula" and not DATASETS[experiment.data].formula:
            continue  # it says nothing of them, and would be refused
        value = getattr(experiment, name)
        known = getattr(suiting if name in SUITING and name != "objective" else usual, name)
        if (named or value != known or name == "batch_size") and not (value is None and name != "batch_size"):
            words += _option(option_of(name), value)
    for place, player in enumerate(experiment.players[1:], 1):
        words += _of_player(experiment, place, player, named=named)
    return words


def _of_player(experiment: Experiment, place: int, player: str, *, named: bool) -> Iterator[str]:
    """What another network than the first has of its own."""
    seen, network, optimizer = experiment.of(place), NetworkSpec(), OptimizerSpec()
    yield from _layers_options(seen.layers, player)
    for name, setting in SETTINGS.items():
        if setting.part in EACH and name not in NO_OPTION:
            value = getattr(seen, name)
            usual = network if setting.part == "networks" else optimizer
            if named or value != getattr(usual, setting.field):
                yield from _option(option_of(name, player), value)


def _option(option: str, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [option if value else option.replace("--", "--no-", 1)]
    if value is None:
        return [option, "full"]
    return [option, ",".join(value) if isinstance(value, tuple) else str(value)]


def _layers_options(layers: Sequence[LayerSpec], player: str = "") -> list[str]:
    """Layers, and their activations. Raises ``ValueError`` where words do not tell all of them."""
    text = written(layers) or "none"
    taking = zip(layers, takes_activation(layers), strict=True)
    names = [name for layer, taken in taking if taken and (name := activation_of(layer)) is not None]
    names = names[:1] if len(set(names)) == 1 else names
    words = ["--" + player if player else "--layers", text]
    again = read_layers(text)
    if names:
        words += [f"--{player}-activation" if player else "--activation", ",".join(names)]
        again = activated_as(again, names)
    if again != tuple(layers) or any("," in name for name in names):
        raise ValueError(
            translate("Training", "A layer has something that the command line has no word for.")
        )
    return words


def _check(experiment: Experiment) -> None:
    """Raise ``ValueError`` with one sentence where something was made by hand, or there are no data."""
    held = any(network.cut or network.frozen for network in experiment.networks)
    if experiment.source.unchosen:
        raise ValueError(translate("Training", "There is no command for a network without data."))
    by_hand = experiment.drawn or experiment.rows or experiment.own is not None
    if by_hand or held or experiment.only:
        raise ValueError(
            translate(
                "Training",
                "This has no command: there is no option for what was opened, drawn, cut or frozen by hand.",
            )
        )
