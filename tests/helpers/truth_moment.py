"""The moment that a window has to show, worked out apart from it; and the facts that every workspace has."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnviz.data.dataset import Dataset
from nnviz.engine import Dropout
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from tests.helpers.truth_facts import Fact, N, P, agrees, fact, value_of, wrapped
from tests.helpers.truth_network import (
    Floats,
    Measured,
    OwnData,
    OwnLayer,
    OwnNetwork,
    measured,
    targets_of,
)

FIXED_BATCH = 256  # samples, the first of the test part, over which units are looked at
FOLDS = 32  # units of a layer, of which not all may be shown
SHARE_WRITTEN = 0.0095  # a share below stands beside no output


@dataclass
class Right:
    """What is to be shown: a network and its settings, its data, a sample, and where in the run that is.

    ``raw`` (inputs,) is the sample in the units of its source, ``label`` what it is; ``called`` the words for
    it. ``epochs`` are the moments of the run by epoch, for what looks back.
    """

    snapshot: Snapshot
    experiment: Experiment
    dataset: Dataset
    raw: Floats
    label: int | None
    called: str = "test image 1"
    trained: int = 0
    back: bool = False
    planned: int = 0
    open_end: bool = False
    epochs: dict[int, Snapshot] = field(default_factory=dict)
    read: bool = False  # whether it is the Reader
    strokes: int = 0  # of a drawing
    point: tuple[float, float] | None = None  # where the sample lies on the plane

    @cached_property
    def data(self) -> OwnData:
        return OwnData(self.experiment, self.dataset)

    @cached_property
    def measured(self) -> Measured:
        return measured(OwnNetwork(self.snapshot), self.data)

    @cached_property
    def network(self) -> OwnNetwork:
        """The network with the sample sent there and, if its label is known, back."""
        return self.sent(self.snapshot)

    def sent(self, snapshot: Snapshot) -> OwnNetwork:
        """The sample sent through another moment of the same run."""
        network = OwnNetwork(snapshot)
        outputs = network.forward(self.x[np.newaxis])
        if self.label is not None:
            network.backward(targets_of([self.label], outputs.shape[1]))
        return network

    @cached_property
    def x(self) -> Floats:
        """(inputs,) the sample as this network takes it."""
        return self.data.scaled(self.raw)

    @cached_property
    def output(self) -> Floats:
        return np.asarray(self.network.layers[-1].a[0])

    @cached_property
    def shares(self) -> Floats:
        """(classes,) of one sigmoid the two classes' shares."""
        return np.array([1 - self.output[0], self.output[0]]) if self.output.size == 1 else self.output

    @property
    def probable(self) -> bool:
        """Whether the outputs are probabilities: those of a softmax, or of one sigmoid."""
        return self.network.layers[-1].activation == "softmax" or self.output.size == 1

    @cached_property
    def loss(self) -> float:
        assert self.label is not None
        return self.network.loss(targets_of([self.label], self.output.size))

    @property
    def epoch(self) -> int:
        return self.snapshot.epoch

    @cached_property
    def batch(self) -> OwnNetwork:
        """The network with the fixed batch sent through it."""
        network = OwnNetwork(self.snapshot)
        network.forward(self.data.inputs["test"][:FIXED_BATCH])
        return network

    def batch_of(self, part: str) -> Floats:
        """(n, outputs) what the network says to all samples of a part."""
        return OwnNetwork(self.snapshot).forward(self.data.inputs[part])

    @cached_property
    def silent(self) -> list[int]:
        """How many units of each layer but the last are 0 for all of the fixed batch."""
        return [int((layer.a == 0).all(axis=0).sum()) for layer in self.batch.dense[:-1]]

    def entering(self, layer: int) -> Floats:
        """(inputs,) what comes into a layer with weights."""
        return np.asarray(self.network.dense[layer].entering[0])

    def clips(self, kind: str = "signal") -> list[float]:
        """The largest number of the lines into each layer."""
        found = []
        for layer in self.network.dense:
            lines = layer.weights * layer.entering[0][:, None]
            if kind == "weights":
                lines = layer.weights
            elif kind == "gradient":
                lines = np.outer(layer.entering[0], layer.dz[0])
            found.append(float(np.abs(lines).max()))
        return found

    @property
    def lines(self) -> int:
        return sum(layer.weights.size for layer in self.network.dense)


def one(of: OwnLayer, unit: int) -> tuple[float, float]:
    """Sum and activation of a unit for the sample."""
    return float(of.z[0, unit]), float(of.a[0, unit])


#: Numbers that are words: keys, and what the program says of itself whatever is shown.
PLAIN = [
    fact("keys", r"\((?:(?:Ctrl|Shift|Alt)\+[^()]+|F\d+|[A-Z][a-z]+)\)", least=0),
    fact("epoch 0", r"back to epoch 0 with", least=0),
    fact("one more", r"\bhidden layer (\d)", None, where="DiagramView", least=0),
    fact("drawn", r"20 × 32(?: of 32 × 32)? pixels|32 × 32|8 × 8, 0–16|8 × 8 already", least=0),
    fact("of a drawing", r"Draw a small 7 in a corner|a slanted 1 looks like a 7 or a 2", least=0),
    fact("towards 0", r"towards 0, so that|are 0\b(?= for)|in the middle is 0\.", least=0),
]


def rate_now(experiment: Experiment, epoch: int) -> float:
    """The learning rate after so many epochs: the one set, times the schedule's factor."""
    gamma, epochs = experiment.schedule_gamma, experiment.schedule_epochs
    factors = {
        "constant": lambda: 1.0,
        "exponential": lambda: (gamma or 0.95) ** epoch,
        "step": lambda: (gamma or 0.1) ** (epoch // (epochs or 30)),
        "cosine": lambda: (1 + math.cos(math.pi * min(1, epoch / (epochs or experiment.epochs)))) / 2,
        "linear": lambda: 1 - (1 - (gamma or 0.1)) * min(1, epoch / (epochs or experiment.epochs)),
    }
    return experiment.learning_rate * factors[experiment.schedule]()


def common(right: Right) -> list[Fact]:
    """What stands in the bars: settings, time, message."""
    experiment, planned = right.experiment, right.planned or right.experiment.epochs
    chips = {
        "Learning rate": experiment.learning_rate,
        "Batch size": experiment.batch_size or len(right.data.labels["train"]),
        "L2 regularisation": experiment.l2,
        "Epochs to train": planned,
        "Start weights": experiment.seed,
    }
    counted: tuple[object, ...] = (rf"epoch ({N}) of ({N})", right.epoch, planned)
    if right.open_end:
        counted = (rf"^epoch ({N})$", right.epoch)
    facts = [*PLAIN]
    for name, value in chips.items():
        facts.append(fact(name, rf"{name}: (?:seed )?({N})", value, least=0))
        facts.append(fact(f"{name} itself", rf"^({N})$", value, where=name, least=0))
    facts += [
        fact("rate now", rf"^\(now ({N})\)$", rate_now(experiment, right.epoch), where="RecipeBar", least=0),
        fact("seed", r"[Ss]tart weights: seed (\d+)\. The same again", experiment.seed, least=0),
        fact("counter", rf"^({N})$", right.epoch, where="Counter"),
        fact("counter told", *counted, where="Counter"),
        fact("track", rf"Epoch ({N}) of ({N}); ({N}) trained", right.epoch, planned, right.trained, least=0),
        fact("epochs of the axis", r"^(?:\d+\|)+\d+(?:\|[a-z ]+)*$", where="TimelineTrack", least=0),
        fact("batch", rf"batch ({N}) of ({N})", *batches(right), where="Readout", least=0),
        fact("speed reached", rf"∞ {N}/s", where="Readout", least=0),
        fact("marks", rf": epoch ({N})", None, where="TimelineTrack", least=0),
        fact("mark reached", r"90 % right|R² of 0\.9", where="TimelineTrack", least=0),
        fact("dead in", r"(?:dead|saturated) in layer (\d)", None, where="TimelineTrack", least=0),
    ]
    if right.back:
        facts += [
            fact("looking back", rf"Looking back at epoch ({N})", right.epoch, where="MessageRow"),
            fact("goes on", wrapped(rf"The run goes on to epoch ({N})"), right.trained, where="MessageRow"),
            fact("go to", rf"Go to (?:epoch )?({N})", right.trained, where="MessageRow"),
        ]
    return facts


def batches(right: Right) -> tuple[int, int]:
    """How many batches of the epoch have been learned, and of how many."""
    count = len(right.data.labels["train"])
    size = right.experiment.batch_size or count
    return -(-right.snapshot.position // size), -(-count // size)


def curves(right: Right, measured_at: Measured | None = None, epoch: int | None = None) -> list[Fact]:
    """The curves' headers and what they tell; the axes."""
    found, at = measured_at or right.measured, right.epoch if epoch is None else epoch
    numbers = (found.loss["test"], found.loss["train"], found.right["test"], found.right["train"])
    told = (at, numbers[1], numbers[0], numbers[3], numbers[2])
    return [
        fact("loss", rf"^Loss\|({N})\|(?:test\|)?({N})(?:\|train)?$", *numbers[:2], where="CurveHeader"),
        fact("right", rf"^Right answers\|({P})\|(?:test\|)?({P})(?:\|train)?$", *numbers[2:], least=0),
        fact("r2", rf"^R²\|({N})\|(?:test\|)?({N})(?:\|train)?$", *numbers[2:], least=0),
        fact(
            "curves told",
            rf"(?:Epoch|Now, after epoch) ({N}): loss in training ({N}), in test ({N}); "
            rf"(?:right|R²) in training ({P}|{N}), in test ({P}|{N})",
            *told,
        ),
        fact("ticks", rf"^({N}(?:\|{N})*)$", None, where="CurvePlot", least=0),
    ]


def diagram(right: Right, kind: str = "signal") -> list[Fact]:
    """Headers and legend of the diagram, and the shares beside the outputs."""
    dense = right.network.dense
    sizes = [layer.weights.shape[1] for layer in dense]
    symbols = {"signal": "w·a", "weights": "w", "gradient": "∂L/∂w"}
    clips = right.clips(kind)
    shape = right.dataset.feature_shape
    facts = [
        fact("input", r"(\d+) × (\d+) pixels → (\d+) numbers", *shape, right.x.size, where="Title", least=0),
        fact("output", r"\b(\d+), (?i:softmax|sigmoid|linear)", sizes[-1], where="Title", least=0),
        fact("outputs", r"^(\d+) neurons?, (?:Softmax|Sigmoid|Linear)", sizes[-1], where="Title", least=0),
        fact(
            "full",
            rf"full at {symbols[kind]} = ((?:±{N}(?: [|…] )?)+)",
            lambda m: _clips(m[1], clips, max(sizes) > FOLDS),
            where="Legend",
        ),
        fact(
            "lines",
            rf"({N}) of ({N}) lines",
            lambda m: float(m[1].replace(",", "")) <= right.lines,
            right.lines,
        ),
    ]
    for place, size in enumerate(sizes[:-1]):
        name = f"Hidden {place + 1}" if len(sizes) > 2 else "Hidden"
        units = {str(size), f"{size:,}"}
        facts += [
            fact("units", rf"^{name}\W({N})(?: (?!of )[\w ]+)$", units, where="Title", least=0),
            fact(
                "units of",
                rf"^{name}\W({N}) of ({N})",
                lambda m, n=size: int(m[1]) < n,
                units,
                where="Title",
                least=0,
            ),
        ]
    every = {str(size) for size in sizes[:-1]}
    rates = [layer.rate for layer in right.experiment.layers if isinstance(layer, Dropout)]
    facts += [
        fact("units in a tip", r"^(\d+) neurons?, [\w ]+", every, where="Title", least=0),
        fact("dropout", rf"Dropout ({P})", None if len(rates) > 1 else rates, where="DiagramView", least=0),
        fact("showing", r"; (\d+) of them shown", None, where="Title", least=0),
        fact("units alone", r"^(?:(\d+) of )?(\d+)(?: [\w ]+)?$", None, every, where="Title", least=0),
        fact(
            "folded",
            r"(?:^|(?<=\|))\+(\d+)(?=\||$)",
            lambda m: int(m[1]) < max(sizes),
            where="DiagramView",
            least=0,
        ),
    ]
    return facts


def _clips(text: str, clips: list[float], folded: bool) -> list[float] | bool:
    """Of what is folded away the largest does not count, but for it there is nothing larger."""
    wanted = [min(clips), max(clips)] if "…" in text else clips
    if not folded:
        return wanted
    found = [value_of(number)[0] for number in re.findall(N, text)]
    return all(value <= limit + 0.005 for value, limit in zip(found, wanted, strict=True))


def painted_shares(right: Right, lit: bool = False) -> list[Fact]:
    """The outputs in numbers, those large enough to be written; if ``lit``, only some."""
    written = [float(share) for share in right.output if share >= SHARE_WRITTEN]
    number = P if right.probable else N

    def some(match: re.Match[str]) -> bool:
        left = iter(written)
        return all(any(agrees(said, share) for share in left) for said in re.findall(number, match[1]))

    shown = some if lit else written
    return [fact("outputs", rf"((?:(?:^|\|){number})+)$", shown, where="DiagramView", least=0 if lit else 1)]
