"""What the person has picked in the diagram."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Selection:
    """A neuron, an edge or an input; of a neuron that is a map, a cell of it.

    ``layer`` counts the layers with weights from 0; for an ``edge``, ``source`` is the unit of
    the layer before (or the input) and ``unit`` the one it leads to; for an ``input``, ``layer``
    is -1 and ``unit`` the index of the feature. A cell has a ``row`` and a ``column``, a strip's the row 0;
    ``behind`` says that it is not in the layer's own map but in what the so manieth part after it, such as a
    pooling, makes of that. ``player`` is the place of its network among those that play.
    """

    kind: Literal["neuron", "edge", "input"]
    layer: int
    unit: int
    source: int = -1
    row: int = -1
    column: int = -1
    behind: int = 0
    player: int = 0

    @property
    def cell(self) -> bool:
        """Whether it is one place in a map."""
        return self.row >= 0

    def at(self, row: int, column: int) -> Selection:
        """That cell of the same neuron."""
        return replace(self, row=row, column=column)

    @property
    def whole(self) -> Selection:
        """The neuron that the cell is of; itself otherwise."""
        return replace(self, row=-1, column=-1, behind=0)
