"""What a network answers to the shown sample, in words: no surer than its outputs allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.data import FAMILIES, Dataset
from nnviz.drawing import numbers
from nnviz.said import Sentence, translate
from nnviz.training.reading import Reading
from nnviz.training.snapshot import Probe, Snapshot

_RUNNER_UP = 0.01  # probability from which a runner-up is worth a word


@dataclass(frozen=True)
class Answer:
    """What is said: the class or value shown large, a headline, and up to two quiet lines.

    ``verdict`` is True where the right class is known and answered, False where another is. ``doubtful``: the
    digit is no more than a guess. ``tips`` are sentences that say where its numbers come from.
    """

    digit: str
    headline: str
    detail: str
    label: str = ""
    verdict: bool | None = None
    doubtful: bool = False
    tips: tuple[str, ...] = ()


def called(name: str) -> str:
    """A class within a sentence: a number with its article (a 4, an 8, an 11), any other name as it is."""
    if not name.isdigit():
        return name
    one = name[0] == "8" or name in ("11", "18")
    return (translate("Answer", "an {number}") if one else translate("Answer", "a {number}")).format(
        number=name
    )


def _sure(share: float, name: str) -> Sentence:
    """How sure it is of a class; its name may be any part of speech, but for numbers."""
    text = (
        translate("Answer", "{share} sure it is {name}")
        if name.isdigit()
        else translate("Answer", "{share} sure: {name}")
    )
    return text.format(share=numbers.percent(share), name=called(name))


def describe(snapshot: Snapshot | None, dataset: Dataset | None, *, drawn: bool = True) -> Answer:
    """The answer of ``snapshot`` to its sample; an invitation where there is no sample.

    ``drawn``: the label, if there is one, is what somebody meant; otherwise the sample came with it.
    """
    if snapshot is not None and not snapshot.computable:
        return Answer(
            "",
            translate("Answer", "No answer"),
            translate("Answer", "what one of its layers does is not known"),
        )
    if snapshot is None or snapshot.probe is None:
        family = FAMILIES["digits" if dataset is None else dataset.family]
        return Answer("", family.invitation, family.follows)
    probe = snapshot.probe
    if not np.isfinite(probe.output).all():
        return Answer(
            "?",
            translate("Answer", "No answer"),
            translate("Answer", "its numbers have grown beyond all bounds"),
        )
    if dataset is not None and dataset.kind == "regression":
        return _of_value(snapshot, probe)
    names = () if dataset is None else dataset.class_names
    name, headline, detail = _of_class(snapshot, probe, names)
    if snapshot.untrained:
        detail = translate("Answer", "it has not learned yet: a guess")
    if probe.label is None or probe.loss is None:
        return Answer(name, headline, detail)
    meant = translate("Answer", "You meant {name}  ·  loss {loss}")
    known = translate("Answer", "It is {name}  ·  loss {loss}")
    right = _name(names, probe.label)
    if not right.isdigit():
        known = translate("Answer", "Label: {name}  ·  loss {loss}")
    label = (meant if drawn else known).format(name=right, loss=numbers.fitted(float(probe.loss), 2))
    return Answer(name, headline, detail, label, probe.label == probe.answer)


def _name(names: tuple[str, ...], index: int) -> str:
    return names[index] if index < len(names) else str(index)


def _of_value(snapshot: Snapshot, probe: Probe) -> Answer:
    """The answer to a question for numbers, in the units of the data."""
    said = ", ".join(numbers.fitted(float(value), 2) for value in probe.output)
    detail = translate("Answer", "it has not learned yet: a guess") if snapshot.untrained else ""
    wanted = ""
    if probe.target is not None and probe.loss is not None:
        wanted = translate("Answer", "Wanted: {values}  ·  loss {loss}").format(
            values=", ".join(numbers.fitted(float(value), 2) for value in probe.target.ravel()),
            loss=numbers.fitted(float(probe.loss), 2),
        )
    return Answer(said, translate("Answer", "The network says {value}").format(value=said), detail, wanted)


def _of_class(snapshot: Snapshot, probe: Probe, names: tuple[str, ...]) -> tuple[str, str, str]:
    """The class, and how sure the network is, if its outputs are probabilities; else the highest of them."""
    shares = snapshot.probabilities
    outputs = np.asarray(probe.output, dtype=np.float64) if shares is None else shares
    order = [int(k) for k in np.argsort(-outputs, kind="stable") if k != probe.answer]
    name = _name(names, probe.answer)
    if shares is not None:
        headline = _sure(float(shares[probe.answer]), name)
        return name, headline, _runners_up([(_name(names, k), float(shares[k])) for k in order[:2]])
    headline = translate("Answer", "It says {name}").format(name=name)
    if not order:
        return name, headline, ""
    detail = translate("Answer", "highest output: {value}; next: {other} with {second}").format(
        value=numbers.fitted(float(outputs[probe.answer]), 2),
        other=_name(names, order[0]),
        second=numbers.fitted(float(outputs[order[0]]), 2),
    )
    return name, headline, detail


def _runners_up(others: list[tuple[str, float]]) -> Sentence:
    """``could be 5 (6 %) or 7 (5 %)`` of (class, probability) pairs, the likeliest first."""
    likely = [f"{name} ({numbers.percent(share)})" for name, share in others if share >= _RUNNER_UP]
    if not likely:
        return translate("Answer", "nothing else comes near")
    if len(likely) == 1:
        return translate("Answer", "could be {first}").format(first=likely[0])
    return translate("Answer", "could be {first} or {second}").format(first=likely[0], second=likely[1])


# ---- calibrated
def honest(answer: Answer, reading: Reading, class_names: tuple[str, ...], raw: float) -> Answer:
    """The same answer as far as it can be trusted: a calibrated share, two digits, or none.

    ``raw`` is the share of the output neuron that ``answer`` names, which the diagram shows beside it.
    """
    best, second = class_names[reading.best], class_names[reading.runner_up]
    shares = [numbers.percent(float(reading.probabilities[k])) for k in (reading.best, reading.runner_up)]
    verdict, once = answer.verdict, numbers.percent(raw)
    tips = _calibrated_tips(reading, answer.digit, once)
    if reading.verdict == "no digit":
        headline, detail = _no_digit(reading, class_names)
        return Answer("?", headline, detail, answer.label, verdict, True, tips)
    if reading.doubt:
        headline = translate("Answer", "Perhaps {name}").format(name=called(best))
        return Answer(best, headline, _why_doubtful(reading), answer.label, verdict, True, tips)
    if reading.verdict == "not sure":
        headline = translate("Answer", "Not sure: {best} or {second}").format(best=best, second=second)
        detail = translate("Answer", "raw {once}; {best}: {share}, {second}: {other}")
    else:
        headline = _sure(float(reading.probabilities[reading.best]), best)
        detail = translate("Answer", "raw {once}; runner-up {second} ({other})")
    said = f"{once} {answer.digit}" if answer.digit != best else once
    detail = detail.format(best=best, share=shares[0], second=second, other=shares[1], once=said)
    return Answer(best, headline, detail, answer.label, verdict, reading.verdict == "not sure", tips)


def _no_digit(reading: Reading, class_names: tuple[str, ...]) -> tuple[str, str]:
    """Headline and detail of what is no digit."""
    if reading.doubt == "sign":
        headline = translate("Answer", "This is a sign, not a digit")
        return headline, translate("Answer", "a point, a comma, a plus or the like")
    headline = translate("Answer", "This is no digit I know")
    if reading.nearest is None:
        return headline, ""
    detail = translate("Answer", "nearest: {name}, {distance} away; limit {limit}").format(
        name=called(class_names[reading.nearest]),
        distance=numbers.plain(reading.distance, 1),
        limit=numbers.plain(reading.limit, 1),
    )
    return headline, detail


def _why_doubtful(reading: Reading) -> Sentence:
    if reading.doubt == "cut off":
        return translate("Answer", "it reaches the edge: part of it may be missing")
    return translate("Answer", "a patch, not a line: perhaps the sheet was not found")


def _calibrated_tips(reading: Reading, raw_name: str, raw: str) -> tuple[str, ...]:
    """Where the numbers come from, of which the diagram shows others."""
    if reading.passes > 1:
        read = translate(
            "Answer",
            "Calibrated: the mean of {count} readings, as drawn and turned a little either way, adjusted to "
            "be right as often as it says.",
        ).format(count=reading.passes)
    else:
        read = translate("Answer", "Calibrated: adjusted to be right as often as it says.")
    shown = translate(
        "Answer", "The diagram shows the output neurons as they are, read once: {raw} for {name}."
    )
    tips = [read, shown.format(raw=raw, name=raw_name)]
    if reading.nearest is not None:
        distance = translate(
            "Answer",
            "Distance: how far its 64 pixels are from those of the nearest digit learned, {distance} on "
            "average. 99 of 100 digits lie within {usual}, and a tenth more is let in where it is sure: "
            "{limit} here.",
        )
        said = (numbers.plain(number, 2) for number in (reading.distance, reading.usual, reading.limit))
        tips.append(distance.format(**dict(zip(("distance", "usual", "limit"), said, strict=True))))
    return tuple(tips)
