"""The options that describe an Experiment, for every command that runs one."""

from __future__ import annotations

from argparse import SUPPRESS, BooleanOptionalAction, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnviz.cli import parser as read
from nnviz.cli.networks import (
    add_network_options,
    layers_read,
    settings_of_networks,
    usual_of_networks,
)
from nnviz.cli.parser import Parser
from nnviz.cli.pictures import add_picture_options, own_pictures_of
from nnviz.cli.tables import add_table_options, own_table_of
from nnviz.data import DATASETS, FEATURES
from nnviz.engine import ACTIVATIONS, LAYERS, BatchNorm, Dense, Dropout, LayerSpec
from nnviz.said import translate
from nnviz.training.command import NO_OPTION, SUITING, option_of
from nnviz.training.experiment import SETTINGS, Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.own_pictures import USUAL
from nnviz.training.presets import PRESETS, begins_with, preset_on
from nnviz.training.settings import NetworkSpec, takes_activation
from nnviz.training.structure import activated_as, activation_of, spliced
from nnviz.training.workspaces import check_taken, check_workspace

DEFAULT = Experiment()
OWN_TABLE, OWN_PICTURES = "own_table", "own_pictures"

#: What each option is for, in the groups of ``--help``; ``{choices}`` are those of its table. A setting that
#: stands in none is added to “training” with its word.
HELP: dict[str, dict[str, str]] = {
    "data": {
        "data": "{choices}",
        "test_share": translate("Cli", "share kept for testing (default: {default}, or what suits the data)"),
        "split_seed": translate("Cli", "seed of the split"),
        "scale": translate("Cli", "{choices} (default: what suits the data)"),
        "points": translate("Cli", "number of points on the plane"),
        "noise": translate("Cli", "noise of the points on the plane"),
        "classes": translate("Cli", "number of classes on the plane, where there can be more than 2"),
        "formula": translate(
            "Cli",
            "of the data {taking}: the curve that points lie above or below, as in “x**2 / 3 - 2”, or their "
            "value by x1 and x2",
        ),
        "features": translate("Cli", "inputs on the plane, separated by commas: {choices}"),
        "length": translate("Cli", "steps of a sequence, of {taking}"),
        "delay": translate("Cli", "steps until the echo, of {taking}"),
    },
    "network": {
        "initializer": "{choices}",
        "output_activation": translate(
            "Cli", "activation of the output layer (default: what suits the loss and the data)"
        ),
        "dtype": translate("Cli", "float32 or float64"),
        "seed": translate("Cli", "seed of the start weights and of the shuffling"),
    },
    "training": {
        "loss": translate("Cli", "{choices} (default: what suits the objective and the data)"),
        "epochs": translate("Cli", "passes over the training samples"),
        "batch_size": translate("Cli", "samples per update, or full (default: {default}; full of fewer)"),
        "l1": translate("Cli", "strength of L1 regularisation"),
        "l2": translate("Cli", "strength of L2 regularisation"),
        "max_norm": translate("Cli", "largest norm of the weights into a unit, 0 for none"),
        "clip_norm": translate("Cli", "largest norm of the gradient, 0 for none"),
        "objective": translate("Cli", "{choices} (default: what suits the workspace)"),
        "updates": translate("Cli", "updates in an epoch, each of rows drawn anew; 0 for a pass over all"),
        "noise_numbers": translate("Cli", "how many random numbers enter the generator; 0 for a 1 alone"),
        "discriminator_steps": translate("Cli", "of the discriminator for each of the generator"),
        "r1": translate("Cli", "strength of the penalty R1 on the discriminator, 0 for none"),
        "gradient_penalty": translate("Cli", "strength of the gradient penalty of wasserstein"),
        "weight_clip": translate("Cli", "largest weight of the critic of wasserstein_clipped"),
        "averaging": translate(
            "Cli", "share of its average that stays in an update of the generator, 0 for none"
        ),
        "simultaneous": translate("Cli", "both networks move at once, by gradients at the same weights"),
        "patience": translate("Cli", "end after so many epochs without a lower test loss, 0 for never"),
        "augment": translate("Cli", "changed copies of each digit to learn from as well, 0 for none"),
        "evaluate_every": translate("Cli", "epochs between two evaluations"),
    },
    "optimiser": {
        "optimizer": "{choices}",
        "learning_rate": translate("Cli", "size of the steps"),
        "schedule": "{choices}",
        "schedule_epochs": translate("Cli", "epochs of the schedule (default: its own)"),
        "schedule_gamma": translate("Cli", "factor of the schedule (default: its own)"),
        "momentum": translate("Cli", "of momentum and nesterov"),
        "alpha": translate("Cli", "of rmsprop"),
        "beta1": translate("Cli", "of adam and adamw"),
        "beta2": translate("Cli", "of adam and adamw"),
        "weight_decay": translate("Cli", "of adamw"),
    },
}
_READ: dict[str, tuple[Callable[[str], Any], str]] = {
    "features": (read.names, "NAMES"),
    "batch_size": (read.batch_size, "N"),
    "objective": (read.name, "NAME"),
    "loss": (read.function, "NAME"),
    "formula": (str, "FORMULA"),
    "output_activation": (read.function, "NAME"),
}
#: What there is to choose from where the table of settings does not say it.
_CHOICES: dict[str, Iterable[str]] = {
    "features": FEATURES,
    "objective": OBJECTIVES,
    "loss": dict.fromkeys(loss for one in OBJECTIVES.values() for loss in one.losses),
}
_METAVARS = {"test_share": "SHARE", "split_seed": "SEED", "seed": "SEED"}


def add_experiment_options(parser: Parser, *, scale: str = "--scale") -> None:
    """Add an option for everything in an Experiment, each with the Experiment's own default.

    Where several networks play, the options of the network are the first one's, and each has its own besides.

    ``scale`` is the option of how the features are scaled.
    """
    parser.add_argument(
        "--workspace",
        type=read.name,
        default="",
        metavar="NAME",
        help=translate("Cli", "begin with the settings of a workspace of the window: {names}").format(
            names=", ".join(PRESETS)
        ),
    )
    _settings_options(parser, scale)
    add_table_options(parser)
    add_picture_options(parser)


def parse_experiment(parser: Parser, arguments: Sequence[str]) -> Namespace:
    """The options; what is not given is as in the workspace that is named, if one is.

    Raises ``ValueError`` with one sentence for an unknown workspace, for data that belong to another, and for
    a formula beside data that take none.
    """
    options = _parsed(parser, arguments)
    given = any(argument.partition("=")[0] == "--formula" for argument in arguments) and options.formula
    taking = _taking("formula")
    if given and options.data in DATASETS and options.data not in taking:
        raise ValueError(
            translate("Cli", "--formula says nothing of the data “{data}”: it is of {names}.").format(
                data=options.data, names=", ".join(taking)
            )
        )
    return options


def _parsed(parser: Parser, arguments: Sequence[str]) -> Namespace:
    """The options, not yet looked at together."""
    asked = parser.parse_args(arguments)
    name, own = asked.workspace, _own_source(asked)
    if own:
        parser.set_defaults(data=own)
        if parser.parse_args(arguments).data != own:
            raise ValueError(
                translate(
                    "Cli", "A file of your own is the data: leave out --data beside --csv and --images."
                )
            )
    if own == OWN_PICTURES:
        name = name or "images"
    if not name:
        return parser.parse_args(arguments)
    check_workspace(name)
    parser.set_defaults(data=own)
    asked = parser.parse_args(arguments)
    wanted = getattr(asked, "objective", "")
    preset = begins_with(name, wanted)
    data, objective = asked.data or preset.data, wanted or preset.objective
    if data in DATASETS:
        preset = preset_on(name, data, wanted)
        objective = wanted or preset.objective
    if own == OWN_PICTURES:
        preset = preset.with_(**USUAL, schedule="constant")
    if data in DATASETS and objective in OBJECTIVES:
        check_taken(name, data, DATASETS[data].family, objective)
    parser.set_defaults(data=data, objective=objective)
    usual = _as_options(preset, data)
    if objective == preset.objective:  # of another other networks play
        usual |= usual_of_networks(preset)
    parser.set_defaults(**usual)
    options = parser.parse_args(arguments)
    if options.layers is not usual["layers"] and options.activation is usual["activation"]:
        options.activation = options.activation[:1]  # of other layers
    return options


def given_files(options: Namespace) -> dict[str, Path | None]:
    """The files that the experiment is made of, by their options: nothing is written over them."""
    return {"--csv": options.csv, "--labels": options.labels}


def _own_source(asked: Namespace) -> str:
    """The name of the data set that is made of a person's own file, "" for none."""
    if asked.csv is not None and asked.images is not None:
        raise ValueError(translate("Cli", "A table or pictures: one of --csv and --images at a time."))
    if asked.images is not None:
        return OWN_PICTURES
    return "" if asked.csv is None else OWN_TABLE


def _as_options(preset: Experiment, data: str) -> dict[str, Any]:
    """The options that describe ``preset``; for other data without the loss and scale that suit its own."""
    left = {"workspace", "layers", "data", "own", "cut", "frozen", "drawn", "batch_size"}
    left |= set() if data == preset.data else {"loss", "scale", "test_share"}
    values = {name: getattr(preset, name) for name in SETTINGS if name not in left}
    values["layers"] = preset.layers
    taking = zip(preset.layers, takes_activation(preset.layers), strict=True)
    named = tuple(name for layer, taken in taking if taken and (name := activation_of(layer)) is not None)
    values["activation"] = named if len(set(named)) > 1 else named[:1] or ("relu",)
    values["usual_batch"] = preset.batch_size
    values["held"] = preset.networks if data == preset.data else ()
    return values


def experiment_from(options: Namespace) -> Experiment:
    """The Experiment that the options describe; what suits the data set where an option is not given.

    Raises ``ValueError`` with one sentence.
    """
    settings = {key: value for key, value in vars(options).items() if key in SETTINGS and key != "layers"}
    named = settings.pop("workspace", "")
    experiment = Experiment.on(
        **settings, own=own_table_of(options) or own_pictures_of(options), layers=_layers(options)
    )
    if of_networks := settings_of_networks(options, experiment):
        experiment = experiment.with_(**of_networks)
    if "held" in options and experiment.players == tuple(network.name for network in options.held):
        networks = zip(experiment.networks, options.held, strict=True)
        experiment = experiment.with_(networks=tuple(_held(*pair) for pair in networks))
    if named not in ("", experiment.home):
        experiment = experiment.with_(workspace=named)
    if "usual_batch" in options and "batch_size" not in options:
        experiment = experiment.fitted_to(options.usual_batch)
    return experiment.validated()


def _held(network: NetworkSpec, usual: NetworkSpec) -> NetworkSpec:
    """The network with what is cut and frozen in the usual one, where it has the layers of that."""
    if network.layers != usual.layers:
        return network
    return replace(network, cut=usual.cut, frozen=usual.frozen)


def _layers(options: Namespace) -> tuple[LayerSpec, ...]:
    """The hidden layers with the activations asked for, each with weights followed by what was asked for."""
    after = (
        *([BatchNorm()] if options.batch_norm else []),
        *([Dropout(options.dropout)] if options.dropout else []),
    )
    layers = activated_as(options.layers, options.activation)
    for place in reversed([place for place, layer in enumerate(layers) if layer.weighted]):
        layers = spliced(layers, place + 1, 0, after)
    return layers


def _settings_options(parser: Parser, scale: str) -> None:
    """An option for every setting that can be written down, each in its group."""
    grouped = {name for helps in HELP.values() for name in helps} | NO_OPTION.keys()
    others = {name: setting.word for name, setting in SETTINGS.items() if name not in grouped}
    for title, helps in HELP.items():
        add = parser.add_argument_group(title).add_argument
        if title == "network":
            _layers_options(add)
        for name, said in (helps | others if title == "training" else helps).items():
            option = scale if name == "scale" else option_of(name)
            _add_option(add, option, name, said)
    add_network_options(parser)


def _add_option(add: Callable[..., object], option: str, name: str, said: str) -> None:
    """The option of one setting, read and limited as the table of settings says."""
    setting = SETTINGS[name]
    default = getattr(DEFAULT, name)
    if setting.flag:
        add(option, dest=name, action=BooleanOptionalAction, default=default, help=said)
        return
    if name in _READ:
        kind, metavar = _READ[name]
    elif setting.table is not None:
        kind, metavar = read.name, "NAME"
    else:
        kind, metavar = (int, "N") if setting.whole else (float, "X")
    add(
        option,
        dest=name,
        type=kind,
        default=SUPPRESS if name in SUITING else ",".join(default) if name == "features" else default,
        metavar=_METAVARS.get(name, metavar),
        help=said.format(
            choices=", ".join(setting.table or _CHOICES.get(name, ())),
            default=default,
            taking=", ".join(_taking(name)),
        ),
    )


def _taking(name: str) -> list[str]:
    """The data sets that a setting of some concerns."""
    return [
        data
        for data, source in DATASETS.items()
        if name in source.takes or (name == "formula" and source.formula)
    ]


def _layers_options(add: Callable[..., object]) -> None:
    hidden = [layer for layer in DEFAULT.layers if isinstance(layer, Dense)]
    add(
        "--layers",
        type=layers_read,
        default=",".join(str(layer.units) for layer in hidden),
        metavar="LAYERS",
        help=translate(
            "Cli", "hidden layers separated by commas, or none: a number is a dense layer; {others}"
        ).format(others=", ".join(spec.usage() for kind, spec in LAYERS.items() if kind != "dense")),
    )
    add(
        "--activation",
        type=read.functions,
        default=hidden[0].activation,
        metavar="NAME",
        help=translate(
            "Cli",
            "of the layers that take one, one for all or one for each: {names}, or a formula in x such as "
            "“x * tanh(x)”",
        ).format(names=", ".join(ACTIVATIONS)),
    )
    add(
        "--dropout",
        type=float,
        default=0.0,
        metavar="RATE",
        help=translate("Cli", "share left out after each layer with weights"),
    )
    said = translate("Cli", "batch normalisation after each layer with weights")
    add("--batch-norm", action="store_true", help=said)
