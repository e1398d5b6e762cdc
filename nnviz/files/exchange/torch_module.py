"""A torch Sequential as a network of nnviz: its modules looked at one by one, none of them called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.brought import Brought
from nnviz.files.exchange.gates import OURS, one_way, recurrent_layer
from nnviz.files.exchange.stack import Stack
from nnviz.said import translate

Array = NDArray[Any]


def from_module(model: Any, shape: tuple[int, ...] | None = None) -> Brought:
    """The network of a Sequential; ``shape`` is that of a sample, as the first module takes it.

    Raises ``ValueError`` with one sentence for a module that nnviz has no layer for.
    """
    if type(model).__name__ == "Linear":
        listed = [("0", model)]
    elif type(model).__name__ == "Sequential":
        listed = [*_listed(model, "")]
    else:
        raise ValueError(
            translate(
                "Exchange", "{kind} is no Sequential: only there is it known what follows what."
            ).format(kind=type(model).__name__)
        )
    if not listed:
        raise ValueError(translate("Exchange", "The Sequential has no modules."))
    stack = Stack(_shape(listed, shape))
    for path, module in listed:
        kind = type(module).__name__
        known = _MODULES.get(kind)
        if known is None:
            raise unknown(path, kind)
        known(stack, module, f"{path}: {kind}")
    return stack.finished()


def unknown(path: str, kind: str) -> ValueError:
    """The sentence about a layer that nnviz has none for."""
    return ValueError(
        translate("Exchange", "nnviz has no layer for “{path}”, a {kind}.").format(path=path, kind=kind)
    )


def _listed(model: Any, before: str) -> list[tuple[str, Any]]:
    found = []
    for name, module in model.named_children():
        path = f"{before}{name}"
        found += _listed(module, f"{path}.") if type(module).__name__ == "Sequential" else [(path, module)]
    return found


def _shape(listed: list[tuple[str, Any]], shape: tuple[int, ...] | None) -> tuple[int, ...]:
    """The shape of a sample as nnviz has it."""
    first = listed[0][1]
    if shape is None:
        if type(first).__name__ != "Linear":
            raise ValueError(
                translate("Exchange", "Say the shape of a sample, as the first, a {kind}, takes it.").format(
                    kind=type(first).__name__
                )
            )
        return (int(first.in_features),)
    given = tuple(map(int, shape))
    kinds = [type(one).__name__ for _, one in listed]
    recurrent = any(kind in ("LSTM", "GRU", "RNN") for kind in kinds)
    steps = kinds[0] in ("LSTM", "GRU", "RNN", "Linear", "LayerNorm") and len(given) == 2
    return given[::-1] if steps and (recurrent or kinds[0] == "Linear") else given


def numbers(tensor: Any) -> Array | None:
    """The numbers of a tensor, None of none."""
    return None if tensor is None else np.array(tensor.detach().cpu().numpy())


def given(tensor: Any) -> Array:
    """The numbers of a tensor that must be there."""
    found = numbers(tensor)
    assert found is not None
    return found


def _pair(value: Any, count: int) -> tuple[int, ...]:
    return tuple(map(int, value)) if isinstance(value, tuple | list) else (int(value),) * count


def _refuse(name: str, why: str) -> ValueError:
    return ValueError(translate("Exchange", "{name} cannot be taken: {why}").format(name=name, why=why))


# ---- modules
def _linear(stack: Stack, module: Any, name: str) -> None:
    stack.dense(given(module.weight).T, numbers(module.bias), name)


def _conv(stack: Stack, module: Any, name: str) -> None:
    weight = given(module.weight)
    axes = weight.ndim - 2
    plain = module.groups == 1 and {*_pair(module.dilation, axes)} == {1} and module.padding_mode == "zeros"
    if not plain:
        raise _refuse(name, translate("Exchange", "it works in groups, with gaps, or pads with no zeros."))
    pads = module.padding
    if pads == "same":
        sides = [size - 1 for size in weight.shape[2:]]
        before = tuple(one // 2 for one in sides)
        pads_all = before + tuple(one - one // 2 for one in sides)
    else:
        pads_all = _pair(0 if pads == "valid" else pads, axes) * 2
    stack.conv(weight, numbers(module.bias), _pair(module.stride, axes), pads_all, name)


def _pool(stack: Stack, module: Any, name: str) -> None:
    kind = type(module).__name__
    axes = len(stack.shape) - 1
    sizes = _pair(module.kernel_size, axes)
    stride = sizes if module.stride is None else _pair(module.stride, axes)
    uneven = module.ceil_mode and any(
        length % step for length, step in zip(stack.shape[1:], stride, strict=True)
    )
    if any(_pair(module.padding, axes)) or uneven or {*_pair(getattr(module, "dilation", 1), axes)} != {1}:
        raise _refuse(name, translate("Exchange", "nnviz pools within the picture, window beside window."))
    stack.pool(kind.startswith("Max"), sizes, stride, name)


def _global(stack: Stack, module: Any, name: str) -> None:
    axes = len(stack.shape) - 1
    if {*_pair(module.output_size, axes)} != {1}:
        raise _refuse(name, translate("Exchange", "nnviz pools a whole map to one number."))
    stack.global_pool("Max" in type(module).__name__, name)


def _batch_norm(stack: Stack, module: Any, name: str) -> None:
    mean, variance = numbers(module.running_mean), numbers(module.running_var)
    if mean is None or variance is None:
        raise _refuse(name, translate("Exchange", "it has no running mean and variance."))
    stack.batch_norm(numbers(module.weight), numbers(module.bias), mean, variance, float(module.eps), name)


def _layer_norm(stack: Stack, module: Any, name: str) -> None:
    scale = numbers(module.weight)
    if scale is None:
        scale = np.ones(tuple(module.normalized_shape))
    stack.layer_norm(scale, numbers(module.bias), float(module.eps), name)


def _flatten(stack: Stack, module: Any, name: str) -> None:
    if int(module.start_dim) != 1 or int(module.end_dim) != -1:
        raise _refuse(name, translate("Exchange", "nnviz flattens all of a sample."))
    stack.flatten(name)


def _dropout(stack: Stack, module: Any, name: str) -> None:
    stack.dropout(float(module.p), name)


def _recurrent(stack: Stack, module: Any, name: str) -> None:
    kind = type(module).__name__.lower()
    if getattr(module, "proj_size", 0) or not module.batch_first:
        raise _refuse(name, translate("Exchange", "it must have batch_first and no projection."))
    relu = kind == "rnn" and module.nonlinearity == "relu"
    backs = ("", "_reverse") if module.bidirectional else ("",)
    if relu and len(backs) > 1:
        raise _refuse(name, translate("Exchange", "nnviz reads both ways with tanh."))
    for level in range(int(module.num_layers)):
        ways = []
        for back in backs:
            into, state, *biases = (
                numbers(getattr(module, f"{part}_l{level}{back}", None))
                for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            )
            assert into is not None
            assert state is not None
            ways.append(one_way(kind, OURS[kind], into.T, state.T, biases[0], biases[1]))
        spec, arrays = recurrent_layer(kind, int(module.hidden_size), True, ways, relu=relu)
        stack.recurrent(spec, arrays, name)


def _named(activation: str, setting: str = "") -> Callable[[Stack, Any, str], None]:
    def take(stack: Stack, module: Any, name: str) -> None:
        stack.activation(activation, name, float(getattr(module, setting)) if setting else None)

    return take


def _softplus(stack: Stack, module: Any, name: str) -> None:
    if float(module.beta) != 1:
        raise _refuse(name, translate("Exchange", "nnviz has softplus with a beta of 1."))
    stack.activation("softplus", name)


def _gelu(stack: Stack, module: Any, name: str) -> None:
    if module.approximate != "tanh":
        raise _refuse(name, translate("Exchange", "nnviz has GELU with approximate='tanh'."))
    stack.activation("gelu", name)


def _softmax(stack: Stack, module: Any, name: str) -> None:
    if module.dim not in (1, -1) or len(stack.shape) > 1:
        raise _refuse(name, translate("Exchange", "nnviz has softmax over the features."))
    stack.activation("softmax", name)


def _nothing(stack: Stack, module: Any, name: str) -> None:
    """What passes a sample on as it is."""


_MODULES: dict[str, Callable[[Stack, Any, str], None]] = {
    "Linear": _linear,
    "Conv1d": _conv,
    "Conv2d": _conv,
    **dict.fromkeys(("MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d"), _pool),
    **dict.fromkeys(
        ("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d"), _global
    ),
    "BatchNorm1d": _batch_norm,
    "BatchNorm2d": _batch_norm,
    "LayerNorm": _layer_norm,
    "Flatten": _flatten,
    **dict.fromkeys(("Dropout", "Dropout1d", "Dropout2d"), _dropout),
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "RNN": _recurrent,
    "ReLU": _named("relu"),
    "LeakyReLU": _named("leaky_relu", "negative_slope"),
    "ELU": _named("elu", "alpha"),
    "Sigmoid": _named("sigmoid"),
    "Tanh": _named("tanh"),
    "SiLU": _named("silu"),
    "Softplus": _softplus,
    "GELU": _gelu,
    "Softmax": _softmax,
    "Identity": _nothing,
}
