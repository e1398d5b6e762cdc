"""Micro-steps of small networks really trained."""

from __future__ import annotations

from functools import cache

from nnviz.engine import BatchNorm, Dense, Dropout
from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.trainer import Trainer

EXPERIMENTS = {
    "xor": Experiment.on(
        "xor",
        layers=(Dense(3, "sigmoid"),),
        loss="half_squared_error",
        batch_size=1,
        optimizer="sgd",
        learning_rate=1.5,
        seed=5,
    ),
    "iris": Experiment.on("iris", layers=(Dense(4, "tanh"), Dense(3, "relu")), batch_size=32),
    "digits": Experiment.on("digits", layers=(Dense(32, "relu"),), batch_size=32),
    "deep": Experiment.on(
        "ring", layers=tuple(Dense(5, "tanh") for _ in range(5)), loss="binary_crossentropy", batch_size=10
    ),
    "mixed": Experiment.on(
        "ring",
        layers=(Dropout(0.1), Dense(6, "elu"), BatchNorm(), Dense(4, "tanh"), Dropout(0.3)),
        batch_size=9,
    ),
    "values": Experiment.on("two_layers", layers=(Dense(3, "tanh"),), optimizer="rmsprop"),
}


@cache
def trained_micro(name: str, batches: int = 30) -> Micro:
    """The batch after that many batches of one of ``EXPERIMENTS``."""
    trainer = Trainer(EXPERIMENTS[name])
    for _ in range(batches):
        trainer.advance()
    return Micro.of(trainer.snapshot(), trainer.dataset)


def at_factor(micro: Micro, index: int) -> Micro:
    """At the step that works out that factor of the chain."""
    return micro.at(micro.place_of(*micro.chain.paths[micro.path].factors[index].step))
