"""How fast networks with convolutions learn beside PyTorch: a whole step, and where its time goes.

    python benchmarks/convolution.py [--rounds 15] [--parts]

A step is: gather the batch's samples, forward, loss, backward, Adam. PyTorch takes it in the better of its
two layouts, with Adam(fused=True) and without; the best of the four is the rival. One BLAS thread for all,
float32, CPU time, everyone in turn in each round; the medians' ratio is compared with the floor and the aim.
On a busy machine the ratios come out higher than they are: PyTorch suffers more.

`--parts` times every bound operation of a step by itself, which sums to a little more than the step.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402

from nnviz.engine import Dense, Network, Samples, make_optimizer  # noqa: E402
from nnviz.engine.layers import reordered  # noqa: E402
from nnviz.engine.portions import portion_of  # noqa: E402
from nnviz.engine.program import Program  # noqa: E402
from nnviz.training.settings import read_layers  # noqa: E402

try:
    import torch
except ImportError:
    torch = None

Step = Callable[[int], object]
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


def batches(work: Work, steps: int) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [rng.permutation(SAMPLES)[: work.batch] for _ in range(steps)]


def ours(work: Work) -> tuple[Network, Step]:
    layers = [*read_layers(work.layers), Dense(CLASSES, "softmax")]
    network = Network((1, work.side, work.side), layers, "categorical_crossentropy")
    network.initialize(np.random.default_rng(0))
    samples = network.prepare(*data(work))
    optimizer = make_optimizer("adam", network.size, "float32", 0.001)
    rows = batches(work, 64)

    def step(turn: int) -> None:
        network.gradient_step_rows(samples, rows[turn % 64])
        optimizer.step(network.parameters, network.gradients)

    return network, step


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
    rows = [torch.tensor(one) for one in batches(work, 64)]
    loss_of = nn.CrossEntropyLoss()

    def step(turn: int) -> None:
        of = rows[turn % 64]
        optimizer.zero_grad(set_to_none=True)
        loss_of(model(X[of]), y[of]).backward()
        optimizer.step()

    return step


def interleaved(steps: dict[str, Step], rounds: int) -> dict[str, float]:
    """The median microseconds of a step of each: ten in turn, each timed alone; the first round warms up."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(rounds + 1):
        for name, step in steps.items():
            for k in range(11):
                start = time.process_time()
                step(11 * turn + k)
                if turn and k:
                    times[name].append((time.process_time() - start) * 1e6)
    return {name: statistics.median(values) for name, values in times.items()}


def table(rounds: int) -> None:
    print(f"microseconds of a whole step, medians of {rounds} rounds in turn")
    print(f"{'work':36}{'nnviz':>8}{'PyTorch, best':>16}{'ratio':>8}{'floor':>8}{'aim':>6}")
    for work in WORKS:
        steps: dict[str, Step] = {"ours": ours(work)[1]}
        if torch is not None:
            for fused in (False, True):
                for last in (False, True):
                    steps[f"{fused} {last}"] = pytorch(work, fused=fused, channels_last=last)
        medians = interleaved(steps, rounds)
        mine = medians.pop("ours")
        rival = min(medians.values(), default=float("nan"))
        print(
            f"{work.name:36}{mine:8.0f}{rival:16.0f}{rival / mine:7.2f}x{work.floor:8.1f}{work.aim:6.1f}",
            flush=True,
        )


def parts(work: Work) -> None:
    """The microseconds of a portion's operations, by layer and what they do, the largest first."""
    network, _ = ours(work)
    X, y = data(work)
    network.gradient_step(X[:1], y[:1])
    size = min(work.batch, portion_of(network.layers) or work.batch)
    samples = Samples.empty(size, network.input_size, CLASSES, network.dtype)
    samples.inputs[:, :-1] = X[:size].reshape(size, -1)
    samples.targets[...] = np.eye(CLASSES)[y[:size]].T
    program = Program(reordered(network.layers), network.loss, samples, training=True)
    program.learn()
    spent: Counter[str] = Counter()
    for name, stage in zip(network.names, program.stages, strict=True):
        for way in ("forward", "activate", "differentiate", "backward", "backward_inputs"):
            for operation in getattr(stage, way):
                called = operation.func if isinstance(operation, partial) else operation
                spent[f"{name} {way} {getattr(called, '__name__', called)}"] += _median(operation)
    optimizer = make_optimizer("adam", network.size, "float32", 1e-9)
    spent["adam, once a step"] = _median(lambda: optimizer.step(network.parameters, network.gradients))
    print(
        f"{work.name}, {size} at a time: {_median(program.learn):.0f} us, its parts {sum(spent.values()):.0f}"
    )
    for name, microseconds in spent.most_common(24):
        print(f"    {microseconds:7.1f}  {name}")


def _median(call: Callable[[], object]) -> float:
    times = []
    for _ in range(101):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--parts", action="store_true")
    options = parser.parse_args()
    if options.parts:
        for one in WORKS:
            parts(one)
    else:
        table(options.rounds)
