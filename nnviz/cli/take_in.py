"""``nnviz import``: a model of another program as a project, which the window opens."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnviz.cli.parser import Parser, function, name
from nnviz.cli.pictures import add_picture_options, own_pictures_of
from nnviz.cli.tables import add_table_options, own_table_of
from nnviz.data import FAMILIES
from nnviz.data.saving import save_bytes
from nnviz.files.exchange.brought import Wanted, as_run, moment_of, shape_in
from nnviz.files.exchange.models import READERS, read_model_file
from nnviz.files.outputs import check_output
from nnviz.files.project import Project, write_project
from nnviz.files.project_runs import SavedRun
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.measures import MetricsTable
from nnviz.training.run_source import TRAINED
from nnviz.training.structure import in_words
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer
from nnviz.training.training_on import trained_on

SUFFIX = ".nnviz"
COLOURS = 3  # red, green and blue


def main(arguments: Sequence[str]) -> int:
    """Read the model, write the project, say what was taken and what was assumed.

    With ``--json`` an object: ``inputs`` and ``outputs`` (shapes of a sample), ``layers`` in words,
    ``parameters`` (how many numbers), ``told`` (sentences), and with ``--data`` the metrics.
    """
    options = _parser().parse_args(arguments)
    output = options.output if options.output.suffix else options.output.with_suffix(SUFFIX)
    if output.suffix.lower() != SUFFIX:
        raise ValueError(
            translate("Cli", "A project is called {suffix}, and “{output}” is not.").format(
                suffix=SUFFIX, output=output
            )
        )
    check_output(output)
    run = as_run(read_model_file(options.model, _wanted(options)), options.model.name, _wanted(options))
    told = run.source.told
    metrics: dict[str, float] = {}
    if (wished := _wished(run, options)) is not None:
        run, metrics = _on_data(run, wished)
    save_bytes(output, write_project(Project(runs=(run,), current=run.letter)))
    moment = moment_of(run)
    ends = moment.ends
    line = {
        "inputs": [*ends.inputs],
        "outputs": [*moment.layers[-1].shape],
        "layers": in_words([*moment.specs]),
        "parameters": int(moment.parameters.size),
        "told": [str(one) for one in told],
        **metrics,
    }
    print(json.dumps(line) if options.json else _told(options, output, line))
    return 0


def _told(options: Namespace, output: Path, line: dict[str, Any]) -> str:
    sentences: list[str] = [
        translate("Cli", "“{model}”: {layers}, {count:,} parameters; written to “{output}”").format(
            model=options.model.name, layers=line["layers"], count=line["parameters"], output=output
        )
    ]
    sentences += line["told"]
    if "test_loss" in line:
        rest = {key: value for key, value in line.items() if isinstance(value, float)}
        sentences.append(", ".join(f"{key} {value:.6g}" for key, value in rest.items()))
    return "\n".join(sentences)


def _wanted(options: Namespace) -> Wanted:
    return Wanted(
        input_shape=options.input_shape,
        activation=options.activation,
        output_activation=options.output_activation,
        classes=options.classes,
        family=options.family,
        values=True if options.values else None,
        scale=options.scale,
        layers=options.layers,
    )


def _wished(run: SavedRun, options: Namespace) -> Experiment | None:
    """An Experiment on the data that the options name; None where they name none.

    Pictures have the size and the colours that the network takes, where nothing else is said.
    """
    if sum(one is not None for one in (options.data, options.csv, options.images)) > 1:
        raise ValueError(translate("Cli", "One of --data, --csv and --images at a time."))
    if options.data is not None:
        return Experiment.on(options.data)
    channels, *places = moment_of(run).ends.inputs
    if len(places) == 2 and places[0] == places[1] and options.images is not None:
        options.side = places[0] if options.side is None else options.side
        options.colour = channels == COLOURS if options.colour is None else options.colour
    own = own_table_of(options) or own_pictures_of(options)
    return None if own is None else Experiment.on(own.source, own=own)


def _on_data(run: SavedRun, wished: Experiment) -> tuple[SavedRun, dict[str, float]]:
    """The run with data to learn from, where they fit it, and what it makes of them."""
    moment = moment_of(run)
    experiment, dataset = trained_on(moment, wished)
    trainer = Trainer(experiment, dataset, keep_fitting=moment)
    timeline = Timeline()
    timeline.append_metrics(MetricsTable.of([trainer.metrics]))
    timeline.keep(trainer.snapshot())
    found = zip(trainer.metrics.kinds, trainer.metrics.values, strict=True)
    metrics = {kind.name: float(value) for kind, value in found}
    return replace(run, experiment=experiment, timeline=timeline, source=TRAINED), metrics


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz import",
        description=translate(
            "Cli",
            "Take in a model that another program trained: {endings}. It becomes a project, in which it can "
            "be looked into, and trained on with data that fit it.",
        ).format(endings=", ".join(READERS)),
    )
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help=translate("Cli", "the file of the model"))
    add("output", type=Path, metavar="OUT.nnviz", help=translate("Cli", "where to write the project"))
    add(
        "--activation",
        type=function,
        metavar="NAME",
        help=translate("Cli", "of the hidden layers, where the file does not say"),
    )
    add(
        "--output-activation",
        type=function,
        metavar="NAME",
        help=translate("Cli", "of the last layer, where the file does not say (default: none)"),
    )
    add(
        "--input-shape",
        type=sizes,
        metavar="SIZES",
        help=translate("Cli", "of one sample as the model takes it: 1x28x28, or 50x3 for 50 steps of 3"),
    )
    add(
        "--layers",
        metavar="WORDS",
        help=translate("Cli", "the hidden layers, where the file does not say: “conv(8, 3), maxpool(2), 32”"),
    )
    add(
        "--classes",
        type=lambda text: tuple(part.strip() for part in text.split(",")),
        metavar="NAMES",
        help=translate("Cli", "what its outputs stand for, separated by commas"),
    )
    add("--values", action="store_true", help=translate("Cli", "its outputs are values, not classes"))
    add("--family", type=name, metavar="NAME", help=", ".join(FAMILIES))
    add(
        "--scale",
        type=name,
        metavar="NAME",
        help=translate("Cli", "how pixels of digits enter it: {scales}").format(scales="sixteenth, none"),
    )
    add(
        "--data",
        type=name,
        metavar="NAME",
        help=translate("Cli", "a data set to measure it on and train it on with; “nnviz list datasets”"),
    )
    add("--json", action="store_true", help=translate("Cli", "print one JSON object"))
    add_table_options(parser)
    add_picture_options(parser)
    return parser


def sizes(text: str) -> tuple[int, ...]:
    """Sizes as in “1x28x28”."""
    try:
        return shape_in(text)
    except ValueError as sentence:
        raise ArgumentTypeError(str(sentence).rstrip(".")) from None
