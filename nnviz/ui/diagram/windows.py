"""Paints what a cell of a map has seen: its window in every map before, the lines from it, its kernel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from nnviz.drawing.cells import Seen, cell_frames, channels
from nnviz.drawing.glyphs import GLYPHS
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lit import frame_of
from nnviz.drawing.moment import Moment, weight_full
from nnviz.drawing.part import Floats
from nnviz.drawing.selection import Selection
from nnviz.training.receptive import Field
from nnviz.ui.theme import Theme, with_alpha

BEAM, BEAM_LINE = 0.09, 0.7  # opacity of the light from a window to its cell, and of its two edges (M5)
FAR = 0.55  # opacity of the frames in maps further back
KERNEL = 22.0  # px at unit 1 of a kernel on the line from one of several channels, at most
KERNEL_FROM, KERNEL_SHARE = 4.0, 0.8  # px from where the line begins; of the room between two lines


class WindowPainter:
    """Paints over the network what ``cell`` has seen at one moment."""

    def __init__(
        self, cell: Selection, seen: Seen, layout: DiagramLayout, moment: Moment, theme: Theme
    ) -> None:
        self._cell, self._seen, self._layout, self._moment, self._theme = cell, seen, layout, moment, theme
        self._kernels = layout.layers[cell.layer].kernels

    def paint(self, painter: QPainter) -> None:
        frames = cell_frames(self._cell, self._layout)
        if not frames or not self._seen.fields:
            return
        cell, theme = QRectF(*frames[0]), self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        self._keep_off_kernels(painter)
        near = self._windows(self._seen.fields[0])
        for window in near:
            self._beam(painter, window, cell, 1.0 if len(near) == 1 else 0.45)
        painter.restore()
        for number, field in enumerate(self._seen.fields):
            for window in self._windows(field):
                self._frame(painter, window, 1.0 if not number else FAR)
        self._paint_kernel(painter)
        self._paint_winner(painter)
        painter.setPen(QPen(theme.accent(), 2.0 * theme.unit))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell.adjusted(-1, -1, 1, 1))
        painter.restore()

    # ---- windows
    def _windows(self, field: Field) -> list[QRectF]:
        """Where a field is in each of the maps that are shown."""
        if field.place == 0:
            picture = self._layout.inputs.picture
            if picture is None:
                return []
            (top, bottom), (left, right), side = field.row_span, field.column_span, picture.cell
            ground = picture.x + left * side, picture.y + top * side
            return [QRectF(*ground, (right - left) * side, (bottom - top) * side)]
        tiles = self._layout.maps.get(field.place)
        if tiles is None:
            return []
        spans = field.row_span, field.column_span
        return [QRectF(*tiles.span(slot, *spans)) for slot in channels(field, tiles)]

    def _frame(self, painter: QPainter, window: QRectF, opacity: float) -> None:
        color = with_alpha(self._theme.accent(), opacity)
        painter.setPen(QPen(color, (2.0 if opacity == 1 else 1.4) * self._theme.unit))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(window.adjusted(-1, -1, 1, 1))
        self._hatch(painter, window, color)

    def _hatch(self, painter: QPainter, window: QRectF, color: QColor) -> None:
        """What lies beyond the edge is hatched: it counts as 0, but is no pixel."""
        for ground in self._grounds():
            if ground.intersects(window) and not ground.contains(window):
                path = QPainterPath()
                path.addRect(window)
                inside = QPainterPath()
                inside.addRect(ground)
                beyond = path.subtracted(inside)
                painter.fillPath(beyond, with_alpha(self._theme.surface("stage"), 0.75))
                painter.fillPath(beyond, QBrush(color, Qt.BrushStyle.BDiagPattern))
                return

    def _grounds(self) -> list[QRectF]:
        """The grounds of all maps, and of the picture."""
        picture = self._layout.inputs.picture
        found = []
        if picture is not None:
            right, bottom = picture.right - picture.x, picture.bottom - picture.y
            found.append(QRectF(picture.x, picture.y, right, bottom))
        for tiles in self._layout.maps.values():
            found += [QRectF(*tiles.rect(slot)) for slot in range(len(tiles.units))]
        return found

    def _beam(self, painter: QPainter, window: QRectF, cell: QRectF, strength: float) -> None:
        accent = self._theme.accent()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(accent, BEAM * strength))
        corners = (window.topRight(), cell.topLeft(), cell.bottomLeft(), window.bottomRight())
        painter.drawPolygon(QPolygonF(list(corners)))
        painter.setPen(QPen(with_alpha(accent, BEAM_LINE * strength), 1.2 * self._theme.unit))
        painter.drawLines([QLineF(corners[0], corners[1]), QLineF(corners[3], corners[2])])

    def _keep_off_kernels(self, painter: QPainter) -> None:
        """The light passes behind the kernels."""
        if self._kernels is None or self._cell.behind:
            return
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        path.addRect(QRectF(-1e4, -1e4, 3e4, 3e4))
        for slot in range(len(self._kernels.units)):
            path.addRect(QRectF(*self._kernels.rect(slot)))
        painter.setClipPath(path)

    # ---- what is not a window
    def _paint_winner(self, painter: QPainter) -> None:
        """The place that the largest was taken of."""
        if self._seen.winner is None:
            return
        row, column = self._seen.winner
        tiles = self._layout.maps.get(self._seen.fields[0].place)
        if tiles is None:
            return
        for slot in channels(self._seen.fields[0], tiles):
            place = QRectF(*tiles.span(slot, (row, row + 1), (column, column + 1)))
            painter.setPen(QPen(self._theme.surface("stage"), 2.6 * self._theme.unit))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
            painter.setPen(QPen(self._theme.text(), 1.4 * self._theme.unit))
            painter.drawRect(place)

    def _paint_kernel(self, painter: QPainter) -> None:
        """The weights that made the cell: framed where they stand, or on the line from each channel."""
        if self._cell.behind:
            return
        if self._kernels is None or self._cell.unit not in self._kernels.units:
            paint_kernels(painter, self._cell, self._layout, self._moment, self._theme)
            return
        rect = QRectF(*self._kernels.rect(self._kernels.units.index(self._cell.unit)))
        painter.setPen(QPen(self._theme.accent(), self._theme.line("focus")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-3.5, -3.5, 3.5, 3.5), 6, 6)


def paint_kernels(
    painter: QPainter, target: Selection, layout: DiagramLayout, moment: Moment, theme: Theme
) -> None:
    """The kernel of one filter for each channel, where the line from that begins; nothing for one channel,
    whose kernels stand before the maps, and for layers that have none."""
    part, layer = moment.columns[target.layer], target.layer
    found = GLYPHS[part.kind].kernels
    if found is None or layout.layers[layer].kernels is not None:
        return
    x, y, ends, _ = layout.gap(layer)
    units = layout.layers[layer - 1].units if layer else tuple(range(len(y)))
    kernels, full = found(part)[target.unit], weight_full(part)
    apart = float(np.diff(y).min()) if len(y) > 1 else KERNEL * theme.unit
    side = min(KERNEL * theme.unit, KERNEL_SHARE * apart, KERNEL_SHARE * float(ends.min() - x.max()))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    for slot, unit in enumerate(units):
        left = float(x[slot]) + KERNEL_FROM * theme.unit
        _paint_kernel_at(painter, kernels[unit] / full, left, float(y[slot]), side, theme)


def _paint_kernel_at(
    painter: QPainter, kernel: Floats, left: float, middle: float, side: float, theme: Theme
) -> None:
    """One kernel of numbers -1..1."""
    rows, columns = kernel.shape
    cell = side / max(rows, columns)
    rgb = np.ascontiguousarray(theme.signed_rgb(kernel))
    image = QImage(rgb.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
    ground = QRectF(left, middle - cell * rows / 2, cell * columns, cell * rows)
    painter.fillRect(ground.adjusted(-2, -2, 2, 2), theme.surface("stage"))
    painter.drawImage(ground, image, QRectF(image.rect()))
    painter.setPen(QPen(theme.accent(), 1.2 * theme.unit))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(ground.adjusted(-1, -1, 1, 1))


def paint_seen_by(
    painter: QPainter, pixel: Selection, fields: Sequence[Field], layout: DiagramLayout, theme: Theme
) -> None:
    """Frames of all places whose windows hold a pixel of the picture, in every map that is shown."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number, field in enumerate(fields):
        tiles = layout.maps.get(field.place)
        if tiles is None:
            continue
        painter.setPen(QPen(with_alpha(theme.accent(), FAR if number else 1.0), 1.6 * theme.unit))
        for slot in channels(field, tiles):
            painter.drawRect(
                QRectF(*tiles.span(slot, field.row_span, field.column_span)).adjusted(-1, -1, 1, 1)
            )
    painter.setPen(QPen(theme.accent(), 2.0 * theme.unit))
    for frame in frame_of(pixel, layout):
        painter.drawRect(QRectF(*frame).adjusted(-1, -1, 1, 1))
