"""Lines of an addition: what is added, a rule, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.said import Sentence


@dataclass(frozen=True)
class SumLine:
    """A name and its number. ``ruled``: below a rule; ``maths``: the name is a formula; ``kind`` is "result"
    for what is asked for, "gradient" for blame, else "". ``factors`` stand before the number where there is
    room: what it is the product of.
    """

    name: Sentence | str
    value: Sentence | str
    ruled: bool = False
    maths: bool = False
    kind: str = ""
    factors: str = ""
