"""Layers: frozen descriptions (specs) for experiments and files, and what they build at run time."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nnviz.engine.layers.batch_norm import BatchNorm, BatchNormLayer
from nnviz.engine.layers.conv import Conv, Conv1d, ConvLayer
from nnviz.engine.layers.dense import Dense, DenseLayer
from nnviz.engine.layers.dropout import Dropout, DropoutLayer
from nnviz.engine.layers.flatten import Flatten
from nnviz.engine.layers.global_pool import GlobalAvgPool, GlobalMaxPool
from nnviz.engine.layers.later_relu import reordered
from nnviz.engine.layers.layer import Layer, LayerSpec, Parameter, Quantity, Shape, Stage
from nnviz.engine.layers.pool import AvgPool, MaxPool
from nnviz.engine.layers.windows import Windows
from nnviz.engine.layers.words import layers_in
from nnviz.said import translate

__all__ = [
    "LAYERS",
    "AvgPool",
    "BatchNorm",
    "BatchNormLayer",
    "Conv",
    "Conv1d",
    "ConvLayer",
    "Dense",
    "DenseLayer",
    "Dropout",
    "DropoutLayer",
    "Flatten",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "Layer",
    "LayerSpec",
    "MaxPool",
    "Parameter",
    "Quantity",
    "Shape",
    "Stage",
    "Windows",
    "built",
    "layer_from_dict",
    "layer_names",
    "layer_to_dict",
    "layers_in",
    "reordered",
]

LAYERS: dict[str, type[LayerSpec]] = {
    "dense": Dense,
    "dropout": Dropout,
    "batch_norm": BatchNorm,
    "flatten": Flatten,
    "conv": Conv,
    "max_pool": MaxPool,
    "avg_pool": AvgPool,
    "global_max_pool": GlobalMaxPool,
    "global_avg_pool": GlobalAvgPool,
    "conv1d": Conv1d,
}


def built(shape: Shape, specs: Sequence[LayerSpec]) -> tuple[Layer, ...]:
    """The running layers, one after another, for samples of that shape; they hold no numbers yet."""
    layers: list[Layer] = []
    for spec in specs:
        layers.append(spec.build(shape))
        shape = layers[-1].output_shape
    return tuple(layers)


def layer_names(specs: Sequence[LayerSpec]) -> tuple[str, ...]:
    """What the layers are called: dense1, batchnorm1, dense2 ..., counted by kind from the input side."""
    counts: Counter[str] = Counter()
    names = []
    for spec in specs:
        counts[spec.kind] += 1
        names.append(f"{spec.kind.replace('_', '')}{counts[spec.kind]}")
    return tuple(names)


def layer_to_dict(spec: LayerSpec) -> dict[str, Any]:
    """A plain dict for JSON: {"kind": "dense", "units": 32, ...}."""
    return {"kind": spec.kind, **dataclasses.asdict(spec)}


def layer_from_dict(values: Mapping[str, Any]) -> LayerSpec:
    """The spec that `layer_to_dict` wrote; ValueError for an unknown kind or setting."""
    kind = values.get("kind")
    if kind not in LAYERS:
        raise ValueError(
            translate("Engine", "The layer {kind!r} is not known; there are {layers}.").format(
                kind=kind, layers=", ".join(LAYERS)
            )
        )
    settings = {key: value for key, value in values.items() if key != "kind"}
    known = [field.name for field in dataclasses.fields(LAYERS[kind])]
    unknown = sorted(set(settings) - set(known))
    if unknown:
        raise ValueError(
            translate("Engine", "A {kind} layer has no setting {unknown}; it has {known}.").format(
                kind=kind, unknown=", ".join(unknown), known=", ".join(known)
            )
        )
    missing = [
        field.name
        for field in dataclasses.fields(LAYERS[kind])
        if field.default is dataclasses.MISSING and field.name not in settings
    ]
    if missing:
        raise ValueError(
            translate("Engine", "A {kind} layer needs {missing}.").format(
                kind=kind, missing=", ".join(missing)
            )
        )
    return LAYERS[kind](**settings)
