"""Trained networks in ``.npz`` files, for scripts and for other programs.

Parameters have the names that the network gives them, counted by kind from the input side:
``dense1.weights`` (inputs, units), ``dense1.bias`` (units,), ``batchnorm1.scale``, ``.shift``, ``.mean`` and
``.variance`` (units,). Files of nnviz 0.1 had ``W1, b1, gamma2, beta2, mean2, variance2, W3, b3``, both
kinds counted together; these are read as well. Where several networks play, each name begins with its
network's, as in ``generator.dense1.weights``, and ``network`` names the one that takes samples, which is the
one that predicts. ``shape`` is that of a sample; ``experiment`` is the
Experiment as JSON text, ``offset`` and ``factor`` (inputs,) bring what is put in into the network's units,
as ``(x - offset) * factor``, and ``classes`` names the outputs. Data of one's own stand beside, as
``own.about`` and arrays such as ``own.numbers``; of a table ``own.entered`` says how its rows enter. Where a
run did not begin with the weights that its seed draws, ``begun:dense1.weights`` and so on are those; where it
was changed by hand, ``changed`` is true.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.entered import Entered
from nnviz.data.npz import read_arrays
from nnviz.data.saving import save_bytes
from nnviz.engine import Network
from nnviz.engine.layers import built
from nnviz.files.own_content import model_arrays, model_contents, model_entered
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.own_contents import with_content
from nnviz.training.player import Ends, all_layers, make_network
from nnviz.training.snapshot import Snapshot

Array = NDArray[np.floating[Any]]
Arrays = Mapping[str, NDArray[Any]]

_NAME = re.compile(r"([a-z_]+\.)?[a-z]+[1-9]\d{0,3}\.[a-z_]+")
_BEGUN = "begun:"
_BIAS = re.compile(r"dense([1-9]\d{0,3})\.bias")
_OLD_NAMES = {
    "W|b": {"W": "dense{}.weights", "b": "dense{}.bias"},
    "gamma|beta|mean|variance": {
        "gamma": "batchnorm{}.scale",
        "beta": "batchnorm{}.shift",
        "mean": "batchnorm{}.mean",
        "variance": "batchnorm{}.variance",
    },
}


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network with its ``ends``, and what it was trained as.

    ``offset`` and ``factor`` are (inputs,) float32. ``begun`` are the parameters that it began with, where
    those are not the ones that its seed draws; ``changed``: it was changed by hand while it was trained. Of a
    table ``entered`` says how its rows enter.
    """

    experiment: Experiment
    network: Network
    offset: Array
    factor: Array
    class_names: tuple[str, ...]
    ends: Ends
    begun: Mapping[str, Array] = field(default_factory=dict)
    changed: bool = False
    entered: Entered | None = None

    def predict(self, raw: Array) -> Array:
        """(n, outputs) for (n, inputs) in the units of the data set, such as pixels from 0 to 16."""
        return self.network.predict(((raw - self.offset) * self.factor).astype(np.float32))

    def raw(self, features: Array) -> Array:
        """(n, inputs) of the network's units in those of the data set."""
        return features / self.factor + self.offset


def write_model(
    path: Path,
    snapshot: Snapshot,
    dataset: Dataset,
    *,
    learner: bool = False,
    begun: Arrays | None = None,
) -> None:
    """Save the networks of a Snapshot, of one that has an average that, unless the ``learner`` is asked for.

    ``begun`` are the parameters that they began with, where others than their seed draws. Raises
    ``ValueError`` with one sentence if it cannot be written.
    """
    save_bytes(path, model_bytes(snapshot, dataset, learner=learner, begun=begun))


def model_bytes(
    snapshot: Snapshot,
    dataset: Dataset,
    *,
    learner: bool = False,
    begun: Arrays | None = None,
    changed: bool = False,
) -> bytes:
    """The whole file, as ``write_model`` writes it; ``changed``: the run was changed by hand."""
    arrays: dict[str, NDArray[Any]] = {_BEGUN + name: array for name, array in (begun or {}).items()}
    arrays |= {"changed": np.array(True)} if changed else {}
    names = snapshot.experiment.players
    for place, name in enumerate(names):
        moment = snapshot if learner else snapshot.averaged(place)
        network, before = moment.network(place), f"{name}." if len(names) > 1 else ""
        arrays |= {before + block.name: block.of(network.parameters) for block in network.blocks}
        arrays |= {before + block.name: block.of(network.statistics) for block in network.statistic_blocks}
    entered = [place for place, player in enumerate(snapshot.players) if not player.ends.noise]
    taking = entered[0] if entered else 0
    ends = snapshot.players[taking].ends
    arrays |= {"network": np.array(names[taking])} if len(names) > 1 else {}
    arrays |= {
        "shape": np.array(ends.inputs),
        "experiment": np.array(json.dumps(snapshot.experiment.to_dict(), allow_nan=False)),
        "offset": dataset.offset,
        "factor": dataset.factor,
        "classes": np.array(() if ends.noise else ends.output_names(dataset), dtype=str),
    }
    arrays |= model_arrays(snapshot.experiment, dataset.entered)
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    return content.getvalue()


def read_model(path: Path) -> Model:
    """The network that ``write_model`` saved, of several the one that takes samples.

    Raises ``ValueError`` with one sentence for anything else.
    """
    return _read(path, _own)


def read_maker(path: Path) -> Model:
    """The network in that file that makes samples of noise. Raises ``ValueError`` as ``read_model``, also
    where there is no such network."""
    return _read(path, _making)


def _read(path: Path, chosen: Callable[[Experiment, Arrays], tuple[int, Arrays]]) -> Model:
    arrays = _named(read_arrays(path))
    try:
        return _model(arrays, chosen)
    except ValueError as error:
        raise ValueError(
            translate("Files", "“{path}” is no network that nnviz saved: {error}").format(
                path=path, error=error
            )
        ) from None


def read_weights(path: Path) -> dict[str, Array]:
    """The parameters of an ``.npz`` file by their names, as ``Network.load`` takes them.

    Raises ``ValueError`` with one sentence for anything else.
    """
    arrays = _named(read_arrays(path))
    names = [name for name in arrays if _NAME.fullmatch(name)]
    if not names:
        raise ValueError(
            translate(
                "Files", "“{path}” holds no weights: they are called dense1.weights, dense1.bias and so on."
            ).format(path=path)
        )
    try:
        return {name: _numbers(arrays, name) for name in names}
    except ValueError as error:
        raise ValueError(
            translate("Files", "“{path}” holds weights that cannot be used: {error}").format(
                path=path, error=error
            )
        ) from None


def _named(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The arrays with their names of today, where they have those of nnviz 0.1."""
    found = dict(arrays)
    for letters, names in _OLD_NAMES.items():
        old = [(name, re.fullmatch(rf"({letters})(\d{{1,4}})", name)) for name in arrays]
        parts = [(name, match[1], int(match[2])) for name, match in old if match]
        ranks = {number: rank for rank, number in enumerate(sorted({number for *_, number in parts}), 1)}
        for name, letter, number in parts:
            del found[name]
            found.setdefault(names[letter].format(ranks[number]), arrays[name])
    return found


def _model(arrays: Arrays, chosen: Callable[[Experiment, Arrays], tuple[int, Arrays]]) -> Model:
    experiment = with_content(_experiment(arrays), model_contents(arrays))
    entered = model_entered(arrays, arrays["offset"].size if "offset" in arrays else 0)
    arrays = {name: array for name, array in arrays.items() if not name.startswith("own.")}
    place, arrays = chosen(experiment, arrays)
    offset, factor = _numbers(arrays, "offset"), _numbers(arrays, "factor")
    classes = arrays.get("classes")
    if offset.ndim != 1 or offset.shape != factor.shape or not offset.size:
        raise ValueError(translate("Files", "offset and factor are no lists of the same length."))
    if classes is None or classes.ndim != 1 or (classes.size and classes.dtype.kind != "U"):
        raise ValueError(translate("Files", "classes is no list of names."))
    # The weights say how large everything is, before a network of that size is made.
    last = max((name for name in arrays if _BIAS.fullmatch(name)), key=_number, default="dense1.bias")
    ends_of = OBJECTIVES[experiment.objective].ends
    noise = ends_of(experiment, place, (1,), 1).noise  # then no samples enter
    outputs, shape = _numbers(arrays, last).size, _shape(arrays, None if noise else offset.size)
    if classes.size not in (0, max(2, outputs)):
        raise ValueError(
            translate("Files", "classes has {size:,} names for {units:,} outputs.").format(
                size=classes.size, units=outputs
            )
        )
    ends = ends_of(experiment, place, shape, outputs)
    needed = sum(layer.parameter_count for layer in built(shape, all_layers(experiment, ends, place)))
    if needed > sum(array.size for array in arrays.values()):
        raise ValueError(translate("Files", "it holds fewer weights than its network has."))
    network = make_network(experiment, ends, place)
    blocks = (*network.blocks, *network.statistic_blocks)
    network.load({block.name: _numbers(arrays, block.name) for block in blocks})
    for block in network.statistic_blocks:
        if block.parameter.name == "variance" and (block.of(network.statistics) < 0).any():
            raise ValueError(translate("Files", "{name} holds a variance below 0.").format(name=block.name))
    return Model(
        experiment,
        network,
        offset.astype(np.float32),
        factor.astype(np.float32),
        tuple(str(name) for name in classes),
        ends,
        {name.removeprefix(_BEGUN): _numbers(arrays, name) for name in arrays if name.startswith(_BEGUN)},
        "changed" in arrays,
        entered,
    )


def _making(experiment: Experiment, arrays: Arrays) -> tuple[int, Arrays]:
    """The place of the network that noise enters, and its arrays."""
    ends_of, players = OBJECTIVES[experiment.objective].ends, experiment.players
    place = next((place for place in range(len(players)) if ends_of(experiment, place, (1,), 1).noise), None)
    if place is None:
        raise ValueError(translate("Files", "it has no network that makes samples of noise."))
    if len(players) == 1:
        return place, arrays
    _, own = _own(experiment, {**arrays, "network": np.array(players[place])})
    first = _numbers(own, "dense1.weights")
    return place, {**own, "shape": np.array(first.shape[:1]), "classes": np.array((), dtype=str)}


def _own(experiment: Experiment, arrays: Arrays) -> tuple[int, Arrays]:
    """The place of the network that takes samples, and the arrays with its names as it calls them itself."""
    if len(experiment.networks) == 1:
        return 0, arrays
    name = str(arrays.get("network", ""))
    if name not in experiment.players:
        raise ValueError(translate("Files", "it does not say which of its networks takes samples."))
    parts = {key: array for key, array in arrays.items() if not _NAME.fullmatch(key)}
    before = f"{name}."
    own = {key.removeprefix(before): array for key, array in arrays.items() if key.startswith(before)}
    return experiment.players.index(name), parts | own


def _shape(arrays: Mapping[str, NDArray[Any]], inputs: int | None) -> tuple[int, ...]:
    """The shape of a sample of so many numbers, None for any; a row of them where the file does not say."""
    if "shape" not in arrays:
        return (inputs or 1,)
    sizes = arrays["shape"]
    if sizes.ndim != 1 or sizes.dtype.kind not in "iu" or not 1 <= sizes.size <= 8:
        raise ValueError(translate("Files", "shape is no list of whole numbers."))
    shape = tuple(int(size) for size in sizes)
    if min(shape) < 1 or math.prod(shape) != (math.prod(shape) if inputs is None else inputs):
        raise ValueError(
            translate("Files", "shape is {shape}, but offset has {inputs} numbers.").format(
                shape=shape, inputs=inputs
            )
        )
    return shape


def _number(name: str) -> int:
    match = _BIAS.fullmatch(name)
    return int(match[1]) if match else 0


def _experiment(arrays: Mapping[str, NDArray[Any]]) -> Experiment:
    text = arrays.get("experiment")
    if text is None or text.shape != () or text.dtype.kind != "U":
        raise ValueError(translate("Files", "it has no text called experiment."))
    try:
        values = json.loads(str(text))
    except (ValueError, RecursionError):
        raise ValueError(translate("Files", "its experiment is not JSON.")) from None
    if not isinstance(values, dict):
        raise ValueError(translate("Files", "its experiment is no list of settings."))
    return Experiment.from_dict(values)


def _numbers(arrays: Mapping[str, NDArray[Any]], name: str) -> Array:
    """The array of that name as float64. Raises unless it is there and all its numbers are finite."""
    values = arrays.get(name)
    if values is None or values.dtype.kind not in "fiu":
        raise ValueError(translate("Files", "there are no numbers called {name}.").format(name=name))
    numbers = values.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError(
            translate("Files", "{name} holds a number that is infinite or no number at all.").format(
                name=name
            )
        )
    return numbers
