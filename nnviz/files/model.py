"""Trained networks in ``.npz`` files, for scripts and for other programs.

``W1, b1, W2, b2, ...`` are weights (inputs, units) and biases (units,), input side first. Batch
normalisation counts as a layer of its own: ``gamma2, beta2, mean2, variance2``, all (units,).
``experiment`` is the Experiment as JSON text, ``offset`` and ``factor`` (inputs,) bring what is put in into
the network's units, as ``(x - offset) * factor``, and ``classes`` names the outputs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.engine import Network
from nnviz.engine.layers import BatchNormLayer, DenseLayer
from nnviz.files.arrays import read_arrays, write_arrays
from nnviz.training.experiment import Experiment
from nnviz.training.outputs import last_layer
from nnviz.training.snapshot import Snapshot, make_network

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network and what it was trained as; ``offset`` and ``factor`` are (inputs,) float32."""

    experiment: Experiment
    network: Network
    offset: Array
    factor: Array
    class_names: tuple[str, ...]

    def predict(self, raw: Array) -> Array:
        """(n, outputs) for (n, inputs) in the units of the data set, such as pixels from 0 to 16."""
        return self.network.predict(((raw - self.offset) * self.factor).astype(np.float32))


def write_model(path: Path, snapshot: Snapshot, dataset: Dataset) -> None:
    """Save the network of a Snapshot. Raises ``ValueError`` with one sentence if it cannot be written."""
    arrays = {
        **_parts(snapshot.network()),
        "experiment": np.array(json.dumps(snapshot.experiment.to_dict(), allow_nan=False)),
        "offset": dataset.offset,
        "factor": dataset.factor,
        "classes": np.array(dataset.class_names, dtype=str),
    }
    write_arrays(path, arrays)


def read_model(path: Path) -> Model:
    """The network that ``write_model`` saved. Raises ``ValueError`` with one sentence for anything else."""
    arrays = read_arrays(path)
    try:
        return _model(arrays)
    except ValueError as error:
        raise ValueError(f"“{path}” is no network that nnviz saved: {error}") from None


def read_weights(path: Path) -> list[tuple[Array, Array]]:
    """The pairs ``W1, b1, W2, b2, ...`` of an ``.npz`` file, in the order of their numbers.

    Raises ``ValueError`` with one sentence for anything else.
    """
    arrays = read_arrays(path)
    numbers = sorted(int(name[1:]) for name in arrays if re.fullmatch(r"W\d{1,4}", name))
    if not numbers:
        raise ValueError(f"“{path}” holds no weights: they are called W1, b1, W2, b2 and so on.")
    try:
        return [(_numbers(arrays, f"W{number}"), _numbers(arrays, f"b{number}")) for number in numbers]
    except ValueError as error:
        raise ValueError(f"“{path}” holds weights that cannot be used: {error}") from None


def _parts(network: Network) -> dict[str, Array]:
    """The network's arrays by their names in the file: views, to be read or filled."""
    parts = {}
    number = 0
    for layer in network.layers:
        number += isinstance(layer, DenseLayer | BatchNormLayer)
        if isinstance(layer, DenseLayer):
            parts.update({f"W{number}": layer.weights, f"b{number}": layer.bias})
        elif isinstance(layer, BatchNormLayer):
            parts.update({f"gamma{number}": layer.gamma, f"beta{number}": layer.beta})
            parts.update({f"mean{number}": layer.mean, f"variance{number}": layer.variance})
    return parts


def _model(arrays: Mapping[str, NDArray[Any]]) -> Model:
    experiment = _experiment(arrays)
    offset, factor = _numbers(arrays, "offset"), _numbers(arrays, "factor")
    classes = arrays.get("classes")
    if offset.ndim != 1 or offset.shape != factor.shape or not offset.size:
        raise ValueError("offset and factor are no lists of the same length.")
    if classes is None or classes.ndim != 1 or (classes.size and classes.dtype.kind != "U"):
        raise ValueError("classes is no list of names.")
    # The weights say how large everything is, before a network of that size is made.
    last = max((name for name in arrays if re.fullmatch(r"b\d{1,4}", name)), key=_number, default="b1")
    output = last_layer(_numbers(arrays, last).size, experiment.loss, regression=not classes.size)
    _check_size(experiment, offset.size, output.units, arrays)
    network = make_network(experiment, offset.size, output)
    for name, part in _parts(network).items():
        values = _numbers(arrays, name)
        if values.shape != part.shape:
            raise ValueError(f"{name} has the shape {values.shape}, where {part.shape} is needed.")
        part[...] = values
    names = tuple(str(name) for name in classes)
    return Model(experiment, network, offset.astype(np.float32), factor.astype(np.float32), names)


def _check_size(
    experiment: Experiment, inputs: int, outputs: int, arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Raise if the network described is larger than all arrays together."""
    units = [getattr(layer, "units", None) for layer in experiment.layers]
    sizes = [inputs, *(size for size in units if size), outputs]
    needed = sum((before + 1) * after for before, after in pairwise(sizes))
    if needed > sum(array.size for array in arrays.values()):
        raise ValueError("it holds fewer weights than its network has.")


def _number(name: str) -> int:
    return int(name[1:])


def _experiment(arrays: Mapping[str, NDArray[Any]]) -> Experiment:
    text = arrays.get("experiment")
    if text is None or text.shape != () or text.dtype.kind != "U":
        raise ValueError("it has no text called experiment.")
    try:
        values = json.loads(str(text))
    except (ValueError, RecursionError):
        raise ValueError("its experiment is not JSON.") from None
    if not isinstance(values, dict):
        raise ValueError("its experiment is no list of settings.")
    return Experiment.from_dict(values)


def _numbers(arrays: Mapping[str, NDArray[Any]], name: str) -> Array:
    """The array of that name as float64. Raises unless it is there and all its numbers are finite."""
    values = arrays.get(name)
    if values is None or values.dtype.kind not in "fiu":
        raise ValueError(f"there are no numbers called {name}.")
    numbers = values.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name} holds a number that is infinite or no number at all.")
    return numbers
