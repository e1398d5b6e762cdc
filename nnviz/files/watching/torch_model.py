"""The layers of a PyTorch model, asked for without PyTorch: each module by the name of its class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nnviz.engine.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Conv1d,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAvgPool,
    GlobalMaxPool,
    LayerNorm,
    LayerSpec,
    MaxPool,
    Shape,
)
from nnviz.files.watching.described import Described, Numbers, Values

#: What a model does in its own program, between its modules.
OWN = "forward"

Change = Callable[[Values], Values]

#: The losses of PyTorch by the names that nnviz has for them.
LOSSES = {
    "CrossEntropyLoss": "categorical_crossentropy",
    "NLLLoss": "categorical_crossentropy",
    "BCELoss": "binary_crossentropy",
    "BCEWithLogitsLoss": "binary_crossentropy",
    "MSELoss": "mse",
    "L1Loss": "mae",
    "HuberLoss": "huber",
    "SmoothL1Loss": "huber",
}


def is_torch(model: Any) -> bool:
    """Whether it is a module of PyTorch, and none of Keras, whose models may be modules as well."""
    asked = ("named_parameters", "named_children")
    return all(callable(getattr(model, name, None)) for name in asked) and not hasattr(model, "get_weights")


def leaves(model: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """The modules that have no modules within, each with its name, in the order in which they were made."""
    children = list(model.named_children())
    if not children:
        yield before, model
    for name, child in children:
        yield from leaves(child, f"{before}.{name}" if before else name)


def in_a_row(model: Any) -> bool:
    """Whether its modules work one after the other, in their order: all within are Sequentials."""
    children = [child for _, child in model.named_children()]
    return not children or (type(model).__name__ == "Sequential" and all(map(in_a_row, children)))


def numbers_of(module: Any) -> dict[str, Numbers]:
    """The numbers of one module in nnviz's layout and names, its own where nnviz does not know it."""
    find = _NUMBERS.get(type(module).__name__)
    if find is not None and (found := find(module)) is not None:
        return found
    return {name: _of(one) for name, one in module.named_parameters(recurse=True)}


def described(model: Any, inputs: Shape | None) -> Described | None:
    """The layers of a model; None where it has to be said what shape a sample has.

    Where its modules are not in a row, only its program knows what it does between them: that is a layer
    that is not known, before each but the first.
    """
    found = list(leaves(model))
    if inputs is None:
        first = next((module for _, module in found if type(module).__name__ in _SPECS), None)
        entering = _ENTERING.get(type(first).__name__)
        inputs = None if entering is None else entering(first, ())
        if inputs is None:
            return None
    layers = Described(inputs)
    for name, module in found:
        (_add if in_a_row(model) else _add_alone)(layers, name, module)
    return layers


def _add(layers: Described, name: str, module: Any) -> None:
    """A module more, which takes what leaves the one before it."""
    kind = type(module).__name__
    if kind in _ACTIVATIONS:
        activation, parameter = _ACTIVATIONS[kind](module)
        layers.activate(activation, kind, parameter)
    elif kind != "Identity":
        spec = _SPECS[kind](module) if kind in _SPECS else None
        taken = _ENTERING[kind](module, layers.shape) if spec is not None and kind in _ENTERING else None
        layers.add(spec, numbers_of(module), kind if spec is None else name or kind, taken)


def _add_alone(layers: Described, name: str, module: Any) -> None:
    """A module with parameters of which is known what it is, but not what is done with what leaves it: before
    each but the first stands what the model's own program does."""
    kind, numbers = type(module).__name__, numbers_of(module)
    if not numbers:
        return
    spec = _SPECS[kind](module) if kind in _SPECS else None
    taken = _ENTERING[kind](module, layers.shape) if spec is not None and kind in _ENTERING else None
    if layers.parts and len(layers.shape) > 1 and taken is not None and len(taken) > 1:
        spec = None  # how large the maps are that enter is not known
    if layers.parts or taken not in (None, layers.shape):
        layers.add(None, {}, OWN)
    layers.add(spec, numbers, f"{name} ({kind})" if spec is None else name, taken)


# ---- numbers
def _array(tensor: Any) -> Values:
    still = tensor.detach().cpu()
    try:
        return np.asarray(still.numpy())
    except TypeError:  # a type that NumPy has not, such as bfloat16
        return np.asarray(still.float().numpy())


def _of(tensor: Any, change: Change = lambda values: values) -> Numbers:
    def gradient() -> Values | None:
        return None if getattr(tensor, "grad", None) is None else change(_array(tensor.grad))

    return Numbers(lambda: change(_array(tensor)), gradient)


def _swapped(values: Values) -> Values:
    return values.T


def _biased(module: Any, weights: Numbers, units: int) -> dict[str, Numbers]:
    """With the bias, which is 0 where the module has none."""
    none = Numbers(lambda: np.zeros(units, np.float32))
    return {"weights": weights, "bias": none if module.bias is None else _of(module.bias)}


def _linear(module: Any) -> dict[str, Numbers]:
    return _biased(module, _of(module.weight, _swapped), module.out_features)


def _convolution(module: Any) -> dict[str, Numbers]:
    return {"weights": _of(module.weight)} | ({} if module.bias is None else {"bias": _of(module.bias)})


def _batch_norm(module: Any) -> dict[str, Numbers] | None:
    if module.weight is None or module.running_mean is None:
        return None
    return {
        "scale": _of(module.weight),
        "shift": _of(module.bias),
        "mean": _of(module.running_mean),
        "variance": _of(module.running_var),
    }


def _layer_norm(module: Any) -> dict[str, Numbers] | None:
    if module.weight is None or module.bias is None:
        return None
    return {"scale": _of(module.weight), "shift": _of(module.bias)}


def _embedding(module: Any) -> dict[str, Numbers]:
    return {"weights": _of(module.weight)}


def _recurrent(module: Any) -> dict[str, Numbers] | None:
    """Of one layer in one direction; its two biases are one, but for the GRU, which needs both."""
    if module.num_layers != 1 or module.bidirectional or not module.bias or getattr(module, "proj_size", 0):
        return None
    first, second = module.bias_ih_l0, module.bias_hh_l0
    found = {
        "input_weights": _of(module.weight_ih_l0, _swapped),
        "state_weights": _of(module.weight_hh_l0, _swapped),
    }
    if type(module).__name__ == "GRU":
        return {**found, "bias": _of(first), "state_bias": _of(second)}
    both = Numbers(lambda: _array(first) + _array(second), _of(first).gradient)
    return {**found, "bias": both}


_NUMBERS: Mapping[str, Callable[[Any], dict[str, Numbers] | None]] = {
    "Linear": _linear,
    "Conv2d": _convolution,
    "Conv1d": _convolution,
    "BatchNorm1d": _batch_norm,
    "BatchNorm2d": _batch_norm,
    "LayerNorm": _layer_norm,
    "Embedding": _embedding,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "RNN": _recurrent,
}


# ---- layers
def _one(sizes: Any) -> int | None:
    """The size that all of these are, if they are one."""
    several = sizes if isinstance(sizes, tuple) else (sizes,)
    return several[0] if len(set(several)) == 1 and isinstance(several[0], int) else None


def _conv(kind: type[Conv]) -> Callable[[Any], LayerSpec | None]:
    def found(module: Any) -> LayerSpec | None:
        size, stride = _one(module.kernel_size), _one(module.stride)
        plain = _one(module.dilation) == 1 and module.groups == 1 and module.padding_mode == "zeros"
        if size is None or stride is None or not plain:
            return None
        padding = module.padding if isinstance(module.padding, str) else _one(module.padding)
        around = padding == "same" or (size % 2 and padding == (size - 1) // 2)
        if not (around or padding in (0, "valid")):
            return None
        bias = module.bias is not None
        return kind(module.out_channels, size, stride, "same" if around else "valid", bias=bias)

    return found


def _pool(kind: type[MaxPool | AvgPool]) -> Callable[[Any], LayerSpec | None]:
    def found(module: Any) -> LayerSpec | None:
        size = _one(module.kernel_size)
        plain = (
            _one(module.padding) == 0 and not module.ceil_mode and _one(getattr(module, "dilation", 1)) == 1
        )
        return kind(size) if size and plain and _one(module.stride) == size else None

    return found


def _whole(kind: type[LayerSpec]) -> Callable[[Any], LayerSpec | None]:
    return lambda module: kind() if _one(module.output_size) == 1 else None


_SPECS: Mapping[str, Callable[[Any], LayerSpec | None]] = {
    "Linear": lambda module: Dense(module.out_features),
    "Conv2d": _conv(Conv),
    "Conv1d": _conv(Conv1d),
    "MaxPool2d": _pool(MaxPool),
    "AvgPool2d": _pool(AvgPool),
    "MaxPool1d": _pool(MaxPool),
    "AvgPool1d": _pool(AvgPool),
    "AdaptiveAvgPool2d": _whole(GlobalAvgPool),
    "AdaptiveMaxPool2d": _whole(GlobalMaxPool),
    "AdaptiveAvgPool1d": _whole(GlobalAvgPool),
    "AdaptiveMaxPool1d": _whole(GlobalMaxPool),
    "Flatten": lambda module: Flatten() if (module.start_dim, module.end_dim) == (1, -1) else None,
    "Dropout": lambda module: Dropout(float(module.p)) if module.p < 1 else None,
    "BatchNorm1d": lambda module: BatchNorm(module.momentum, module.eps) if module.momentum else None,
    "BatchNorm2d": lambda module: BatchNorm(module.momentum, module.eps) if module.momentum else None,
    "LayerNorm": lambda module: LayerNorm(module.eps) if len(module.normalized_shape) == 1 else None,
    "Embedding": lambda module: Embedding(module.embedding_dim),
}

#: The shape that a module takes, from that which leaves what is before it: where its parameters say so.
_ENTERING: Mapping[str, Callable[[Any, Shape], Shape | None]] = {
    "Linear": lambda module, shape: (module.in_features,),
    "Conv2d": lambda module, shape: (module.in_channels, *shape[1:]) if len(shape) == 3 else None,
    "Conv1d": lambda module, shape: (module.in_channels, *shape[1:]) if len(shape) == 2 else None,
}

_ACTIVATIONS: Mapping[str, Callable[[Any], tuple[str | None, float | None]]] = {
    "ReLU": lambda module: ("relu", None),
    "Tanh": lambda module: ("tanh", None),
    "Sigmoid": lambda module: ("sigmoid", None),
    "SiLU": lambda module: ("silu", None),
    "Softplus": lambda module: ("softplus" if module.beta == 1 else None, None),
    "GELU": lambda module: ("gelu" if module.approximate == "tanh" else None, None),
    "LeakyReLU": lambda module: ("leaky_relu", float(module.negative_slope)),
    "ELU": lambda module: ("elu", float(module.alpha)),
    "Softmax": lambda module: ("softmax", None),
    "LogSoftmax": lambda module: ("softmax", None),
}
