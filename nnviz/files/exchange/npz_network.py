"""Networks in ``.npz`` files: saved by nnviz, or weights as W1, b1, W2, b2 ... or by nnviz's names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nnviz.data.npz import read_arrays
from nnviz.engine.layers import LAYERS
from nnviz.files.exchange.brought import Brought, Wanted
from nnviz.files.exchange.torch_names import as_numbers
from nnviz.files.exchange.weights import Group, natural, network_of
from nnviz.files.model import read_model, read_weights
from nnviz.said import translate

Array = NDArray[Any]

_NAME = re.compile(r"([a-z_]*[a-z])(\d+)\.([a-z_]+)")


def read_npz(path: Path, wanted: Wanted) -> Brought:
    """The network in a ``.npz`` file. Raises ``ValueError`` with one sentence for anything else."""
    if "experiment" in read_arrays(path):
        return _saved_here(path)
    weights = as_numbers(read_weights(path))
    return network_of(named_groups(weights), wanted)


def _saved_here(path: Path) -> Brought:
    """A network that nnviz itself saved, with all that it says of it."""
    model = read_model(path)
    network = model.network
    blocks = [(network.blocks, network.parameters), (network.statistic_blocks, network.statistics)]
    parameters = {one.name: one.of(values).copy() for named, values in blocks for one in named}
    values = model.experiment.source.kind == "regression"
    told = translate("Exchange", "It learned “{data}”, and is shown here without these data.")
    return Brought(
        layers=tuple(layer.spec for layer in network.layers),
        shape=network.input_shape,
        parameters=parameters,
        classes=None if values or not model.class_names else model.class_names,
        values=values,
        offset=model.offset,
        factor=model.factor,
        loss=model.experiment.loss,
        told=(told.format(data=model.experiment.data),),
    )


def named_groups(arrays: Mapping[str, Array]) -> tuple[Group, ...]:
    """The layers whose parameters have nnviz's names, such as “dense1.weights”."""
    kinds = {kind.replace("_", ""): kind for kind in LAYERS}
    found: dict[tuple[str, int], dict[str, Array]] = {}
    for name, array in arrays.items():
        match = _NAME.fullmatch(name)
        if match is None or match[1] not in kinds:
            raise ValueError(
                translate("Exchange", "{name} is no layer that is known here.").format(name=name[:60])
            )
        found.setdefault((match[1], int(match[2])), {})[match[3]] = array
    order = _as_they_are(found)
    return tuple(Group(f"{kind}{number}", kinds[kind], found[kind, number]) for kind, number in order)


def _as_they_are(found: Mapping[tuple[str, int], Any]) -> list[tuple[str, int]]:
    """Their order: dense layers last, a normalisation behind the dense layer or convolution of its number."""
    rank = {"conv": 0, "conv1d": 0, "lstm": 0, "gru": 0, "rnn": 0, "bidirectional": 0, "dense": 1}
    before = [kind for kind in rank if any(one == kind for one, _ in found)]
    home = before[0] if before else "dense"

    def place(key: tuple[str, int]) -> tuple[Any, ...]:
        kind, number = key
        return rank.get(kind, rank.get(home, 0)), number, kind not in rank, natural(kind)

    return sorted(found, key=place)
