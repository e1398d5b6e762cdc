"""The lanes of a race, with a flag where the goal is held; below, who is first by another count."""

from __future__ import annotations

import math
from typing import Final

from nnviz.drawing.lessons.figures import written
from nnviz.drawing.lessons.marks import Pen
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import mix
from nnviz.drawing.numbers import count as grouped
from nnviz.drawing.race.scene import COUNTED, RaceScene
from nnviz.said import joined, translate
from nnviz.training.race import Count, Lane

_POINTS: Final = 160  # of a small curve
_RANKED: Final = 0.36  # of the height
_LANE, _FOOT = 3.6, 2.6  # a lane with its curve, and the foot, in heights of the text


def draw_lanes(paper: Paper, scene: RaceScene) -> str:
    """All of it; what is told of it as a whole."""
    pane = _Lanes(paper, scene)
    room = paper.height * (1 - _RANKED) > (len(scene.lanes) * _LANE + _FOOT) * pane.size
    ranks = scene.ahead and bool(scene.ranks("updates")) and room
    bottom = paper.height * (1 - _RANKED) if ranks else paper.height
    pane.draw(bottom)
    if ranks:
        pane.draw_ranks(bottom)
    return joined(pane.told(lane) for lane in scene.order)


class _Lanes:
    def __init__(self, paper: Paper, scene: RaceScene) -> None:
        self._paper, self._scene, self._look = paper, scene, paper.look
        self.size = paper.size("caption")
        self._side = 1.3 * self.size

    def _badge(self, x: float, y: float, letter: str) -> None:
        """The letter in a square of its colour."""
        paper, size = self._paper, 1.6 * self.size
        entrant, box = self._scene.entrants[letter], (x, y - size / 2, size, size)
        pen = Pen(entrant.colour, 2 * paper.unit) if entrant.outlined else None
        paper.box(box, None if pen else entrant.colour, pen, 0.35 * self.size)
        ink = entrant.colour if pen else self._look.surface("stage")
        paper.words(letter, x + size / 2, y, self.size, ink, weight="bold")

    def _says(self, lane: Lane) -> str:
        scene = self._scene
        arrived, place = scene.arrived(lane, scene.by), scene.place(lane)
        if arrived is not None and arrived <= scene.count:
            return translate("Race", "there after {count}").format(count=_counted(arrived))
        if lane.broke and place == len(lane.losses) - 1:
            return translate("Race", "broke after update {count}").format(count=place)
        return translate("Race", "now at loss {loss}").format(loss=written(float(lane.losses[place]), 3))

    def told(self, lane: Lane) -> str:
        """Its name and how it stands, in a sentence."""
        title = self._scene.entrants[lane.letter].title
        return translate("Race", "{letter} {name}: {says}.").format(
            letter=lane.letter, name=title, says=self._says(lane)
        )

    # ---- the lanes
    def draw(self, bottom: float) -> None:
        paper, scene, size = self._paper, self._scene, self.size
        left, right = self._side + 2.4 * size, paper.width - self._side
        foot = _FOOT * size
        high = (bottom - foot) / max(1, len(scene.lanes))
        most = scene.furthest or 1.0
        for row, lane in enumerate(scene.order):
            top = row * high
            self._lane(lane, row, top, high, left, right, most)
        self._axis(bottom - foot, left, right, most)

    def _lane(
        self, lane: Lane, row: int, top: float, high: float, left: float, right: float, most: float
    ) -> None:
        paper, scene, look, size = self._paper, self._scene, self._look, self.size
        entrant = scene.entrants[lane.letter]
        y = top + 1.3 * size
        self._badge(self._side, y, lane.letter)
        says = self._says(lane)
        words = paper.words(says, right, y, size, look.text("secondary"), family="mono", anchor="end")
        room = right - left - paper.measure(words) - size
        title = entrant.title
        if 0.56 * 1.05 * size * len(title) > room:  # then without its rate
            title = title.partition(",")[0]
        paper.words(_cut(paper, title, 1.05 * size, room), left, y, 1.05 * size, anchor="start",
                    weight="medium")  # fmt: skip
        low, rise = top + high - 0.3 * size, max(size, high - 2.9 * size)
        paper.spot(f"lane:{lane.letter}", (0, top, paper.width, high), self.told(lane))
        if high < 0.9 * _LANE * size:  # no room for a curve below the name
            return
        if scene.ahead:
            rank = str(row + 1)
            paper.words(rank, self._side + 0.8 * size, low - 0.5 * size, 0.9 * size, look.text("tertiary"))
        paper.line((left, low), (right, low), colour=look.surface("hairline"), width=1)
        self._curve(lane, left, right, low, rise, most, entrant.colour)

    def _curve(
        self, lane: Lane, left: float, right: float, low: float, rise: float, most: float, colour: int
    ) -> None:
        """The loss over the count: filled as far as it has come, faint beyond, and the flag."""
        paper, scene, look, size = self._paper, self._scene, self._look, self.size
        counts, start = lane.counts[scene.by], float(lane.losses[0]) or 1.0
        step = max(1, len(counts) // _POINTS)
        now = scene.place(lane)
        places = sorted({*range(0, len(counts), step), now, len(counts) - 1})

        def point(place: int) -> tuple[float, float]:
            loss = float(lane.losses[place])
            share = min(1.2, loss / start) if math.isfinite(loss) else 1.2
            return left + (right - left) * float(counts[place]) / most, low - rise * share / 1.2

        stage = look.surface("panel")
        done, left_over = [p for p in places if p <= now], [p for p in places if p >= now]
        if len(done) > 1:
            first, *_, last = points = [point(p) for p in done]
            paper.area([(first[0], low), *points, (last[0], low)], mix(stage, colour, 0.35))
            paper.line(*points, colour=colour, width=1.6 * paper.unit)
        if len(left_over) > 1 and scene.ahead:
            paper.line(*(point(p) for p in left_over), colour=mix(stage, colour, 0.45), width=paper.unit)
        arrived = scene.arrived(lane, scene.by)
        if arrived is not None and (scene.ahead or arrived <= scene.count):
            self._flag(left + (right - left) * arrived / most, low, rise, arrived <= scene.count, colour)
        x = left + (right - left) * min(scene.count, most) / most
        paper.line(
            (x, low - rise - 0.2 * size), (x, low + 0.2 * size), colour=look.accent, width=1.5 * paper.unit
        )

    def _flag(self, x: float, low: float, rise: float, here: bool, colour: int) -> None:
        """Solid where it is there, hollow where that is still to come."""
        paper, size = self._paper, self.size
        ink = colour if here else self._look.text("tertiary")
        top = low - min(rise, 2.2 * size)
        paper.line((x, low), (x, top), colour=ink, width=1.5 * paper.unit)
        cloth = [(x, top), (x + 1.1 * size, top + 0.4 * size), (x, top + 0.8 * size)]
        paper.area(cloth, ink if here else None, Pen(ink, 1.2 * paper.unit))

    def _axis(self, y: float, left: float, right: float, most: float) -> None:
        paper, look, size = self._paper, self._look, self.size
        step = _step(most)
        for k in range(int(most / step) + 1):
            x = left + (right - left) * k * step / most
            paper.words(
                _counted(k * step), x, y + 0.9 * size, 0.9 * size, look.text("tertiary"), family="mono"
            )
        if not self._scene.goal:
            return
        note = translate("Race", "flag: the loss stays at {goal} or below; hollow: still to come").format(
            goal=written(self._scene.goal, 2)
        )
        paper.words(_cut(paper, note, 0.9 * size, right - left), left, y + 2.1 * size, 0.9 * size,
                    look.text("tertiary"), anchor="start")  # fmt: skip

    # ---- another count
    def draw_ranks(self, top: float) -> None:
        """Who is first by updates at the left, by gradient evaluations at the right."""
        paper, scene, look, size = self._paper, self._scene, self._look, self.size
        paper.line((0, top), (paper.width, top), colour=look.surface("hairline"), width=1)
        title = translate("Race", "Another count, another order")
        paper.words(title, self._side, top + 1.6 * size, 1.1 * size, weight="semibold", anchor="start")
        counts: tuple[Count, Count] = ("updates", "evaluations")
        xs = 0.36 * paper.width, 0.64 * paper.width
        y0 = top + 4.8 * size
        rows = len(scene.ranks("updates"))
        pitch = (paper.height - y0 - 0.8 * size) / max(1, rows - 1) if rows > 1 else 0.0
        pitch = min(pitch, 2.4 * size)
        for by, x, anchor in zip(counts, xs, ("end", "start"), strict=True):
            ink = look.text() if by == scene.by else look.text("tertiary")
            wide = 0.56 * 0.95 * size * len(COUNTED[by])
            at = x if anchor == "end" else min(x, paper.width - self._side - wide)
            paper.words(COUNTED[by], at, y0 - 1.5 * size, 0.95 * size, ink, anchor=anchor)  # type: ignore[arg-type]
        heights = [
            {lane.letter: y0 + pitch * rank for rank, (lane, _) in enumerate(scene.ranks(by))}
            for by in counts
        ]
        for letter, y in heights[0].items():
            self._link(xs, (y, heights[1][letter]), letter)
        for by, x, way in zip(counts, xs, (-1, 1), strict=True):
            for rank, (lane, arrived) in enumerate(scene.ranks(by)):
                self._rank(lane, arrived, x, y0 + pitch * rank, way, first=rank == 0)

    def _link(self, xs: tuple[float, float], ys: tuple[float, float], letter: str) -> None:
        colour, middle = self._scene.entrants[letter].colour, sum(xs) / 2
        bend = ((middle, ys[0]), (middle, ys[1]), (xs[1], ys[1]))
        self._paper.curve((xs[0], ys[0]), *bend, colour=colour, width=1.6 * self._paper.unit)

    def _rank(self, lane: Lane, arrived: float, x: float, y: float, way: int, *, first: bool) -> None:
        paper, size = self._paper, self.size
        colour = self._scene.entrants[lane.letter].colour
        paper.disc(x, y, 0.4 * size, colour)
        anchor, weight = ("end" if way < 0 else "start"), ("semibold" if first else "regular")
        paper.words(_counted(arrived), x + way * size, y, size, family="mono", weight=weight,
                    anchor=anchor)  # type: ignore[arg-type]  # fmt: skip
        paper.words(lane.letter, x + way * 6.4 * size, y, size, colour, weight="bold", anchor=anchor)  # type: ignore[arg-type]
        if first:
            title = self._scene.entrants[lane.letter].title.partition(",")[0]
            room = (x if way < 0 else paper.width - x) - 8.4 * size
            if room > 3 * size:
                paper.words(_cut(paper, title, size, room), x + way * 7.8 * size, y, size, weight="semibold",
                            anchor=anchor)  # type: ignore[arg-type]  # fmt: skip


def _counted(count: float) -> str:
    return grouped(round(count)) if abs(count - round(count)) < 1e-6 else written(count, 3)


def _cut(paper: Paper, text: str, size: float, room: float) -> str:
    """As much of a text as there is room for."""
    wide = 0.56 * size
    return text if len(text) * wide <= room else text[: max(0, int(room / wide) - 1)] + "…"


def _step(most: float) -> float:
    """Between the numbers at the foot, five or so of them."""
    power = 10.0 ** math.floor(math.log10(max(most, 1e-9) / 4))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= most / 5)
