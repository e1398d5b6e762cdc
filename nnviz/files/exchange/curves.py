"""Which activation of nnviz a function is that another program has put together of small steps."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.engine import ACTIVATIONS

Numbers = NDArray[np.float64]

#: Where functions are compared: near 0, where they bend, and far off.
GRID: Numbers = np.concatenate([np.linspace(-6, 6, 97), [-30.0, -12.5, 12.5, 30.0]])
GRID.flags.writeable = False
_NEAR = 2e-6


def activation_of(values: NDArray[Any]) -> tuple[str, float | None] | None:
    """The (name, parameter) of the activation that has these values on ``GRID``; None where none has."""
    with np.errstate(all="ignore"):
        for name, known in _known().items():
            if np.allclose(values, known, rtol=1e-6, atol=_NEAR):
                return name, None
        left = float(-values[np.searchsorted(GRID, -1.0)])
        slope = ("leaky_relu", left) if 0 < left < 1 else None
        for name, parameter in filter(None, (slope, _elu(values))):
            table = ACTIVATIONS[name].with_parameter(parameter)
            if np.allclose(values, table.function(GRID.copy()), rtol=1e-5, atol=_NEAR):
                return name, parameter
    return None


def _elu(values: NDArray[Any]) -> tuple[str, float] | None:
    """ELU with the alpha that its lower end would have."""
    alpha = float(-values[GRID == -30.0][0])
    return ("elu", alpha) if 0 < alpha <= 100 else None


@cache
def _known() -> dict[str, Numbers]:
    elementwise = {name: entry for name, entry in ACTIVATIONS.items() if entry.elementwise}
    return {name: np.asarray(entry.function(GRID.copy()), np.float64) for name, entry in elementwise.items()}
