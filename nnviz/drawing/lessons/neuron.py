"""A neuron with its real numbers: inputs, weights, sum, squash, output; below it a living cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from nnviz.drawing.lessons import neuron_plan as at
from nnviz.drawing.lessons.figures import equals, factor, rounded, signed, written
from nnviz.drawing.lessons.living import Feed, Living
from nnviz.drawing.lessons.marks import Anchor, Pen
from nnviz.drawing.lessons.neuron_plan import NeuronPlan
from nnviz.drawing.lessons.paper import Paper, Part, math, number, plain, result
from nnviz.drawing.lessons.unit import Term, Unit
from nnviz.said import Sentence, translate

#: How some activations are written in a formula; others by their name.
_SIGNS = {"sigmoid": "σ", "relu": "ReLU", "leaky_relu": "leaky ReLU"}
_SQUASHES = ("sigmoid", "tanh", "softmax")


@dataclass(frozen=True)
class Scales:
    """Which weights can be moved here, by their input (-1 the bias), and from where to where."""

    movable: Collection[int] = ()
    low: float = -3.0
    high: float = 3.0


@dataclass(frozen=True)
class Unseen:
    """Whether products and ``sums`` are not to be seen, and the ``output``: they are asked for, or not
    worked out yet."""

    sums: bool = False
    output: bool = False


_UNKNOWN = "?"


class NeuronPicture:
    """Draws ``unit`` on ``paper`` where ``plan`` has it."""

    def __init__(
        self, paper: Paper, plan: NeuronPlan, unit: Unit, scales: Scales, unseen: Unseen | None = None
    ) -> None:
        self._paper, self._plan, self._unit, self._scales = paper, plan, unit, scales
        self._unseen = unseen or Unseen()
        self._look, self._scale = paper.look, plan.scale
        self._largest = max((abs(part) for part in unit.parts), default=0.0) or 1.0
        self._least = 16.0 if self._look.projector else 10.0

    def draw(self) -> str:
        """All of it; what is told of it as a whole."""
        self._formulas()
        for row, term in enumerate(self._unit.terms):
            self._line(row, term)
        for row, term in enumerate(self._unit.terms):
            self._product(row, term)
        self._rest()
        self._bias_line()
        self._output_line()
        for row, term in enumerate(self._unit.terms):
            self._input(row, term)
            self._weight(row, term)
        self._body()
        self._bias()
        self._output()
        self._names()
        if self._plan.cell:
            self._living()
        return told(self._unit, self._unseen)

    # ---- small things
    def _size(self, size: float) -> float:
        return max(self._least, size * self._scale)

    def _ink(self, value: float) -> int:
        """The colour of a number's text: of its sign, and none of 0."""
        return self._look.text("secondary") if value == 0 else self._look.ramp(value, 8)

    def _words(
        self, text: str, x: float, y: float, size: float, colour: int | None = None, *, bold: bool = False,
        mono: bool = False, anchor: Anchor = "middle", room: float = 0.0,
    ) -> None:  # fmt: skip
        """A text at a place of the picture; ``room``: how wide it may be there."""
        family, weight = "mono" if mono else "ui", "semibold" if bold or mono else "regular"
        high = self._size(size)
        if room:
            high = min(high, room * self._scale / max(1, len(text)) / 0.6)
        where = self._plan.at(x, y)
        self._paper.words(text, *where, high, colour, family=family, weight=weight, anchor=anchor)  # type: ignore[arg-type]

    def _symbol(self, text: str, x: float, y: float, size: float, colour: int | None = None) -> None:
        self._paper.symbol(text, *self._plan.at(x, y), self._size(size), colour)

    def _thick(self, part: float) -> float:
        """How thick a line is that carries ``part`` of the sum."""
        return (4.0 + 13.0 * abs(part) / self._largest) * self._scale

    # ---- the line of numbers
    def _formulas(self) -> None:
        paper, plan = self._paper, self._plan
        size = self._size(50)
        left, right = plan.at(64, 62), plan.at(at.WIDE - 64, 62)
        second = self._squash_parts()
        wide = right[0] - left[0]
        for first in self._sum_parts():
            need = paper.wide(first, size) + size + paper.wide(second, size)
            if need <= wide:
                break
        fitting = min(size, size * wide / need)
        paper.run(first, left[0], left[1], fitting)
        paper.run(second, right[0] - paper.wide(second, fitting), right[1], fitting)

    def _sum_parts(self) -> list[list[Part]]:
        """z and what it is made of, in full and shortened."""
        unit = self._unit
        terms = [
            [number(written(term.weight) if not row else factor(term.weight), self._ink(term.weight),
                    dotted=True), plain(" · "), number(factor(term.value), dotted=True)]
            for row, term in enumerate(unit.terms)
        ]  # fmt: skip
        short = [*terms[:1], [plain("…")], *terms[-1:]] if len(terms) > 2 else terms
        made_of = sum(rounded(term.weight) * rounded(term.value) for term in unit.terms)
        found = []
        for chosen in (terms, short):
            parts = [math("z"), plain("  =  ")]
            for place, term in enumerate(chosen):
                parts += [plain("  +  "), *term] if place else term
            if unit.rest[0]:
                parts += [plain("  +  "), number(factor(unit.rest[1]), self._ink(unit.rest[1]), dotted=True)]
            if unit.bias is not None:
                parts += [plain("  +  "), number(factor(unit.bias), self._ink(unit.bias), dotted=True)]
            sign = equals(made_of + rounded(unit.rest[1]) + rounded(unit.bias or 0.0), unit.z)
            if self._unseen.sums:
                found.append([*parts, plain("  =  "), result(_UNKNOWN, self._look)])
                continue
            found.append([*parts, plain(f"  {sign}  "), number(written(unit.z))])
        return found

    def _squash_parts(self) -> list[Part]:
        unit = self._unit
        name, look = unit.activation.name, self._look
        if self._unseen.output:
            return [math("a"), plain("  =  "), result(_UNKNOWN, look)]
        if name == "linear":
            return [math("a"), plain("  =  "), math("z"), plain("  =  "), result(written(unit.a), look)]
        of = [number(written(unit.z))] if unit.activation.elementwise else [math("z, …")]
        sign = plain("  =  " if rounded(unit.a) == unit.a else "  ≈  ")
        label = _SIGNS.get(name, name)
        squash = math(label) if len(label) == 1 else plain(label)
        return [math("a"), plain("  =  "), squash, plain("("), *of, plain(")"), sign,
                result(written(unit.a), look)]  # fmt: skip

    # ---- lines
    def _line(self, row: int, term: Term) -> None:
        plan, look = self._plan, self._look
        y0, y1, start = plan.row(row), plan.entry(row), plan.bends_from
        bend, first = (at.LEFT - start) / 3, plan.at(at.IN + 62, y0)
        points = (
            first, first, plan.at(start, y0), plan.at(start, y0),
            plan.at(start + bend, y0), plan.at(at.LEFT - bend, y1), plan.at(at.LEFT + 4, y1),
        )[0 if start > at.IN else 3 :]  # fmt: skip
        if term.product == 0:
            dots = (0.3 * self._scale, 13 * self._scale)
            self._paper.curve(*points, colour=look.text("tertiary"), width=4 * self._scale, dash=dots)
        else:
            colour = look.ramp(term.product, 6)
            self._paper.curve(*points, colour=colour, width=self._thick(term.product))

    def _product(self, row: int, term: Term) -> None:
        """What the line carries."""
        plan = self._plan
        lone = plan.rows <= at.FEW
        y = plan.line_height(row, at.PRODUCT)
        above = y < plan.middle or plan.rows == 1
        y += (-34.0 if above else 40.0) if lone else 0.0
        text = _UNKNOWN if self._unseen.sums else signed(term.product)
        if not lone:
            self._ground(text, at.PRODUCT, y, 34)
        self._words(text, at.PRODUCT, y, 34, self._ink(term.product), mono=True)
        told = translate("Lessons", "{weight} times {input} is {product}.").format(
            weight=written(term.weight),
            input=written(term.value),
            product=_UNKNOWN if self._unseen.sums else written(term.product),
        )
        self._paper.spot(f"product:{row}", plan.rect(at.PRODUCT, y, 100, 40), told)

    def _ground(self, text: str, x: float, y: float, size: float) -> None:
        """The stage behind a text that stands on a line."""
        wide = 0.62 * self._size(size) * len(text) / self._scale
        self._paper.box(self._plan.rect(x, y, wide + 12, size * 1.1), self._look.surface("stage"), radius=4)

    def _rest(self) -> None:
        """How many more inputs there are, and what they come to."""
        count, comes_to = self._unit.rest
        if count:
            text = translate("Lessons", "{count} more inputs: {sum}").format(
                count=count, sum=signed(comes_to)
            )
            self._words(text, at.WEIGHT, self._plan.words - 66, 24, self._look.text("secondary"))

    def _bias_line(self) -> None:
        unit, plan = self._unit, self._plan
        if not unit.bias:
            return
        top, bottom = plan.at(at.SUM, plan.middle - 160), plan.at(at.SUM, plan.middle - 108)
        self._paper.line(top, bottom, colour=self._look.ramp(unit.bias, 7), width=self._thick(unit.bias))
        self._words(signed(unit.bias), at.SUM + 64, plan.middle - 133, 34, self._ink(unit.bias), mono=True)

    def _output_line(self) -> None:
        unit, plan = self._unit, self._plan
        nothing = unit.a == 0 or self._unseen.output
        colour = self._look.text("tertiary") if nothing else self._look.ramp(unit.a, 7)
        wide = (4.0 if nothing else 4.0 + 10.0 * min(1.0, abs(unit.a))) * self._scale
        ends = plan.at(at.RIGHT, plan.middle), plan.at(at.OUT - 82, plan.middle)
        self._paper.line(*ends, colour=colour, width=wide)

    # ---- inputs and weights
    def _input(self, row: int, term: Term) -> None:
        plan, look = self._plan, self._look
        radius = min(58.0, plan.pitch * 0.42) if plan.pitch else 58.0
        pen = Pen(look.text(), 4 * self._scale)
        x, y = plan.at(at.IN, plan.row(row))
        self._paper.disc(x, y, radius * self._scale, look.surface("stage"), pen)
        self._words(written(term.value), at.IN, plan.row(row), min(50.0, radius * 0.86), mono=True,
                    room=radius * 1.7)  # fmt: skip
        self._symbol(term.name, at.IN - 92, plan.row(row), 38)
        told = translate("Lessons", "Input {name} is {value}.").format(
            name=term.name, value=written(term.value)
        )
        self._paper.spot(f"input:{row}", plan.rect(at.IN, plan.row(row), 2 * radius, 2 * radius), told)

    def _weight(self, row: int, term: Term) -> None:
        y, name = self._plan.chip(row), f"w{term.source + 1}"
        told = translate("Lessons", "Weight {name} is {value}.").format(name=name, value=written(term.weight))
        self._chip(at.WEIGHT, y, name, term.weight, row, told)

    def _chip(self, x: float, y: float, name: str, value: float, row: int, told: str) -> None:
        """The box of a weight or of the bias, which can be moved where the step allows it."""
        plan, look = self._plan, self._look
        source = self._unit.terms[row].source if row >= 0 else -1
        hot = source in self._scales.movable
        text = written(value)
        wide = max(152.0, 108.0 + 24.0 * len(text))
        self._paper.box(plan.rect(x, y, wide + 12, 74), look.surface("stage"), radius=20 * self._scale)
        colour = look.accent if hot else self._ink(value)
        pen = Pen(colour, (5.0 if hot else 3.5) * self._scale)
        self._paper.box(plan.rect(x, y, wide, 62), look.surface("stage"), pen, 16 * self._scale)
        left = x - wide / 2
        self._symbol(name, left + 34, y, 36)
        self._words("=", left + 70, y, 30)
        self._words(text, x + wide / 2 - 18, y, 38, self._ink(value), mono=True, anchor="end")
        self._paper.spot(f"weight:{source}" if source >= 0 else "bias", plan.rect(x, y, wide, 62), told)
        if hot:
            self._grips(x, y, wide / 2)
            self._ends(row)

    def _grips(self, x: float, y: float, reach: float) -> None:
        for way in (-1, 1):
            points = [self._plan.at(x + way * (reach + by), y + up) for by, up in ((8, -9), (18, 0), (8, 9))]
            self._paper.line(*points, colour=self._look.accent, width=4 * self._scale)

    def _ends(self, row: int) -> None:
        """The numbers at both ends of its slider."""
        left, top, wide, high = self._plan.slider(row)
        size, scales = self._size(22), self._scales
        right, y = left + wide + 0.4 * size, top + high / 2
        colour = self._look.text("secondary")
        self._paper.words(written(scales.low), left - 0.4 * size, y, size, colour, anchor="end")
        self._paper.words(written(scales.high), right, y, size, colour, anchor="start")

    def _bias(self) -> None:
        bias = self._unit.bias
        if bias is not None:
            told = translate("Lessons", "The bias is {value}.").format(value=written(bias))
            self._chip(at.SUM, self._plan.middle - 190, "b", bias, -1, told)

    # ---- the body
    def _body(self) -> None:
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
            _UNKNOWN if self._unseen.sums else written(unit.z), at.SUM + 38, y + 14, 72, mono=True, room=96
        )
        self._paper.spot("sum", plan.rect(at.SUM, y, 170, 200), _told_sum(unit, self._unseen))
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
            if high >= 24:
                ink = _ink_on(fill, look.text(), look.surface("stage"))
                self._words(written(abs(part), 2), x, middle, 24, ink, mono=True, room=33)
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

    def _output(self) -> None:
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
        ink = _ink_on(fill, look.text(), look.surface("stage"))
        said = _UNKNOWN if unseen else written(unit.a)
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

    # ---- words, and the cell
    def _names(self) -> None:
        plan, look, cell = self._plan, self._look, self._plan.cell
        squashes = self._unit.activation.name in _SQUASHES
        last = len(self._unit.terms) - 1
        bottom = plan.row(last) + 70
        names = [
            (at.IN, bottom, translate("Lessons", "input"), translate("Lessons", "signal"), 96.0),
            (at.WEIGHT, plan.chip(last) + 44, translate("Lessons", "weight"),
             translate("Lessons", "synapse"), 96.0),
            (at.PRODUCT, plan.line_height(last, at.PRODUCT) + 64, translate("Lessons", "line in"),
             translate("Lessons", "dendrite"), 118.0),
            (at.BODY, plan.middle + 124, _body_words(self._unit, squashes),
             translate("Lessons", "cell body (soma)"), 94.0),
            (1076.0, plan.middle + 24, translate("Lessons", "output line"),
             translate("Lessons", "axon"), 128.0),
            (at.OUT + 12, plan.middle + (130 if self._unit.target is not None else 96),
             translate("Lessons", "output"), translate("Lessons", "terminals"), 100.0),
        ]  # fmt: skip
        for x, top, one, other, below in names:
            self._guide(x, top, plan.words - 26)
            self._words(one, x, plan.words, 26, bold=True)
            if cell:
                self._words(other, x, plan.words + 36, 26, look.text("secondary"))
                self._guide(x, plan.words + 62, plan.words + below)

    def _guide(self, x: float, top: float, bottom: float) -> None:
        if bottom - top > 8:
            dots = (3 * self._scale, 9 * self._scale)
            ends = self._plan.at(x, top), self._plan.at(x, bottom)
            outline = self._look.surface("outline")
            self._paper.line(*ends, colour=outline, width=3 * self._scale, dash=dots)

    def _living(self) -> None:
        plan, unit = self._plan, self._unit
        heaviest = max((abs(term.weight) for term in unit.terms), default=0.0) or 1.0
        feeds = [
            Feed(y, min(3, max(int(term.value != 0), round(abs(term.value)))),
                 abs(term.weight) / heaviest if term.value else 0.0, term.weight or 1.0)
            for y, term in zip(plan.feeds(), unit.terms, strict=False)
        ]  # fmt: skip
        fires = 0 if self._unseen.output else min(3, round(2 * min(1.5, max(0.0, unit.a))))
        Living(self._paper, *plan.at(0, 0), self._scale).draw(feeds, fires, plan.soma)
        text = translate("Lessons", "A picture to think with. Real cells do far more.")
        self._words(text, at.WIDE - 40, plan.words + 310, 20, self._look.text("secondary"), anchor="end")


def _body_words(unit: Unit, squashes: bool) -> Sentence:
    """What the body does."""
    if not squashes:
        if unit.bias is None:
            return translate("Lessons", "sum, activation")
        return translate("Lessons", "sum, bias, activation")
    return (
        translate("Lessons", "sum, squash")
        if unit.bias is None
        else translate("Lessons", "sum, bias, squash")
    )


def _range(values: np.ndarray) -> tuple[float, float]:
    """From where to where a curve is drawn: whole numbers, so that the ends can be read."""
    low, high = float(np.floor(values.min() + 1e-3)), float(np.ceil(values.max() - 1e-3))
    return (low, high) if high > low else (low - 1.0, low + 1.0)


def _ink_on(fill: int, one: int, other: int) -> int:
    """That of two colours which is read better on ``fill``."""

    def light(colour: int) -> float:
        return 0.3 * (colour >> 16 & 255) + 0.59 * (colour >> 8 & 255) + 0.11 * (colour & 255)

    return max((one, other), key=lambda ink: abs(light(ink) - light(fill)))


def _told_sum(unit: Unit, unseen: Unseen) -> Sentence:
    if unseen.sums:
        return translate("Lessons", "The sum is not known yet.")
    parts = " + ".join(factor(part) for part in unit.parts) or "0"
    return translate("Lessons", "The sum is {parts}: {z}.").format(parts=parts, z=written(unit.z))


def told(unit: Unit, unseen: Unseen) -> Sentence:
    """All of a neuron in one sentence."""
    parts = " + ".join(f"{factor(term.weight)} · {factor(term.value)}" for term in unit.terms)
    if unit.bias is not None:
        parts += f" + {factor(unit.bias)}"
    return translate(
        "Lessons", "A neuron: {parts} comes to {z}; its {activation} is {a}. Arrow keys go from part to part."
    ).format(
        parts=parts,
        z=_UNKNOWN if unseen.sums else written(unit.z),
        activation=unit.activation.label,
        a=_UNKNOWN if unseen.output else written(unit.a),
    )
