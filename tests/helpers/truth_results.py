"""What is counted over the test samples, how layers are spread, and the pixels of a sample."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from tests.helpers.truth_facts import Fact, N, P, fact
from tests.helpers.truth_moment import Right


def layers(right: Right, spread: str = "weights") -> list[Fact]:
    """Mean, deviation and reach of each layer."""
    found = []
    for layer in right.batch.dense:
        values = layer.weights if spread == "weights" else layer.a
        zero = float((values == 0).mean())
        found.append((float(values.mean()), float(values.std()), float(np.abs(values).max()), zero))
    numbers: list[float] = []
    for place_, (mean, deviation, reach, zero) in enumerate(found):
        numbers += [place_ + 1] if place_ < len(found) - 1 > 1 else []
        numbers += [mean, deviation, reach, *([zero, 0] if zero >= 0.005 else [])]
    count = min(256, len(right.data.labels["test"]))
    return [
        fact("layers", r"^(Hidden.*± .*)$", numbers, where="LayersView", least=2),
        fact("of how many", r"over (\d+) test", count, where="LayersView", least=0),
    ]


def numbered(names: Iterable[str]) -> list[float]:
    """The classes that are called by a number."""
    return [float(name) for name in names if name.isdigit()]


def results(right: Right) -> list[Fact]:
    """The matrix of counts, with recall and precision, and the sentence below it."""
    counts, names = right.measured.counts, right.dataset.class_names
    said, is_ = counts.sum(axis=0), counts.sum(axis=1)

    def share(part: int, whole: int) -> float:
        return part / whole if whole else 0.0

    def rows(match: re.Match[str]) -> list[float]:
        """Row by row a name, the counts that are not 0 and the recall; last the precisions, as numbers of per
        cent, of which 100 stands there only where there is room for it."""
        wanted: list[float] = []
        for k, name in enumerate(names):
            listed = [float(number) for number in counts[k] if number]
            wanted += [*numbered([name]), *listed, share(counts[k, k], is_[k])]
        words = len(names) - len(numbered(names))
        shown = len(match[2].split("|")) - len(wanted) - words
        for k in range(len(names)):
            precision = 100 * share(counts[k, k], said[k])
            whole = round(precision + 1e-9)
            if said[k] and (whole < 100 or shown == len(names)):  # of no answer there is none: –
                wanted.append(whole if 0 < whole < 100 else precision)  # or <1, >99
        return wanted

    def cell(match: re.Match[str]) -> float:
        return float(counts[names.index(match[1]), names.index(match[2])])

    return [
        fact(
            "matrix",
            rf"^((?:{'|'.join(map(re.escape, names))}|[^a-z])*)\|recall\|(.*)\|% prec\.$",
            numbered(names),
            rows,
            where="ConfusionView",
            least=1,
        ),
        fact(
            "cell right",
            rf"(\w+) read as (\1): ({N}); recall ({P}|–), precision ({P}|–)",
            None,
            None,
            cell,
            lambda m: cell(m) / is_[names.index(m[1])] if is_[names.index(m[1])] else "–",
            lambda m: cell(m) / said[names.index(m[1])] if said[names.index(m[1])] else "–",
            least=0,
        ),
        fact("cell", rf"(\w+) read as (\w+): ({N})", None, None, cell, least=0),
        fact(
            "are right", rf"({N}) of ({N}) test \w+ are right", right_ones(right), int(counts.sum()), least=0
        ),
        fact("row of", r"Rows: what it is", least=0),
    ]


def right_ones(right: Right) -> int:
    """How many test samples are answered rightly."""
    return int(right.measured.counts.trace())


def pixels(right: Right) -> list[Fact]:
    """The 64 counts, told and where the pointer rests."""
    grid = [float(value) for value in right.raw]
    rows, columns = right.dataset.feature_shape
    number = r"\d+"
    line = rf"{number}(?: {number}){{{columns - 1}}}"
    del rows
    return [
        fact("counts", rf"({line}(?:\n{line}){{7}})", grid),
        fact(
            "count",
            r"Row (\d), column (\d): (\d+) of the 16 pixels",
            None,
            None,
            lambda m: grid[(int(m[1]) - 1) * columns + int(m[2]) - 1],
            least=0,
        ),
        fact("of 16", r"of the (16) pixels of this block", 16, least=0),
    ]
