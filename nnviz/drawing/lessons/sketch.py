"""A curve drawn by hand over the epochs: what somebody thinks a run will do; later, beside what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from nnviz.drawing.lessons.figures import written
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.ranges import nice_ceiling, nice_step, tick_text, ticks
from nnviz.said import Sentence, translate

KNOTS: Final = 21  # places at which the keys change the height


@dataclass(frozen=True)
class Sketch:
    """Heights over the epochs ``first`` to ``last``, one for each of the knots, None where nothing is drawn;
    ``top`` is the highest there can be, 0 the lowest. ``at`` is the knot that the keys are at."""

    first: int
    last: int
    top: float
    heights: tuple[float | None, ...] = (None,) * KNOTS
    at: int = 0

    @property
    def begun(self) -> bool:
        """Whether anything has been drawn."""
        return any(height is not None for height in self.heights)

    @property
    def values(self) -> tuple[float, ...]:
        """A height for each epoch: between what is drawn in a straight line, level beyond."""
        places = [k for k, height in enumerate(self.heights) if height is not None]
        known = [height for height in self.heights if height is not None]
        if not known:
            return ()
        epochs = np.linspace(0, KNOTS - 1, self.last - self.first + 1)
        return tuple(float(one) for one in np.interp(epochs, places, known))

    def drawn(self, start: tuple[float, float], end: tuple[float, float]) -> Sketch:
        """With a stroke from one place to another, both as shares 0..1 of the width and of the height."""
        (x0, y0), (x1, y1) = sorted((start, end))
        heights = list(self.heights)
        for k in range(KNOTS):
            x = k / (KNOTS - 1)
            near = abs(x - x0) <= 0.5 / (KNOTS - 1)
            if x0 <= x <= x1 or near:
                share = y0 if x1 == x0 else y0 + (y1 - y0) * min(1.0, max(0.0, (x - x0) / (x1 - x0)))
                heights[k] = min(1.0, max(0.0, share)) * self.top
        return replace(self, heights=tuple(heights))

    def moved(self, by: int) -> Sketch:
        """The keys at a knot further right, or left."""
        return replace(self, at=min(KNOTS - 1, max(0, self.at + by)))

    def raised(self, by: int, start: float) -> Sketch:
        """The knot that the keys are at higher by twentieths of all; what is not drawn stood at ``start``, or
        as high as the last that was drawn before it."""
        heights = list(self.heights)
        before = next((heights[k] for k in range(self.at, -1, -1) if heights[k] is not None), start)
        height = (start if before is None else before) + by * self.top / 20
        heights[self.at] = min(self.top, max(0.0, height))
        return replace(self, heights=tuple(heights))


@dataclass(frozen=True, kw_only=True)
class SketchScene:
    """What is shown: the ``sketch``, the name of what it is over, and where it is known already the ``start``
    of the curve; from the reveal on the ``truth``, a value for each epoch."""

    sketch: Sketch
    name: str
    start: float | None = None
    truth: tuple[float, ...] = ()
    by_hand: bool = True


def top_for(start: float | None, unit: str, truth: Sequence[float] = ()) -> float:
    """How high the sheet is: shares are at most 1; else with room above where the curve starts."""
    if unit == "share":
        return 1.0
    return nice_ceiling(1.4 * max([start or 0.0, *truth])) if start or truth else 1.0


class SketchPicture:
    """Draws ``scene`` on ``paper``."""

    def __init__(self, paper: Paper, scene: SketchScene) -> None:
        self._paper, self._scene = paper, scene
        self._text, self._small = paper.size("body"), paper.size("caption")
        unit = paper.unit
        self.left, self.right = 4.2 * self._small + 10 * unit, paper.width - 24 * unit
        self.top, self.bottom = 3.2 * self._text, paper.height - 3.6 * self._small

    def place(self, epoch: float, value: float) -> tuple[float, float]:
        """Where that value of that epoch is, in px."""
        sketch = self._scene.sketch
        share = (epoch - sketch.first) / max(1, sketch.last - sketch.first)
        x = self.left + (self.right - self.left) * share
        return x, self.bottom - (self.bottom - self.top) * value / sketch.top

    def shares(self, x: float, y: float) -> tuple[float, float]:
        """A place in px as shares of the width and of the height."""
        across = (x - self.left) / max(1.0, self.right - self.left)
        return min(1.0, max(0.0, across)), min(1.0, max(0.0, (self.bottom - y) / (self.bottom - self.top)))

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        self._axes()
        self._start()
        self._curve(self._scene.truth, self._paper.look.accent, dashed=False)
        self._curve(self._scene.sketch.values, self._paper.look.text(), dashed=True)
        self._knot()
        self._legend()
        return _told(self._scene)

    def _axes(self) -> None:
        paper, look, sketch = self._paper, self._paper.look, self._scene.sketch
        grey, step = look.text("tertiary"), nice_step(sketch.top, 5)
        for mark in ticks(0.0, sketch.top, 5):
            _, y = self.place(sketch.first, mark)
            paper.line(
                (self.left, y), (self.right, y), colour=look.surface("hairline"), width=look.line("grid")
            )
            paper.words(
                tick_text(mark, step), self.left - 0.7 * self._small, y, self._small, grey, anchor="end"
            )
        step = nice_step(sketch.last - sketch.first, 8)
        for mark in ticks(sketch.first, sketch.last, 8):
            x, _ = self.place(mark, 0.0)
            paper.words(tick_text(mark, step), x, self.bottom + 1.3 * self._small, self._small, grey)
        below = self.bottom + 2.7 * self._small
        paper.words(translate("Lessons", "epoch"), self.right, below, self._small, look.text("secondary"),
                    anchor="end")  # fmt: skip

    def _start(self) -> None:
        """Where the real curve starts, which is known."""
        scene, look = self._scene, self._paper.look
        if scene.start is not None and not scene.truth:
            x, y = self.place(scene.sketch.first, scene.start)
            self._paper.disc(x, y, 5 * self._paper.unit, look.text("secondary"))
            text = translate("Lessons", "it starts at {value}").format(value=written(scene.start))
            self._paper.words(text, x + 12 * self._paper.unit, y - self._text, self._small,
                              look.text("secondary"), anchor="start")  # fmt: skip

    def _curve(self, values: Sequence[float], colour: int, *, dashed: bool) -> None:
        if not values:
            return
        first = self._scene.sketch.first
        points = [self.place(first + k, value) for k, value in enumerate(values) if np.isfinite(value)]
        width = self._paper.look.line("curve_test") * (1.3 if dashed else 1.6)
        dash = (2.6 * width, 2.0 * width) if dashed else ()
        if len(points) > 1:
            self._paper.line(*points, colour=colour, width=width, dash=dash)

    def _knot(self) -> None:
        """Where the keys are, while something can be drawn."""
        scene, sketch = self._scene, self._scene.sketch
        if not scene.by_hand or scene.truth:
            return
        height = sketch.heights[sketch.at]
        epoch = sketch.first + (sketch.last - sketch.first) * sketch.at / (KNOTS - 1)
        x, top = self.place(epoch, sketch.top)
        self._paper.line((x, top), (x, self.bottom), colour=self._paper.look.surface("outline"), width=1.0)
        if height is not None:
            self._paper.disc(*self.place(epoch, height), 6 * self._paper.unit, self._paper.look.text())

    def _legend(self) -> None:
        """What the lines are, over the sheet."""
        scene, paper, look = self._scene, self._paper, self._paper.look
        y, x = self.top - 1.8 * self._text, self.left
        paper.words(scene.name, x, y, self._text, weight="semibold", anchor="start")
        x += 0.62 * self._text * (len(scene.name) + 3)
        rows = [(translate("Lessons", "your curve"), look.text(), True)]
        rows += [(translate("Lessons", "what it did"), look.accent, False)] if scene.truth else []
        for text, colour, dashed in rows:
            width = look.line("curve_test") * 1.3
            dash = (2.6 * width, 2.0 * width) if dashed else ()
            paper.line((x, y), (x + 2.2 * self._text, y), colour=colour, width=width, dash=dash)
            paper.words(text, x + 2.8 * self._text, y, self._small, look.text("secondary"), anchor="start")
            x += 2.8 * self._text + 0.62 * self._small * (len(text) + 4)
        if not scene.truth and not scene.sketch.begun and scene.by_hand:
            middle = (self.left + self.right) / 2, (self.top + self.bottom) / 2
            hint = translate("Lessons", "Draw the curve here: with the mouse, or with the arrow keys.")
            paper.words(hint, *middle, self._text, look.text("secondary"))


def _told(scene: SketchScene) -> Sentence:
    sketch, values = scene.sketch, scene.sketch.values
    if scene.truth:
        start, end = written(scene.truth[0]), written(scene.truth[-1])
        if not values:  # it was only asked to be shown
            text = translate("Lessons", "The curve goes from {start} to {end}.")
            return text.format(start=start, end=end)
        text = translate(
            "Lessons", "Your curve goes from {one} to {other}, the real one from {start} to {end}."
        )
        return text.format(one=written(values[0]), other=written(values[-1]), start=start, end=end)
    epoch = round(sketch.first + (sketch.last - sketch.first) * sketch.at / (KNOTS - 1))
    height = sketch.heights[sketch.at]
    if height is None:
        text = translate(
            "Lessons",
            "A curve to draw, at epoch {epoch}: left and right go along it, up and down raise and lower it, "
            "Enter gives it as your answer.",
        )
        return text.format(epoch=epoch)
    return translate("Lessons", "Epoch {epoch}: {value}").format(epoch=epoch, value=written(height))
