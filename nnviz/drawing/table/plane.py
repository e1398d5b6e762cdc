"""A table of two inputs on the plane: what the network says all over it, and where the rows lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.drawing.plane.field import Field
from nnviz.engine import Network

CELLS = 48  # across the plane
_BESIDE = 0.25  # of the span of the rows, that is seen beside them
_LEAST = 1e-7


@dataclass(frozen=True, eq=False)
class TablePlane:
    """What is said from the corner ``low`` (x, y) to ``high``, in the table's own units; ``points`` (n, 2)
    are the test rows."""

    field: Field
    low: tuple[float, float]
    high: tuple[float, float]
    points: NDArray[np.float64]
    names: tuple[str, str]


def fits_the_plane(dataset: Dataset) -> bool:
    """Whether a row is a point of the plane: of two numbers, and one answer."""
    two = dataset.input_size == 2 and dataset.feature_shape == (2,)
    values = dataset.entered is None or all(one.enters == "number" for one in dataset.entered.columns)
    return two and values and len(dataset.test_labels) > 0 and dataset.output_size >= 1


def table_plane(network: Network, dataset: Dataset, cells: int = CELLS) -> TablePlane:
    """What the network says there; the first row of the field is the highest y."""
    everything = np.concatenate([dataset.train_features, dataset.test_features])
    raw = np.asarray(dataset.raw(everything), dtype=np.float64)
    low, high = raw.min(axis=0), raw.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    low, high = low - _BESIDE * span, high + _BESIDE * span
    x = low[0] + (np.arange(cells) + 0.5) / cells * (high[0] - low[0])
    y = high[1] - (np.arange(cells) + 0.5) / cells * (high[1] - low[1])
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        outputs = np.asarray(network.predict(dataset.scaled(places)), dtype=np.float64)
    points = np.asarray(dataset.raw(dataset.test_features), dtype=np.float64)
    titles = _titles(dataset)
    corners = (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))
    return TablePlane(_field(outputs, dataset, cells), *corners, points, titles)


def _titles(dataset: Dataset) -> tuple[str, str]:
    if dataset.entered is not None:
        one, other = (column.title or column.name for column in dataset.entered.columns)
        return one, other
    return dataset.feature_names[0], dataset.feature_names[1]


def _field(outputs: NDArray[Any], dataset: Dataset, cells: int) -> Field:
    """As the map of the Playground has it: half the log of the odds of two classes, shares of more."""
    if dataset.kind != "classification":
        middle = float(np.mean(dataset.train_labels))
        reach = float(np.abs(dataset.train_labels - middle).max()) or 1.0
        return Field((outputs[:, 0] - middle).reshape(1, cells, cells), reach, True)
    if outputs.shape[1] > 2:
        return Field(outputs.T.reshape(-1, cells, cells), 1.0, False)
    second = outputs[:, -1]
    first = 1 - second if outputs.shape[1] == 1 else outputs[:, 0]
    odds = 0.5 * (np.log(np.maximum(second, _LEAST)) - np.log(np.maximum(first, _LEAST)))
    return Field(odds.reshape(1, cells, cells), 1.0, False)
