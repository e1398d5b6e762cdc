"""Lines painted by NumPy: the pixel coverage of all curves at once, for the picture while it plays.

QPainter takes 0.03 to 0.1 ms for each antialiased curve; this takes a hundredth of that. A curve is a
function of x, so in each column of pixels a line of width w and slope s covers the interval
y ± w/2·sqrt(1 + s²). Only the two ends of the interval are noted, each shared between two rows, and a
running sum down the columns makes exact coverage of them. Lines are gathered in four planes (sign, and
weak or strong) that are coloured at the end: the order of painting has no part in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from nnviz.ui.diagram.edge_curve import height_at, slope_at
from nnviz.ui.diagram.edge_paint import clock
from nnviz.ui.diagram.edges import Lines
from nnviz.ui.diagram.layout import DiagramLayout
from nnviz.ui.diagram.viewport import Viewport
from nnviz.ui.theme import Theme

Single = NDArray[np.float32]
Pixels = NDArray[np.uint32]

PLANES = 4
STRONG = 0.62  # tone above which a line is in the plane of the strong
MARGIN = 6.0  # px above and below the outermost ends


class _Gap:
    """The geometry of one gap: for each pair of sub-columns, the curve's shape in every column of pixels."""

    def __init__(self, layout: DiagramLayout, k: int, viewport: Viewport, width: int) -> None:
        x0, y0, x1, y1 = layout.gap(k)
        starts, self.start_of = np.unique(x0 * viewport.scale + viewport.dx, return_inverse=True)
        ends, self.end_of = np.unique(x1 * viewport.scale + viewport.dx, return_inverse=True)
        self.first = int(np.clip(np.floor(starts.min()), 0, width))
        self.last = int(np.clip(np.ceil(ends.max()), self.first, width))
        self.y0, self.y1 = (np.asarray(y * viewport.scale + viewport.dy) for y in (y0, y1))
        self.ends = len(ends)
        middle = np.arange(self.first, self.last) + 0.5
        most = max(len(y0), len(y1))
        table = (len(starts) * len(ends), len(middle))
        place = (middle - starts[:, None, None]) / (ends[:, None] - starts[:, None, None])
        self.inside = ((place >= 0) & (place <= 1)).astype(np.float32).reshape(table)
        place = np.clip(place, 0, 1)
        wide = (ends[:, None] - starts[:, None, None]).astype(np.float32)
        self.shape = height_at(place, most).astype(np.float32).reshape(table)
        self.slope = (slope_at(place, most) / wide).astype(np.float32).reshape(table)


class Coverage:
    """Paints lines of one layout, seen through one viewport, on width x height px at ``dpr``."""

    def __init__(
        self, layout: DiagramLayout, viewport: Viewport, width: int, height: int, dpr: float
    ) -> None:
        self._gaps = [_Gap(layout, k, viewport, width) for k in range(len(layout.layers))]
        self._left = min(gap.first for gap in self._gaps)
        self._columns = max(gap.last for gap in self._gaps) - self._left
        ends = np.concatenate([y for gap in self._gaps for y in (gap.y0, gap.y1)])
        # Rows as fine as the device up to a ratio of 2, where the picture is enlarged at the end.
        self._dpr, self._scale = dpr, viewport.scale
        self._fine = fine = dpr if dpr < 2 else 1.0
        self._top = int(np.clip((ends.min() - MARGIN) * fine, 0, height * fine))
        self._rows = int(np.clip((ends.max() + MARGIN) * fine, self._top, height * fine)) - self._top
        shape = (self._rows + 2, PLANES, self._columns)
        self._planes = np.zeros(shape, dtype=np.float32)
        self._mixed = np.empty((self._rows, 4, self._columns), dtype=np.float32)
        self._clear, self._term = np.empty((2, self._rows, self._columns), dtype=np.float32)
        self._word = np.empty((self._rows, self._columns), dtype=np.int32)
        self._out = np.empty((self._rows, self._columns), dtype=np.uint32)

    def paint(self, pixels: Pixels, lines: Lines, start: int, theme: Theme) -> float:
        """Paint ``lines`` from ``start`` on, over the stage, into ``pixels`` (device rows, columns).

        The ms that went into the lines themselves; the rest is the same for any number of them.
        """
        if not self._rows or not self._columns:
            return 0.0
        self._planes.fill(0.0)
        part = slice(start, None)
        strong = np.abs(lines.tone[part]) > STRONG
        plane = (lines.tone[part] < 0) * 2 + strong
        began = clock()
        for k, gap in enumerate(self._gaps):
            mine = np.flatnonzero(lines.gap[part] == k)
            if len(mine) and gap.last > gap.first:
                self._add(gap, lines, start + mine, plane[mine])
        spent = (clock() - began) * 1e3
        rows = self._planes.reshape(self._rows + 2, -1)
        for row in range(1, self._rows):
            np.add(rows[row], rows[row - 1], out=rows[row])
        self._color(pixels, self._tones(lines, part, plane, theme), theme)
        return spent

    def _add(self, gap: _Gap, lines: Lines, mine: NDArray[np.intp], plane: NDArray[np.intp]) -> None:
        """Note both ends of what each line covers in each column."""
        source, target = lines.source[mine], lines.target[mine]
        pair = gap.start_of[source] * gap.ends + gap.end_of[target]
        fine = self._fine
        y0 = (gap.y0[source] * fine - self._top).astype(np.float32)[:, None]
        drop = ((gap.y1[target] - gap.y0[source]) * fine).astype(np.float32)[:, None]
        width = (lines.width[mine] * (self._scale * fine / 2)).astype(np.float32)[:, None]
        middle = gap.shape[pair]
        middle *= drop
        middle += y0
        half = gap.slope[pair]
        half *= drop / np.float32(fine)
        np.multiply(half, half, out=half)
        half += 1.0
        np.sqrt(half, out=half)
        half *= width
        alpha = gap.inside[pair]
        alpha *= lines.alpha[mine].astype(np.float32)[:, None]
        offset = plane[:, None] * self._columns + np.arange(gap.first - self._left, gap.last - self._left)
        self._note(middle - half, alpha, offset)
        middle += half
        np.negative(alpha, out=alpha)
        self._note(middle, alpha, offset)

    def _note(self, y: Single, alpha: Single, offset: NDArray[np.intp]) -> None:
        """Add ``alpha`` from ``y`` (px) on downwards."""
        np.clip(y, 0, self._rows, out=y)
        whole = np.trunc(y)
        y -= whole
        row = whole.astype(np.intp)
        row *= PLANES * self._columns
        row += offset
        y *= alpha
        np.subtract(alpha, y, out=whole)
        flat = self._planes.reshape(-1)
        np.add.at(flat, row.reshape(-1), whole.reshape(-1))
        row += PLANES * self._columns
        np.add.at(flat, row.reshape(-1), y.reshape(-1))

    def _tones(self, lines: Lines, part: slice, plane: NDArray[Any], theme: Theme) -> NDArray[np.float32]:
        """(4, planes) red, green, blue, ink: a plane has the colour of its lines' mean tone."""
        ink = lines.alpha[part] * lines.width[part]
        amount = np.bincount(plane, ink, PLANES)
        tone = np.bincount(plane, ink * lines.tone[part], PLANES) / np.maximum(amount, 1e-9)
        rgb = theme.signed_rgb(tone)
        channels = [(rgb >> np.uint32(shift)) & np.uint32(255) for shift in (16, 8, 0)]
        return np.stack([*channels, np.ones(PLANES)]).astype(np.float32)

    def _color(self, pixels: Pixels, colors: NDArray[np.float32], theme: Theme) -> None:
        """Ink up to 1 covers the stage in proportion; beyond, colours share the pixel."""
        np.matmul(colors, self._planes[: self._rows], out=self._mixed)
        ink, clear, term, word, out = self._mixed[:, 3], self._clear, self._term, self._word, self._out
        np.subtract(np.float32(1.0), ink, out=clear)
        np.maximum(clear, np.float32(0.0), out=clear)
        np.maximum(ink, np.float32(1.0), out=term)
        np.divide(np.float32(1.0), term, out=term)
        self._mixed *= term[:, None]
        out.fill(0xFF000000)
        for channel, stage in enumerate(_channels(theme.surface("stage"))):
            np.multiply(clear, np.float32(stage), out=term)
            term += self._mixed[:, channel]
            np.copyto(word, term, casting="unsafe")
            np.left_shift(word, 16 - 8 * channel, out=word)
            np.bitwise_or(out, word.view(np.uint32), out=out)
        self._deliver(pixels)

    def _deliver(self, pixels: Pixels) -> None:
        """Put the finished part in its place, enlarged to the pixels of the device."""
        dpr, out = self._dpr, self._out
        top, left = round(self._top * dpr / self._fine), round(self._left * dpr)
        goal = pixels[top:, left:]
        if dpr == 2.0:
            down, across = _mean(out[:-1], out[1:]), _mean(out[:, :-1], out[:, 1:])
            height, width = 2 * self._rows, 2 * self._columns
            goal[0:height:2, 0:width:2] = out
            goal[1 : height - 1 : 2, 0:width:2] = down
            goal[0:height:2, 1 : width - 1 : 2] = across
            goal[1 : height - 1 : 2, 1 : width - 1 : 2] = _mean(down[:, :-1], down[:, 1:])
            return
        height = min(goal.shape[0], round(self._rows * dpr / self._fine))
        width = min(goal.shape[1], round(self._columns * dpr))
        if out.shape != (height, width):
            rows = np.minimum((np.arange(height) * self._fine / dpr).astype(np.intp), self._rows - 1)
            columns = np.minimum((np.arange(width) / dpr).astype(np.intp), self._columns - 1)
            out = out[rows[:, None], columns]
        goal[:height, :width] = out


def _mean(a: Pixels, b: Pixels) -> Pixels:
    """The mean of two colours, byte by byte."""
    return (a & b) + (((a ^ b) & np.uint32(0xFEFEFEFE)) >> np.uint32(1))


def _channels(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
