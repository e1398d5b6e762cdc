"""The numbers of an ONNX file that nnviz wrote, by nnviz's names for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.files.exchange.gates import GATES, one_way
from nnviz.files.exchange.onnx_recurrent import THEIRS
from nnviz.files.exchange.torch_names import as_numbers

Array = NDArray[Any]

#: What brings answers into the unit of a table: they are divided by the first, the second is added.
OWN_UNIT = ("answers_factor", "answers_offset")
_WAYS = ("", "back_")


def by_our_names(constants: Mapping[str, Array]) -> dict[str, Array]:
    """All parameters; those of recurrent layers and positions, which ONNX has otherwise, turned back.

    Raises ``ValueError`` with one sentence for a number that is none.
    """
    found = as_numbers({name: array for name, array in constants.items() if array.dtype.kind == "f"})
    for name in [*found]:
        layer, _, own = name.rpartition(".")
        if own == "W":
            found |= _recurrent(layer, found)
        elif own == "added" and found[name].ndim == 3:
            found[f"{layer}.weights"] = found[name][0].T
    return found


def _recurrent(layer: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The parameters of a recurrent layer, of both ways where it has two; none where they do not fit."""
    weights, state, bias = (arrays.get(f"{layer}.{own}", np.zeros(0)) for own in ("W", "R", "B"))
    if (weights.ndim, state.ndim, bias.ndim) != (3, 3, 2) or not state.shape[2]:
        return {}
    rows, units = state.shape[1:]
    kind = next((kind for kind, gates in GATES.items() if gates * units == rows), "")
    if not kind or weights.shape[:2] != state.shape[:2] or bias.shape != (len(state), 2 * rows):
        return {}
    found: dict[str, Array] = {}
    for before, into, back, both in zip(_WAYS, weights, state, bias, strict=False):
        ours = one_way(kind, THEIRS[kind], into.T, back.T, both[:rows], both[rows:])
        found |= {f"{layer}.{before}{own}": array for own, array in ours.items()}
    return found
