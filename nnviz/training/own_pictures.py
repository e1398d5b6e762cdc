"""What a network begins with on pictures of a person's own."""

from __future__ import annotations

from typing import Any

from nnviz.data.own.content import Content
from nnviz.data.own.own import Own
from nnviz.data.own.pictures import PictureRecipe, pictures_of, usual_recipe
from nnviz.engine import Conv, MaxPool
from nnviz.training.experiment import Experiment

SOURCE = "own_pictures"
#: What suits pictures from 8 to 64 pixels wide.
USUAL: dict[str, Any] = {
    "layers": (
        Conv(8, 3, padding="same", activation="relu"),
        MaxPool(2),
        Conv(16, 3, padding="same", activation="relu"),
        MaxPool(2),
    ),
    "learning_rate": 0.005,
    "epochs": 20,
}


def own_pictures(content: Content, recipe: PictureRecipe | None = None) -> Own:
    """The data, by the recipe that suits them if none is given."""
    return Own(SOURCE, content, recipe or usual_recipe(pictures_of(content)))


def pictures_experiment(own: Own) -> Experiment:
    """Two convolutions that learn these pictures. Raises ``ValueError`` with one sentence where the data
    cannot be."""
    return Experiment.on(SOURCE, own=own, **USUAL, workspace="images").validated()
