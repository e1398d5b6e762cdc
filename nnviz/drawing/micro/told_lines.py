"""What a step is told in: a title, lines of numbers, a sentence or two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.micro.micro_state import Floats
from nnviz.drawing.naming import function_letters
from nnviz.training.chain import Symbol

MOST = 10  # terms of a sum that are written out


@dataclass(frozen=True)
class Line:
    """One line: symbols or words at the left, numbers in the middle, what they come to at the right.

    What is to be translated is a Sentence; mathematics is the same in every language.
    ``role``: "" plain, "sum" below a rule, "gradient", "quiet", "now" what is worked out now.
    """

    left: tuple[Symbol | str, ...]
    middle: str
    value: str
    role: str = ""


@dataclass(frozen=True)
class Told:
    """Title, what stands beside it, a line of numbers for each part, and a sentence or two."""

    title: str
    note: str
    lines: tuple[Line, ...]
    words: str


def largest(values: Floats) -> list[int]:
    """The places of the ``MOST`` largest, in their order."""
    return sorted(int(i) for i in np.argsort(-np.abs(values), kind="stable")[:MOST])


def worked(name: str, z: float) -> str:
    """The activation with its number put in."""
    value = numbers.fitted(z, 3)
    if name == "sigmoid":
        return f"1 / (1 + {numbers.fitted(math.exp(min(700.0, -z)), 3)})"
    if name == "relu":
        return f"max(0, {value})"
    return value if name == "linear" else f"{function_letters(name, name)}({value})"
