"""What the person has picked in the diagram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Selection:
    """A neuron, an edge or an input.

    ``layer`` counts the layers with weights from 0; for an ``edge``, ``source`` is the unit of
    the layer before (or the input) and ``unit`` the one it leads to; for an ``input``, ``layer``
    is -1 and ``unit`` the index of the feature.
    """

    kind: Literal["neuron", "edge", "input"]
    layer: int
    unit: int
    source: int = -1
