"""The options that describe an Experiment, for every command that runs one."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from typing import Any

from nnviz.cli import parser as read
from nnviz.cli.parser import Parser
from nnviz.data import DATASETS, FEATURES
from nnviz.engine import ACTIVATIONS, LAYERS, BatchNorm, Dense, Dropout, LayerSpec
from nnviz.said import translate
from nnviz.training.experiment import SETTINGS, Experiment
from nnviz.training.presets import PRESETS, preset_on
from nnviz.training.settings import activated, read_layers, takes_activation
from nnviz.training.structure import activation_of, spliced
from nnviz.training.workspaces import check_taken, check_workspace

DEFAULT = Experiment()

#: What each option is for, in the groups of ``--help``; ``{choices}`` are those of its table. A setting that
#: stands in none is added to “training” with its word.
HELP = {
    "data": {
        "data": "{choices}",
        "test_share": "share kept for testing (default: {default}, or what suits the data)",
        "split_seed": "seed of the split",
        "scale": "{choices} (default: what suits the data)",
        "points": "number of points on the plane",
        "noise": "noise of the points on the plane",
        "classes": "number of classes on the plane, where there can be more than 2",
        "features": "inputs on the plane, separated by commas: {choices}",
        "length": "steps of a sequence, of {taking}",
        "delay": "steps until the echo, of {taking}",
    },
    "network": {
        "initializer": "{choices}",
        "dtype": "float32 or float64",
        "seed": "seed of the start weights and of the shuffling",
    },
    "training": {
        "loss": "{choices} (default: {default}, for values mse)",
        "epochs": "passes over the training samples",
        "batch_size": "samples per update, or full (default: {default}; full of fewer)",
        "l1": "strength of L1 regularisation",
        "l2": "strength of L2 regularisation",
        "max_norm": "largest norm of the weights into a unit, 0 for none",
        "clip_norm": "largest norm of the gradient, 0 for none",
        "patience": "end after so many epochs without a lower test loss, 0 for never",
        "augment": "changed copies of each digit to learn from as well, 0 for none",
        "evaluate_every": "epochs between two evaluations",
    },
    "optimiser": {
        "optimizer": "{choices}",
        "learning_rate": "size of the steps",
        "schedule": "{choices}",
        "schedule_epochs": "epochs of the schedule (default: its own)",
        "schedule_gamma": "factor of the schedule (default: its own)",
        "momentum": "of momentum and nesterov",
        "alpha": "of rmsprop",
        "beta1": "of adam and adamw",
        "beta2": "of adam and adamw",
        "weight_decay": "of adamw",
    },
}
#: Settings without such an option, and why.
_NO_OPTION = {
    "workspace": "it is the first of all",
    "layers": "they have several",
    "drawn": "points are drawn in the window",
    "cut": "as what is frozen, it is chosen in the window",
    "frozen": "as what is cut",
    "objective": "the workspace says it",
}
_SHORT = {"initializer": "init"}
_SUITING = ("scale", "test_share", "loss", "batch_size")  # where not given, it suits the data
_READ: dict[str, tuple[Callable[[str], Any], str]] = {
    "features": (read.names, "NAMES"),
    "batch_size": (read.batch_size, "N"),
}
_METAVARS = {"test_share": "SHARE", "split_seed": "SEED", "seed": "SEED"}


def add_experiment_options(parser: Parser, *, scale: str = "--scale") -> None:
    """Add an option for everything in an Experiment, each with the Experiment's own default.

    ``scale`` is the option of how the features are scaled.
    """
    parser.add_argument(
        "--workspace",
        type=read.name,
        default="",
        metavar="NAME",
        help=f"begin with the settings of a workspace of the window: {', '.join(PRESETS)}",
    )
    _settings_options(parser, scale)


def parse_experiment(parser: Parser, arguments: Sequence[str]) -> Namespace:
    """The options; what is not given is as in the workspace that is named, if one is.

    Raises ``ValueError`` with one sentence for an unknown workspace, and for data that belong to another.
    """
    name = parser.parse_args(arguments).workspace
    if not name:
        return parser.parse_args(arguments)
    check_workspace(name)
    preset = PRESETS[name]
    parser.set_defaults(data=preset.data)
    data = parser.parse_args(arguments).data
    if data in DATASETS:
        check_taken(name, data, DATASETS[data].family, preset.objective)
        preset = preset_on(name, data)
    usual = _as_options(preset, data)
    parser.set_defaults(**usual)
    options = parser.parse_args(arguments)
    if options.layers is not usual["layers"] and options.activation is usual["activation"]:
        options.activation = options.activation[:1]  # of other layers
    return options


def _as_options(preset: Experiment, data: str) -> dict[str, Any]:
    """The options that describe ``preset``; for other data without the loss and scale that suit its own."""
    left = {"workspace", "layers", "data", "cut", "frozen", "drawn", "batch_size"}
    left |= set() if data == preset.data else {"loss", "scale", "test_share"}
    values = {name: getattr(preset, name) for name in SETTINGS if name not in left}
    values["layers"] = preset.layers
    taking = zip(preset.layers, takes_activation(preset.layers), strict=True)
    named = tuple(name for layer, taken in taking if taken and (name := activation_of(layer)) is not None)
    values["activation"] = named if len(set(named)) > 1 else named[:1] or ("relu",)
    values["usual_batch"] = preset.batch_size
    return values


def experiment_from(options: Namespace) -> Experiment:
    """The Experiment that the options describe; what suits the data set where an option is not given.

    Raises ``ValueError`` with one sentence.
    """
    settings = {key: value for key, value in vars(options).items() if key in SETTINGS and key != "layers"}
    named = settings.pop("workspace", "")
    experiment = Experiment.on(**settings, layers=_layers(options))
    if named not in ("", experiment.home):
        experiment = experiment.with_(workspace=named)
    if "usual_batch" in options and "batch_size" not in options:
        experiment = experiment.fitted_to(options.usual_batch)
    return experiment.validated()


def _layers(options: Namespace) -> tuple[LayerSpec, ...]:
    """The hidden layers with the activations asked for, each with weights followed by what was asked for."""
    taking = takes_activation(options.layers)
    activations = options.activation
    if len(activations) not in (1, sum(taking)):
        raise ValueError(
            translate(
                "Cli", "{count} activations do not fit {count2} hidden layers: give one or one for each."
            ).format(count=len(activations), count2=sum(taking))
        )
    if len(activations) == 1:
        activations *= sum(taking)
    after = (
        *([BatchNorm()] if options.batch_norm else []),
        *([Dropout(options.dropout)] if options.dropout else []),
    )
    named = iter(activations)
    layers = tuple(
        activated(layer, next(named)) if taken else layer
        for layer, taken in zip(options.layers, taking, strict=True)
    )
    for place in reversed([place for place, layer in enumerate(layers) if layer.weighted]):
        layers = spliced(layers, place + 1, 0, after)
    return layers


def _read_layers(text: str) -> tuple[LayerSpec, ...]:
    try:
        return read_layers(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _settings_options(parser: Parser, scale: str) -> None:
    """An option for every setting that can be written down, each in its group."""
    grouped = {name for helps in HELP.values() for name in helps} | _NO_OPTION.keys()
    others = {name: setting.word for name, setting in SETTINGS.items() if name not in grouped}
    for title, helps in HELP.items():
        add = parser.add_argument_group(title).add_argument
        if title == "network":
            _layers_options(add)
        for name, said in (helps | others if title == "training" else helps).items():
            option = scale if name == "scale" else f"--{_SHORT.get(name, name).replace('_', '-')}"
            _add_option(add, option, name, said)


def _add_option(add: Callable[..., object], option: str, name: str, said: str) -> None:
    """The option of one setting, read and limited as the table of settings says."""
    setting = SETTINGS[name]
    default = getattr(DEFAULT, name)
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
        default=SUPPRESS if name in _SUITING else ",".join(default) if name == "features" else default,
        metavar=_METAVARS.get(name, metavar),
        help=said.format(choices=", ".join(setting.table or FEATURES), default=default, taking=_taking(name)),
    )


def _taking(name: str) -> str:
    """The data sets that a setting of some concerns."""
    return ", ".join(data for data, source in DATASETS.items() if name in source.takes)


def _layers_options(add: Callable[..., object]) -> None:
    hidden = [layer for layer in DEFAULT.layers if isinstance(layer, Dense)]
    add(
        "--layers",
        type=_read_layers,
        default=",".join(str(layer.units) for layer in hidden),
        metavar="LAYERS",
        help="hidden layers separated by commas, or none: a number is a dense layer; "
        f"{', '.join(spec.usage() for kind, spec in LAYERS.items() if kind != 'dense')}",
    )
    add(
        "--activation",
        type=read.names,
        default=hidden[0].activation,
        metavar="NAME",
        help=f"of the layers that take one, one for all or one for each: {', '.join(ACTIVATIONS)}",
    )
    add(
        "--dropout",
        type=float,
        default=0.0,
        metavar="RATE",
        help="share left out after each layer with weights",
    )
    add("--batch-norm", action="store_true", help="batch normalisation after each layer with weights")
