"""Layers: frozen descriptions (specs) for experiments and files, and what they build at run time."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nnviz.engine.layers.activated import Activated
from nnviz.engine.layers.attention import Attention
from nnviz.engine.layers.batch_norm import BatchNorm, BatchNormLayer
from nnviz.engine.layers.both_ways import Bidirectional
from nnviz.engine.layers.conv import Conv, Conv1d, ConvLayer
from nnviz.engine.layers.dense import Code, Dense, DenseLayer
from nnviz.engine.layers.dropout import Dropout, DropoutLayer
from nnviz.engine.layers.embedding import Embedding
from nnviz.engine.layers.flatten import Flatten
from nnviz.engine.layers.global_pool import GlobalAvgPool, GlobalMaxPool
from nnviz.engine.layers.gru import GRU
from nnviz.engine.layers.later_relu import reordered
from nnviz.engine.layers.layer import Layer, LayerSpec, Parameter, Quantity, Shape, Stage
from nnviz.engine.layers.layer_norm import LayerNorm
from nnviz.engine.layers.lstm import LSTM
from nnviz.engine.layers.pool import AvgPool, MaxPool
from nnviz.engine.layers.positions import Positions
from nnviz.engine.layers.residual import Residual, check_blocks
from nnviz.engine.layers.rnn import RNN
from nnviz.engine.layers.unknown import Unknown
from nnviz.engine.layers.variational import Variational
from nnviz.engine.layers.windows import Windows
from nnviz.engine.layers.words import layers_in, written
from nnviz.said import translate

__all__ = [
    "FOREIGN",
    "GRU",
    "LAYERS",
    "LSTM",
    "RNN",
    "Activated",
    "Attention",
    "AvgPool",
    "BatchNorm",
    "BatchNormLayer",
    "Bidirectional",
    "Code",
    "Conv",
    "Conv1d",
    "ConvLayer",
    "Dense",
    "DenseLayer",
    "Dropout",
    "DropoutLayer",
    "Embedding",
    "Flatten",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "Layer",
    "LayerNorm",
    "LayerSpec",
    "MaxPool",
    "Parameter",
    "Positions",
    "Quantity",
    "Residual",
    "Shape",
    "Stage",
    "Unknown",
    "Variational",
    "Windows",
    "built",
    "layer_from_dict",
    "layer_names",
    "layer_to_dict",
    "layers_in",
    "reordered",
    "written",
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
    "rnn": RNN,
    "lstm": LSTM,
    "gru": GRU,
    "embedding": Embedding,
    "positions": Positions,
    "layer_norm": LayerNorm,
    "attention": Attention,
    "residual": Residual,
    "code": Code,
    "variational": Variational,
    "bidirectional": Bidirectional,
}

FOREIGN: dict[str, type[LayerSpec]] = {"unknown": Unknown, "activation": Activated}
"""Kinds that are met in what other programs made, and that nobody can choose."""


MOST_HELD = 2_000_000
"""Numbers that shaped layers may hold for a sample; a portion of a batch then takes a hundred megabytes."""
MOST_WEIGHTS = 2**24
"""Parameters that a shaped layer may have: about as many as there are between two of 4,096 units."""


def built(shape: Shape, specs: Sequence[LayerSpec]) -> tuple[Layer, ...]:
    """The running layers, one after another, for samples of that shape; they hold no numbers yet.

    Raises ValueError with one sentence for a layer that does not fit there, or that there is no room for.
    """
    layers: list[Layer] = []
    shapes = [shape]
    for spec in specs:
        layers.append(spec.build(shapes[-1]))
        shapes.append(layers[-1].output_shape)
    check_blocks(specs, shapes)
    _check_room([layer for layer in layers if layer.spec.shaped])
    return tuple(layers)


def _check_room(shaped: Sequence[Layer]) -> None:
    for layer in shaped:
        if layer.parameter_count > MOST_WEIGHTS:
            raise ValueError(
                translate(
                    "Engine",
                    "A layer {words} would have {count} weights here; at most {most} can be learned.",
                ).format(words=layer.spec.words, count=layer.parameter_count, most=MOST_WEIGHTS)
            )
    held = sum(layer.held for layer in shaped)
    if held > MOST_HELD:
        raise ValueError(
            translate(
                "Engine", "The layers would hold {held} numbers for each sample; at most {most} can be held."
            ).format(held=held, most=MOST_HELD)
        )


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
    kind, kinds = values.get("kind"), LAYERS | FOREIGN
    if kind not in kinds:
        raise ValueError(
            translate("Engine", "The layer {kind!r} is not known; there are {layers}.").format(
                kind=kind, layers=", ".join(LAYERS)
            )
        )
    settings = {key: value for key, value in values.items() if key != "kind"}
    known = [field.name for field in dataclasses.fields(kinds[kind])]
    unknown = sorted(set(settings) - set(known))
    if unknown:
        raise ValueError(
            translate("Engine", "A {kind} layer has no setting {unknown}; it has {known}.").format(
                kind=kind, unknown=", ".join(unknown), known=", ".join(known)
            )
        )
    missing = [
        field.name
        for field in dataclasses.fields(kinds[kind])
        if field.default is dataclasses.MISSING and field.name not in settings
    ]
    if missing:
        raise ValueError(
            translate("Engine", "A {kind} layer needs {missing}.").format(
                kind=kind, missing=", ".join(missing)
            )
        )
    return kinds[kind](**settings)
