"""What a network begins with on a person's doodles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnviz.data.own.doodles import CLASSES, Doodle, DoodleRecipe, doodle_content
from nnviz.data.own.own import Own
from nnviz.engine import Conv, MaxPool
from nnviz.said import translate
from nnviz.training.experiment import Experiment

SOURCE = "doodles"
SPEED = 3.0  # epochs a second: the story takes ten
FEWEST = 2
"""Drawings of each class that something can be learned of."""


def own_doodles(doodles: Sequence[Doodle], classes: Sequence[str]) -> Own:
    """The data of these classes. Raises ``ValueError`` with one sentence where there are too few."""
    low, most = CLASSES
    if not low <= len(classes) <= most:
        raise ValueError(translate("Training", "Name {low} to {most} classes.").format(low=low, most=most))
    for name in classes:
        count = sum(each.label == name for each in doodles)
        if count < FEWEST:
            raise ValueError(
                translate("Training", "Draw {fewest} or more of “{name}”; there are {count}.").format(
                    fewest=FEWEST, name=name, count=count
                )
            )
    return Own(SOURCE, doodle_content(doodles, classes), DoodleRecipe())


def doodles_experiment(own: Own, **settings: Any) -> Experiment:
    """Two convolutions that learn these doodles, but for the ``settings`` given.

    Raises ``ValueError`` with one sentence where the data or a setting cannot be.
    """
    layers = (
        Conv(8, 3, padding="same", activation="relu"),
        MaxPool(2),
        Conv(16, 3, padding="same", activation="relu"),
        MaxPool(4),
    )
    usual = {"layers": layers, "learning_rate": 0.005, "epochs": 30, "workspace": "images"}
    return Experiment.on(SOURCE, own=own, **(usual | settings)).validated()
