"""The options that describe an Experiment, for every command that runs one."""

from __future__ import annotations

import re
from argparse import SUPPRESS, ArgumentTypeError, Namespace
from collections.abc import Iterable, Sequence
from typing import Any

from nnviz.cli import parser as read
from nnviz.cli.parser import Parser
from nnviz.data import DATASETS, FEATURES, SCALES
from nnviz.engine import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    BatchNorm,
    Dense,
    Dropout,
    LayerSpec,
)
from nnviz.engine.layers import LAYERS
from nnviz.said import translate
from nnviz.training.experiment import SETTINGS, Experiment
from nnviz.training.presets import PRESETS
from nnviz.training.workspaces import check_taken, check_workspace

DEFAULT = Experiment()


def add_experiment_options(parser: Parser, *, scale: str = "--scale") -> None:
    """Add an option for everything in an Experiment, each with the Experiment's own default.

    ``scale`` is the option of how the features are scaled.
    """
    parser.add_argument(
        "--workspace",
        type=read.name,
        default="",
        metavar="NAME",
        help=f"begin with the settings of a room of the window: {_one_of(PRESETS)}",
    )
    _data_options(parser, scale)
    _network_options(parser)
    _training_options(parser)
    _optimizer_options(parser)


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
    parser.set_defaults(**_as_options(preset, data))
    return parser.parse_args(arguments)


def _as_options(preset: Experiment, data: str) -> dict[str, Any]:
    """The options that describe ``preset``; for other data without the loss and scale that suit its own."""
    left = {"workspace", "layers", "data", "cut", "frozen", "drawn", "batch_size"}
    left |= set() if data == preset.data else {"loss", "scale"}
    values = {name: getattr(preset, name) for name in SETTINGS if name not in left}
    hidden = [layer for layer in preset.layers if isinstance(layer, Dense)]
    values["layers"] = tuple(layer.units for layer in hidden)
    values["activation"] = (hidden[0].activation,)
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
    """The hidden layers, each that is given by its size followed by what was asked for."""
    sizes = [layer for layer in options.layers if isinstance(layer, int)]
    activations = options.activation
    if len(activations) not in (1, len(sizes)):
        raise ValueError(
            translate(
                "Cli", "{count} activations do not fit {count2} hidden layers: give one or one for each."
            ).format(count=len(activations), count2=len(sizes))
        )
    if len(activations) == 1:
        activations *= len(sizes)
    after = (
        *([BatchNorm()] if options.batch_norm else []),
        *([Dropout(options.dropout)] if options.dropout else []),
    )
    named = iter(activations)
    layers: list[LayerSpec] = []
    for layer in options.layers:
        layers += [Dense(layer, next(named)), *after] if isinstance(layer, int) else [layer]
    return tuple(layers)


def _read_layers(text: str) -> tuple[int | LayerSpec, ...]:
    """Hidden layers separated by commas, “none” or nothing for none: sizes, or as ``LayerSpec.words``."""
    if read.name(text) in ("", "none"):
        return ()
    try:
        return tuple(map(_read_layer, re.split(r",(?![^(]*\))", text)))
    except ValueError:
        message = f"layers are sizes separated by commas, as in “64,32”, or “none”, not “{text}”"
        raise ArgumentTypeError(message) from None


def _read_layer(text: str) -> int | LayerSpec:
    """A size, or a kind with its numbers in the order of its fields: “dropout(0.1)”."""
    kinds = {kind.replace("_", ""): spec for kind, spec in LAYERS.items()}
    written = re.fullmatch(r"([a-z_-]+)(?:\((.*)\))?", text.strip().lower())
    if written is None or (kind := read.name(written[1]).replace("_", "")) not in kinds:
        return int(text)
    values = [float(one) if "." in one else int(one) for one in (written[2] or "").split(",") if one]
    try:
        return kinds[kind](*values)
    except TypeError:
        raise ValueError(text) from None


def _data_options(parser: Parser, scale: str) -> None:
    add = parser.add_argument_group("data").add_argument
    add("--data", type=read.name, default=DEFAULT.data, metavar="NAME", help=_one_of(DATASETS))
    add(
        "--test-share", type=float, default=DEFAULT.test_share, metavar="SHARE", help="share kept for testing"
    )
    add("--split-seed", type=int, default=DEFAULT.split_seed, metavar="SEED", help="seed of the split")
    add(scale, dest="scale", type=read.name, default=SUPPRESS, metavar="NAME",
        help=f"{_one_of(SCALES)} (default: what suits the data)")  # fmt: skip
    add("--points", type=int, default=DEFAULT.points, metavar="N", help="number of points on the plane")
    add("--noise", type=float, default=DEFAULT.noise, metavar="X", help="noise of the points on the plane")
    add("--classes", type=int, default=DEFAULT.classes, metavar="N",
        help="number of classes on the plane, where there can be more than 2")  # fmt: skip
    add("--features", type=read.names, default=",".join(DEFAULT.features), metavar="NAMES",
        help=f"inputs on the plane, separated by commas: {_one_of(FEATURES)}")  # fmt: skip


def _network_options(parser: Parser) -> None:
    hidden = [layer for layer in DEFAULT.layers if isinstance(layer, Dense)]
    add = parser.add_argument_group("network").add_argument
    add(
        "--layers",
        type=_read_layers,
        default=",".join(str(layer.units) for layer in hidden),
        metavar="SIZES",
        help="sizes of the hidden layers, separated by commas, or none; another kind by its name, as flatten",
    )
    add(
        "--activation",
        type=read.names,
        default=hidden[0].activation,
        metavar="NAME",
        help=f"of the hidden layers, one for all or one for each: {_one_of(ACTIVATIONS)}",
    )
    add("--dropout", type=float, default=0.0, metavar="RATE", help="share left out after each hidden layer")
    add("--batch-norm", action="store_true", help="batch normalisation after each hidden layer")
    add("--init", dest="initializer", type=read.name, default=DEFAULT.initializer, metavar="NAME",
        help=_one_of(INITIALIZERS))  # fmt: skip
    add("--dtype", type=read.name, default=DEFAULT.dtype, metavar="NAME", help="float32 or float64")
    add("--seed", type=int, default=DEFAULT.seed, help="seed of the start weights and of the shuffling")


def _training_options(parser: Parser) -> None:
    add = parser.add_argument_group("training").add_argument
    add("--loss", type=read.name, default=SUPPRESS, metavar="NAME",
        help=f"{_one_of(LOSSES)} (default: {DEFAULT.loss}, for values mse)")  # fmt: skip
    add("--epochs", type=int, default=DEFAULT.epochs, metavar="N", help="passes over the training samples")
    add("--batch-size", type=read.batch_size, default=SUPPRESS, metavar="N",
        help=f"samples per update, or full (default: {DEFAULT.batch_size}; full of fewer)")  # fmt: skip
    add("--l1", type=float, default=DEFAULT.l1, metavar="X", help="strength of L1 regularisation")
    add("--l2", type=float, default=DEFAULT.l2, metavar="X", help="strength of L2 regularisation")
    add("--max-norm", type=float, default=DEFAULT.max_norm, metavar="X",
        help="largest norm of the weights into a unit, 0 for none")  # fmt: skip
    add("--clip-norm", type=float, default=DEFAULT.clip_norm, metavar="X",
        help="largest norm of the gradient, 0 for none")  # fmt: skip
    add("--patience", type=int, default=DEFAULT.patience, metavar="N",
        help="end after so many epochs without a lower test loss, 0 for never")  # fmt: skip
    add("--augment", type=int, default=DEFAULT.augment, metavar="N",
        help="changed copies of each digit to learn from as well, 0 for none")  # fmt: skip
    add("--evaluate-every", type=int, default=DEFAULT.evaluate_every, metavar="N",
        help="epochs between two evaluations")  # fmt: skip


def _optimizer_options(parser: Parser) -> None:
    add = parser.add_argument_group("optimiser").add_argument
    add("--optimizer", type=read.name, default=DEFAULT.optimizer, metavar="NAME", help=_one_of(OPTIMIZERS))
    add("--learning-rate", type=float, default=DEFAULT.learning_rate, metavar="X", help="size of the steps")
    add("--schedule", type=read.name, default=DEFAULT.schedule, metavar="NAME", help=_one_of(SCHEDULES))
    add("--schedule-epochs", type=int, metavar="N", help="epochs of the schedule (default: its own)")
    add("--schedule-gamma", type=float, metavar="X", help="factor of the schedule (default: its own)")
    for name, whose in (
        ("momentum", "momentum and nesterov"),
        ("alpha", "rmsprop"),
        ("beta1", "adam and adamw"),
        ("beta2", "adam and adamw"),
        ("weight_decay", "adamw"),
    ):
        option = f"--{name.replace('_', '-')}"
        add(option, type=float, default=getattr(DEFAULT, name), metavar="X", help=f"of {whose}")


def _one_of(table: Iterable[str]) -> str:
    return ", ".join(table)
