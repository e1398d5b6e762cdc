"""What the workspace Digits may say of a moment, whatever is opened in it."""

from __future__ import annotations

import re

from tests.helpers.truth_facts import Fact, P, fact
from tests.helpers.truth_moment import Right, common, curves, diagram, painted_shares
from tests.helpers.truth_results import pixels


def digits(right: Right, other: Right | None = None, *, lit: bool = False) -> list[Fact]:
    """What is always there; ``other`` is the network that is not shown. ``lit``: something is selected."""
    facts = [*common(right), *curves(right), *diagram(right), *painted_shares(right, lit), *pixels(right)]
    names = "|".join(right.dataset.class_names)
    facts += [
        fact("class buttons", rf"^({names})$", None, where="ClassButton", least=0),
        fact(
            "it is meant",
            rf"(?:The sample's label: |You meant )({names})(?: \(key \1\))?",
            None,
            where="ClassButton",
            least=0,
        ),
        fact(
            "the sample", rf"(?i:{re.escape(right.called)}): (an?) ({names})\b", None, _label(right), least=0
        ),
        fact("keys of the pen", r"0 to 9 say what you meant", where="DrawingCanvas", least=0),
        fact("strokes", r"^Strokes: (\d+)$", right.strokes, where="DrawingCanvas", least=0),
        fact("wrong", r"^Wrong +(\d+) *$", int((right.measured.answers != right.data.labels["test"]).sum())),
        fact("wrong answers", r"^(\d(?:\|\d)*)$", _wrong_ones(right), where="DigitGrid"),
    ]
    if other is not None:
        facts += other_network(other)
    return facts


def _label(right: Right) -> str:
    return "" if right.label is None else right.dataset.class_names[right.label]


def _wrong_ones(right: Right) -> object:
    """The answers, one after the other, that are wrong: as many as are on the screen."""
    answers, labels = right.measured.answers, right.data.labels["test"]
    wrong = [int(answer) for answer, label in zip(answers, labels, strict=True) if answer != label]
    return lambda match: [float(number) for number in wrong[: match[1].count("|") + 1]]


def other_network(other: Right) -> list[Fact]:
    """The line below the answer: what the other one says, untouched by any temperature."""
    name = "Reader" if other.read else "Run A"
    best = int(other.shares.argmax())
    share = float(other.output.max())
    return [
        fact(
            "the other",
            rf"{name}: (\w+) \(({P})\)",
            other.dataset.class_names[best],
            share,
            where="AnswerFoot",
        )
    ]
