"""The lines of numbers of a neuron's picture, and what is told of it."""

from __future__ import annotations

from typing import Final

from nnviz.drawing.lessons import neuron_plan as at
from nnviz.drawing.lessons.figures import equals, factor, rounded, written
from nnviz.drawing.lessons.neuron_brush import UNKNOWN, NeuronBrush, Unseen
from nnviz.drawing.lessons.paper import Part, math, number, plain, result
from nnviz.drawing.lessons.unit import Unit
from nnviz.drawing.naming import function_letters
from nnviz.said import Sentence, translate

#: How some activations are written in a formula; others by their name.
_SIGNS: Final = {"sigmoid": "σ", "relu": "ReLU", "leaky_relu": "leaky ReLU"}


class NeuronFormulas(NeuronBrush):
    """The lines z = ... and a = ... over the picture."""

    def draw(self) -> None:
        """Both in one line."""
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
                found.append([*parts, plain("  =  "), result(UNKNOWN, self._look)])
                continue
            found.append([*parts, plain(f"  {sign}  "), number(written(unit.z))])
        return found

    def _squash_parts(self) -> list[Part]:
        unit = self._unit
        name, look = unit.activation.name, self._look
        if self._unseen.output:
            return [math("a"), plain("  =  "), result(UNKNOWN, look)]
        if name == "linear":
            return [math("a"), plain("  =  "), math("z"), plain("  =  "), result(written(unit.a), look)]
        of = [number(written(unit.z))] if unit.activation.elementwise else [math("z, …")]
        sign = plain("  =  " if rounded(unit.a) == unit.a else "  ≈  ")
        label = _SIGNS.get(name, function_letters(name, name))
        squash = math(label) if len(label) == 1 else plain(label)
        return [math("a"), plain("  =  "), squash, plain("("), *of, plain(")"), sign,
                result(written(unit.a), look)]  # fmt: skip


def body_words(unit: Unit, *, squashes: bool) -> Sentence:
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


def told_sum(unit: Unit, unseen: Unseen) -> Sentence:
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
        z=UNKNOWN if unseen.sums else written(unit.z),
        activation=unit.activation.label,
        a=UNKNOWN if unseen.output else written(unit.a),
    )
