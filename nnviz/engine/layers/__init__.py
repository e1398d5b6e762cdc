"""Layers: frozen descriptions (specs) for experiments and files, and what they build at run time."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeAlias

from nnviz.engine.layers.batch_norm import BatchNorm, BatchNormLayer
from nnviz.engine.layers.dense import Dense, DenseLayer
from nnviz.engine.layers.dropout import Dropout, DropoutLayer
from nnviz.engine.layers.flatten import Flatten
from nnviz.engine.layers.layer import Layer, Stage

__all__ = [
    "LAYERS",
    "BatchNorm",
    "BatchNormLayer",
    "Dense",
    "DenseLayer",
    "Dropout",
    "DropoutLayer",
    "Flatten",
    "Layer",
    "LayerSpec",
    "Stage",
    "layer_from_dict",
    "layer_to_dict",
]

LayerSpec: TypeAlias = Dense | Dropout | BatchNorm | Flatten
"""A frozen description of a layer."""

LAYERS: dict[str, type[LayerSpec]] = {
    "dense": Dense,
    "dropout": Dropout,
    "batch_norm": BatchNorm,
    "flatten": Flatten,
}


def layer_to_dict(spec: LayerSpec) -> dict[str, Any]:
    """A plain dict for JSON: {"kind": "dense", "units": 32, ...}."""
    return {"kind": spec.kind, **dataclasses.asdict(spec)}


def layer_from_dict(values: Mapping[str, Any]) -> LayerSpec:
    """The spec that `layer_to_dict` wrote; ValueError for an unknown kind or setting."""
    kind = values.get("kind")
    if kind not in LAYERS:
        raise ValueError(f"The layer {kind!r} is not known; there are {', '.join(LAYERS)}.")
    settings = {key: value for key, value in values.items() if key != "kind"}
    known = [field.name for field in dataclasses.fields(LAYERS[kind])]
    unknown = sorted(set(settings) - set(known))
    if unknown:
        raise ValueError(f"A {kind} layer has no setting {', '.join(unknown)}; it has {', '.join(known)}.")
    missing = [
        field.name
        for field in dataclasses.fields(LAYERS[kind])
        if field.default is dataclasses.MISSING and field.name not in settings
    ]
    if missing:
        raise ValueError(f"A {kind} layer needs {', '.join(missing)}.")
    return LAYERS[kind](**settings)
