"""How fast recurrent networks learn beside PyTorch: a whole step, and where its time goes.

    python benchmarks/recurrent.py [--rounds 15] [--parts]

A step is: gather the batch's samples, forward, loss, backward, Adam. The sequences are read to the end and
classified by the last state. PyTorch takes its data step first, as it likes them best, with Adam(fused=True)
and without; the better is the rival. The rest is as beside/pytorch.py says.

`--parts` times every bound operation of a step by itself, which sums to a little more than the step.
"""

from __future__ import annotations

from dataclasses import dataclass

from beside.pytorch import Step, batches, learning, main, tell_parts, torch  # sets the number of threads

import numpy as np  # isort: skip

from nnviz.engine import Dense, Network, Samples
from nnviz.engine.program import Program
from nnviz.training.settings import read_layers


@dataclass(frozen=True)
class Work:
    """One row of the table: a layer over sequences, its batch, and how many times PyTorch's speed."""

    kind: str
    steps: int
    features: int
    units: int
    batch: int
    floor: float
    aim: float

    @property
    def name(self) -> str:
        return f"{self.kind} T={self.steps} D={self.features} H={self.units} B={self.batch}"


WORKS = (
    Work("rnn", 28, 28, 32, 32, 3.0, 4.9),
    Work("gru", 28, 28, 32, 32, 2.0, 3.6),
    Work("lstm", 28, 28, 32, 32, 1.2, 1.3),
    Work("lstm", 64, 8, 64, 64, 0.85, 0.95),
)
SAMPLES, CLASSES = 512, 10


def data(work: Work) -> tuple[np.ndarray, np.ndarray]:
    """Sequences (n, features, time) and classes."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(SAMPLES, work.features, work.steps)).astype(np.float32)
    return X, rng.integers(0, CLASSES, SAMPLES)


def ours(work: Work) -> Network:
    layers = [*read_layers(f"{work.kind}({work.units})"), Dense(CLASSES, "softmax")]
    network = Network((work.features, work.steps), layers, "categorical_crossentropy")
    network.initialize(np.random.default_rng(0))
    return network


def pytorch(work: Work, *, fused: bool) -> Step:
    from torch import nn, optim

    torch.set_num_threads(1)
    torch.manual_seed(0)
    reads = getattr(nn, work.kind.upper())(work.features, work.units)
    answers = nn.Linear(work.units, CLASSES)
    X, y = map(torch.tensor, data(work))
    X = X.permute(2, 0, 1).contiguous()
    optimizer = optim.Adam([*reads.parameters(), *answers.parameters()], lr=0.001, fused=fused)
    rows = [torch.tensor(one) for one in batches(SAMPLES, work.batch)]
    loss_of = nn.CrossEntropyLoss()

    def step(turn: int) -> None:
        of = rows[turn % 64]
        optimizer.zero_grad(set_to_none=True)
        loss_of(answers(reads(X[:, of])[0][-1]), y[of]).backward()
        optimizer.step()

    return step


def steps_of(work: Work) -> dict[str, Step]:
    """Ours, and PyTorch's in both its ways."""
    network = ours(work)
    steps: dict[str, Step] = {"ours": learning(network, network.prepare(*data(work)), work.batch)}
    if torch is not None:
        steps |= {f"fused {fused}": pytorch(work, fused=fused) for fused in (False, True)}
    return steps


def parts(work: Work) -> None:
    """Where the time of a batch's operations goes."""
    network = ours(work)
    X, y = data(work)
    samples = Samples.empty(work.batch, network.input_size, CLASSES, network.dtype)
    samples.inputs[:, :-1] = X[: work.batch].reshape(work.batch, -1)
    samples.targets[...] = np.eye(CLASSES)[y[: work.batch]].T
    tell_parts(work.name, network, Program(network.layers, network.loss, samples, training=True))


if __name__ == "__main__":
    main(__doc__, WORKS, steps_of, parts)
