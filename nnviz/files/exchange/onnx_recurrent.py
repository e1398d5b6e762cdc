"""Recurrent nodes of an ONNX graph: LSTM, GRU and RNN, one way or both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.gates import GATES, one_way, recurrent_layer
from nnviz.files.exchange.onnx_flow import MANY, ONE, WAYS, Flow, Node, Way, unsuitable
from nnviz.said import translate

Array = NDArray[Any]

THEIRS = {"lstm": "iofg", "gru": "urn", "rnn": "h"}
_USUAL = {"lstm": ("sigmoid", "tanh", "tanh"), "gru": ("sigmoid", "tanh"), "rnn": ("tanh",)}


def recurrent(node: Node, way: Way, *, kind: str) -> tuple[Flow, ...]:
    """What leaves at every step, and what it ends with. Which of them is used is not known yet: the layer
    gives every step, and ``Way.last_step`` makes it end."""
    flow = _entering(node, way)
    weights, state, bias = node.constant(1), node.constant(2), node.constant(3)
    units = node.whole("hidden_size", 0)
    direction = node.text("direction", "forward")
    both = direction == "bidirectional"
    if weights is None or state is None or weights.ndim != 3 or state.ndim != 3 or units < 1:
        raise unsuitable(node.name)
    relu = _check(node, kind, both)
    rows = GATES[kind] * units
    if (
        direction == "reverse"
        or weights.shape[:2] != (1 + both, rows)
        or state.shape != (1 + both, rows, units)
    ):
        raise unsuitable(node.name)
    if bias is not None and bias.shape != (1 + both, 2 * rows):
        raise unsuitable(node.name)
    ways = [
        one_way(
            kind,
            THEIRS[kind],
            weights[place].T,
            state[place].T,
            None if bias is None else bias[place, :rows],
            None if bias is None else bias[place, rows:],
        )
        for place in range(1 + both)
    ]
    spec, arrays = recurrent_layer(kind, units, True, ways, relu=relu)
    way.stack.recurrent(spec, arrays, node.name)
    every = way.on(replace(flow, axes=_every(both, batch_first=flow.axes[0] == MANY)))
    last = replace(every, axes=(WAYS if both else ONE, MANY, 0), ends=True)
    return every, last


def _every(both: bool, *, batch_first: bool) -> tuple[Any, ...]:
    ways = WAYS if both else ONE
    return (MANY, 1, ways, 0) if batch_first else (1, ways, MANY, 0)


def _entering(node: Node, way: Way) -> Flow:
    flow = way.settle(node.flow(), node)
    wanted = (MANY, 1, 0) if node.whole("layout", 0) else (1, MANY, 0)
    if not way.begun and flow.axes == (MANY, 1, 2) and wanted[0] == 1:
        flow = way.time_first(flow)
    flow = way.laid(flow, node)
    if flow.axes != wanted:
        raise unsuitable(node.name)
    return flow


def _check(node: Node, kind: str, both: bool) -> bool:
    """Whether it has ReLU; raises for what nnviz's layers do not do."""
    if node.constant(4) is not None:
        lengths = node.constant(4)
        raise ValueError(
            translate("Exchange", "{name} is told how long each of {count} sequences is.").format(
                name=node.name, count=0 if lengths is None else lengths.size
            )
        )
    begins = [node.constant(place) for place in (5, 6)]
    peeps = node.constant(7)
    if any(one is not None and np.any(one) for one in begins):
        raise ValueError(
            translate("Exchange", "{name} begins with a state; here states begin at 0.").format(
                name=node.name
            )
        )
    functions = tuple(text.lower() for text in node.texts("activations"))
    relu = kind == "rnn" and functions[:1] == ("relu",)
    usual = (("relu",) if relu else _USUAL[kind]) * (1 + both)
    unlike = [
        peeps is not None and bool(np.any(peeps)),
        bool(functions) and functions != usual,
        relu and both,
    ]
    if any(unlike) or node.whole("input_forget", 0) or "clip" in node.attributes:
        raise unsuitable(node.name)
    if kind == "gru" and not node.whole("linear_before_reset", 0):
        raise ValueError(
            translate(
                "Exchange", "{name} resets the state before its product; nnviz does so after it, as PyTorch."
            ).format(name=node.name)
        )
    return relu
