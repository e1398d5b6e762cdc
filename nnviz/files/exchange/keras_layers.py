"""A Keras Sequential as a network of nnviz: the settings and weights of its layers, none of them called.

There pictures have their channels last, here first: kernels are turned, and the weights behind a Flatten put
in another order. A layer Lambda is a program, and is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import ACTIVATIONS
from nnviz.files.exchange.brought import Brought
from nnviz.files.exchange.gates import one_way, recurrent_layer
from nnviz.files.exchange.stack import Stack
from nnviz.files.exchange.torch_module import unknown
from nnviz.said import translate

Array = NDArray[Any]
Settings = Mapping[str, Any]

_THEIRS = {"lstm": "ifgo", "gru": "urn", "rnn": "h"}
_NAMES = {"leaky_relu": "leaky_relu", "swish": "silu"}
_KINDS = {"LSTM": "lstm", "GRU": "gru", "SimpleRNN": "rnn"}


class _Model:
    """The stack so far, and which number of nnviz's row each of a flattened sample is."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.stack = Stack(shape)
        self.order: Array | None = None
        self.offset: Array | None = None
        self.factor: Array | None = None


def from_layers(model: Any) -> Brought:
    """The network of a built Sequential. Raises ``ValueError`` with one sentence for what nnviz has not."""
    if type(model).__name__ != "Sequential":
        raise ValueError(
            translate(
                "Exchange", "{kind} is no Sequential: only there is it known what follows what."
            ).format(kind=type(model).__name__)
        )
    shape = getattr(model, "input_shape", None)
    if not isinstance(shape, tuple) or not shape[1:] or any(size is None for size in shape[1:]):
        raise ValueError(
            translate(
                "Exchange", "The Sequential does not say how a sample is shaped: begin it with an Input."
            )
        )
    sizes = tuple(int(size) for size in shape[1:])
    taken = _Model((sizes[-1], *sizes[:-1]))
    for layer in model.layers:
        _take(taken, layer)
    size = math.prod(sizes)
    scaled = [None if one is None else np.broadcast_to(one, (size,)) for one in (taken.offset, taken.factor)]
    return taken.stack.finished(offset=scaled[0], factor=scaled[1])


def _take(model: _Model, layer: Any) -> None:
    kind, settings = type(layer).__name__, layer.get_config()
    name = f"{layer.name}: {kind}"
    known = _LAYERS.get(kind)
    if known is None:
        raise unknown(str(layer.name), kind)
    known(model, layer, settings, name)


def _weights(layer: Any, count: int, name: str) -> list[Array]:
    arrays = [np.array(one) for one in layer.get_weights()]
    if len(arrays) < count:
        raise ValueError(translate("Exchange", "{name} has no weights yet.").format(name=name))
    return arrays


def _activate(model: _Model, activation: Any, name: str) -> None:
    """The activation that a layer names in its settings."""
    if isinstance(activation, Mapping):
        activation = activation.get("class_name", activation)
    word = _NAMES.get(str(activation), str(activation)).lower()
    if word == "gelu" or word not in ACTIVATIONS:  # Keras' leaves out what nnviz's GELU is near
        raise ValueError(
            translate("Exchange", "nnviz has no activation “{activation}”, as {name} has it.").format(
                activation=str(activation)[:40], name=name
            )
        )
    model.stack.activation(word, name, 0.2 if word == "leaky_relu" else None)


# ---- layers
def _dense(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    kernel, *bias = _weights(layer, 1, name)
    if model.order is not None and len(kernel) == len(model.order):
        turned = np.empty_like(kernel)
        turned[model.order] = kernel
        kernel, model.order = turned, None
    model.stack.dense(kernel, bias[0] if bias else None, name)
    _activate(model, settings["activation"], name)


def _conv(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    kernel, *bias = _weights(layer, 1, name)
    if settings.get("groups", 1) != 1 or {*settings["dilation_rate"]} != {1} or not _last(settings):
        raise ValueError(
            translate("Exchange", "{name} works in groups, with gaps or channels first.").format(name=name)
        )
    axes = kernel.ndim - 2
    weights = np.moveaxis(kernel, (-1, -2), (0, 1))
    stride = tuple(map(int, settings["strides"]))
    pads = (0,) * (2 * axes)
    if settings["padding"] == "same":
        lengths = model.stack.shape[1:]
        whole = [
            max(0, (-(-length // step) - 1) * step + size - length)
            for length, step, size in zip(lengths, stride, weights.shape[2:], strict=True)
        ]
        pads = tuple(one // 2 for one in whole) + tuple(one - one // 2 for one in whole)
    elif settings["padding"] != "valid":
        raise unknown(str(layer.name), f"{type(layer).__name__} with padding {settings['padding']}")
    model.stack.conv(weights, bias[0] if bias else None, stride, pads, name)
    _activate(model, settings["activation"], name)


def _last(settings: Settings) -> bool:
    return settings.get("data_format") in (None, "channels_last")


def _pool(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    sizes, stride = (
        tuple(map(int, one)) if isinstance(one, tuple | list) else (int(one),)
        for one in (settings["pool_size"], settings["strides"] or settings["pool_size"])
    )
    uneven = any(length % step for length, step in zip(model.stack.shape[1:], stride, strict=True))
    if (settings["padding"] != "valid" and uneven) or not _last(settings):
        raise ValueError(
            translate("Exchange", "{name} pools over an edge; nnviz pools within.").format(name=name)
        )
    model.stack.pool(type(layer).__name__.startswith("Max"), sizes, stride, name)


def _global(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    if settings.get("keepdims") or not _last(settings):
        raise unknown(str(layer.name), type(layer).__name__)
    model.stack.global_pool("Max" in type(layer).__name__, name)


def _batch_norm(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    arrays = _weights(layer, 2, name)
    axis = settings["axis"][0] if isinstance(settings["axis"], list | tuple) else settings["axis"]
    if axis not in (-1, len(model.stack.shape)) or model.order is not None:
        raise unknown(str(layer.name), type(layer).__name__)
    scale = arrays.pop(0) if settings["scale"] else None
    shift = arrays.pop(0) if settings["center"] else None
    model.stack.batch_norm(scale, shift, arrays[0], arrays[1], float(settings["epsilon"]), name)


def _layer_norm(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    arrays = _weights(layer, 0, name)
    scale = arrays.pop(0) if settings["scale"] else None
    shift = arrays.pop(0) if settings["center"] else None
    axis = settings["axis"][0] if isinstance(settings["axis"], list | tuple) else settings["axis"]
    if axis not in (-1, len(model.stack.shape)) or model.order is not None:
        raise unknown(str(layer.name), type(layer).__name__)
    model.stack.layer_norm(scale, shift, float(settings["epsilon"]), name)


def _flatten(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    shape = model.stack.shape
    if len(shape) > 1:
        places = np.arange(math.prod(shape)).reshape(shape)
        model.order = np.moveaxis(places, 0, -1).ravel()
    model.stack.flatten(name)


def _recurrent(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    kind = _KINDS[type(layer).__name__]
    ways = [_way(kind, _weights(layer, 2, name), settings, name)]
    relu = kind == "rnn" and settings["activation"] == "relu"
    spec, arrays = recurrent_layer(kind, int(settings["units"]), True, ways, relu=relu)
    _put(model, spec, arrays, settings, name)


def _put(model: _Model, spec: Any, arrays: Mapping[str, Array], settings: Settings, name: str) -> None:
    model.stack.recurrent(spec, arrays, name)
    if not settings["return_sequences"]:
        model.stack.ended(name)


def _way(kind: str, arrays: list[Array], settings: Settings, name: str) -> dict[str, Array]:
    usual = settings["activation"] == "tanh" or (kind == "rnn" and settings["activation"] == "relu")
    usual = usual and settings.get("recurrent_activation", "sigmoid") == "sigmoid"
    usual = usual and not settings.get("go_backwards") and settings.get("reset_after", True)
    if not usual:
        raise ValueError(
            translate(
                "Exchange", "{name} has other activations, reads backwards, or resets before the product."
            ).format(name=name)
        )
    into, state, *bias = arrays
    first, second = (bias[0][0], bias[0][1]) if bias and bias[0].ndim == 2 else (*bias, None, None)[:2]
    return one_way(kind, _THEIRS[kind], into, state, first, second)


def _both(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    one = layer.forward_layer
    kind = _KINDS.get(type(one).__name__)
    inner = one.get_config()
    if kind is None or settings.get("merge_mode") != "concat" or inner["activation"] == "relu":
        raise unknown(str(layer.name), "Bidirectional")
    arrays = _weights(layer, 4, name)
    half = len(arrays) // 2
    ways = [_way(kind, part, inner, name) for part in (arrays[:half], arrays[half:])]
    spec, found = recurrent_layer(kind, int(inner["units"]), True, ways)
    _put(model, spec, found, inner, name)


def _alone(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    _activate(model, settings["activation"], name)


def _relu(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    slope = float(settings.get("negative_slope") or 0)
    if settings.get("max_value") is not None or settings.get("threshold"):
        raise unknown(str(layer.name), type(layer).__name__)
    model.stack.activation("leaky_relu" if slope else "relu", name, slope or None)


def _elu(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    model.stack.activation("elu", name, float(settings["alpha"]))


def _softmax(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    model.stack.activation("softmax", name)


def _dropout(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    model.stack.dropout(float(settings["rate"]), name)


def _rescaling(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    if model.stack.placed:
        model.stack.stretched(float(settings["scale"]), float(settings["offset"]), name)
        return
    before = np.ones(1) if model.factor is None else model.factor
    model.factor = np.asarray(settings["scale"] * before)
    model.offset = (0 if model.offset is None else model.offset) - settings["offset"] / model.factor


def _nothing(model: _Model, layer: Any, settings: Settings, name: str) -> None:
    """What says only what enters."""


_LAYERS: dict[str, Callable[[_Model, Any, Settings, str], None]] = {
    "InputLayer": _nothing,
    "Dense": _dense,
    "Conv1D": _conv,
    "Conv2D": _conv,
    **dict.fromkeys(("MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D"), _pool),
    **dict.fromkeys(
        ("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D"),
        _global,
    ),
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "Flatten": _flatten,
    "Dropout": _dropout,
    **dict.fromkeys(_KINDS, _recurrent),
    "Bidirectional": _both,
    "Activation": _alone,
    "ReLU": _relu,
    "LeakyReLU": _relu,
    "ELU": _elu,
    "Softmax": _softmax,
    "Rescaling": _rescaling,
}
