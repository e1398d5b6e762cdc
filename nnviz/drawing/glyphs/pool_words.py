"""What is said of a pooling."""

from __future__ import annotations

from nnviz.drawing.moment import Moment
from nnviz.drawing.part import Part, grid, windows_of
from nnviz.said import translate


def describe(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """What it does, and what becomes of the size."""
    assert part.spec is not None
    title = translate("Diagram", "{kind}: {purpose}").format(kind=part.spec.label, purpose=part.spec.purpose)
    rows, columns = grid(part.input_shape)
    if len(part.shape) == 1:
        text = translate("Diagram", "{rows} × {columns} values become 1")
        return title, (text.format(rows=rows, columns=columns),)
    (high, wide), (down, across) = windows_of(part).size, grid(part.shape)
    return title, (
        translate("Diagram", "windows of {high} × {wide}").format(high=high, wide=wide),
        translate("Diagram", "{rows} × {columns} values become {down} × {across}").format(
            rows=rows, columns=columns, down=down, across=across
        ),
    )
