"""Each kind of layer as a line of a program of plain NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nnviz.engine.activations import activation
from nnviz.engine.layers import Layer
from nnviz.files.exchange.activations import numpy_pair
from nnviz.files.exchange.plan import rows_of
from nnviz.said import translate

Line = Callable[[Any, str], str]


def _pair(spec: Any) -> str:
    return numpy_pair(activation(getattr(spec, "activation", "linear"), getattr(spec, "parameter", None)))


def _recurrent(spec: Any, name: str) -> str:
    functions = ", relu, relu_back" if getattr(spec, "relu", False) else ", tanh, tanh_back"
    more = functions if spec.kind == "rnn" else ""
    return f'{spec.kind.upper()}("{name}", {spec.every_step}{more})'


def _both_ways(spec: Any, name: str) -> str:
    there, back = _recurrent(spec.one, f"{name}."), _recurrent(spec.one, f"{name}.back_")
    return f"BothWays({there}, {back})"


def _conv(spec: Any, name: str) -> str:
    return f'Conv("{name}", {spec.stride}, {spec.padding == "same"}, {_pair(spec)})'


def _positions(spec: Any, name: str) -> str:
    return f'Positions("{name}")' if spec.form == "learned" else "SinePositions()"


#: By kind: what makes the line of a layer's settings and its name.
LINES: dict[str, Line] = {
    "dense": lambda spec, name: f'Dense("{name}", {_pair(spec)})',
    "code": lambda spec, name: f'Dense("{name}", {_pair(spec)})',
    "dropout": lambda spec, name: f"Dropout({spec.rate})",
    "batch_norm": lambda spec, name: f'BatchNorm("{name}", {spec.momentum}, {spec.eps})',
    "layer_norm": lambda spec, name: f'LayerNorm("{name}", {spec.eps})',
    "flatten": lambda spec, name: "Flatten()",
    "conv": _conv,
    "conv1d": _conv,
    "max_pool": lambda spec, name: f"Pool({spec.size}, largest=True)",
    "avg_pool": lambda spec, name: f"Pool({spec.size}, largest=False)",
    "global_max_pool": lambda spec, name: "GlobalMaxPool()",
    "global_avg_pool": lambda spec, name: "GlobalAvgPool()",
    "rnn": lambda spec, name: _recurrent(spec, f"{name}."),
    "lstm": lambda spec, name: _recurrent(spec, f"{name}."),
    "gru": lambda spec, name: _recurrent(spec, f"{name}."),
    "bidirectional": _both_ways,
    "embedding": lambda spec, name: f'Embedding("{name}")',
    "positions": _positions,
    "attention": lambda spec, name: f'Attention("{name}", {spec.heads}, {spec.full})',
    "variational": lambda spec, name: f'Variational("{name}", {spec.beta})',
}


def lines_of(
    layers: Sequence[Layer], names: Sequence[str], lines: dict[str, Line], flatten: str, residual: str
) -> list[str]:
    """The lines of all layers; the layers of a residual stand within its own, ``residual`` with ``{}``."""
    found: list[list[str]] = []
    for layer, name in zip(layers, names, strict=True):
        spec = layer.spec
        if spec.over:
            inner = ", ".join(line for one in found[-spec.over :] for line in one)
            found[-spec.over :] = [[] for _ in range(spec.over - 1)] + [[residual.format(inner)]]
            found.append([])
            continue
        if spec.kind not in lines:
            raise ValueError(
                translate("Files", "The layer “{name}” cannot be written in such a program.").format(
                    name=name
                )
            )
        own = [flatten] if rows_of(layer) else []
        found.append([*own, lines[spec.kind](spec, name)])
    return [line for one in found for line in one]


def numpy_lines(layers: Sequence[Layer], names: Sequence[str]) -> Iterator[str]:
    """The lines of a network."""
    yield from lines_of(layers, names, LINES, "Flatten()", "Residual([{}])")
