"""``nnviz train``: an Experiment from options, run to its end."""

from __future__ import annotations

import csv
import io
import json
import time
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from nnviz.cli.ending import say
from nnviz.cli.moment import add_moment_options, as_values
from nnviz.cli.options import (
    OWN_TABLE,
    add_experiment_options,
    experiment_from,
    given_files,
    parse_experiment,
)
from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress
from nnviz.cli.tables import told
from nnviz.data import Dataset
from nnviz.data.saving import save_bytes
from nnviz.engine import Network
from nnviz.files.model import read_weights, write_model
from nnviz.files.outputs import check_outputs
from nnviz.said import translate
from nnviz.training.measures import Kinds, Metrics
from nnviz.training.micro import micro_at
from nnviz.training.result import USUAL, other_names, result_values
from nnviz.training.snapshot import Snapshot
from nnviz.training.structure import in_words, oddities
from nnviz.training.trainer import Diverged, Trainer
from nnviz.training.written import plain


def main(arguments: Sequence[str]) -> int:
    """Train; the last line of the output is a JSON object with the result.

    It has ``epochs, train_loss, test_loss, train_accuracy, test_accuracy, seconds``; of values the accuracies
    are R², which ``test_r2`` and ``metrics`` say by name. Training that diverges gives the result of the last
    good epoch, with the key ``diverged`` saying what happened, a sentence on the standard error and exit
    status 1.
    """
    options = parse_experiment(_parser(), arguments)
    experiment = experiment_from(options)
    for sentence in oddities(experiment):
        say(sentence)
    if options.at is not None and not 0 <= options.at <= experiment.epochs:
        raise ValueError(
            translate("Cli", "There is no epoch {at}: the run has {epochs}.").format(
                at=options.at, epochs=experiment.epochs
            )
        )
    check_outputs({"--save": options.save}, given_files(options))
    check_outputs(
        {"--history": options.history},
        {"--save": options.save, "--weights": options.weights, **given_files(options)},
    )
    weights = None if options.weights is None else read_weights(options.weights)
    with threadpool_limits(limits=1, user_api="blas"):
        trainer = Trainer(experiment)
        if weights is not None:
            trainer.load_weights(weights)
        if options.micro_step is not None:
            with suppress(Diverged):  # which is told when it comes to that
                micro_at(trainer.snapshot(), trainer.dataset, *options.micro_step)  # is there such a step?
        history, snapshot, seconds, diverged, moment = _run(trainer, options.at)
    failures = _kept(options, trainer, snapshot, history, weights)
    result: dict[str, Any] = result_values(snapshot.metrics, snapshot.epoch, seconds)
    try:
        result |= _looked(moment, options, trainer.dataset)
    except Diverged as event:  # in the very batch that is looked at
        failures.append(str(event))
    if not options.json:
        _tell(trainer, snapshot)
    if diverged is not None:
        result["diverged"] = str(diverged)
    print(json.dumps(result, allow_nan=False))
    if failures:
        raise ValueError(" ".join(failures))
    if diverged is not None:
        say(f"{diverged} A smaller learning rate may help.")
    elif "at" in result and result["at"] is None:
        say(f"The run ended at epoch {snapshot.epoch}, before epoch {options.at}.")
    else:
        return 0
    return 1


def _kept(
    options: Namespace,
    trainer: Trainer,
    snapshot: Snapshot,
    history: Sequence[Metrics],
    begun: Mapping[str, Any] | None,
) -> list[str]:
    """Write the files that were asked for; what went wrong with one keeps no other from being written."""
    failures = []
    for path, write in (
        (
            options.save,
            partial(
                write_model, options.save, snapshot, trainer.dataset, learner=options.learner, begun=begun
            ),
        ),
        (options.history, partial(_write_history, options.history, history, snapshot.metrics.kinds)),
    ):
        try:
            if path is not None:
                write()
        except ValueError as sentence:
            failures.append(str(sentence))
    return failures


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz train",
        description=translate(
            "Cli", "Train a network. The last line of the output is a JSON object with the result."
        ),
    )
    add_experiment_options(parser)
    add_moment_options(parser)
    files = parser.add_argument_group(translate("Cli", "files and output"))
    files.add_argument(
        "--weights",
        type=Path,
        metavar="FILE.npz",
        help=translate("Cli", "begin with the weights of a file that --save wrote"),
    )
    files.add_argument(
        "--save", type=Path, metavar="FILE.npz", help=translate("Cli", "save weights and settings")
    )
    files.add_argument(
        "--learner",
        action="store_true",
        help=translate("Cli", "save the networks that learn, not the average of one that keeps an average"),
    )
    files.add_argument(
        "--history", type=Path, metavar="FILE.csv", help=translate("Cli", "save the metrics of every epoch")
    )
    files.add_argument("--json", action="store_true", help=translate("Cli", "print the JSON object alone"))
    return parser


def _run(
    trainer: Trainer, at: int | None
) -> tuple[list[Metrics], Snapshot, float, Diverged | None, Snapshot | None]:
    """Every epoch's metrics, the end of the run, the seconds, what cut it short, and the moment ``at``."""
    history: list[Metrics] = []
    diverged = moment = None
    with Progress(trainer.experiment.epochs) as progress:
        start = time.perf_counter()
        try:
            for metrics in trainer.run():
                if not history or metrics.epoch > history[-1].epoch:
                    history.append(metrics)
                if trainer.epoch == at:
                    moment = trainer.snapshot()
                progress.show(trainer.epoch, metrics)
        except Diverged as end:
            diverged = end
        seconds = time.perf_counter() - start
    end_of_run = trainer.snapshot() if diverged is None else diverged.last_good
    return history, end_of_run, seconds, diverged, end_of_run if at is None else moment


def _looked(moment: Snapshot | None, options: Namespace, dataset: Dataset) -> dict[str, Any]:
    """The moment asked for as JSON values: {} if none was, null if the run ended before it."""
    if options.at is None and options.micro_step is None:
        return {}
    if moment is None:
        return {"at": None}
    looked = result_values(moment.metrics, moment.epoch, 0.0)
    del looked["seconds"]
    if options.micro_step is not None:
        looked["micro_step"] = as_values(micro_at(moment, dataset, *options.micro_step))
    return {"at": looked}


def _tell(trainer: Trainer, snapshot: Snapshot) -> None:
    """What was trained and what came of it, for people."""
    data, metrics = trainer.dataset, snapshot.metrics
    networks = {
        name: player.network for name, player in zip(trainer.experiment.players, trainer.players, strict=True)
    }
    layers = ", ".join(
        _in_layers(network, name if len(networks) > 1 else "") for name, network in networks.items()
    )
    size = sum(network.size for network in networks.values())
    own = trainer.experiment.own
    name = data.name if own is None else own.content.about.get("name", data.name)
    if own is not None and own.source == OWN_TABLE:
        print(told(own))
    print(f"{name}: {layers}, {size:,} parameters, {snapshot.epoch} epochs")
    if "test_accuracy" not in metrics.kinds.places:
        for kind, value in zip(metrics.kinds, metrics.values, strict=True):
            print(f"{kind.words}: {plain(value, 4)}")
        return
    measure = "right" if data.kind == "classification" else "R²"
    for part, count, loss, accuracy in (
        ("training", len(data.train_labels), metrics.train_loss, metrics.train_accuracy),
        ("test", len(data.test_labels), metrics.test_loss, metrics.test_accuracy),
    ):
        share = f"{accuracy:.2%}" if data.kind == "classification" else plain(accuracy, 4)
        print(f"{part:8} {count:6,} samples  loss {loss:<10.6g} {measure} {share}")
    if data.entered is not None and data.entered.target.scaled:
        error = plain(metrics["test_mean_error"], 4)
        print(f"test answers are off by {error} {data.entered.target.unit}".rstrip() + " on average")


def _in_layers(network: Network, name: str) -> str:
    """What enters and every layer: “64-32-10”, “generator 2-16-2”."""
    entering = "×".join(map(str, network.input_shape))
    between = " → " if len(network.input_shape) > 1 else "-"
    return f"{name} {entering}{between}{in_words(network.specs)}".lstrip()


def _write_history(path: Path, history: Sequence[Metrics], kinds: Kinds) -> None:
    """One line an epoch; what is not measured is left empty."""
    names = [*USUAL, *other_names(kinds)]
    known = [name in kinds.places for name in names]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *names])
    for row in history:
        numbers = (row[name] if there else "" for name, there in zip(names, known, strict=True))
        writer.writerow([row.epoch, *numbers])
    save_bytes(path, text.getvalue().encode())
