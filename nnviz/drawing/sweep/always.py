"""How often a claim held: a disc for each seed, and below it the curves of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from nnviz.drawing import ranges
from nnviz.drawing.lessons.marks import Pen, Words
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import mix, token_rgb
from nnviz.drawing.numbers import short_count
from nnviz.drawing.sweep.parts import Tell, spread_out, thinned, wrapped
from nnviz.drawing.sweep.scene import SweepScene
from nnviz.said import Sentence, translate
from nnviz.training.many.sweep import Ran

#: From a number to px.
Place = Callable[[float], float]
_MOST_LINES: Final = 60  # runs that have a line each; beyond, the bands tell
_MOST_NAMES: Final = 6  # of runs not in time, at the end of their lines
_SIDE: Final = 24  # px at unit 1
_OUTER, _INNER = 0.10, 0.28  # of the curve's colour


class AlwaysPicture:
    """Draws what is known of the first cell of ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: SweepScene, tell: Tell = str) -> None:
        self._paper, self._scene, self._tell = paper, scene, tell
        look = paper.look
        self._u = paper.unit
        self._side = _SIDE * self._u
        self._error = token_rgb(look.theme, "error", "fg")
        self._curve = token_rgb(look.theme, "curve", "test")
        self._rans = scene.by_cell[scene.first]
        self._seeds = scene.sweep.cells[scene.first].seeds

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        y = self._head()
        y = self._discs(y)
        self._plot(y)
        scene = self._scene
        return translate("Sweep", "{count} {said} {expected}").format(
            count=self._count, said=scene.said, expected=scene.expected
        )

    @property
    def _count(self) -> Sentence:
        """For how many of those it holds of which that is known."""
        outcomes = self._scene.outcomes
        if not outcomes:
            return translate("Sweep", "? of {asked}").format(asked=len(self._seeds))
        kept, asked = outcomes[-1].kept, outcomes[-1].asked
        return translate("Sweep", "{kept} of {asked}").format(kept=kept, asked=asked)

    # ---- the line above
    def _head(self) -> float:
        paper, look, scene = self._paper, self._paper.look, self._scene
        size = look.type_px("heading") * 1.3
        y = 14 * self._u + size / 2
        words = paper.words(self._count, self._side, y, size, weight="semibold", anchor="start")
        x = self._side + paper.measure(words) + 14 * self._u
        body, quiet = paper.size("body"), look.text("secondary")
        sentence = f"{self._tell(scene.said)} {self._tell(scene.expected)}".strip()
        lines = wrapped(paper, sentence, body, paper.width - x - self._side)
        top = y + size * 0.2 - (len(lines) - 1) * 1.35 * body
        if len(lines) > 2:  # it stands below the number instead
            lines = wrapped(paper, sentence, body, paper.width - 2 * self._side)
            x, top = self._side, y + size / 2 + body
        for k, line in enumerate(lines):
            paper.words(line, x, top + k * 1.35 * body, body, quiet, anchor="start")
        return max(y + size / 2, top + (len(lines) - 0.5) * 1.35 * body) + 6 * self._u

    # ---- the discs
    def _discs(self, y: float) -> float:
        """As many in a row as have room, at most three rows; where there are more, they are smaller."""
        paper, look, u = self._paper, self._paper.look, self._u
        room, count = paper.width - 2 * self._side, len(self._seeds)
        caption = look.type_px("caption")
        named = count <= 40 and room / count >= 1.3 * caption
        pitch = min(24.4 * u, room / count) if named else 12 * u
        columns = max(1, int(room / pitch + 1e-6))
        radius = min(7.5 * u, 0.36 * pitch)
        rows = -(-count // columns)
        if rows > 3:  # one row of ticks tells more than a carpet of dots
            pitch = room / count
            columns, rows, radius = count, 1, max(0.5, min(7.5 * u, 0.4 * pitch))
        known = {outcome.seed: outcome.holds for outcome in self._scene.outcomes}
        down = 2 * radius + 4 * u + (1.5 * caption if named else 0)
        for k, seed in enumerate(self._seeds):
            row, column = divmod(k, columns)
            x, at = self._side + radius + column * pitch, y + radius + row * down
            self._disc(x, at, radius, seed, known.get(seed))
            if named:
                failed = known.get(seed) is False
                ink = self._error if failed else look.text("tertiary")
                weight = "semibold" if failed else "regular"
                paper.words(str(seed), x, at + radius + 0.9 * caption, caption, ink, weight=weight)
        return y + rows * down + 6 * u

    def _disc(self, x: float, y: float, radius: float, seed: int, held: bool | None) -> None:
        paper, look, scene = self._paper, self._paper.look, self._scene
        width = min(2.0 * self._u, 0.4 * radius)
        if held is None:
            running = (scene.first, seed) in scene.running
            ink = look.text("secondary" if running else "tertiary")
            paper.disc(x, y, radius, None, Pen(ink, width / 2, (2.0, 3.0)))
        elif held:
            paper.disc(x, y, radius, look.text())
        else:
            paper.disc(x, y, radius - width / 2, None, Pen(self._error, width))
        rect = (x - radius, y - radius, 2 * radius, 2 * radius)
        paper.spot(f"run:{scene.first}:{seed}", rect, scene.told_of(scene.first, seed))

    # ---- the curves
    def _plot(self, top: float) -> None:
        paper, look, u = self._paper, self._paper.look, self._u
        caption = look.type_px("caption")
        left, bottom = self._side + 3.2 * caption, paper.height - 4.2 * caption
        right = paper.width - self._side - 5.4 * caption
        top += 2.2 * caption
        if bottom - top < 40 * u or right - left < 80 * u:
            return
        scene = self._scene
        last = max([float(scene.sweep.experiment.epochs), *(self._end(ran) for ran in self._rans)])
        low, high, ticks = self._range(max(2, min(6, int((bottom - top) / (3.5 * caption)))))
        clipped = self._clipped(low, high)

        def across(epoch: float) -> float:
            return left + (right - left) * epoch / max(1.0, last)

        def up(value: float) -> float:
            inside = min(high, max(low, value))
            return bottom - (bottom - top) * (inside - low) / (high - low)

        grid, quiet = look.surface("hairline"), look.text("tertiary")
        for value, text in ticks:
            paper.line((left, up(value)), (right, up(value)), colour=grid, width=look.line("hairline"))
            paper.words(text, left - 0.8 * caption, up(value), caption, quiet, anchor="end")
        named = right
        for epoch in ranges.epoch_ticks(0.0, last, max(2, int((right - left) / (6 * caption)))):
            written = paper.words(short_count(epoch), across(epoch), bottom + 1.4 * caption, caption, quiet)
            named = max(named, across(epoch) + paper.measure(written) / 2)
        paper.words(
            translate("Sweep", "epochs"), named + 0.7 * caption, bottom + 1.4 * caption, caption, quiet,
            anchor="start",
        )  # fmt: skip
        title = self._tell(scene.metric.words)
        if clipped:
            text = translate("Sweep", "{metric}; what is higher is cut off").format(metric=scene.metric.words)
            title = self._tell(text)
        written = paper.words(
            title[:1].upper() + title[1:], left, top - 1.1 * caption, caption, quiet, anchor="start"
        )
        self._bands(across, up)
        self._lines(across, up, right - left)
        self._claim(across, up, top, (left, left + paper.measure(written)), last)
        self._names(across(last), up, top, bottom)
        self._legend(left, bottom + 3.1 * caption)

    def _legend(self, x: float, y: float) -> None:
        """What the bands are, and what is red."""
        paper, look = self._paper, self._paper.look
        caption, stage = look.type_px("caption"), look.surface("stage")
        words = [translate("Sweep", "middle half"), translate("Sweep", "10 to 90 %")]
        colours = [mix(stage, self._curve, _INNER), mix(stage, self._curve, _OUTER)]
        if any(not one.holds for one in self._scene.outcomes):
            within = self._scene.sweep.claim.within is not None
            words.append(translate("Sweep", "not in time") if within else translate("Sweep", "not so"))
            colours.append(self._error)
        wide = [paper.measure(Words(0, 0, text, caption, 0)) + 3.4 * caption for text in words]
        for text, colour, width in zip(words, colours, wide, strict=True):
            high = 0.16 * caption if colour == self._error else 0.85 * caption
            paper.box((x, y - high / 2, 1.4 * caption, high), colour)
            paper.words(text, x + 1.9 * caption, y, caption, look.text("tertiary"), anchor="start")
            x += width

    @staticmethod
    def _end(ran: Ran) -> float:
        return float(ran.table.epochs[-1]) if len(ran.table) else 0.0

    def _range(self, most: int) -> tuple[float, float, list[tuple[float, str]]]:
        """Of shares up to all, and down to where the lowest are; of others as far as four fifths of the runs
        go, and the claim."""
        metric, claim, values = self._scene.metric, self._scene.sweep.claim, self._scene.bands.values
        finite = values[np.isfinite(values)]
        if metric.unit == "share":
            known = [claim.value, *self._curve_values()] if len(self._rans) else [0.0]
            low = max(0.0, np.floor((min(known) - 1e-9) * 5) / 5)
            low, high = min(low, 0.8), 1.0
        else:
            reach = [*finite.tolist(), claim.value]
            low, high = ranges.loose_range(min(reach), max(reach), most)
            if metric.unit == "loss" and low >= 0:
                low = 0.0
        places = ranges.ticks(low, high, most)
        step = places[1] - places[0] if len(places) > 1 else high - low
        scale = 100.0 if metric.unit == "share" else 1.0
        return float(low), float(high), [(v, ranges.tick_text(v * scale, step * scale)) for v in places]

    def _curve_values(self) -> list[float]:
        """The lowest of the runs but for their first epochs, which may be anything."""
        values = self._scene.bands.values
        return [float(v) for v in values[0, values.shape[1] // 20 :] if np.isfinite(v)]

    def _clipped(self, low: float, high: float) -> bool:
        name = self._scene.sweep.claim.metric
        tops = [float(np.nanmax(ran.table.values(name))) for ran in self._rans if len(ran.table)]
        return bool(tops) and max(tops) > high + 1e-9

    def _bands(self, across: Place, up: Place) -> None:
        look, found = self._paper.look, self._scene.bands
        if len(found.epochs) < 2:
            return
        epochs, values = thinned(found.epochs, found.values)
        stage = look.surface("stage")
        for below, above, share in ((0, 4, _OUTER), (1, 3, _INNER)):
            there = [(across(e), up(v)) for e, v in zip(epochs, values[above], strict=True)]
            back = [(across(e), up(v)) for e, v in zip(epochs[::-1], values[below][::-1], strict=True)]
            self._paper.area([*there, *back], mix(stage, self._curve, share))

    def _lines(self, across: Place, up: Place, room: float) -> None:
        paper, look, scene = self._paper, self._paper.look, self._scene
        name = scene.sweep.claim.metric
        pale = mix(look.surface("stage"), self._curve, 0.42)
        sound = [ran for ran in self._rans if len(ran.table)]
        held = [ran for ran in sound if scene.holds(ran)][:_MOST_LINES]
        failed = [ran for ran in sound if not scene.holds(ran)][:_MOST_LINES]
        few = len(failed) <= _MOST_NAMES
        red = self._error if few else mix(look.surface("stage"), self._error, 0.6)
        thin, wide = 0.7 * self._u, (1.75 if few else 0.9) * self._u
        for rans, colour, width in ((held, pale, thin), (failed, red, wide)):
            for ran in rans:
                epochs, values = thinned(ran.table.epochs, ran.table.values(name)[np.newaxis])
                points = [
                    (across(e), up(v)) for e, v in zip(epochs, values[0], strict=True) if np.isfinite(v)
                ]
                if len(points) > 1:
                    paper.line(*points, colour=colour, width=width)
        found = scene.bands
        if len(found.epochs) > 1:
            epochs, values = thinned(found.epochs, found.values)
            points = [(across(e), up(v)) for e, v in zip(epochs, values[2], strict=True)]
            paper.line(*points, colour=self._curve, width=3 * self._u)

    def _claim(self, across: Place, up: Place, top: float, title: tuple[float, float], last: float) -> None:
        """The corner that the runs have to get past; its name stands where the plot's title does not."""
        paper, look, claim = self._paper, self._paper.look, self._scene.sweep.claim
        caption, (left, taken) = look.type_px("caption"), title
        ink, dash = look.text(), (5 * self._u, 4 * self._u)
        y, x = up(claim.value), across(last if claim.within is None else claim.within)
        upwards = claim.sign in (">", ">=")
        end = top if upwards else up(-np.inf)
        paper.line((left, y), (x, y), (x, end), colour=ink, width=1.5 * self._u, dash=dash)
        name = translate("Sweep", "the claim")
        wide = paper.measure(Words(0, 0, name, caption, 0, weight="semibold")) + 0.5 * caption
        above = top - 1.1 * caption if upwards else y - 0.9 * caption
        fits = x - wide > (taken + caption if upwards else left)
        at = (x - 0.5 * caption, above) if fits else (x + 0.5 * caption, min(y, end) + 1.1 * caption)
        paper.words(name, *at, caption, ink, weight="semibold", anchor="end" if fits else "start")

    def _names(self, right: float, up: Place, top: float, bottom: float) -> None:
        """At the end of their lines: the median, and the runs that have not kept the claim."""
        paper, scene = self._paper, self._scene
        caption, name = paper.look.type_px("caption"), scene.sweep.claim.metric
        failed = [ran for ran in self._rans if len(ran.table) and not scene.holds(ran)]
        named: list[tuple[float, str, int]] = []
        if len(scene.bands.epochs) > 1:
            named.append((up(float(scene.bands.values[2, -1])), translate("Sweep", "median"), self._curve))
        if len(failed) <= _MOST_NAMES:
            for ran in failed:
                end = up(float(ran.table.values(name)[-1]))
                named.append((end, translate("Sweep", "seed {seed}").format(seed=ran.seed), self._error))
        elif failed:
            ends = [up(float(ran.table.values(name)[-1])) for ran in failed]
            text = translate("Sweep", "{n} seeds").format(n=len(failed))
            named.append((float(np.median(ends)), text, self._error))
        named.sort()
        places = spread_out([y for y, _, _ in named], 1.3 * caption, top, bottom)
        for y, (_, words, ink) in zip(places, named, strict=True):
            paper.words(words, right + 0.8 * caption, y, caption, ink, weight="semibold", anchor="start")
