"""``nnviz train``: an Experiment from options, run to its end."""

from __future__ import annotations

import csv
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from nnviz.cli.moment import add_moment_options, as_values
from nnviz.cli.options import add_experiment_options, experiment_from, parse_experiment
from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress
from nnviz.data import Dataset
from nnviz.files.arrays import check_folder
from nnviz.files.model import read_weights, write_model
from nnviz.training.micro import Phase, micro_at
from nnviz.training.snapshot import Metrics, Snapshot
from nnviz.training.trainer import Diverged, Trainer


def main(arguments: Sequence[str]) -> int:
    """Train; the last line of the output is a JSON object with the result.

    It has ``epochs, train_loss, test_loss, train_accuracy, test_accuracy, seconds``. Training that diverges
    gives the result of the last good epoch, with the key ``diverged`` saying what happened, a sentence on
    the standard error and exit status 1.
    """
    options = parse_experiment(_parser(), arguments)
    experiment = experiment_from(options)
    if options.at is not None and not 0 <= options.at <= experiment.epochs:
        raise ValueError(f"There is no epoch {options.at}: the run has {experiment.epochs}.")
    weights = None if options.weights is None else read_weights(options.weights)
    for path in (options.save, options.history):
        if path is not None:
            check_folder(path)
    with threadpool_limits(limits=1, user_api="blas"):
        trainer = Trainer(experiment)
        if weights is not None:
            trainer.load_weights(weights)
        history, snapshot, seconds, diverged, moment = _run(trainer, options.at)
        looked = _looked(moment, options.micro_step, trainer.dataset)
    if options.save is not None:
        write_model(options.save, snapshot, trainer.dataset)
    if options.history is not None:
        _write_history(options.history, history)
    if not options.json:
        _tell(trainer, snapshot)
    result: dict[str, Any] = _result(snapshot.metrics, snapshot.epoch, seconds)
    if looked:
        result["at"] = looked
    if diverged is not None:
        result["diverged"] = str(diverged)
    print(json.dumps(result, allow_nan=False))
    if diverged is not None:
        print(f"nnviz: {diverged} A smaller learning rate may help.", file=sys.stderr)
    return 0 if diverged is None else 1


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz train",
        description="Train a network. The last line of the output is a JSON object with the result.",
    )
    add_experiment_options(parser)
    add_moment_options(parser)
    files = parser.add_argument_group("files and output")
    files.add_argument(
        "--weights", type=Path, metavar="FILE.npz", help="begin with these W1, b1, W2, b2, ..."
    )
    files.add_argument("--save", type=Path, metavar="FILE.npz", help="save weights and settings")
    files.add_argument("--history", type=Path, metavar="FILE.csv", help="save the metrics of every epoch")
    files.add_argument("--json", action="store_true", help="print the JSON object alone")
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
                progress.show(trainer.epoch, metrics.test_accuracy)
        except Diverged as end:
            diverged = end
        seconds = time.perf_counter() - start
    end_of_run = trainer.snapshot() if diverged is None else diverged.last_good
    return history, end_of_run, seconds, diverged, end_of_run if at is None else moment


def _looked(
    moment: Snapshot | None, micro_step: tuple[Phase, int] | None, dataset: Dataset
) -> dict[str, Any]:
    """The moment asked for as JSON values, {} if none was."""
    if moment is None or (micro_step is None and moment.metrics.epoch == moment.experiment.epochs):
        return {}
    looked = _result(moment.metrics, moment.epoch, 0.0)
    del looked["seconds"]
    if micro_step is not None:
        looked["micro_step"] = as_values(micro_at(moment, dataset, *micro_step))
    return looked


def _result(metrics: Metrics, epochs: int, seconds: float) -> dict[str, Any]:
    """The result as JSON values; what is infinite or no number is null."""
    values = {field.name: getattr(metrics, field.name) for field in fields(metrics) if field.name != "epoch"}
    known = {name: value if math.isfinite(value) else None for name, value in values.items()}
    return {"epochs": epochs, **known, "seconds": round(seconds, 6)}


def _tell(trainer: Trainer, snapshot: Snapshot) -> None:
    """What was trained and what came of it, for people."""
    network, data, metrics = trainer.network, trainer.dataset, snapshot.metrics
    sizes = "-".join(str(size) for size in (network.input_size, *(layer.units for layer in snapshot.layers)))
    print(f"{data.name}: {sizes}, {network.size:,} parameters, {snapshot.epoch} epochs")
    measure = "right" if data.kind == "classification" else "R²"
    for part, count, loss, accuracy in (
        ("training", len(data.train_labels), metrics.train_loss, metrics.train_accuracy),
        ("test", len(data.test_labels), metrics.test_loss, metrics.test_accuracy),
    ):
        share = f"{accuracy:.2%}" if data.kind == "classification" else f"{accuracy:.4f}"
        print(f"{part:8} {count:6,} samples  loss {loss:<10.6g} {measure} {share}")


def _write_history(path: Path, history: Sequence[Metrics]) -> None:
    names = [field.name for field in fields(Metrics)]
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([getattr(metrics, name) for name in names] for metrics in history)
    except OSError as error:
        raise ValueError(f"“{path}” cannot be written: {error.strerror or error}.") from None
