"""How fast recurrent networks learn beside PyTorch: a whole step, and where its time goes.

    python benchmarks/recurrent.py [--rounds 15] [--parts]

A step is: gather the batch's samples, forward, loss, backward, Adam. The sequences are read to the end and
classified by the last state. PyTorch takes its data step first, as it likes them best, with Adam(fused=True)
and without; the better is the rival. One BLAS thread for both, float32, CPU time, everyone in turn in each
round; the medians' ratio is compared with the floor and the aim. On a busy machine the ratios come out
higher than they are: PyTorch suffers more.

`--parts` times every bound operation of a step by itself, which sums to a little more than the step.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np  # noqa: E402

from nnviz.engine import Dense, Network, Samples, make_optimizer  # noqa: E402
from nnviz.engine.program import Program  # noqa: E402
from nnviz.training.settings import read_layers  # noqa: E402

try:
    import torch
except ImportError:
    torch = None

Step = Callable[[int], object]


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


def batches(work: Work, steps: int) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [rng.permutation(SAMPLES)[: work.batch] for _ in range(steps)]


def ours(work: Work) -> tuple[Network, Step]:
    layers = [*read_layers(f"{work.kind}({work.units})"), Dense(CLASSES, "softmax")]
    network = Network((work.features, work.steps), layers, "categorical_crossentropy")
    network.initialize(np.random.default_rng(0))
    samples = network.prepare(*data(work))
    optimizer = make_optimizer("adam", network.size, "float32", 0.001)
    rows = batches(work, 64)

    def step(turn: int) -> None:
        network.gradient_step_rows(samples, rows[turn % 64])
        optimizer.step(network.parameters, network.gradients)

    return network, step


def pytorch(work: Work, *, fused: bool) -> Step:
    from torch import nn, optim

    torch.set_num_threads(1)
    torch.manual_seed(0)
    reads = getattr(nn, work.kind.upper())(work.features, work.units)
    answers = nn.Linear(work.units, CLASSES)
    X, y = map(torch.tensor, data(work))
    X = X.permute(2, 0, 1).contiguous()
    optimizer = optim.Adam([*reads.parameters(), *answers.parameters()], lr=0.001, fused=fused)
    rows = [torch.tensor(one) for one in batches(work, 64)]
    loss_of = nn.CrossEntropyLoss()

    def step(turn: int) -> None:
        of = rows[turn % 64]
        optimizer.zero_grad(set_to_none=True)
        loss_of(answers(reads(X[:, of])[0][-1]), y[of]).backward()
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


def steps_of(work: Work) -> dict[str, Step]:
    """Ours, and PyTorch's in both its ways."""
    steps: dict[str, Step] = {"ours": ours(work)[1]}
    if torch is not None:
        steps |= {f"fused {fused}": pytorch(work, fused=fused) for fused in (False, True)}
    return steps


def told(works: Sequence[tuple[str, dict[str, Step], float, float]], rounds: int) -> None:
    """Print the table of works: a name, "ours" and its rivals, the floor and the aim."""
    print(f"microseconds of a whole step, medians of {rounds} rounds in turn")
    print(f"{'work':28}{'nnviz':>8}{'PyTorch, best':>16}{'ratio':>8}{'floor':>8}{'aim':>6}")
    for name, steps, floor, aim in works:
        medians = interleaved(steps, rounds)
        mine = medians.pop("ours")
        rival = min(medians.values(), default=float("nan"))
        print(f"{name:28}{mine:8.0f}{rival:16.0f}{rival / mine:7.2f}x{floor:8.2f}{aim:6.2f}", flush=True)


def parts(work: Work) -> None:
    """The microseconds of a batch's operations, by layer and what they do, the largest first."""
    network, _ = ours(work)
    X, y = data(work)
    samples = Samples.empty(work.batch, network.input_size, CLASSES, network.dtype)
    samples.inputs[:, :-1] = X[: work.batch].reshape(work.batch, -1)
    samples.targets[...] = np.eye(CLASSES)[y[: work.batch]].T
    program = Program(network.layers, network.loss, samples, training=True)
    program.learn()
    spent = spent_on(network, program)
    print(f"{work.name}: {median(program.learn):.0f} us, its parts {sum(spent.values()):.0f}")
    for name, microseconds in spent.most_common(16):
        print(f"    {microseconds:7.1f}  {name}")


def spent_on(network: Network, program: Program) -> Counter[str]:
    """The microseconds of a step's operations and of Adam."""
    spent: Counter[str] = Counter()
    for name, stage in zip(network.names, program.stages, strict=True):
        for way in ("forward", "activate", "differentiate", "backward", "backward_inputs"):
            for operation in getattr(stage, way):
                called = operation.func if isinstance(operation, partial) else operation
                spent[f"{name} {way} {getattr(called, '__name__', called)}"] += median(operation)
    optimizer = make_optimizer("adam", network.size, "float32", 1e-9)
    spent["adam"] = median(lambda: optimizer.step(network.parameters, network.gradients))
    return spent


def median(call: Callable[[], object]) -> float:
    """The median microseconds of a call."""
    times = []
    for _ in range(31):
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
        told([(one.name, steps_of(one), one.floor, one.aim) for one in WORKS], options.rounds)
