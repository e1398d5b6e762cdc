"""What Compare may say of two runs: each asked in its own scaling, about samples that neither has learned."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.helpers.truth_facts import Fact, N, P, agrees, fact
from tests.helpers.truth_moment import PLAIN, Right
from tests.helpers.truth_network import OwnNetwork, answered


@dataclass
class Pair:
    """Two runs at the moments shown, A first, as rights of their own data."""

    first: Right
    second: Right

    @property
    def sides(self) -> tuple[Right, Right]:
        return self.first, self.second

    @property
    def shared(self) -> NDArray[np.intp]:
        """Where the test samples were published that neither has learned."""
        tested = [right.data.places["test"] for right in self.sides]
        learned = [right.data.places["train"] for right in self.sides]
        both = np.intersect1d(*tested)
        return both[~np.isin(both, np.concatenate(learned))]

    def answers(self, right: Right) -> NDArray[np.intp]:
        """(shared,) what one of them says to each."""
        order = {place: row for row, place in enumerate(right.data.places["test"].tolist())}
        rows = [order[place] for place in self.shared.tolist()]
        return answered(OwnNetwork(right.snapshot).forward(right.data.inputs["test"][rows]))

    @property
    def labels(self) -> NDArray[np.intp]:
        data = self.first.data
        order = {place: row for row, place in enumerate(data.places["test"].tolist())}
        return np.array([int(data.labels["test"][order[place]]) for place in self.shared.tolist()])


def comparison(pair: Pair) -> list[Fact]:
    """All facts of the two side by side."""
    a, b, labels = pair.answers(pair.first), pair.answers(pair.second), pair.labels
    right_a, right_b = a == labels, b == labels
    counts = [
        int((right_a & right_b).sum()),
        int((right_a & ~right_b).sum()),
        int((~right_a & right_b).sum()),
        int((~right_a & ~right_b).sum()),
    ]
    words = ("both right", "only A", "only B", "neither")
    apart = sorted(tuple(map(int, triple)) for triple in np.stack([a, b, labels], axis=1)[a != b].tolist())
    epochs = [right.epoch for right in pair.sides]
    squares = r"\|".join(rf"({N})\|{word}" for word in words)
    told = ", ".join(rf"({N}) {word}" for word in words)
    return [
        *PLAIN,
        fact("on how many", rf"On ({N}) test", len(labels), where="ComparePanel"),
        fact("epochs", r"epochs? (\d+)(?: and (\d+))?", epochs[0], epochs[1], where="ComparePanel", least=0),
        fact("squares", squares, *counts, where="AgreementSquares"),
        fact("squares told", told, *counts, where="AgreementSquares"),
        fact(
            "disagreements", r"^([\d|]+)$", lambda m: _triples(m[1], apart), where="DisagreementGrid", least=0
        ),
        *_list(pair),
        *_curves(pair),
        *_sides(pair),
    ]


def _triples(text: str, apart: list[tuple[int, ...]]) -> bool:
    """What each of them says beside what it is, sample by sample: as many as are on the screen."""
    numbers = [int(number) for number in text.split("|")]
    found = [tuple(sorted(numbers[k : k + 3])) for k in range(0, len(numbers), 3)]
    left = [tuple(sorted(triple)) for triple in apart]
    for triple in found:
        if triple not in left:
            return False
        left.remove(triple)
    return True


def _curves(pair: Pair) -> list[Fact]:
    shares = [100 * right.measured.right["test"] for right in pair.sides]

    def over(match: re.Match[str]) -> bool:
        """Where little differs, a curve is called by that."""
        experiment = pair.sides["AB".index(match[1])].experiment
        differs = (experiment.learning_rate, experiment.test_share)
        return any(agrees(match[2], value) for value in (shares["AB".index(match[1])], *differs))

    return [
        fact("playhead", r"Playhead at epoch (\d+)", max(right.epoch for right in pair.sides)),
        fact("told", rf"[AB]: test loss ({N}), right ({P})", None, None, where="RunsCurves", least=0),
        fact("over", rf"([AB]) ({P}|{N})(?=\||$)", None, over, where="RunPlot", least=2),
        fact("ticks", r"^([\d.|]+)$", None, where="RunPlot"),
    ]


def _sides(pair: Pair) -> list[Fact]:
    facts = []
    for letter, right in zip("AB", pair.sides, strict=True):
        names, best = right.dataset.class_names, int(right.shares.argmax())
        verdict = "right" if best == right.label else "wrong"
        last = rf"(?:, epoch ({right.epoch}), its last)?"
        facts.append(
            fact(
                f"side {letter}",
                rf"Run {letter}[^,]*, says (\w+), (\w+){last}",
                names[best],
                verdict,
                None,
                least=1,
            )
        )
    said = {right.dataset.class_names[int(right.shares.argmax())] for right in pair.sides}
    written = [[float(share) for share in right.output if share >= 0.0095] for right in pair.sides]

    def outputs(match: re.Match[str]) -> bool:
        found = match[1].split("|")
        return any(len(found) == len(shares) and all(map(agrees, found, shares)) for shares in written)

    epochs = {str(right.epoch) for right in pair.sides}
    return [
        *facts,
        fact("says", r"says (\w+)\|", said, where="RunSide", least=2),
        fact("its last", r"epoch (\d+), its last", epochs, least=0),
        fact("outputs", rf"^({P}(?:\|{P})*)$", outputs, where="RunSide", least=2),
        fact("names", r"^(\d(?:\|\d)*)$", None, where="RunSide", least=0),
    ]


def _list(pair: Pair) -> list[Fact]:
    losses = [right.measured.loss["test"] for right in pair.sides]
    shares = [right.measured.right["test"] for right in pair.sides]
    row = rf"test loss\|({N})\|({P})\|right"
    both = rf"{row}.*?{row}"
    rights = (losses[0], shares[0], losses[1], shares[1])
    return [fact("list", both, *rights, where="RunList"), *_settings(pair)]


def _settings(pair: Pair) -> list[Fact]:
    """How the runs are called, in what they are the same, and what differs."""
    rates = {f"{right.experiment.learning_rate:g}" for right in pair.sides}
    shares = {f"{100 * right.experiment.test_share:g} %" for right in pair.sides}
    seeds = {str(right.experiment.split_seed) for right in pair.sides}
    sizes = [pair.first.x.size, *(layer.bias.size for layer in pair.first.network.dense)]
    differs = rates | shares | seeds
    by = {"sixteenth": 16, "half": 2, "quarter": 4, "around_eight": 8}
    divisors = {str(by[scale]) for right in pair.sides if (scale := right.experiment.scale) in by}
    return [
        fact("rate", rf"rate ({N})", rates, least=0),
        fact("share", rf"(?:share|Test) ({P})", shares, where="RunList", least=0),
        fact("sizes", r"(\d+)-(\d+)-(\d+) network", *sizes, least=0),
        fact("batches", r"batches of (\d+)", pair.first.experiment.batch_size, least=0),
        fact("differs", rf"\b[AB] ({P}|{N})", differs, where="DiffersTable", least=0),
        fact("differs, in cells", rf"\|({P}|{N})(?=\||$)", differs, where="DiffersTable", least=0),
        fact("how inputs enter", r"divided by (\d+)", divisors, least=0),
        fact("runs", r"(\d) runs", 2, where="RunsMenu"),
        fact("first to", r"First to 90 % right", least=0),
    ]
