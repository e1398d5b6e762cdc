"""The loss over one weight: the curve, where the weight stands and stood, the slope, the guess, the truth."""

from __future__ import annotations

import math as maths
from itertools import pairwise

import numpy as np

from nnviz.drawing.lessons.figures import equals, factor, rounded, signed, written
from nnviz.drawing.lessons.loss_scene import LossScene, Stand, over_what, spots_of, told_of
from nnviz.drawing.lessons.marks import Pen, Point
from nnviz.drawing.lessons.paper import Paper, Part, math, number, plain, result
from nnviz.drawing.ranges import nice_step, tick_text, ticks
from nnviz.said import translate

MOST_ARROWS = 10


class LossPicture:
    """Draws ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: LossScene) -> None:
        self._paper, self._scene, self._look = paper, scene, paper.look
        self._text, self._small = paper.size("body"), paper.size("caption")
        unit = paper.unit
        top = 0.0 if scene.hide_slope and scene.rate is None else 62 * unit
        self._formula_y = 0.5 * top + 8 * unit
        least = min(1.0, paper.width / (520 * unit))
        self._left, self._right = (34 + 30 * least) * unit + self._small, paper.width - 26 * unit
        self._top, self._bottom = top + 2.6 * self._text, paper.height - 2.9 * self._small - 10 * unit
        self._low, self._high = self._range()

    # ---- places
    def _range(self) -> tuple[float, float]:
        scene = self._scene
        losses = [stand.loss for stand in scene.path]
        losses += [place[1] for place in (scene.guess, scene.truth) if place is not None]
        if scene.curve is not None:
            losses += scene.curve.losses.tolist()
        finite = [loss for loss in losses if maths.isfinite(loss)]
        low, high = min(finite, default=0.0), max(finite, default=1.0)
        low = 0.0 if 0 <= low < 0.4 * high else low
        room = (high - low) or abs(high) or 1.0
        return low - (0.0 if low == 0 else 0.06 * room), high + 0.04 * room

    def _x(self, value: float) -> float:
        low, high = self._scene.span
        return self._left + (self._right - self._left) * (value - low) / (high - low)

    def _y(self, loss: float) -> float:
        share = (loss - self._low) / (self._high - self._low)
        return self._bottom - (self._bottom - self._top) * share

    def _within(self, value: float) -> bool:
        return self._scene.span[0] <= value <= self._scene.span[1]

    # ---- all of it
    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        self._formula()
        self._axes()
        self._letters()
        self._curve()
        if not self._scene.hide_slope:
            self._slope()
        self._drops()
        self._arrows()
        self._stands()
        return told_of(self._scene)

    def _formula(self) -> None:
        scene, look, paper = self._scene, self._look, self._paper
        start = scene.begun
        rate = scene.by_rule
        if rate is None or scene.hide_slope:
            return
        w = scene.symbol
        parts: list[Part] = [
            math(w), plain("  ←  "), math(w), plain(" − "), math("η"), plain(" · "),
            math(f"∂L/∂{w}", look.gradient), plain("  =  "),
            number(written(start.value), self._warm(start.value)), plain(" − "), number(written(rate)),
            plain(" · "), number(factor(start.slope), look.gradient),
        ]  # fmt: skip
        if scene.led_to is None or scene.hide_next:
            parts += [plain("  =  "), result("?", look)]
        else:
            made_of = rounded(start.value) - rounded(rate) * rounded(start.slope)
            sign = equals(made_of, scene.led_to)
            parts += [plain(f"  {sign}  "), result(written(scene.led_to), look)]
        size = paper.fitted(parts, 1.6 * paper.size("formula"), paper.width - 60 * paper.unit)
        paper.run(parts, 30 * paper.unit, self._formula_y, size)

    def _warm(self, value: float) -> int:
        return self._look.text() if value == 0 else self._look.ramp(value, 8)

    def _axes(self) -> None:
        paper, look, scene = self._paper, self._look, self._scene
        grey, line = look.text("tertiary"), look.surface("hairline")
        many = max(2, round((self._bottom - self._top) / (3.5 * self._small)))
        marks = ticks(self._low, self._high, min(6, many))
        step = nice_step(self._high - self._low, min(6, many))
        for mark in marks:
            y = self._y(mark)
            paper.line((self._left, y), (self._right, y), colour=line, width=look.line("grid"))
            paper.words(
                tick_text(mark, step), self._left - 0.7 * self._small, y, self._small, grey, anchor="end"
            )
        low, high = scene.span
        across = max(2, round((self._right - self._left) / (5 * self._small)))
        step = nice_step(high - low, min(10, across))
        for mark in ticks(low, high, min(10, across)):
            below = self._bottom + 1.2 * self._small
            paper.words(tick_text(mark, step), self._x(mark), below, self._small, grey)
        y = self._bottom + 2.5 * self._small
        paper.words(scene.name, self._right, y, self._small, look.text("secondary"), anchor="end")
        title = self._top - 1.5 * self._text
        paper.words(translate("Lessons", "loss"), self._left - 0.7 * self._small, title, self._small,
                    look.text("secondary"), weight="medium", anchor="start")  # fmt: skip
        over = over_what(scene.samples)
        if scene.curve is None:
            over = translate("Lessons", "being worked out …")
        paper.words(over, self._left + 3.2 * self._small, title, self._small, grey, anchor="start")

    def _letters(self) -> None:
        """Answers to choose from, on the axis; those close together stand higher in turn."""
        paper, look = self._paper, self._look
        side, taken = 1.7 * self._text, [-maths.inf, -maths.inf]
        for letter, value in sorted(self._scene.letters, key=lambda one: one[1]):
            if not self._within(value):
                continue
            x = self._x(value)
            row = 0 if x - taken[0] > 1.15 * side else 1
            taken[row] = x
            y = self._bottom - (1.0 + 1.15 * row) * side - 0.3 * side
            paper.line((x, y), (x, self._bottom), colour=look.text(), width=look.line("curve_train"))
            paper.box((x - side / 2, y - side / 2, side, side), look.text(), radius=0.2 * side)
            paper.words(letter, x, y, 0.95 * self._text, look.surface("stage"), weight="semibold")
            told = translate("Lessons", "Answer {letter}: {value}.").format(
                letter=letter, value=written(value)
            )
            paper.spot(f"letter:{letter}", (x - side / 2, y - side / 2, side, side), told)

    def _curve(self) -> None:
        curve = self._scene.curve
        if curve is None:
            return
        piece: list[Point] = []
        for place, loss in zip(curve.places, curve.losses, strict=True):
            if np.isfinite(loss):
                piece.append((self._x(place), self._y(loss)))
                continue
            self._piece(piece)
            piece = []
        self._piece(piece)

    def _piece(self, points: list[Point]) -> None:
        if len(points) > 1:
            colour = self._look.text("primary" if self._look.projector else "secondary")
            self._paper.line(*points, colour=colour, width=1.2 * self._look.line("curve_test"))

    # ---- the slope
    def _slope(self) -> None:
        scene, look, start = self._scene, self._look, self._scene.begun
        if not (maths.isfinite(start.slope) and maths.isfinite(start.loss)):
            return
        low, high = scene.span
        ends = []
        for way in (-1, 1):
            reach = 0.19 * (high - low)
            if start.slope:  # no further than the picture
                edge = self._high if way * start.slope > 0 else self._low
                reach = min(reach, abs((edge - start.loss) / start.slope) or reach)
            value = min(high, max(low, start.value + way * reach))
            ends.append((self._x(value), self._y(start.loss + start.slope * (value - start.value))))
        width = look.line("curve_train") * 1.3
        self._paper.line(*ends, colour=look.gradient, width=width, dash=(7 * width / 2, 5 * width / 2))
        if len(scene.path) > 2:  # it stands in the formula, and here are the steps
            return
        x, y = ends[0] if start.slope > 0 else ends[1]
        anchor_left = start.slope > 0
        text = translate("Lessons", "slope {slope}").format(slope=signed(start.slope))
        y = min(self._bottom - 0.8 * self._text, y + 0.9 * self._text)
        x += (-0.4 if anchor_left else 0.4) * self._text
        x = max(self._left + 5 * self._text, x) if anchor_left else min(self._right - 5 * self._text, x)
        beside = self._x(start.value), self._y(start.loss)  # where other words stand
        if abs(x - beside[0]) < 7 * self._text and abs(y - beside[1]) < 2.6 * self._text:
            return
        wide = 0.58 * self._text * len(text)
        left = x - wide if anchor_left else x
        self._paper.box((left, y - 0.7 * self._text, wide, 1.4 * self._text), look.surface("stage"))
        self._paper.words(text, x, y, self._text, look.gradient, weight="semibold",
                          anchor="end" if anchor_left else "start")  # fmt: skip

    # ---- steps
    def _marked(self) -> list[tuple[float, float, int, bool]]:
        """Places from which a line falls to the axis: value, loss, colour, whether the line is whole."""
        scene, grey = self._scene, self._look.text("tertiary")
        found = [(scene.begun.value, scene.begun.loss, grey, False)]
        found += [(*scene.guess, grey, False)] if scene.guess else []
        if scene.truth:
            found.append((*scene.truth, self._look.accent, True))
        elif len(scene.path) > 1:
            found.append((scene.now.value, scene.now.loss, self._look.accent, True))
        return found

    def _drops(self) -> None:
        width = self._look.line("curve_train") * 0.85
        for value, loss, colour, whole in self._marked():
            if self._within(value) and maths.isfinite(loss):
                x = self._x(value)
                dash = () if whole else (3 * width, 4 * width)
                self._paper.line((x, self._y(loss)), (x, self._bottom), colour=colour, width=width, dash=dash)

    def _arrows(self) -> None:
        """The last update as an arrow on the axis, the guess as a dashed one; all updates from place to
        place."""
        scene, look = self._scene, self._look
        y = self._bottom - 1.1 * self._text
        steps = list(pairwise(scene.path))
        for one, other in steps[-MOST_ARROWS:] if len(steps) > 1 else ():
            self._hop(one, other)
        end = scene.path[-1].value if steps else scene.truth[0] if scene.truth is not None else None
        if end is not None and len(steps) < 2:
            self._arrow(scene.begun.value, end, y, look.gradient, last=True)
        if scene.guess is not None and not self._met:
            if end is not None and (end - scene.begun.value) * (scene.guess[0] - scene.begun.value) > 0:
                y -= 2.4 * self._text  # both go the same way: one above the other
            self._arrow(scene.begun.value, scene.guess[0], y, look.text("tertiary"), dashed=True)

    def _hop(self, one: Stand, other: Stand) -> None:
        """From one place on the curve to the next."""
        inside = self._within(one.value) and self._within(other.value)
        if not inside or not maths.isfinite(one.loss + other.loss):
            return
        x0, y0, x1, y1 = self._x(one.value), self._y(one.loss), self._x(other.value), self._y(other.loss)
        width, colour = self._look.line("curve_train"), self._look.gradient
        length = maths.hypot(x1 - x0, y1 - y0)
        if length < 6 * width:
            return
        self._paper.line((x0, y0), (x1, y1), colour=colour, width=width)
        along, head = ((x1 - x0) / length, (y1 - y0) / length), 5 * width
        tip = x1 - along[0] * 7 * self._paper.unit, y1 - along[1] * 7 * self._paper.unit
        back = tip[0] - along[0] * head, tip[1] - along[1] * head
        half = 0.45 * head
        ends = [(back[0] - along[1] * half, back[1] + along[0] * half),
                (back[0] + along[1] * half, back[1] - along[0] * half)]  # fmt: skip
        self._paper.area([tip, *ends], colour)

    def _arrow(
        self, start: float, end: float, y: float, colour: int, *, last: bool = False, dashed: bool = False
    ) -> None:
        scene, paper = self._scene, self._paper
        low, high = scene.span
        x0, x1 = self._x(min(high, max(low, start))), self._x(min(high, max(low, end)))
        way, width = (1 if x1 > x0 else -1), self._look.line("curve_test") * 1.3
        head = min(4.4 * width, abs(x1 - x0))
        if abs(x1 - x0) < 1:
            return
        dash = (2 * width, 1.4 * width) if dashed else ()
        paper.line((x0, y), (x1 - way * head * 0.8, y), colour=colour, width=width, dash=dash)
        paper.area([(x1, y), (x1 - way * head, y - 0.55 * head), (x1 - way * head, y + 0.55 * head)], colour)
        text = signed(end - start)
        rate = scene.by_rule if scene.led_to is not None else None
        if last and rate is not None and not scene.hide_slope:
            text = f"−{written(rate)} × {factor(scene.begun.slope)}"
        if (last or dashed) and abs(x1 - x0) > 0.32 * self._small * len(text):
            above = y - 1.25 * self._small
            paper.words(text, (x0 + x1) / 2, above, self._small, colour, family="mono", weight="semibold")

    def _stands(self) -> None:
        """Start, guess, now and truth, each with its loss."""
        scene, look = self._scene, self._look
        for stand in scene.path[1:-1]:
            self._disc(stand.value, stand.loss, 3.0, look.text("tertiary"))
        if scene.guess is not None:
            self._ring(*scene.guess)
        if scene.guess is not None and not self._met:
            self._label(*scene.guess, translate("Lessons", "your guess"), look.text(), other=True)
        moved = len(scene.path) > 1 or scene.truth is not None
        if moved:
            start = scene.path[0]
            self._disc(start.value, start.loss, 4.5, look.text("secondary"))
            end = scene.truth[0] if scene.truth is not None else scene.now.value
            apart = abs(self._x(start.value) - self._x(end))
            if scene.guess is not None:
                apart = min(apart, abs(self._x(start.value) - self._x(scene.guess[0])))
            if len(scene.path) <= 2 and apart > 4 * self._text:
                self._label(start.value, start.loss, translate("Lessons", "start"), look.text("secondary"))
        place = scene.truth if scene.truth is not None else (scene.now.value, scene.now.loss)
        self._disc(*place, 6.5, look.accent)
        self._label(*place, self._now_words(moved), look.accent)
        for name, told, (value, loss) in spots_of(scene):
            if self._within(value) and maths.isfinite(loss):
                side = 1.6 * self._text
                rect = self._x(value) - side / 2, self._y(loss) - side / 2, side, side
                self._paper.spot(name, rect, told)

    @property
    def _met(self) -> bool:
        """Whether the guess stands where the truth does: then a ring round that says it."""
        guess, truth = self._scene.guess, self._scene.truth
        return (
            guess is not None
            and truth is not None
            and abs(self._x(guess[0]) - self._x(truth[0])) < self._text
        )

    def _now_words(self, moved: bool) -> str:
        scene = self._scene
        if self._met:
            return translate("Lessons", "as you said")
        if not moved:
            return translate("Lessons", "now {name} = {value}").format(
                name=scene.symbol, value=written(scene.now.value)
            )
        steps = len(scene.path) - 1 or 1
        if scene.path[-1].update - scene.path[0].update not in (0, steps):
            return translate("Lessons", "now")
        if steps == 1:
            return translate("Lessons", "one step")
        return translate("Lessons", "{count} steps").format(count=steps)

    def _disc(self, value: float, loss: float, radius: float, fill: int) -> None:
        if self._within(value) and maths.isfinite(loss):
            unit = self._paper.unit
            pen = Pen(self._look.surface("stage"), 2.2 * unit)
            self._paper.disc(self._x(value), self._y(loss), 1.5 * radius * unit, fill, pen)

    def _ring(self, value: float, loss: float) -> None:
        if self._within(value) and maths.isfinite(loss):
            width = self._look.line("curve_test")
            pen = Pen(self._look.text(), width, (2 * width, 1.4 * width))
            stage = self._look.surface("stage")
            radius = (15 if self._met else 9) * self._paper.unit
            self._paper.disc(self._x(value), self._y(loss), radius, stage, pen)

    def _label(self, value: float, loss: float, text: str, colour: int, *, other: bool = False) -> None:
        """Two lines beside a place: on its outer side of the curve, or the ``other``."""
        if not (self._within(value) and maths.isfinite(loss)):
            return
        paper, x, y = self._paper, self._x(value), self._y(loss)
        left = (self._scene.begun.slope >= 0) != other
        need = 0.62 * self._text * max(len(text), 10)
        if left and x - need < self._left:
            left = False
        elif not left and x + need > self._right:
            left = True
        x += (-1.5 if left else 1.5) * self._text
        side = "end" if left else "start"
        y = max(self._top, min(y - 0.5 * self._text, self._bottom - 2.6 * self._text))
        below = translate("Lessons", "loss {loss}").format(loss=written(loss))
        wide = max(0.58 * self._text * len(text), 0.62 * self._small * len(below)) + 0.4 * self._text
        ground = (x - wide if left else x) - 0.2 * self._text * (-1 if left else 1)
        paper.box((ground, y - 1.3 * self._text, wide, 2.7 * self._text), self._look.surface("stage"),
                  radius=0.3 * self._text)  # fmt: skip
        paper.words(text, x, y - 0.6 * self._text, self._text, colour, weight="semibold",
                    anchor="end" if left else "start")  # fmt: skip
        grey = self._look.text("secondary")
        paper.words(below, x, y + 0.75 * self._text, self._small, grey, family="mono",
                    anchor="end" if side == "end" else "start")  # fmt: skip
