"""What the workspace Playground may say of a moment: the point, the map, what the data are made of."""

from __future__ import annotations

import re

import numpy as np

from nnviz.data.planar import FEATURES
from tests.helpers.truth_facts import Fact, N, P, agrees, fact
from tests.helpers.truth_moment import Right, common, curves, diagram
from tests.helpers.truth_network import answered

COLOURS = ("blue", "amber", "green", "violet", "rose", "grey")


def playground(right: Right) -> list[Fact]:
    """All that is always there; ``right.point`` is where the sample lies."""
    experiment, data = right.experiment, right.data
    facts = [*common(right), *curves(right), *diagram(right), *readout(right)]
    names = {"Points": experiment.points, "Noise": experiment.noise, "Test share": experiment.test_share}
    for name, value in names.items():
        facts.append(fact(name, rf"^{name}: ({P}|{N})$", value, where="NumberRow"))
    written = {f"{experiment.points:,}", f"{experiment.noise:.2f}", f"{experiment.test_share * 100:.0f} %"}
    facts += [
        fact("numbers of the points", rf"^({P}|{N})$", written, where="NumberRow", least=3),
        fact("seed", rf"Seed of the points: ({N})", experiment.split_seed),
        fact("seed itself", rf"^({N})$", experiment.split_seed, where="Seed of the points"),
        fact("classes", r"^(\d)(?: classes)?$", experiment.classes, where="PlaygroundBody", least=0),
        fact("inputs on", r"^(\d) of (\d) on$", right.x.size, len(FEATURES), where="PlaygroundBody"),
        fact("kinds", r"^(\d) \w+$", experiment.classes, where="SetTile", least=0),
        fact("inputs", r"\b(\d) numbers?", right.x.size, where="Title"),
    ]
    if data.classes:
        facts += wrong(right)
    else:
        full = float(np.abs(data.labels["train"]).max())
        facts.append(fact("ramp", rf"({N})\|({N})$", -full, full, where="MapLegend"))
    return facts


def wrong(right: Right) -> list[Fact]:
    """How many points are on the wrong side."""
    counts, sizes = [], []
    for part in ("train", "test"):
        labels = right.data.labels[part]
        counts.append(int((answered(right.batch_of(part)) != labels).sum()))
        sizes.append(len(labels))
    return [
        fact("wrong", rf"({N}) wrong", sum(counts), where="MapLegend", least=2),
        fact("wrong learned", rf"({N}) of ({N}) train", counts[0], sizes[0], where="MapLegend"),
        fact("wrong tested", rf"({N}) of ({N}) test", counts[1], sizes[1], where="MapLegend"),
    ]


def wrong_points(right: Right) -> list[Fact]:
    """Which points these are in the list of them, and what was said of each."""
    counts, listed = [], []
    for part in ("train", "test"):
        labels, outputs = right.data.labels[part], right.batch_of(part)
        shares = np.concatenate([1 - outputs, outputs], axis=1) if outputs.shape[1] == 1 else outputs
        wrong = np.flatnonzero(answered(outputs) != labels)
        counts.append(len(wrong))
        for place in wrong.tolist():
            said, label = int(answered(outputs)[place]), int(labels[place])
            x1, x2 = right.data.points[part][place]
            listed.append((COLOURS[label], x1, x2, COLOURS[said], shares[place, said], part, place + 1))

    def told(names: tuple[str, ...], numbers: tuple[str, ...], *where: object) -> bool:
        return any(
            (label, said) == names
            and all(map(agrees, numbers, (x1, x2, share)))
            and where in ((), (at, number))
            for label, x1, x2, said, share, at, number in listed
        )

    def painted(match: re.Match[str]) -> bool:
        return told((match[1], match[4]), (match[2], match[3], match[5]))

    def hovered(match: re.Match[str]) -> bool:
        part = "test" if match[1] == "Test" else "train"
        return told((match[5], match[6]), (match[3], match[4], match[7]), part, int(match[2]))

    colour, rest = f"({'|'.join(COLOURS)})", (None,) * 4
    row = rf"{colour}\|({N})\|({N})\|{colour} ({P})"
    words = rf"(Test|Training) point (\d+) at x₁ ({N}), x₂ ({N}) is {colour}, and was called {colour} ({P})"
    return [
        fact("wrong, listed", rf"^({N}) train, ({N}) test$", *counts, where="WrongList"),
        fact("a wrong point", row, painted, *rest, where="WrongList"),
        fact("a wrong point told", words, hovered, *rest, None, None, where="WrongList"),
    ]


def readout(right: Right) -> list[Fact]:
    """What is said of the point, in the panel and beside the map."""
    assert right.point is not None
    x1, x2 = right.point
    names = right.data.classes
    facts = [
        fact("place", rf"x₁\|({N})\|x₂\|({N})", x1, x2, where="PointReadout"),
        fact("place told", rf"x₁ ({N}), x₂ ({N})", x1, x2, where="PlaygroundBody"),
        fact("place on the map", rf"x₁ ({N}), x₂ ({N})", x1, x2, where="MapCanvas", least=0),
    ]
    if not names:
        value = float(right.output[0])
        full = float(np.abs(right.data.labels["train"]).max())
        return [
            *facts,
            fact("full", rf"\|({N})\|0\|({N})\|", -full, full, where="PointReadout"),
            fact("value", rf"here\|({N})", value, where="PointReadout"),
            fact("value told", rf", ({N})$", value, where="PointReadout"),
            fact("value on the map", rf"says ({N})", value, where="MapCanvas", least=0),
        ]
    shares, colours = right.shares, "|".join(COLOURS)

    def share(match: re.Match[str]) -> float:
        return float(shares[COLOURS.index(match[1] if match[1] in COLOURS else match[2])])

    answer = COLOURS[int(shares.argmax())]
    return [
        *facts,
        fact("share", rf"here\|({N})", float(shares[1]), where="PointReadout", least=0),
        fact("shares", rf"({P}) ({colours})", share, None, where="PointReadout", least=0),
        fact("shares told", rf"({colours})[ |]({P})", None, share, where="PointReadout"),
        fact("answer", rf": (\w+), ({P})", answer, float(shares.max()), where="MapCanvas", least=0),
    ]


def errors(right: Right) -> list[Fact]:
    """Of values: R², the mean distance, and where it is furthest off."""
    truth, said = right.data.targets("test", 1), right.measured.outputs
    distance = float(np.abs(truth - said).mean())
    order = np.argsort(-np.abs(truth - said)[:, 0], kind="stable")
    raw = right.data.raw["test"]

    def listed(match: re.Match[str]) -> bool:
        pairs = match[1].replace("−", "-").split("|")
        found = sorted(tuple(map(float, pair.strip("()").split(", "))) for pair in pairs)
        wanted = sorted(tuple(raw[place]) for place in order[: len(found)])
        return bool(np.allclose(found, wanted, atol=0.00501))

    return [
        fact("R²", rf"R² ({N}), mean distance ({N})", right.measured.right["test"], distance),
        fact("furthest off", rf"^((?:\({N}, {N}\)\|?)+)$", listed, where="QListWidget"),
    ]
