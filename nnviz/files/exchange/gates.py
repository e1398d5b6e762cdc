"""Recurrent layers of other programs as nnviz has them: the order of their gates, and where biases stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import LayerSpec
from nnviz.engine.layers import GRU, LSTM, RNN, Bidirectional

Array = NDArray[Any]

#: The order of the gates here, as PyTorch has it.
OURS = {"lstm": "ifgo", "gru": "run", "rnn": "h"}
GATES = {"lstm": 4, "gru": 3, "rnn": 1}


def in_order(array: Array, kind: str, theirs: str) -> Array:
    """The same (..., gates * units) with the gates in nnviz's order, from ``theirs``."""
    parts = np.split(array, len(theirs), axis=-1)
    return np.concatenate([parts[theirs.index(gate)] for gate in OURS[kind]], axis=-1)


def one_way(
    kind: str, theirs: str, into: Array, state: Array, bias: Array | None, state_bias: Array | None
) -> dict[str, Array]:
    """The parameters of one direction: ``into`` (features, gates * units), ``state`` (units, gates * units),
    and the two biases (gates * units,). All but a GRU have their sum as one."""
    sums = into.shape[-1]
    first = np.zeros(sums) if bias is None else bias
    second = np.zeros(sums) if state_bias is None else state_bias
    arrays = {"input_weights": into, "state_weights": state}
    arrays |= {"bias": first, "state_bias": second} if kind == "gru" else {"bias": first + second}
    return {name: in_order(array, kind, theirs) for name, array in arrays.items()}


def recurrent_layer(
    kind: str, units: int, every_step: bool, ways: Sequence[Mapping[str, Array]], *, relu: bool = False
) -> tuple[LayerSpec, dict[str, Array]]:
    """The layer with the parameters of one direction, or of both, there and back."""
    arrays = dict(ways[0])
    if len(ways) == 2:
        arrays |= {f"back_{name}": array for name, array in ways[1].items()}
        return Bidirectional(kind, units, every_step), arrays
    if kind == "rnn":
        return RNN(units, every_step, relu), arrays
    return (LSTM if kind == "lstm" else GRU)(units, every_step), arrays
