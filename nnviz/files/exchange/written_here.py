"""What nnviz itself writes beside a network that it takes out, read again: then nothing has to be asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import LayerSpec
from nnviz.engine.layers import built, layer_from_dict, layer_names
from nnviz.files.exchange.brought import Brought
from nnviz.said import translate

Array = NDArray[Any]

_MOST_TEXT = 1_000_000
_MOST_NAMES = 5_000
_MOST_LAYERS = 64
_LARGEST = 100_000


def _json(text: str) -> Any:
    try:
        return json.loads(text) if 0 < len(text) <= _MOST_TEXT else None
    except (ValueError, RecursionError):
        return None


def classes_in(text: str) -> tuple[str, ...] | None:
    """The names in a list; None of anything else."""
    names = _json(text)
    if not isinstance(names, list) or len(names) > _MOST_NAMES:
        return None
    return tuple(names) if all(isinstance(name, str) for name in names) else None


def network_written_here(arrays: Mapping[str, Array], said: Mapping[str, str]) -> Brought | None:
    """The network whose layers ``said`` describes; None where it describes none.

    Raises ``ValueError`` with one sentence where its arrays are not those of its layers.
    """
    described, shape = _json(said.get("layers", "")), _json(said.get("shape", ""))
    if not isinstance(described, list) or not isinstance(shape, list) or not 1 <= len(shape) <= 3:
        return None
    if not all(type(size) is int and 0 < size <= _LARGEST for size in shape):
        return None
    if not all(isinstance(one, dict) for one in described) or not 0 < len(described) <= _MOST_LAYERS:
        return None
    layers = _layers(described)
    wanted: dict[str, tuple[int, ...]] = {}
    for name, layer in zip(layer_names(layers), built(tuple(shape), layers), strict=True):
        wanted |= {f"{name}.{one.name}": one.shape for one in (*layer.parameters, *layer.statistics)}
    for name, sizes in wanted.items():
        if name not in arrays or arrays[name].shape != sizes:
            raise ValueError(
                translate("Exchange", "It has no {name} of the shape {shape}.").format(name=name, shape=sizes)
            )
    names = classes_in(said.get("classes", "")) or ()
    return Brought(
        layers=layers,
        shape=tuple(shape),
        parameters={name: arrays[name] for name in wanted},
        classes=names or None,
        values=not names,
        offset=_row(arrays.get("offset")),
        factor=_row(arrays.get("factor")),
        loss=said.get("loss", ""),
    )


def _layers(described: list[dict[str, Any]]) -> tuple[LayerSpec, ...]:
    try:
        return tuple(layer_from_dict(one) for one in described)
    except (TypeError, ValueError) as error:
        raise ValueError(
            translate("Exchange", "It has a layer that cannot be: {why}").format(why=str(error))
        ) from None


def _row(array: Array | None) -> Array | None:
    return None if array is None else np.asarray(array).ravel()
