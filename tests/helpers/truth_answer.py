"""What is said of an answer: as it is, calibrated, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from tests.helpers.truth_facts import Fact, N, P, fact
from tests.helpers.truth_moment import Right
from tests.helpers.truth_network import Floats, OwnNetwork, activate


def article(name: str) -> str:
    return "an" if name in ("8", "11", "18") or name[:1] in "aeiou" else "a"


def raw_answer(right: Right) -> list[Fact]:
    """The outputs themselves as an answer."""
    shares, names = right.shares, right.dataset.class_names
    order = np.argsort(-shares, kind="stable")
    best, name = int(order[0]), right.dataset.class_names[int(order[0])]
    runners = [int(place) for place in order[1:3] if shares[place] >= 0.01]
    if not right.probable:
        second = int(order[1])
        said = rf"highest output: ({N}); next: (\w+) with ({N})"
        return [
            fact("says", r"It says (\w+)", name, where="AnswerView"),
            fact("highest", said, float(shares[best]), names[second], float(shares[second])),
            fact("large", rf"^({'|'.join(names)})(?=\|)", name, where="AnswerView"),
            *_meant(right),
        ]
    facts = [
        fact(
            "sure",
            rf"({P}) sure(?:: | it is (?:(an?) )?)({'|'.join(names)})",
            float(shares[best]),
            article(name),
            name,
            where="AnswerView",
        ),
        fact(
            "sure, cut off",
            rf"({P}) sure(?:: | it is )\w+…",
            float(shares[best]),
            where="AnswerView",
            least=0,
        ),
        fact("large", rf"^({'|'.join(names)})(?=\|)", name, where="AnswerView"),
        *_meant(right),
    ]
    if runners:
        pattern = "could be " + "[ |]or[ |]".join([rf"(\w+)[ |]\(({P})\)"] * len(runners))
        rights = [part for place in runners for part in (names[place], float(shares[place]))]
        facts.append(fact("runners-up", pattern, *rights, where="AnswerView", least=0))
        first = rf"could be (\w+) \(({P})\)[^|]*…"
        facts.append(fact("runner-up, cut off", first, *rights[:2], where="AnswerView", least=0))
    return facts


def _meant(right: Right) -> list[Fact]:
    if right.label is None:
        return []
    name = right.dataset.class_names[right.label]
    return [
        fact(
            "meant",
            rf"(?:It is|Label:|You meant) (\w+)  ·  loss ({N})",
            name,
            right.loss,
            where="AnswerView",
            slack=1e-5,
        )
    ]


def calibrated_answer(
    right: Right, temperature: float, near: tuple[float, float], readings: list[Floats] | None = None
) -> list[Fact]:
    """The calibrated answer: sums over the temperature; ``near`` are distance and usual limit.

    ``readings`` are the raw samples (inputs,) that are read, by default the sample once.
    """
    names = right.dataset.class_names
    passes = [right.raw] if readings is None else readings
    network = OwnNetwork(right.snapshot)
    network.forward(np.array([right.data.scaled(raw) for raw in passes]))
    shares = activate("softmax", network.layers[-1].z / temperature).mean(axis=0)
    best, second = (int(place) for place in np.argsort(-shares, kind="stable")[:2])
    raw = float(right.output.max())
    first, other = float(shares[best]), float(shares[second])
    limit = near[1] * (1 + 0.1 * max(0.0, 2 * first - 1))
    slack = 2e-3
    return [
        fact(
            "sure",
            rf"({P}) sure it is an? (\w+)",
            first,
            names[best],
            where="AnswerView",
            least=0,
            slack=slack,
        ),
        fact(
            "not sure", r"Not sure: (\w+) or (\w+)", names[best], names[second], where="AnswerView", least=0
        ),
        fact(
            "shares",
            rf"raw ({P})(?: \d)?; (\w+): ({P}),[ |](\w+):[ |]({P})",
            raw,
            names[best],
            first,
            names[second],
            other,
            where="AnswerView",
            least=0,
            slack=slack,
        ),
        fact(
            "runner-up",
            rf"raw ({P})(?: \d)?;[ |]runner-up[ |](\w+)[ |]\(({P})\)",
            raw,
            names[second],
            other,
            where="AnswerView",
            least=0,
            slack=slack,
        ),
        fact("large", rf"^({'|'.join(names)})(?=\|)", names[best], where="AnswerView"),
        fact(
            "read once",
            rf"read once: ({P}) for (\w+)",
            raw,
            names[int(right.shares.argmax())],
            where="AnswerView",
        ),
        fact(
            "distance",
            rf"its (\d+) pixels .*?, ({N}) on average\. 99 of 100 digits lie within ({N}), .*?({N}) here",
            64,
            near[0],
            near[1],
            limit,
            where="AnswerView",
            slack=1e-3,
        ),
        fact("how many readings", r"the mean of (\d+) readings", len(passes), where="AnswerView", least=0),
        *_meant(right),
    ]


# ---- why
def reasons(right: Right, answer: int | None = None, alike: list[int] | None = None) -> list[Fact]:
    """Why this answer and not the next: the two largest sums, and the digits most like the sample."""
    names, z = right.dataset.class_names, right.network.layers[-1].z[0]
    order = np.argsort(-z, kind="stable")
    best = int(order[0]) if answer is None else answer
    against = int(order[1] if order[0] == best else order[0])
    found = [names[label] for label in alike] if alike is not None else None
    return [
        fact("why", r"Why an? (\w+), not an? (\w+)", names[best], names[against], where="WhyView"),
        fact("most like", r"\|((?:\d(?:, yours)?\|)+)most like it", _listed(found), where="WhyView"),
        fact(
            "most like, told",
            r"digits learned: ((?:\d(?:, yours)?(?:, )?)+)",
            _listed(found),
            where="WhyView",
        ),
    ]


def reasons_of(moments: Sequence[Right]) -> list[Fact]:
    """While it plays, the reasons are those of one of these moments, and say which."""

    def told(match: re.Match[str]) -> bool:
        return any(
            (match[1].replace(",", ""), match[2], match[3]) == (str(one.epoch), *_two_largest(one))
            for one in moments
        )

    pattern = rf"Epoch ({N}): why an? (\w+), not an? (\w+)"
    return [fact("why", pattern, told, None, None, where="WhyView"), *reasons(moments[-1])[1:]]


def _two_largest(right: Right) -> tuple[str, str]:
    names, z = right.dataset.class_names, right.network.layers[-1].z[0]
    best, second = np.argsort(-z, kind="stable")[:2]
    return names[best], names[second]


def _listed(names: list[str] | None) -> object:
    return None if names is None else lambda match: [float(name) for name in names]
