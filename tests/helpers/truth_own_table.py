"""What is right of a table of one's own: gaps filled, words one by one, values in their own unit, by hand."""

from __future__ import annotations

import re
from functools import partial

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.data.own.table import Table
from nnviz.session.run import Run
from nnviz.training.experiment import Experiment
from tests.helpers.small_tables import EMPTY
from tests.helpers.truth_facts import Fact, N, agrees, fact
from tests.helpers.truth_moment import Right, common, curves, diagram, painted_shares
from tests.helpers.truth_network import OwnData, OwnNetwork
from tests.helpers.truth_results import results
from tests.helpers.truth_table import listed_rows, matrix, rows_of, sentence

SHUFFLINGS = 20


class TableData(OwnData):
    """The plants of ``small_tables``, filled, one-hot and scaled here; which rows are tested is given."""

    def __init__(self, experiment: Experiment, dataset: Dataset, table: Table) -> None:
        recipe = experiment.own.recipe
        self.name, self.dataset, self.table = experiment.data, dataset, table
        self.groups: list[tuple[str, list[int], tuple[str, ...]]] = []
        self.gaps: dict[str, list[np.ndarray]] = {"train": [], "test": []}
        places = {"train": dataset.train_indices, "test": dataset.test_indices}
        columns: dict[str, list[np.ndarray]] = {"train": [], "test": []}
        scaled_too: list[bool] = []
        for name, way in recipe.inputs:
            column = table.column(name)
            words = sorted(set(column.words)) if way == "category" else ()
            start = len(scaled_too)
            for part, rows in places.items():
                if way == "category":
                    columns[part] += [column.codes[rows] == column.words.index(word) for word in words]
                    self.gaps[part] += [column.codes[rows] < 0] * len(words)
                else:
                    known = column.numbers[places["train"]]
                    middle = np.median(known[~np.isnan(known)])
                    missing = np.isnan(column.numbers[rows])
                    columns[part].append(np.where(missing, middle, column.numbers[rows]))
                    self.gaps[part].append(missing)
            scaled_too += [False] * len(words) if way == "category" else [True]
            self.groups.append((column.title, list(range(start, len(scaled_too))), tuple(words)))
        self.raw = {part: np.stack(found, axis=1).astype(np.float64) for part, found in columns.items()}
        target = table.column(recipe.target)
        self.target_scale = (0.0, 1.0)
        if recipe.kind == "regression":
            learned = target.numbers[places["train"]]
            self.target_scale = float(learned.mean()), float(learned.std())
            self.own = {part: target.numbers[rows] for part, rows in places.items()}
            middle, spread = self.target_scale
            self.labels = {part: (values - middle) / spread for part, values in self.own.items()}
        else:
            names = [target.words[code] for code in range(len(target.words))]
            order = [dataset.class_names.index(name) for name in names]
            self.labels = {part: np.array(order)[target.codes[rows]] for part, rows in places.items()}
        self.classes = dataset.class_names
        numbers = np.array(scaled_too)
        train = self.raw["train"]
        self.offset = np.where(numbers, train.mean(axis=0), 0.0)
        self.factor = np.where(numbers, 1 / np.where(train.std(axis=0) > 0, train.std(axis=0), 1), 1.0)
        self.inputs = {part: self.scaled(values) for part, values in self.raw.items()}


def own_right(run: Run, table: Table, epoch: int, index: int, *, back: bool = False) -> Right:
    """That epoch of the run, with that test row as the sample."""
    snapshot = run.timeline.exact(epoch)
    called = f"test row {index + 1}"
    right = Right(snapshot, run.experiment, run.dataset, np.zeros(0), None, called, back=back)
    data = right.__dict__["data"] = TableData(run.experiment, run.dataset, table)
    right.raw = data.raw["test"][index]
    right.label = int(data.labels["test"][index]) if data.classes else None
    right.trained = int(run.timeline.epochs[-1])
    right.epochs = dict(run.timeline.snapshots)
    return right


def own_table(right: Right) -> list[Fact]:
    """What is there of the plants."""
    data, dataset = right.data, right.dataset
    index = int(right.called.split()[-1]) - 1
    classes = bool(data.classes)
    facts = [
        *common(right),
        *(one for one in curves(right) if classes or one.name != "curves told"),
        *diagram(right),
        fact("size", r"^(\d+) rows, (\d+) columns$", data.table.rows, len(data.table.columns)),
        fact("parts", r"the (\d+) training rows only. The (\d+) test", *map(len, data.labels.values())),
        fact("the row", r"\bRow (\d+)\b", int(dataset.test_indices[index]) + 1, where="Title"),
        fact(
            "inputs", r"^(\d+) inputs; colours are full at (2) dev", len(right.x), 2, where="Title", least=0
        ),
        fact("used", r"(\d+) columns", len(right.experiment.own.recipe.inputs), where="InputsChip"),
        fact("share", r"(?:^|: )(\d+)$", round(100 * right.experiment.test_share), where="Share of the test"),
        fact("gaps", r"(\d+) gaps?", {"2", "3"}, where="ColumnList", least=3),
        fact("scale", r"mean (\d), spread (\d)", 0, 1, where="ChoiceChip"),
        fact("becomes", r"input × (\d+)", 3, where="ColumnList"),
        fact("empty", r"(\d+) rows? ha(?:s|ve) no measurement", len(EMPTY), least=0),
        fact("one of them", r"row (\d+) is one", EMPTY[-1] + 1, least=0),
        *_first_rows(data),
        *_inputs(right, data, index),
        *_shuffled(right, data),
    ]
    if classes:
        told = [said == was for said, was, _, _ in rows_of(right).values()]
        facts += [
            *painted_shares(right, lit=True),
            sentence(right),
            *(one for one in results(right) if one.name != "matrix"),
            *matrix(right),
            *listed_rows(rows_of(right)),
            fact("right", r"^(\d+) of (\d+)$", sum(told), len(told), where="RowsPart"),
            fact("wrong", r"^Wrong (\d+)$", len(told) - sum(told), least=0),
        ]
    else:
        facts += _values(right, data, index)
    return facts


def _first_rows(data: TableData) -> list[Fact]:
    """The first five rows of the file; a gap is no number."""
    numbers = [column.numbers for column in data.table.columns if column.numbers is not None]

    def row(match: re.Match[str]) -> list[float]:
        at = int(match[1]) - 1
        return [float(column[at]) for column in numbers if not np.isnan(column[at])]

    line = r"(?:^|\|)([1-5])((?:\|(?!\d+\|[a-z])[^|]+){5})"
    return [fact("first row", line, None, row, where="FirstRows", least=4)]


def _inputs(right: Right, data: TableData, index: int) -> list[Fact]:
    """Beside each input its number as scaled and as entered, or what fills the gap."""
    facts = []
    for title, places, words in data.groups:
        labels = words or (title,)
        for label, place in zip(labels, places, strict=True):
            raw, scaled = float(right.raw[place]), float(right.x[place])
            gap = bool(data.gaps["test"][place][index])
            if words:
                facts.append(fact(f"input {label}", rf"\b{label}\|({N})", scaled, where="DiagramView"))
                continue
            word = "gap → " if gap else ""

            def entered(match: re.Match[str], wanted: float = raw) -> bool:
                return agrees(match[2], wanted, slack=1e-4)

            pattern = rf"{label}\|({N})\|{word}({N})"
            facts.append(fact(f"input {label}", pattern, scaled, entered, where="DiagramView"))
    return facts


def _values(right: Right, data: TableData, index: int) -> list[Fact]:
    """R², how far it is off on average, and each row, in the unit of the column."""
    middle, spread = data.target_scale
    network, was = OwnNetwork(right.snapshot), data.own["test"]
    said = network.forward(data.inputs["test"])[:, 0] * spread + middle
    off = said - was
    r2 = 1 - float((off**2).sum()) / float(((was - was.mean()) ** 2).sum())
    losses = (off / spread) ** 2
    row = {number + 1: at for at, number in enumerate(right.dataset.test_indices.tolist())}

    def of(values: np.ndarray, match: re.Match[str]) -> float:
        return float(values[row[int(match[1])]])

    line = rf"(?:^|\|)(\d+)\|({N})\|({N})\|({N})\|({N})"
    rights = [partial(of, values) for values in (said, was, off, losses)]
    worst = int(np.abs(off).argmax())
    measured = right.measured
    apart = {}
    for part in ("train", "test"):
        answers = network.forward(data.inputs[part])[:, 0] * spread + middle
        apart[part] = answers - data.own[part]
    losses_in_unit = [float((apart[part] ** 2).mean()) for part in ("train", "test")]
    mean_error = float(np.abs(apart["test"]).mean())
    reach = float(np.abs(off).max())
    return [
        fact(
            "curves told",
            rf"Epoch (\d+): .*? ({N}), test loss ({N}), .*? ({N}), R² ({N}), .*? ({N}), .*? ({N}), "
            rf"mean error ({N})",
            right.epoch, measured.loss["train"], measured.loss["test"], measured.right["train"],
            measured.right["test"], *losses_in_unit, mean_error, slack=0.0005,
        ),
        fact("in its unit", rf"in its unit\|({N})\|test\|({N})\|train", *losses_in_unit[::-1], slack=0.0005),
        fact(
            "said", rf"It says ({N}) cm\. It was ({N}) cm\.", float(said[index]), float(was[index]),
            where="TablePanel", slack=1e-3,
        ),
        fact("output", rf"({N}) cm$", float(said[index]), where="DiagramView", least=0, slack=1e-3),
        fact("r2", rf"^R² ({N})$", r2, where="RowsPart"),
        fact("off", rf"off by ({N}) cm on average", float(np.abs(off).mean()), slack=0.005),
        fact("row", line, None, *rights, where="RowList", least=3, slack=1e-3),
        fact("worst", rf"(\d+) rows. The furthest is off by ({N}), where it was ({N})", len(was),
             float(off[worst]), float(was[worst]), slack=0.005),
        fact("axis", rf"^({N})\|({N})\|({N})\|({N})\|({N})", reach, 0.0, -reach, float(was.min()),
             float(was.max()), where="ResidualPlot", slack=0.05),
    ]  # fmt: skip


def _shuffled(right: Right, data: TableData) -> list[Fact]:
    """What is lost if a column is shuffled, all its inputs together."""
    generator = np.random.default_rng(0)
    inputs, labels, network = data.inputs["test"], data.labels["test"], OwnNetwork(right.snapshot)

    def score(features: np.ndarray) -> float:
        outputs = network.forward(features)
        if data.classes:
            return 100 * float(np.mean(outputs.argmax(axis=1) == labels))
        spread = float(((labels - labels.mean()) ** 2).sum())
        return 1 - float(((labels - outputs[:, 0]) ** 2).sum()) / spread

    whole, facts = score(inputs), []
    for title, places, _ in data.groups:
        lost = []
        for _ in range(SHUFFLINGS):
            mixed = inputs.copy()
            mixed[:, places] = inputs[generator.permutation(len(inputs))][:, places]
            lost.append(whole - score(mixed))
        mean, spread = float(np.mean(lost)), float(np.std(lost))
        facts += [
            fact(f"shuffled {title}", rf"{title}: ({N}) lost, give or take ({N})\.", mean, spread,
                 where="LossBars"),
            fact(f"shuffled {title}", rf"{title}\|({N})", -mean, where="LossBars"),
        ]  # fmt: skip
    facts.append(fact("how often", r"shuffled (\d+) times", SHUFFLINGS))
    return facts
