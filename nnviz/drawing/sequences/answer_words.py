"""What the network answers to a sequence, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.drawing import numbers
from nnviz.drawing.answer import Answer
from nnviz.drawing.sequences.asked import Asked, leaned_at
from nnviz.drawing.sequences.reads import Reads, shown_symbol
from nnviz.said import Sentence, translate

_RUNNER_UP = 0.01  # probability from which a runner-up is worth a word


def sequence_answer(asked: Asked | None, step: int, *, untrained: bool, brief: bool = False) -> Answer:
    """The answer to the whole sequence, or where each step is asked that at ``step``; ``brief``: in few."""
    if asked is None:
        return Answer("", translate("Sequences", "No answer here"), "")
    if not np.isfinite(asked.outputs).all():
        return Answer(
            "?",
            translate("Answer", "No answer"),
            translate("Answer", "its numbers have grown beyond all bounds"),
        )
    if not asked.names:
        return _value(asked, step)
    at = step if asked.every_step else len(asked.outputs) - 1
    if asked.every_step and not asked.asks[at]:
        return Answer("–", translate("Sequences", "Nothing is asked at step {step}").format(step=at + 1), "")
    shares, said = asked.shares()[at], int(asked.said[at])
    truth = None if asked.truth is None else int(asked.truth[at])
    headline = _sure(float(shares[said]), None if truth is None or brief else truth == said)
    detail: Sentence | str = _others(asked, shares, said, 1 if brief else 2)
    if untrained:
        detail = translate("Answer", "it has not learned yet: a guess")
    label = ""
    if truth is not None and truth != said:
        label = (
            translate("Sequences", "right: {name}")
            if brief
            else translate("Sequences", "right would be {name}")
        )
        label = label.format(name=shown_symbol(asked.name(truth)))
    return Answer(shown_symbol(asked.name(said)), headline, detail, label, truth is None or truth == said)


def answer_note(asked: Asked | None, reads: Reads) -> Sentence | str:
    """Below the answer: how many places are right, or since when it leans to what it says."""
    if asked is None or not np.isfinite(asked.outputs).all():
        return ""
    if asked.every_step:
        return _all_right(asked)
    if len(asked.outputs) < reads.steps:  # nobody knows what it would have said earlier
        return ""
    return _when(reads, asked, int(asked.said[-1]))


def _sure(share: float, right: bool | None) -> Sentence:
    text = translate("Sequences", "{share} sure")
    if right is not None:
        text = translate("Sequences", "{share} sure, and right")
    if right is False:
        text = translate("Sequences", "{share} sure, and wrong")
    return text.format(share=numbers.percent(share))


def _others(asked: Asked, shares: NDArray[np.float64], said: int, most: int) -> Sentence | str:
    """The likeliest of the others, at most so many."""
    order = [int(k) for k in np.argsort(-shares, kind="stable") if int(k) != said][:most]
    likely = [
        f"{shown_symbol(asked.name(k))} ({numbers.percent(float(shares[k]))})"
        for k in order
        if shares[k] >= _RUNNER_UP
    ]
    if len(likely) == 2:
        return translate("Sequences", "or {one} or {other}").format(one=likely[0], other=likely[1])
    return translate("Sequences", "or {one}").format(one=likely[0]) if likely else ""


def _when(reads: Reads, asked: Asked, said: int) -> Sentence | str:
    """Since when it leans to what it says, beside when the last key came."""
    keys = [step for step in range(reads.steps) if reads.is_key(step)]
    since = leaned_at(asked, said)
    if since is None:
        return ""
    if not keys:
        return translate("Sequences", "It has leaned to that since step {step}.").format(step=since + 1)
    text = translate("Sequences", "The last key came at step {key}; since step {step} it leans to {name}.")
    return text.format(key=keys[-1] + 1, step=since + 1, name=asked.name(said))


def _all_right(asked: Asked) -> Sentence | str:
    """How many of the places that are asked are right."""
    if asked.truth is None or not asked.names:
        return ""
    asks = asked.asks
    right = int(((asked.said == asked.truth) & asks).sum())
    return translate("Sequences", "{right} of {all} places right").format(right=right, all=int(asks.sum()))


def _value(asked: Asked, step: int) -> Answer:
    said = numbers.fitted(float(asked.outputs[step, 0]), 3)
    headline = translate("Sequences", "At step {step} it says {value}").format(step=step + 1, value=said)
    truth = None if asked.truth is None else float(asked.truth[step])
    if truth is None or np.isnan(truth):
        return Answer(said, headline, "")
    detail = translate("Sequences", "right is {value}").format(value=numbers.fitted(truth, 3))
    return Answer(said, headline, detail)
