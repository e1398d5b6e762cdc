"""``nnviz sweep``: an Experiment over seeds and values of settings; how often a claim holds."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from nnviz.cli.ending import INTERRUPTED, say
from nnviz.cli.options import add_experiment_options, experiment_from, given_files, parse_experiment
from nnviz.cli.parser import Parser
from nnviz.cli.progress import Progress
from nnviz.data.saving import save_bytes
from nnviz.files.outputs import check_outputs
from nnviz.said import translate
from nnviz.training.many.axes import read_axis, value_text
from nnviz.training.many.claim import read_claim, usual_claim
from nnviz.training.many.pools import Cluster, OneByOne, Pool, Processes, check_address, check_jobs, cores
from nnviz.training.many.record import as_csv, as_json, in_words, run_values, summary_values
from nnviz.training.many.running import run_sweep
from nnviz.training.many.summary import by_cells, figures
from nnviz.training.many.sweep import Ran, Sweep, read_seeds
from nnviz.training.written import plain


def main(arguments: Sequence[str]) -> int:
    """Train all runs; the last line of the output is a JSON object with what they come to.

    With ``--json`` a line comes for each run as it ends. Ctrl+C keeps what is there.
    """
    options = parse_experiment(_parser(), arguments)
    sweep = _sweep(options)
    _check_where(options)
    form = _form(options.out)
    check_outputs({"--out": options.out}, given_files(options))
    rans, seconds, interrupted, failures = _run(sweep, options)
    if form is not None:
        try:
            save_bytes(options.out, form(sweep, rans, seconds))
        except ValueError as sentence:
            failures.append(str(sentence))
    if not options.json:
        _tell(sweep, rans)
    print(json.dumps(summary_values(sweep, rans, seconds), allow_nan=False), flush=True)
    faults = [ran for ran in rans if ran.fault]
    if failures:
        raise ValueError(" ".join(failures))
    if interrupted:
        say(f"stopped after {len(rans)} of {sweep.runs} runs.")
        return INTERRUPTED
    if faults:
        say(f"{len(faults)} of {sweep.runs} runs could not be trained: {faults[0].fault}")
        return 1
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz sweep",
        description=translate(
            "Cli",
            "Train an experiment with many seeds, and with the values of one or two settings: how often does "
            "a claim hold? The last line of the output is a JSON object with what the runs come to.",
        ),
    )
    add_experiment_options(parser)
    add = parser.add_argument_group(translate("Cli", "sweep")).add_argument
    add(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help=translate(
            "Cli",
            "a setting and its values, separated by commas, as in learning_rate=0.01,0.1,1; units1 are the "
            "units of the first hidden layer. Twice for each combination of two",
        ),
    )
    add(
        "--seeds",
        default="30",
        metavar="SEEDS",
        help=translate("Cli", "so many seeds from 0 on, or those from one to another, as in 10-39"),
    )
    add(
        "--cell-seeds",
        default="",
        metavar="SEEDS",
        help=translate(
            "Cli",
            "the seeds of each value of --set, or combination; --seeds are then those of the settings as "
            "they are. Without it the values have --seeds, and the settings as they are do not run",
        ),
    )
    add(
        "--claim",
        default="",
        metavar="CLAIM",
        help=translate(
            "Cli",
            "what is claimed of a run, as in “test_accuracy >= 0.9 within 50 epochs” (default: its goal)",
        ),
    )
    add(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help=translate("Cli", "runs trained at once, each in a process; 1: one by one (default: all cores)"),
    )
    add(
        "--dask",
        default="",
        metavar="ADDRESS",
        help=translate(
            "Cli",
            "train on the cluster of the Dask scheduler at this address. Settings and own data are sent "
            "there, and what comes back is trusted",
        ),
    )
    add(
        "--out",
        type=Path,
        default=None,
        metavar="FILE",
        help=translate("Cli", "save all runs: as a table (.csv), or with their curves (.json)"),
    )
    add("--json", action="store_true", help=translate("Cli", "print a JSON object for each run as it ends"))
    return parser


def _sweep(options: Namespace) -> Sweep:
    experiment = experiment_from(options)
    axes = tuple(read_axis(text, experiment) for text in options.set)
    claim = usual_claim(experiment.kinds, experiment.epochs)
    if options.claim:
        claim = read_claim(options.claim)
    seeds = read_seeds(options.seeds)
    if options.cell_seeds and not axes:
        raise ValueError(translate("Cli", "--cell-seeds are those of the values of --set, which is missing."))
    cell_seeds = read_seeds(options.cell_seeds) if options.cell_seeds else seeds
    alone = seeds if options.cell_seeds or not axes else ()
    return Sweep(experiment, claim, alone, axes, cell_seeds if axes else ()).validated()


def _check_where(options: Namespace) -> None:
    if options.dask:
        check_address(options.dask)
    elif options.jobs:
        check_jobs(options.jobs)


def _pool(options: Namespace) -> Pool:
    if options.dask:
        return Cluster(options.dask)
    jobs = options.jobs or cores()
    return OneByOne() if jobs == 1 else Processes(jobs)


def _form(path: Path | None) -> Callable[[Sweep, Sequence[Ran], float], bytes] | None:
    if path is None:
        return None
    if path.suffix.lower() == ".csv":
        return lambda sweep, rans, _seconds: as_csv(sweep, rans)
    if path.suffix.lower() == ".json":
        return as_json
    raise ValueError(
        translate("Cli", "A sweep is saved as .csv or .json, not as “{path}”.").format(path=path)
    )


def _run(sweep: Sweep, options: Namespace) -> tuple[list[Ran], float, bool, list[str]]:
    """What has run, the seconds that it took, whether Ctrl+C ended it, and what else did."""
    rans: list[Ran] = []
    interrupted, failures = False, list[str]()
    start = time.perf_counter()
    with Progress() as progress:
        try:
            with closing(_pool(options)) as pool:
                for ran in run_sweep(sweep, pool):
                    rans.append(ran)
                    if options.json:
                        print(json.dumps(run_values(sweep, ran), allow_nan=False), flush=True)
                    progress.show_runs(len(rans), sweep.runs)
        except KeyboardInterrupt:
            interrupted = True
        except ValueError as sentence:
            failures.append(str(sentence))
    return rans, time.perf_counter() - start, interrupted, failures


def _tell(sweep: Sweep, rans: Sequence[Ran]) -> None:
    """A line for each cell, for people."""
    print(f"{sweep.claim}: {len(rans)} of {sweep.runs} runs")
    for cell, these in zip(sweep.cells, by_cells(rans, len(sweep.cells)), strict=True):
        values = zip(sweep.axes, cell.values, strict=False)
        named = ", ".join(f"{axis.name} {value_text(value)}" for axis, value in values)
        one = figures(these, sweep.claim)
        broke = f", {one.broke} broke" if one.broke else ""
        print(
            f"{named or 'as it is':32} {in_words(one):24} "
            f"{sweep.claim.metric} {plain(one.median, 4)} ({plain(one.lower, 4)} to {plain(one.upper, 4)})"
            f"{broke}"
        )
    sys.stdout.flush()
