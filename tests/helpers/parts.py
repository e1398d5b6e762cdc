"""Parts of made-up networks: for tests of where a drawing puts them, and of what it shows."""

from __future__ import annotations

from nnviz.drawing.moment import Moment, moment_of
from nnviz.drawing.part import Part
from nnviz.training.snapshot import Snapshot


def dense_parts(sizes: tuple[int, ...], shape: tuple[int, ...] | None = None) -> list[Part]:
    """A network of dense layers without numbers; ``sizes`` are those of inputs, hidden layers, outputs."""
    entering = shape or (sizes[0],)
    parts = [Part(-1, "input", entering)]
    for k, units in enumerate(sizes[1:]):
        last = k == len(sizes) - 2
        parts.append(Part(k, "dense", (units,), entering, last, k + 1))
        entering = (units,)
    return parts


def picture_moment(snapshot: Snapshot) -> Moment:
    """A network that looks at 8 x 8 pixels."""
    return moment_of(snapshot, (8, 8))
