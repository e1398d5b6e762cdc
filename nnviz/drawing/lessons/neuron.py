"""A neuron with its real numbers: inputs, weights, sum, squash, output; below it a living cell."""

from __future__ import annotations

from typing import Final

from nnviz.drawing.lessons import neuron_plan as at
from nnviz.drawing.lessons.figures import signed, written
from nnviz.drawing.lessons.living import Feed, Living
from nnviz.drawing.lessons.marks import Pen
from nnviz.drawing.lessons.neuron_body import NeuronBody
from nnviz.drawing.lessons.neuron_brush import UNKNOWN, NeuronBrush
from nnviz.drawing.lessons.neuron_words import NeuronFormulas, body_words, told
from nnviz.drawing.lessons.unit import Term
from nnviz.said import translate

_SQUASHES: Final = ("sigmoid", "tanh", "softmax")


class NeuronPicture(NeuronBrush):
    """Draws all of it."""

    def draw(self) -> str:
        """Paint it; what is told of it as a whole."""
        mine = self._paper, self._plan, self._unit, self._scales, self._unseen
        body = NeuronBody(*mine)
        NeuronFormulas(*mine).draw()
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
        body.body()
        self._bias()
        body.output()
        self._names()
        if self._plan.cell:
            self._living()
        return told(self._unit, self._unseen)

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
            unseen = self._unseen.sums  # then it tells of the weight alone
            colour = look.ramp(term.weight if unseen else term.product, 6)
            width = 7 * self._scale if unseen else self._thick(term.product)
            self._paper.curve(*points, colour=colour, width=width)

    def _product(self, row: int, term: Term) -> None:
        """What the line carries."""
        plan = self._plan
        lone = plan.rows <= at.FEW
        y = plan.line_height(row, at.PRODUCT)
        above = y < plan.middle or plan.rows == 1
        y += (-34.0 if above else 40.0) if lone else 0.0
        text = UNKNOWN if self._unseen.sums else signed(term.product)
        if not lone:
            self._ground(text, at.PRODUCT, y, 34)
        ink = None if self._unseen.sums else self._ink(term.product)
        self._words(text, at.PRODUCT, y, 34, ink, mono=True)
        told = translate("Lessons", "{weight} times {input} is {product}.").format(
            weight=written(term.weight),
            input=written(term.value),
            product=UNKNOWN if self._unseen.sums else written(term.product),
        )
        self._paper.spot(f"product:{row}", plan.rect(at.PRODUCT, y, 100, 40), told)

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
        grown = self._size(38) / self._scale / 38  # of the texts, where the picture is small
        wide = grown * max(152.0, 108.0 + 24.0 * len(text))
        self._paper.box(plan.rect(x, y, wide + 12, 74), look.surface("stage"), radius=20 * self._scale)
        colour = look.accent if hot else self._ink(value)
        pen = Pen(colour, (5.0 if hot else 3.5) * self._scale)
        self._paper.box(plan.rect(x, y, wide, 62), look.surface("stage"), pen, 16 * self._scale)
        left = x - wide / 2
        self._symbol(name, left + 34 * grown, y, 36)
        self._words("=", left + 70 * grown, y, 30)
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

    # ---- words, and the cell
    def _names(self) -> None:
        plan, look, cell = self._plan, self._look, self._plan.cell
        squashes = self._unit.activation.name in _SQUASHES
        last = len(self._unit.terms) - 1
        bottom = plan.row(last) + 70
        body, wide = body_words(self._unit, squashes=squashes), 0.58 * self._size(26) / self._scale
        names = [
            (at.IN, bottom, translate("Lessons", "input"), translate("Lessons", "signal"), 96.0),
            (at.WEIGHT, plan.chip(last) + 44, translate("Lessons", "weight"),
             translate("Lessons", "synapse"), 96.0),
            (at.PRODUCT, plan.line_height(last, at.PRODUCT) + 64, translate("Lessons", "line in"),
             translate("Lessons", "dendrite"), 118.0),
            (at.BODY, plan.middle + 124, body if len(body) * wide < 330 else translate("Lessons", "sum"),
             translate("Lessons", "cell body (soma)"), 94.0),
            (1076.0, plan.middle + 24, translate("Lessons", "output line"),
             translate("Lessons", "axon"), 128.0),
            (at.OUT + 12, plan.middle + (130 if self._unit.target is not None else 96),
             translate("Lessons", "output"), translate("Lessons", "terminals"), 100.0),
        ]  # fmt: skip
        if plan.far:  # those of the lines give way
            names = [name for place, name in enumerate(names) if place not in (2, 4)]
        apart = max(36.0, 1.25 * self._size(26) / self._scale)
        for x, top, one, other, below in names:
            self._guide(x, top, plan.words - 26)
            self._words(one, x, plan.words, 26, bold=True)
            if cell:
                self._words(other, x, plan.words + apart, 26, look.text("secondary"))
                self._guide(x, plan.words + apart + 26, plan.words + below)

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
        size = self._size(20)
        y = plan.words + (310 if size < 24 * self._scale else 352)
        self._words(text, at.WIDE - 40, y, 20, self._look.text("secondary"), anchor="end")
