"""The layers of a Keras model, asked for without Keras: each by the name of its class.

Keras has channels, and features of a step, last; nnviz has them first. What comes after a flattened picture
has its weights in another order for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnviz.engine.layers import (
    GRU,
    LSTM,
    RNN,
    AvgPool,
    BatchNorm,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    LayerNorm,
    LayerSpec,
    MaxPool,
    Shape,
)
from nnviz.files.watching.described import Described, Numbers, Values

Change = Callable[[Values], Values]

#: The losses of Keras by the names that nnviz has for them.
LOSSES = {
    "sparse_categorical_crossentropy": "categorical_crossentropy",
    "categorical_crossentropy": "categorical_crossentropy",
    "binary_crossentropy": "binary_crossentropy",
    "mean_squared_error": "mse",
    "mse": "mse",
    "mean_absolute_error": "mae",
    "mae": "mae",
    "huber": "huber",
}
_ACTIVATIONS = {"swish": "silu"}
#: A leaky ReLU has its slope in its layer; GELU is another than nnviz's.
_KNOWN = frozenset({"linear", "relu", "tanh", "sigmoid", "softmax", "softplus", "elu", "silu"})


def is_keras(model: Any) -> bool:
    """Whether it is a model of Keras."""
    return hasattr(model, "layers") and hasattr(model, "get_weights") and hasattr(model, "inputs")


def channels_first(shape: Sequence[int]) -> Shape:
    """The shape of a sample as nnviz has it."""
    return tuple(int(size) for size in (*shape[-1:], *shape[:-1]))


def described(model: Any) -> Described | None:
    """The layers of a model in a row; None where it does not know yet what enters.

    One of another form has its layers with parameters as ones that are not known.
    """
    if not model.inputs or None in model.inputs[0].shape[1:]:
        return None
    shape = tuple(model.inputs[0].shape[1:])
    row = type(model).__name__ == "Sequential"
    layers = Described(channels_first(shape))
    flattened: Shape = ()
    for layer in model.layers:
        kind = type(layer).__name__
        if kind == "InputLayer" or (not row and not layer.weights):
            continue
        if kind in ("Activation", "ReLU", "Softmax") and row:
            activation, plain = _activation(layer, kind)
            layers.activate(activation if plain else None, kind)
            continue
        before, spec = layers.shape, None
        if row and kind in _SPECS:
            spec = _SPECS[kind](layer)
        found = _numbers(layer, kind, flattened if kind == "Dense" else ()) if spec is not None else None
        known = spec is not None and found is not None
        numbers = found if known and found is not None else _own(layer)
        layers.add(spec if known else None, numbers, str(layer.name) if known else f"{layer.name} ({kind})")
        if known and hasattr(layer, "activation") and kind not in _RECURRENT:
            layers.activate(*_named_activation(layer.activation))
        if kind == "Flatten":
            flattened = before if len(before) > 1 else ()
        elif kind != "Dropout":
            flattened = ()
    return layers


def _activation(layer: Any, kind: str) -> tuple[str, bool]:
    if kind == "ReLU":
        return "relu", not layer.negative_slope and not layer.threshold and layer.max_value is None
    if kind == "Softmax":
        return "softmax", True
    name, _ = _named_activation(layer.activation)
    return name or "", name is not None


def _named_activation(function: Any) -> tuple[str | None, str]:
    name = str(getattr(function, "__name__", function))
    name = _ACTIVATIONS.get(name, name)
    return (name if name in _KNOWN else None), name


# ---- numbers
def _of(variable: Any, change: Change = lambda values: values) -> Numbers:
    return Numbers(lambda: change(np.asarray(variable.numpy())))


def _own(layer: Any) -> dict[str, Numbers]:
    return {str(variable.name): _of(variable) for variable in layer.weights}


def _numbers(layer: Any, kind: str, flattened: Shape) -> dict[str, Numbers] | None:
    """In nnviz's names and layout; None for settings of the layer that nnviz does not know."""
    found = _NUMBERS.get(kind)
    if found is None:
        return {}
    if kind == "Dense":
        return _dense(layer, flattened)
    return found(layer)


def _dense(layer: Any, flattened: Shape) -> dict[str, Numbers]:
    """``flattened``: the shape, as nnviz has it, of the picture or sequence whose values enter in a row."""

    def change(kernel: Values) -> Values:
        if not flattened:
            return kernel
        last = (*flattened[1:], flattened[0])
        return np.moveaxis(kernel.reshape(*last, -1), len(flattened) - 1, 0).reshape(len(kernel), -1)

    none = Numbers(lambda: np.zeros(layer.units, np.float32))
    bias = none if layer.bias is None else _of(layer.bias)
    return {"weights": _of(layer.kernel, change), "bias": bias}


def _convolution(layer: Any) -> dict[str, Numbers]:
    """Their kernels are (rows, columns, channels, filters)."""

    def change(kernel: Values) -> Values:
        return np.moveaxis(kernel, (-1, -2), (0, 1))

    return {"weights": _of(layer.kernel, change)} | ({} if layer.bias is None else {"bias": _of(layer.bias)})


def _batch_norm(layer: Any) -> dict[str, Numbers] | None:
    if layer.gamma is None or layer.beta is None:
        return None
    scale, shift = _of(layer.gamma), _of(layer.beta)
    mean, variance = _of(layer.moving_mean), _of(layer.moving_variance)
    return {"scale": scale, "shift": shift, "mean": mean, "variance": variance}


def _layer_norm(layer: Any) -> dict[str, Numbers] | None:
    if layer.gamma is None or layer.beta is None:
        return None
    return {"scale": _of(layer.gamma), "shift": _of(layer.beta)}


def _gates(*order: int) -> Change:
    """The gates in that order, along the last axis."""

    def change(values: Values) -> Values:
        parts = np.split(values, len(order), axis=-1)
        return np.concatenate([parts[place] for place in order], axis=-1)

    return change


def _recurrent(layer: Any) -> dict[str, Numbers] | None:
    cell = layer.cell
    if cell.bias is None or layer.go_backwards:
        return None
    order = {"LSTM": (0, 1, 2, 3), "GRU": (1, 0, 2), "SimpleRNN": (0,)}[type(layer).__name__]
    change = _gates(*order)
    found = {
        "input_weights": _of(cell.kernel, change),
        "state_weights": _of(cell.recurrent_kernel, change),
    }
    if type(layer).__name__ != "GRU":
        return {**found, "bias": _of(cell.bias, change)}
    if not cell.reset_after:
        return None
    bias, state = (_of(cell.bias, lambda values, row=row: change(values[row])) for row in (0, 1))  # type: ignore[misc]
    return {**found, "bias": bias, "state_bias": state}


_RECURRENT = ("LSTM", "GRU", "SimpleRNN")
_NUMBERS: Mapping[str, Callable[[Any], dict[str, Numbers] | None]] = {
    "Dense": lambda layer: _dense(layer, ()),
    "Conv2D": _convolution,
    "Conv1D": _convolution,
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    **dict.fromkeys(_RECURRENT, _recurrent),
}


# ---- layers
def _one(sizes: Any) -> int | None:
    several = tuple(sizes) if isinstance(sizes, tuple | list) else (sizes,)
    return int(several[0]) if len(set(several)) == 1 else None


def _conv(kind: type[Conv]) -> Callable[[Any], LayerSpec | None]:
    def found(layer: Any) -> LayerSpec | None:
        size, stride = _one(layer.kernel_size), _one(layer.strides)
        same = layer.padding == "same" and stride == 1
        plain = _one(layer.dilation_rate) == 1 and layer.groups == 1
        if size is None or stride is None or not plain or not (same or layer.padding == "valid"):
            return None
        bias = layer.bias is not None
        return kind(int(layer.filters), size, stride, "same" if same else "valid", bias=bias)

    return found


def _pool(kind: type[MaxPool | AvgPool]) -> Callable[[Any], LayerSpec | None]:
    def found(layer: Any) -> LayerSpec | None:
        size = _one(layer.pool_size)
        return kind(size) if size and _one(layer.strides) == size and layer.padding == "valid" else None

    return found


def _steps(kind: Callable[[int, bool], LayerSpec]) -> Callable[[Any], LayerSpec | None]:
    def found(layer: Any) -> LayerSpec | None:
        usual = (layer.activation.__name__, getattr(layer, "recurrent_activation", None))
        gates = getattr(usual[1], "__name__", "sigmoid")
        if usual[0] != "tanh" or gates != "sigmoid":
            return None
        return kind(int(layer.units), bool(layer.return_sequences))

    return found


_SPECS: Mapping[str, Callable[[Any], LayerSpec | None]] = {
    "Dense": lambda layer: Dense(int(layer.units)),
    "Conv2D": _conv(Conv),
    "Conv1D": _conv(Conv1d),
    "MaxPooling2D": _pool(MaxPool),
    "AveragePooling2D": _pool(AvgPool),
    "MaxPooling1D": _pool(MaxPool),
    "AveragePooling1D": _pool(AvgPool),
    "GlobalMaxPooling2D": lambda layer: GlobalMaxPool(),
    "GlobalAveragePooling2D": lambda layer: GlobalAvgPool(),
    "GlobalMaxPooling1D": lambda layer: GlobalMaxPool(),
    "GlobalAveragePooling1D": lambda layer: GlobalAvgPool(),
    "Flatten": lambda layer: Flatten(),
    "Dropout": lambda layer: Dropout(float(layer.rate)),
    "BatchNormalization": lambda layer: BatchNorm(1 - float(layer.momentum), float(layer.epsilon)),
    "LayerNormalization": lambda layer: LayerNorm(float(layer.epsilon)),
    "LSTM": _steps(LSTM),
    "GRU": _steps(GRU),
    "SimpleRNN": _steps(RNN),
}
