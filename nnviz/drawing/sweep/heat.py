"""A map over the values of one or two settings: a cell for each combination, darker where there is more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nnviz.drawing.layout import Rect
from nnviz.drawing.lessons.marks import Pen, Words
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import mix, token_rgb
from nnviz.drawing.numbers import plain
from nnviz.drawing.sweep.scene import SweepScene, Told
from nnviz.said import Sentence, translate
from nnviz.training.many.axes import value_text, word_of
from nnviz.training.many.summary import CellFigures

_WIDEST: Final = 0.92  # of the curve's colour
_LEAST: Final = 0.04
_WIDE, _HIGH = 112, 56  # px at unit 1 that a cell has at most
_MOST_DOTS: Final = 8
_FAR: Final = 50.0  # times the smallest: from there on the colours go by powers of ten


@dataclass(frozen=True)
class Scale:
    """What the colours mean: from ``low``, nearly none, to ``high``, all."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value stands, 0..1."""
        if not self.high > self.low:
            return 1.0
        low, high, at = self.low, self.high, value
        if self.log:
            low, high, at = math.log(low), math.log(high), math.log(max(value, self.low))
        return min(1.0, max(0.0, (at - low) / (high - low)))

    @property
    def middle(self) -> float:
        """The value half way."""
        return math.sqrt(self.low * self.high) if self.log else (self.low + self.high) / 2


def value_told(one: CellFigures, told: Told) -> float:
    """The number of a cell; NaN where there is none."""
    if told == "median":
        return one.median
    if told == "spread":
        return one.spread
    return one.held / one.judged if one.judged else math.nan


def scale_of(scene: SweepScene, told: Told) -> Scale:
    """From the least to the most of all cells, with some room below shares."""
    if told == "holds":
        return Scale(0.0, 1.0)
    found = [value for one in scene.figures if math.isfinite(value := value_told(one, told))]
    if not found:
        return Scale(0.0, 1.0)
    low, high = min(found), max(found)
    if told == "spread":
        return Scale(0.0, high or 1.0)
    if scene.metric.unit == "share":
        return Scale(math.floor(low * 10 - 1e-9) / 10, 1.0)
    return Scale(low, high, log=low > 0 and high > _FAR * low)


def cell_text(scene: SweepScene, one: CellFigures, told: Told) -> str:
    """The number of a cell as it stands in it: of shares the percents, without the sign."""
    value = value_told(one, told)
    if told == "holds":
        return f"{one.held}/{one.judged}" if one.judged else ""
    if not math.isfinite(value):
        return ""
    return plain(100 * value, 0) if scene.metric.unit == "share" else scene.number(value)


def title_of(scene: SweepScene, told: Told) -> Sentence:
    """What the cells tell."""
    epochs = scene.sweep.experiment.epochs
    if told == "holds":
        return translate("Sweep", "For how many seeds the claim holds")
    text = translate("Sweep", "Median of {metric} after {n} epochs")
    if told == "spread":
        text = translate("Sweep", "How wide the middle half of {metric} is after {n} epochs")
    return text.format(metric=scene.metric.words, n=epochs)


class HeatPicture:
    """Draws the combinations of ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: SweepScene, told: Told) -> None:
        self._paper, self._scene, self._told, self._u = paper, scene, told, paper.unit
        self._curve = token_rgb(paper.look.theme, "curve", "test")
        self._scale = scale_of(scene, told)
        self._axes = scene.sweep.axes

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        paper, look, u = self._paper, self._paper.look, self._u
        caption, label = look.type_px("caption"), paper.size("label")
        across = self._axes[0]
        down = self._axes[1] if len(self._axes) > 1 else None
        rows = [value_text(value) for value in down.values] if down is not None else [""]
        columns = [value_text(value) for value in across.values]
        side = 24 * u
        wide = max((self._measure(text, label) for text in rows), default=0.0)
        left = side + max(wide + 14 * u, 24 * u)
        right = paper.width - side - 5.5 * caption
        top = (2.2 * label if down is not None else 0.6 * label) + 4 * u
        bottom = paper.height - 3.8 * label
        w = min(_WIDE * u, (right - left) / len(columns))
        h = min(_HIGH * u, (bottom - top) / len(rows))
        if w < 4 or h < 4:
            return str(title_of(self._scene, self._told))
        if down is not None:
            paper.words(word_of(down.name), side, top - 1.1 * label, label, look.text("secondary"),
                        anchor="start")  # fmt: skip
        self._labels(rows, columns, left, top, w, h, label)
        paper.words(word_of(across.name), left + w * len(columns) / 2, top + h * len(rows) + 3 * label, label,
                    look.text("secondary"))  # fmt: skip
        chosen = None
        for at, cell in enumerate(self._scene.sweep.cells):
            if cell.place:
                column, row = cell.place[0], cell.place[1] if down is not None else 0
                gap = min(3 * u, 0.1 * w, 0.1 * h)
                rect = (left + column * w, top + row * h, w - gap, h - gap)
                self._cell(at, rect)
                chosen = rect if at == self._scene.chosen else chosen
        if chosen is not None:
            self._frame(chosen)
        self._legend(left + w * len(columns) + 22 * u, top, max(h * len(rows), paper.height - top))
        return str(title_of(self._scene, self._told))

    def _measure(self, text: str, size: float) -> float:
        return self._paper.measure(Words(0, 0, text, size, 0, "mono"))

    def _labels(
        self, rows: Sequence[str], columns: Sequence[str], left: float, top: float, w: float, h: float,
        size: float,
    ) -> None:  # fmt: skip
        """The values beside the rows and below the columns; where they have no room, some of them."""
        paper, ink = self._paper, self._paper.look.text("secondary")
        widest = max(self._measure(text, size) for text in columns)
        every = max(1, math.ceil((widest + 0.6 * size) / w))
        for k, text in enumerate(columns):
            if k % every == 0:
                x, y = left + (k + 0.48) * w, top + h * len(rows) + 1.2 * size
                paper.words(text, x, y, size, ink, family="mono")
        every = max(1, math.ceil(1.2 * size / h))
        for k, text in enumerate(rows):
            if k % every == 0 and text:
                y = top + (k + 0.48) * h
                paper.words(text, left - 0.8 * size, y, size, ink, family="mono", anchor="end")

    # ---- a cell
    def _cell(self, at: int, rect: Rect) -> None:
        paper, scene, u = self._paper, self._scene, self._u
        one, seeds = scene.figures[at], len(scene.sweep.cells[at].seeds)
        radius = min(4 * u, rect[3] / 4)
        text = cell_text(scene, one, self._told)
        if one.done < seeds:
            self._unfinished(at, rect, text if one.done else "")
        else:
            value = value_told(one, self._told)
            fill = self._colour(value) if math.isfinite(value) else None
            edge = None if fill is not None else Pen(paper.look.surface("outline"), u)
            paper.box(rect, fill, edge, radius)
            words = text or translate("Sweep", "broke")
            self._written(words, rect, ink_on(fill, paper.look.text(), paper.look.surface("stage")))
        paper.spot(f"cell:{at}", rect, scene.cell_told(at))

    def _frame(self, rect: Rect) -> None:
        """Round the cell that is chosen."""
        (x, y, w, h), grown, u = rect, 2.5 * self._u, self._u
        around = (x - grown, y - grown, w + 2 * grown, h + 2 * grown)
        self._paper.box(around, None, Pen(self._paper.look.accent, 2 * u), min(4 * u, h / 4) + grown)

    def _written(self, text: str, rect: Rect, ink: int) -> None:
        x, y, w, h = rect
        size = min(self._paper.size("number") * 1.05, 0.55 * h)
        wide = self._measure(text, size)
        if wide > 0.92 * w:
            size *= 0.92 * w / wide
        if size >= 0.7 * self._paper.look.type_px("caption"):
            self._paper.words(text, x + w / 2, y + h / 2, size, ink, family="mono", weight="medium")

    def _unfinished(self, at: int, rect: Rect, text: str) -> None:
        """Hatched; on it a dot for each seed while some are in work, else the number of those there are."""
        paper, scene, u = self._paper, self._scene, self._u
        hatched(paper, rect, paper.look.surface("hairline"), 8 * u, 1.6 * u)
        x, y, w, h = rect
        seeds = scene.sweep.cells[at].seeds
        done = scene.figures[at].done
        working = done or any(cell == at for cell, _ in scene.running)
        if not working:
            return
        stage, ink = paper.look.surface("stage"), paper.look.text()
        pitch = min(12 * u, (w - 8 * u) / len(seeds))
        high = min(18 * u, 0.6 * h)
        if scene.running and len(seeds) <= _MOST_DOTS and pitch >= 5 * u:
            wide = pitch * len(seeds) + 6 * u
            paper.box((x + (w - wide) / 2, y + (h - high) / 2, wide, high), stage, None, high / 2)
            for k in range(len(seeds)):
                middle = x + w / 2 + (k - (len(seeds) - 1) / 2) * pitch
                fill = ink if k < done else paper.look.surface("pressed")
                paper.disc(middle, y + h / 2, min(4 * u, 0.35 * pitch), fill)
            return
        words = f"{done}/{len(seeds)}" if scene.running else text
        paper.box((x + 0.12 * w, y + (h - high) / 2, 0.76 * w, high), stage, None, high / 2)
        self._written(words, (x + 0.12 * w, y + (h - high) / 2, 0.76 * w, high * 1.3), ink)

    def _colour(self, value: float) -> int:
        share = max(_LEAST, self._scale.share(value)) * _WIDEST
        return mix(self._paper.look.surface("stage"), self._curve, share)

    # ---- what the colours mean
    def _legend(self, x: float, top: float, room: float) -> None:
        paper, look, u = self._paper, self._paper.look, self._u
        caption = look.type_px("caption")
        if x + 5 * caption > paper.width:
            return
        high, steps = min(156 * u, room - 4 * caption), 40
        if high > 2.5 * caption:
            for k in range(steps):
                share = max(_LEAST, 1 - k / (steps - 1)) * _WIDEST
                fill = mix(look.surface("stage"), self._curve, share)
                paper.box((x, top + k * high / steps, 14 * u, high / steps + 0.5), fill)
            ends = (self._scale.high, self._scale.middle, self._scale.low)
            for value, y in zip(ends, (top, top + high / 2, top + high), strict=True):
                paper.words(self._end(value), x + 20 * u, y, caption, look.text("tertiary"), anchor="start")
        y = top + high + 1.6 * caption
        hatched(paper, (x, y, 14 * u, 14 * u), look.surface("outline"), 5 * u, 1.5 * u)
        for k, text in enumerate((translate("Sweep", "not run"), translate("Sweep", "yet"))):
            paper.words(text, x + 20 * u, y + 3 * u + 1.2 * k * caption, caption, look.text("tertiary"),
                        anchor="start")  # fmt: skip

    def _end(self, value: float) -> str:
        share = self._told == "holds" or self._scene.metric.unit == "share"
        return plain(100 * value, 0) if share else self._scene.number(value)


def hatched(paper: Paper, rect: Rect, colour: int, pitch: float, width: float) -> None:
    """A rectangle filled with lines from below to above: nothing is known there."""
    x, y, w, h = rect
    k = -h
    while k < w:
        begin = (x, y + h + k) if k < 0 else (x + k, y + h)
        end = (x + w, y + (k + h - w)) if k + h > w else (x + k + h, y)
        paper.line(begin, end, colour=colour, width=width)
        k += pitch


def ink_on(ground: int | None, *inks: int) -> int:
    """Of these colours the one that is read best on that ground."""
    if ground is None:
        return inks[0]
    return max(inks, key=lambda ink: _contrast(ink, ground))


def _contrast(one: int, other: int) -> float:
    """WCAG 2's."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: int) -> float:
    parts = [(colour >> shift & 255) / 255 for shift in (16, 8, 0)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
