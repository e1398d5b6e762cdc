"""All weights of a filter as small tables, channel by channel, of which one weight is chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.drawing.images.grid import Cell, Grid, scale_of
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.ui.images.matrix import MatrixView
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption

MOST = 6  # channels that stand open; of more the five with the largest numbers do
_WIDE, _ALONE = 54, 100  # px at unit 1 of one of several channels, and of a single one


class KernelStrip(QWidget):
    """``weight_chosen(KernelWeight)`` by a click on a cell, or Enter."""

    weight_chosen = Signal(object)

    def __init__(self, alone: int = _ALONE) -> None:
        """``alone`` is the width in px at unit 1 of a single channel at most."""
        super().__init__()
        self._alone = alone
        self._weight: KernelWeight | None = None
        self._tables: dict[MatrixView, int] = {}
        self._theme = Theme()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._more = Caption()
        self._row.addStretch(1)
        self._row.addWidget(self._more)

    @property
    def tables(self) -> tuple[MatrixView, ...]:
        """Those of the channels that stand open."""
        return tuple(self._tables)

    def show_kernel(self, values: NDArray[Any], weight: KernelWeight, title: str) -> None:
        """(channels, rows, columns) numbers of a filter, the one of ``weight`` framed; ``title`` is that
        of a single channel."""
        self._weight = weight
        channels = list(range(len(values)))
        if len(channels) > MOST:
            size = np.abs(values).reshape(len(values), -1).max(axis=1)
            size[weight.channel] = np.inf  # the chosen one is always there
            channels = sorted(np.argsort(-size, kind="stable")[: MOST - 1].tolist())
        self._make(channels, len(values) == 1)
        scale = scale_of(values)
        for table, channel in self._tables.items():
            marked = (weight.row, weight.column) if channel == weight.channel else None
            words = (
                title.format(n=channel + 1) if len(values) == 1 else self.tr("ch {n}").format(n=channel + 1)
            )
            table.show_grid(Grid(words, values[channel], scale, marked=marked, gradient=True))
        left = len(values) - len(channels)
        self._more.setText(self.tr("{n} more").format(n=left) if left else "")

    def _make(self, channels: list[int], alone: bool) -> None:
        if list(self._tables.values()) == channels:
            return
        for table in self._tables:
            table.hide()
            self._row.removeWidget(table)
            table.deleteLater()
        self._tables = {}
        for place, channel in enumerate(channels):
            table = MatrixView(self._alone if alone else _WIDE)
            table.cell_chosen.connect(self._on_cell)
            self._tables[table] = channel
            self._row.insertWidget(place, table)
            table.set_theme(self._theme)
            table.show()

    @Slot(object)
    def _on_cell(self, cell: Cell) -> None:
        table, weight = self.sender(), self._weight
        if isinstance(table, MatrixView) and weight is not None:
            chosen = KernelWeight(weight.layer, weight.unit, self._tables[table], *cell)
            self.weight_chosen.emit(chosen)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._row.setSpacing(theme.px(6))
