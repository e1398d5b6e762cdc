"""``nnviz gradcheck``: the gradients of a network beside central differences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np

from nnviz.cli.options import add_experiment_options, experiment_from, parse_experiment
from nnviz.cli.parser import Parser
from nnviz.engine import gradient_check
from nnviz.engine.gradient_check import GradientCheck, check_one
from nnviz.said import translate
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.player import Player
from nnviz.training.trainer import Trainer


def main(arguments: Sequence[str]) -> int:
    """Print the largest errors and, as the last line, a JSON object; exit status 1 if a gradient is wrong."""
    options = parse_experiment(_parser(), arguments)
    for option, value in (("--parameters", options.parameters), ("--samples", options.samples)):
        if value < 1:
            raise ValueError(
                translate("Cli", "{option} must be 1 or more, not {value}.").format(
                    option=option, value=value
                )
            )
    experiment = experiment_from(options).with_(dtype="float64", batch_size=None)
    trainer = Trainer(experiment)
    checks = [
        replace(check, name=f"{name}.{check.name}") if len(trainer.players) > 1 else check
        for name, player in zip(experiment.players, trainer.players, strict=True)
        for check in _checked(trainer, player, options.parameters, options.samples)
    ]
    checks.sort(key=lambda check: (not check.right, check.relative_error), reverse=True)
    wrong = [check for check in checks if not check.right]
    kinks = sum(check.kink for check in checks)
    if not options.json:
        wide = max(len(check.name) for check in checks[:10]) + 2
        print(f"{'parameter':{wide}}{'analytic':>16}{'numeric':>16}{'relative error':>18}{'told to':>12}")
        for check in checks[:10]:
            corner = "  corner within the step" if check.kink else "" if check.right else "  wrong"
            numbers = f"{check.analytic:16.8g}{check.numeric:16.8g}"
            print(f"{check.name:{wide}}{numbers}{check.relative_error:18.2e}{check.resolution:12.1e}{corner}")
    largest = max((check.relative_error for check in checks if not check.kink), default=0.0)
    result = {
        "checked": len(checks),
        "wrong": len(wrong),
        "kinks": kinks,
        "largest_relative_error": largest,
        "worst": asdict(checks[0]),
    }
    print(json.dumps(result, allow_nan=False))
    return 1 if wrong else 0


def _checked(trainer: Trainer, player: Player, most: int, samples: int) -> Sequence[GradientCheck]:
    """So many parameters of a network, of its turn in a game, or else its loss being that of samples or,
    where noise enters, of noise."""
    experiment, data, turn = (
        trainer.experiment,
        trainer.dataset,
        OBJECTIVES[trainer.experiment.objective].turn,
    )
    network, ends, drawing = player.network, player.ends, np.random.default_rng(experiment.seed)
    features, labels = data.train_features[:samples], data.train_labels[:samples]
    chosen = drawing.choice(network.size, min(most, network.size), replace=False)
    if turn is not None:
        minimised = turn(trainer.game, player.place, samples)
        return [check_one(minimised, index) for index in chosen.tolist()]
    if ends.noise:
        features, targets = ends.drawn(len(features)), drawing.random((len(features), network.output_size))
        return gradient_check(network, features, targets, chosen.tolist())
    wanted = ends.wanted(features, labels, network.output_shape)
    return gradient_check(network, features.astype(np.float64), wanted, chosen.tolist())


def _parser() -> Parser:
    parser = Parser(
        prog="nnviz gradcheck",
        description=translate(
            "Cli", "Compare gradients with central differences, in float64, at the start weights."
        ),
    )
    add_experiment_options(parser)
    check = parser.add_argument_group(translate("Cli", "check"))
    check.add_argument(
        "--parameters",
        type=int,
        default=200,
        metavar="N",
        help=translate("Cli", "how many, drawn by the seed"),
    )
    check.add_argument(
        "--samples", type=int, default=20, metavar="N", help=translate("Cli", "training samples in the batch")
    )
    check.add_argument("--json", action="store_true", help=translate("Cli", "print the JSON object alone"))
    return parser
