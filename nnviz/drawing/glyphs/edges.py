"""The numbers of the lines into a layer."""

from __future__ import annotations

import numpy as np

from nnviz.drawing.part import Floats, Part
from nnviz.training.snapshot import EdgeKind


def dense_edges(part: Part, kind: EdgeKind) -> Floats:
    """(inputs, units): w, w times what enters, or dL/dw of the shown sample."""
    weights = part.parameters["weights"]
    if kind == "weights":
        return weights
    entering = np.ravel(part.values["x"])
    if kind == "signal":
        return weights * entering[:, np.newaxis]
    return np.outer(entering, part.values["dz"])


def no_edges(part: Part, kind: EdgeKind) -> Floats:
    """What lies in a row with the part before it has no lines of its own."""
    return np.empty((0, 0))
