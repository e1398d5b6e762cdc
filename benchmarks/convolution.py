"""How fast networks with convolutions learn beside PyTorch: a whole step, and where its time goes.

    python benchmarks/convolution.py [--rounds 15] [--parts]

A step is: gather the batch's samples, forward, loss, backward, Adam. PyTorch takes it in the better of its
two layouts, with Adam(fused=True) and without; the best of the four is the rival. The rest is as
beside/pytorch.py says.

`--parts` times every bound operation of a step by itself, which sums to a little more than the step.
"""

from __future__ import annotations

from dataclasses import dataclass

from beside.pytorch import Step, batches, learning, main, tell_parts, torch  # sets the number of threads

import numpy as np  # isort: skip

from nnviz.engine import Dense, Network, Samples
from nnviz.engine.layers import reordered
from nnviz.engine.portions import portion_of
from nnviz.engine.program import Program
from nnviz.training.settings import read_layers

SMALL = "conv(8, 3), maxpool(2), conv(16, 3), maxpool(2)"
LENET = "conv(8, 3), maxpool(2), conv(16, 3), maxpool(2), 64"


@dataclass(frozen=True)
class Work:
    """One row of the table: a network over square pictures, its batch, and how many times PyTorch's speed."""

    name: str
    layers: str
    side: int
    batch: int
    floor: float
    aim: float


WORKS = (
    Work("8x8, conv8-conv16, batch 32", SMALL, 8, 32, 4.0, 4.4),
    Work("8x8, conv8-conv16, batch 128", SMALL, 8, 128, 2.5, 2.8),
    Work("28x28, conv8-conv16, batch 32", SMALL, 28, 32, 1.4, 1.5),
    Work("28x28, conv8-conv16, batch 128", SMALL, 28, 128, 1.4, 1.6),
    Work("28x28, conv8-conv16-64, batch 64", LENET, 28, 64, 1.3, 1.4),
)
SAMPLES, CLASSES = 1024, 10


def data(work: Work) -> tuple[np.ndarray, np.ndarray]:
    """Pictures that are mostly blank, as digits are, and classes."""
    rng = np.random.default_rng(0)
    X = np.maximum(0, rng.normal(size=(SAMPLES, 1, work.side, work.side))).astype(np.float32)
    return X, rng.integers(0, CLASSES, SAMPLES)


def ours(work: Work) -> Network:
    layers = [*read_layers(work.layers), Dense(CLASSES, "softmax")]
    network = Network((1, work.side, work.side), layers, "categorical_crossentropy")
    network.initialize(np.random.default_rng(0))
    return network


def pytorch(work: Work, *, fused: bool, channels_last: bool) -> Step:
    from torch import nn, optim

    torch.set_num_threads(1)
    torch.manual_seed(0)
    after = 16 * (work.side // 4) ** 2
    dense = (nn.Linear(after, 64), nn.ReLU(), nn.Linear(64, CLASSES)) if "64" in work.layers else ()
    model = nn.Sequential(
        *(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(dense or (nn.Linear(after, CLASSES),)),
    )
    X, y = map(torch.tensor, data(work))
    if channels_last:
        model, X = model.to(memory_format=torch.channels_last), X.to(memory_format=torch.channels_last)
    optimizer = optim.Adam(model.parameters(), lr=0.001, fused=fused)
    rows = [torch.tensor(one) for one in batches(SAMPLES, work.batch)]
    loss_of = nn.CrossEntropyLoss()

    def step(turn: int) -> None:
        of = rows[turn % 64]
        optimizer.zero_grad(set_to_none=True)
        loss_of(model(X[of]), y[of]).backward()
        optimizer.step()

    return step


def steps_of(work: Work) -> dict[str, Step]:
    """Ours, and PyTorch's in all its ways."""
    network = ours(work)
    steps: dict[str, Step] = {"ours": learning(network, network.prepare(*data(work)), work.batch)}
    ways = [] if torch is None else [(fused, last) for fused in (False, True) for last in (False, True)]
    return steps | {f"{way}": pytorch(work, fused=way[0], channels_last=way[1]) for way in ways}


def parts(work: Work) -> None:
    """Where the time of a portion's operations goes."""
    network = ours(work)
    X, y = data(work)
    network.gradient_step(X[:1], y[:1])
    size = min(work.batch, portion_of(network.layers) or work.batch)
    samples = Samples.empty(size, network.input_size, CLASSES, network.dtype)
    samples.inputs[:, :-1] = X[:size].reshape(size, -1)
    samples.targets[...] = np.eye(CLASSES)[y[:size]].T
    program = Program(reordered(network.layers), network.loss, samples, training=True)
    tell_parts(f"{work.name}, {size} at a time", network, program)


if __name__ == "__main__":
    main(__doc__, WORKS, steps_of, parts)
