"""What is right in My data, worked out apart from it: rows, shuffled columns, numbers at the inputs."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import numpy as np

from tests.helpers.truth_facts import Fact, N, P, agrees, fact
from tests.helpers.truth_moment import Right, common, curves, diagram, painted_shares
from tests.helpers.truth_network import OwnNetwork, targets_of
from tests.helpers.truth_results import results

SHUFFLINGS = 20


def rows_of(right: Right) -> dict[int, tuple[str, str, float, float]]:
    """By its number in the file: what was said of each test row, what it was, how sure, and its loss."""
    names, found = right.dataset.class_names, {}
    network, labels = OwnNetwork(right.snapshot), right.data.labels["test"]
    for place, number in enumerate(right.dataset.test_indices.tolist()):
        label = int(labels[place])
        outputs = network.forward(right.data.inputs["test"][place : place + 1])[0]
        loss = network.loss(targets_of([label], outputs.size))
        said = int(outputs.argmax())
        found[number + 1] = (names[said], names[label], float(outputs[said]), loss)
    return found


def selected(right: Right) -> list[Fact]:
    """The same while something is selected: its arithmetic has the place of the curves, all else is pale."""
    away = {"loss", "curves told"}
    facts = table(right)
    return [
        replace(one, least=0) if one.name in away or one.name.startswith("input ") else one for one in facts
    ]


def table(right: Right) -> list[Fact]:
    """What is always there of a table of classes."""
    rows, data = rows_of(right), right.dataset
    told = [said == was for said, was, _, _ in rows.values()]
    everything = len(data.train_labels) + len(data.test_labels)
    number = int(data.test_indices[int(right.called.split()[-1]) - 1]) + 1
    facts = [
        *common(right),
        *curves(right),
        *diagram(right),
        *painted_shares(right, lit=True),
        *(one for one in results(right) if one.name != "matrix"),
        *matrix(right),
        fact("right", r"^(\d+) of (\d+)$", sum(told), len(told), where="RowsPart"),
        fact("wrong", r"^Wrong (\d+)$", len(told) - sum(told), least=0),
        fact("size", r"^(\d+) rows, (\d+) columns$", everything, len(right.x) + 1),
        fact("parts", r"the (\d+) training rows only. The (\d+) test", len(data.train_labels), len(told)),
        fact("the row", r"\bRow (\d+)\b", number, where="Title"),
        fact(
            "inputs", r"^(\d+) inputs; colours are full at (2) dev", len(right.x), 2, where="Title", least=0
        ),
        sentence(right),
        *shuffled(right),
        *listed_rows(rows),
        *_inputs(right),
        *_first_rows(right),
    ]
    return facts


def sentence(right: Right) -> Fact:
    """What is said of the row that is shown."""
    names = right.dataset.class_names
    said = names[int(right.output.argmax())]
    was = "" if right.label is None else names[right.label]
    pattern = rf"It says (\w+) \(({P})\)\.(?: It was (\w+)\.)?$"
    return fact("said", pattern, said, float(right.output.max()), was or None, where="TablePanel")


def listed_rows(rows: dict[int, tuple[str, str, float, float]]) -> list[Fact]:
    def of(place: int, match: re.Match[str]) -> object:
        return rows[int(match[1])][place]

    word = r"(\w+)"
    line = rf"(?:^|\|)(\d+)\|{word}(?: ?\|?✕)?\|{word}\|({P})\|({N})"
    return [
        fact("row", line, None, *(partial(of, place) for place in range(4)), where="RowList", least=3),
    ]


def _inputs(right: Right) -> list[Fact]:
    """Beside each input its number as entered, and as scaled."""
    facts = []
    for place, name in enumerate(right.dataset.feature_names):
        raw, scaled = float(right.raw[place]), float(right.x[place])
        pattern = rf"{re.escape(name)}\|({N})\|({N})"

        def entered(match: re.Match[str], wanted: float = raw) -> bool:
            return agrees(match[2], wanted, slack=1e-4)

        facts.append(fact(f"input {name}", pattern, scaled, entered, where="DiagramView"))
    return facts


def _first_rows(right: Right) -> list[Fact]:
    """The first five rows of the set, as it was published."""
    data, order = right.dataset, {}
    for part, places in (("train", data.train_indices), ("test", data.test_indices)):
        for at, place in enumerate(places.tolist()):
            order[place] = right.data.raw[part][at]
    pattern = r"(?:^|\|)([1-5])" + rf"\|({N})" * len(right.x)

    def of(column: int, match: re.Match[str]) -> float:
        return float(order[int(match[1]) - 1][column])

    rights = [partial(of, column) for column in range(len(right.x))]
    return [fact("first row", pattern, None, *rights, where="FirstRows", least=5, slack=1e-4)]


def matrix(right: Right) -> list[Fact]:
    """Narrow as it is, names may be shortened."""
    counts = right.measured.counts
    every = {str(count) for count in counts.ravel().tolist()}
    recall = {f"{round(100 * counts[k, k] / max(1, counts[k].sum()))}" for k in range(len(counts))}
    told = counts.sum(axis=0)
    precision = {f"{round(100 * counts[k, k] / max(1, told[k]))}" for k in range(len(counts))}
    return [
        fact(
            "count", r"(?<![\d.])(\d+) %", recall | precision | {">99", "<1"}, where="ConfusionView", least=0
        ),
        fact("count", r"(?<![\d.<>])(\d+)(?! %)(?!\d)", every | precision, where="ConfusionView"),
    ]


def shuffled(right: Right) -> list[Fact]:
    """What is lost if a column is shuffled: with the same generator, by a network of our own."""
    generator = np.random.default_rng(0)
    inputs, labels = np.asarray(right.data.inputs["test"]), right.data.labels["test"]
    network = OwnNetwork(right.snapshot)

    def share(features: np.ndarray) -> float:
        return 100 * float(np.mean(network.forward(features).argmax(axis=1) == labels))

    whole, lost = share(inputs), {}
    for place, name in enumerate(right.dataset.feature_names):
        found = []
        for _ in range(SHUFFLINGS):
            mixed = inputs.copy()
            mixed[:, place] = inputs[generator.permutation(len(inputs)), place]
            found.append(whole - share(mixed))
        lost[name.partition(" (")[0]] = float(np.mean(found)), float(np.std(found))
    facts = []
    for name, (mean, spread) in lost.items():
        facts += [
            fact(
                f"shuffled {name}",
                rf"{name}: ({N}) lost, give or take ({N})\.",
                mean,
                spread,
                where="LossBars",
            ),
            fact(f"shuffled {name}", rf"{name}\|({N})", -mean, where="LossBars"),
        ]
    facts.append(fact("how often", r"shuffled (\d+) times", SHUFFLINGS))
    return facts
