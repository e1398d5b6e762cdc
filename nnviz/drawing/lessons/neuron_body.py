"""The body of a neuron: the sum as a stack of what is added, the squash as a curve, and what comes out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing.lessons import neuron_plan as at
from nnviz.drawing.lessons.figures import written
from nnviz.drawing.lessons.marks import Pen
from nnviz.drawing.lessons.neuron_brush import UNKNOWN, NeuronBrush, ink_on
from nnviz.drawing.lessons.neuron_words import told_sum
from nnviz.said import translate


class NeuronBody(NeuronBrush):
    """Draws body and output."""

    def body(self) -> None:
        """The sum, and the activation's curve."""
        plan, look, unit = self._plan, self._look, self._unit
        y, scale = plan.middle, self._scale
        pen = Pen(look.text(), 5 * scale)
        rect = plan.rect((at.LEFT + at.RIGHT) / 2, y, at.RIGHT - at.LEFT, 224)
        self._paper.box(rect, look.surface("stage"), pen, 112 * scale)
        x = at.BODY + 2
        divider = plan.at(x, y - 92), plan.at(x, y + 92)
        self._paper.line(*divider, colour=look.surface("outline"), width=3 * scale)
        if not self._unseen.sums:
            self._bars()
        self._paper.words("Σ", *plan.at(at.SUM + 38, y - 50), self._size(40), family="math")
        self._words(
            UNKNOWN if self._unseen.sums else written(unit.z), at.SUM + 38, y + 14, 72, mono=True, room=96
        )
        self._paper.spot("sum", plan.rect(at.SUM, y, 170, 200), told_sum(unit, self._unseen))
        if unit.activation.elementwise:
            self._curve()
        else:
            self._words(unit.activation.name, at.CURVE, y, 26, look.text("secondary"))

    def _bars(self) -> None:
        """What is added, stacked: what is above 0 upwards, what is below downwards."""
        plan, look = self._plan, self._look
        up = sum(part for part in self._unit.parts if part > 0)
        down = -sum(part for part in self._unit.parts if part < 0)
        unit = 126.0 / max(up + down, 1e-12)
        zero = plan.middle + 64 - down * unit
        x, heights = at.SUM - 56, {1: 0.0, -1: 0.0}
        for place, part in enumerate(self._unit.parts):
            if part == 0:
                continue
            way = 1 if part > 0 else -1
            first, second = heights[way], heights[way] + abs(part) * unit
            heights[way] = second
            middle, high = zero - way * (first + second) / 2, second - first
            fill = look.ramp(part, 8 if place % 2 else 6)
            self._paper.box(plan.rect(x, middle, 34, max(0.0, high - 2)), fill)
            text = written(abs(part), 2)
            if high * self._scale >= self._size(24) and len(text) * 0.6 * self._size(24) <= 36 * self._scale:
                ink = ink_on(fill, look.text(), look.surface("stage"))
                self._words(text, x, middle, 24, ink, mono=True)
        self._paper.box(plan.rect(x, zero, 46, 4), look.text())
        if up and down:  # where it ends up
            self._paper.box(plan.rect(x, zero - self._unit.z * unit, 46, 5), look.accent)

    def _curve(self) -> None:
        plan, look, unit, scale = self._plan, self._look, self._unit, self._scale
        far = abs(unit.z) > 4.5 and not self._unseen.sums
        reach = abs(unit.z) * 9 / 7 if far else 6.0
        z = np.linspace(-reach, reach, 81)
        a = np.asarray(unit.activation.function(z), dtype=float)
        low, high = _range(a)
        x0, x1, y0, y1 = at.CURVE - 84, at.CURVE + 84, plan.middle + 56, plan.middle - 56

        def place(value: float, out: float) -> tuple[float, float]:
            x = x0 + (x1 - x0) * (value + reach) / (2 * reach)
            return plan.at(x, y0 + (y1 - y0) * (out - low) / (high - low))

        grey = look.text("tertiary")
        for level in (low, high):
            self._paper.line(place(-reach, level), place(reach, level), colour=grey, width=3 * scale)
            y = plan.at(0, y0)[1] if level == low else plan.at(0, y1)[1]
            left = plan.at(x0 - 12, 0)[0]
            self._paper.words(written(level, 2), left, y, self._size(22), look.text("secondary"),
                              weight="medium", anchor="end")  # fmt: skip
        dots = (2 * scale, 8 * scale)
        self._paper.line(place(0, low), place(0, high), colour=grey, width=3 * scale, dash=dots)
        curve = [place(float(one), float(out)) for one, out in zip(z, a, strict=True)]
        self._paper.line(*curve, colour=look.text(), width=7 * scale)
        if self._unseen.output or self._unseen.sums:
            return
        self._paper.disc(
            *place(unit.z, unit.a), 13 * scale, look.accent, Pen(look.surface("stage"), 4 * scale)
        )
        told = translate("Lessons", "{name} of {z} is {a}.").format(
            name=unit.activation.label, z=written(unit.z), a=written(unit.a)
        )
        self._paper.spot("squash", plan.rect(at.CURVE + 6, plan.middle, 180, 160), told)

    def output(self) -> None:
        """What comes out, and what was to."""
        plan, look, unit = self._plan, self._look, self._unit
        unseen = self._unseen.output
        fill = look.surface("stage") if unit.a == 0 or unseen else look.signed(max(-1.0, min(1.0, unit.a)))
        if abs(unit.a) > 0.9 and not unseen:
            fill = look.ramp(unit.a, 8)
        x, y = plan.at(at.OUT, plan.middle)
        self._paper.disc(
            x,
            y,
            82 * self._scale,
            fill,
            Pen(look.text("secondary") if unseen else look.ramp(unit.a or 1.0, 9), 4 * self._scale),
        )
        ink = ink_on(fill, look.text(), look.surface("stage"))
        said = UNKNOWN if unseen else written(unit.a)
        self._words(said, at.OUT, plan.middle, 37, ink, mono=True, room=140)
        self._symbol("a", at.OUT, plan.middle - 112, 40)
        told = translate("Lessons", "The output is {a}.").format(a=said)
        if unit.target is not None:
            told = translate("Lessons", "The output is {a}, the target {target}.").format(
                a=said, target=written(unit.target)
            )
            text = translate("Lessons", "target {target}").format(target=written(unit.target))
            below = plan.middle + 110
            self._ground(text, at.OUT, below, 26)
            self._words(text, at.OUT, below, 26, look.text("secondary"))
        self._paper.spot("output", plan.rect(at.OUT, plan.middle, 164, 164), told)


def _range(values: NDArray[np.float64]) -> tuple[float, float]:
    """From where to where a curve is drawn: whole numbers, so that the ends can be read."""
    low, high = float(np.floor(values.min() + 1e-3)), float(np.ceil(values.max() - 1e-3))
    return (low, high) if high > low else (low - 1.0, low + 1.0)
