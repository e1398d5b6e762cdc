"""What is painted of one place of a map, in which looks; and where things stand on its maps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from nnviz.drawing.images.grid import Cell, Grid
from nnviz.drawing.micro.kernel_blame import KernelBlame
from nnviz.drawing.micro.kernel_plan import KernelPlan, KernelRow
from nnviz.drawing.micro.kernel_state import KernelState
from nnviz.training.places import Pooled
from nnviz.ui.theme import Theme


@dataclass(frozen=True, eq=False)
class KernelCanvas:
    """What is painted, where, and in which looks.

    ``behind`` (rows, columns) is how far the window, and the cell of the result, are still from the place
    that they are gliding to, in places of the map.
    """

    state: KernelState
    plan: KernelPlan
    theme: Theme
    behind: tuple[float, float] = (0.0, 0.0)

    @cached_property
    def blame(self) -> KernelBlame | None:
        """Of a step back in a convolution, the way through the place."""
        return KernelBlame.of(self.state) if self.state.backward else None

    @property
    def mark(self) -> QColor:
        """The colour of what is spoken of: magenta only where it is blame."""
        return self.theme.accent()

    def framed_cells(self, table: int, row: KernelRow) -> list[tuple[Cell, QColor]]:
        """The cells of a table that are spoken of, with the colour of their frame."""
        found, asked = self.state.found, self.state.micro.asked
        if isinstance(found, Pooled):
            grid = self.state.grid(table, 0)
            known = self.state.knows("gives")
            return (
                [(grid.marked, self.theme.gradient if table else self.mark)]
                if grid and grid.marked and known
                else []
            )
        if asked is None or asked.channel != row.channel or not self._speaks_of_weight:
            return []
        return [((asked.row, asked.column), self.theme.gradient if table == 1 else self.mark)]

    @property
    def _speaks_of_weight(self) -> bool:
        return self.state.backward or self.state.micro.kernel is not None


def map_box(box: QRectF, grid: Grid) -> QRectF:
    """A map in its own proportions, in the middle of ``box``."""
    rows, columns = grid.shape
    scale = min(box.width() / columns, box.height() / rows)
    found = QRectF(0, 0, columns * scale, rows * scale)
    found.moveCenter(box.center())
    return found


def window_box(box: QRectF, grid: Grid, canvas: KernelCanvas) -> QRectF:
    """The window on a map; it may reach beyond the edge."""
    under, scale = canvas.state.found.under, box.width() / grid.shape[1]
    down, across = (step * by for step, by in zip(canvas.state.stride, canvas.behind, strict=True))
    (top, bottom), (left, right) = under.down, under.across
    return QRectF(
        box.x() + (left + across) * scale,
        box.y() + (top + down) * scale,
        (right - left) * scale,
        (bottom - top) * scale,
    )


def slide_box(plan: KernelPlan) -> QRectF:
    """Where the button stands that lets the kernel slide on: in the lower left corner."""
    side = 28 * plan.unit
    return QRectF(10 * plan.unit, plan.height - side - 4 * plan.unit, side, side)


def landing_cell(box: QRectF, grid: Grid, behind: tuple[float, float] = (0.0, 0.0)) -> QRectF:
    """The cell of the place on the map of the result."""
    row, column = (at + by for at, by in zip(grid.marked or (0, 0), behind, strict=True))
    scale = box.width() / grid.shape[1]
    return QRectF(box.x() + column * scale, box.y() + row * scale, scale, scale)
