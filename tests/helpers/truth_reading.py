"""How sure and how like the digits learned a network's answer is, apart from what judges it."""

from __future__ import annotations

import re

import numpy as np

from nnviz.data.ink import prepare
from nnviz.training.calibrated import held_out
from nnviz.training.reader import TURNS, Reader
from tests.helpers.truth_facts import Fact, N, P, fact, wrapped
from tests.helpers.truth_moment import Right
from tests.helpers.truth_network import Floats, OwnNetwork, activate, temperature

BINS = 10
FEWEST = 5  # answers of a bin that are told of


def own_temperature(right: Right) -> float:
    """The temperature of a network over digits that it has not learned, in its own scaling."""
    held = held_out(right.dataset)
    raw = np.asarray(right.dataset.raw(held.inputs), dtype=np.float64)
    return temperature(OwnNetwork(right.snapshot), right.data.scaled(raw), held.labels)


def turned(strokes: list[Floats]) -> list[Floats]:
    """The counts (64,) of a drawing as it is and turned about the middle of the canvas."""
    found = []
    for degrees in TURNS:
        angle = np.radians(degrees)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        drawn = [
            (np.asarray(stroke) - 0.5) @ turn + 0.5 if degrees else np.asarray(stroke) for stroke in strokes
        ]
        found.append(np.asarray(prepare(drawn).seen, dtype=np.float64))
    return found


def nearest(reader: Reader, pictures: list[Floats], count: int = 3) -> tuple[float, list[int]]:
    """The mean distance to the nearest digit learned, whatever its shifts and thickness, and what the
    nearest to the first picture are: by least squares, one digit after the other."""
    known = reader.known
    distances, labels = [], []
    for number, picture in enumerate(pictures):
        x = np.asarray(picture, dtype=np.float64) / 16
        close = np.argsort(((known.pictures - x) ** 2).sum(axis=1))[:400]
        found = []
        for k in close:
            rest, plane = x - known.pictures[k], known.planes[:, k]
            solved = np.linalg.lstsq(plane, rest, rcond=None)[0]
            found.append((float(np.linalg.norm(rest - plane @ solved)), int(known.labels[k])))
        found.sort()
        distances.append(found[0][0])
        if not number:
            labels = [label for _, label in found[:count]]
    return float(np.mean(distances)), labels


def without_strokes(right: Right, strokes: list[Floats]) -> list[Fact]:
    """What the network would answer without each stroke of a drawing."""
    network = OwnNetwork(right.snapshot)
    shares = []
    for number in range(len(strokes)):
        rest = prepare([stroke for place, stroke in enumerate(strokes) if place != number]).seen
        shares.append(network.forward(right.data.scaled(rest)[np.newaxis])[0])
    best = [int(share.argmax()) for share in shares]
    names = right.dataset.class_names
    said = [
        part for share, k in zip(shares, best, strict=True) for part in (float(names[k]), float(share[k]))
    ]

    def told(match: re.Match[str]) -> bool:
        return names[best[int(match[1]) - 1]] == match[2]

    return [
        fact("without, painted", rf"would say((?:\|\w+ \({P}\))+)$", said, where="WhyView"),
        fact(
            "without, told",
            rf"without stroke (\d): (\w+) \(({P})\)",
            None,
            told,
            lambda m: float(shares[int(m[1]) - 1].max()),
            where="WhyView",
            least=len(strokes),
        ),
    ]


def calibration_sheet(right: Right, degree: float) -> list[Fact]:
    """What the sheet of confidence and truth says."""
    held = held_out(right.dataset)
    raw = np.asarray(right.dataset.raw(held.inputs), dtype=np.float64)
    network = OwnNetwork(right.snapshot)
    network.forward(right.data.scaled(raw))
    z = network.layers[-1].z
    tables = [table(activate("softmax", z / t), held.labels) for t in (1.0, degree)]
    rows = [part for count, sure, true in tables[1][0] if count >= FEWEST for part in (sure, true)]
    return [
        fact("rows", rf"Confidence: right answers\. ((?:{P}: {P}(?:; )?)+)", rows, slack=1e-3),
        fact("raw error", wrapped(rf"Raw .dashed.: ({P}) off"), tables[0][1], slack=2e-4),
        fact("error", wrapped(rf"Calibrated: ({P}) off"), tables[1][1], slack=2e-4),
        fact("temperature", wrapped(rf"a temperature of ({N})"), degree, slack=2e-4),
        fact("held out", wrapped(rf"Measured on ({N}) test digits"), len(held.labels)),
        fact("for example", wrapped(r"Where it says 80 %, 80 % of its answers")),
        fact("axes", r"^(?:(?:0|50|100) %\|)+", where="ReliabilityPlot"),
        fact("of which epoch", r"at epoch (\d+)", right.epoch, least=0 if right.read else 1),
    ]


def table(shares: Floats, labels: Floats) -> tuple[list[tuple[int, float, float]], float]:
    """By confidence: how many answers, how sure, how many right; and the mean distance of the two."""
    sure, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    rows, error = [], 0.0
    for low in range(BINS):
        last = low == BINS - 1
        inside = (sure >= low / BINS) & ((sure < (low + 1) / BINS) | last)
        if inside.any():
            count = int(inside.sum())
            rows.append((count, float(sure[inside].mean()), float(right[inside].mean())))
            error += count / len(sure) * abs(rows[-1][1] - rows[-1][2])
    return rows, error
