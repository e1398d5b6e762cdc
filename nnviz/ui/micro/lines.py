"""What the panel says of a step that is no factor of the chain."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.training.chain import Symbol


@dataclass(frozen=True)
class Line:
    """One line: symbols or words at the left, numbers in the middle, what they come to at the right.

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
    words: str = ""
