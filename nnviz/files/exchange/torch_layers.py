"""Each kind of layer in PyTorch: the expression that makes it, and its arrays by PyTorch's names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnviz.engine.arrays import Array
from nnviz.engine.layers import Layer
from nnviz.files.exchange.activations import framework_text
from nnviz.said import translate


@dataclass(frozen=True)
class Module:
    """A module of the network: its expression, its arrays, and which of them are weights (not biases)."""

    text: str
    arrays: Mapping[str, Array] = field(default_factory=dict)
    weights: tuple[str, ...] = ()
    after: str = ""  # the activation


def _linear(layer: Any, name: str = "Linear", inner: str = "") -> Module:
    values = layer.values
    inputs, units = values["weights"].shape
    arrays = {f"{inner}weight": values["weights"].T, f"{inner}bias": values["bias"]}
    return Module(f"nn.Linear({inputs}, {units})", arrays, (f"{inner}weight",))


def _dense(layer: Any) -> Module:
    after = framework_text("torch", layer.activation)
    if len(layer.output_shape) > 1:
        module = _linear(layer, inner="inner.")
        return Module(f"AtEveryStep({module.text})", module.arrays, module.weights, after)
    module = _linear(layer)
    return Module(module.text, module.arrays, module.weights, after)


def _batch_norm(layer: Any) -> Module:
    spec, kind = layer.spec, {1: "1d", 2: "1d", 3: "2d"}[len(layer.input_shape)]
    arrays = {
        "weight": layer.values["scale"],
        "bias": layer.values["shift"],
        "running_mean": layer.running["mean"],
        "running_var": layer.running["variance"],
    }
    text = f"nn.BatchNorm{kind}({layer.input_shape[0]}, eps={spec.eps}, momentum={spec.momentum})"
    return Module(text, arrays)


def _layer_norm(layer: Any) -> Module:
    text = f"nn.LayerNorm({layer.input_shape[0]}, eps={layer.spec.eps})"
    several = len(layer.input_shape) > 1
    before = "inner." if several else ""
    arrays = {f"{before}weight": layer.values["scale"], f"{before}bias": layer.values["shift"]}
    return Module(f"AtEveryStep({text})" if several else text, arrays)


def _conv(layer: Any) -> Module:
    spec, windows = layer.spec, layer.windows
    dims = len(layer.input_shape) - 1
    axes = range(2 - dims, 2)
    edges = []
    for axis in axes:
        needed = (windows.places[axis] - 1) * windows.stride[axis] + windows.size[axis]
        edges.append((windows.before[axis], max(0, needed - windows.picture[axis] - windows.before[axis])))
    if spec.padding == "valid":
        edges = [(0, 0)] * dims
    pads = ", ".join(f"{before}, {after}" for before, after in reversed(edges))
    told = f"nn.Conv{dims}d({layer.input_shape[0]}, {spec.filters}, {spec.size}, stride={spec.stride}"
    told += ")" if spec.bias else ", bias=False)"
    padded = any(edge != (0, 0) for edge in edges)
    text = f"nn.Sequential(nn.ZeroPad{dims}d(({pads})), {told})" if padded else told
    before = "1." if padded else ""
    arrays = {f"{before}weight": layer.values["weights"]}
    if spec.bias:
        arrays[f"{before}bias"] = layer.values["bias"]
    return Module(text, arrays, (f"{before}weight",), framework_text("torch", layer.activation))


def _pool(kind: str) -> Callable[[Any], Module]:
    return lambda layer: Module(f"nn.{kind}Pool{len(layer.input_shape) - 1}d({layer.spec.size})")


def _half(layer: Any, prefix: str, ending: str) -> dict[str, Array]:
    """The arrays of one direction by PyTorch's names; its second bias, where nnviz has one, is 0."""
    values = {name.removeprefix(prefix): one for name, one in layer.values.items() if name.startswith(prefix)}
    return {
        f"inner.weight_ih_l0{ending}": values["input_weights"].T,
        f"inner.weight_hh_l0{ending}": values["state_weights"].T,
        f"inner.bias_ih_l0{ending}": values["bias"],
        f"inner.bias_hh_l0{ending}": values.get("state_bias", np.zeros_like(values["bias"])),
    }


def _reads(layer: Any, spec: Any, ways: Sequence[tuple[str, str]]) -> Module:
    told = [str(layer.input_shape[0]), str(spec.units), "batch_first=True"]
    if getattr(spec, "relu", False):
        told.append('nonlinearity="relu"')
    if len(ways) > 1:
        told.append("bidirectional=True")
    arrays: dict[str, Array] = {}
    for prefix, ending in ways:
        arrays |= _half(layer, prefix, ending)
    weights = tuple(name for name in arrays if ".weight_" in name)
    return Module(
        f"Reads(nn.{spec.kind.upper()}({', '.join(told)}), every_step={spec.every_step})", arrays, weights
    )


def _embedding(layer: Any) -> Module:
    symbols, size = layer.values["weights"].shape
    text = f"AtEveryStep(nn.Linear({symbols}, {size}, bias=False))"
    return Module(text, {"inner.weight": layer.values["weights"].T}, ("inner.weight",))


def _positions(layer: Any) -> Module:
    if not layer.parameters:
        return Module("SinePositions()")
    features, steps = layer.input_shape
    return Module(f"Positions({features}, {steps})", {"weight": layer.values["weights"].T}, ("weight",))


def _attention(layer: Any) -> Module:
    arrays: dict[str, Array] = {}
    for part in ("query", "key", "value", "output"):
        arrays[f"inner.{part}.weight"] = layer.values[f"{part}_weights"].T
        arrays[f"inner.{part}.bias"] = layer.values[f"{part}_bias"]
    text = f"AtEveryStep(Attention({layer.input_shape[0]}, {layer.spec.heads}, full={layer.spec.full}))"
    return Module(text, arrays, tuple(name for name in arrays if name.endswith("weight")))


def _variational(layer: Any) -> Module:
    values = layer.values
    arrays = {
        "mean.weight": values["weights"].T,
        "mean.bias": values["bias"],
        "spread.weight": values["spread_weights"].T,
        "spread.bias": values["spread_bias"],
    }
    text = f"Variational({layer.input_size}, {layer.spec.units}, beta={layer.spec.beta})"
    return Module(text, arrays, ("mean.weight", "spread.weight"))


MODULES: dict[str, Callable[[Any], Module]] = {
    "dense": _dense,
    "code": _dense,
    "dropout": lambda layer: Module(f"Dropout({layer.spec.rate})"),
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "flatten": lambda layer: Module("nn.Flatten()"),
    "conv": _conv,
    "conv1d": _conv,
    "max_pool": _pool("Max"),
    "avg_pool": _pool("Avg"),
    "global_max_pool": lambda layer: Module("LargestOfMap()"),
    "global_avg_pool": lambda layer: Module("MeanOfMap()"),
    "rnn": lambda layer: _reads(layer, layer.spec, [("", "")]),
    "lstm": lambda layer: _reads(layer, layer.spec, [("", "")]),
    "gru": lambda layer: _reads(layer, layer.spec, [("", "")]),
    "bidirectional": lambda layer: _reads(layer, layer.spec.one, [("", ""), ("back_", "_reverse")]),
    "embedding": _embedding,
    "positions": _positions,
    "attention": _attention,
    "variational": _variational,
}


def modules(layers: Sequence[Layer], names: Sequence[str]) -> list[Module]:
    """The modules of a network one after another, as ``nn.Sequential`` numbers them; an activation is one.

    The names of arrays are whole: “0.weight”.
    """
    nested: list[list[Module]] = []
    for layer, name in zip(layers, names, strict=True):
        if over := layer.spec.over:
            inner = [module for one in nested[-over:] for module in one]
            nested[-over:] = [[] for _ in range(over)]
            nested.append([_within(inner)])
            continue
        if layer.spec.kind not in MODULES:
            raise ValueError(
                translate("Files", "The layer “{name}” cannot be written for PyTorch.").format(name=name)
            )
        nested.append([*_modules(layer)])
    return [_prefixed(module, f"{k}.") for k, module in enumerate(one for part in nested for one in part)]


def _modules(layer: Layer) -> Iterator[Module]:
    module = MODULES[layer.spec.kind](layer)
    if layer.spec.kind in ("dense", "code", "variational") and len(layer.input_shape) == 3:
        yield Module("nn.Flatten()")
    yield module
    if module.after:
        yield Module(module.after)


def _prefixed(module: Module, before: str) -> Module:
    arrays = {before + name: array for name, array in module.arrays.items()}
    return Module(module.text, arrays, tuple(before + name for name in module.weights))


def _within(inner: Sequence[Module]) -> Module:
    named = [_prefixed(module, f"inner.{k}.") for k, module in enumerate(inner)]
    arrays = {name: array for module in named for name, array in module.arrays.items()}
    weights = tuple(name for module in named for name in module.weights)
    return Module(f"Residual({', '.join(module.text for module in named)})", arrays, weights)
