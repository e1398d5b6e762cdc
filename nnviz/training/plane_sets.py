"""The data sets on the plane, and Experiments on other points of it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import DATASETS
from nnviz.data.catalogue import plane_points
from nnviz.data.dataset import Kind
from nnviz.data.drawn import DRAWN_POINTS, VALUE_LIMIT, Points, on_plane
from nnviz.engine.losses import loss
from nnviz.training.experiment import Experiment
from nnviz.training.formula_data import typed_function, usable

#: The set that is drawn by hand, of each kind.
BY_HAND: dict[Kind, str] = {
    "classification": "drawn",
    "regression": "drawn_values",
    "nothing": "drawn_points",
}
#: Those of which something is asked.
KINDS: tuple[Kind, ...] = ("classification", "regression")


def sets_of(kind: Kind) -> list[str]:
    """The data sets of that kind that are drawn on the plane, in the order of their table."""
    return [name for name, source in DATASETS.items() if source.draw and source.kind == kind]


def classes_of(name: str, wanted: int) -> int:
    """How many classes the set has if so many are wanted."""
    return min(wanted, DATASETS[name].most_classes)


def with_set(experiment: Experiment, name: str, classes: int) -> Experiment:
    """The experiment on that set, with as many classes as it can have up to ``classes``."""
    return _on(experiment, name, classes_of(name, classes), ())


def with_drawn(experiment: Experiment, points: Points, kind: Kind) -> Experiment:
    """The experiment on these points. Raises ``ValueError`` with one sentence if they are no data set."""
    classes = 2
    if kind == "classification":
        classes = max(2, *(int(label) + 1 for _, _, label in points), 2)
    return _on(experiment, BY_HAND[kind], classes, points).validated()


def _on(experiment: Experiment, name: str, classes: int, points: Points) -> Experiment:
    loss = _suited(experiment, DATASETS[name].kind, classes)
    source = DATASETS[name]
    kept = ("none", "standard", "minmax", source.scale)
    scale = experiment.scale if experiment.scale in kept else source.scale
    formula = usable(source, experiment.formula)
    return experiment.with_(data=name, classes=classes, drawn=points, loss=loss, scale=scale, formula=formula)


def _suited(before: Experiment, kind: Kind, classes: int) -> str:
    """The loss for such data: the same one where it still makes sense."""
    if kind == "nothing":
        return before.loss
    crossed = loss(before.loss).classification
    if kind == "regression":
        return "mse" if crossed else before.loss
    if before.kind == kind and (not crossed or (before.classes == 2) == (classes == 2)):
        return before.loss
    return "binary_crossentropy" if classes == 2 else "categorical_crossentropy"


def made_points(experiment: Experiment, name: str, classes: int) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """The points and labels of a set as the settings of the experiment would make them.

    Raises ``ValueError`` with one sentence where its formula makes none.
    """
    function = typed_function(DATASETS[name], usable(DATASETS[name], experiment.formula))
    seed, points, noise = experiment.split_seed, experiment.points, experiment.noise
    return plane_points(name, seed, points, noise, classes, function)


def with_formula(experiment: Experiment, text: str) -> Experiment:
    """The experiment on points by that formula. Raises ``ValueError`` with one sentence if it makes none."""
    typed_function(DATASETS[experiment.data], text)
    wished = experiment.with_(formula=text)
    made_points(wished, wished.data, wished.classes)
    return wished.validated()


def points_of(experiment: Experiment) -> Points:
    """The points of the set that the experiment draws on the plane, to be drawn on."""
    if DATASETS[experiment.data].by_hand:
        return experiment.drawn
    where, labels = made_points(experiment, experiment.data, experiment.classes)
    most = DRAWN_POINTS[1]
    if not labels.size:
        labels = np.zeros(len(where), np.float32)
    values = labels.clip(-VALUE_LIMIT, VALUE_LIMIT) if labels.dtype.kind == "f" else labels
    pairs = zip(where[:most].tolist(), values[:most].tolist(), strict=True)
    return tuple((*on_plane(x1, x2), round(float(label), 3)) for (x1, x2), label in pairs)
