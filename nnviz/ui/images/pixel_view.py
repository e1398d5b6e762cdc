"""A pixel's gradient: all windows that hold it, each with the weight on it times its blame, added up."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.images.grid import Cell, Grid, scale_of
from nnviz.drawing.images.lines import SumLine
from nnviz.drawing.numbers import fitted
from nnviz.session.shown import Shown
from nnviz.training.kernel_gradient import PixelGradient, convolution, pixel_gradient
from nnviz.training.places import Place, entering
from nnviz.ui.images.bar_rows import BarRow, BarRows
from nnviz.ui.images.channel_row import ChannelRow
from nnviz.ui.images.matrix import MatrixView
from nnviz.ui.images.sum_lines import SumLines
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption

_WIDE, _CELL = 200, 18  # px at unit 1 of the map, and of one of its cells, at most
OPEN = 5  # filters that are named; the others stand in one row


class PixelView(QWidget):
    """A click on a cell, or Enter, chooses the pixel; at first it is in the middle of the place's window.

    Where several channels come in, at first that with the largest number there.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._place: Place | None = None
        self._pixel: Cell = (0, 0)
        self._channel = 0
        self.channel = ChannelRow()
        self.channel.channel_chosen.connect(self._on_channel)
        self.head = Caption()
        self.head.setWordWrap(True)
        self.map = MatrixView(_WIDE, pitch=_CELL)
        self.filters, self.lines = BarRows(self.tr("What each filter adds")), SumLines()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.head, self.channel, self.map, self.filters, self.lines):
            self._column.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.map.cell_chosen.connect(self._on_cell)

    def show_moment(self, shown: Shown, place: Place) -> None:
        """Another moment, or another place, in the middle of whose window the pixel is then."""
        layer = convolution(shown.network, place.layer)
        if place != self._place:
            down, across = layer.windows.over(place.row, place.column)
            rows, columns = layer.windows.picture
            self._pixel = min(max(0, sum(down) // 2), rows - 1), min(max(0, sum(across) // 2), columns - 1)
            if shown.probe is not None:
                there = entering(shown.network, shown.probe, place.layer)[:, *self._pixel]
                self._channel = int(np.abs(there).argmax())
        self._shown, self._place = shown, place
        self._show()

    def show_pixel(self, shown: Shown, place: Place, pixel: Cell) -> None:
        """That pixel of the input, which the window of ``place`` holds."""
        self._shown, self._place, self._pixel, self._channel = shown, place, pixel, 0
        self._show()

    def _show(self) -> None:
        shown, place = self._shown, self._place
        if shown is None or place is None or shown.probe is None:
            return
        labelled = shown.probe.loss is not None
        for part in (self.channel, self.map, self.filters, self.lines):
            part.setVisible(labelled)
        if not labelled:
            self.head.setText(self.tr("Say what it is, and there is a loss that pixels can be blamed for."))
            return
        row, column = self._pixel
        found = pixel_gradient(shown.network, shown.probe, place.layer, self._channel, row, column)
        words = self.tr("Row {row}, column {column} is in {n} windows of each filter. Click another pixel.")
        self.head.setText(words.format(row=row + 1, column=column + 1, n=found.products[0].size))
        channels, grey = entering(shown.network, shown.probe, place.layer), place.layer == 0
        values = channels[self._channel]
        self.channel.show_channel(self._channel, len(channels))
        words = self.tr("channel {n} of what comes in").format(n=self._channel + 1)
        title = self.tr("image") if len(channels) == 1 else words
        scale = 1.0 if grey else scale_of(channels)
        self.map.show_grid(Grid(title, values, scale, not grey, marked=self._pixel, gradient=True))
        self._show_filters(found)

    def _show_filters(self, found: PixelGradient) -> None:
        sums = found.products.sum(axis=(1, 2))
        order = np.argsort(-np.abs(sums), kind="stable").tolist()
        named = order if len(order) <= OPEN + 1 else order[:OPEN]
        rows = [BarRow(None, self.tr("filter {n}").format(n=at + 1), float(sums[at])) for at in named]
        if len(named) < len(order):
            rest = order[len(named) :]
            rows.append(BarRow(None, self.tr("{n} more").format(n=len(rest)), float(sums[rest].sum())))
        self.filters.show_rows(rows, digits=4)
        total = fitted(found.value, 4, sign=True)
        line = SumLine("∂L/∂x", total, ruled=True, maths=True, kind="gradient")
        self.lines.show_lines((line,), self.tr("How the gradient adds up"))

    @Slot(object)
    def _on_cell(self, cell: Cell) -> None:
        self._pixel = cell
        self._show()

    @Slot(int)
    def _on_channel(self, channel: int) -> None:
        self._channel = channel
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(8))
