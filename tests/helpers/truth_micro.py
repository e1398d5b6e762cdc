"""What the micro-steps may say: one hidden layer of sigmoids, one sigmoid at the end, half the squared error.

All is worked out from the parameters before the batch and the four rows of the data set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from nnviz.training.experiment import Experiment
from nnviz.training.micro import Micro
from nnviz.training.snapshot import Snapshot
from tests.helpers.truth_facts import Fact, N, agrees, fact
from tests.helpers.truth_moment import PLAIN
from tests.helpers.truth_network import Floats, OwnNetwork

FORWARD, BACKWARD = 5, 8
NAMES = (
    *("x", "z₁", "a₁", "z₂", "a₂", "L"),
    *("∂L/∂a₂", "∂a₂/∂z₂", "∂L/∂z₂", "∂L/∂W₂", "∂L/∂a₁", "∂a₁/∂z₁", "∂L/∂z₁", "∂L/∂W₁", "w"),
)


#: Indices, the formula of the sigmoid, and the axes of its curve.
NAMED = (
    r"[xzh]\|\d\|(?:=\||, …)|1\|1 \+ \|e\|−\|z(?:\|\d)?"
    r"|\|0\|0\.5\|1\.0\|−4\|−2\|0\|2\|4$"
)


@dataclass
class Steps:
    """The batch of all rows, and where one is in it: ``place``, ``example`` and the weight asked about."""

    snapshot: Snapshot
    experiment: Experiment
    rows: Floats
    targets: Floats
    place: int
    example: int
    layer: int
    source: int
    unit: int

    @classmethod
    def at(
        cls, snapshot: Snapshot, experiment: Experiment, rows: Floats, targets: Floats, micro: Micro
    ) -> Steps:
        """Where the window is."""
        weight = micro.weight
        assert weight.source is not None
        place, example = micro.place, micro.example
        return cls(
            snapshot, experiment, rows, targets, place, example, weight.layer, weight.source, weight.unit
        )

    def __post_init__(self) -> None:
        network = OwnNetwork(self.snapshot)
        self.answers = network.forward(self.rows)[:, 0]
        network.backward(self.targets[:, np.newaxis])
        self.hidden, self.last = network.dense
        self.y, self.target = float(self.answers[self.example]), float(self.targets[self.example])
        self.x = self.rows[self.example]
        own = (self.hidden, self.last)[self.layer]
        self.weight = float(own.weights[self.source, self.unit])
        self.gradients = own.entering[:, self.source] * own.dz[:, self.unit]
        self.penalty = self.experiment.l2 * self.weight
        self.gradient = float(self.gradients.sum()) + self.penalty
        self.step = self.experiment.learning_rate * self.gradient

    @property
    def losses(self) -> Floats:
        """(rows,) of each example."""
        return (self.answers - self.targets) ** 2 / 2

    @property
    def pull(self) -> float:
        """What L2 adds to the loss."""
        weights = [self.hidden.weights, self.last.weights]
        return self.experiment.l2 / 2 * float(sum((w**2).sum() for w in weights))

    @property
    def factors(self) -> list[float]:
        """The chain from the loss to the weight, on the way through its own unit."""
        first = [self.y - self.target, self.y * (1 - self.y)]
        if self.layer:
            return [*first, float(self.hidden.a[self.example, self.source])]
        h = float(self.hidden.a[self.example, self.unit])
        return [*first, float(self.last.weights[self.unit, 0]), h * (1 - h), float(self.x[self.source])]

    @property
    def known(self) -> int:
        """How many factors are known by now; the last ones when the gradients of their layer are."""
        if self.place < FORWARD + 1:
            return 0
        back = self.place - FORWARD  # 1 to 8, then the update
        if self.layer:
            return (0, 1, 2, 2, 3, 3, 3, 3, 3, 3)[back]
        return (0, 1, 2, 2, 2, 3, 4, 4, 5, 5)[back]

    @property
    def where(self) -> tuple[str, int, int]:
        """The phase, the number of the step in it, and how many it has."""
        if self.place < FORWARD:
            return "Forward", self.place + 1, FORWARD
        if self.place == FORWARD:
            return "Loss", 1, 1
        back = self.place - FORWARD
        return ("Backward", back, BACKWARD) if back <= BACKWARD else ("Update", 1, 1)


def micro_steps(steps: Steps, epoch: int) -> list[Fact]:
    """All facts of one place."""
    return [*PLAIN, *cells(steps, epoch), *examples(steps), *told(steps), *chain(steps), *stage(steps)]


def cells(steps: Steps, epoch: int) -> list[Fact]:
    """The row of cells, and which step it is."""
    phase, number, count = steps.where
    batch = steps.snapshot.step + 1
    name = re.escape(NAMES[steps.place])
    return [
        fact("which", rf"^{phase}, step (\d+) of (\d+): {name}$", number, count, least=2),
        fact(
            "cell", r"(Forward →|← Backward) (\d) of (\d)", None, number, count, where="MicroCells", least=0
        ),
        fact("step", r"\|step (\d) of (\d)\|", number, count, where="ToldView", least=0),
        fact(
            "example",
            r"Example (\d) of (\d) in batch (\d+), epoch (\d+)",
            steps.example + 1,
            len(steps.rows),
            batch,
            epoch + 1,
            where="MicroCells",
            least=0,
        ),
    ]


def examples(steps: Steps) -> list[Fact]:
    """The left side: the rows, how wrong this one is, the loss so far, all answers."""
    table: list[float] = []
    for row, target in zip(steps.rows, steps.targets, strict=True):
        table += [*row, target]
    answers: list[float] = []
    for row, answer in zip(steps.rows, steps.answers, strict=True):
        answers += [*row, float(answer)]
    loss = float(steps.losses[steps.example])
    return [
        fact("batch", r"^all (\d) at once$", len(steps.rows), where="ExamplesTable"),
        fact("row", r"Example (\d) of (\d), target (\d)", steps.example + 1, len(steps.rows), steps.target),
        fact("rows", r"^([\d|]+(?:\|this one\|?[\d|]*)?)$", table, where="ExamplesTable"),
        fact("axis of the error", r"^How wrong is it\?\|0\|0\.5\|1\|", where="WrongView"),
        fact("said", rf"said ({N})(?=\|)", steps.y, where="WrongView", least=0),
        fact("wanted", rf"wanted ({N})", steps.target, where="WrongView"),
        fact(
            "its loss",
            rf"\|({N})\|½ \(({N}) − ({N})\)²",
            loss,
            steps.y,
            steps.target,
            where="WrongView",
            least=0,
        ),
        fact("loss so far", rf"sum of all(?:\|{N})+\|({N})$", float(steps.losses.sum()), where="LossSoFar"),
        fact("answers", r"^All answers now\|(.*)$", answers, where="Answers"),
    ]


def told(steps: Steps) -> list[Fact]:
    """The sentences and rows of what is worked out now."""
    unit = steps.unit if steps.layer == 0 else steps.source
    own = steps.hidden if steps.place in (1, 2) else steps.last
    at = unit if steps.place in (1, 2) else 0
    z, a = float(own.z[steps.example, at]), float(own.a[steps.example, at])
    entering, weights = own.entering[steps.example], own.weights[:, at]
    products = [part for w, x in zip(weights, entering, strict=True) for part in (w, x, w * x)]
    losses, penalty = steps.losses, steps.pull
    facts = [
        fact("names", NAMED, where="ToldView", least=0),
        fact("sigmoid", r"Between\|?\s?(0)\|?\s?and\|?\s?(1):", 0.0, 1.0, where="ToldView", least=0),
        fact(
            "comes in",
            rf"x\|(\d)\| =\|({N})",
            None,
            lambda m: float(steps.x[int(m[1]) - 1]),
            where="ToldView",
            least=0,
        ),
        fact(
            "comes in, told",
            rf"\b([ab]) ({N})(?=;|$)",
            None,
            lambda m: float(steps.x["ab".index(m[1])]),
            where="ToldView",
            least=0,
        ),
        fact(
            "product",
            rf"w · \|[xh]\|(\d)\|({N})\|({N}) × ({N})",
            None,
            lambda m: float(weights[int(m[1]) - 1] * entering[int(m[1]) - 1]),
            lambda m: float(weights[int(m[1]) - 1]),
            lambda m: float(entering[int(m[1]) - 1]),
            where="ToldView",
            least=0,
        ),
        fact("bias", rf"bias b\|({N})", float(own.bias[at]), where="ToldView", least=0),
        fact(
            "activation", rf"1 / \(1 \+ ({N})\)(?: ({N}))?", float(np.exp(-z)), a, where="ToldView", least=0
        ),
        fact("z", rf"z(?:\|\d)?\| =\|({N})", z, where="ToldView", least=0),
        fact("a", rf"(?:h\|\d|ŷ)\| =\|({N})", a, where="ToldView", least=0),
    ]
    if steps.place in (1, 3):
        line = rf"^((?:{N} × {N} {N}; )+)({N}); ({N})$"
        facts.append(fact("sum, told", line, products, float(own.bias[at]), z, where="ToldView"))
    if steps.place in (2, 4):
        facts.append(fact("activation, told", rf"^({N}); ", z, where="ToldView"))
    if steps.place == FORWARD:
        facts += [
            fact(
                "error",
                rf"\|({N})\|said ({N}), wanted ({N})",
                steps.y - steps.target,
                steps.y,
                steps.target,
                where="ToldView",
            ),
            fact(
                "error, told",
                rf"said ({N}), wanted ({N}) ({N}); ({N})",
                steps.y,
                steps.target,
                steps.y - steps.target,
                float(losses[steps.example]),
                where="ToldView",
            ),
            fact("of this", rf"L of this example\|({N})", float(losses[steps.example]), where="ToldView"),
            fact(
                "of the batch",
                rf"L of the batch\|({N})\|sum of all (\d)",
                float(losses.sum()),
                len(losses),
                where="ToldView",
            ),
            fact(
                "of the batch, told",
                rf"sum of all (\d) ({N})",
                len(losses),
                float(losses.sum()),
                where="ToldView",
            ),
            fact("penalty", rf"penalty\|({N})\|", penalty, where="ToldView"),
            fact("penalty, told", rf"of all weights ({N})", penalty, where="ToldView"),
            fact(
                "together", rf"of all weights\|[^|]+\|({N})$", float(losses.sum()) + penalty, where="ToldView"
            ),
            fact("together, told", rf"; ({N})$", float(losses.sum()) + penalty, where="ToldView"),
        ]
    if steps.place == FORWARD + BACKWARD + 1:
        facts += update(steps)
    return facts


def update(steps: Steps) -> list[Fact]:
    """The step that is made, row by row."""
    after, count = steps.weight - steps.step, OwnNetwork(steps.snapshot).count
    batch, name = float(steps.gradients.sum()), rf"(?:w|dense{steps.layer + 1}\.weights\[(\d+), (\d+)\])"
    place = (steps.source, steps.unit)
    rows = [
        ("before", rf"before\|({N})\|{name}", (steps.weight, *place)),
        ("from the batch", rf"∂w\|({N})\|from the batch", (batch,)),
        ("penalty", rf"penalty\|({N})\|L1, L2", (steps.penalty,)),
        ("all together", rf"g =\|({N})\|all of these", (steps.gradient,)),
        ("learning rate", rf"η\|({N})", (steps.experiment.learning_rate,)),
        ("step", rf"\|step\|({N})\|−η", (-steps.step,)),
        ("after", rf"after\|({N})\|", (after,)),
        ("number", r"SGD · number (\d+)", (steps.snapshot.step + 1,)),
        ("parameters", r"All\|(\d+)\|parameters", (count,)),
    ]
    told = (
        rf"^{name} ({N}); from the batch ({N}); L1, L2 ({N}); all of these together ({N}); ({N}); "
        rf"−η × g ({N}); "
        rf"before \+ step ({N})$"
    )
    rate = steps.experiment.learning_rate
    rights = (*place, steps.weight, batch, steps.penalty, steps.gradient, rate, -steps.step, after)
    facts = [fact(row, pattern, *right, where="ToldView", slack=2e-7) for row, pattern, right in rows]
    return [*facts, fact("update, told", told, *rights, where="ToldView", slack=2e-7)]


def chain(steps: Steps) -> list[Fact]:
    """The chain of factors, the product so far, and the check by nudging."""
    factors, known = steps.factors, steps.known
    count = len(factors)
    now, total = float(np.prod(factors[:known])), float(steps.gradients.sum())
    if not FORWARD < steps.place <= FORWARD + BACKWARD:
        return check(steps, total)
    shown = factors[:known]

    def product(match: re.Match[str]) -> bool:
        """The factors, of which the first may be left out for want of room."""
        found = re.findall(N, match[1])
        return len(found) <= len(shown) and all(map(agrees, found, shown[len(shown) - len(found) :]))

    listed = [part for place, factor in enumerate(factors) for part in (place + 1, factor)]
    return [
        fact("factor", r"factor (\d) of (\d)", known, count, where="ChainHead", least=0),
        fact("known", r"(\d) of (\d) factors known", known, count, where="ChainHead", least=0),
        fact("so far", rf"so far\|((?:[^=]*))= \|({N})", product, now, where="ChainHead"),
        fact("letters", r"∂[zha]\|\d\|", where="ChainHead", least=0),
        fact("factors, told", r"^(1: .*)$", lambda m: _numbered(m[1], listed), where="FactorList"),
        fact("factors", r"^(1\|.*)$", lambda m: _numbered(m[1], listed), where="FactorList"),
        fact(
            "all examples",
            rf"sum of (\d) examples: this one ({N}), all together ({N})",
            len(steps.rows),
            float(steps.gradients[steps.example]),
            total,
            least=0,
        ),
        *check(steps, total),
    ]


def _numbered(text: str, listed: list[float]) -> bool:
    """Whether all numbers and values stand there in turn, and among the words no others."""
    found = re.findall(N, text)
    left = iter(found)
    in_turn = all(any(agrees(number, float(right)) for number in left) for right in listed)
    return in_turn and all(any(agrees(number, float(right)) for right in listed) for number in found)


def check(steps: Steps, total: float) -> list[Fact]:
    """By nudging the weight a little either way."""
    return [
        fact(
            "nudged",
            rf"by nudging ({N}) · by chain rule ({N}), penalty ({N}) ✓",
            steps.gradient,
            total,
            steps.penalty,
            where="CheckView",
            least=0,
            slack=2e-6,
        ),
        fact("told to", r" · [a-z ]+ ±0\.0+\d", where="CheckView", least=0),
        fact("slope", rf"slope ({N})", steps.gradient, where="CheckView", least=0),
        fact("weight now", rf"now ({N})\|", steps.weight, where="CheckView", least=0),
        fact(
            "its step", rf"the step: ([−+]){N} × ({N})", None, abs(steps.gradient), where="CheckView", least=0
        ),
        fact("axes of the check", rf"(?:\|{N})+(?=\|)", where="CheckView", least=0),
    ]


def stage(steps: Steps) -> list[Fact]:
    """The network with every number that is known by now."""
    return [fact("stage", r"^(.*)$", lambda m: _stage(steps, m[1]), where="MicroStage", least=1)]


def _stage(steps: Steps, text: str) -> list[float] | str:
    """The numbers that must stand there, in the order in which they are painted."""
    if "|L|" not in text:
        return text
    wanted: list[float] = []
    pieces = text.split("|")

    def take(right: float | None) -> None:
        if pieces.pop(0) != "·":
            wanted.append(float("nan") if right is None else right)

    for place, x in enumerate(steps.x):
        take(float(x))
        pieces.pop(0)
        take(place + 1)
    knows = [steps.place >= 1, steps.place >= 2, steps.place >= 3, steps.place >= 4]
    for layer, own in enumerate((steps.hidden, steps.last)):
        for unit in range(own.bias.size):
            take(float(own.z[steps.example, unit]) if knows[2 * layer] else None)
            pieces.pop(0)
            take(float(own.a[steps.example, unit]) if knows[2 * layer + 1] else None)
            pieces.pop(0)
            if not layer:
                take(unit + 1)
    pieces.pop(0)
    take(float(steps.losses[steps.example]) if steps.place >= FORWARD else None)
    pieces.pop(0)
    wanted.append(steps.target)
    return [*wanted, *_written(steps, pieces)]


def _written(steps: Steps, pieces: list[str]) -> list[float]:
    """Weights beside their edges, numbered factors, the weight asked about, and the product so far."""
    wanted: list[float] = []
    updated = steps.place > FORWARD + BACKWARD
    weights = [_weights(steps, updated, layer) for layer in (0, 1)]
    left = iter([*weights[0], *weights[1]])
    while pieces and pieces[0] != "w" and not _is_badge(steps, pieces):
        number = pieces.pop(0)
        wanted.append(next((weight for weight in left if agrees(number, weight)), float("nan")))
    factors = dict(enumerate(steps.factors, start=1))
    while pieces and pieces[0] != "w":
        number = int(pieces.pop(0))
        wanted += [number, factors[number]]
        pieces.pop(0)
    pieces.pop(0)
    value = pieces.pop(0)
    wanted += [steps.weight, steps.weight - steps.step] if "→" in value else [steps.weight]
    if FORWARD < steps.place <= FORWARD + BACKWARD:
        wanted.append(float(np.prod(steps.factors[: steps.known])))
    return wanted


def _is_badge(steps: Steps, pieces: list[str]) -> bool:
    return steps.place > FORWARD and bool(re.fullmatch(r"[1-5]", pieces[0]))


def _weights(steps: Steps, updated: bool, layer: int) -> list[float]:
    """(edges,) row by row, after the update where it has been made."""
    own = (steps.hidden, steps.last)[layer]
    gradients = own.entering.T @ own.dz + steps.experiment.l2 * own.weights
    now = own.weights - steps.experiment.learning_rate * gradients if updated else own.weights
    return [float(weight) for weight in now.ravel()]
