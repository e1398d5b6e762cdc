"""Lines made into pixels by NumPy: the pixel coverage of all curves at once, for the picture while it plays.

QPainter takes 0.03 to 0.1 ms for each antialiased curve; this takes a tenth of that. A curve is a
function of x, so in each column of pixels a line of width w and slope s covers the interval
y ± w/2·sqrt(1 + s²). Only the two ends of the interval are noted, each shared between two rows, and a
running sum down the columns makes exact coverage of them. Blue, green, red and ink are fields of 16 bits
in one 64-bit word, so that one sum does for all four; the order of painting has no part in it.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.curve import height_at, slope_at
from nnviz.drawing.layout import DiagramLayout
from nnviz.drawing.lines import Lines
from nnviz.drawing.look import Look
from nnviz.drawing.viewport import Viewport

Single = NDArray[np.float32]
Pixels = NDArray[np.uint32]
Words = NDArray[np.int64]
Ints = NDArray[np.int32]

STEPS = 16  # shares of a row that an end of an interval is rounded to
MARGIN = 6.0  # px above and below the outermost ends
BLOCK = 6000  # places worked on at once: they stay in the cache
FULL = 255 << 2  # an ink of 1, in a field; less where so many lines might meet that a field overflows
_FIELDS = np.array([0, 16, 32, 48], dtype=np.uint64)  # blue, green, red, ink: as Qt has them
_KEPT = np.uint64(0x0FFF0FFF_0FFF0FFF)  # without what division by STEPS moves over from the next field


#: What painting costs the training beside it, however busy the machine: CPU time, where it is fine enough.
clock = time.perf_counter if sys.platform == "win32" else time.thread_time


class _Pair:
    """The curve's shape between two sub-columns, in every column of pixels whose middle it crosses."""

    def __init__(self, start: float, end: float, most: int, width: int) -> None:
        self.first = int(np.clip(np.ceil(start - 0.5), 0, width))
        self.last = int(np.clip(np.floor(end - 0.5) + 1, self.first, width))
        place = np.clip((np.arange(self.first, self.last) + 0.5 - start) / (end - start), 0, 1)
        self.shape = height_at(place, most).astype(np.float32)
        self.slope = (slope_at(place, most) / (end - start)).astype(np.float32)


class _Gap:
    """The geometry of one gap, by pairs of the sub-columns that its edges join."""

    def __init__(self, layout: DiagramLayout, k: int, viewport: Viewport, width: int) -> None:
        x0, y0, x1, y1 = layout.gap(k)
        starts, self.start_of = np.unique(x0 * viewport.scale + viewport.dx, return_inverse=True)
        ends, self.end_of = np.unique(x1 * viewport.scale + viewport.dx, return_inverse=True)
        self.y0, self.y1 = (np.asarray(y * viewport.scale + viewport.dy) for y in (y0, y1))
        self.ends = len(ends)
        most = max(len(y0), len(y1))
        self.pairs = [_Pair(start, end, most, width) for start in starts.tolist() for end in ends.tolist()]


class Coverage:
    """Paints lines of one layout, seen through one viewport, on width x height px at ``dpr``."""

    def __init__(
        self, layout: DiagramLayout, viewport: Viewport, width: int, height: int, dpr: float
    ) -> None:
        self._gaps = [_Gap(layout, k, viewport, width) for k in range(len(layout.layers))]
        self._left = min(pair.first for gap in self._gaps for pair in gap.pairs)
        self._columns = max(pair.last for gap in self._gaps for pair in gap.pairs) - self._left
        ends = np.concatenate([y for gap in self._gaps for y in (gap.y0, gap.y1)])
        # Rows as fine as the device up to a ratio of 2, where the picture is enlarged at the end.
        self._dpr, self._scale = dpr, viewport.scale
        self._fine = fine = dpr if dpr < 2 else 1.0
        self._top = int(np.clip((ends.min() - MARGIN) * fine, 0, height * fine))
        self._rows = int(np.clip((ends.max() + MARGIN) * fine, self._top, height * fine)) - self._top
        self._sum = np.zeros((self._rows + 2, self._columns), dtype=np.int64)
        self._sum_rows = list(self._sum)
        self._bytes = np.empty((self._rows, self._columns, 4), dtype=np.uint8)
        self._double = _Doubler(self._rows, self._columns if dpr == 2.0 else 0)
        self.line_ms = 0.0  # what the last picture's lines took; the rest is the same for any number

    @property
    def corner(self) -> tuple[float, float]:
        """Where the picture of :meth:`paint` has its top left corner, in px of the widget."""
        return round(self._left * self._dpr) / self._dpr, self._top / self._fine

    def paint(self, lines: Lines, start: int, look: Look) -> Pixels | None:
        """(rows, columns) 0xAARRGGBB, premultiplied, of ``lines`` from ``start`` on, on transparent ground.

        In pixels of the device; good until the next call. None where none of it is in sight.
        """
        if not self._rows or not self._columns:
            return None
        self._sum.fill(0)
        began = clock()
        full = self._note_all(lines, start, look)
        self.line_ms = (clock() - began) * 1e3
        above = self._sum_rows[0]
        for row in self._sum_rows[1 : self._rows]:
            np.add(row, above, out=row)
            above = row
        self._resolve(full)
        return self._enlarged(self._bytes.view(np.uint32)[..., 0])

    # ---- the ends of the intervals
    def _note_all(self, lines: Lines, start: int, look: Look) -> float:
        """Note where every line begins and ends in every column; what an ink of 1 is in a field."""
        gap_of = lines.gap[start:]
        inks = np.bincount(gap_of, lines.alpha[start:], len(self._gaps))
        # All lines of a gap through one pixel: then its field of 16 bits is just full.
        full = float(min(FULL, 65535 / max(float(inks.max(initial=0.0)) + 1, 1.0)))
        if full < FULL and full >= 255:
            full = 510.0 if full >= 510 else 255.0
        part = _shares(lines.alpha[start:], look.signed_rgb(lines.tone[start:]), full)
        for k, gap in enumerate(self._gaps):
            mine = np.flatnonzero(gap_of == k)
            pair_of = gap.start_of[lines.source[start + mine]] * gap.ends
            pair_of += gap.end_of[lines.target[start + mine]]
            for number, pair in enumerate(gap.pairs):
                chosen = mine[pair_of == number]
                block = max(1, BLOCK // max(1, pair.last - pair.first))
                for first in range(0, len(chosen), block):
                    self._add(gap, pair, lines, chosen[first : first + block], start, part)
        return full

    def _add(
        self, gap: _Gap, pair: _Pair, lines: Lines, chosen: NDArray[np.intp], start: int, part: Words
    ) -> None:
        """Note both ends of what each line covers in each column, in steps of a row."""
        source, target = lines.source[start + chosen], lines.target[start + chosen]
        step = self._fine * STEPS
        y0 = (gap.y0[source] * step - self._top * STEPS).astype(np.float32)[:, None]
        drop = (gap.y1[target] - gap.y0[source]).astype(np.float32)[:, None]
        width = (lines.width[start + chosen] * (self._scale * step / 2)).astype(np.float32)[:, None]
        middle = pair.shape * (drop * np.float32(step))
        middle += y0
        half = pair.slope * drop
        np.multiply(half, half, out=half)
        half += np.float32(1.0)
        np.sqrt(half, out=half)
        half *= width
        words = part[chosen]
        columns = np.arange(pair.first - self._left, pair.last - self._left, dtype=np.int32)
        lines_at = np.arange(0, words.size, STEPS + 1, dtype=np.int32)[:, None]
        self._note(middle - half, np.add, words, lines_at, columns)
        middle += half
        self._note(middle, np.subtract, words, lines_at, columns)

    def _note(self, y: Single, ufunc: np.ufunc, words: Words, lines_at: Ints, columns: Ints) -> None:
        """Add or subtract each line's word from ``y`` (steps) on downwards."""
        np.clip(y, 0, self._rows * STEPS, out=y)
        place = y.astype(np.int32)
        share = place & np.int32(STEPS - 1)
        share += lines_at
        place >>= np.int32(STEPS.bit_length() - 1)
        place *= np.int32(self._columns)
        place += columns
        below = words.reshape(-1)[share.astype(np.intp)]  # with int32 it takes ten times as long
        here = words[:, -1:] - below
        at = place.reshape(-1).astype(np.intp)
        ufunc.at(self._sum[:-1].reshape(-1), at, here.reshape(-1))
        ufunc.at(self._sum[1:].reshape(-1), at, below.reshape(-1))

    # ---- from sums to pixels
    def _resolve(self, full: float) -> None:
        """Ink up to 1 covers the stage in proportion; beyond, colours share the pixel."""
        fields = self._sum[: self._rows].view(np.uint16).reshape(self._rows, self._columns, 4)
        crowded = np.flatnonzero(fields[..., 3] > full)
        if crowded.size:
            words = fields.reshape(-1, 4)
            found = words[crowded]
            words[crowded] = found * (np.float32(full) / found[:, 3:])
        if full in (255.0, 510.0, 1020.0):
            fields >>= np.uint16(int(full / 255).bit_length() - 1)
            np.copyto(self._bytes, fields, casting="unsafe")
        else:
            np.multiply(fields, np.float32(255 / full), out=self._bytes, casting="unsafe")

    def _enlarged(self, out: Pixels) -> Pixels:
        """(rows, columns) of the device: the same, or enlarged where the device is finer."""
        dpr = self._dpr
        if dpr == 2.0:
            return self._double(out)
        height, width = round(self._rows * dpr / self._fine), round(self._columns * dpr)
        if out.shape == (height, width):
            return out
        rows = np.minimum((np.arange(height) * self._fine / dpr).astype(np.intp), self._rows - 1)
        columns = np.minimum((np.arange(width) / dpr).astype(np.intp), self._columns - 1)
        return out[rows[:, None], columns]


def _shares(alpha: NDArray[Any], rgb: Pixels, full: float) -> Words:
    """(lines, STEPS + 1) words: what a line of ``alpha`` and 0xffRRGGBB leaves in 0 to all of a pixel."""
    bgr = (rgb[:, None] >> np.array([0, 8, 16], dtype=np.uint32)) & np.uint32(255)
    ink = (np.asarray(alpha) * full)[:, None]
    fields = np.rint(np.append(bgr / 255.0, np.ones((len(rgb), 1)), axis=1) * ink).astype(np.uint64)
    whole = np.bitwise_or.reduce(fields << _FIELDS, axis=1)
    # A field holds at most FULL: times STEPS it still does not reach the next one.
    steps = whole[:, None] * np.arange(STEPS + 1, dtype=np.uint64) // np.uint64(STEPS)
    words: Words = (steps & _KEPT).view(np.int64)
    return words


class _Doubler:
    """Twice as many rows and columns, the new ones halfway between their neighbours."""

    def __init__(self, rows: int, columns: int) -> None:
        self._across = np.empty((rows, columns), dtype=np.uint32)
        self._pairs = np.empty((2 * rows, columns), dtype=np.uint64)  # two pixels each
        self._spare = np.empty((rows, columns), dtype=np.uint64)

    def __call__(self, out: Pixels) -> Pixels:
        across, pairs, spare = self._across, self._pairs, self._spare
        _mean(out[:, :-1], out[:, 1:], across[:, :-1], spare.view(np.uint32)[:, : out.shape[1] - 1])
        across[:, -1] = out[:, -1]
        wide = pairs.view(np.uint32)[0::2]
        wide[:, 0::2], wide[:, 1::2] = out, across
        _mean(pairs[0:-2:2], pairs[2::2], pairs[1:-1:2], spare[:-1])
        pairs[-1] = pairs[-2]
        return pairs.view(np.uint32)


def _mean(a: NDArray[Any], b: NDArray[Any], out: NDArray[Any], spare: NDArray[Any]) -> None:
    """The mean of two colours (or two pairs of them), byte by byte."""
    number = a.dtype.type
    np.bitwise_xor(a, b, out=spare)
    np.right_shift(spare, number(1), out=spare)
    np.bitwise_and(spare, number(0x7F7F7F7F_7F7F7F7F & np.iinfo(a.dtype).max), out=spare)
    np.bitwise_and(a, b, out=out)
    np.add(out, spare, out=out)
