"""A plane of two inputs: what the network says there, the samples on it, and the line of a lone neuron."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.lessons.figures import written
from nnviz.drawing.lessons.marks import Pen, Point
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import mix
from nnviz.drawing.ranges import nice_step, tick_text, ticks
from nnviz.said import Sentence, translate

CELLS: Final = 48  # of the ground across


@dataclass(frozen=True)
class Border:
    """Where the sum w1 · x1 + w2 · x2 + b of a lone neuron is ``level``: 0, or what its answer changes at."""

    w1: float
    w2: float
    bias: float
    level: float = 0.0

    def across(self, low: float, high: float) -> tuple[Point, Point] | None:
        """Its ends within the square from ``low`` to ``high``; None where it misses that."""
        if self.w1 == self.w2 == 0:
            return None
        ends = []
        reach = self.level - self.bias
        for side in (low, high):
            if self.w2:
                ends.append((side, (reach - self.w1 * side) / self.w2))
            if self.w1:
                ends.append(((reach - self.w2 * side) / self.w1, side))
        slack = 1e-9 * (high - low)
        inside = [end for end in ends if all(low - slack <= one <= high + slack for one in end)]
        if len(inside) < 2:
            return None
        return min(inside), max(inside)

    def through(self, one: Point, other: Point) -> Border:
        """The line through two points, with weights as large together, and the same side above it."""
        length = math.hypot(self.w1, self.w2) or 1.0
        dx, dy = other[0] - one[0], other[1] - one[1]
        away = math.hypot(dx, dy)
        if away < 1e-9:
            return self
        w1, w2 = -dy / away * length, dx / away * length
        if w1 * self.w1 + w2 * self.w2 < 0:
            w1, w2 = -w1, -w2
        return Border(w1, w2, self.level - w1 * one[0] - w2 * one[1], self.level)

    def shifted(self, to: Point) -> Border:
        """The line through that point, as steep as before: another bias."""
        return Border(self.w1, self.w2, self.level - self.w1 * to[0] - self.w2 * to[1], self.level)


@dataclass(frozen=True, eq=False, kw_only=True)
class PlaneScene:
    """What is shown, for x1 and x2 from ``low`` to ``high``: the ``field`` (cells, cells), -1 to 1, from
    below; the ``points`` (n, 2) with their ``labels`` and the ``answers`` to them, both -1 to 1 as the
    field (of two classes -1 and 1); the ``border``, ``movable`` by hand; which point is sent through."""

    low: float
    high: float
    field: NDArray[np.float64]
    points: NDArray[np.float64]
    labels: NDArray[np.float64]
    answers: NDArray[np.float64]
    names: tuple[str, str] = ("x1", "x2")
    classes: tuple[str, ...] = ()
    border: Border | None = None
    movable: bool = False
    shown: int = -1

    @property
    def wrong(self) -> list[int]:
        """The points on whose other side the answer is."""
        return [k for k, label in enumerate(self.labels) if (label > 0) != (self.answers[k] > 0)]


class PlanePicture:
    """Draws ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: PlaneScene) -> None:
        self._paper, self._scene, self._look = paper, scene, paper.look
        self._small = paper.size("caption")
        room = 3.4 * self._small
        self.side = max(40.0, min(paper.width - room - 24 * paper.unit, paper.height - 2 * room))
        self.left = room + (paper.width - room - 24 * paper.unit - self.side) / 2
        self.top = (paper.height - room - self.side) / 2

    def place(self, x1: float, x2: float) -> Point:
        """Where a point is, in px."""
        scene = self._scene
        span = scene.high - scene.low
        return (
            self.left + self.side * (x1 - scene.low) / span,
            self.top + self.side * (1 - (x2 - scene.low) / span),
        )

    def point(self, x: float, y: float) -> Point:
        """Which point is there, in the units of the data."""
        scene = self._scene
        span = scene.high - scene.low
        return (
            scene.low + span * (x - self.left) / self.side,
            scene.low + span * (1 - (y - self.top) / self.side),
        )

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        self._ground()
        self._axes()
        self._border()
        self._points()
        self._handles()
        return _told(self._scene)

    def _ground(self) -> None:
        paper, look, field = self._paper, self._look, self._scene.field
        cell, stage = self.side / len(field), look.surface("stage")
        for row, values in enumerate(field):
            y = self.top + self.side - (row + 1) * cell
            start = 0
            colours = [mix(stage, look.signed(float(value)), 0.55) for value in values]
            for column in range(1, len(colours) + 1):  # as few boxes as there are colours
                if column == len(colours) or colours[column] != colours[start]:
                    rect = self.left + start * cell, y, (column - start) * cell + 0.5, cell + 0.5
                    paper.box(rect, colours[start])
                    start = column
        frame = self.left, self.top, self.side, self.side
        paper.box(frame, None, Pen(look.surface("outline"), look.line("grid")))

    def _axes(self) -> None:
        paper, look, scene = self._paper, self._look, self._scene
        grey, step = look.text("tertiary"), nice_step(scene.high - scene.low, 5)
        for mark in ticks(scene.low, scene.high, 5):
            x, _ = self.place(mark, scene.low)
            _, y = self.place(scene.low, mark)
            paper.words(tick_text(mark, step), x, self.top + self.side + self._small, self._small, grey)
            paper.words(
                tick_text(mark, step), self.left - 0.6 * self._small, y, self._small, grey, anchor="end"
            )
        size = 1.4 * self._small
        paper.symbol(scene.names[0], self.left + self.side, self.top + self.side + 1.9 * size, size)
        paper.symbol(scene.names[1], self.left - 1.2 * size, self.top - 0.2 * size, size)

    def _border(self) -> None:
        """The line."""
        scene, look, paper = self._scene, self._look, self._paper
        if scene.border is None:
            return
        ends = scene.border.across(scene.low, scene.high)
        if ends is None:
            return
        colour = look.accent if scene.movable else look.text()
        paper.line(*(self.place(*end) for end in ends), colour=colour, width=1.3 * look.line("curve_test"))

    def _handles(self) -> None:
        """Over all else, what can be taken hold of where the line can be moved."""
        scene, look, paper = self._scene, self._look, self._paper
        if not scene.movable:
            return
        for place, (x, y) in enumerate(self.handles):
            radius = 9 * paper.unit
            paper.disc(x, y, radius, look.surface("stage"), Pen(look.accent, look.line("curve_test") * 1.2))
            told = translate("Lessons", "A handle of the line: plus and minus move it.")
            paper.spot(f"handle:{place}", (x - radius, y - radius, 2 * radius, 2 * radius), told)

    @property
    def handles(self) -> list[Point]:
        """Where the line can be taken hold of, in px: a fifth from each of its ends."""
        scene = self._scene
        ends = None if scene.border is None else scene.border.across(scene.low, scene.high)
        if ends is None:
            return []
        (x0, y0), (x1, y1) = (self.place(*end) for end in ends)
        return [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in (0.2, 0.8)]

    def _points(self) -> None:
        scene, look, paper = self._scene, self._look, self._paper
        many = len(scene.points)
        radius = paper.unit * (9.0 if many <= 12 else 5.0)
        wrong = set(scene.wrong)
        for place, (x1, x2) in enumerate(scene.points.tolist()):
            x, y = self.place(x1, x2)
            label = float(scene.labels[place])
            if place in wrong:  # a ring with a gap, as in the Playground
                pen = Pen(look.text(), look.line("curve_test"))
                paper.disc(x, y, radius + 5 * paper.unit, look.surface("stage"), pen)
            fill = look.class_colour(1 if label > 0 else 0, 2) if scene.classes else look.signed(label)
            paper.disc(x, y, radius, fill, Pen(look.surface("stage"), 2 * paper.unit))
            if place == scene.shown:
                paper.disc(x, y, radius + 3 * paper.unit, None, Pen(look.accent, look.line("focus")))
            side = max(radius, 8 * paper.unit)
            rect = x - side, y - side, 2 * side, 2 * side
            paper.spot(f"point:{place}", rect, _told_point(scene, place))
        text = translate("Lessons", "{wrong} of {count} wrong").format(wrong=len(wrong), count=many)
        if scene.classes:
            right = self.left + self.side
            paper.words(
                text, right, self.top - 0.9 * self._small, self._small, look.text("secondary"), anchor="end"
            )


def _told_point(scene: PlaneScene, place: int) -> Sentence:
    x1, x2 = scene.points[place].tolist()
    if scene.classes:
        text = translate("Lessons", "Point ({x1}, {x2}): it is {label}, the answer is {answer}.")
        names = [scene.classes[int(one > 0)] for one in (scene.labels[place], scene.answers[place])]
        return text.format(x1=written(x1), x2=written(x2), label=names[0], answer=names[1])
    return translate("Lessons", "Point ({x1}, {x2})").format(x1=written(x1), x2=written(x2))


def _told(scene: PlaneScene) -> Sentence:
    if scene.classes:
        return translate("Lessons", "The plane with {count} points, {wrong} of them wrong.").format(
            count=len(scene.points), wrong=len(scene.wrong)
        )
    return translate("Lessons", "The plane with {count} points.").format(count=len(scene.points))
