"""What the workspace Digits may say of a moment, whatever is opened in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.helpers.truth_facts import Fact, P, fact
from tests.helpers.truth_moment import Right, common, curves, diagram, painted_shares
from tests.helpers.truth_results import pixels


def digits(
    right: Right, other: Right | None = None, *, lit: bool = False, recent: Sequence[Right] = ()
) -> list[Fact]:
    """What is always there; ``other`` is the network that is not shown. ``lit``: something is selected.

    While it plays, the wrong answers are counted now and then: they are of one of the ``recent`` moments.
    """
    facts = [*common(right), *curves(right), *diagram(right), *painted_shares(right, lit), *pixels(right)]
    names = "|".join(right.dataset.class_names)
    facts += [
        fact(
            "names of the outputs", rf"^((?:{names})(?:\|(?:{names}))*)$", None, where="DiagramView", least=0
        ),
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
        fact("wrong", r"^Wrong +(\d+) *$", {str(len(_wrong(one))) for one in recent or (right,)}, least=0),
        fact("are wrong", r"^(\d(?:\|\d)*)$", _wrong_ones(recent or (right,)), where="DigitGrid", least=0),
    ]
    if other is not None:
        facts += other_network(other)
    return facts


def _label(right: Right) -> str:
    return "" if right.label is None else right.dataset.class_names[right.label]


def _wrong(right: Right) -> list[str]:
    """The answers that are wrong, one after the other."""
    answers, labels = right.measured.answers, right.data.labels["test"]
    return [str(answer) for answer, label in zip(answers, labels, strict=True) if answer != label]


def _wrong_ones(moments: Sequence[Right]) -> object:
    """As many of them as are on the screen."""
    return lambda match: any(match[1].split("|") == _wrong(one)[: match[1].count("|") + 1] for one in moments)


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


def table(right: Right) -> list[Fact]:
    """What is always there of a row of named numbers."""
    names = "|".join(right.dataset.class_names)
    return [
        *common(right),
        *curves(right),
        *diagram(right),
        *painted_shares(right, lit=True),
        fact("the sample", rf"(?i:{sample_of(right)}): ({names})", _label(right)),
        fact("row", r"\(cm\)\|([\d.]+)", _in_turn(right), where="SamplePicture", least=4),
        fact("row told", r"\(cm\): ([\d.]+)", _in_turn(right), where="SamplePicture", least=4),
        fact("wrong", r"^Wrong +(\d+) *$", len(_wrong(right))),
        fact("inputs", r"\b(\d) numbers?", right.x.size, where="Title"),
    ]


def sample_of(right: Right) -> str:
    """A pattern of which sample it is, whatever one of its kind is called."""
    part, _, number = right.called.split()
    return rf"{part} \w+ {number}"


def _in_turn(right: Right) -> object:
    """Each number of the row stands beside its name."""

    def named(match: re.Match[str]) -> float:
        before = match.string[: match.start()]
        return float(right.raw[before.count("(cm)")])

    return named
