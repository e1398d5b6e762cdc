"""What constructors of layers ask of their arguments: each sentence once."""

from __future__ import annotations

import math
from typing import Any

from nnviz.engine.activations import activation
from nnviz.engine.arrays import is_number
from nnviz.engine.layers.layer import Shape
from nnviz.said import translate


def is_whole(value: Any, most: float = math.inf) -> bool:
    """Whether it is a whole number from 1 to `most`."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def check_activation(name: str, parameter: Any) -> None:
    """ValueError unless there is such an activation, with a number, or None, as its parameter."""
    if parameter is not None and not is_number(parameter):
        raise ValueError(
            translate("Engine", "The parameter of an activation must be a number, not {parameter!r}.").format(
                parameter=parameter
            )
        )
    activation(name, parameter)


def check_pooled(shape: Shape) -> None:
    """ValueError unless samples of that shape have places that can be pooled."""
    if len(shape) not in (2, 3):
        raise ValueError(
            translate(
                "Engine",
                "A pooling takes pictures (channels, rows, columns) or sequences (features, time), not "
                "samples of the shape {shape}.",
            ).format(shape=shape)
        )
