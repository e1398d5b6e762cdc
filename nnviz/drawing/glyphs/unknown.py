"""A layer of another program that nnviz does not know: a bar with its name and how many numbers it has."""

from __future__ import annotations

from nnviz.drawing.moment import Moment
from nnviz.drawing.numbers import count
from nnviz.drawing.part import Part
from nnviz.engine.layers import Unknown
from nnviz.said import Sentence, translate


def describe(part: Part, unit: int, moment: Moment) -> tuple[str, tuple[str, ...]]:
    """What the other program calls it, the number of its parameters, and each with its shape."""
    assert isinstance(part.spec, Unknown)
    said = [translate("Diagram", "no parameters; what it does is not known")]
    if part.spec.held:
        words = translate("Diagram", "{count} parameters; what it does is not known")
        said = [words.format(count=count(part.spec.count))]
    shapes = translate("Diagram", "{name} {shape}")
    said += [shapes.format(name=name, shape=_size(shape)) for name, shape in part.spec.held]
    return Sentence("", part.spec.name), tuple(said)


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "1"
